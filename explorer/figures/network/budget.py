"""Where parameters, work and memory sit: three panels of bars over the same layers."""

from collections.abc import Iterator, Sequence
from typing import Any, assert_never

import plotly.graph_objects as go

from explorer import units
from explorer.architecture.blocks import blocks_of
from explorer.architecture.layers import Family
from explorer.architecture.network.budget import (
    Holding,
    Resource,
    amount,
    holding,
    largest_layers,
    total_amount,
)
from explorer.architecture.summary import LayerSummary
from explorer.figures import theme
from explorer.figures.network.budget_notes import share_words
from explorer.figures.theme import FAMILY_COLOURS, FONT_SIZE, SELECTED_COLOUR, Parts

_HEIGHT = 660
_MARGIN = {"l": 52, "t": 44, "b": 56}
"""px: the shares at the left, the legend above, the blocks and their title below."""

_PANEL_SHARE = 0.23
"""Of the figure's height, for the bars of each panel; the rest holds its heading."""

_HEADROOM = 1.3
"""Room above the highest bar for its label, in heights of that bar."""

_BAR_WIDTH = 0.85
SWATCH, IN_A_LINE = "■", 3
"""In the legend; more entries would not fit beside each other on a phone."""

_SELECTED_BAND = "rgba(213, 94, 0, 0.18)"
_SEPARATOR = "rgba(128, 128, 128, 0.5)"

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
    bars: list[Parts] = []
    layout: dict[str, Any] = {
        "xaxis": _blocks_axis(rows),
        "annotations": [],
        "shapes": [_separators(rows), *_selected_bands(rows, selected)],
        "showlegend": False,
    }
    for panel, resource in enumerate(Resource):
        highest = largest_layers(rows, resource)
        bars.append(_bars(rows, resource, panel))
        layout["annotations"].append(_heading(rows, resource, panel, selected))
        layout["annotations"] += _label(rows, highest, panel)
        layout[f"yaxis{panel + 1}"] = _shares_axis(highest, panel)
    return theme.figure(bars, layout, height=_HEIGHT, margin=_MARGIN)


def _bars(rows: Sequence[LayerSummary], resource: Resource, panel: int) -> Parts:
    """One trace for all layers: Plotly takes its time for each."""
    held = [holding([row], rows, resource) for row in rows]
    return {
        "type": "bar",
        "x": list(range(len(rows))),
        "y": [each.share for each in held],
        "width": _BAR_WIDTH,
        "yaxis": _axis(panel),
        "marker": {"color": [FAMILY_COLOURS[row.family] for row in rows]},
        "customdata": [row.name for row in rows],
        "hovertext": [_exact(each, resource) for each in held],
        "hovertemplate": "%{customdata}<br>%{hovertext}<extra></extra>",
    }


def _legend(rows: Sequence[LayerSummary]) -> Iterator[str]:
    """The families that take anything, in their colours."""
    taking = {row.family for row in rows if any(amount(row, each) for each in Resource)}
    entries = [
        f'<span style="color: {FAMILY_COLOURS[family]}">{SWATCH}</span> {family}'
        for family in Family
        if family in taking
    ]
    for at in range(0, len(entries), IN_A_LINE):
        yield "   ".join(entries[at : at + IN_A_LINE])


def _exact(held: Holding, resource: Resource) -> str:
    return f"{units.count(held.amount)} {EXACT_UNITS[resource]}, {share_words(held.share)}"


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
) -> Parts:
    """The resource and its total; under it the selected layer's part. Above the first, the legend.

    One text for all of them: Plotly takes its time for each.
    """
    total = _short(total_amount(rows, resource), resource)
    lines = [] if panel else [*_legend(rows)]
    lines.append(f"<b>{str(resource).capitalize()}</b>, share of {total}")
    for row in rows:
        if row.name == selected:
            share = share_words(holding([row], rows, resource).share)
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


def _label(rows: Sequence[LayerSummary], highest: Holding | None, panel: int) -> Iterator[Parts]:
    """Name and share of the highest bar, at the first of several; it grows away from the edges."""
    if highest is None:
        return
    each = highest.share / len(highest.rows)
    text = f"{highest.rows[0].name}: {units.percent(each)}"
    if len(highest.rows) > 1:
        text = f"{len(highest.rows)} layers: {units.percent(each)} each"
    place = rows.index(highest.rows[0])
    on_the_left = place < len(rows) / 2
    yield {
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


def _separators(rows: Sequence[LayerSummary]) -> Parts:
    """A line between two blocks in each panel, all of them one path."""
    lines = [
        f"M{first - 0.5},{_top_of(panel) - _PANEL_SHARE} V{_top_of(panel)}"
        for panel in range(len(Resource))
        for first, _, _ in list(_spans(rows))[1:]
    ]
    return {
        "type": "path",
        "layer": "below",
        "path": " ".join(lines) or "M0,0",
        "yref": "paper",
        "line": {"color": _SEPARATOR, "width": 1, "dash": "dot"},
    }


def _selected_bands(rows: Sequence[LayerSummary], selected: str | None) -> Iterator[Parts]:
    """A band around the selected layer's bar, as high as each panel."""
    places = [place for place, row in enumerate(rows) if row.name == selected]
    for panel in range(len(Resource)):
        for place in places:
            yield {
                "type": "rect",
                "layer": "below",
                "x0": place - 0.5,
                "x1": place + 0.5,
                "y0": 0,
                "y1": 1,
                "yref": f"{_axis(panel)} domain",
                "line": {"color": SELECTED_COLOUR, "width": 2},
                "fillcolor": _SELECTED_BAND,
            }


def _spans(rows: Sequence[LayerSummary]) -> Iterator[tuple[int, int, str]]:
    """First and last place of each block, and what stands under it."""
    place = 0
    for block, members in blocks_of(rows):
        yield place, place + len(members) - 1, block.removeprefix("block ")
        place += len(members)


def _blocks_axis(rows: Sequence[LayerSummary]) -> Parts:
    spans = list(_spans(rows))
    return theme.axis(
        "Block",
        tickvals=[(first + last) / 2 for first, last, _ in spans],
        ticktext=[text for _, _, text in spans],
        tickangle=0,
        range=[-0.5, len(rows) - 0.5],
        anchor=_axis(len(Resource) - 1),
        showgrid=False,
    )


def _shares_axis(highest: Holding | None, panel: int) -> Parts:
    share = highest.share / len(highest.rows) if highest else 1.0
    return theme.axis(
        domain=[_top_of(panel) - _PANEL_SHARE, _top_of(panel)],
        range=[0, _HEADROOM * share],
        tickformat=".0%",
        nticks=4,
    )


def _axis(panel: int) -> str:
    return f"y{panel + 1}" if panel else "y"


def _top_of(panel: int) -> float:
    """Where a panel's bars end, in shares of the figure's height from the bottom."""
    below = len(Resource) - 1 - panel
    return below / len(Resource) + _PANEL_SHARE
