"""What VGG16 says about the chosen photo, and which parts of the photo speak for it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explorer.architecture.blocks import blocks_of
from explorer.architecture.layers import Conv2D
from explorer.architecture.summary import LayerSummary, summarize
from explorer.arrays import Float32Array
from explorer.figures.colour_maps import palette
from explorer.figures.maps.attribution import SQUARES, Explanation, colour_indices, guided_grad_cam
from explorer.images.encoding import png_rgb
from explorer.images.overlays import Resampling, laid_over
from explorer.kept import kept
from explorer.observed import Observed, Picture
from explorer.session.choices import MAPS_OF_VGG16
from explorer.session.parameters import RANK
from explorer.session.photos import chosen_picture_at
from explorer.shared.models import whole_vgg16
from explorer.views.observing import vgg16_at

TRAINED_SIZE = (224, 224)
"""px: VGG16's dense layers were trained for this size and accept no other."""

SHARE_OF_MAP = 0.6
"""Of the colours in the row of small pictures; the rest is the photo."""

MAPS_MIB = 16
"""About 30 classes: the maps of all 13 convolutions take 0.5 MiB."""


@dataclass(frozen=True, slots=True)
class ClassProbability:
    """How probable VGG16 finds one class.

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


def observe_judged() -> Observed:
    """The real VGG16, and the chosen photo at the size that its dense layers take."""
    return Observed(vgg16_at(TRAINED_SIZE), chosen_picture_at(TRAINED_SIZE))


def top_classes(judged: Observed) -> tuple[ClassProbability, ...]:
    """The five most probable classes of a photo, the most probable first."""
    probabilities, names = _probabilities(judged), whole_vgg16(judged.network).class_names
    best = np.argsort(-probabilities)[: len(RANK.codes)].tolist()
    return tuple(
        ClassProbability(
            rank, index, names[index] if names else f"class {index}", float(probabilities[index])
        )
        for rank, index in enumerate(best, start=1)
    )


@kept(results=64)
def _probabilities(judged: Observed) -> Float32Array:
    return whole_vgg16(judged.network).class_probabilities(judged.picture.pixels)


def explained_layers() -> tuple[LayerSummary, ...]:
    """VGG16's 13 convolutions at the size at which it judges a photo."""
    rows = summarize(MAPS_OF_VGG16, (*TRAINED_SIZE, 3))
    return tuple(row for row in rows if isinstance(row.layer, Conv2D))


def last_of_blocks() -> tuple[LayerSummary, ...]:
    """The last convolution of each block."""
    return tuple(members[-1] for _block, members in blocks_of(explained_layers()))


def attribution(
    judged: Observed, explanation: Explanation, class_index: int, layer_name: str
) -> Float32Array:
    """How much each part of the photo speaks for a class, at least 0.

    Returns:
        float32 of the layer's grid for Grad-CAM, else of the photo: (height, width).
    """
    match explanation:
        case "Grad-CAM":
            return _grad_cams(judged, class_index)[layer_name]
        case "guided Grad-CAM":
            cam = _grad_cams(judged, class_index)[layer_name]
            return guided_grad_cam(cam, _saliency(judged, class_index, guided=True))
        case "guided saliency" | "saliency":
            return _saliency(judged, class_index, guided=explanation == "guided saliency")


@kept(mib=MAPS_MIB)
def _grad_cams(judged: Observed, class_index: int) -> Mapping[str, Float32Array]:
    """Of all 13 convolutions: one pass gives them all."""
    from explorer.runtime.attribution import grad_cam

    return grad_cam(whole_vgg16(judged.network), judged.picture.pixels, class_index)


@kept(mib=MAPS_MIB)
def _saliency(judged: Observed, class_index: int, *, guided: bool) -> Float32Array:
    from explorer.runtime.attribution import pixel_gradient, saliency

    network, pixels = whole_vgg16(judged.network), judged.picture.pixels
    return saliency(pixel_gradient(network, pixels, class_index, guided=guided))


def attribution_png(
    picture: Picture, explanation: Explanation, values: Float32Array, opacity: float
) -> bytes:
    """An attribution map over the photo; opacity 0 shows the photo alone, 1 the map alone."""
    indices = colour_indices(values, explanation)
    how: Resampling = "nearest" if explanation in SQUARES else "bilinear"
    return png_rgb(laid_over(picture.pixels, indices, palette("viridis"), opacity, how))


@kept(mib=16)
def grad_cam_pictures(judged: Observed, class_index: int) -> Mapping[str, bytes]:
    """Grad-CAM over the photo, PNG, by name of the last convolution of each block."""
    maps = _grad_cams(judged, class_index)
    return {
        row.name: attribution_png(judged.picture, "Grad-CAM", maps[row.name], SHARE_OF_MAP)
        for row in last_of_blocks()
    }
