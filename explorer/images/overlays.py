"""Pictures on pictures: a feature map over the photo, and boxes that may extend beyond it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from explorer.architecture.receptive_field import Box, hull
from explorer.arrays import Uint8Array
from explorer.images.encoding import check_palette_picture
from explorer.preprocessing import check_pixels

Resampling = Literal["nearest", "bilinear"]
Colour = tuple[int, int, int]

# Padding is not a colour: the first convolution sees ImageNet's mean there, every later one a 0
# among activations. Stripes look like neither, nor like part of a photo.
HATCH_COLOURS = np.array([[150, 150, 150], [205, 205, 205]], np.uint8)
HATCH_WIDTH = 4  # px, of a stripe along a row

# A light line with a dark one around it shows on every photo. Yellow, blue and green of Okabe and
# Ito, which colour-blind people can tell apart.
FRAME_COLOURS: tuple[Colour, ...] = ((240, 228, 66), (86, 180, 233), (0, 158, 115))
AROUND_FRAME: Colour = (0, 0, 0)
PIXELS_PER_LINE_WIDTH = 256  # the longer side of a photo for which lines get 1 px wider

LARGEST_INDEX = 255
"""Of a palette's rows: the largest value."""

MAX_CANVAS_SIDE = 4096
"""px: as RGB such a square takes 48 MiB."""


@dataclass(frozen=True, slots=True, eq=False)
class FramedPhoto:
    """A photo with boxes drawn on it, on a canvas that holds them all.

    Attributes:
        pixels: RGB, uint8 (height of ``canvas``, width of ``canvas``, 3).
        canvas: What the picture shows, in px of the photo: ``top`` and ``left`` are below 0 if it
            begins outside the photo.
    """

    pixels: Uint8Array
    canvas: Box


def laid_over(
    photo: Uint8Array,
    indices: npt.NDArray[np.uint8],
    palette: npt.NDArray[np.uint8],
    opacity: float,
    how: Resampling = "nearest",
) -> Uint8Array:
    """Lay a coloured map over a photo, stretched to the photo's size.

    A value hides the photo the more the larger it is, so that the photo stays readable where the
    map has nothing to say.

    Stretching puts a unit of VGG16 on the pixels around the centre of its receptive field: exactly
    if the sides of the photo are multiples of the effective stride, otherwise to within the rows
    (or columns) that pooling left out.

    Args:
        photo: RGB, uint8 (height, width, 3).
        indices: The map as rows of the palette, uint8 (rows, columns).
        palette: RGB colours, uint8 (256, 3).
        opacity: Of the largest value; smaller ones have less, in proportion. 0 shows the photo
            alone.
        how: "nearest" shows each unit as a rectangle; "bilinear" interpolates the values, and only
            then turns them into colours.

    Returns:
        RGB, uint8 of the photo's shape.

    Raises:
        ValueError: An array has the wrong type or shape, or another argument is not accepted.
    """
    check_pixels(photo)
    check_palette_picture(indices, palette)
    if not 0 <= opacity <= 1:
        raise ValueError(f"Received opacity={opacity}. Expected a number from 0 to 1. Choose one.")
    if how not in get_args(Resampling):
        raise ValueError(
            f"Received how={how!r}. Expected 'nearest' or 'bilinear'. Choose one of them."
        )
    height, width, _ = photo.shape
    stretched = Image.fromarray(indices).resize((width, height), Image.Resampling[how.upper()])
    rows = np.asarray(stretched)
    return _mixed(photo, palette[rows], opacity / LARGEST_INDEX * rows[..., np.newaxis])


def _mixed(photo: Uint8Array, colours: Uint8Array, share: npt.NDArray[np.float64]) -> Uint8Array:
    """Two pictures, the second with a share of each pixel."""
    pixels: Uint8Array = np.rint((1 - share) * photo + share * colours).astype(np.uint8)
    return pixels


