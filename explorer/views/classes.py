"""What VGG16 says about the chosen photo, and which parts of the photo speak for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.architecture.blocks import blocks_of
from explorer.architecture.layers import Conv2D
from explorer.architecture.summary import LayerSummary
from explorer.arrays import Float32Array
from explorer.figures.colour_maps import palette
from explorer.figures.maps.attribution import SQUARES, Explanation, colour_indices, guided_grad_cam
from explorer.images.encoding import png_rgb
from explorer.images.overlays import Resampling, laid_over
from explorer.observed import Look, Observed, Picture
from explorer.runtime.weights import WITH_TOP
from explorer.session.choices import maps_of_vgg16
from explorer.session.parameters import RANK
from explorer.session.photos import chosen_picture_at
from explorer.shared.outcomes import Answers
from explorer.shared.questions.classes import ClassNumbers, GradCams, Saliency
from explorer.shared.questions.question import Question
from explorer.shared.weights import weights_state
from explorer.views.observing import vgg16_at

TRAINED_SIZE = (224, 224)
"""px: VGG16's dense layers were trained for this size and accept no other."""

SHARE_OF_MAP = 0.8
"""How much of the photo the largest value hides in the row of small pictures."""


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


def why_no_classes(observed: Observed, look: Look) -> str:
    """Why the class probabilities are not known, as sentences; "" where they can be asked for.

    Args:
        observed: What would be judged.
        look: Which network the visitor wants to look into.
    """
    if look != "trained":
        return (
            "This network was never trained: its answer would be chance. Look into VGG16, trained."
        )
    if observed.picture.size != TRAINED_SIZE:
        return (
            "VGG16's dense layers take photos of 224 × 224 px only. Choose that input size in the "
            "sidebar."
        )
    if not observed.network.is_trained or weights_state(WITH_TOP, start=False).path is None:
        return (
            "They come from VGG16's three dense layers, which are not on this computer. Whoever "
            "runs the explorer gets them with `make weights TOP=1`."
        )
    return ""


def top_classes(numbers: ClassNumbers) -> tuple[ClassProbability, ...]:
    """The five most probable classes of a photo, the most probable first."""
    probabilities, names = numbers.probabilities, numbers.names
    best = np.argsort(-probabilities)[: len(RANK.codes)].tolist()
    return tuple(
        ClassProbability(
            rank, index, names[index] if names else f"class {index}", float(probabilities[index])
        )
        for rank, index in enumerate(best, start=1)
    )


def explained_layers() -> tuple[LayerSummary, ...]:
    """VGG16's 13 convolutions at the size at which it judges a photo."""
    rows = maps_of_vgg16(TRAINED_SIZE)
    return tuple(row for row in rows if isinstance(row.layer, Conv2D))


def last_of_blocks() -> tuple[LayerSummary, ...]:
    """The last convolution of each block."""
    return tuple(members[-1] for _block, members in blocks_of(explained_layers()))


def attribution_questions(explanation: Explanation, class_index: int) -> tuple[Question[Any], ...]:
    """What to ask for an explanation of a class, and for the row of small pictures."""
    cams = GradCams(class_index)
    match explanation:
        case "Grad-CAM":
            return (cams,)
        case "guided Grad-CAM":
            return cams, Saliency(class_index, guided=True)
        case "guided saliency" | "saliency":
            return cams, Saliency(class_index, guided=explanation == "guided saliency")


def attribution(
    answers: Answers, explanation: Explanation, class_index: int, layer_name: str
) -> Float32Array:
    """How much each part of the photo speaks for a class, at least 0.

    Returns:
        float32 of the layer's grid for Grad-CAM, else of the photo: (height, width).
    """
    match explanation:
        case "Grad-CAM":
            return answers[GradCams(class_index)][layer_name]
        case "guided Grad-CAM":
            cam = answers[GradCams(class_index)][layer_name]
            return guided_grad_cam(cam, answers[Saliency(class_index, guided=True)])
        case "guided saliency" | "saliency":
            return answers[Saliency(class_index, guided=explanation == "guided saliency")]


def attribution_png(
    picture: Picture, explanation: Explanation, values: Float32Array, opacity: float
) -> bytes:
    """An attribution map over the photo; opacity is that of the largest value."""
    indices = colour_indices(values, explanation)
    how: Resampling = "nearest" if explanation in SQUARES else "bilinear"
    return png_rgb(laid_over(picture.pixels, indices, palette("viridis"), opacity, how))


def grad_cam_pictures(picture: Picture, maps: Mapping[str, Float32Array]) -> Mapping[str, bytes]:
    """Grad-CAM over the photo, PNG, by name of the last convolution of each block."""
    return {
        row.name: attribution_png(picture, "Grad-CAM", maps[row.name], SHARE_OF_MAP)
        for row in last_of_blocks()
    }
