"""Inputs and kernels to begin with, and the cases of the articles."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy.ndimage import laplace, sobel

from explorer.architecture.shapes import GridWindow, Window, square
from explorer.arrays import Float64Array
from explorer.convolution.cases import HAND_CASES, HandCase
from explorer.convolution.filter_presets import (
    FILTER_PRESETS,
    filter_names,
    filter_note,
    filter_values,
    middle_tap,
)
from explorer.convolution.input_presets import BRIGHT, INPUT_PRESETS, input_note, input_values
from explorer.convolution.layer import HandLayer, work_out_convolution
from explorer.convolution.limits import (
    MOST_CHANNELS,
    MOST_FILTERS,
    MOST_KERNEL_SIDE,
    MOST_SIDE,
)

SIDES = range(1, MOST_SIDE + 1)
SIZES = [*product(SIDES, SIDES)]
KERNEL_SIZES = [*product(range(1, MOST_KERNEL_SIDE + 1), repeat=2)]


def first_channel(preset: str, height: int, width: int) -> list[list[float]]:
    values: list[list[float]] = input_values(preset, height, width, 1)[..., 0].tolist()
    return values


def slid(values: Float64Array, kernel: Float64Array) -> Float64Array:
    """One channel under one kernel, as large as it was."""
    window = GridWindow(*(Window(size, padding="same") for size in kernel.shape[:2]))
    return work_out_convolution(values, HandLayer(kernel, np.zeros(1), window)).sums


class TestInputs:
    @pytest.mark.parametrize("preset", INPUT_PRESETS)
    def test_whole_numbers_from_0_on_in_any_size(self, preset: str) -> None:
        for height, width in SIZES:
            values = input_values(preset, height, width, MOST_CHANNELS)
            assert values.shape == (height, width, MOST_CHANNELS)
            assert values.dtype == np.float64
            np.testing.assert_array_equal(values, np.round(values))
            assert values.min() >= 0
            assert values.max() <= max(BRIGHT, height + width - 2)

    @pytest.mark.parametrize("preset", INPUT_PRESETS)
    def test_there_is_something_to_see_in_all_but_the_smallest(self, preset: str) -> None:
        for height, width in SIZES:
            if height * width >= 3:
                values = input_values(preset, height, width, 1)
                assert values.max() > values.min(), (height, width)

    @pytest.mark.parametrize("preset", INPUT_PRESETS)
    def test_each_channel_differs_from_the_others(self, preset: str) -> None:
        channels = np.moveaxis(input_values(preset, 6, 5, MOST_CHANNELS), -1, 0)
        assert len({channel.tobytes() for channel in channels}) == MOST_CHANNELS

    @pytest.mark.parametrize("preset", INPUT_PRESETS)
    def test_a_further_channel_leaves_the_others_as_they_are(self, preset: str) -> None:
        all_of_them = input_values(preset, 4, 7, MOST_CHANNELS + 1)
        for channels in range(1, MOST_CHANNELS + 1):
            fewer = input_values(preset, 4, 7, channels)
            np.testing.assert_array_equal(fewer, all_of_them[..., :channels])
        np.testing.assert_array_equal(all_of_them[..., -1], all_of_them[..., 0])

    def test_an_edge(self) -> None:
        assert first_channel("edge", 2, 6) == [[0, 0, 0, 9, 9, 9]] * 2
        assert first_channel("edge", 2, 5) == [[0, 0, 9, 9, 9]] * 2
        assert first_channel("edge", 4, 1) == [[0], [0], [9], [9]]

    def test_a_checkerboard(self) -> None:
        assert first_channel("checkerboard", 2, 3) == [[9, 0, 9], [0, 9, 0]]

    def test_a_gradient_has_a_slope_of_1_in_every_direction(self) -> None:
        right, down, corner, left = np.moveaxis(input_values("gradient", 3, 4, 4), -1, 0)
        assert right.tolist() == [[0, 1, 2, 3]] * 3
        assert down.tolist() == [[0] * 4, [1] * 4, [2] * 4]
        assert corner.tolist() == [[0, 1, 2, 3], [1, 2, 3, 4], [2, 3, 4, 5]]
        assert left.tolist() == [[3, 2, 1, 0]] * 3
        assert first_channel("gradient", 3, 1) == [[0], [1], [2]]

    def test_a_seven(self) -> None:
        bright = np.array(first_channel("digit", 8, 8)) >= 5
        assert ["".join(" #"[each] for each in row) for row in bright.tolist()] == [
            "        ",
            " ###### ",
            "     ## ",
            "    ##  ",
            "    #   ",
            "   ##   ",
            "   #    ",
            "        ",
        ]

    @pytest.mark.parametrize(("height", "width"), [(3, 3), (4, 3), (5, 5), (12, 12), (7, 12)])
    def test_a_seven_has_its_bar_above_and_its_foot_on_the_left(
        self, height: int, width: int
    ) -> None:
        values = np.array(first_channel("digit", height, width))
        inked = np.flatnonzero(values.any(axis=1))
        top, bottom = values[inked[0]], values[inked[-1]]
        assert (top == BRIGHT).sum() >= 3
        assert top.sum() > bottom.sum()
        columns = np.arange(width)
        assert columns @ bottom / bottom.sum() < columns @ top / top.sum()


class TestFilters:
    @pytest.mark.parametrize("preset", FILTER_PRESETS)
    def test_any_size_alike_for_each_channel(self, preset: str) -> None:
        for height, width in KERNEL_SIZES:
            values = filter_values(preset, height, width, 3, MOST_FILTERS)
            assert values.shape == (height, width, 3, MOST_FILTERS)
            assert np.isfinite(values).all()
            assert not np.signbit(values[values == 0]).any()  # "-0" in a cell would puzzle
            for channel in range(3):
                np.testing.assert_array_equal(values[:, :, channel], values[:, :, 0])

    @pytest.mark.parametrize(
        ("preset", "expected"),
        [
            ("identity", [[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
            ("sobel-x", [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
            ("sobel-y", [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
            ("laplacian", [[0, 1, 0], [1, -4, 1], [0, 1, 0]]),
            ("sharpen", [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
            ("emboss", [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]),
        ],
    )
    def test_the_well_known_3x3(self, preset: str, expected: list[list[int]]) -> None:
        assert filter_values(preset, 3, 3, 1, 1)[..., 0, 0].tolist() == expected
        in_zeros = filter_values(preset, 5, 5, 1, 1)[1:4, 1:4, 0, 0].tolist()
        assert preset.startswith("sobel") or in_zeros == expected

    def test_scipy_has_the_same_edges(self) -> None:
        values = np.random.default_rng(16).normal(size=(6, 8))
        for preset, theirs in (
            ("sobel-x", sobel(values, axis=1, mode="constant")),
            ("sobel-y", sobel(values, axis=0, mode="constant")),
            ("laplacian", laplace(values, mode="constant")),
        ):
            ours = slid(values[..., None], filter_values(preset, 3, 3, 1, 1))[..., 0]
            np.testing.assert_allclose(ours, theirs, atol=1e-12)

    @pytest.mark.parametrize("size", KERNEL_SIZES, ids=str)
    def test_the_identity_repeats_the_input(self, size: tuple[int, int]) -> None:
        values = input_values("digit", 6, 7, 1)
        np.testing.assert_array_equal(slid(values, filter_values("identity", *size, 1, 1)), values)
        one = np.argwhere(filter_values("identity", *size, 1, 1)[..., 0, 0])
        assert one.tolist() == [[middle_tap(size[0]), middle_tap(size[1])]]

    @pytest.mark.parametrize("size", KERNEL_SIZES, ids=str)
    @pytest.mark.parametrize(
        ("preset", "total"),
        [
            ("identity", 1),
            ("box", 1),
            ("sobel-x", 0),
            ("sobel-y", 0),
            ("laplacian", 0),
            ("sharpen", 1),
            ("emboss", 1),
        ],
    )
    def test_an_even_area_keeps_its_meaning_in_any_size(
        self, preset: str, total: int, size: tuple[int, int]
    ) -> None:
        assert filter_values(preset, *size, 1, 1).sum() == pytest.approx(total)

    @pytest.mark.parametrize("size", KERNEL_SIZES, ids=str)
    def test_sobel_answers_to_its_own_direction_only(self, size: tuple[int, int]) -> None:
        rows, columns = np.indices(size)
        for preset, along, across in (("sobel-x", columns, rows), ("sobel-y", rows, columns)):
            weights = filter_values(preset, *size, 1, 1)[..., 0, 0]
            assert (weights * across).sum() == 0
            assert (weights * along).sum() > 0 or along.max() == 0

    def test_sobel_at_other_sizes(self) -> None:
        assert filter_values("sobel-x", 2, 2, 1, 1)[..., 0, 0].tolist() == [[-1, 1], [-1, 1]]
        assert filter_values("sobel-x", 1, 5, 1, 1)[0, :, 0, 0].tolist() == [-1, -2, 0, 2, 1]
        assert not filter_values("sobel-x", 4, 1, 1, 1).any()

    def test_box_of_a_rectangle_is_a_mean(self) -> None:
        assert filter_values("box", 2, 4, 1, 1).ravel().tolist() == [0.125] * 8

    def test_further_filters_are_the_next_in_the_list(self) -> None:
        assert filter_names("sobel-x", 3) == ("sobel-x", "sobel-y", "laplacian")
        assert filter_names("emboss", 3) == ("emboss", "identity", "box")
        values = filter_values("sharpen", 3, 2, 2, 3)
        for place, preset in enumerate(("sharpen", "emboss", "identity")):
            expected = filter_values(preset, 3, 2, 2, 1)[..., 0]
            np.testing.assert_array_equal(values[..., place], expected)


# --- what is said about them ---------------------------------------------------------------------


@pytest.mark.parametrize("height", range(1, 6))
@pytest.mark.parametrize("width", range(1, 6))
def test_what_is_said_about_an_input_is_true_in_any_size(height: int, width: int) -> None:
    right = input_note("gradient", height, width, 1) == INPUT_PRESETS["gradient"].note
    values = input_values("gradient", height, width, 1)[..., 0]
    assert right == (width > 1 and (np.diff(values, axis=1) == 1).all())
    if "Each row" in input_note("gradient", height, width, 1):
        assert (np.diff(values, axis=0) == 1).all()
        assert height > 1
    edge, told = (
        input_values("edge", height, width, 1)[..., 0],
        input_note("edge", height, width, 1),
    )
    assert ("left" in told) == (edge[0, 0] < edge[0, -1])
    assert ("above" in told) == (edge[0, 0] < edge[-1, 0])
    assert ("A seven" in input_note("digit", height, width, 1)) == (min(height, width) >= 3)
    squares = input_values("checkerboard", height, width, 1)[..., 0]
    assert np.diff(squares, axis=0).all()
    assert np.diff(squares, axis=1).all()
    for preset in INPUT_PRESETS:
        note = input_note(preset, height, width, 2)
        assert note.endswith(". This is the first channel; each further one differs from it.")
        assert ("A single cell" in note) == (height == width == 1)


def test_a_single_cell() -> None:
    assert input_note("edge", 1, 1, 1) == "A single cell: 9."
    assert input_note("gradient", 1, 1, 1) == "A single cell: 0."


@pytest.mark.parametrize("preset", FILTER_PRESETS)
@pytest.mark.parametrize("size", KERNEL_SIZES, ids=str)
def test_what_is_said_about_a_kernel_is_true_in_any_size(
    preset: str, size: tuple[int, int]
) -> None:
    note, weights = filter_note(preset, *size), filter_values(preset, *size, 1, 1)
    assert ("too small" in note) == (not weights.any())
    assert ("Its only weight is 1" in note) == (weights.ravel().tolist() == [1])
    if "One weight is 1" in note:
        assert sorted(weights.ravel().tolist())[-2:] == [0, 1]
    assert note[0].isupper()


def worked(case: HandCase) -> Any:
    groups, (height, width, channels) = case.groups, case.input_shape
    kernel = filter_values(case.filter_preset, *case.kernel_size, channels // groups, case.filters)
    window = GridWindow(*(Window(size, padding=case.padding) for size in case.kernel_size))
    layer = HandLayer(kernel, np.zeros(case.filters), window, groups)
    grid = input_values(case.input_preset, height, width, channels)
    return grid, work_out_convolution(grid, layer)


@pytest.mark.parametrize(
    ("name", "shape", "num_weights"),
    [
        ("one-filter", (3, 3, 1), 4),
        ("three-filters", (3, 3, 3), 12),
        ("three-channels", (3, 3, 2), 24),
        ("depthwise", (6, 6, 3), 27),
        ("groups", (6, 6, 4), 72),
    ],
)
def test_cases_of_articles(name: str, shape: tuple[int, ...], num_weights: int) -> None:
    case = HAND_CASES[name]
    grid, work = worked(case)
    assert grid.shape == case.input_shape
    assert work.activation.shape == shape
    kernel_height, kernel_width = case.kernel_size
    channels = case.input_shape[-1] // case.groups
    assert kernel_height * kernel_width * channels * case.filters == num_weights
    maps = np.moveaxis(work.activation, -1, 0)
    assert len({each.tobytes() for each in maps}) == len(maps)  # each filter makes its own


def test_depthwise_reads_one_channel_each() -> None:
    _, work = worked(HAND_CASES["depthwise"])
    assert work.channels_read.tolist() == [[0, 1, 2]]
    _, in_pairs = worked(HAND_CASES["groups"])
    assert in_pairs.channels_read.tolist() == [[0, 0, 2, 2], [1, 1, 3, 3]]


def test_same_pads_after_with_an_even_kernel() -> None:
    """Where the identity's 1 stands follows from it."""
    grid = np.arange(9.0).reshape(3, 3, 1)
    kernel = filter_values("identity", 2, 2, 1, 1)
    work = work_out_convolution(grid, HandLayer(kernel, np.zeros(1), square(2, padding="same")))
    assert [(along.pad_before, along.pad_after) for along in work.sweeps] == [(0, 1), (0, 1)]
