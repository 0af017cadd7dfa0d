"""Strips of cells: by hand, and a transposed convolution summed over its strip against Keras."""

import keras
import numpy as np
import pytest

from explorer.architecture.convolution.relations import RELATIONS, Setup
from explorer.architecture.shapes import Window, sweep
from explorer.convolution.strips import CellStrip, strip_of, strip_of_setup

SIGNS = {"value": "v", "unreached": "x", "padding": "0", "between": "-"}


def drawn(strip: CellStrip) -> str:
    return "".join(SIGNS[cell] for cell in strip.cells)


@pytest.mark.parametrize(
    ("window", "size_in", "cells", "outputs"),
    [
        pytest.param(Window(3), 5, "vvvvv", 3, id="all are read"),
        pytest.param(Window(3, 2), 6, "vvvvvx", 2, id="one is left over"),
        pytest.param(Window(2, 3), 7, "vvxvvxx", 2, id="the stride skips some"),
        pytest.param(Window(2, 1, 3), 4, "vxxv", 1, id="so does dilation"),
        pytest.param(Window(2, 2, padding="same"), 7, "vvvvvvv0", 4, id="pooling 7 to 4"),
        pytest.param(Window(3, padding=(2, 0)), 3, "00vvv", 3, id="one side"),
        pytest.param(Window(1), 1, "v", 1, id="one cell"),
    ],
)
def test_by_hand(window: Window, size_in: int, cells: str, outputs: int) -> None:
    strip = strip_of(sweep(window, size_in))
    assert (drawn(strip), strip.num_outputs) == (cells, outputs)
    assert [number for number in strip.numbers if number is not None] == list(range(size_in))
    assert [number is None for number in strip.numbers] == [cell == "0" for cell in cells]


def test_what_an_output_reads() -> None:
    strip = strip_of(sweep(Window(3, 2, 2, padding=1), 8))
    assert [list(strip.taps(output)) for output in range(strip.num_outputs)] == [
        [0, 2, 4],
        [2, 4, 6],
        [4, 6, 8],
    ]


@pytest.mark.parametrize(
    ("setup", "cells", "outputs"),
    [
        # figures 4.1 to 4.7 of the guide
        pytest.param(Setup(2, 3), "00vv00", 4, id="4.1"),
        pytest.param(Setup(6, 4, zeros=2), "0vvvvvv0", 5, id="4.2"),
        pytest.param(Setup(5, 3, zeros=1), "0vvvvv0", 5, id="4.3"),
        pytest.param(Setup(7, 3, zeros=2), "vvvvvvv", 5, id="4.4"),
        pytest.param(Setup(2, 3, 2), "00v-v00", 5, id="4.5"),
        pytest.param(Setup(3, 3, 2, 1), "0v-v-v0", 5, id="4.6"),
        pytest.param(Setup(3, 3, 2, 1, extra=1), "0v-v-v00", 6, id="4.7"),
    ],
)
def test_transposed_cases_of_the_guide(setup: Setup, cells: str, outputs: int) -> None:
    strip = strip_of_setup(setup, is_transposed=True)
    assert (drawn(strip), strip.num_outputs) == (cells, outputs)


@pytest.mark.parametrize(
    "setup", [Setup(1, 1), Setup(4, 3), Setup(3, 2, 2), Setup(3, 4, 3), Setup(2, 5, 2, extra=1)]
)
def test_a_transposed_strip_gives_what_keras_gives(setup: Setup) -> None:
    values = np.arange(1.0, setup.size_in + 1)
    kernel = np.arange(2.0, setup.kernel_size + 2)
    strip = strip_of_setup(setup, is_transposed=True)
    cells = [0.0 if number is None else values[number] for number in strip.numbers]
    found = [
        sum(
            cells[cell] * weight
            for cell, weight in zip(strip.taps(each), kernel[::-1], strict=True)
        )
        for each in range(strip.num_outputs)
    ]
    made = keras.ops.conv_transpose(
        values.reshape(1, -1, 1), kernel.reshape(-1, 1, 1), setup.stride, "valid",
        output_padding=setup.extra,
    )  # fmt: skip
    np.testing.assert_allclose(found, np.asarray(made)[0, :, 0], atol=1e-6)


def test_direct_relations_have_the_strip_of_their_window() -> None:
    setup = Setup(6, 3, 2, 1)
    assert RELATIONS[5].holds(setup)
    strip = strip_of_setup(setup, is_transposed=False)
    assert (drawn(strip), strip.num_outputs) == ("0vvvvvv0", 3)


def test_padding_that_leaves_no_output_is_refused() -> None:
    with pytest.raises(ValueError, match="Padding belongs to the direct convolution"):
        strip_of_setup(Setup(2, 3, zeros=3), is_transposed=True)
