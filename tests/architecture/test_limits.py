"""What exceeds the limits, and the sentences that say so."""

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given

from explorer.architecture.accepted import Accepted
from explorer.architecture.limits import (
    BLOCK_LIMITS,
    HEAD_LIMITS,
    check_limits,
    check_values,
    shown,
    values_of,
)
from explorer.architecture.network.notation import Configuration
from explorer.architecture.networks import PRESETS, Block, Head
from tests.architecture.random_configurations import configurations
from tests.architecture.random_networks import same_every_run


@pytest.mark.parametrize("key", PRESETS)
def test_every_preset_is_within_the_limits(key: str) -> None:
    assert check_limits(PRESETS[key].blocks, PRESETS[key].head) == ()


def test_every_field_has_a_limit() -> None:
    assert set(BLOCK_LIMITS) == {field.name for field in fields(Block)}
    assert set(HEAD_LIMITS) == {field.name for field in fields(Head)}


@given(configurations())
@same_every_run
def test_a_configuration_within_the_limits_has_no_problem(drawn: Configuration) -> None:
    assert check_limits(*drawn) == ()


WHOLE = "must be a whole number from"
RATE = "dropout must be a number from 0 to 0.95 with at most 4 decimal places."


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"filters": 0}, f"filters {WHOLE} 1 to 4096. Received: 0."),
        ({"filters": 4097}, f"filters {WHOLE} 1 to 4096. Received: 4097."),
        ({"filters": None}, f"filters {WHOLE} 1 to 4096. Received: None."),
        ({"filters": True}, f"filters {WHOLE} 1 to 4096. Received: True."),
        ({"filters": 64.0}, f"filters {WHOLE} 1 to 4096. Received: 64.0."),
        ({"repeats": 17}, f"repeats {WHOLE} 1 to 16. Received: 17."),
        ({"kernel_size": 0}, f"kernel size {WHOLE} 1 to 15. Received: 0."),
        ({"kernel_size": (3, 16)}, f"kernel size {WHOLE} 1 to 15. Received: 16."),
        (
            {"kernel_size": (3, 3, 3)},
            "give one kernel size, or one for each convolution. "
            "Received: 3 kernel sizes for repeats=2.",
        ),
        ({"stride": 9}, f"stride {WHOLE} 1 to 8. Received: 9."),
        ({"dilation": 0}, f"dilation {WHOLE} 1 to 8. Received: 0."),
        (
            {"stride": 2, "dilation": 3},
            "stride and dilation cannot both be larger than 1. Received: stride 2, dilation 3. "
            "Set one of them to 1.",
        ),
        (
            {"padding": 9},
            'padding must be "same", "valid" or a whole number from 0 to 8. Received: 9.',
        ),
        (
            {"padding": "full"},
            'padding must be "same", "valid" or a whole number from 0 to 8. Received: full.',
        ),
        (
            {"normalisation": "layer"},
            'normalisation must be "none", "batch" or "lrn". Received: layer.',
        ),
        ({"dropout": 0.951}, f"{RATE} Received: 0.951."),
        ({"dropout": -0.1}, f"{RATE} Received: -0.1."),
        ({"dropout": float("nan")}, f"{RATE} Received: nan."),
        ({"dropout": 0.12345}, f"{RATE} Received: 0.12345."),
        ({"pooling": "sum"}, 'pooling must be "max", "average" or "none". Received: sum.'),
        ({"pool_size": 9}, f"pool size {WHOLE} 1 to 8. Received: 9."),
        ({"pool_stride": 0}, f"pool stride {WHOLE} 1 to 8. Received: 0."),
        ({"pool_padding": 1}, 'pool padding must be "same" or "valid". Received: 1.'),
        ({"trainable": "yes"}, "trainable must be True or False. Received: yes."),
    ],
    ids=str,
)
def test_a_block_beyond_the_limits(values: dict[str, Any], sentence: str) -> None:
    beyond = values_of(Block(8, repeats=2)) | values
    assert check_values([values_of(Block(1)), beyond], None) == (f"Block 2: {sentence}",)


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        (Head(classes=0), f"Head: classes {WHOLE} 1 to 100000. Received: 0."),
        (Head(units=(7, 16_385)), f"Head: units {WHOLE} 1 to 16384. Received: 16385."),
        (Head(units=(7,) * 7), "Head: use at most 6 hidden dense layers. Received: 7."),
        (Head(units=(7,), dropout=(0.0, 0.96)), f"Head: {RATE} Received: 0.96."),
    ],
    ids=["classes", "units", "hidden layers", "dropout"],
)
def test_a_head_beyond_the_limits(head: Head, sentence: str) -> None:
    assert check_limits([Block(8)], head) == (sentence,)


def test_a_head_with_too_few_rates() -> None:
    head = values_of(Head()) | {"dropout": (0.5, 0.5)}
    assert check_values([], head) == (
        "Head: give a dropout rate before each of its 3 dense layers, or none. Received: 2 rates.",
    )


@pytest.mark.parametrize(
    ("blocks", "sentence"),
    [
        ([Block(8)] * 13, "A network has at most 12 blocks. Received: 13."),
        (
            [Block(8, repeats=16)] * 6 + [Block(8, repeats=5)],
            "All blocks together have at most 100 convolutions. Received: 101.",
        ),
    ],
    ids=["blocks", "convolutions"],
)
def test_a_network_beyond_the_limits(blocks: list[Block], sentence: str) -> None:
    assert check_limits(blocks, None) == (sentence,)


def test_a_fault_that_convolutions_share_is_stated_once() -> None:
    assert len(check_limits([Block(8, 16, (99,) * 16)], None)) == 1


@pytest.mark.parametrize(
    ("number", "nearest"),
    [(-3, 0), (0.5, 0.5), (0.99, 0.95), (0.123456, 0.1235)],
    ids=str,
)
def test_the_nearest_number(number: float, nearest: float) -> None:
    assert Accepted(0, 0.95, decimals=4).nearest(number) == nearest


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x" * 20, "x" * 20),
        ("x" * 21, "x" * 20 + "..."),
        ("a\n<b>\x00é🙂", "a??b????"),
        ([[[[[[[[8]]]]]]]], "[[[[[[[...]]]]]]]"),
        ("[go](http:x)", "[go]?http?x?"),
        ("3;3 k=5", "3;3 k=5"),
        ([1, "two"], "[1, 'two']"),
        (10**50, "1" + "0" * 19 + "..."),
    ],
    ids=[
        "longest",
        "too long",
        "characters",
        "deep list",
        "link",
        "stack with other characters",
        "list",
        "long number",
    ],
)
def test_what_was_received_is_shown_shortened_and_harmless(value: object, text: str) -> None:
    assert shown(value) == text
