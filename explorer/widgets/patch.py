"""Choosing pixels of the photo: those that are worked on by hand, or one to follow."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from explorer import units
from explorer.architecture.receptive_field import Position
from explorer.session.hand_parameters import INPUT, OF_PHOTO, PATCH_COLUMN, PATCH_ROW
from explorer.session.parameters import PIXEL_COLUMN, PIXEL_ROW
from explorer.session.photos import chosen_picture
from explorer.session.state import callback, visitor_state
from explorer.views.bench import has_patch, patch_place
from explorer.views.pictures import png_of
from explorer.widgets.component import register
from explorer.widgets.sidebar import photo_alt
from explorer.widgets.text import media_address

PICKER, PIXEL_PICKER = "patch_picker", "pixel_picker"

PHOTO_SHARE = (1, 4)
"""Widths of the photo and of the bench beside it."""

_picker = register(PICKER)


@contextmanager
def beside_photo(size: Position) -> Iterator[None]:
    """Where the input is a patch of the photo: the photo to choose it on, and room beside it.

    Args:
        size: (height, width) of the patch, px.
    """
    if INPUT.chosen() != OF_PHOTO or not has_patch(size):
        yield
        return
    left, right = st.columns(PHOTO_SHARE)
    with left:
        pick_patch(size)
    with right:
        yield


def pick_patch(size: Position, chosen: str = "On the bench:") -> None:
    """The photo; a click chooses a patch.

    Args:
        size: (height, width) of the patch, px; at most the photo's.
        chosen: What comes before the words for the chosen patch.
    """
    data = _on_photo(PICKER, size, patch_place(size), chosen)
    _picker(key=PICKER, data=data, on_unit_change=_choose_patch)


def pick_pixel(place: Position) -> None:
    """The network's input; a click chooses a pixel.

    Args:
        place: (row, column) of the pixel that is chosen now.
    """
    data = _on_photo(PIXEL_PICKER, (1, 1), place, "Followed:")
    _picker(key=PIXEL_PICKER, data=data, on_unit_change=_choose_pixel)


def _on_photo(key: str, size: Position, place: Position, chosen: str) -> dict[str, object]:
    """The photo at the input size, and a frame on it.

    Args:
        key: Of the component.
        size: (height, width) of the frame, px.
        place: Its first row and column.
        chosen: What comes before the words for the pixels in it.
    """
    picture = chosen_picture()
    return {
        "photo": media_address(png_of(picture), key),
        "photo_size": picture.size,
        "patch": size,
        "grid": [side - part + 1 for side, part in zip(picture.size, size, strict=True)],
        "chosen": chosen,
        "unit": place,
        "label": f"{photo_alt()} Choose {units.pixels(size)} of it.",
    }


@callback
def _choose_patch() -> None:
    start = visitor_state[PICKER].unit
    if start:
        PATCH_ROW.choose(int(start[0]))
        PATCH_COLUMN.choose(int(start[1]))


@callback
def _choose_pixel() -> None:
    place = visitor_state[PIXEL_PICKER].unit
    if place:
        PIXEL_ROW.choose(int(place[0]))
        PIXEL_COLUMN.choose(int(place[1]))