def crop(photo: Uint8Array, box: Box) -> Uint8Array:
    """Cut a box out of a photo; padding is hatched in grey.

    Args:
        photo: RGB, uint8 (height, width, 3).
        box: In px of the photo; it may lie outside it, in part or altogether.

    Returns:
        RGB, uint8 (box.height, box.width, 3).

    Raises:
        ValueError: The photo is not an RGB picture, or the box is empty or too large.
    """
    check_pixels(photo)
    _check_box(box)
    rows, columns = np.ogrid[box.top : box.bottom + 1, box.left : box.right + 1]
    pixels: Uint8Array = HATCH_COLOURS[(rows + columns) // HATCH_WIDTH % len(HATCH_COLOURS)]
    on_photo = box.clipped(*photo.shape[:2])
    pixels[_slices(on_photo, box.top, box.left)] = photo[_slices(on_photo)]
    return pixels


def framed(
    photo: Uint8Array, boxes: Sequence[Box], colours: Sequence[Colour] = FRAME_COLOURS
) -> FramedPhoto:
    """Draw a line around each box; where one leaves the photo, the canvas grows and is hatched.

    Lines lie around their box and cover none of it.

    Args:
        photo: RGB, uint8 (height, width, 3).
        boxes: In px of the photo.
        colours: Of the lines, one for each box; they repeat if there are more boxes.

    Raises:
        ValueError: The photo is not an RGB picture, a box is empty, there is no colour, or the
            canvas would be too large.
    """
    check_pixels(photo)
    if not colours:
        raise ValueError("Received no colours for the lines. Expected at least one. Give one.")
    for box in boxes:
        _check_box(box)
    height, width, _ = photo.shape
    line = _line_width(photo)
    canvas = hull([Box(0, 0, height - 1, width - 1), *(_grown(box, 2 * line) for box in boxes)])
    picture = Image.fromarray(crop(photo, canvas))
    draw = ImageDraw.Draw(picture)
    for box, colour in zip(boxes, cycle(colours), strict=False):
        placed = _moved(box, canvas.top, canvas.left)
        draw.rectangle(_corners(_grown(placed, 2 * line)), outline=AROUND_FRAME, width=line)
        draw.rectangle(_corners(_grown(placed, line)), outline=colour, width=line)
    return FramedPhoto(np.asarray(picture).copy(), canvas)


def framed_inside(
    photo: Uint8Array, boxes: Sequence[Box], colours: Sequence[Colour] = FRAME_COLOURS
) -> Uint8Array:
    """Draw a line along the rim of each box, inside it: no box that fits needs a larger canvas.

    Args:
        photo: RGB, uint8 (height, width, 3).
        boxes: In px of the photo.
        colours: As for `framed`.

    Raises:
        ValueError: As for `framed`.
    """
    lines = 2 * _line_width(photo)
    return framed(photo, [_shrunk(box, lines) for box in boxes], colours).pixels


def _line_width(photo: Uint8Array) -> int:
    height, width, _ = photo.shape
    return int(1 + max(height, width) // PIXELS_PER_LINE_WIDTH)


def _shrunk(box: Box, by: int) -> Box:
    """The box without its rim; at least one pixel of it is left."""
    return _grown(box, -min(by, (min(box.height, box.width) - 1) // 2))


def _slices(box: Box, top: int = 0, left: int = 0) -> tuple[slice, slice]:
    """The box as rows and columns of an array that begins at (top, left); may be empty."""
    first_row, first_column = box.top - top, box.left - left
    return (
        slice(first_row, first_row + box.height),
        slice(first_column, first_column + box.width),
    )


def _grown(box: Box, by: int) -> Box:
    return Box(box.top - by, box.left - by, box.bottom + by, box.right + by)


def _moved(box: Box, top: int, left: int) -> Box:
    """The box in the coordinates of a canvas that begins at (top, left)."""
    return Box(box.top - top, box.left - left, box.bottom - top, box.right - left)


def _corners(box: Box) -> tuple[int, int, int, int]:
    """In Pillow's order: left, top, right, bottom, the last two included."""
    return box.left, box.top, box.right, box.bottom


def _check_box(box: Box) -> None:
    if not (1 <= box.height <= MAX_CANVAS_SIDE and 1 <= box.width <= MAX_CANVAS_SIDE):
        raise ValueError(
            f"Received a box of {box.height} x {box.width} px. Expected 1 to {MAX_CANVAS_SIDE} px "
            "each way. Choose a unit whose receptive field is within that."
        )
