"""Decode an opened picture and reduce it, within an amount of memory that is known beforehand.

Pillow decodes a whole picture; only JPEG can skip detail. What comes after (transparency, 16 bits,
colour) works on strips, each reduced at once, so that the picture exists in full only one time.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, JpegImagePlugin

from explorer.arrays import Uint8Array
from explorer.images.sizing import RESAMPLING

_MEGA = 10**6
_MEBI = 2**20

DECODE_BYTES = 512 * _MEBI
"""What all decoding on the server takes together at most, beside the files themselves."""

MAX_PIXELS = 50 * _MEGA
MAX_JPEG_PIXELS = 250 * _MEGA
"""JPEG's decoder skips what is not needed; phones take pictures of 200 megapixels."""

PIXEL_LIMITS = {
    "JPEG": MAX_JPEG_PIXELS,
    "MPO": MAX_JPEG_PIXELS,
    "WEBP": 25 * _MEGA,
    "AVIF": 25 * _MEGA,
}
"""By Pillow's name of the format; `MAX_PIXELS` for all others."""

# Measured with 49 megapixels: PNG, GIF and BMP 4 bytes a pixel, AVIF up to 11.6, WebP 16, because
# its decoder keeps several frames even for a picture that does not move.
_BYTES_PER_PIXEL = {"WEBP": 16, "AVIF": 16}
_USUAL_BYTES_PER_PIXEL = 4
_BYTES_PER_COEFFICIENT = 2
_REST_BYTES = 96 * _MEBI
"""The reduced picture, of at most 3,890 x 3,890 px, its strips and what resizing takes."""

# JPEG's decoder halves the sides as long as they stay above the requested size; other pictures are
# averaged over squares likewise. That leaves the last step to the better filter. A little less than
# twice the stored side, so that the 4000 pixels of a phone are halved: 0.07 s instead of 0.19.
DRAFT_FACTOR = 1.9

_STRIP_PIXELS = _MEGA

LARGEST_OF_16_BITS = 65535
_LARGEST = {8: 255, 12: 4095, 16: LARGEST_OF_16_BITS}
"""The largest value by the number of bits that pictures are made with."""

_WHITE = OPAQUE = 255
_BYTE = 256
JPEG_START = b"\xff\xd8\xff"
_MARKER, _START_OF_SCAN = 0xFF, 0xDA


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture, decoded and reduced, not yet turned.

    Attributes:
        image: 8-bit RGB or grey.
        is_transparent: Whether anything of it was, and is white now.
        notes: Plain sentences about what was done to its values.
    """

    image: Image.Image
    is_transparent: bool = False
    notes: tuple[str, ...] = ()


def opened(data: bytes, formats: tuple[str, ...]) -> Image.Image:
    """Open a picture without decoding it."""
    stream = io.BytesIO(data)
    if data.startswith(JPEG_START):
        # `Image.open` refuses more than 179 megapixels, however little of them is decoded.
        return JpegImagePlugin.jpeg_factory(stream)
    return Image.open(stream, formats=formats)


def pixel_limit(format_name: str | None) -> int:
    """How many pixels a picture may have."""
    return PIXEL_LIMITS.get(format_name or "", MAX_PIXELS)


def needed_bytes(image: Image.Image, data: bytes, full_size: tuple[int, int]) -> int:
    """What decoding takes at most.

    Args:
        image: Opened and not yet decoded, with what `draft` changed.
        data: The file.
        full_size: (width, height) before `draft`.
    """
    width, height = image.size
    each = _BYTES_PER_PIXEL.get(image.format or "", _USUAL_BYTES_PER_PIXEL)
    if _sixteen_bit_layout(image) or (
        each == _USUAL_BYTES_PER_PIXEL and getattr(image, "is_animated", False)
    ):
        each = 2 * _USUAL_BYTES_PER_PIXEL
    return width * height * each + _coefficient_bytes(image, data, full_size) + _REST_BYTES


def draft(image: Image.Image, stored: tuple[int, int]) -> int:
    """Let a JPEG's decoder skip what is not needed for a stored size of (height, width).

    Returns:
        By how much each side is reduced: 1, 2, 4 or 8; 1 for what is not a JPEG.
    """
    height, width = stored
    image.draft(None, (int(DRAFT_FACTOR * width), int(DRAFT_FACTOR * height)))
    done = image.decoderconfig if isinstance(image, JpegImagePlugin.JpegImageFile) else ()
    return int(done[0]) if done else 1


def _coefficient_bytes(image: Image.Image, data: bytes, full_size: tuple[int, int]) -> int:
    """What libjpeg keeps of a picture that comes in several scans, whatever is skipped."""
    if not isinstance(image, JpegImagePlugin.JpegImageFile) or not _comes_in_scans(image, data):
        return 0
    parts = [(across, down) for _name, across, down, _table in image.layer]
    most = max(across for across, _ in parts) * max(down for _, down in parts)
    samples = sum(across * down for across, down in parts) / most
    width, height = full_size
    return int(width * height * samples * _BYTES_PER_COEFFICIENT)


def _comes_in_scans(image: JpegImagePlugin.JpegImageFile, data: bytes) -> bool:
    """Whether the first scan does not hold everything, by libjpeg's own rule."""
    if image.info.get("progressive"):
        return True
    at = 2
    while at + 4 < len(data) and data[at] == _MARKER:
        if data[at + 1] == _MARKER:  # filling
            at += 1
        elif data[at + 1] == _START_OF_SCAN:
            return data[at + 4] < len(image.layer)
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return True


