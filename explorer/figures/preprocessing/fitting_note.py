"""What fitting a photo to an input size costs, in words."""

from typing import assert_never

from explorer import units
from explorer.fitting import Fitting
from explorer.words import listed

SMALLEST_STRETCH = 0.005
"""A stretch below half a percent is too small to see."""


def cost_of_fitting(done: Fitting) -> str:
    """How a photo was fitted and what that costs, as the end of a sentence; "" for nothing."""
    ratio = (done.source[1] * done.target[0]) / (done.source[0] * done.target[1])
    if abs(1 / ratio - 1) < SMALLEST_STRETCH:
        return ""
    is_wide = ratio > 1
    match done.how:
        case "squeeze":
            looks = f"{max(ratio, 1 / ratio):.2f} times {'narrower' if is_wide else 'wider'}"
            return f"**squeezed**: nothing is cut off, but everything looks {looks}"
        case "crop":
            lost = units.percent(done.lost_share / 2)
            sides = "left and right" if is_wide else "above and below"
            return f"**cropped** around its centre: {lost} of it is cut off on each side, {sides}"
        case "pad":
            return _cost_of_padding(done)
        case _:
            assert_never(done.how)


def _cost_of_padding(done: Fitting) -> str:
    """The bars, which can be a single row or column on one side."""
    top, left, height, width = done.place
    bars = {
        "above": top,
        "below": done.target[0] - top - height,
        "left": left,
        "right": done.target[1] - left - width,
    }
    sides = [side for side, num_pixels in bars.items() if num_pixels]
    if not sides:
        return ""
    return (
        f"**padded**: nothing is cut off and the proportions stay, but "
        f"{units.percent(done.filled_share)} of the input holds no photo ({listed(sides)})"
    )
