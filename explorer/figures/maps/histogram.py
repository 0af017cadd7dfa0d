"""How often each value occurs in a map."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer import units
from explorer.architecture.layers import Family
from explorer.figures import theme
from explorer.figures.theme import FAMILY_COLOURS
from explorer.words import several

NUM_BINS = 40
_HEIGHT = 260
_MARGIN = {"l": 76, "b": 60}
"""px: counts of five digits and their title on the left; values and their title below."""


def histogram(values: NDArray[np.floating[Any]]) -> theme.Figure:
    """Draw how the values above 0 are spread; a bar of the zeros would dwarf all others.

    Args:
        values: Of one channel, any shape.
    """
    counts, edges = np.histogram(values[values != 0], NUM_BINS)
    bars = {
        "type": "bar",
        "x": (edges[:-1] + edges[1:]) / 2,
        "y": counts,
        "width": np.diff(edges),
        "marker": {"color": FAMILY_COLOURS[Family.CONVOLUTION]},
        "customdata": np.stack([edges[:-1], edges[1:]], axis=-1),
        "text": [several(number, "unit") for number in counts.tolist()],
        "textposition": "none",
        "hovertemplate": "%{customdata[0]:.3g} to %{customdata[1]:.3g}: %{text}<extra></extra>",
    }
    layout = {
        "bargap": 0,
        "xaxis": theme.axis("Activation, no unit; zeros left out"),
        "yaxis": theme.axis("Units"),
    }
    return theme.figure([bars], layout, height=_HEIGHT, margin=_MARGIN)


def zeros_note(values: NDArray[np.floating[Any]]) -> str:
    """How many values are 0, in a sentence."""
    num_zero = values.size - int(np.count_nonzero(values))
    return (
        f"{units.count(num_zero)} of {several(values.size, 'unit')} "
        f"{'is' if num_zero == 1 else 'are'} 0 ({units.percent(num_zero / values.size)})."
    )
