"""What grows with the input size: one small curve for each number of a network."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Literal

from explorer import units
from explorer.architecture.cost import cost_of
from explorer.architecture.layers import Dense, Flatten, GlobalMaxPool, GlobalPool
from explorer.architecture.limits import LARGEST_SIDE
from explorer.architecture.network.input_sizes import (
    AtSize,
    at_size,
    first_dense,
    over_sizes,
    reduction,
    sides_of_same_grid,
)
from explorer.architecture.networks import Network
from explorer.architecture.shapes import Shape, smallest_input_size
from explorer.architecture.summary import LayerSummary, last_grid, summarize
from explorer.figures import theme
from explorer.figures.theme import SELECTED_COLOUR, Parts
from explorer.kept import SEVERAL, kept
from explorer.words import several

_COLUMNS = 2
_ROW_HEIGHT = 206
_ROOM_FOR_TITLE = 56
ROOM_BETWEEN = _ROOM_FOR_TITLE + 16
"""px: a gap, then two lines above the next panel; ticks stand under the last of a column."""

ROOM_FOR_VALUES = 0.15
"""Of the figure's width, for the ticks between two panels."""

_MARGIN = {"l": 52, "t": _ROOM_FOR_TITLE, "b": 60}
"""px: ticks on the left, a title above, ticks and the axis's title below."""

_HEADROOM = 1.1

_LINE_COLOUR = "#0072B2"
_LINE_WIDTH = 3
MARK, DIAMOND = f'<span style="color: {SELECTED_COLOUR}">◆</span>', "M-9,0 L0,9 L9,0 L0,-9 Z"
TICK_STEP = 128
"""px: gives four ticks, which fit on a phone."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One small curve.

    Attributes:
        title: What it shows, with the unit of its axis.
        value: The curve's height at a size.
        exact: The same in words.
        line: "hv" for a number that stays the same over a range of sizes, then jumps.
        beside: The height of a dotted line to compare the curve with; None for no such line.
        note: What the dotted line is.
    """

    title: str
    value: Callable[[AtSize], float]
    exact: Callable[[AtSize], str]
    line: Literal["linear", "hv"] = "linear"
    beside: Callable[[AtSize], float] | None = None
    note: str = ""


PARAMETERS = Panel(
    "All parameters",
    lambda at: at.num_parameters,
    lambda at: units.count(at.num_parameters),
    line="hv",
)
GRID = Panel("Last grid, rows", lambda at: at.grid[0], lambda at: units.size(at.grid), line="hv")
PANELS = (
    PARAMETERS,
    Panel("Work, MACs", lambda at: at.num_macs, lambda at: units.macs(at.num_macs)),
    Panel(
        "Memory, MiB",
        lambda at: at.activation_bytes / units.BYTES_PER_MIB,
        lambda at: units.memory(at.activation_bytes),
    ),
    GRID,
    Panel(
        "Receptive field, px",
        lambda at: at.receptive_field,
        lambda at: units.pixels(at.receptive_field),
        beside=lambda at: at.input_shape[0],
        note="dotted: picture",
    ),
)


