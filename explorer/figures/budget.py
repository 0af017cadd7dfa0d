"""Where parameters, work and memory sit: three panels of bars over the same layers."""

from collections.abc import Iterator, Sequence
from typing import Any, assert_never

import plotly.graph_objects as go

from explorer import units
from explorer.architecture.blocks import blocks_of
from explorer.architecture.budget import (
    Holding,
    Resource,
    amount,
    holding,
    largest_layers,
    total_amount,
)
from explorer.architecture.layers import Family
from explorer.architecture.summary import LayerSummary
from explorer.figures.budget_notes import percent
from explorer.figures.theme import FAMILY_COLOURS, FONT_SIZE, SELECTED_COLOUR, styled

HEIGHT = 660
PANEL_SHARE = 0.23
"""Of the figure's height, for the bars of each panel; the rest holds its heading."""

HEADROOM = 1.3
"""Room above the highest bar for its label, in heights of that bar."""

BAR_WIDTH = 0.85
SELECTED_BAND = "rgba(213, 94, 0, 0.18)"
SEPARATOR = "rgba(128, 128, 128, 0.5)"

EXACT_UNITS = {
    Resource.PARAMETERS: "parameters",
    Resource.WORK: "multiply-accumulates",
    Resource.MEMORY: "bytes",
}


def budget_bars(rows: Sequence[LayerSummary], selected: str | None = None) -> go.Figure:
    """Draw each layer's share of parameters, work and activation memory, in network order.

    The layers of a block stand over its number, because on a phone no name of a layer has room;
    the highest bar and the selected layer are named in words.

    Args:
        rows: A network's summary.
        selected: Name of the layer to mark.
    """
    figure = go.Figure()
    for panel, resource in enumerate(Resource):
        figure.add_traces(list(_bars(rows, resource, panel)))
        figure.add_annotation(_heading(rows, resource, panel, selected))
        highest = largest_layers(rows, resource)
        if highest is not None:
            figure.add_annotation(_label(rows, highest, panel))
    figure.update_layout(
        shapes=[
            shape
            for panel in range(len(Resource))
            for shape in (*_separators(rows, panel), *_selected_bands(rows, panel, selected))
        ],
        barmode="overlay",
    )
    styled(figure, height=HEIGHT)
    _lay_out_axes(figure, rows)
    return figure


def _bars(rows: Sequence[LayerSummary], resource: Resource, panel: int) -> Iterator[go.Bar]:
    """One trace per family that takes anything, so that the legend names the colours."""
    for family in Family:
        places = [place for place, row in enumerate(rows) if row.family is family]
        if not any(amount(rows[place], each) for place in places for each in Resource):
            continue
        held = [holding([rows[place]], rows, resource) for place in places]
        yield go.Bar(
            x=places,
            y=[each.share for each in held],
            width=BAR_WIDTH,
            yaxis=_axis(panel),
            name=str(family),
            legendgroup=str(family),
            showlegend=panel == 0,
            marker={"color": FAMILY_COLOURS[family]},
            customdata=[rows[place].name for place in places],
            hovertext=[_exact(each, resource) for each in held],
            hovertemplate="%{customdata}<br>%{hovertext}<extra></extra>",
        )


def _exact(held: Holding, resource: Resource) -> str:
    return f"{units.count(held.amount)} {EXACT_UNITS[resource]}, {percent(held.share)}"


def _short(number: int, resource: Resource) -> str:
    match resource:
        case Resource.PARAMETERS:
            return units.short(number)
        case Resource.WORK:
            return units.macs(number)
        case Resource.MEMORY:
            return units.memory(number)
        case _:
            assert_never(resource)


