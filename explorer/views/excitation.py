"""What excites a channel: pictures grown for all visitors, and the chosen photo beside them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from explorer.architecture.receptive_field import Position
from explorer.background import Control
from explorer.figures import map_pictures
from explorer.figures.colour_maps import palette
from explorer.images.encoding import png_palette, png_rgb
from explorer.images.overlays import crop, framed
from explorer.kept import kept
from explorer.observed import Observed, ObservedNetwork
from explorer.session.parameters import GROWN_SIDE, PICTURE_SEED
from explorer.session.state import callback
from explorer.shared.activations import activations
from explorer.shared.jobs import JobState, Subject
from explorer.shared.models import weights_of
from explorer.views.measured import field_of
from explorer.views.work import start_work, work_state

if TYPE_CHECKING:
    from explorer.runtime.excitation import GrownPicture, Wish

EXCITATION = "excitation"


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
    weights = weights_of(network)

    def work(control: Control) -> "GrownPicture":
        from explorer.runtime.excitation import grow

        return grow(weights, wish, control)

    start_work(_subject(network, wish), work)


def excitation_state(network: ObservedNetwork, wish: "Wish") -> "JobState[GrownPicture]":
    """How far the visitor's picture is; complete if anybody has had it grown before."""
    return work_state(_subject(network, wish)) or JobState()


def _subject(network: ObservedNetwork, wish: "Wish") -> Subject:
    return Subject(EXCITATION, (network.weights, network.file, wish))


def excitation_name(network: ObservedNetwork, wish: "Wish", growth: "GrownPicture") -> str:
    """The name of a picture's file, without its ending."""
    parts = (
        f"excites-{wish.layer_name}-channel-{wish.channel}",
        "" if network.is_trained else "untrained",
        f"{wish.size}px-seed-{wish.seed}",
        f"step-{growth.done}" if growth.done < growth.steps else "",
    )
    return "-".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class PhotoExcitation:
    """How much a photo excites a channel, and where most.

    Attributes:
        mean: Of the channel's feature map.
        maximum: Of its units.
        position: (row, column) of the unit that responds most.
        map_png: The map, one px per unit.
        photo_png: The photo, with a line around what that unit sees.
        patch_png: What that unit sees, padding hatched.
    """

    mean: float
    maximum: float
    position: Position
    map_png: bytes
    photo_png: bytes
    patch_png: bytes


@kept(mib=16)
def photo_excitation(observed: Observed, layer_name: str, channel: int) -> PhotoExcitation:
    """How much a photo excites a channel, and where most."""
    field = field_of(observed.network.row(layer_name))
    values = np.ascontiguousarray(activations(observed, layer_name)[..., channel])
    row, column = divmod(int(values.argmax()), values.shape[1])
    box, maximum = field.box((row, column)), float(values.max())
    pixels = observed.picture.pixels
    on_photo = box.clipped(*observed.picture.size)
    return PhotoExcitation(
        mean=float(values.mean(dtype=np.float64)),
        maximum=maximum,
        position=(row, column),
        map_png=png_palette(map_pictures.in_range(values, 0, maximum), palette("viridis")),
        photo_png=png_rgb(framed(pixels, [on_photo]).pixels),
        patch_png=png_rgb(crop(pixels, box)),
    )