def decoded(image: Image.Image, stored: tuple[int, int], data: bytes) -> Decoded:
    """Decode a picture, put it on white, and reduce it to a stored size of (height, width)."""
    layout = _sixteen_bit_layout(image)
    image.load()
    if image.mode.startswith("I"):
        source: _Source = _Grey16(image)
    elif layout and _ends_early(image):
        source = _Colour16(image, _low_bytes(data, layout))
    else:
        source = _Source(image)
    return _reduced(source, stored)


class _Source:
    """A decoded picture, in strips of 8-bit RGB or grey on white."""

    def __init__(self, image: Image.Image) -> None:
        self.image = image
        self.is_transparent = False
        self.notes: tuple[str, ...] = ()
        self.mode = "L" if image.mode == "L" and not image.has_transparency_data else "RGB"

    def strip(self, box: tuple[int, int, int, int]) -> Image.Image:
        """A part of the picture.

        An embedded colour profile is ignored, not converted to sRGB. ImageNet's pictures were read
        like this, as keras.utils.load_img does it, so the network gets the numbers it knows, and
        profiles from strangers are never parsed.
        """
        part = self.image.crop(box)
        return self._on_white(part) if part.has_transparency_data else part.convert(self.mode)

    def _on_white(self, part: Image.Image) -> Image.Image:
        rgba = part.convert("RGBA")
        opacity = rgba.getchannel("A")
        on_white = Image.new("RGB", part.size, "white")
        on_white.paste(rgba, mask=opacity)
        self.is_transparent |= opacity.getextrema() != (OPAQUE, OPAQUE)
        return on_white


class _Grey16(_Source):
    """16-bit grey, scaled to 8 bits and rounded; Pillow's own conversion clips it to white."""

    def __init__(self, image: Image.Image) -> None:
        super().__init__(image)
        self.mode = "L"
        self.hidden = image.info.get("transparency")
        most = max(self._largest(self.values(box)) for box in _boxes(image.size, 1))
        self.largest, self.notes = _stretching(most)

    def values(self, box: tuple[int, int, int, int]) -> NDArray[np.uint16]:
        return np.asarray(self.image.crop(box)).astype(np.uint16, copy=False)

    def _largest(self, values: NDArray[np.uint16]) -> int:
        shown = values if self.hidden is None else values[values != self.hidden]
        return int(shown.max(initial=0))

    def strip(self, box: tuple[int, int, int, int]) -> Image.Image:
        values = self.values(box)
        grey = _eight_bits(values, self.largest)
        hidden = values == self.hidden  # False without a transparent value
        grey[hidden] = _WHITE
        self.is_transparent |= bool(np.any(hidden))
        return Image.fromarray(grey)


