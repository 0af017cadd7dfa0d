"""Choosing a change of the photo, and seeing what it does to a feature map."""

import streamlit as st

from explorer.architecture.summary import LayerSummary
from explorer.figures import map_pictures
from explorer.figures.maps.change_notes import difference, follow_words
from explorer.observed import Picture
from explorer.session.address import correct
from explorer.session.parameters import (
    ANOTHER_PHOTO,
    BY,
    CHANGE,
    COLOUR_MAP,
    COLOUR_RANGE,
    OTHER_PHOTO,
)
from explorer.session.photos import photo_choices
from explorer.shared.questions.change import MapPair
from explorer.views.change import (
    Changed,
    change_parameter,
    changed_photo,
    choose_usual_amount,
    chosen_amount,
)
from explorer.views.pictures import png_of
from explorer.widgets.pick import Bounds, pick
from explorer.widgets.pictures import show_sharp_picture
from explorer.widgets.sidebar import photo_alt
from explorer.widgets.text import show_small_picture

_PHOTO_WIDTH = 180
"""px on the page."""


def pick_change() -> Changed:
    """Choose a change and how much of it, or another photo."""
    pick(
        CHANGE,
        "Compare the photo with a changed copy, or with another photo",
        "pills",
        then=choose_usual_amount,
    )
    parameter = change_parameter()
    if parameter is not None:
        number, amount = parameter.number_type, chosen_amount(parameter)
        if BY.chosen() is not None:
            correct(BY, amount)
        pick(
            BY,
            f"{parameter.name}, {parameter.unit}" if parameter.unit else parameter.name,
            "slider",
            shown=amount,
            bounds=Bounds(number(parameter.low), number(parameter.high), number(parameter.step)),
        )
    elif CHANGE.chosen() == ANOTHER_PHOTO:
        pick(
            OTHER_PHOTO,
            "Other photo",
            "list",
            among=photo_choices(),
            help="Your own photo appears here once you have added it in the sidebar.",
        )
    return changed_photo()


def pick_pair_colours() -> None:
    """Choose the colours of two maps, and the values that they span."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pick(COLOUR_MAP, "Colours", "list", width=140)
        pick(COLOUR_RANGE, "Colour range of both maps")


def show_photo_pair(photo: Picture, changed: Changed) -> None:
    """The photo and what it is compared with, as the network gets them."""
    pictures = {
        "The photo": (png_of(photo), photo_alt()),
        changed.title: (png_of(changed.picture), f"The photo to compare with: {changed.title}."),
    }
    with st.container(key="beside_photos"):
        places = st.columns(2, vertical_alignment="bottom")
    for place, (title, (png, alt)) in zip(places, pictures.items(), strict=True):
        with place:
            st.markdown(f"**{title}**")
            show_small_picture(png, alt, _PHOTO_WIDTH)


def show_map_pair(pair: MapPair, changed: Changed, row: LayerSummary, channel: int) -> None:
    """The map of each photo in the same colours, and what differs."""
    name = f"{row.name}, channel {channel}"
    with st.container(key="beside_maps"):
        left, right = st.columns(2)
    with left:
        st.markdown("**Map of the photo**")
        show_sharp_picture(pair.first, f"Map of {name} for the photo.", "first_map")
    with right:
        st.markdown(f"**{changed.title}**")
        show_sharp_picture(pair.second, f"Map of {name} after the change.", "second_map")
    st.html(map_pictures.scale(pair.palette, *pair.value_range, f"Activation in {name}, both maps"))
    _differences(pair, changed)


def _differences(pair: MapPair, changed: Changed) -> None:
    response = pair.response
    with st.container(key="beside_differences"):
        left, right = st.columns(2)
    with left:
        st.markdown(f"**Difference at the same positions: {difference(response.in_place)}**")
        show_sharp_picture(pair.in_place, "Second map minus first, unit by unit.", "in_place")
    below = right
    if pair.moved is not None and response.displacement is not None:
        below = st.container()
        followed = follow_words(changed.movement, response.displacement)
        with right:
            st.markdown(f"**With the first map {followed}: {difference(response.moved)}**")
            show_sharp_picture(
                pair.moved, f"Second map minus first, the first {followed}.", "moved"
            )
    with below:
        st.html(map_pictures.signed_scale(pair.largest, "Second map minus first"))
        st.caption(_difference_caption(changed))


def _difference_caption(changed: Changed) -> str:
    """How to read the differences."""
    left_empty = " Empty: no unit of the photo moves there." if changed.movement else ""
    note = f" {changed.note}" if changed.note else ""
    return (
        f"{map_pictures.DIFFERENCE_LEGEND}{left_empty} The number is the relative difference of "
        f"these two maps: 0 means the same, 1.41 (√2) nothing in common.{note}"
    )
