"""What VGG16 says of the chosen photo, and which parts of the photo speak for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from explorer.architecture.blocks import blocks_of
from explorer.architecture.layers import Conv2D
from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import LayerSummary, summarize
from explorer.arrays import Float32Array
from explorer.figures.maps.attribution import SQUARES, Explanation, colour_indices, guided_grad_cam
from explorer.figures.theme import sequential_palette
from explorer.images.encoding import png_rgb
from explorer.images.overlays import Resampling, laid_over
from explorer.session.parameters import RANK
from explorer.session.photos import Picture, picture_at
from explorer.session.shared_model import model

TRAINED_SIZE = (224, 224)
"""px: VGG16's dense layers were trained for this size and take no other."""

SHARE_OF_MAP = 0.6
"""Of the colours in the row of small pictures; the rest is the photo."""

MOST_PHOTOS = 64
MAPS_CACHE = "16MB"
"""About 30 classes: the maps of all 13 convolutions take 0.5 MiB."""

_PICTURES_CACHE = "16MB"


@dataclass(frozen=True, slots=True)
class ClassProbability:
    """What VGG16 thinks of one class.

    Attributes:
        rank: 1 for the most probable class of the photo.
        index: Which of ImageNet's classes, from 0.
        name: Its name, or its number where Keras' list is not on this computer.
        probability: 0 to 1.
    """

    rank: int
    index: int
    name: str
    probability: float


def judged_picture() -> Picture:
    """The chosen photo at the size that VGG16's dense layers take."""
    return picture_at(TRAINED_SIZE)


def judged_png() -> bytes:
    """The same as a PNG."""
    return png_rgb(judged_picture().pixels)


def top_classes() -> tuple[ClassProbability, ...]:
    """The five most probable classes of the chosen photo, the most probable first."""
    probabilities = _probabilities(_photo_key())
    best = np.argsort(-probabilities)[: len(RANK.codes)].tolist()
    names = model().class_names
    return tuple(
        ClassProbability(
            rank, index, names[index] if names else f"class {index}", float(probabilities[index])
        )
        for rank, index in enumerate(best, start=1)
    )


@st.cache_data(max_entries=MOST_PHOTOS, show_spinner=False)
def _probabilities(photo_key: tuple[str, str]) -> Float32Array:
    return model().class_probabilities(judged_picture().pixels)


def _photo_key() -> tuple[str, str]:
    return model().origin, judged_picture().key


def chosen_class(classes: Sequence[ClassProbability]) -> ClassProbability:
    """The class that is to be explained."""
    return classes[RANK.codes.index(RANK.chosen())]


def choose_class(place: int) -> None:
    """Choose a class by its place, counted from 0; call it from a callback."""
    RANK.choose(RANK.codes[place])


def explained_layers() -> tuple[LayerSummary, ...]:
    """VGG16's 13 convolutions at the size at which it judges a photo."""
    rows = summarize(PRESETS["vgg16-no-top"], (*TRAINED_SIZE, 3))
    return tuple(row for row in rows if isinstance(row.layer, Conv2D))


def last_of_blocks() -> tuple[LayerSummary, ...]:
    """The last convolution of each block."""
    return tuple(members[-1] for _block, members in blocks_of(explained_layers()))


def attribution(explanation: Explanation, class_index: int, layer_name: str) -> Float32Array:
    """How much each part of the photo speaks for a class, at least 0.

    Returns:
        float32 of the layer's grid for Grad-CAM, else of the photo: (height, width).
    """
    key = _photo_key()
    match explanation:
        case "Grad-CAM":
            return _grad_cams(key, class_index)[layer_name]
        case "guided Grad-CAM":
            cam = _grad_cams(key, class_index)[layer_name]
            return guided_grad_cam(cam, _saliency(key, class_index, guided=True))
        case _:
            return _saliency(key, class_index, guided=explanation == "guided saliency")


@st.cache_data(max_size=MAPS_CACHE, show_spinner=False)
def _grad_cams(photo_key: tuple[str, str], class_index: int) -> Mapping[str, Float32Array]:
    """Of all 13 convolutions: they come from one pass."""
    from explorer.runtime.attribution import grad_cam

    return grad_cam(model(), judged_picture().pixels, class_index)


@st.cache_data(max_size=MAPS_CACHE, show_spinner=False)
def _saliency(photo_key: tuple[str, str], class_index: int, *, guided: bool) -> Float32Array:
    from explorer.runtime.attribution import pixel_gradient, saliency

    return saliency(pixel_gradient(model(), judged_picture().pixels, class_index, guided=guided))


def attribution_png(explanation: Explanation, values: Float32Array, opacity: float) -> bytes:
    """An attribution map laid over the photo, from 0, the photo alone, to 1, the map alone."""
    indices = colour_indices(values, explanation)
    how: Resampling = "nearest" if explanation in SQUARES else "bilinear"
    photo = judged_picture().pixels
    return png_rgb(laid_over(photo, indices, sequential_palette(), opacity, how))


def grad_cam_pictures(class_index: int) -> Mapping[str, bytes]:
    """Grad-CAM over the photo, PNG, by name of the last convolution of each block."""
    return _grad_cam_pictures(_photo_key(), class_index)


@st.cache_data(max_size=_PICTURES_CACHE, show_spinner=False)
def _grad_cam_pictures(photo_key: tuple[str, str], class_index: int) -> Mapping[str, bytes]:
    maps = _grad_cams(photo_key, class_index)
    return {
        row.name: attribution_png("Grad-CAM", maps[row.name], SHARE_OF_MAP)
        for row in last_of_blocks()
    }
