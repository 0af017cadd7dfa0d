"""A photo changed in one way: moved, mirrored, turned, scaled, blurred, without colour, noisy.

Where a change uncovers a rim, the photo's own edge pixels are repeated into it: a black rim would
be an edge that the photo does not have, and the network would respond to it.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from PIL import Image, ImageFilter

from explorer.arrays import Uint8Array
from explorer.equivariance import Mirror, Movement, Shift
from explorer.images.amounts import AmountRange
from explorer.images.sizing import RESAMPLING
from explorer.preprocessing import check_pixels

NOISE_SEED = 16
"""The same noise each time, so that the whole class sees the same picture."""

_LARGEST_PIXEL = 255
FULL_TURN = 360

# px that the cubic kernel reads on each side of a pixel, and one that rounding may add.
RESAMPLING_REACH = 3

LARGEST_FACTOR = 10
"""Of `scaled`, and 1 over the smallest."""


@dataclass(frozen=True, slots=True)
class Transform:
    """One way to change a photo.

    Attributes:
        label: Its name on the page.
        parameter: How much; None if there is nothing to choose.
        change: From pixels and the parameter's value to pixels of the same size.
        movement: How a feature map should move with the photo for a value; by default not, or
            in a way that no grid can follow.
        note: What the visitor might not expect; "" for nothing.
        most: From a photo's (height, width) to the largest amount that it takes, either way; None
            where every amount will do, as by default.
    """

    label: str
    parameter: AmountRange | None
    change: Callable[[Uint8Array, float], Uint8Array]
    movement: Callable[[float], Movement | None] = lambda _value: None
    note: str = ""
    most: Callable[[tuple[int, int]], int | None] = lambda _size: None


def shifted(pixels: Uint8Array, down: int = 0, right: int = 0) -> Uint8Array:
    """Move a photo by whole pixels, which do not change; the open rim repeats the edge pixels.

    Args:
        pixels: RGB, uint8 (height, width, 3).
        down: Rows; negative is up.
        right: Columns; negative is to the left.

    Raises:
        ValueError: The pixels are not an RGB picture, a shift is not a whole number, or nothing of
            the photo would be left.
    """
    check_pixels(pixels)
    height, width, _ = pixels.shape
    rows = _sources("down", down, height)
    columns = _sources("right", right, width)
    return pixels[np.ix_(rows, columns)]


def mirrored(pixels: Uint8Array) -> Uint8Array:
    """Mirror a photo: swap left and right.

    Args:
        pixels: RGB, uint8 (height, width, 3).

    Raises:
        ValueError: The pixels are not an RGB picture.
    """
    check_pixels(pixels)
    return np.ascontiguousarray(pixels[:, ::-1])


def rotated(pixels: Uint8Array, degrees: float) -> Uint8Array:
    """Turn a photo about its centre, counter-clockwise, within its frame.

    Args:
        pixels: RGB, uint8 (height, width, 3).
        degrees: Angle. Corners that leave the frame are lost; edge pixels fill those that open.

    Raises:
        ValueError: The pixels are not an RGB picture, or the angle is not a finite number.
    """
    check_pixels(pixels)
    _check_between("degrees", degrees, -FULL_TURN, FULL_TURN)
    height, width, _ = pixels.shape
    half_diagonal = math.hypot(height, width) / 2
    rows = math.ceil(half_diagonal - height / 2) + RESAMPLING_REACH
    columns = math.ceil(half_diagonal - width / 2) + RESAMPLING_REACH
    turned = np.asarray(_with_edges(pixels, rows, columns).rotate(degrees, RESAMPLING))
    return turned[rows : rows + height, columns : columns + width].copy()


def scaled(pixels: Uint8Array, factor: float) -> Uint8Array:
    """Enlarge or shrink a photo about its centre, within its frame.

    Args:
        pixels: RGB, uint8 (height, width, 3).
        factor: 2 shows the middle half at twice the size; 0.5 the whole photo at half its size,
            with edge pixels around it. A photo that shrinks is smoothed first, not only sampled.

    Raises:
        ValueError: The pixels are not an RGB picture, or the factor is not from 1/10 to 10.
    """
    check_pixels(pixels)
    _check_between("factor", factor, 1 / LARGEST_FACTOR, LARGEST_FACTOR)
    height, width, _ = pixels.shape
    shown_height, shown_width = height / factor, width / factor
    rows = max(0, math.ceil((shown_height - height) / 2))
    columns = max(0, math.ceil((shown_width - width) / 2))
    top, left = rows + (height - shown_height) / 2, columns + (width - shown_width) / 2
    shown = (left, top, left + shown_width, top + shown_height)
    picture = _with_edges(pixels, rows, columns).resize((width, height), RESAMPLING, shown)
    return np.asarray(picture).copy()


def blurred(pixels: Uint8Array, sigma: float) -> Uint8Array:
    """Blur a photo with a Gaussian; its edge pixels continue outside the frame.

    Pillow builds the Gaussian from three box blurs. On the cat photo the result is within 8 grey
    levels of the exact one at every pixel, and within 1 on average.

    Args:
        pixels: RGB, uint8 (height, width, 3).
        sigma: Standard deviation of the Gaussian in px; 0 changes nothing.

    Raises:
        ValueError: The pixels are not an RGB picture, or sigma is not from 0 to the longer side.
    """
    check_pixels(pixels)
    _check_between("sigma", sigma, 0, max(pixels.shape[:2]))
    return np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(sigma))).copy()


def grey(pixels: Uint8Array) -> Uint8Array:
    """Remove the colour: three equal channels, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601).

    Args:
        pixels: RGB, uint8 (height, width, 3).

    Raises:
        ValueError: The pixels are not an RGB picture.
    """
    check_pixels(pixels)
    return np.asarray(Image.fromarray(pixels).convert("L").convert("RGB")).copy()


def noisy(pixels: Uint8Array, sigma: float, seed: int = NOISE_SEED) -> Uint8Array:
    """Add Gaussian noise to each colour of each pixel, clipped to 0 to 255.

    Args:
        pixels: RGB, uint8 (height, width, 3).
        sigma: Standard deviation of the noise in grey levels; 0 changes nothing.
        seed: The same seed makes the same noise.

    Raises:
        ValueError: The pixels are not an RGB picture, or sigma is not from 0 to 255.
    """
    check_pixels(pixels)
    _check_between("sigma", sigma, 0, _LARGEST_PIXEL)
    noise = np.random.default_rng(seed).standard_normal(pixels.shape, dtype=np.float32)
    return np.clip(np.rint(pixels + np.float32(sigma) * noise), 0, _LARGEST_PIXEL).astype(np.uint8)


_RIM = "The open rim is filled with the photo's own edge pixels."


def _shift(way: str, to: Callable[[int], Shift]) -> Transform:
    """A shift one way; 64 px is twice the effective stride of block5_pool."""
    name = f"Shift {way}"

    def movement(value: float) -> Shift:
        return to(_whole(name, value))

    def change(pixels: Uint8Array, value: float) -> Uint8Array:
        shift = movement(value)
        return shifted(pixels, shift.down, shift.right)

    def most(size: tuple[int, int]) -> int:
        return size[0 if to(1).down else 1] - 1

    return Transform(
        f"Shifted {way}", AmountRange(name, "px", -64, 64, 1, 8), change, movement, _RIM, most
    )


TRANSFORMS: Mapping[str, Transform] = MappingProxyType(
    {
        "shift-right": _shift("to the right", lambda by: Shift(right=by)),
        "shift-down": _shift("down", lambda by: Shift(down=by)),
        "mirror": Transform(
            "Mirrored", None, lambda pixels, _value: mirrored(pixels), lambda _value: Mirror()
        ),
        "rotate": Transform(
            "Rotated",
            AmountRange("Angle, counter-clockwise", "°", -180, 180, 1, 15),
            rotated,
            note=_RIM,
        ),
        "scale": Transform(
            "Scaled",
            AmountRange("Factor", "", 0.5, 2, 0.05, 1.25),
            scaled,
            note=f"Below 1: {_RIM[0].lower()}{_RIM[1:]}",
        ),
        "blur": Transform(
            "Blurred",
            AmountRange("Standard deviation", "px", 0, 8, 0.5, 2),
            blurred,
            most=max,
        ),
        "grey": Transform("Grey", None, lambda pixels, _value: grey(pixels)),
        "noise": Transform(
            "Noisy",
            AmountRange("Standard deviation", "grey levels", 0, 64, 1, 16),
            noisy,
            note="The noise is the same each time.",
        ),
    }
)
"""Key -> one way to change a photo, in the order in which they are offered."""


def parameter_for(key: str, size: tuple[int, int]) -> AmountRange | None:
    """The amounts to choose from for one of the `TRANSFORMS` and a photo of size (height, width).

    A shift stays small enough to leave something of the photo, and a blur reaches no further than
    its longer side.

    Raises:
        ValueError: There is no such change.
    """
    transform = _named(key)
    parameter, most = transform.parameter, transform.most(size)
    if parameter is None or most is None:
        return parameter
    low, high = max(parameter.low, -most), min(parameter.high, most)
    return replace(parameter, low=low, high=high, default=min(parameter.default, most))


def transformed(pixels: Uint8Array, key: str, value: float | None = None) -> Uint8Array:
    """Change a photo in one of the ways of `TRANSFORMS`.

    Args:
        pixels: RGB, uint8 (height, width, 3).
        key: One of the keys.
        value: Of the parameter; None for its default, or if there is no parameter.

    Returns:
        RGB, uint8 of the same shape.

    Raises:
        ValueError: There is no such change, the value is outside its range, or the pixels are not
            an RGB picture.
    """
    transform = _named(key)
    return transform.change(pixels, _value_of(transform, value))


def movement(key: str, value: float | None = None) -> Movement | None:
    """How a feature map should move with that change of the photo; None if it should not.

    Args:
        key: One of the keys of `TRANSFORMS`.
        value: As for `transformed`.

    Raises:
        ValueError: There is no such change, or the value is outside its range.
    """
    transform = _named(key)
    return transform.movement(_value_of(transform, value))


def _named(key: str) -> Transform:
    if key in TRANSFORMS:
        return TRANSFORMS[key]
    raise ValueError(
        f"Received the change {key!r}. Expected one of {', '.join(TRANSFORMS)}. Choose one."
    )


def _value_of(transform: Transform, value: float | None) -> float:
    parameter = transform.parameter
    if parameter is None:
        return 0
    chosen = parameter.default if value is None else value
    _check_between(parameter.name, chosen, parameter.low, parameter.high)
    return chosen


def _check_between(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:  # not a number is not between them either
        raise ValueError(
            f"Received {name} = {value}. Expected a number from {low:g} to {high:g}. "
            "Choose one of these."
        )


def _whole(name: str, value: float) -> int:
    if not float(value).is_integer():
        raise ValueError(
            f"Received {name} = {value}. Expected a whole number, because pixels cannot be split. "
            "Choose one."
        )
    return int(value)


def _sources(name: str, shift: float, size: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """For each row (or column) the one that moves there; the first or last if none does."""
    by = _whole(name, shift)
    if abs(by) >= size:
        raise ValueError(
            f"Received {name} = {by} for a photo of {size} px in that direction. Nothing would be "
            f"left of it. Choose a shift from {1 - size} to {size - 1}."
        )
    return np.clip(np.arange(size) - by, 0, size - 1)


def _with_edges(pixels: Uint8Array, rows: int, columns: int) -> Image.Image:
    """The photo with its edge pixels repeated over this many rows and columns on each side."""
    return Image.fromarray(np.pad(pixels, ((rows, rows), (columns, columns), (0, 0)), mode="edge"))
