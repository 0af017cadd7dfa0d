"""Choosing the pixels of the photo that are worked on by hand."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from explorer import units
from explorer.architecture.receptive_field import Position
from explorer.session.hand_parameters import INPUT, OF_PHOTO, PATCH_COLUMN, PATCH_ROW
from explorer.session.photos import chosen_picture
from explorer.session.state import callback, visitor_state
from explorer.views.bench import has_patch, patch_place
from explorer.views.pictures import png_of
from explorer.widgets.component import register
from explorer.widgets.sidebar import photo_alt
from explorer.widgets.text import media_address

PICKER = "patch_picker"

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
    picture = chosen_picture()
    starts = [side - part + 1 for side, part in zip(picture.size, size, strict=True)]
    data = {
        "photo": media_address(png_of(picture), PICKER),
        "photo_size": picture.size,
        "patch": size,
        "grid": starts,
        "chosen": chosen,
        "unit": patch_place(size),
        "label": f"{photo_alt()} Choose {units.pixels(size)} of it.",
    }
    _picker(key=PICKER, data=data, on_unit_change=_choose_patch)


@callback
def _choose_patch() -> None:
    start = visitor_state[PICKER].unit
    if start:
        PATCH_ROW.choose(int(start[0]))
        PATCH_COLUMN.choose(int(start[1]))
