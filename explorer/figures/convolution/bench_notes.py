"""Sentences about what is on the bench."""

from collections.abc import Sequence

from explorer import units
from explorer.architecture.receptive_field import Position
from explorer.convolution.layer import ConvolutionWork
from explorer.convolution.reading import times_read
from explorer.words import several


def unit_title(layer: str, channel: int, position: Position) -> str:
    """Which unit of VGG16 is worked out."""
    row, column = position
    return f"{layer}, channel {channel}, row {row}, column {column}"


def unit_inputs_note(reads: Sequence[str]) -> str:
    """What the numbers under the window of a unit are.

    Args:
        reads: What the values of each channel on the bench are.
    """
    return f"What the unit reads: {'; '.join(reads)}."


def given_note(given: float, *, is_changed: bool) -> str:
    """What the network itself gave for the unit that is worked out.

    Args:
        given: The unit's value.
        is_changed: Whether numbers of it were changed on the bench.
    """
    value = units.three_digits(given)
    if is_changed:
        return f"With its own numbers, the network gave {value}. You have changed some of them."
    return f"The real network's value: {value}."


def reading_note(work: ConvolutionWork) -> str:
    """How many outputs of a map read a cell of the input: the fewest and the most."""
    times = times_read(work.sweeps)
    fewest, most, unread = int(times.min()), int(times.max()), int((times == 0).sum())
    joined = "or" if most - fewest == 1 else "to"
    many = several(most, "output")
    if fewest < most:
        many = f"{fewest} {joined} {many}"
    of_map = " of each map" * (work.sums.shape[-1] > 1)
    never = f" {several(unread, 'cell')} {'is' if unread == 1 else 'are'} never read." * bool(
        unread
    )
    return f"Each input cell is read by {many}{of_map}.{never}"
