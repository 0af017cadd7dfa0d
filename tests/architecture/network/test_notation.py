"""Configurations as text: there and back, and how other texts are read."""

import re
import string
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from explorer.architecture.layers import Layer
from explorer.architecture.limits import check_limits, check_values, values_of
from explorer.architecture.network.notation import (
    MAX_LENGTH,
    MAX_PROBLEMS,
    Configuration,
    plain_block,
    plain_head,
    read,
    read_nearest,
    write_network,
)
from explorer.architecture.networks import PRESETS, Block, Head, build_network
from tests.architecture.full_block import FULL
from tests.architecture.random_configurations import blocks, configurations
from tests.architecture.random_networks import same_every_run

TEXTS = {
    "vgg11": "64_128_256x2_512x2_512x2__flat-4096-4096-c1000",
    "vgg11-lrn": "64.lrn_128_256x2_512x2_512x2__flat-4096-4096-c1000",
    "vgg13": "64x2_128x2_256x2_512x2_512x2__flat-4096-4096-c1000",
    "vgg16": "64x2_128x2_256x3_512x3_512x3__flat-4096-4096-c1000",
    "vgg16-c": "64x2_128x2_256x3.k3-3-1_512x3.k3-3-1_512x3.k3-3-1__flat-4096-4096-c1000",
    "vgg19": "64x2_128x2_256x4_512x4_512x4__flat-4096-4096-c1000",
    "alexnet": "64.k11.s4.p2.max3_192.k5.max3_384.none_256x2.max3__flat-o50-4096-o50-4096-c1000",
    "vgg16-no-top": "64x2_128x2_256x3_512x3_512x3",
    "vgg16-frozen": "64x2.frozen_128x2.frozen_256x3.frozen_512x3.frozen_512x3.frozen__avg-512-c2",
    "vgg16-average": "64x2_128x2_256x3_512x3_512x3__avg-o50-120-o50-c10",
    "small-batch-norm": "75.bn.max2-same_50.bn.o20.max2-same_25.bn.max2-same__flat-512-o30-c25",
}

FALLBACK: Configuration = ((Block(7), Block(9)), Head(classes=5, units=(11,)))


def layers_of(configuration: Configuration) -> tuple[Layer, ...]:
    return build_network("random", *configuration).layers


@pytest.mark.parametrize("key", PRESETS)
def test_presets_there_and_back(key: str) -> None:
    configuration = (PRESETS[key].blocks, PRESETS[key].head)
    assert write_network(*configuration) == TEXTS[key]
    assert read(TEXTS[key]) == configuration


@given(configurations())
@same_every_run
def test_random_configurations_there_and_back(drawn: Configuration) -> None:
    text = write_network(*drawn)
    assert re.fullmatch(r"[A-Za-z0-9._-]+", text)
    assert len(text) <= MAX_LENGTH
    again = read(text)
    assert layers_of(again) == layers_of(drawn)
    assert write_network(*again) == text


@given(configurations())
@same_every_run
def test_what_does_not_change_the_layers_is_not_written(drawn: Configuration) -> None:
    """Equal kernel sizes for each convolution, rates of 0, a window where nothing pools."""
    blocks, head = drawn
    unused: dict[str, Any] = {"pool_size": 5, "pool_stride": 1, "pool_padding": "same"}
    spelled_out = [
        replace(
            block,
            kernel_size=block.kernel_sizes,
            **unused if block.pooling == "none" else {},
        )
        for block in blocks
    ]
    zeros = head and replace(head, dropout=head.dropout or (0.0,) * (len(head.units) + 1))
    assert write_network(spelled_out, zeros) == write_network(blocks, head)


@given(blocks(most=3), blocks(most=3), st.sampled_from([field.name for field in fields(Block)]))
@same_every_run
def test_texts_differ_if_and_only_if_layers_do(one: Block, other: Block, field: str) -> None:
    changed = values_of(one) | {field: getattr(other, field)}
    assume(not check_values([changed], None))
    block: Configuration = ((one,), None)
    neighbour: Configuration = ((Block(**changed),), None)  # type: ignore[arg-type]
    assert (write_network(*block) == write_network(*neighbour)) == (
        layers_of(block) == layers_of(neighbour)
    )


