"""Choosing a change of the photo, and seeing what it does to a feature map."""

from typing import get_args

import streamlit as st

from explorer import session
from explorer.architecture.summary import LayerSummary
from explorer.figures import map_pictures
from explorer.figures.change_notes import difference, follow_words
from explorer.figures.colour_maps import ColourMap
from explorer.figures.contact_sheet import ColourRange
from explorer.session import Changed, Key, MapPair
from explorer.widgets.pictures import sharp_picture
from explorer.widgets.sidebar import photo_alt
from explorer.widgets.text import small_picture

PHOTO_WIDTH = 180
"""px on the page."""


def change_picker() -> Changed:
    """Choose a change and how much of it, or another photo."""
    st.pills(
        "Compare the photo with itself after a change, or with another one",
        session.CHANGES,
        default=session.CHANGES[0],
        required=True,
        wrap=True,
        key=Key.CHANGE,
        bind="query-params",
        on_change=session.choose_usual_amount,
    )
    parameter = session.change_parameter()
    if parameter is not None:
        session.choose_amount(session.chosen_amount(parameter), parameter)
        number = parameter.number_type
        st.slider(
            f"{parameter.name}, {parameter.unit}" if parameter.unit else parameter.name,
            number(parameter.low),
            number(parameter.high),
            step=number(parameter.step),
            key=Key.BY,
        )
    elif session.chosen_change() == session.OTHER_PHOTO:
        st.selectbox(
            "Other photo",
            session.photo_choices(),
            index=1,
            key=Key.OTHER_PHOTO,
            bind="query-params",
            help="Your own photo is among them once you have brought it in the sidebar.",
        )
    return session.changed_photo()


def pair_colours() -> None:
    """Choose the colours of two maps, and the values that they span."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Colours", get_args(ColourMap), key=Key.COLOUR_MAP, bind="query-params", width=140
        )
        st.segmented_control(
            "One range of colours for both maps of the",
            get_args(ColourRange)[::-1],
            default="channel",
            required=True,
            key=Key.COLOURS,
            bind="query-params",
        )


def photo_pair(changed: Changed) -> None:
    """The photo and what it is compared with, as the network gets them."""
    pictures = {
        "The photo": (session.model_photo_png(), photo_alt()),
        changed.title: (changed.png, f"The photo to compare with: {changed.title}."),
    }
    with st.container(key="beside_photos"):
        places = st.columns(2, vertical_alignment="bottom")
    for place, (title, (png, alt)) in zip(places, pictures.items(), strict=True):
        with place:
            st.markdown(f"**{title}**")
            small_picture(png, alt, PHOTO_WIDTH)


def map_pair(pair: MapPair, changed: Changed, row: LayerSummary, channel: int) -> None:
    """The map of each photo in the same colours, and what differs."""
    name = f"{row.name}, channel {channel}"
    with st.container(key="beside_maps"):
        left, right = st.columns(2)
    with left:
        st.markdown("**Map of the photo**")
        sharp_picture(pair.first, f"Map of {name} for the photo.", "first_map")
    with right:
        st.markdown(f"**{changed.title}**")
        sharp_picture(pair.second, f"Map of {name} after the change.", "second_map")
    st.html(map_pictures.scale(pair.palette, *pair.value_range, f"Activation in {name}, both maps"))
    _differences(pair, changed)


def _differences(pair: MapPair, changed: Changed) -> None:
    response = pair.response
    with st.container(key="beside_differences"):
        left, right = st.columns(2)
    with left:
        st.markdown(f"**Difference at the same positions: {difference(response.in_place)}**")
        sharp_picture(pair.in_place, "Second map minus first, unit by unit.", "in_place")
    below = right
    if pair.moved is not None and response.displacement is not None:
        below = st.container()
        followed = follow_words(changed.movement, response.displacement)
        with right:
            st.markdown(f"**With the first map {followed}: {difference(response.moved)}**")
            sharp_picture(pair.moved, f"Second map minus first, the first {followed}.", "moved")
    with below:
        st.html(map_pictures.signed_scale(pair.largest, "Second map minus first"))
        st.caption(_difference_caption(changed))


def _difference_caption(changed: Changed) -> str:
    """How to read the differences."""
    left_empty = " Empty: no unit of the photo moves there." if changed.movement else ""
    note = f" {changed.note}" if changed.note else ""
    return (
        f"{map_pictures.LEGEND}{left_empty} The number is the relative difference of these two "
        f"maps: 0 is the same, 1.41 (√2) nothing in common.{note}"
    )
