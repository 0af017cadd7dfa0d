"""The chosen photo: a sample, or the visitor's own, and as the network gets it."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explorer.images.encoding import png_rgb, thumbnail_png
from explorer.images.intake import ImageRejected, Photo, take_in
from explorer.images.samples import SAMPLES, read_sample
from explorer.images.sizing import Fit, fit
from explorer.session.choices import chosen_size
from explorer.session.parameters import FIT, OWN_PHOTO, PHOTO

THUMBNAIL_SIDE = 320
"""px: twice the width of the sidebar's picture, for sharp screens."""


@dataclass(slots=True)
class _Shelf:
    """Keeps one visitor's own photo; it goes when the visitor goes."""

    photo: Photo | None = None
    problem: str = ""


@st.cache_resource(scope="session", show_spinner=False)
def _shelf() -> _Shelf:
    return _Shelf()


@st.cache_data(show_spinner=False)
def _sample(key: str) -> Photo:
    return read_sample(key)


def photo_choices() -> list[str]:
    """The samples, and the visitor's own photo once there is one."""
    own = [OWN_PHOTO] if _shelf().photo is not None else []
    return [*SAMPLES, *own]


def keep_own_photo(data: bytes) -> None:
    """Take a visitor's picture in and choose it; call it from a callback.

    Where it is refused the photo chosen before stays, and `photo_problem` says why.
    """
    shelf = _shelf()
    try:
        shelf.photo, shelf.problem = take_in(data), ""
    except ImageRejected as rejected:
        shelf.problem = str(rejected)
    else:
        PHOTO.choose(OWN_PHOTO)


def forget_photo_problem() -> None:
    """A sample was chosen, so the refusal of a picture no longer matters."""
    _shelf().problem = ""


def photo_problem() -> str:
    """Why the last picture was refused; "" where it was not."""
    return _shelf().problem


def chosen_photo() -> Photo:
    """The photo that is chosen for every page."""
    return _photo(PHOTO.chosen())


def _photo(choice: str) -> Photo:
    """One of the photo choices; the first sample where there is none of that name."""
    own = _shelf().photo
    if choice == OWN_PHOTO and own is not None:
        return own
    return _sample(choice if choice in SAMPLES else next(iter(SAMPLES)))


@st.cache_data(max_entries=16, show_spinner=False)
def _thumbnail(sha256: str, _pixels: NDArray[np.uint8]) -> bytes:
    return thumbnail_png(_pixels, THUMBNAIL_SIDE)


def photo_thumbnail() -> bytes:
    """The chosen photo as a small PNG."""
    photo = chosen_photo()
    return _thumbnail(photo.sha256, photo.pixels)


@st.cache_data(max_entries=16, show_spinner=False)
def _fitted(
    sha256: str, size: tuple[int, int], how: Fit, _pixels: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], bytes]:
    pixels = fit(_pixels, size, how)
    return pixels, png_rgb(pixels)


def _fitted_photo(photo: Photo) -> tuple[NDArray[np.uint8], bytes]:
    size = chosen_size()
    return _fitted(photo.sha256, (size.height, size.width), FIT.chosen(), photo.pixels)


def model_photo() -> NDArray[np.uint8]:
    """The chosen photo as the network gets it: uint8 (height, width, 3) at the input size."""
    pixels, _png = _fitted_photo(chosen_photo())
    return pixels


def model_photo_png() -> bytes:
    """The chosen photo as the network gets it, as a PNG."""
    _pixels, png = _fitted_photo(chosen_photo())
    return png


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What goes through a network, and what tells it from all others.

    Attributes:
        key: The same text for the same pixels only.
        pixels: RGB, uint8 (height, width, 3).
    """

    key: str
    pixels: NDArray[np.uint8]


def chosen_picture() -> Picture:
    """The chosen photo as the network gets it."""
    return _picture(chosen_photo())


def picture_of(choice: str) -> Picture:
    """One of the photo choices as the network gets it."""
    return _picture(_photo(choice))


def picture_at(size: tuple[int, int]) -> Picture:
    """The chosen photo at another (height, width) than the chosen one, brought to it as chosen."""
    return _picture_at(chosen_photo(), size)


def _picture(photo: Photo) -> Picture:
    size = chosen_size()
    return _picture_at(photo, (size.height, size.width))


def _picture_at(photo: Photo, size: tuple[int, int]) -> Picture:
    pixels, _png = _fitted(photo.sha256, size, FIT.chosen(), photo.pixels)
    height, width = size
    return Picture(f"{photo.sha256} {FIT.chosen()} {height}x{width}", pixels)
