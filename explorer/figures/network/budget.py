"""Where parameters, work and memory are: three panels of bars over the same layers."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from explorer import units
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
from explorer.figures.block_axis import Panels, block_axis, block_separators, selected_bands
from explorer.figures.theme import FAMILY_COLOURS, Parts
from explorer.kept import SEVERAL, kept
from explorer.words import several

_HEIGHT = 660
_MARGIN = {"l": 52, "t": 44, "b": 56}
"""px: shares on the left, the legend above, the blocks and their title below."""

_PANELS = Panels(len(Resource), share=0.23)

_HEADROOM = 1.3
"""The axis's end as a multiple of the highest bar, with room for its label."""

_BAR_WIDTH = 0.85
SWATCH, IN_A_LINE = "■", 3
"""In the legend; more entries would not fit side by side on a phone."""

_SHORT: Mapping[Resource, Callable[[int], str]] = {
    Resource.PARAMETERS: units.short,
    Resource.WORK: units.macs,
    Resource.MEMORY: units.memory,
}
EXACT_UNITS = {
    Resource.PARAMETERS: "parameter",
    Resource.WORK: "multiply-accumulate",
    Resource.MEMORY: "byte",
}


@kept(results=SEVERAL)
def budget_bars(rows: tuple[LayerSummary, ...], selected: str | None = None) -> theme.Figure:
    """Draw each layer's share of parameters, work and activation memory, in network order.

    The layers of a block stand over its number, because on a phone layer names have no room.
    The highest bar and the selected layer are named in words.

    Args:
        rows: A network's summary.
        selected: Name of the layer to mark.
    """
    bars: list[Parts] = []
    layout: Parts = {
        "xaxis": block_axis("Block", rows, anchor=theme.axis_name("y", len(Resource) - 1)),
        "annotations": [],
        "shapes": [block_separators(rows, [_PANELS.domain(each) for each in range(len(Resource))])],
        "showlegend": False,
    }
    for panel, resource in enumerate(Resource):
        highest = largest_layers(rows, resource)
        bars.append(_bars(rows, resource, panel))
        layout["annotations"].append(_heading(rows, resource, panel, selected))
        layout["annotations"] += _label(rows, highest, panel, selected)
        layout["shapes"] += selected_bands(
            rows, selected, yref=f"{theme.axis_name('y', panel)} domain"
        )
        layout[theme.axis_key("y", panel)] = _shares_axis(highest, panel)
    return theme.figure(bars, layout, height=_HEIGHT, margin=_MARGIN)


def _bars(rows: Sequence[LayerSummary], resource: Resource, panel: int) -> Parts:
    """One trace for all layers, because Plotly is slow with many."""
    held = [holding([row], rows, resource) for row in rows]
    return {
        "type": "bar",
        "x": list(range(len(rows))),
        "y": [each.share for each in held],
        "width": _BAR_WIDTH,
        "yaxis": theme.axis_name("y", panel),
        "marker": {"color": [FAMILY_COLOURS[row.family] for row in rows]},
        "customdata": [row.name for row in rows],
        "hovertext": [_exact(each, resource) for each in held],
        "hovertemplate": "%{customdata}<br>%{hovertext}<extra></extra>",
    }


def _legend(rows: Sequence[LayerSummary]) -> Iterator[str]:
    """The families that use any resource, in their colours."""
    taking = {row.family for row in rows if any(amount(row, each) for each in Resource)}
    entries = [
        f'<span style="color: {FAMILY_COLOURS[family]}">{SWATCH}</span> {family}'
        for family in Family
        if family in taking
    ]
    for at in range(0, len(entries), IN_A_LINE):
        yield "   ".join(entries[at : at + IN_A_LINE])


def _exact(held: Holding, resource: Resource) -> str:
    return f"{several(held.amount, EXACT_UNITS[resource])}, {units.percent(held.share)}"


def _heading(
    rows: Sequence[LayerSummary], resource: Resource, panel: int, selected: str | None
) -> Parts:
    """The resource, its total and the selected layer's part; over the first, the legend.

    All in one text, because Plotly is slow with many.
    """
    total = _SHORT[resource](total_amount(rows, resource))
    lines = [] if panel else [*_legend(rows)]
    lines.append(f"<b>{str(resource).capitalize()}</b>, share of {total}")
    for row in rows:
        if row.name == selected:
            share = units.percent(holding([row], rows, resource).share)
            lines.append(f"{row.name}: {_SHORT[resource](amount(row, resource))}, {share}")
    return _PANELS.heading(panel, "<br>".join(lines))


def _label(
    rows: Sequence[LayerSummary], highest: Holding | None, panel: int, selected: str | None
) -> Iterator[Parts]:
    """Name and share of the highest bar, or of the first of several, towards the middle.

    None where the highest is the selected one: the heading says it, and the mark would cross it.
    """
    if highest is None or [row.name for row in highest.rows] == [selected]:
        return
    each = highest.share / len(highest.rows)
    text = f"{highest.rows[0].name}: {units.percent(each)}"
    if len(highest.rows) > 1:
        text = f"{len(highest.rows)} layers: {units.percent(each)} each"
    place = rows.index(highest.rows[0])
    on_the_left = place < len(rows) / 2
    yield theme.text(
        text,
        x=place - 0.5 if on_the_left else place + 0.5,
        y=each,
        xref="x",
        yref=theme.axis_name("y", panel),
        xanchor="left" if on_the_left else "right",
        yanchor="bottom",
    )


def _shares_axis(highest: Holding | None, panel: int) -> Parts:
    share = highest.share / len(highest.rows) if highest else 1.0
    return theme.axis(
        domain=_PANELS.domain(panel),
        range=[0, _HEADROOM * share],
        tickformat=".0%",
        nticks=4,
    )
