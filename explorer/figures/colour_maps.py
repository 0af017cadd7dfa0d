"""Colour maps from the smallest to the largest value, safe for colour-blind readers."""

from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from explorer.figures.theme import sampled

ColourMap = Literal["viridis", "cividis", "magma", "grey"]
"""All rise evenly from dark to bright (bids.github.io/colormap; Nuñez et al. 2018, cividis)."""

NUM_STOPS = 17
"""Of a colour bar: every 16th colour, close enough to look smooth."""

_GREY = ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


@cache
def palette(colour_map: ColourMap) -> NDArray[np.uint8]:
    """The colours from the smallest to the largest value, read-only uint8 (256, 3)."""
    return sampled(_GREY if colour_map == "grey" else colour_map)


def gradient(colours: NDArray[np.uint8]) -> tuple[str, ...]:
    """Evenly spaced colours, "#rrggbb", that the browser blends into a colour bar.

    Args:
        colours: From the smallest to the largest value, uint8 (colours, 3).
    """
    stops = np.linspace(0, len(colours) - 1, NUM_STOPS).round().astype(int)
    return tuple(f"#{colours[stop].tobytes().hex()}" for stop in stops)
