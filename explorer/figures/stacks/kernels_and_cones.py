"""One kernel and a stack side by side: their weights, and what one unit sees through them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import isqrt
from textwrap import wrap

import numpy as np
from numpy.typing import NDArray

from explorer import units
from explorer.architecture.layers import Family
from explorer.architecture.receptive_field import levels_below
from explorer.architecture.shapes import Window, window_of
from explorer.architecture.stacks.cases import alexnet_against_vgg
from explorer.architecture.stacks.comparison import Alternative, StackComparison
from explorer.architecture.summary import LayerSummary
from explorer.figures import theme
from explorer.figures.theme import FAMILY_COLOURS, SELECTED_COLOUR, Parts
from explorer.kept import SEVERAL, kept
from explorer.words import capitalised, several

KERNELS_HEIGHT, LEVEL_HEIGHT, SMALLEST_CONE_HEIGHT = 180, 44, 176
KERNELS_HEADING, CONE_HEADING, _ROOM_FOR_AXIS = 88, 52, 60
"""px: lines of text above the panels; ticks and a title below."""

CONE_COLUMNS = ((0.0, 0.43), (0.57, 1.0))
"""Where one kernel and the stack stand, as shares of the width, with room for ticks between."""

SMALLEST_CANVAS = 7
"""Taps side by side: room for two 3x3."""

CELL_SHARE, CELL_HEIGHT = 0.84, 18
"""As a share of a tap, or of the distance between units; in px."""

INPUT_COLOUR = FAMILY_COLOURS[Family.RESHAPE]
CONE_COLOUR = "rgba(128, 128, 128, 0.25)"
FRAME_WIDTH = 3
LETTER_WIDTH, ROOM_FOR_TICK = 9, 10
"""px: of a letter in a tick, and beside the ticks."""

LONGEST_LINE, LONGEST_SUM = 20, 8
"""Characters of a heading's line, and of a sum in it, that fit on a phone."""

CONES_LEGEND = (
    "Above: one cell for each weight between one input and one output channel; an empty frame is "
    "a pooling, which has no weights. Below: the red unit at the top depends on the blue and "
    "orange units under it, and they depend on the grey part of the map."
)

_DRAWN = {"type": "scatter", "mode": "lines", "hoverinfo": "skip"}

Outlines = tuple[NDArray[np.float64], NDArray[np.float64]]
"""x and y of closed polygons, one after another, with NaN between them."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A convolution or a pooling, with the window it slides over the map."""

    row: LayerSummary
    window: Window

    @property
    def is_pooling(self) -> bool:
        return self.row.family is Family.POOLING

    @property
    def words(self) -> str:
        """Short enough for a tick: "3×3 s2", "pool 2"."""
        size, stride, dilation = self.window.size, self.window.stride, self.window.dilation
        words = [f"pool {size}" if self.is_pooling else f"{size}×{size}"]
        words += [f"s{stride}"] * (stride != (size if self.is_pooling else 1))
        words += [f"d{dilation}"] * (dilation > 1)
        return " ".join(words)


@dataclass(frozen=True, slots=True)
class _Square:
    """Where the middle of a step's window stands on the canvas, in taps."""

    x: float
    y: float
    step: _Step


@cache
def alexnet_and_vgg() -> theme.Figure:
    """AlexNet's first layer beside VGG16's way, drawn once because no choice changes it."""
    return kernels_and_cones(alexnet_against_vgg())


@kept(results=SEVERAL)
def kernels_and_cones(comparison: StackComparison) -> theme.Figure:
    """Draw both alternatives: a cell for each weight, and what one unit sees along one axis.

    Kernels are drawn to one scale, each for one channel in and one channel out. A pooling has no
    weights and is an empty frame. The units on which one unit depends stand below, by level.

    Args:
        comparison: Of convolutions and poolings only.
    """
    both = (comparison.one, comparison.stack)
    steps = [_steps(each) for each in both]
    canvas = _canvas([step for each in steps for step in each])
    squares = [_laid_out(each, canvas) for each in steps]
    cone_height = max(SMALLEST_CONE_HEIGHT, LEVEL_HEIGHT * (1 + max(map(len, steps))))
    traces: list[Parts] = []
    for column in range(len(both)):
        traces += _kernels(squares[column], column)
        traces += _cone(steps[column], column, cone_height)
    bands = _bands(cone_height)
    headings = [
        _heading(words(each), column, band)
        for column, each in enumerate(both)
        for words, band in zip((_kernel_words, _cone_words), bands, strict=True)
    ]
    layout = {
        "annotations": headings,
        "showlegend": False,
        **_kernel_axes(squares, canvas, bands[0]),
        **_cone_axes(steps, bands[1]),
    }
    height = round(_plot_height(cone_height)) + _ROOM_FOR_AXIS
    left = ROOM_FOR_TICK + LETTER_WIDTH * max(len(step.words) for step in steps[0])
    return theme.figure(
        traces, layout, height=height, margin={"l": left, "b": _ROOM_FOR_AXIS, "t": 0}
    )


