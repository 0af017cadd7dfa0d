"""Dumoulin & Visin's relations against the guide's cases, windows moved row by row, and Keras."""

from itertools import product

import keras
import numpy as np
import pytest

from explorer.architecture.convolution.relations import RELATIONS, Relation, Setup
from explorer.architecture.shapes import sweep

DIRECT = [relation for relation in RELATIONS if not relation.is_transposed]
TRANSPOSED = [relation for relation in RELATIONS if relation.is_transposed]


def by_number(relation: Relation) -> str:
    return f"R{relation.number}"


def positions(setup: Setup) -> int:
    """Places of the window on the padded rows, found by moving it."""
    taps = [setup.dilation * tap for tap in range(setup.kernel_size)]
    rows = range(-setup.zeros, setup.size_in + setup.zeros)
    return sum(start + taps[-1] in rows for start in rows[:: setup.stride])


def setups(size_in: int, largest: int = 4, extras: int = 1) -> list[Setup]:
    """All setups with that input and small numbers."""
    numbers = range(1, largest + 1)
    return [
        Setup(size_in, kernel, stride, zeros, dilation, extra)
        for kernel, stride, dilation in product(numbers, numbers, range(1, 4))
        for zeros, extra in product(range(largest), range(extras))
    ]


def test_there_are_fifteen_in_order() -> None:
    assert [relation.number for relation in RELATIONS] == list(range(1, 16))
    assert [relation.number for relation in TRANSPOSED] == list(range(8, 15))


@pytest.mark.parametrize(
    ("setup", "size_out", "numbers"),
    [
        (Setup(5, 3, zeros=1), 5, {2, 3, 6, 15}),
        (Setup(5, 4, zeros=2), 6, {2, 6, 15}),
        (Setup(5, 3, zeros=2), 7, {2, 4, 6, 15}),
        (Setup(5, 3, 2), 2, {5, 6, 7, 15}),
        (Setup(5, 3, 2, 1), 3, {6, 15}),
        (Setup(6, 3, 2, 1), 3, {6, 15}),
    ],
    ids=str,
)
def test_cases_of_the_guide(setup: Setup, size_out: int, numbers: set[int]) -> None:
    found = {each.number: each.output(setup) for each in DIRECT if each.holds(setup)}
    assert found == dict.fromkeys(numbers, size_out)


@pytest.mark.parametrize(
    ("number", "setup", "size_out"),
    [
        pytest.param(10, Setup(5, 3, zeros=1), 5, id="half"),
        pytest.param(11, Setup(7, 3, zeros=2), 5, id="full takes rows away"),
        pytest.param(8, Setup(2, 3), 4, id="no padding"),
        pytest.param(9, Setup(6, 4, zeros=2), 5, id="padding takes rows away"),
        pytest.param(12, Setup(2, 3, 2), 5, id="stride"),
        pytest.param(13, Setup(3, 3, 2, 1), 5, id="stride and padding"),
        pytest.param(14, Setup(3, 3, 2, 1, extra=1), 6, id="one row left over"),
        pytest.param(15, Setup(7, 3, dilation=2), 3, id="dilated"),
    ],
)
def test_cases_by_hand(number: int, setup: Setup, size_out: int) -> None:
    relation = RELATIONS[number - 1]
    assert relation.holds(setup)
    assert relation.output(setup) == size_out


@pytest.mark.parametrize("relation", DIRECT, ids=by_number)
def test_direct_relations_against_moving_the_window(relation: Relation) -> None:
    tried = 0
    for size_in in range(1, 9):
        for setup in filter(relation.holds, setups(size_in)):
            assert relation.output(setup) == positions(setup) == setup.direct
            assert sweep(setup.window, size_in).size_out == positions(setup)
            tried += 1
    assert tried >= 8


@pytest.mark.parametrize("relation", TRANSPOSED, ids=by_number)
def test_transposed_relations_reverse_a_direct_one(relation: Relation) -> None:
    """Their output is the input from which the direct convolution makes theirs, ``a`` left over."""
    tried = 0
    for size_in in range(1, 7):
        for setup in filter(relation.holds, setups(size_in, extras=3)):
            size = relation.output(setup)
            direct = Setup(size, setup.kernel_size, setup.stride, setup.zeros)
            assert positions(direct) == size_in
            room = size + 2 * setup.zeros - setup.kernel_size
            assert room % setup.stride == setup.extra
            tried += 1
    assert tried >= 6


def test_padding_of_a_transposed_convolution_is_easily_misread() -> None:
    """More zeros make its output smaller; R11 with the direct reading would give i' + (k - 1)."""
    sizes = [RELATIONS[8].output(Setup(7, 3, zeros=zeros)) for zeros in range(3)]
    assert sizes == [9, 7, 5]


@pytest.mark.parametrize("number", [1, 5, 15])
def test_direct_relations_without_zeros_against_keras(number: int) -> None:
    relation = RELATIONS[number - 1]
    chosen = [
        setup
        for setup in setups(8)
        if relation.holds(setup) and setup.zeros == 0 and 1 in {setup.stride, setup.dilation}
    ]
    assert len(chosen) >= 4
    for setup in chosen:
        kernel = np.ones((setup.kernel_size, 1, 1), np.float32)
        made = keras.ops.conv(
            np.ones((1, setup.size_in, 1), np.float32),
            kernel,
            setup.stride,
            dilation_rate=setup.dilation,
        )
        assert made.shape[1] == relation.output(setup)


@pytest.mark.parametrize("number", [8, 12, 14])
def test_transposed_relations_without_zeros_against_keras(number: int) -> None:
    relation = RELATIONS[number - 1]
    chosen = [
        setup
        for setup in setups(5, extras=3)
        if relation.holds(setup) and setup.zeros == 0 and setup.kernel_size >= setup.stride
    ]
    assert len(chosen) >= 4
    for setup in chosen:
        kernel = np.ones((setup.kernel_size, setup.kernel_size, 1, 1), np.float32)
        grid = np.ones((1, setup.size_in, setup.size_in, 1), np.float32)
        made = keras.ops.conv_transpose(
            grid, kernel, setup.stride, "valid", output_padding=setup.extra
        )
        assert made.shape[1] == relation.output(setup)
