"""What excites a channel: pictures grown for all visitors."""

from typing import TYPE_CHECKING

from explorer.observed import ObservedNetwork
from explorer.session.parameters import GROWN_SIDE, PICTURE_SEED
from explorer.session.state import callback
from explorer.shared.jobs import JobState
from explorer.shared.questions.long_work import GrowPicture
from explorer.views.work import start_work, work_state

if TYPE_CHECKING:
    from explorer.runtime.excitation import GrownPicture, Wish


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


def excitation_state(network: ObservedNetwork, wish: "Wish") -> "JobState[GrownPicture]":
    """How far the visitor's picture is; complete if anybody has had it grown before."""
    return work_state(GrowPicture(network, wish)) or JobState()


def excitation_name(network: ObservedNetwork, wish: "Wish", growth: "GrownPicture") -> str:
    """The name of a picture's file, without its ending."""
    parts = (
        f"excites-{wish.layer_name}-channel-{wish.channel}",
        "" if network.is_trained else "untrained",
        f"{wish.size}px-seed-{wish.seed}",
        f"step-{growth.done}" if growth.done < growth.steps else "",
    )
    return "-".join(filter(None, parts))