@kept(results=SEVERAL)
def size_curves(network: Network, input_shape: Shape) -> theme.Figure:
    """Draw parameters, work, memory, last grid and receptive field over the input's side.

    A dotted line beside all parameters is the first dense layer's part, if there is one. Inputs
    on the curves are square. A chosen input that is not square is marked at the side of the
    square with as many px, and its last grid at both of its sides.

    Args:
        network: The network.
        input_shape: (height, width, channels) of the input to mark.

    Raises:
        ValueError: The network cannot be applied to it; see `summary.summarize`.
    """
    chosen = at_size(network, input_shape)
    points = _with_chosen(over_sizes(network, input_shape[-1]), chosen)
    panels = _panels(network, chosen)
    num_rows = -(-len(panels) // _COLUMNS)
    height = num_rows * _ROW_HEIGHT - ROOM_BETWEEN + _MARGIN["t"] + _MARGIN["b"]
    curves: list[Parts] = []
    layout: Parts = {"annotations": [], "shapes": [], "showlegend": False}
    for number, panel in enumerate(panels):
        place = _Place(number, len(panels), height)
        drawn, marked = [*_curves(panel, points, place)], _chosen_points(panel, chosen)
        curves += drawn
        layout["annotations"].append(_title(panel, chosen, place))
        layout["shapes"] += [_mark(*point, place) for point in marked]
        if place.is_last_in_column:
            layout[theme.axis_key("x", place.column)] = _sides_axis(points, chosen, place)
        values = [value for curve in drawn for value in curve["y"]]
        highest = max(*values, *(value for _, value in marked))
        layout[theme.axis_key("y", number)] = _values_axis(highest, place)
    return theme.figure(curves, layout, height=height, margin=_MARGIN)


def _with_chosen(points: Sequence[AtSize], chosen: AtSize) -> list[AtSize]:
    """The curves' points, with the chosen size among them if it is square."""
    height, width, _ = chosen.input_shape
    together = {*points, chosen} if height == width else {*points}
    return sorted(together, key=lambda at: at.input_shape)


def _panels(network: Network, chosen: AtSize) -> list[Panel]:
    """All panels, with the first dense layer's part in that of the parameters."""
    if chosen.first_dense is None:
        return [*PANELS]
    name = next(layer.name for layer in network.layers if isinstance(layer, Dense))
    parts = replace(PARAMETERS, beside=lambda at: at.first_dense or 0, note=f"dotted: {name}")
    return [parts if panel is PARAMETERS else panel for panel in PANELS]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a panel stands in a figure: its axes and their domains."""

    number: int
    num_panels: int
    height: int

    @property
    def column(self) -> int:
        """The panels of a column share their horizontal axis."""
        return self.number % _COLUMNS

    @property
    def x(self) -> str:
        """The horizontal axis, as traces name it."""
        return theme.axis_name("x", self.column)

    @property
    def y(self) -> str:
        """The vertical axis, likewise."""
        return theme.axis_name("y", self.number)

    @property
    def is_last_in_column(self) -> bool:
        """Whether no panel stands below it."""
        return self.number + _COLUMNS >= self.num_panels

    @property
    def columns(self) -> list[float]:
        """The left and the right, as shares of the figure between its margins."""
        width = (1 - ROOM_FOR_VALUES * (_COLUMNS - 1)) / _COLUMNS
        left = self.column * (width + ROOM_FOR_VALUES)
        return [left, left + width]

    @property
    def rows(self) -> list[float]:
        """The bottom and the top, likewise."""
        axes = self.height - _MARGIN["t"] - _MARGIN["b"]
        top = axes - self.number // _COLUMNS * _ROW_HEIGHT
        return [(top - _ROW_HEIGHT + ROOM_BETWEEN) / axes, top / axes]


def _curves(panel: Panel, points: Sequence[AtSize], place: _Place) -> Iterator[Parts]:
    """The curve, and the one to compare it with."""
    sides = [at.input_shape[0] for at in points]
    axes, look = {"xaxis": place.x, "yaxis": place.y}, {"color": _LINE_COLOUR, "shape": panel.line}
    yield theme.curve(
        sides,
        [panel.value(at) for at in points],
        line=look | {"width": _LINE_WIDTH},
        text=[panel.exact(at) for at in points],
        hovertemplate="%{x}×%{x} px: %{text}<extra></extra>",
        **axes,
    )
    if panel.beside is not None:
        beside = [panel.beside(at) for at in points]
        line = look | {"width": 2, "dash": "dot"}
        yield theme.curve(sides, beside, line=line, hoverinfo="skip", **axes)


def _chosen_points(panel: Panel, chosen: AtSize) -> list[tuple[float, float]]:
    """Where the chosen input is marked: side and value."""
    height, width, _ = chosen.input_shape
    if panel is GRID:
        return sorted(set(zip((height, width), chosen.grid, strict=True)))
    return [(sqrt(height * width), panel.value(chosen))]


def _mark(side: float, value: float, place: _Place) -> Parts:
    """A diamond, as a shape, because Plotly is slow with many traces."""
    return {
        "type": "path",
        "path": DIAMOND,
        "xref": place.x,
        "yref": place.y,
        "xsizemode": "pixel",
        "ysizemode": "pixel",
        "xanchor": side,
        "yanchor": value,
        "fillcolor": SELECTED_COLOUR,
        "line": {"width": 0},
    }


def _title(panel: Panel, chosen: AtSize, place: _Place) -> Parts:
    """What a panel shows, the chosen input's number, and what the dotted line is."""
    number = f"{MARK} {panel.exact(chosen)}" + (f"; {panel.note}" if panel.note else "")
    return theme.text(
        f"<b>{panel.title}</b><br>{number}",
        xref=f"{place.x} domain",
        yref=f"{place.y} domain",
        x=0.5,
        xanchor="center",
        y=1,
        yanchor="bottom",
    )


def _sides_axis(points: Sequence[AtSize], chosen: AtSize, place: _Place) -> Parts:
    return theme.axis(
        "Input side, px",
        anchor=place.y,
        domain=place.columns,
        range=[0, _HEADROOM * max(points[-1].input_shape[0], *chosen.input_shape[:2])],
        dtick=TICK_STEP,
    )


def _values_axis(highest: float, place: _Place) -> Parts:
    return theme.axis(
        anchor=place.x,
        domain=place.rows,
        range=[0, _HEADROOM * highest],
        nticks=4,
        tickformat="~s",
    )


@kept(results=SEVERAL)
def size_note(network: Network, input_shape: Shape) -> str:
    """Whether the network is tied to one input size, and by which layer.

    Args:
        network: The network.
        input_shape: (height, width, channels) that the numbers are for.

    Raises:
        ValueError: The network cannot be applied to it; see `summary.summarize`.
    """
    rows = summarize(network, input_shape)
    dense, layer = first_dense(rows), reduction(network.layers)
    if dense is not None and isinstance(layer, Flatten):
        return _tied(network, rows, dense)
    smallest = smallest_input_size(network.layers)
    any_size = f"any picture of {smallest}×{smallest} px or more"
    if dense is not None and isinstance(layer, GlobalPool):
        values = dense.input_shape[-1]
        kept_value = "Average pooling keeps the mean"
        if isinstance(layer, GlobalMaxPool):
            kept_value = "Global max pooling keeps the largest value"
        return (
            f"{kept_value} of {_each_map(values)}, whatever the grid, so "
            f"{dense.name} has {several(dense.num_parameters, 'parameter')} at every input size: "
            f"the same weights accept {any_size}."
        )
    total = at_size(network, input_shape).num_parameters
    accept = f"the same {several(total, 'parameter')} {'accepts' if total == 1 else 'accept'}"
    return (
        f"A kernel slides over a grid of any size, and no dense layer follows: {accept} {any_size}."
    )


def _each_map(number: int) -> str:
    return "the one feature map" if number == 1 else f"each of the {number:,} feature maps"


def _tied(network: Network, rows: Sequence[LayerSummary], dense: LayerSummary) -> str:
    grid = last_grid(rows).output_shape
    averaged = cost_of(dense.layer, grid[-1:], dense.output_shape).num_parameters
    return (
        f"Flatten ties {dense.name} to one grid: it takes {units.size(grid)} = "
        f"{several(dense.input_shape[-1], 'value')}, with "
        f"{several(dense.num_parameters, 'parameter')}.{_other_grid(network, rows, dense)} "
        f"Average pooling would pass on {several(grid[-1], 'value')} at any size, and "
        f"{dense.name} would have {several(averaged, 'parameter')}."
    )


def _other_grid(network: Network, rows: Sequence[LayerSummary], dense: LayerSummary) -> str:
    """Which square inputs end in the same grid, and what the next size would cost."""
    height, width, channels = rows[0].input_shape
    if height != width:
        return ""
    lowest, highest = sides_of_same_grid(network, height)
    sides = f"Square inputs of {lowest:,} to {highest:,} px a side end"
    if lowest == highest:
        sides = f"Only square inputs of {lowest:,} px a side end"
    if highest >= LARGEST_SIDE:
        return f" {sides.removeprefix('Only ').capitalize()} in this grid; none here is larger."
    larger = at_size(network, (highest + 1, highest + 1, channels))
    return (
        f" {sides} in this grid. From {highest + 1:,} px on it is larger, "
        f"{units.size(larger.grid)}, and {dense.name} would need "
        f"{units.count(larger.first_dense)}, all trained again."
    )
