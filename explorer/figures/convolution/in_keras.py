"""Keras' output beside the one that was worked out by hand: cell by cell, and in a sentence."""

from explorer import units
from explorer.convolution.agreement import LARGEST_OF_FLOAT32, KerasAgreement
from explorer.convolution.limits import MOST_SIDE
from explorer.figures.maps.number_grids import equation
from explorer.words import several

CLOSE = 1e-6
"""Two numbers that differ by less are called equal."""

_MOST_ROWS = 4 * MOST_SIDE
"""Rows of an output up to which its numbers are written out: all of them."""


def agreement_note(found: KerasAgreement) -> str:
    """Whether Keras gives the same, and how far it is off, in markdown."""
    count = several(found.by_hand.size, "number")
    if not found.is_finite:
        return (
            "**Not comparable: not all outputs are finite numbers.** Keras computes with 32-bit "
            f"numbers, which end at about {LARGEST_OF_FLOAT32:.1e}. Use smaller numbers."
        )
    if found.largest == 0:
        return f"**Equal.** Keras gives exactly the same {count}."
    is_one = found.by_hand.size == 1
    which = "the difference" if is_one else f"the largest difference among {count}"
    difference = f"{which} is {units.three_digits(found.largest)}"
    if found.largest <= CLOSE:
        return (
            f"**Equal to within {units.three_digits(CLOSE)}.** Keras gives the same {count}; the "
            f"{'largest ' * (not is_one)}difference is {units.three_digits(found.largest)}."
        )
    if found.largest <= found.rounding:
        return (
            f"**Equal, apart from rounding:** {difference}. Keras computes with 32-bit numbers, "
            "this page with 64-bit numbers."
        )
    return (
        f"**Not equal:** {difference}. That is more than the rounding of 32-bit numbers can "
        "explain."
    )


def agreement_grids(found: KerasAgreement, name: str) -> tuple[str, ...]:
    """Both outputs and their difference as grids, one line for each filter, as HTML.

    Args:
        found: All numbers of both are finite.
        name: What the last axis is made of: "filter" or "channel".
    """
    filters = found.by_hand.shape[-1]
    return tuple(
        equation(
            [
                (f"by Keras{_of(name, number, filters)}", found.theirs[..., number]),
                "−",
                ("worked out here", found.by_hand[..., number]),
                "=",
                ("difference", found.difference[..., number]),
            ],
            _MOST_ROWS,
        )
        for number in range(filters)
    )


def _of(name: str, number: int, count: int) -> str:
    return "" if count == 1 else f", {name} {number}"
