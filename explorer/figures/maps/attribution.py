"""Attribution maps: which parts of a photo speak for a class, as indices into a palette."""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from explorer.arrays import Float32Array
from explorer.figures import map_pictures

Explanation = Literal["Grad-CAM", "guided Grad-CAM", "guided saliency", "saliency"]
"""The first two read a layer's maps, the last two only the gradient at the pixels."""

SHARE_BELOW_TOP = 99
"""Percent of the pixels that the colours span; a few bright ones would darken the others."""

SQUARES: tuple[Explanation, ...] = ("Grad-CAM",)
"""These have one value for each unit of a layer; the others have one for each pixel."""

READS_LAYER: tuple[Explanation, ...] = ("Grad-CAM", "guided Grad-CAM")


def top_of_colours(values: Float32Array, explanation: Explanation) -> float:
    """The value of the last colour: the largest, or one that 99 % of the pixels stay below.

    Args:
        values: (rows, columns), at least 0.
        explanation: What they are.
    """
    top = np.percentile(values, SHARE_BELOW_TOP) if explanation not in SQUARES else 0.0
    return float(top or values.max())


def colour_indices(values: Float32Array, explanation: Explanation) -> NDArray[np.uint8]:
    """Indices into the sequential palette, from 0 to `top_of_colours`, one for each value."""
    return map_pictures.in_range(values, 0, top_of_colours(values, explanation))


def guided_grad_cam(grad_cam: Float32Array, guided_saliency: Float32Array) -> Float32Array:
    """Keep the guided saliency where Grad-CAM speaks for the class.

    Source: Selvaraju et al., arXiv:1610.02391, section 3.2: Grad-CAM is enlarged with bilinear
    interpolation and multiplied by guided backpropagation, pixel by pixel.

    Args:
        grad_cam: (rows, columns) of a layer's grid.
        guided_saliency: (height, width) of the photo.

    Returns:
        float32 (height, width).
    """
    height, width = guided_saliency.shape
    product: Float32Array = _enlarged(grad_cam, height, width) * guided_saliency
    return product


def largest_at(values: Float32Array) -> tuple[int, int]:
    """(row, column) of the largest value, or of the first if several are equal."""
    row, column = np.unravel_index(int(values.argmax()), values.shape)
    return int(row), int(column)


def _enlarged(grid: Float32Array, height: int, width: int) -> Float32Array:
    """Bilinear interpolation between the centres of the grid's squares, constant beyond them."""
    rows, columns = grid.shape
    by_row, by_column = _weights(rows, height), _weights(columns, width)
    enlarged: Float32Array = (by_row @ grid @ by_column.T).astype(np.float32)
    return enlarged


def _weights(few: int, many: int) -> NDArray[np.floating[Any]]:
    """The weight of each of the few values in each of the many, (many, few)."""
    centres = (np.arange(many) + 0.5) * few / many - 0.5
    return np.stack([np.interp(centres, np.arange(few), one) for one in np.eye(few)], axis=-1)
