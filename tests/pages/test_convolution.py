"""The bench as a visitor sees it: numbers, fields, edits, and a unit of VGG16."""

import base64
import io
from typing import Any
from urllib.parse import urlencode

import numpy as np
import PIL.Image
import pytest
from numpy.typing import NDArray
from scipy.signal import correlate2d
from streamlit.testing.v1 import AppTest

from explorer.images.samples import read_sample
from explorer.images.sizing import fit
from explorer.runtime.vgg16 import VGG16
from explorer.widgets import bench_fields
from tests.pages.conftest import OpenApp
from tests.pages.visitor import (
    HOSTILE,
    as_read,
    button,
    chosen,
    component,
    errors,
    go_along_history,
    go_to,
    send_edits,
    sentences,
    unfold,
    uploader,
)

Values = NDArray[np.float32]

SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
EDGE = np.tile([0, 0, 0, 9, 9, 9], (6, 1))


@pytest.fixture
def bench_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page."""

    def open_bench(**params: str) -> AppTest:
        return open_app(page="convolution", **params)

    return open_bench


def shown(at: AppTest) -> dict[str, Any]:
    """What the bench in the browser gets."""
    data: dict[str, Any] = component(at, "bench")
    return data


def output(at: AppTest) -> Values:
    """The output, (height, width, filters)."""
    data = shown(at)
    values = np.frombuffer(base64.b64decode(data["steps"]["after"]), "<f4")
    sides = data["output"]
    return values.reshape(sides["rows"], sides["columns"], sides["filters"])


def numbers(at: AppTest) -> list[list[list[float]]]:
    """The input as it is shown, by channel, row and column."""
    texts = shown(at)["grid"]["texts"]
    return [[[float(each) for each in row] for row in channel] for channel in texts]


def set_number(part: str, *index: int, text: str) -> dict[str, object]:
    """Typing into a cell."""
    return {"kind": "set", "part": part, "index": list(index), "text": text}


def typed(at: AppTest, *edits: dict[str, object]) -> AppTest:
    """Type into cells, one after the other."""
    return send_edits(at, *edits, editor="bench")


def test_it_begins_with_an_edge_and_a_kernel_that_finds_it(bench_page: OpenApp) -> None:
    at = bench_page()
    assert errors(at) == []
    expected = correlate2d(EDGE, SOBEL, "valid")
    assert output(at)[..., 0].tolist() == expected.tolist()
    assert shown(at)["cell"] == [0, 1, 0]  # the output farthest from 0, the first of several
    assert "Each input cell is read by 1 to 9 outputs." in sentences(at)


@pytest.mark.parametrize(
    ("params", "shape"),
    [
        ({"padding": "same"}, (6, 6, 1)),
        ({"padding": "full"}, (8, 8, 1)),
        ({"padding": "1_0_2_1", "stride": "2x1"}, (3, 7, 1)),
        ({"input_shape": "1x3x1", "filter_size": "1x2"}, (1, 2, 1)),
        ({"input_shape": "12x12x3", "filter_size": "5x5", "filters": "4"}, (8, 8, 4)),
        ({"input_shape": "1x1x1", "filter_size": "1x1"}, (1, 1, 1)),
        ({"input_shape": "9x4x2", "filter_size": "2x3", "dilation": "4x1"}, (5, 2, 1)),
        ({"input_shape": "6x6x4", "filters": "4", "groups": "2"}, (4, 4, 4)),
    ],
)
def test_sizes(bench_page: OpenApp, params: dict[str, str], shape: tuple[int, ...]) -> None:
    at = bench_page(**params)
    assert errors(at) == []
    assert output(at).shape == shape


def test_numbers_travel_in_a_link(bench_page: OpenApp) -> None:
    at = bench_page(
        input="typed",
        input_shape="1x3x1",
        input_numbers="1_-2_0.5",
        filter="typed",
        filter_size="1x2",
        filter_numbers="3_1",
        bias="10",
        after="relu",
    )
    assert output(at).ravel().tolist() == [11.0, 4.5]
    assert shown(at)["bias"] == ["10"]


def test_an_edit_changes_the_output_and_the_link(bench_page: OpenApp) -> None:
    at = bench_page(input_shape="1x3x1", filter_size="1x1", filter="identity")
    typed(at, set_number("input", 0, 1, 0, text="-4"), set_number("bias", 0, text="0.5"))
    assert output(at).ravel().tolist() == [0.5 + value for value in (0, -4, 9)]
    assert chosen(at, "input") == "typed"
    assert chosen(at, "input_numbers") == "0_-4_9"
    assert chosen(at, "bias") == "0.5"
    typed(at, set_number("kernel", 0, 0, 0, 0, text="2"))
    assert output(at).ravel().tolist() == [0.5 + 2 * value for value in (0, -4, 9)]
    assert chosen(at, "filter_numbers") == "2"


def test_the_browser_s_back_takes_an_edit_back(bench_page: OpenApp) -> None:
    at = bench_page(input_shape="1x3x1", filter_size="1x1", filter="identity")
    before = dict(at.query_params)
    typed(at, set_number("input", 0, 0, 0, text="5"))
    assert chosen(at, "input") == "typed"
    go_along_history(at, before)
    assert chosen(at, "input") == "edge"


@pytest.mark.parametrize("text", ["", "abc", "1e400", "0,5", "<b>"])
def test_what_is_no_number_stays_in_its_cell_with_a_sentence(
    bench_page: OpenApp, text: str
) -> None:
    at = bench_page()
    before = output(at)
    typed(at, set_number("input", 0, 1, 0, text=text))
    assert list(shown(at)["typed"].items()) == [("input:0,1,0", text)]
    assert shown(at)["refused"]["input:0,1,0"].endswith("Until you change it, 0 is used.")
    assert np.array_equal(output(at), before)
    typed(at, set_number("kernel", 0, 0, 0, 0, text="5"))  # the rest keeps working
    assert shown(at)["typed"] == {"input:0,1,0": text}
    assert not np.array_equal(output(at), before)
    typed(at, set_number("input", 0, 1, 0, text="1"))
    assert shown(at)["typed"] == {}


@pytest.mark.parametrize(
    ("params", "received"),
    [
        ({"stride": "0"}, "stride"),
        ({"stride": "fast"}, "stride"),
        ({"padding": "-1"}, "padding"),
        ({"dilation": "9"}, "dilation"),
        ({"input_shape": "13x6x1"}, "shape"),
        ({"filter_size": "6x6"}, "kernel size"),
        ({"groups": "2"}, "group"),
    ],
)
def test_a_setting_that_cannot_be_leaves_the_numbers(
    bench_page: OpenApp, params: dict[str, str], received: str
) -> None:
    at = bench_page(**params)
    assert any(received in sentence for sentence in errors(at))
    assert received in shown(at)["output"]["problem"]
    assert shown(at)["steps"] == {}
    assert shown(at)["grid"]["rows"] == 6  # what it said before, or the default


def test_a_kernel_larger_than_the_padded_input_is_told_where_the_output_would_be(
    bench_page: OpenApp,
) -> None:
    at = bench_page(input_shape="3x3x1", filter_size="5x5")
    assert "The window is 5 rows high, but the input has 3 rows" in shown(at)["output"]["problem"]
    typed(at, set_number("input", 0, 0, 0, text="7"))
    assert shown(at)["grid"]["texts"][0][0][0] == "7"


def test_a_shape_that_cannot_be_read_loses_no_number(
    bench_page: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    # AppTest sends back only what the list offers.
    monkeypatch.setattr(bench_fields, "COMMON_SHAPES", ("none", *bench_fields.COMMON_SHAPES))
    at = bench_page(
        input="typed", input_shape="1x8x1", input_numbers="1_2_3_4_5_6_7_8", filter_size="1x3"
    )
    unfold(at)
    at.selectbox(key="input_shape").select("none").run()
    assert shown(at)["grid"]["texts"] == [[["1", "2", "3", "4", "5", "6", "7", "8"]]]
    typed(at, set_number("input", 0, 7, 0, text="9"))
    assert chosen(at, "input_numbers") == "1_2_3_4_5_6_7_9"


def test_too_many_numbers_for_a_link_are_kept_and_told(bench_page: OpenApp) -> None:
    at = bench_page(input="gradient", input_shape="12x12x4")
    typed(at, set_number("input", 0, 0, 0, text="-123.456"))
    assert chosen(at, "input_numbers") == "large-1"
    assert "The input is too large for the link" in "".join(each.value for each in at.main.caption)
    assert shown(at)["grid"]["texts"][0][0][0] == "-123.456"


def test_the_longest_link_has_less_than_2000_characters(bench_page: OpenApp) -> None:
    """As many numbers as a link holds, and everything else that the bench has."""
    row = "_".join(["-12.25"] * 12)
    at = bench_page(
        input="typed",
        input_shape="11x12x1",
        input_numbers="~".join([row] * 11),
        filter="typed",
        filter_size="5x5",
        filters="4",
        filter_numbers="~~~".join(["~".join(["-1.5_0.75_2_-3.5_1.25"] * 5)] * 4),
        bias="_".join(["-999999.12345678"] * 4),
        padding="8_8_8_8",
        stride="10x11",
        dilation="2x2",
        after="softmax",
        cell="10_10_3",
        pinned="11_11_3",
        size="224x224",
        photo="astronaut",
        fit="squeeze",
    )
    address = dict(at.query_params)
    assert chosen(at, "input_numbers").startswith("-12.25_")
    assert 900 < len(chosen(at, "input_numbers")) <= 1000
    assert 400 < len(chosen(at, "filter_numbers")) <= 500
    assert len("https://example.org/convolution?" + urlencode(address, doseq=True)) < 2000


def test_a_name_of_another_session_is_told(bench_page: OpenApp) -> None:
    at = bench_page(input="typed", input_numbers="own-3")
    warnings = [as_read(each.value) for each in at.warning]
    assert any("The default input is shown." in each for each in warnings), warnings
    assert chosen(at, "input") == "edge"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "name",
    [
        *("input", "input_shape", "input_numbers", "patch_row", "filter", "filter_size"),
        *("filters", "filter_numbers", "bias", "stride", "dilation", "padding", "groups", "after"),
        *("cell", "pinned", "first_filter", "unit"),
    ],
)
def test_hostile_links(bench_page: OpenApp, name: str, text: str) -> None:
    typed_too = {"input_numbers": {"input": "typed"}, "filter_numbers": {"filter": "typed"}}
    at = bench_page(**typed_too.get(name, {}) | {name: text})
    errors(at)  # no exception
    assert shown(at)["grid"]["rows"] > 0


@pytest.mark.parametrize(
    ("cell", "found"), [("2_3_0", [2, 3, 0]), ("99_0_9", [3, 0, 0]), ("1_1", [0, 1, 0])]
)
def test_the_output_that_a_link_looks_at(bench_page: OpenApp, cell: str, found: list[int]) -> None:
    at = bench_page(cell=cell, pinned="0_0_0")
    assert shown(at)["cell"] == found
    assert shown(at)["pinned"] == [0, 0, 0]


def test_a_patch_of_the_photo(bench_page: OpenApp) -> None:
    at = bench_page(input="photo", input_shape="3x4x3", size="64x96", patch_row="5")
    picker = component(at, "patch_picker")
    assert picker["unit"] == [5, 46]
    assert picker["grid"] == [62, 93]
    assert shown(at)["channels"] == ["red", "green", "blue"]
    assert errors(at) == []
    pixels = fit(read_sample("chelsea").pixels, (64, 96), "crop")[5:8, 46:50]
    assert numbers(at) == np.moveaxis(pixels, -1, 0).tolist()


def test_a_patch_of_one_channel_is_grey(bench_page: OpenApp) -> None:
    at = bench_page(input="photo", input_shape="3x4x1", size="64x96")
    pixels = fit(read_sample("chelsea").pixels, (64, 96), "crop")[30:33, 46:50]
    assert numbers(at) == [np.rint(pixels @ [0.299, 0.587, 0.114]).tolist()]  # ITU-R BT.601


def test_a_patch_larger_than_the_photo_gets_a_sentence(bench_page: OpenApp) -> None:
    at = bench_page(input="photo", input_shape="12x12x1", size="9x40")
    assert "the photo has 9 × 40 px" in shown(at)["output"]["problem"]


def test_other_pages_have_the_same_bench(bench_page: OpenApp) -> None:
    at = bench_page(input="digit", stride="2")
    go_to(at, "filters")
    assert chosen(at, "input") == "digit"
    go_to(at, "convolution")
    assert output(at).shape == (2, 2, 1)


# --- filters of VGG16 ----------------------------------------------------------------------------


@pytest.mark.usefixtures("photos_pass_vgg16")
@pytest.mark.parametrize("channels", ["3", "1"])
def test_a_filter_of_vgg16_slides_with_its_own_weights_and_bias(
    bench_page: OpenApp, vgg16: VGG16, channels: str
) -> None:
    """On one channel its three slices are added up: a grey pixel has the same value in each."""
    at = bench_page(filter="vgg16", first_filter="5", input_shape=f"6x6x{channels}", size="35x48")
    assert errors(at) == []
    kernel, bias = vgg16.kernel("block1_conv1")
    expected = np.moveaxis(kernel[:, :, ::-1, 5].astype(float), -1, 0)  # blue first in VGG16
    if channels == "1":
        expected = expected.sum(axis=0, keepdims=True)
    weights = np.array(shown(at)["kernel"]["texts"][0], float)
    np.testing.assert_allclose(weights, expected, rtol=1e-6, atol=1e-7)
    assert [float(each) for each in shown(at)["bias"]] == pytest.approx([bias[5]])


@pytest.mark.usefixtures("photos_pass_vgg16", "vgg16")
def test_filters_of_vgg16_have_a_size_of_their_own(bench_page: OpenApp) -> None:
    at = bench_page(filter="vgg16", filter_size="5x5", size="35x48")
    assert "3 × 3 × 3" in shown(at)["output"]["problem"]


# --- somebody's own photo ------------------------------------------------------------------------


def own_patch(at: AppTest) -> AppTest:
    """Upload a photo whose pixels are all different, and type into a patch of it."""
    pixels = np.arange(40 * 40 * 3).reshape(40, 40, 3) % 251
    data = io.BytesIO()
    PIL.Image.fromarray(pixels.astype(np.uint8)).save(data, "PNG")
    uploader(at).upload("mine.png", data.getvalue(), "image/png").run()
    return typed(at, set_number("input", 0, 0, 0, text="77"))


def test_numbers_of_an_own_photo_never_enter_the_link(bench_page: OpenApp) -> None:
    at = own_patch(bench_page(input="photo", input_shape="3x3x1", size="35x48"))
    assert chosen(at, "input") == "typed"
    assert chosen(at, "input_numbers").startswith("own-")
    assert "your own photo" in "".join(each.value for each in at.main.caption)
    typed(at, set_number("input", 0, 1, 0, text="78"))  # still made of it
    assert chosen(at, "input_numbers").startswith("own-")
    assert shown(at)["grid"]["texts"][0][0][:2] == ["77", "78"]


def test_a_removed_photo_takes_its_numbers_along(bench_page: OpenApp) -> None:
    at = own_patch(bench_page(input="photo", input_shape="3x3x1", size="35x48"))
    button(at, "Remove my photo").click().run()
    assert errors(at) == []
    assert chosen(at, "input") == "edge"
    assert "77" not in shown(at)["grid"]["texts"][0][0]
    assert not at.warning  # nobody opened a link


def test_a_photo_removed_elsewhere_leaves_no_number_behind(bench_page: OpenApp) -> None:
    at = own_patch(bench_page(input="photo", input_shape="3x3x1", size="35x48"))
    go_to(at, "filtered")
    button(at, "Remove my photo").click().run()
    shown_last = at.session_state["bench_shown"]
    assert not shown_last.is_private
    assert 77 not in shown_last.sheet.grid
    assert at.session_state["kept_numbers"] == {}


def test_a_unit_on_an_own_photo_is_not_in_the_link_either(bench_page: OpenApp) -> None:
    at = own_patch(bench_page(unit="true", layer="block1_conv1", size="35x48"))
    assert chosen(at, "input_numbers").startswith("own-")


# --- a unit of VGG16 -----------------------------------------------------------------------------


def test_a_unit_of_the_network_ends_in_the_network_s_own_value(bench_page: OpenApp) -> None:
    at = bench_page(
        unit="true", layer="block2_conv1", channel="5", row="3", column="7", size="35x48"
    )
    assert errors(at) == []
    assert len(shown(at)["channels"]) == 3
    assert shown(at)["rest"]["name"] == "the other 61 channels"
    given = shown(at)["words"]["given"]
    assert given.startswith("The real network's value: ")
    value = float(given.split()[-1].rstrip(".").replace("−", "-"))
    assert output(at).item() == pytest.approx(value, rel=5e-3, abs=1e-6)


@pytest.mark.parametrize(
    ("row", "column", "rows", "columns"),
    [("0", "0", "pvv", "pvv"), ("5", "0", "vvv", "pvv"), ("16", "23", "vvp", "vvp")],
)
def test_the_padding_of_a_unit_at_the_rim_is_none_of_its_numbers(
    bench_page: OpenApp, row: str, column: str, rows: str, columns: str
) -> None:
    """A photo of 35x48 px leaves 17x24 units to block2; p is padding, v a value."""
    at = bench_page(
        unit="true", layer="block2_conv1", channel="5", row=row, column=column, size="35x48"
    )
    assert errors(at) == []
    data = shown(at)
    kinds = ["".join(kind[0] for kind in line) for line in data["grid"]["kinds"]]
    assert kinds == [columns if down == "v" else "ppp" for down in rows]
    assert data["taps"] == {"rows": [[0, 1, 2]], "columns": [[0, 1, 2]]}
    value = float(data["words"]["given"].split()[-1].rstrip(".").replace("−", "-"))
    assert output(at).item() == pytest.approx(value, rel=5e-3, abs=1e-6)


def test_a_unit_s_changed_number_is_told_and_can_be_taken_back(bench_page: OpenApp) -> None:
    at = bench_page(unit="true", layer="block1_conv1", size="35x48")
    assert shown(at)["rest"] is None
    before = output(at).item()
    typed(at, set_number("bias", 0, text="100"))
    assert shown(at)["words"]["given"].endswith("You have changed some of them.")
    assert output(at).item() != before
    button(at, "The unit's own numbers").click().run()
    assert output(at).item() == before
    button(at, "Numbers of your own").click().run()
    assert output(at).shape == (4, 4, 1)
    assert chosen(at, "unit") == "false"


def titles(at: AppTest) -> list[str]:
    return [each.value for each in at.title]


def test_from_feature_maps_to_the_bench_and_back(open_app: OpenApp) -> None:
    unit = {"layer": "block1_conv2", "channel": "3", "row": "4", "column": "9"}
    at = open_app(page="activations", size="35x48", **unit)
    begin = titles(at)
    button(at, "Work it out on the bench").click().run()
    assert titles(at) == ["How does a convolution work?"]
    assert "block1_conv2, channel 3, row 4, column 9" in sentences(at)
    button(at, "Back to Feature maps").click().run()
    assert errors(at) == []
    assert titles(at) == begin
    assert {key: chosen(at, key) for key in unit} == unit


def test_a_pooling_unit_is_worked_out_among_the_other_ways(open_app: OpenApp) -> None:
    at = open_app(page="activations", size="35x48", layer="block2_pool", row="1", column="2")
    button(at, "Work it out on the bench").click().run()
    assert titles(at) == ["What other ways to slide are there?"]
    assert errors(at) == []
    assert "block2_pool, channel 0, row 1, column 2" in sentences(at)


def test_what_was_typed_before_a_unit_comes_back_after_it(bench_page: OpenApp) -> None:
    at = bench_page(input_shape="1x3x1", filter_size="1x1", filter="identity", size="35x48")
    typed(at, set_number("input", 0, 1, 0, text="-4"))
    go_to(at, "activations")
    button(at, "Work it out on the bench").click().run()
    go_to(at, "convolution")  # AppTest forgets which page it was led to
    typed(at, set_number("bias", 0, text="100"))
    button(at, "Numbers of your own").click().run()
    assert output(at).ravel().tolist() == [0, -4, 9]
    assert chosen(at, "bias") == ""
