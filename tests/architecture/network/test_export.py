"""Networks and summaries as files: CSV, plain text, and JSON there and back."""

import csv
import io
import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.architecture.layers import Flatten
from explorer.architecture.network.export import (
    MAX_JSON_LENGTH,
    from_json,
    to_csv,
    to_json,
    to_text,
)
from explorer.architecture.network.notation import Configuration
from explorer.architecture.networks import PRESETS, Block, Network, build_network
from explorer.architecture.summary import summarize, totals
from tests.architecture.random_configurations import configurations
from tests.architecture.random_networks import same_every_run

SHAPE = (225, 299, 3)
SMALL_SHAPE = (28, 30, 1)
SMALL = PRESETS["small-batch-norm"]


def csv_rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


class TestCSV:
    def test_a_convolution_of_vgg16(self) -> None:
        rows = {row["layer"]: row for row in csv_rows(to_csv(summarize(PRESETS["vgg16"])))}
        assert rows["block3_conv2"] == {
            "layer": "block3_conv2",
            "kind": "Conv2D",
            "height": "56",
            "width": "56",
            "channels": "256",
            "parameters": "590080",
            "trainable_parameters": "590080",
            "macs": "1849688064",
            "flops": "3699376128",
            "activations": "802816",
            "activation_bytes": "3211264",
            "receptive_field": "32",
            "effective_stride": "4",
            "effective_padding": "14",
        }

    def test_a_dense_layer_has_no_rows_no_columns_and_no_field(self) -> None:
        rows = {row["layer"]: row for row in csv_rows(to_csv(summarize(PRESETS["vgg16"])))}
        empty = {name for name, cell in rows["fc1"].items() if not cell}
        assert empty == {
            *("height", "width", "receptive_field", "effective_stride", "effective_padding"),
        }
        assert (rows["fc1"]["channels"], rows["fc1"]["parameters"]) == ("4096", "102764544")

    def test_height_comes_before_width(self) -> None:
        first = csv_rows(to_csv(summarize(PRESETS["vgg16"], SHAPE)))[0]
        assert (first["height"], first["width"]) == ("225", "299")

    @pytest.mark.parametrize("key", PRESETS)
    def test_columns_add_up_to_the_totals(self, key: str) -> None:
        rows = summarize(PRESETS[key])
        read = csv_rows(to_csv(rows))
        total = totals(rows)
        assert [row["layer"] for row in read] == [row.name for row in rows]
        assert sum(int(row["parameters"]) for row in read) == total.num_parameters
        assert sum(int(row["macs"]) for row in read) == total.num_macs

    def test_without_rows_only_the_column_names_are_left(self) -> None:
        assert to_csv(()).startswith("layer,kind,height,width,channels,parameters,")
        assert csv_rows(to_csv(())) == []


SMALL_TABLE = """\
Small network with batch normalisation, input (28, 30, 1)

Layer (kind)                   Output shape  Parameters       MACs
------------------------------------------------------------------
block1_conv1 (Conv2D)          (28, 30, 75)         750    567,000
block1_bn1 (BatchNorm)         (28, 30, 75)         300          0
block1_pool (MaxPool2D)        (14, 15, 75)           0          0
block2_conv1 (Conv2D)          (14, 15, 50)      33,800  7,087,500
"""


class TestText:
    def test_the_table_looks_like_that_of_keras(self) -> None:
        assert to_text(SMALL, summarize(SMALL, SMALL_SHAPE)).startswith(SMALL_TABLE)

    @pytest.mark.parametrize("key", PRESETS)
    def test_every_layer_has_a_line_and_columns_are_aligned(self, key: str) -> None:
        rows = summarize(PRESETS[key], SHAPE)
        header, *lines = to_text(PRESETS[key], rows).split("\n\n")[1].splitlines()
        assert {len(line) for line in lines} == {len(header)}
        assert [line.split()[0] for line in lines[1:-1]] == [row.name for row in rows]

    def test_totals_and_convention(self) -> None:
        text = to_text(PRESETS["vgg16"], summarize(PRESETS["vgg16"]))
        numbers = dict(re.findall(r"^([A-Z][\w ,-]+): +([\d,]+)$", text, re.MULTILINE))
        assert numbers == {
            "Parameters": "138,357,544",
            "Trainable parameters": "138,357,544",
            "Non-trainable parameters": "0",
            "MACs": "15,470,264,320",
            "FLOPs": "30,940,528,640",
            "Activations": "15,237,608",
            "Activation memory, bytes": "60,950,432",
        }
        assert "FLOPs = 2 x MACs" in text

    def test_a_network_without_layers(self) -> None:
        text = to_text(build_network("nothing", ()), ())
        assert text.startswith("nothing, input (224, 224, 3)\n")
        assert re.search(r"^Parameters: +0$", text, re.MULTILINE)


@pytest.mark.parametrize("key", PRESETS)
def test_presets_as_json_there_and_back(key: str) -> None:
    assert from_json(to_json(PRESETS[key], SHAPE)) == (PRESETS[key], SHAPE)


@given(configurations(), st.tuples(st.integers(1, 999), st.integers(1, 999), st.integers(1, 9)))
@settings(same_every_run, max_examples=50)
def test_random_networks_as_json_there_and_back(
    drawn: Configuration, shape: tuple[int, int, int]
) -> None:
    network = build_network('网络 "1"', *drawn, default_input_shape=(9, 7, 2), source="<me>")
    text = to_json(network, shape)
    assert len(text) < MAX_JSON_LENGTH
    assert from_json(text) == (network, shape)


