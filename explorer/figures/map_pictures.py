"""Maps and their differences as indices into a palette, and the scale to read them by."""

from functools import cache
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer import units
from explorer.arrays import Uint8Array
from explorer.figures.theme import PALETTE_SIZE

FloatValues = NDArray[np.floating[Any]]

NO_VALUE = PALETTE_SIZE - 1
"""The index where there is nothing to show, drawn transparent."""

LAST = NO_VALUE - 1
ZERO = LAST // 2
"""The index of 0 in a picture of values above and below it."""

BELOW, MIDDLE, ABOVE = (0, 114, 178), (247, 247, 247), (213, 94, 0)
"""Okabe and Ito's blue and dark orange, safe for colour-blind readers, and pale grey for 0."""

DIFFERENCE_LEGEND = "Orange: above 0; blue: below 0; pale grey: 0."
_NUM_STOPS = 9
"""Colours that the browser blends into a scale."""


def in_range(values: FloatValues, low: float, high: float) -> Uint8Array:
    """Indices into a palette for values from ``low`` to ``high``.

    Args:
        values: Any shape.
        low: This value and all below it become 0.
        high: This value and all above it become 254; 0 if it equals ``low``.
    """
    span = high - low or 1.0
    indices: Uint8Array = np.rint(np.clip((values - low) / span, 0, 1) * LAST).astype(np.uint8)
    return indices


def around_zero(values: FloatValues, largest: float) -> Uint8Array:
    """Indices into `signed_palette` for values from -``largest`` to ``largest``; 127 for 0.

    NaN becomes `NO_VALUE`.
    """
    known = np.nan_to_num(values, nan=0.0)
    indices = in_range(known, -largest, largest) if largest else np.full(known.shape, ZERO)
    return np.where(np.isnan(values), NO_VALUE, indices).astype(np.uint8)


@cache
def signed_palette() -> Uint8Array:
    """Blue for the lowest, pale grey for 0, orange for the highest, read-only uint8 (256, 3)."""
    places = np.clip(np.arange(PALETTE_SIZE), 0, LAST)
    channels = [
        np.interp(places, [0, ZERO, LAST], three)
        for three in zip(BELOW, MIDDLE, ABOVE, strict=True)
    ]
    palette = np.rint(np.stack(channels, axis=-1)).astype(np.uint8)
    palette.flags.writeable = False
    return palette


def scale(palette: Uint8Array, low: float, high: float, title: str) -> str:
    """The colours from ``low`` to ``high`` with a title and both numbers, or just one, as HTML."""
    if low == high:
        return f'<div class="scale">{escape(title)}: {units.three_digits(low)} everywhere</div>'
    stops = palette[np.linspace(0, LAST, _NUM_STOPS).astype(int)].tolist()
    colours = ", ".join(f"rgb({red} {green} {blue})" for red, green, blue in stops)
    first, last = map(units.three_digits, (low, high))
    label = escape(f"{title}: colours from {first} to {last}")
    return (
        f'<div class="scale" role="img" aria-label="{label}"><span>{escape(title)}</span>'
        f'<span class="colours"><span>{first}</span>'
        f'<i style="background: linear-gradient(to right, {colours})"></i>'
        f"<span>{last}</span></span></div>"
    )


def signed_scale(largest: float, title: str) -> str:
    """The colours of `around_zero`, or words if every value is 0, as HTML."""
    if largest == 0:
        return f'<div class="scale">{escape(title)}: 0 everywhere</div>'
    return scale(signed_palette(), -largest, largest, title)
