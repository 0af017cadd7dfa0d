"""A page with nothing but a bench, for tests in a browser: `?case=` names the layer."""

import numpy as np
import streamlit as st

from explorer.architecture.shapes import GridWindow, Window
from explorer.arrays import Float64Array
from explorer.convolution.bench import BenchLayer, OtherChannels
from explorer.convolution.bench_edits import BenchPlace
from explorer.convolution.layer import HandLayer, work_out_convolution
from explorer.convolution.number_sheet import NumberSheet
from explorer.convolution.pooling import work_out_windows
from explorer.convolution.transposed import work_out_transposed
from explorer.figures.convolution.bench_data import BenchData, BenchWords
from explorer.figures.convolution.bench_shown import (
    convolution_refused,
    convolution_shown,
    pooling_shown,
    transposed_shown,
)
from explorer.widgets.bench import show_bench

COUNTING = np.arange(1.0, 17).reshape(4, 4, 1)
"""1 to 16, row by row."""

ONES = np.ones((2, 2, 1, 1))


def square(
    size: int, stride: int = 1, padding: int | tuple[int, int] | str = "valid", dilation: int = 1
) -> GridWindow:
    """A window that is as tall as wide."""
    along = Window(size, stride, dilation, padding)  # type: ignore[arg-type]  # one of its words
    return GridWindow(along, along)


def bench_of(grid: Float64Array, layer: HandLayer, **more: OtherChannels) -> BenchLayer:
    """A bench whose channels are numbered."""
    names = tuple(f"channel {number}" for number in range(grid.shape[-1]))
    return BenchLayer(grid, layer, names, **more)


def sheet_of(bench: BenchLayer) -> NumberSheet:
    """Its numbers, none refused."""
    return NumberSheet(bench.grid, bench.layer.kernel, bench.layer.bias, {})


def shown(bench: BenchLayer, given: str = "") -> BenchData:
    """A convolution that can be worked out."""
    words = BenchWords(given=given)
    return convolution_shown(bench, sheet_of(bench), bench.work_out(), words)


def pooled(kind: str) -> BenchData:
    """2x2 with stride 2 over 1 to 16 with a ring of padding."""
    average = kind == "average"
    work = work_out_windows(COUNTING, square(2, 2, 1), average=average)
    sheet = NumberSheet(COUNTING, np.zeros((1, 1, 1, 1)), np.zeros(1), {})
    return pooling_shown(sheet, ("channel 0",), work, BenchWords(), kind)  # type: ignore[arg-type]


def transposed() -> BenchData:
    """2x2 values, stride 2, all weights 1."""
    grid = np.array([[1.0, 2], [3, 4]])[..., np.newaxis]
    bench = bench_of(grid, HandLayer(ONES, np.zeros(1), square(2, 2)))
    work = work_out_transposed(grid, bench.layer)
    return transposed_shown(bench, sheet_of(bench), work, BenchWords())


def refused() -> BenchData:
    """A kernel that is larger than its input."""
    bench = bench_of(COUNTING[:1, :1], HandLayer(ONES, np.zeros(1), square(2)))
    return convolution_refused(bench, sheet_of(bench), "The kernel is too large.", BenchWords())


def with_rest() -> BenchData:
    """One channel is written out, the others are named and added."""
    layer = HandLayer(ONES, np.array([-100.0]), square(2), activation="relu")
    others = OtherChannels("the other 61 channels", 61.25)
    return shown(bench_of(COUNTING, layer, others=others), "VGG16 itself gives 0.")


def compared() -> BenchData:
    """Three filters at each place, which softmax compares: 1, 2 and 3 times the value."""
    layer = HandLayer(
        np.array([1.0, 2, 3]).reshape(1, 1, 1, 3), np.zeros(3), square(1), activation="softmax"
    )
    return shown(bench_of(COUNTING[:2, :2] / 4, layer))


def grouped() -> BenchData:
    """Each filter reads one channel; with a stride that leaves the last row and column unread."""
    grid = np.concatenate([COUNTING, 10 * COUNTING], axis=-1)
    kernel = np.concatenate([ONES, 2 * ONES], axis=-1)
    layer = HandLayer(kernel, np.zeros(2), square(2, 3), groups=2)
    return shown(bench_of(grid, layer))


def dilated() -> BenchData:
    """A window with holes."""
    layer = HandLayer(ONES, np.zeros(1), square(2, dilation=2))
    return shown(bench_of(COUNTING, layer))


def largest() -> BenchData:
    """As much as a bench holds, in numbers that are not short."""
    draw = np.random.default_rng(5)
    grid, kernel = draw.normal(size=(12, 12, 4)) * 30, draw.normal(size=(5, 5, 4, 4))
    layer = HandLayer(kernel, draw.normal(size=4), square(5, padding="full"))
    bench = bench_of(grid, layer)
    work = work_out_convolution(grid, layer)
    return convolution_shown(bench, sheet_of(bench), work, BenchWords())


CASES = {
    "maximum": lambda: pooled("maximum"),
    "average": lambda: pooled("average"),
    "transposed": transposed,
    "refused": refused,
    "rest": with_rest,
    "softmax": compared,
    "groups": grouped,
    "dilated": dilated,
    "largest": largest,
}

if __name__ == "__main__":
    st.set_page_config(layout="wide")
    st.title("A bench")
    show_bench(CASES[st.query_params["case"]](), BenchPlace((0, 0, 0), None))
