"""Work that nobody waits for goes on in the gaps between what visitors ask."""

from collections.abc import Callable
from time import monotonic, sleep

from explorer.background import Control

LONGEST_WAIT_S = 5.0
"""For a gap: where visitors never stop asking, the work still goes on."""

LOOK_S = 0.05


def wait_for_gap(is_asked: Callable[[], bool], control: Control) -> None:
    """Wait until no question is open, the work should stop, or this took too long.

    Args:
        is_asked: Whether a question is open.
        control: Of the work.
    """
    end = monotonic() + LONGEST_WAIT_S
    while is_asked() and not control.is_stopped and monotonic() < end:
        sleep(LOOK_S)
