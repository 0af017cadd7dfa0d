"""A unit of VGG16 on the bench: the numbers under its window, its filter, and what it came to."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from explorer.architecture.shapes import GridWindow, Window
from explorer.arrays import Float32Array, Float64Array
from explorer.convolution.bench import BenchLayer, OtherChannels
from explorer.convolution.bench_edits import BenchPlace
from explorer.convolution.exact import ExactLayer, exact_pooling
from explorer.convolution.layer import HandLayer
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
    grid, kernel = _plain(work.patch[..., channels]), _plain(view.weights[..., channels])
    kernel = kernel[..., np.newaxis]
    sheet = with_refused_cells(
        _or(typed_input(grid.shape), grid),
        _or(typed_kernel(kernel.shape), kernel),
        _or(typed_biases(1), np.array([work.bias])),
    )
    window = GridWindow(Window(kernel.shape[0]), Window(kernel.shape[1]))
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
    """What a pooling unit looks at, (rows, columns, 1); padding, which never counts, is left out.

    Raises:
        ValueError: The unit is not one of a pooling.
    """
    work = view.work
    if not isinstance(work, PoolWork):
        raise ValueError("This unit is not one of a pooling. Choose one of a pooling.")
    known = ~np.isnan(work.values)
    rows, columns = known.any(axis=1), known.any(axis=0)
    return _plain(work.values[np.ix_(rows, columns)])[..., np.newaxis]


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
    typed = typed_input(own.shape)
    sheet = with_refused_cells(own if typed is None else typed, NOTHING, np.zeros(1))
    average = isinstance(view.work, PoolWork) and view.work.winner is None
    window = GridWindow(*(Window(size) for size in own.shape[:2]))
    work = work_out_windows(sheet.grid, window, average=average)
    is_changed = not np.array_equal(sheet.grid, own)
    exact = exact_pooling(sheet.grid, window, average=average)
    kind: BenchKind = "average" if average else "maximum"
    data = pooling_shown(sheet, ("channel",), work, words(is_changed), kind)
    return PooledUnit(work, data, bench_place(work.result), is_changed, exact)