def _steps(alternative: Alternative) -> list[_Step]:
    windows = ((row, window_of(row.layer)) for row in alternative.rows)
    return [
        _Step(row, window.rows)
        for row, window in windows
        if window is not None and row.family in {Family.CONVOLUTION, Family.POOLING}
    ]


# --- kernels -------------------------------------------------------------------------------------


def _canvas(steps: Sequence[_Step]) -> int:
    """The canvas's side in taps, so that all windows together cover roughly a square."""
    area = sum((step.window.extent + 1) ** 2 for step in steps) // len(CONE_COLUMNS)
    return max(SMALLEST_CANVAS, isqrt(area), *(step.window.extent for step in steps))


def _laid_out(steps: Sequence[_Step], canvas: int) -> list[_Square]:
    """Set windows side by side, like words on lines, around the middle of the canvas."""
    lines: list[list[_Step]] = [[]]
    for step in steps:
        if lines[-1] and _width([*lines[-1], step]) > canvas:
            lines.append([])
        lines[-1].append(step)
    heights = [max(step.window.extent for step in line) for line in lines]
    top = (sum(heights) + len(heights) - 1) / 2
    squares = []
    for line, height in zip(lines, heights, strict=True):
        left = -_width(line) / 2
        for step in line:
            squares.append(_Square(left + step.window.extent / 2, top - height / 2, step))
            left += step.window.extent + 1
        top -= height + 1
    return squares


def _width(line: Sequence[_Step]) -> int:
    return sum(step.window.extent for step in line) + len(line) - 1


def _kernels(squares: Sequence[_Square], column: int) -> Iterator[Parts]:
    """The cells of all kernels, and the frames of all poolings."""
    place = _place(column)
    taps = [_taps(square) for square in squares if not square.step.is_pooling]
    cells = _rectangles(np.concatenate(taps), CELL_SHARE, CELL_SHARE)
    yield _filled(cells, FAMILY_COLOURS[Family.CONVOLUTION], place)
    frames = [
        _rectangles(np.array([[square.x, square.y]]), size, size)
        for square in squares
        for size in [square.step.window.size]
        if square.step.is_pooling
    ]
    if frames:
        x, y = _one_after_the_other(frames)
        line = {"color": FAMILY_COLOURS[Family.POOLING], "width": FRAME_WIDTH}
        yield {**_DRAWN, "x": x, "y": y, "line": line, **place}


def _taps(square: _Square) -> NDArray[np.float64]:
    """The middles (x, y) of a kernel's weights, of shape (weights, 2)."""
    window = square.step.window
    along = (np.arange(window.size) - (window.size - 1) / 2) * window.dilation
    x, y = np.meshgrid(square.x + along, square.y + along)
    return np.stack([x.ravel(), y.ravel()], axis=1)


def _kernel_words(alternative: Alternative) -> str:
    areas = Counter(alternative.kernel_areas)
    total = several(sum(areas.elements()), "weight")
    terms = " + ".join(
        f"{times} · {area}" if times > 1 else f"{area}" for area, times in areas.items()
    )
    if len(alternative.kernel_areas) > 1 and len(terms) <= LONGEST_SUM:
        total = f"{terms} = {total}"
    title = "<br>".join(wrap(capitalised(alternative.name), LONGEST_LINE))
    return f"<b>{title}</b><br>{total}<br>per pair of channels"


# --- cones ---------------------------------------------------------------------------------------


def _cone(steps: Sequence[_Step], column: int, cone_height: float) -> Iterator[Parts]:
    place = _place(column + len(CONE_COLUMNS))
    levels = levels_below([step.window for step in steps])
    cell_height = CELL_HEIGHT * len(levels) / cone_height
    yield _filled(_envelope(levels), CONE_COLOUR, place)
    colours = [
        INPUT_COLOUR,
        *(FAMILY_COLOURS[step.row.family] for step in steps[:-1]),
        SELECTED_COLOUR,
    ]
    for colour in dict.fromkeys(colours):
        cells = [
            _rectangles(
                np.stack([middles, np.full(len(middles), float(level))], axis=1),
                CELL_SHARE * jump,
                cell_height,
            )
            for level, (middles, jump) in enumerate(levels)
            if colours[level] == colour
        ]
        yield _filled(_one_after_the_other(cells), colour, place)


