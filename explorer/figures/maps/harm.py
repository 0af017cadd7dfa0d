"""Mistakes ranked by the harm that they do: for each, a bar for each layer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from explorer import units
from explorer.architecture.summary import LayerSummary
from explorer.figures import theme
from explorer.figures.block_axis import block_axis
from explorer.figures.maps.change import NOTHING_IN_COMMON
from explorer.figures.maps.change_notes import difference_in_digits
from explorer.figures.theme import SELECTED_COLOUR, SELECTED_FILL, Parts

ROW_HEIGHT = 66
"""px: a mistake's name, and the bars under it."""

_MARGIN = {"l": 12, "r": 12, "t": 4, "b": 60}
BASELINE = 0.94
"""Where bars stand, from the top of a row, as a share of its height."""

BAR_ROOM = 0.5
"""The height of a bar for nothing in common, likewise."""

NAME_AT = 0.06
BAR_WIDTH = 0.8
BAR_COLOUR = "#0072B2"
_LINE = {"color": "rgba(128, 128, 128, 0.6)", "width": 1}
_SAME_ROW = {"color": "rgba(128, 128, 128, 0.4)", "width": 1, "dash": "dot"}


@dataclass(frozen=True, slots=True)
class RankedMistake:
    """A mistake, and what it changes.

    Attributes:
        code: Which mistake.
        label: Its name for people.
        changes: The relative change of each layer, by its name; None while it is not known.
    """

    code: str
    label: str
    changes: Mapping[str, float] | None


def ranked(
    labels: Mapping[str, str], known: Mapping[str, Mapping[str, float]], layer_name: str
) -> tuple[RankedMistake, ...]:
    """Mistakes by how much they change a layer, the worst first; those not known yet come last.

    Args:
        labels: Names for people, by code.
        known: The changes of each layer, by code.
        layer_name: The layer that decides.
    """
    worst_first = sorted(known, key=lambda code: -known[code][layer_name])
    others = [code for code in labels if code not in known]
    return tuple(
        RankedMistake(code, labels[code], known.get(code)) for code in (*worst_first, *others)
    )


def harm_bars(
    rows: Sequence[LayerSummary],
    mistakes: Sequence[RankedMistake],
    *,
    chosen: str,
    layer_name: str,
) -> theme.Figure:
    """Draw a row for each mistake, in the order given, with a bar for each layer.

    Bars carry the code of their mistake and the name of their layer.

    Args:
        rows: The layers, first layer first.
        mistakes: The worst first.
        chosen: The code of the mistake to mark.
        layer_name: The layer whose bars are marked, and whose numbers stand in the figure.
    """
    places = [place for place, each in enumerate(mistakes) if each.code == chosen]
    layout = {
        "xaxis": block_axis("Layer, by block", rows),
        "yaxis": theme.axis(range=[len(mistakes), 0], visible=False),
        "bargap": 0,
        "shapes": [
            *(_chosen_row(place) for place in places),
            *(shape for place in range(len(mistakes)) for shape in _row_lines(place)),
        ],
        "annotations": [
            _name(place, each, layer_name, is_chosen=each.code == chosen)
            for place, each in enumerate(mistakes)
        ],
    }
    height = ROW_HEIGHT * len(mistakes) + _MARGIN["t"] + _MARGIN["b"]
    return theme.figure([_bars(rows, mistakes, layer_name)], layout, height=height, margin=_MARGIN)


def _bars(
    rows: Sequence[LayerSummary], mistakes: Sequence[RankedMistake], layer_name: str
) -> Parts:
    found = [
        (row_place, x, each, row.name, each.changes[row.name])
        for row_place, each in enumerate(mistakes)
        if each.changes is not None
        for x, row in enumerate(rows)
        if row.name in each.changes
    ]
    return {
        "type": "bar",
        "x": [x for _, x, _, _, _ in found],
        "y": [-BAR_ROOM * change / NOTHING_IN_COMMON for *_, change in found],
        "base": [row_place + BASELINE for row_place, *_ in found],
        "width": BAR_WIDTH,
        "marker": {
            "color": [
                SELECTED_COLOUR if name == layer_name else BAR_COLOUR for *_, name, _ in found
            ],
            "line": {"width": 0},
        },
        "unselected": {"marker": {"opacity": 1}},
        "customdata": [[each.code, name] for _, _, each, name, _ in found],
        "hovertext": [
            f"{each.label}<br>{name}: {difference_in_digits(change)}"
            for _, _, each, name, change in found
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
    }


def _name(place: int, mistake: RankedMistake, layer_name: str, *, is_chosen: bool) -> Parts:
    name = f"<b>{mistake.label}</b>" if is_chosen else mistake.label
    if mistake.changes is None:
        words = f"{name}: {units.UNKNOWN}"
    else:
        words = f"{place + 1}. {name}: {difference_in_digits(mistake.changes[layer_name])}"
    return theme.heading(words, place + NAME_AT, yref="y", yanchor="top")


def _chosen_row(place: int) -> Parts:
    return {
        **{"type": "rect", "layer": "below", "xref": "paper", "x0": 0, "x1": 1},
        **{"y0": place, "y1": place + 1, "fillcolor": SELECTED_FILL},
        "line": {"color": SELECTED_COLOUR, "width": 2},
    }


def _row_lines(place: int) -> Iterator[Parts]:
    """Where bars stand, and how high one for nothing in common is."""
    for y, line in ((BASELINE, _LINE), (BASELINE - BAR_ROOM, _SAME_ROW)):
        yield {
            **{"type": "line", "layer": "below", "xref": "paper", "x0": 0, "x1": 1},
            **{"y0": place + y, "y1": place + y, "line": line},
        }
