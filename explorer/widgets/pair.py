"""Two feature maps in the same colours, with the photos that they come from."""

from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer.figures import map_pictures
from explorer.session.parameters import COLOUR_MAP, COLOUR_RANGE, WEIGHTS
from explorer.shared.questions.change import MapPair
from explorer.widgets.fold import fold
from explorer.widgets.looking import pick_weights
from explorer.widgets.pick import pick
from explorer.widgets.pictures import show_sharp_picture

TitledPictures = Mapping[str, tuple[bytes, str]]
"""PNG and alternative text by title."""

COLOURS_WIDTH = 140
"""px on the page."""


def pick_pair_look(key: str) -> None:
    """Choose the network, the colours of two maps, and the values that they span; folded.

    Args:
        key: Of the folded line.
    """
    label = f"Look into {WEIGHTS.labels[WEIGHTS.chosen()]}; colours"
    folded = fold("Network and colours", label, key)
    if folded.open:
        with folded, st.container(horizontal=True, vertical_alignment="bottom"):
            pick_weights()
            pick(COLOUR_MAP, "Colours", "list", width=COLOURS_WIDTH)
            pick(COLOUR_RANGE, "Colour range of both maps")


def show_photos_and_maps(photos: TitledPictures, maps: TitledPictures) -> None:
    """Photos, one below the other, and beside them maps; on a phone the photos stand in a row."""
    with st.container(key="beside_pairs"):
        place, *places = st.columns([1, *[2] * len(maps)])
    with place, st.container(key="photo_pair"):
        show_titled([st.container() for _ in photos], photos, "photo")
    show_titled(places, maps, "map")


def show_titled(places: Sequence[DeltaGenerator], pictures: TitledPictures, key: str) -> None:
    """A picture in each of as many places, each below its title.

    Args:
        places: In the order of the pictures.
        pictures: What to show.
        key: Unlike that of the page's other pictures.
    """
    titled = zip(places, pictures.items(), strict=True)
    for number, (place, (title, (png, alt))) in enumerate(titled):
        with place:
            st.markdown(f"**{title}**")
            show_sharp_picture(png, alt, f"{key}_{number}")


def show_scales(pair: MapPair, name: str, difference: str = "") -> None:
    """The colours of both maps and the values that they stand for.

    Args:
        pair: The maps.
        name: Their layer and channel.
        difference: What to call their difference, where it is shown too.
    """
    scale = map_pictures.scale(pair.palette, *pair.value_range, f"Activation in {name}, both maps")
    st.html(scale + (map_pictures.signed_scale(pair.largest, difference) if difference else ""))