@pytest.mark.parametrize(
    ("network", "message"),
    [
        (Network("listed", (Flatten(),)), r"^listed was not made from blocks and a head\."),
        (build_network("vast", [Block(5000)]), r"^Block 1: filters must .* Received: 5000\.$"),
    ],
    ids=["listed one by one", "beyond the limits"],
)
def test_a_network_that_cannot_be_read_back_is_not_written(network: Network, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        to_json(network, SHAPE)


def test_missing_fields_of_blocks_and_head_are_as_in_vgg() -> None:
    document = json.loads(to_json(PRESETS["vgg16"], SHAPE))
    document |= {"blocks": [{"filters": 8}], "head": {}}
    network, _ = from_json(json.dumps(document))
    assert network.blocks == (Block(8),)
    assert network.head == PRESETS["vgg16"].head


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"version": 2}, r"^The file: version must be 1\. Received: 2\.$"),
        ({"version": True}, r"^The file: version must be 1\. Received: True\.$"),
        ({"extra": 1}, r"^The file has the fields .*, version\. Received: 'extra'\.$"),
        ({"name": 3}, r"^The file: name must be text .* Received: 3\.$"),
        ({"name": "two\nlines"}, r"^The file: name must .* Received: two\?lines\.$"),
        ({"source": "x" * 201}, r"^The file: source must .* 200 printable"),
        ({"input_shape": [224, 224]}, r"input_shape must be a list of height \(.*\[224, 224\]\.$"),
        ({"input_shape": [224, 0, 3]}, r"input_shape must be a list .* Received: \[224, 0, 3\]\.$"),
        ({"input_shape": [224.0, 9, 3]}, r"input_shape must be a list .* Received: \[224\.0"),
        ({"default_input_shape": "big"}, r"default_input_shape must be a list .* Received: big\.$"),
        ({"blocks": {}}, r"^The file: blocks must be a list\. Received: \{\}\.$"),
        ({"blocks": [3]}, r"^Block 1 must be an object with named fields\. Received: 3\.$"),
        ({"blocks": [{"repeats": 2}]}, r"^Block 1 has the fields .* Missing: 'filters'\.$"),
        ({"blocks": [{"filters": 8, "<b>": 1}]}, r"Received: '\?b\?'\.$"),
        ({"blocks": [{"filters": "8"}]}, r"^Block 1: filters must .* Received: 8\.$"),
        ({"blocks": [{"filters": [8]}]}, r"^Block 1: filters must .* Received: \[8\]\.$"),
        ({"blocks": [{"filters": 8, "repeats": None}]}, r"^Block 1: repeats must"),
        ({"blocks": [{"filters": 8, "kernel_size": []}]}, r"^Block 1: give one kernel size"),
        ({"blocks": [{"filters": 8, "kernel_size": [[3]]}]}, r"^Block 1: kernel size must"),
        ({"blocks": [{"filters": 8, "dropout": float("nan")}]}, r"dropout must .* nan\.$"),
        ({"blocks": [{"filters": 8}] * 13}, r"^A network has at most 12 blocks\. Received: 13\.$"),
        ({"head": []}, r"^Head must be an object with named fields\. Received: \[\]\.$"),
        ({"head": {"units": 5}}, r"^Head: units must be a list of numbers\. Received: 5\.$"),
        ({"head": {"units": [5, "7"]}}, r"^Head: units must be a whole number .* Received: 7\.$"),
        ({"head": {"dropout": [0.5]}}, r"^Head: give a dropout rate before each of its 3"),
    ],
    ids=str,
)
def test_files_with_other_contents_are_refused(changes: dict[str, Any], message: str) -> None:
    document = json.loads(to_json(PRESETS["vgg16"], SHAPE)) | changes
    with pytest.raises(ValueError, match=message):
        from_json(json.dumps(document))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"^The file is not JSON\. Received: ''\. Choose a file that was saved here\.$"),
        ("<html>", r"^The file is not JSON\. Received: '\?html\?'\."),
        ("[" * 90_000, r"^The file is not JSON\."),
        ("[" * 900 + "]" * 900, r"^The file must be an object .* Received: \[{7}\.\.\.\]{7}\.$"),
        ("1" * 5000, r"^The file is not JSON\."),
        ("null", r"^The file must be an object with named fields\. Received: None\.$"),
        ("{}", r"^The file has the fields .*\. Missing: 'blocks'\.$"),
        (
            " " * 100_001,
            r"^The file of a network has at most 100,000 characters\. Received: 100,001",
        ),
    ],
    ids=["empty", "HTML", "deep", "deep list", "long number", "null", "no fields", "too long"],
)
def test_texts_that_are_not_our_files_are_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        from_json(text)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
places = st.sampled_from(
    ["name", "source", "input_shape", "blocks", "head", "version", "default_input_shape"]
)
block_fields = st.sampled_from([*Block.__slots__])


@given(places, block_fields, anything)
@settings(same_every_run, max_examples=200)
def test_any_file_is_read_or_refused_with_a_sentence(place: str, field: str, value: object) -> None:
    document = json.loads(to_json(PRESETS["vgg16"], SHAPE))
    in_a_block = document | {"blocks": [{"filters": 8} | {field: value}]}
    for text in (json.dumps(document | {place: value}), json.dumps(in_a_block)):
        refusal = ""
        try:
            network, shape = from_json(text)
        except ValueError as error:
            refusal = str(error)
        if refusal:
            assert re.fullmatch(r"[ -~]+\.", refusal)
        else:
            assert from_json(to_json(network, shape)) == (network, shape)
