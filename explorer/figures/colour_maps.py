"""Colour maps for values from the smallest to the largest, safe for colour-blind eyes."""

from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from plotly.colors import sample_colorscale, unlabel_rgb

from explorer.figures.theme import PALETTE_SIZE

ColourMap = Literal["viridis", "cividis", "magma", "grey"]
"""All rise evenly from dark to bright (bids.github.io/colormap; Nuñez et al. 2018, cividis)."""

_SCALES: dict[ColourMap, str | list[str]] = {
    "viridis": "viridis",
    "cividis": "cividis",
    "magma": "magma",
    "grey": ["rgb(0, 0, 0)", "rgb(255, 255, 255)"],
}


@cache
def palette(colour_map: ColourMap) -> NDArray[np.uint8]:
    """The colours from the smallest to the largest value, read-only uint8 (256, 3)."""
    shares = np.linspace(0, 1, PALETTE_SIZE).tolist()
    colours = sample_colorscale(_SCALES[colour_map], shares)
    table = np.array([unlabel_rgb(colour) for colour in colours]).round().astype(np.uint8)
    table.flags.writeable = False
    return table
