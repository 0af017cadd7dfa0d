"""Kernels to begin with."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from explorer.arrays import Float64Array


@dataclass(frozen=True, slots=True)
class FilterPreset:
    """A kernel to begin with.

    Attributes:
        title: For people.
        values: Makes it from (kernel height, kernel width).
        note: What it does, one sentence, true wherever it has more than one weight and not only
            zeros.
        when_small: What it is with fewer than 3 rows or columns, where it is no longer what its
            title says; "" where it still is.
    """

    title: str
    values: Callable[[int, int], Float64Array]
    note: str
    when_small: str = ""


_WHOLE_FROM = 3
"""Rows, and columns, from which a preset is all that its title says."""


def filter_values(
    preset: str, height: int, width: int, channels: int, filters: int
) -> Float64Array:
    """The weights of a preset, alike for each channel; what they find in each is added up.

    The first filter is the preset itself. Each further one is the next in the list, which begins
    again after the last.

    Args:
        preset: One of `FILTER_PRESETS`.
        height: Rows of the kernel.
        width: Columns of the kernel.
        channels: That a filter reads.
        filters: How many.

    Returns:
        (height, width, channels, filters).
    """
    planes = [FILTER_PRESETS[name].values(height, width) for name in filter_names(preset, filters)]
    return np.repeat(np.stack(planes, axis=-1)[:, :, np.newaxis], channels, axis=2)


def filter_note(preset: str, height: int, width: int) -> str:
    """What a preset does in a size: (kernel height, kernel width)."""
    known = FILTER_PRESETS[preset]
    if not known.values(height, width).any():
        return (
            "It compares neighbouring cells. This kernel is too small for that, so "
            "all its weights are 0."
        )
    if height == width == 1:
        return "Its only weight is 1: it passes on what it reads."
    if known.when_small and min(height, width) < _WHOLE_FROM:
        return f"At this size: {known.when_small}. {known.note}"
    return known.note


def filter_titles(preset: str, filters: int, height: int, width: int) -> tuple[str, ...]:
    """What each filter is, for people; arguments as for `filter_values`."""
    known = [FILTER_PRESETS[name] for name in filter_names(preset, filters)]
    is_small = min(height, width) < _WHOLE_FROM
    return tuple(
        f"{each.title} (at this size: {each.when_small})"
        if each.when_small and is_small
        else each.title
        for each in known
    )


def filter_names(preset: str, filters: int) -> tuple[str, ...]:
    """The preset of each filter; see `filter_values`."""
    names = tuple(FILTER_PRESETS)
    first = names.index(preset)
    return tuple(names[(first + each) % len(names)] for each in range(filters))


def middle_tap(size: int) -> int:
    """Which weight of a row (or column) of ``size`` meets the output's own cell with "same".

    The middle one; with an even size the one before the middle, because Keras puts the odd row of
    padding after the input.
    """
    return (size - 1) // 2


def _around_the_middle(
    neighbours: Float64Array, total: float, height: int, width: int
) -> Float64Array:
    """A 3x3 kernel in another size: in the middle of zeros, or what fits of it.

    Args:
        neighbours: (3, 3); its own middle does not count.
        total: What all weights add up to, whatever fits. It is what the kernel makes of an even
            area of ones, and the weight in the middle makes up for what is missing.
        height: Rows of the kernel.
        width: Columns of the kernel.
    """
    kernel = np.zeros((height, width))
    middle = middle_tap(height), middle_tap(width)
    for (row, column), value in np.ndenumerate(neighbours):
        at = middle[0] + row - 1, middle[1] + column - 1
        if at != middle and 0 <= at[0] < height and 0 <= at[1] < width:
            kernel[at] = value
    kernel[middle] = total - kernel.sum()
    return kernel


def _box(height: int, width: int) -> Float64Array:
    return np.full((height, width), 1 / (height * width))


def _sobel_x(height: int, width: int) -> Float64Array:
    """A smoothed column times a smoothed difference: [1 2 1] down, [-1 0 1] across at 3x3."""
    return np.multiply.outer(_binomial(height), _difference(width))


def _sobel_y(height: int, width: int) -> Float64Array:
    return _sobel_x(width, height).T


def _binomial(size: int) -> Float64Array:
    """1; 1 1; 1 2 1; 1 3 3 1; ..."""
    weights = np.ones(1)
    for _ in range(size - 1):
        weights = np.convolve(weights, [1.0, 1.0])
    return weights


def _difference(size: int) -> Float64Array:
    """-1 1; -1 0 1; -1 -1 1 1; -1 -2 0 2 1; one weight alone has no difference: 0."""
    return np.convolve(_binomial(size - 1), [-1.0, 1.0]) if size > 1 else np.zeros(1)


_NOTHING = np.zeros((3, 3))
"""Subtracting from it gives 0 where a sign change would give -0."""

_CROSS = np.array([[0.0, 1, 0], [1, 0, 1], [0, 1, 0]])
_SLOPE = np.array([[-2.0, -1, 0], [-1, 0, 1], [0, 1, 2]])

FILTER_PRESETS = {
    "identity": FilterPreset(
        "identity",
        partial(_around_the_middle, _NOTHING, 1),
        "One weight is 1, the others are 0: it passes on what lies under the 1.",
    ),
    "box": FilterPreset(
        "box",
        _box,
        "All weights are alike and add up to 1: it takes the mean of what lies under the window.",
    ),
    "sobel-x": FilterPreset(
        "Sobel, left to right",
        _sobel_x,
        "It responds where the input gets brighter from left to right.",
        "a plain difference",
    ),
    "sobel-y": FilterPreset(
        "Sobel, top to bottom",
        _sobel_y,
        "It responds where the input gets brighter from top to bottom.",
        "a plain difference",
    ),
    "laplacian": FilterPreset(
        "Laplacian",
        partial(_around_the_middle, _CROSS, 0),
        "It responds where a cell differs from the cells next to it.",
        "only a part of it",
    ),
    "sharpen": FilterPreset(
        "sharpen",
        partial(_around_the_middle, _NOTHING - _CROSS, 1),
        "It adds to each cell its difference from the cells next to it.",
        "only a part of it",
    ),
    "emboss": FilterPreset(
        "emboss",
        partial(_around_the_middle, _SLOPE, 1),
        "It adds to each cell the slope towards the bottom right.",
        "only a part of it",
    ),
}
"""By its name in a link."""