def _heading(
    rows: Sequence[LayerSummary], resource: Resource, panel: int, selected: str | None
) -> dict[str, Any]:
    """The resource and its total; under it the selected layer's part."""
    total = _short(total_amount(rows, resource), resource)
    lines = [f"<b>{str(resource).capitalize()}</b>, share of {total}"]
    for row in rows:
        if row.name == selected:
            share = percent(holding([row], rows, resource).share)
            lines.append(f"{row.name}: {_short(amount(row, resource), resource)}, {share}")
    return {
        "text": "<br>".join(lines),
        "x": 0,
        "y": _top_of(panel),
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "align": "left",
        "showarrow": False,
        "font": {"size": FONT_SIZE},
    }


def _label(rows: Sequence[LayerSummary], highest: Holding, panel: int) -> dict[str, Any]:
    """Name and share of the highest bar, at the first of several; it grows away from the edges."""
    each = highest.share / len(highest.rows)
    text = f"{highest.rows[0].name}: {units.percent(each)}"
    if len(highest.rows) > 1:
        text = f"{len(highest.rows)} layers: {units.percent(each)} each"
    place = rows.index(highest.rows[0])
    on_the_left = place < len(rows) / 2
    return {
        "text": text,
        "x": place - 0.5 if on_the_left else place + 0.5,
        "y": each,
        "xref": "x",
        "yref": _axis(panel),
        "xanchor": "left" if on_the_left else "right",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": FONT_SIZE},
    }


def _separators(rows: Sequence[LayerSummary], panel: int) -> Iterator[dict[str, Any]]:
    """A line between two blocks."""
    for first, _, _ in list(_spans(rows))[1:]:
        line = {"color": SEPARATOR, "width": 1, "dash": "dot"}
        yield _upright("line", panel, first - 0.5, first - 0.5) | {"line": line}


def _selected_bands(
    rows: Sequence[LayerSummary], panel: int, selected: str | None
) -> Iterator[dict[str, Any]]:
    for place, row in enumerate(rows):
        if row.name == selected:
            look = {"line": {"color": SELECTED_COLOUR, "width": 2}, "fillcolor": SELECTED_BAND}
            yield _upright("rect", panel, place - 0.5, place + 0.5) | look


def _upright(kind: str, panel: int, start: float, end: float) -> dict[str, Any]:
    """A shape as high as a panel."""
    return {
        "type": kind,
        "layer": "below",
        "x0": start,
        "x1": end,
        "xref": "x",
        "y0": 0,
        "y1": 1,
        "yref": f"{_axis(panel)} domain",
    }


def _spans(rows: Sequence[LayerSummary]) -> Iterator[tuple[int, int, str]]:
    """First and last place of each block, and what stands under it."""
    place = 0
    for block, members in blocks_of(rows):
        yield place, place + len(members) - 1, block.removeprefix("block ")
        place += len(members)


def _lay_out_axes(figure: go.Figure, rows: Sequence[LayerSummary]) -> None:
    spans = list(_spans(rows))
    figure.update_xaxes(
        title={"text": "Block"},
        tickvals=[(first + last) / 2 for first, last, _ in spans],
        ticktext=[text for _, _, text in spans],
        tickangle=0,
        range=[-0.5, len(rows) - 0.5],
        anchor=_axis(len(Resource) - 1),
        fixedrange=True,
        showgrid=False,
    )
    for panel, resource in enumerate(Resource):
        highest = largest_layers(rows, resource)
        share = highest.share / len(highest.rows) if highest else 1.0
        figure.update_layout(
            {
                f"yaxis{panel + 1}": {
                    "domain": [_top_of(panel) - PANEL_SHARE, _top_of(panel)],
                    "range": [0, HEADROOM * share],
                    "tickformat": ".0%",
                    "nticks": 4,
                    "tickfont": {"size": FONT_SIZE},
                    "fixedrange": True,
                }
            }
        )


def _axis(panel: int) -> str:
    return f"y{panel + 1}" if panel else "y"


def _top_of(panel: int) -> float:
    """Where a panel's bars end, in shares of the figure's height from the bottom."""
    below = len(Resource) - 1 - panel
    return below / len(Resource) + PANEL_SHARE
