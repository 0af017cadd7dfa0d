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
from explorer.widgets.looking import LOOK_WIDTH
from explorer.widgets.pair import show_photos_and_maps, show_scales
from explorer.widgets.pick import Bounds, pick
from explorer.widgets.pictures import show_sharp_picture
from explorer.widgets.sidebar import photo_alt

AMOUNT_WIDTH = 355
"""px on the page: as wide as a phone."""


def pick_change() -> Changed:
    """Choose a change and how much of it, or another photo."""
    pick(
        CHANGE,
        "Compare the photo with",
        "list",
        then=choose_usual_amount,
        width=LOOK_WIDTH,
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
            width=AMOUNT_WIDTH,
        )
    elif CHANGE.chosen() == ANOTHER_PHOTO:
        pick(
            OTHER_PHOTO,
            "Other photo",
            "list",
            among=photo_choices(),
            width=AMOUNT_WIDTH,
            help="Your own photo appears here once you have added it in the sidebar.",
        )
    return changed_photo()


def show_pairs(
    photo: Picture, changed: Changed, pair: MapPair, row: LayerSummary, channel: int
) -> None:
    """The photo, what it is compared with, and the map of each in the same colours."""
    name = f"{row.name}, channel {channel}"
    photos = {
        "The photo": (png_of(photo), photo_alt()),
        changed.title: (png_of(changed.picture), f"The photo to compare with: {changed.title}."),
    }
    maps = {
        "Map of the photo": (pair.first, f"Map of {name} for the photo."),
        "Map after the change": (pair.second, f"Map of {name} after the change."),
    }
    show_photos_and_maps(photos, maps)
    show_scales(pair, name)


def show_differences(pair: MapPair, changed: Changed) -> None:
    """What differs between the two maps, unit by unit."""
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
