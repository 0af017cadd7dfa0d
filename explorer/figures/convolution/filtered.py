"""A filter on a whole photo: its weights as grids, and what it does in sentences."""

from collections.abc import Sequence

from explorer import units
from explorer.arrays import Float64Array
from explorer.convolution.limits import MOST_KERNEL_SIDE
from explorer.convolution.sliding import COLOUR_CHANNELS
from explorer.figures.maps.number_grids import Part, equation
from explorer.words import capitalised, listed

SCALE_TITLE = "Grey levels × weight"

BEYOND_NOTE = "Up to 1 % of the values lie beyond this scale; they have its last colours."
"""Under the scale, where it leaves some out."""


def colour_weights(weights: Float64Array) -> str:
    """The weights for red, green and blue, as HTML; one grid where they are alike.

    Args:
        weights: (kernel height, kernel width, 3).
    """
    if (weights == weights[..., :1]).all():
        return equation([("red, green and blue alike", weights[..., 0])], MOST_KERNEL_SIDE)
    parts: list[Part] = [
        (colour, weights[..., number]) for number, colour in enumerate(COLOUR_CHANNELS)
    ]
    return equation(parts, MOST_KERNEL_SIDE)


def colours_note(channels: int, reads: Sequence[int], bias: float) -> str:
    """Which colours a filter reads, and what is added up.

    Args:
        channels: Of the input that the filter is made for.
        reads: Which of these it reads.
        bias: Added to each sum.
    """
    return _reading(channels, reads) + (
        f" The bias, {units.three_digits(bias)}, is added to each sum." if bias else ""
    )


def _reading(channels: int, reads: Sequence[int]) -> str:
    all_three = listed(COLOUR_CHANNELS)
    if channels == 1:
        return (
            f"The kernel has one channel. Here it works on {all_three} alike, and the three "
            "results are added up."
        )
    colours = [COLOUR_CHANNELS[each] for each in reads if each < len(COLOUR_CHANNELS)]
    beyond = [str(each) for each in reads if each >= len(COLOUR_CHANNELS)]
    if not colours:
        return (
            f"The filter reads channel {listed(beyond)} only. A photo has {all_three}, numbers 0 "
            "to 2, so it reads nothing here."
        )
    unread = [each for each in COLOUR_CHANNELS if each not in colours]
    told = f"The filter reads {listed(colours)}"
    told += ", and their results are added up." if len(colours) > 1 else "."
    if unread:
        told += f" It does not read {listed(unread, 'or')}."
    if beyond:
        told += f" A photo has no channel {listed(beyond, 'or')}."
    return told


def sizes_note(size_in: tuple[int, int], size_out: tuple[int, int]) -> str:
    """How large the maps are that come from the photo."""
    verb = "gives" if size_in == (1, 1) else "give"
    return f"{units.size(size_in)} px {verb} {units.sized(size_out, 'value')}."


def cut_note(share: float) -> str:
    """How much of the sum ReLU turns to 0."""
    if share == 0:
        return "No sum is below 0, so ReLU changes nothing."
    if share == 1:
        return "All sums are below 0, so ReLU leaves nothing."
    return capitalised(f"{units.percent(share)} of the sums are below 0; ReLU turns them to 0.")


def range_note(low: float, high: float) -> str:
    """The smallest and the largest value of a map."""
    if low == high:
        return f"{units.three_digits(low)} everywhere"
    return f"{units.three_digits(low)} to {units.three_digits(high)}"
