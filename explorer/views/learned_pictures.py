"""Pictures of what a head has learned: Grad-CAM over photos."""

from collections.abc import Sequence

import numpy as np

from explorer.arrays import Float32Array, Uint8Array
from explorer.figures.colour_maps import palette
from explorer.figures.maps.attribution import colour_indices
from explorer.images.encoding import png_rgb
from explorer.images.overlays import laid_over
from explorer.images.sizing import fit
from explorer.observed import Picture

CAM_SIDE = 480
"""px: twice what the picture takes on the page, for sharp screens."""

MOST_BARS = 5
"""Labels whose probabilities are drawn: the most probable ones."""

_OPACITY = 0.8
"""Of the largest value."""


def cam_pixels(picture: Picture, cam: Float32Array) -> Uint8Array:
    """Grad-CAM over a photo, RGB, uint8 of the photo's shape.

    Args:
        picture: The photo.
        cam: float32 (rows, columns), at least 0.
    """
    indices = colour_indices(cam, "Grad-CAM")
    return laid_over(picture.pixels, indices, palette("viridis"), _OPACITY)


def cam_picture(picture: Picture, cam: Float32Array) -> bytes:
    """The same as a PNG, enlarged so that the grid's squares keep their edges."""
    large = Picture(fit(picture.pixels, (CAM_SIDE, CAM_SIDE), "squeeze"), picture.digest)
    return png_rgb(cam_pixels(large, cam))


def order_of(probabilities: Float32Array) -> Sequence[int]:
    """The labels by number, the most probable first; of equal ones the first."""
    return [int(number) for number in np.argsort(-probabilities, kind="stable")]


def explained_label(probabilities: Float32Array, wanted: str, own: int | None) -> int:
    """The number of the label that Grad-CAM explains.

    Args:
        probabilities: Of each label; at least two.
        wanted: A code of `EXPLAINED`.
        own: The number of the photo's own label; None where it has none.
    """
    if wanted == "own" and own is not None:
        return own
    return order_of(probabilities)[1 if wanted == "second" else 0]
