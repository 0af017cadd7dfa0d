"""What grows with the input size: one small curve for each number of a network."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from explorer import units
from explorer.architecture.cost import num_parameters
from explorer.architecture.input_sizes import (
    AtSize,
    at_size,
    first_dense,
    over_sizes,
    reduction,
    sides_of_same_grid,
)
from explorer.architecture.layers import Dense, Flatten, GlobalAveragePool
from explorer.architecture.networks import Network
from explorer.architecture.shapes import Shape, smallest_input_size
from explorer.architecture.summary import LayerSummary, last_grid, summarize
from explorer.figures.theme import FONT_SIZE, SELECTED_COLOUR, styled

COLUMNS = 2
ROW_HEIGHT = 230
ROOM_FOR_AXIS = 60
ROOM_FOR_TITLE = 56
"""px: two lines above each panel."""

HEADROOM = 1.1
HEADROOM_FOR_NOTE = 1.45
"""The receptive field's panel says in words what its dotted line is."""

LINE_COLOUR = "#0072B2"
LINE_WIDTH = 3
MARK, MARK_SIZE = f'<span style="color: {SELECTED_COLOUR}">◆</span>', 13
TICK_STEP = 128
"""px: four ticks, which have room on a phone."""

BYTES_PER_MIB = 2**20


@dataclass(frozen=True, slots=True)
class Panel:
    """One small curve.

    Attributes:
        title: What it shows, with the unit of its axis.
        value: The curve's height at a size.
        exact: The same in words.
        line: "hv" where the number stays for a range of sizes, then jumps.
    """

    title: str
    value: Callable[[AtSize], float]
    exact: Callable[[AtSize], str]
    line: Literal["linear", "hv"] = "linear"


GRID = Panel("Last grid, rows", lambda at: at.grid[0], lambda at: units.size(at.grid), line="hv")
FIELD = Panel(
    "Receptive field, px",
    lambda at: at.receptive_field,
    lambda at: units.pixels(at.receptive_field),
)
PANELS = (
    Panel(
        "All parameters",
        lambda at: at.num_parameters,
        lambda at: units.count(at.num_parameters),
        line="hv",
    ),
    Panel("Work, MACs", lambda at: at.num_macs, lambda at: units.macs(at.num_macs)),
    Panel(
        "Memory, MiB",
        lambda at: at.activation_bytes / BYTES_PER_MIB,
        lambda at: units.memory(at.activation_bytes),
    ),
    GRID,
    FIELD,
)


