"""What excites a channel: pictures grown for all visitors, and the chosen photo beside them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from explorer.architecture.receptive_field import Position
from explorer.architecture.summary import LayerSummary
from explorer.background import Control
from explorer.figures import map_pictures
from explorer.figures.theme import sequential_palette
from explorer.images.encoding import png_palette, png_rgb
from explorer.images.overlays import crop, framed
from explorer.runtime.weights import Weights
from explorer.session.parameters import GROWN_SIDE, PICTURE_SEED
from explorer.session.photos import Picture, chosen_picture
from explorer.session.shared_activations import activations
from explorer.session.shared_model import observed_network
from explorer.session.work import start_work, stop_work, work_state
from explorer.shared.jobs import JobState, Subject

if TYPE_CHECKING:
    from explorer.runtime.excitation import GrownPicture, Wish

PHOTO_CACHE = "16MB"

EXCITATION = "excitation"


def chosen_wish(layer_name: str, channel: int) -> "Wish":
    """What to excite, at the chosen side and with the chosen seed."""
    from explorer.runtime.excitation import Wish

    return Wish(layer_name, channel, int(GROWN_SIDE.chosen()), seed=PICTURE_SEED.chosen())


def excitation_start(wish: "Wish") -> "GrownPicture":
    """The noise that a picture grows from, before anything is computed."""
    from explorer.runtime.excitation import GrownPicture, start_picture

    return GrownPicture(wish.steps, start_picture(wish), ())


def start_excitation(wish: "Wish") -> None:
    """Ask for a picture, and leave the one asked for before; call it from a callback."""
    weights = _weights()

    def work(control: Control) -> "GrownPicture":
        from explorer.runtime.excitation import grow

        return grow(weights, wish, control)

    start_work(_subject(wish), work)


def stop_excitation() -> None:
    """Stop the visitor's picture where it is; call it from a callback."""
    stop_work(EXCITATION)


def excitation_state(wish: "Wish") -> "JobState[GrownPicture]":
    """How far the picture is that the visitor asked for; whole where anybody has asked for it."""
    return work_state(_subject(wish)) or JobState()


def _subject(wish: "Wish") -> Subject:
    return Subject(EXCITATION, (observed_network().origin, wish))


def _weights() -> Weights:
    from explorer.runtime.vgg16 import VGG16

    network = observed_network()
    if not isinstance(network, VGG16):
        raise TypeError("pictures are grown for VGG16 only")
    return network.weights


def excitation_name(wish: "Wish", growth: "GrownPicture") -> str:
    """What the file of a picture is called, without its ending."""
    parts = (
        f"excites-{wish.layer_name}-channel-{wish.channel}",
        "" if observed_network().trained else "untrained",
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
        position: (row, column) of the unit that answers most.
        map_png: The map, one px per unit.
        photo_png: The photo, a line around what that unit sees.
        patch_png: What that unit sees, padding hatched.
    """

    mean: float
    maximum: float
    position: Position
    map_png: bytes
    photo_png: bytes
    patch_png: bytes


def photo_excitation(row: LayerSummary, channel: int) -> PhotoExcitation:
    """How much the chosen photo excites a channel, and where most."""
    picture = chosen_picture()
    key = (observed_network().origin, picture.key)
    return _photo_excitation(key, row.name, channel, row, picture)


@st.cache_data(max_size=PHOTO_CACHE, show_spinner=False)
def _photo_excitation(
    photo_key: tuple[str, str],
    layer_name: str,
    channel: int,
    _row: LayerSummary,
    _picture: Picture,
) -> PhotoExcitation:
    field = _row.receptive_field
    if field is None:
        raise TypeError(f"the units of {layer_name} see the whole photo and lie on no grid")
    values = np.ascontiguousarray(activations(layer_name)[..., channel])
    row, column = divmod(int(values.argmax()), values.shape[1])
    box, maximum = field.box((row, column)), float(values.max())
    on_photo = box.clipped(*_picture.pixels.shape[:2])
    return PhotoExcitation(
        mean=float(values.mean(dtype=np.float64)),
        maximum=maximum,
        position=(row, column),
        map_png=png_palette(map_pictures.in_range(values, 0, maximum), sequential_palette()),
        photo_png=png_rgb(framed(_picture.pixels, [on_photo]).pixels),
        patch_png=png_rgb(crop(_picture.pixels, box)),
    )
