"""What excites a channel: pictures grown for all visitors."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from explorer.observed import ObservedNetwork
from explorer.session.parameters import GROWN_SIDE, PICTURE_SEED
from explorer.session.state import callback
from explorer.shared.questions.long_work import GrowPicture
from explorer.shared.requests import JobState
from explorer.views.work import start_work, unasked_work, work_state

if TYPE_CHECKING:
    from explorer.runtime.excitation import GrownPicture, Wish


FIRST_LOOK_SIDE, FIRST_LOOK_STEPS = 64, 16
"""px, and steps of gradient ascent: 0.1 s for block 1, 2 s for block 5 on two cores."""


def chosen_wish(layer_name: str, channel: int) -> "Wish":
    """What to excite, at the chosen side and with the chosen seed."""
    from explorer.runtime.excitation import Wish

    return Wish(layer_name, channel, int(GROWN_SIDE.chosen()), seed=PICTURE_SEED.chosen())


def excitation_start(wish: "Wish") -> "GrownPicture":
    """The noise that a picture grows from, before anything is computed."""
    from explorer.runtime.excitation import GrownPicture, start_picture

    return GrownPicture(wish.steps, start_picture(wish), ())


@callback
def start_excitation(network: ObservedNetwork, wish: "Wish") -> None:
    """Ask for a picture instead of the one asked for before; call it from a callback."""
    start_work(GrowPicture(network, wish))


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows of the picture that a visitor wishes for.

    Attributes:
        wish: What is shown: what is wished for, or a small first look at it.
        state: How far that is.
        is_first_look: Whether it is the first look.
    """

    wish: "Wish"
    state: "JobState[GrownPicture]"
    is_first_look: bool


def shown_excitation(network: ObservedNetwork, wish: "Wish") -> Shown:
    """The picture wished for; before anybody has asked for it, a small first look at it."""
    asked = work_state(GrowPicture(network, wish))
    if asked is not None:
        return Shown(wish, asked, is_first_look=False)
    small = replace(wish, size=FIRST_LOOK_SIDE, steps=FIRST_LOOK_STEPS)
    state = unasked_work(GrowPicture(network, small))
    is_there = state.running or state.result is not None
    return Shown(small, state, is_first_look=True) if is_there else Shown(wish, state, False)


def excitation_name(network: ObservedNetwork, wish: "Wish", growth: "GrownPicture") -> str:
    """The name of a picture's file, without its ending."""
    parts = (
        f"excites-{wish.layer_name}-channel-{wish.channel}",
        "" if network.is_trained else "untrained",
        f"{wish.size}px-seed-{wish.seed}",
        f"step-{growth.done}" if growth.done < growth.steps else "",
    )
    return "-".join(filter(None, parts))