@given(configurations(), st.randoms(use_true_random=False))
@same_every_run
def test_options_may_come_in_any_order(drawn: Configuration, random: Any) -> None:
    blocks_text, separator, head_text = write_network(*drawn).partition("__")
    parts = []
    for part in blocks_text.split("_"):
        start, *options = part.split(".")
        random.shuffle(options)
        parts.append(".".join([start, *options]))
    assert read("_".join(parts) + separator + head_text) == read(write_network(*drawn))


@pytest.mark.parametrize(
    ("text", "configuration"),
    [
        ("none", ((), None)),
        ("none__avg-c10", ((), Head(10, (), "average"))),
        ("8__max-o50-7-c2", ((Block(8),), Head(2, (7,), "max", (0.5, 0.0)))),
        ("8x2.k3-1.p0.d2.lrn.o125.avg3-1-same.frozen", ((FULL,), None)),
        (
            "8.valid.s2.max3-1",
            ((Block(8, stride=2, padding="valid", pool_size=3, pool_stride=1),), None),
        ),
        ("8.o05__flat-o0001-c2", ((Block(8, dropout=0.05),), Head(2, (), dropout=(0.0001,)))),
        ("008x1.same.k3-3.max2-2-valid".replace("x1", "x2"), ((Block(8, 2),), None)),
        ("8__flat-7-o00-c2", ((Block(8),), Head(2, (7,)))),
    ],
    ids=[
        "nothing",
        "head only",
        "largest values",
        "every option",
        "stride",
        "rates",
        "defaults spelled out",
        "rate of 0",
    ],
)
def test_texts(text: str, configuration: Configuration) -> None:
    assert read(text) == configuration


def test_plain_records_are_left_as_they_are() -> None:
    assert plain_block(FULL) == FULL
    assert plain_head(Head(dropout=(0.5, 0.5, 0.0))) == Head(dropout=(0.5, 0.5, 0.0))


def test_a_configuration_that_exceeds_the_limits_is_not_written() -> None:
    with pytest.raises(ValueError, match=r"Block 2: filters must .* 4096\. Received: 5000\."):
        write_network([Block(8), Block(5000)], None)


BLOCK_START = "A block begins with its filters and repeats, such as 64 or 64x2"
BOTH = "stride and dilation cannot both"


