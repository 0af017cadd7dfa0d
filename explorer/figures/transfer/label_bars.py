"""How probable a head finds each label of a set for one photo."""

from collections.abc import Sequence

from explorer import units
from explorer.architecture.layers import Family
from explorer.figures import theme
from explorer.figures.maps.probabilities import QUARTERS
from explorer.figures.theme import FAMILY_COLOURS, Parts
from explorer.figures.transfer.label_looks import figure_label

_ROW_HEIGHT, _ROOM_FOR_AXIS = 50, 60
"""px: a label's name and the bar under it; the axis below."""

_MARGIN = {"l": 16, "r": 24, "t": 4, "b": 52}
_BAR_WIDTH, _NAME_ABOVE = 0.34, 0.19
"""Of a row's height."""


def label_bars(
    names: Sequence[str], probabilities: Sequence[float], colours: Sequence[str] = ()
) -> theme.Figure:
    """Horizontal bars on one scale, 0 to 100 %, each under its number and its name.

    A name that is too wide for its column loses its end, never the number.

    Args:
        names: Of the labels, from the top.
        probabilities: Of each.
        colours: Of each; () for one colour.
    """
    places = list(range(len(names)))
    bars: Parts = {
        "type": "bar",
        "orientation": "h",
        "x": list(probabilities),
        "y": places,
        "width": _BAR_WIDTH,
        "marker": {"color": list(colours) or FAMILY_COLOURS[Family.DENSE]},
        "hoverinfo": "none",
    }
    layout: Parts = {
        "xaxis": theme.axis("Probability", range=[0, 1], tickvals=QUARTERS, tickformat=".0%"),
        "yaxis": theme.axis(range=[len(names) - 0.6, -0.75], visible=False),
        "annotations": [
            theme.text(
                f"{units.percent(each)}  {figure_label(name)}",
                x=0,
                y=place - _NAME_ABOVE,
                xanchor="left",
                yanchor="bottom",
            )
            for place, (name, each) in enumerate(zip(names, probabilities, strict=True))
        ],
    }
    height = _ROW_HEIGHT * len(names) + _ROOM_FOR_AXIS
    return theme.figure([bars], layout, height=height, margin=_MARGIN)