class _Colour16(_Source):
    """16-bit colour whose values end early, from their high and low bytes."""

    def __init__(self, high: Image.Image, low: Image.Image) -> None:
        super().__init__(high)
        self.low = low
        boxes = list(_boxes(high.size, 1))
        self.largest, self.notes = _stretching(max(int(self.values(box).max()) for box in boxes))

    def values(self, box: tuple[int, int, int, int]) -> NDArray[np.uint16]:
        high, low = (
            np.asarray(image.crop(box))[..., :3].astype(np.uint16)
            for image in (self.image, self.low)
        )
        return high * _BYTE + low

    def strip(self, box: tuple[int, int, int, int]) -> Image.Image:
        stretched = Image.fromarray(_eight_bits(self.values(box), self.largest))
        if self.image.mode == "RGBA":
            stretched.putalpha(self.image.crop(box).getchannel("A"))
            return self._on_white(stretched)
        return stretched


def _sixteen_bit_layout(image: Image.Image) -> str:
    """How 16-bit colour is stored in a file that is not decoded yet; "" for other pictures."""
    tiles = getattr(image, "tile", None)
    layout = tiles[0].args if tiles and image.format == "PNG" else ""
    return layout if layout in {"RGB;16B", "RGBA;16B"} else ""


def _ends_early(image: Image.Image) -> bool:
    """Whether the high bytes of 16-bit colour say that at most 12 bits are used."""
    return max(int(high) for _low, high in image.getextrema()[:3]) < _BYTE // 16  # type: ignore[misc]


def _low_bytes(data: bytes, layout: str) -> Image.Image:
    """The lower halves of 16-bit values: read as if the two bytes had the other order."""
    image = Image.open(io.BytesIO(data), formats=("PNG",))
    image.tile = [image.tile[0]._replace(args=layout.replace("16B", "16L"))]
    image.load()
    return image


def _stretching(most: int) -> tuple[int, tuple[str, ...]]:
    """The value that becomes white, and what the visitor should know about it."""
    bits = next(bits for bits, largest in _LARGEST.items() if most <= largest)
    if most == 0 or _LARGEST[bits] == LARGEST_OF_16_BITS:
        return LARGEST_OF_16_BITS, ()
    return _LARGEST[bits], (
        f"This file has 16 bits per value but uses only {bits} of them (the largest value is "
        f"{most:,}). They were stretched to the full range from black to white.",
    )


def _eight_bits(values: NDArray[np.uint16], largest: int) -> Uint8Array:
    """Values from 0 to the largest as 0 to 255, rounded."""
    every = np.minimum(np.arange(LARGEST_OF_16_BITS + 1, dtype=np.uint32), largest)
    table = ((every * _WHITE + largest // 2) // largest).astype(np.uint8)
    return table[values]


def _boxes(size: tuple[int, int], factor: int) -> Iterator[tuple[int, int, int, int]]:
    """The strips of a picture of (width, height): whole multiples of a factor, but the last."""
    width, height = size
    rows = max(1, _STRIP_PIXELS // width // factor) * factor
    for top in range(0, height, rows):
        yield 0, top, width, min(top + rows, height)


def _reduced(source: _Source, stored: tuple[int, int]) -> Decoded:
    """First each strip by averaging over squares, then the whole by the better filter."""
    width, height = source.image.size
    factor = max(1, int(min(height / stored[0], width / stored[1]) / DRAFT_FACTOR))
    small = Image.new(source.mode, (-(-width // factor), -(-height // factor)))
    for box in _boxes((width, height), factor):
        small.paste(source.strip(box).reduce(factor), (0, box[1] // factor))
    exact = (0, 0, width / factor, height / factor)
    image = small.resize((stored[1], stored[0]), RESAMPLING, exact)
    return Decoded(image, source.is_transparent, source.notes)