def size_curves(network: Network, input_shape: Shape) -> go.Figure:
    """Draw parameters, work, memory, last grid and receptive field over the input's side.

    The first dense layer has a panel of its own where there is one. Inputs on the curves are
    square. A chosen one that is not is marked at the side of the square with as many px; its last
    grid at both of its sides.

    Args:
        network: The network.
        input_shape: (height, width, channels) of the input to mark.

    Raises:
        ValueError: The network cannot be applied to it; see `summary.summarize`.
    """
    chosen = at_size(network, input_shape)
    points = _with_chosen(over_sizes(network, input_shape[-1]), chosen)
    panels = [*_dense_panel(network, chosen), *PANELS]
    rows = -(-len(panels) // COLUMNS)
    height = rows * ROW_HEIGHT + ROOM_FOR_AXIS
    figure = make_subplots(
        rows,
        COLUMNS,
        subplot_titles=[f"<b>{each.title}</b><br>{MARK} {each.exact(chosen)}" for each in panels],
        horizontal_spacing=0.15,
        vertical_spacing=(ROOM_FOR_TITLE + ROOM_FOR_AXIS) / height,
    )
    for index, panel in enumerate(panels):
        place = {"row": index // COLUMNS + 1, "col": index % COLUMNS + 1}
        _draw(figure, panel, points, chosen, place)
    figure.update_annotations(font={"size": FONT_SIZE})
    styled(figure, height=height).update_layout(margin={"t": ROOM_FOR_TITLE})
    _lay_out_axes(figure, points, len(panels))
    return figure


def _with_chosen(points: Sequence[AtSize], chosen: AtSize) -> list[AtSize]:
    """The curves pass through the chosen size, if it is square."""
    height, width, _ = chosen.input_shape
    together = {*points, chosen} if height == width else {*points}
    return sorted(together, key=lambda at: at.input_shape)


def _dense_panel(network: Network, chosen: AtSize) -> Iterator[Panel]:
    if chosen.first_dense is not None:
        name = next(layer.name for layer in network.layers if isinstance(layer, Dense))
        yield Panel(
            f"{name}, parameters",
            lambda at: at.first_dense or 0,
            lambda at: units.count(at.first_dense),
            line="hv",
        )


def _draw(
    figure: go.Figure,
    panel: Panel,
    points: Sequence[AtSize],
    chosen: AtSize,
    place: dict[str, int],
) -> None:
    sides = [at.input_shape[0] for at in points]
    values = [panel.value(at) for at in points]
    figure.add_trace(
        go.Scatter(
            x=sides,
            y=values,
            mode="lines",
            line={"color": LINE_COLOUR, "width": LINE_WIDTH, "shape": panel.line},
            text=[panel.exact(at) for at in points],
            hovertemplate="%{x}×%{x} px: %{text}<extra></extra>",
            showlegend=False,
        ),
        **place,
    )
    figure.add_trace(_mark(panel, chosen), **place)
    highest = max(*values, panel.value(chosen))
    figure.update_yaxes(range=[0, HEADROOM * highest], **place)
    if panel is FIELD:
        _add_side_of_picture(figure, sides, place)


def _mark(panel: Panel, chosen: AtSize) -> go.Scatter:
    height, width, _ = chosen.input_shape
    marks = [(sqrt(height * width), panel.value(chosen))]
    if panel is GRID:
        marks = sorted(set(zip((height, width), chosen.grid, strict=True)))
    return go.Scatter(
        x=[side for side, _ in marks],
        y=[value for _, value in marks],
        mode="markers",
        marker={
            "color": SELECTED_COLOUR,
            "size": MARK_SIZE,
            "symbol": "diamond",
        },
        text=[f"{units.size((height, width))} px: {panel.exact(chosen)}"] * len(marks),
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
        cliponaxis=False,
    )


def _add_side_of_picture(figure: go.Figure, sides: Sequence[int], place: dict[str, int]) -> None:
    """The picture's own side, to be held against the field."""
    figure.add_trace(
        go.Scatter(
            x=sides,
            y=sides,
            mode="lines",
            line={"color": LINE_COLOUR, "width": 2, "dash": "dot"},
            hoverinfo="skip",
            showlegend=False,
        ),
        **place,
    )
    figure.update_yaxes(range=[0, HEADROOM_FOR_NOTE * sides[-1]], **place)
    figure.add_annotation(
        text="dotted: the picture",
        x=0,
        y=1,
        xref="x domain",
        yref="y domain",
        xanchor="left",
        yanchor="top",
        showarrow=False,
        **place,
    )


def _lay_out_axes(figure: go.Figure, points: Sequence[AtSize], num_panels: int) -> None:
    largest = points[-1].input_shape[0]
    figure.update_xaxes(range=[0, HEADROOM * largest], dtick=TICK_STEP, fixedrange=True)
    figure.update_yaxes(nticks=5, tickformat="~s", fixedrange=True)
    for index in range(max(num_panels - COLUMNS, 0), num_panels):
        figure.update_xaxes(
            title={"text": "Input side, px"},
            row=index // COLUMNS + 1,
            col=index % COLUMNS + 1,
        )


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
    if dense is not None and isinstance(layer, GlobalAveragePool):
        values = dense.input_shape[-1]
        return (
            f"Average pooling keeps one mean of each of the {units.count(values)} feature maps, "
            f"whatever the grid, so {dense.name} has {units.count(dense.num_parameters)} "
            f"parameters at every input size: the same weights take {any_size}."
        )
    total = units.count(at_size(network, input_shape).num_parameters)
    return (
        "A kernel slides over a grid of any size, and no dense layer follows: the same "
        f"{total} parameters take {any_size}."
    )


def _tied(network: Network, rows: Sequence[LayerSummary], dense: LayerSummary) -> str:
    grid = last_grid(rows).output_shape
    averaged = num_parameters(dense.layer, grid[-1:])
    return (
        f"Flatten ties {dense.name} to one grid: it takes {units.size(grid)} = "
        f"{units.count(dense.input_shape[-1])} values, with "
        f"{units.count(dense.num_parameters)} parameters.{_other_grid(network, rows, dense)} "
        f"Average pooling would hand on {units.count(grid[-1])} values at any size, and "
        f"{dense.name} would have {units.count(averaged)} parameters."
    )


def _other_grid(network: Network, rows: Sequence[LayerSummary], dense: LayerSummary) -> str:
    """Which square inputs end in the same grid, and what the next one would cost."""
    height, width, channels = rows[0].input_shape
    if height != width:
        return ""
    lowest, highest = sides_of_same_grid(network, height)
    larger = at_size(network, (highest + 1, highest + 1, channels))
    sides = f"Inputs of {lowest} to {highest} px a side end"
    if lowest == highest:
        sides = f"Only inputs of {lowest} px a side end"
    return (
        f" {sides} in this grid; from {highest + 1} px on it is larger, {units.size(larger.grid)}, "
        f"and {dense.name} would need {units.count(larger.first_dense)}, trained anew."
    )
