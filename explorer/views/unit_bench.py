"""A unit of VGG16 on the bench: the numbers under its window, its filter, and what it came to."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from explorer.architecture.shapes import GridWindow, Window
from explorer.arrays import Float32Array, Float64Array
from explorer.convolution.bench import BenchLayer, OtherChannels
from explorer.convolution.bench_edits import BenchPlace
from explorer.convolution.exact import ExactLayer, exact_pooling
from explorer.convolution.layer import HandLayer
from explorer.convolution.number_sheet import NumberSheet
from explorer.convolution.pooling import PoolingWork, work_out_windows
from explorer.figures.convolution.bench_data import BenchData, BenchKind, BenchWords
from explorer.figures.convolution.bench_shown import pooling_shown
from explorer.operations import PoolWork, UnitWork
from explorer.session.bench import typed_biases, typed_input, typed_kernel
from explorer.session.bench_cells import bench_place, with_refused_cells
from explorer.shared.questions.channel import UnitView
from explorer.views.bench import Bench, work_on
from explorer.words import several

MOST_ON_BENCH = 3
"""Channels of a unit's input that are worked out; the others are added up."""


def bench_of_unit(view: UnitView) -> Bench:
    """A unit's patch, filter and bias, with what the visitor has changed in them.

    Args:
        view: Of a convolution.

    Raises:
        ValueError: The unit is not one of a convolution.
    """
    work = view.work
    if not isinstance(work, UnitWork) or view.weights is None:
        raise ValueError("This unit is not one of a convolution. Choose one of a convolution.")
    channels = list(view.channels[:MOST_ON_BENCH])
    inside = _without_padding(work.patch, work.padding)
    grid, kernel = _plain(inside[..., channels]), _plain(view.weights[..., channels])
    kernel = kernel[..., np.newaxis]
    typed = NumberSheet(
        _or(typed_input(grid.shape), grid),
        _or(typed_kernel(kernel.shape), kernel),
        _or(typed_biases(1), np.array([work.bias])),
    )
    sheet = with_refused_cells(typed, of_unit=True)
    window = _window_of_unit(kernel.shape[:2], work.padding)
    layer = HandLayer(sheet.kernel, sheet.bias, window, activation="relu")
    names = view.names[: len(channels)]
    bench = work_on(BenchLayer(sheet.grid, layer, names, _others(work, channels)), sheet, ())
    unchanged = all(
        np.array_equal(one, other)
        for one, other in ((sheet.grid, grid), (sheet.kernel, kernel), (sheet.bias, [work.bias]))
    )
    return replace(bench, given=view.given if unchanged else None)


def _plain(values: Float32Array | Float64Array) -> Float64Array:
    """Values of the network, each as the shortest number that means it.

    A cell shows 0.1, not 0.10000000149; the sum differs from the network's in the eighth digit.
    """
    as_float32 = values.astype(np.float32)
    return np.array([float(str(value)) for value in as_float32.ravel()]).reshape(values.shape)


_Margins = tuple[tuple[int, int], tuple[int, int]]
"""Rows of a patch in the padding, (above, below), and columns, (left, right)."""


def _without_padding(patch: Float64Array, padding: _Margins) -> Float64Array:
    """The part of a patch, (rows, columns, ...), that lies on the input."""
    (above, below), (left, right) = padding
    return patch[above : patch.shape[0] - below, left : patch.shape[1] - right]


def _window_of_unit(size: tuple[int, ...], padding: _Margins) -> GridWindow:
    """A window whose only place is on the patch, padding included."""
    rows, columns = (
        Window(side, padding=around) for side, around in zip(size, padding, strict=True)
    )
    return GridWindow(rows, columns)


def _or(typed: Float64Array | None, usual: Float64Array) -> Float64Array:
    return usual if typed is None else typed


def _others(work: UnitWork, channels: list[int]) -> OtherChannels | None:
    """What the channels add that are not on the bench."""
    number = len(work.channel_sums) - len(channels)
    if not number:
        return None
    value = float(work.channel_sums.sum() - work.channel_sums[channels].sum())
    return OtherChannels(f"the other {several(number, 'channel')}", value)


def pooled_unit(view: UnitView) -> Float64Array:
    """What a pooling unit looks at, (rows, columns, 1), without its padding.

    Raises:
        ValueError: The unit is not one of a pooling.
    """
    values = _pool_work(view).values
    return _plain(_without_padding(values, _padding_of(values)))[..., np.newaxis]


def _pool_work(view: UnitView) -> PoolWork:
    if not isinstance(view.work, PoolWork):
        raise ValueError("This unit is not one of a pooling. Choose one of a pooling.")
    return view.work


def _padding_of(values: Float64Array) -> _Margins:
    """How much of what a pooling unit looks at is padding, which is NaN."""
    rows, columns = np.nonzero(~np.isnan(values))
    return _around(rows, values.shape[0]), _around(columns, values.shape[1])


def _around(known: npt.NDArray[np.intp], size: int) -> tuple[int, int]:
    return int(known.min()), size - 1 - int(known.max())


NOTHING = np.zeros((1, 1, 1, 1))
"""The kernel of a pooling, which has none."""


@dataclass(frozen=True, slots=True, eq=False)
class PooledUnit:
    """A pooling unit of VGG16 on the bench.

    Attributes:
        work: The pooling.
        data: What the bench in the browser gets.
        place: The only output.
        is_changed: Whether numbers of it were changed.
        exact: The layer with its input, for Keras.
    """

    work: PoolingWork
    data: BenchData
    place: BenchPlace
    is_changed: bool
    exact: ExactLayer


def bench_of_pooled_unit(view: UnitView, words: Callable[[bool], BenchWords]) -> PooledUnit:
    """What a pooling unit looks at, with what the visitor has changed in it.

    Args:
        view: Of a pooling.
        words: Headings, from whether something was changed.

    Raises:
        ValueError: The unit is not one of a pooling.
    """
    own = pooled_unit(view)
    typed = NumberSheet(_or(typed_input(own.shape), own), NOTHING, np.zeros(1))
    sheet = with_refused_cells(typed, parts=("input",), of_unit=True)
    seen = _pool_work(view)
    average = seen.winner is None
    window = _window_of_unit(seen.values.shape, _padding_of(seen.values))
    work = work_out_windows(sheet.grid, window, average=average)
    is_changed = not np.array_equal(sheet.grid, own)
    exact = exact_pooling(sheet.grid, window, average=average)
    kind: BenchKind = "average" if average else "maximum"
    data = pooling_shown(sheet, ("channel",), work, words(is_changed), kind)
    return PooledUnit(work, data, bench_place(work.result), is_changed, exact)