def _envelope(levels: Sequence[tuple[NDArray[np.float64], int]]) -> Outlines:
    """The outline of all levels, down one side and up the other."""
    half = np.array([middles[-1] + jump / 2 for middles, jump in levels])
    heights = np.arange(len(levels), dtype=float)
    return np.concatenate([-half[::-1], half]), np.concatenate([heights[::-1], heights])


def _cone_words(alternative: Alternative) -> str:
    field = alternative.receptive_field
    side = units.size((field.size, field.size))
    return f"Field {side} px,<br>stride {units.pixels(field.effective_stride)}"


# --- what both panels share ----------------------------------------------------------------------


def _rectangles(middles: NDArray[np.float64], width: float, height: float) -> Outlines:
    """Outlines of equal rectangles around ``middles``, which has shape (rectangles, 2)."""
    corners_x = np.array([-1, 1, 1, -1, -1, np.nan]) * width / 2
    corners_y = np.array([-1, -1, 1, 1, -1, np.nan]) * height / 2
    x, y = middles[:, :1] + corners_x, middles[:, 1:] + corners_y
    return x.ravel(), y.ravel()


def _one_after_the_other(outlines: Sequence[Outlines]) -> Outlines:
    return np.concatenate([x for x, _ in outlines]), np.concatenate([y for _, y in outlines])


def _filled(outlines: Outlines, colour: str, place: dict[str, str]) -> Parts:
    x, y = outlines
    line = {"width": 0, "color": colour}
    return {**_DRAWN, "x": x, "y": y, "line": line, "fill": "toself", "fillcolor": colour, **place}


def _place(panel: int) -> dict[str, str]:
    """The axes of a panel: kernels are panels 0 and 1, cones 2 and 3."""
    return {"xaxis": theme.axis_name("x", panel), "yaxis": theme.axis_name("y", panel)}


Band = tuple[float, float]
"""The bottom and the top of a row of panels, as shares of the plot."""


def _plot_height(cone_height: float) -> float:
    return KERNELS_HEADING + KERNELS_HEIGHT + CONE_HEADING + cone_height


def _bands(cone_height: float) -> tuple[Band, Band]:
    plot = _plot_height(cone_height)
    kernels = 1 - KERNELS_HEADING / plot
    return (kernels - KERNELS_HEIGHT / plot, kernels), (0.0, cone_height / plot)


def _heading(text: str, column: int, band: Band) -> Parts:
    middle = sum(CONE_COLUMNS[column]) / 2
    return theme.heading(text, band[1], yref="paper", x=middle, xanchor="center", align="center")


def _kernel_axes(squares: Sequence[Sequence[_Square]], canvas: int, band: Band) -> dict[str, Parts]:
    """One scale for both panels, across and up."""
    half_height = max(
        abs(each.y) + each.step.window.extent / 2 for side in squares for each in side
    )
    hidden = {"visible": False, "fixedrange": True, "constrain": "domain"}
    axes = {}
    for panel, domain in enumerate(CONE_COLUMNS):
        axes[theme.axis_key("x", panel)] = {
            "range": [-canvas / 2, canvas / 2],
            "domain": domain,
            "anchor": theme.axis_name("y", panel),
            **hidden,
        }
        axes[theme.axis_key("y", panel)] = {
            "range": [-half_height, half_height],
            "domain": band,
            "scaleanchor": theme.axis_name("x", panel),
            "anchor": theme.axis_name("x", panel),
            **hidden,
        }
    return axes


def _cone_axes(steps: Sequence[Sequence[_Step]], band: Band) -> dict[str, Parts]:
    levels = [levels_below([step.window for step in each]) for each in steps]
    widest = max(middles[-1] + jump / 2 for each in levels for middles, jump in each)
    plain: Parts = {"zeroline": False, "showgrid": False}
    axes = {}
    for column, each in enumerate(steps):
        panel = column + len(CONE_COLUMNS)
        axes[theme.axis_key("x", panel)] = theme.axis(
            "px from the middle",
            range=[-widest - 0.5, widest + 0.5],
            domain=CONE_COLUMNS[column],
            anchor=theme.axis_name("y", panel),
            nticks=5,
            tickangle=0,
            **plain,
        )
        axes[theme.axis_key("y", panel)] = theme.axis(
            tickvals=list(range(len(each) + 1)),
            ticktext=["map", *(step.words for step in each)],
            range=[-0.5, len(each) + 0.5],
            domain=band,
            anchor=theme.axis_name("x", panel),
            **plain,
        )
    return axes