@pytest.mark.parametrize(
    ("text", "message", "nearest"),
    [
        ("", rf"^Part 1 of the text is not a block\. {BLOCK_START}\. Received: ''\.$", FALLBACK),
        ("?!__flat-c3", r"^Part 1 .* Received: '\?\?'\.$", (FALLBACK[0], Head(3, ()))),
        ("64_x_32", r"^Part 2 .* Received: 'x'\.$", ((Block(64), Block(32)), None)),
        ("0x0.k0", r"^Block 1: filters .* 1 to 4096\. Received: 0\.$", ((Block(1, 1, 1),), None)),
        (
            "64x10000",
            r"^Block 1: repeats .* 1 to 16\. Received: 10000\.$",
            ((Block(64, 16),), None),
        ),
        ("512x300", r"^Block 1: repeats .* 1 to 16\. Received: 300\.$", ((Block(512, 16),), None)),
        (
            "_".join(["8"] * 300),
            r"^A network has at most 12 blocks\. Received: 300\.$",
            ((Block(8),) * 12, None),
        ),
        (
            "_".join(["8x16"] * 8),
            r"^All blocks together have at most 100 convolutions\. Received: 128\.$",
            ((*(Block(8, 16),) * 6, Block(8, 4)), None),
        ),
        ("9" * 1500, r"^Block 1: filters .* Received: 9{20}\.\.\.", ((Block(4096),), None)),
        (
            "8.q7",
            r"^Block 1: 'q7' is not an option\. Options are k3, k3-3-1, .*\.$",
            ((Block(8),), None),
        ),
        ("8_8.o5", r"^Block 2: 'o5' is not an option\. .* o50,", ((Block(8), Block(8)), None)),
        (
            "8.valid.p2",
            r"^Block 1: 'p2' and an earlier option set the same",
            ((Block(8, padding="valid"),), None),
        ),
        (
            "8x2.k3-1-5",
            r"^Block 1: give one kernel size, .* 3 kernel",
            ((Block(8, 2, (3, 1)),), None),
        ),
        ("8x3.k5-1", r"^Block 1: give one kernel", ((Block(8, 3, (5, 1, 1)),), None)),
        ("8.s2.d2", rf"^Block 1: {BOTH}", ((Block(8, stride=2),), None)),
        (
            "8.p9.max9-9",
            r'^Block 1: padding must be "same", "valid" or .* 0 to 8\. Received: 9\.$',
            ((Block(8, padding=8, pool_size=8, pool_stride=8),), None),
        ),
        (
            "8.o99",
            r"^Block 1: dropout .* 0 to 0\.95 with .* places\. Received: 0\.99\.$",
            ((Block(8, dropout=0.95),), None),
        ),
        ("8__", r"^Head: write flat, avg or max, .* Received: ''\.$", ((Block(8),), FALLBACK[1])),
        ("8__flat-4096", r"^Head: write .* Received: 'flat-4096'\.$", ((Block(8),), FALLBACK[1])),
        ("8__flat-c0", r"^Head: classes .* Received: 0\.$", ((Block(8),), Head(1, ()))),
        (
            "8__avg-o50-1-2-3-4-5-6-7-o25-c9",
            r"^Head: use at most 6 hidden dense layers\. Received: 7\.$",
            (
                (Block(8),),
                Head(9, (1, 2, 3, 4, 5, 6), "average", (0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.25)),
            ),
        ),
        (
            "8" + "_" * 5000,
            r"at most 2000 characters\. Received: 5001\.$",
            ((Block(8),), FALLBACK[1]),
        ),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_texts_with_errors(text: str, message: str, nearest: Configuration) -> None:
    with pytest.raises(ValueError, match=message):
        read(text)
    reading = read_nearest(text, FALLBACK)
    assert (reading.blocks, reading.head) == nearest
    assert any(re.search(message, problem) for problem in reading.problems)


def test_a_readable_text_needs_no_fallback() -> None:
    reading = read_nearest("8x2", FALLBACK)
    assert (reading.blocks, reading.head, reading.problems) == ((Block(8, 2),), None, ())


def test_only_the_first_of_many_errors_are_stated() -> None:
    problems = read_nearest("_".join("abcdefgh"), FALLBACK).problems
    assert len(problems) == MAX_PROBLEMS
    assert problems[0].startswith("Part 1 ")
    assert problems[-1] == "The text has 4 more errors."


NOTATION = "0123456789xkspdobnlrvtfcmag._-"
nearly_texts = st.lists(
    st.sampled_from([*TEXTS.values(), "_", "__", ".", "-", "x", "k3-", "9" * 40])
    | st.text(NOTATION),
    max_size=12,
).map("".join)
long_texts = st.text(min_size=1, max_size=9).map(lambda part: part * (100_000 // len(part)))


@given(st.text() | st.text(string.printable) | nearly_texts | long_texts)
@example("64x2\x00_\u202e128\r\n__flat\ud800-c1000")
@example("[link](javascript:x)_<script>_:red[x]__$$")
@example("64x\uff12")  # a digit, but not an ASCII one
@settings(same_every_run, max_examples=500)
def test_any_text_gives_a_network_and_short_harmless_sentences(text: str) -> None:
    reading = read_nearest(text, FALLBACK)
    assert check_limits(reading.blocks, reading.head) == ()
    assert build_network("read", reading.blocks, reading.head).blocks == reading.blocks
    assert len(reading.problems) <= MAX_PROBLEMS
    for problem in reading.problems:
        assert len(problem) < 300
        assert problem.isascii()
        assert problem.isprintable()
        assert set(problem).isdisjoint("<>`*$\\()")
    if reading.problems:
        with pytest.raises(ValueError, match=re.escape(reading.problems[0])):
            read(text)
    else:
        assert read(text) == (reading.blocks, reading.head)
