"""Arrays to PNG or JPEG bytes for the browser: fast, and without any metadata."""

import io
import zlib

import numpy as np
import numpy.typing as npt
from PIL import Image

from explorer.arrays import Uint8Array
from explorer.images import sizing
from explorer.preprocessing import check_pixels

_PLANE_AXES = 2  # height and width
_PALETTE_SHAPE = (256, 3)

# Pictures are encoded while a visitor waits, so speed comes before size. Run-length matching was
# zlib's fastest strategy with a steady time: a contact sheet of 1440 x 1440 took 24 ms and
# 1.1 MB, noise of that size 29 ms (default strategy at the same level: 28 ms and 0.9 MB, noise
# 55 ms; level 6: 77 ms and 0.9 MB). Photos even come out smaller than with the default strategy.
COMPRESS_LEVEL = 1
COMPRESS_STRATEGY = zlib.Z_RLE
JPEG_QUALITY = 85

# For a map of 224 x 224: 0.16 s and 30 kB. The largest effort took seconds for the same bytes, any
# smaller one 44 kB.
WEBP_EFFORT = {"method": 5, "quality": 75}


def png_rgb(pixels: Uint8Array) -> bytes:
    """Encode a picture as PNG.

    Args:
        pixels: RGB, uint8 (height, width, 3).

    Raises:
        ValueError: If the pixels are not uint8 (height, width, 3).
    """
    check_pixels(pixels)
    return _png(Image.fromarray(pixels))


def png_palette(
    indices: npt.NDArray[np.uint8],
    palette: npt.NDArray[np.uint8],
    *,
    transparent: int | bytes | None = None,
) -> bytes:
    """Encode values and a colour map as PNG with a palette: one byte per pixel.

    Args:
        indices: Rows of the palette, uint8 (height, width).
        palette: RGB colours, uint8 (256, 3).
        transparent: The index that is transparent, or the opacity of each index, 0 to 255; None
            for none.

    Raises:
        ValueError: If one of the arrays has the wrong type or shape.
    """
    check_palette_picture(indices, palette)
    image = Image.fromarray(indices)
    image.putpalette(palette.tobytes())
    if transparent is not None:
        image.info["transparency"] = transparent
    return _png(image)


def webp_palette(indices: npt.NDArray[np.uint8], palette: npt.NDArray[np.uint8]) -> bytes:
    """Encode values and a colour map as lossless WebP, for a file that is stored.

    It takes longer than `png_palette` and fewer bytes.

    Args:
        indices: Rows of the palette, uint8 (height, width).
        palette: RGB colours, uint8 (256, 3).

    Raises:
        ValueError: If one of the arrays has the wrong type or shape.
    """
    check_palette_picture(indices, palette)
    buffer = io.BytesIO()
    Image.fromarray(palette[indices]).save(buffer, "WEBP", lossless=True, **WEBP_EFFORT)
    return buffer.getvalue()


def jpeg_rgb(pixels: Uint8Array) -> bytes:
    """Encode a picture as JPEG: a fraction of the PNG's size, for use as a background.

    Args:
        pixels: RGB, uint8 (height, width, 3).

    Raises:
        ValueError: If the pixels are not uint8 (height, width, 3).
    """
    check_pixels(pixels)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    return buffer.getvalue()


def thumbnail_png(pixels: Uint8Array, longest: int) -> bytes:
    """Encode a picture as PNG with at most `longest` pixels on its longer side.

    Args:
        pixels: RGB, uint8 (height, width, 3).
        longest: Limit of the longer side in pixels; a smaller picture keeps its size.

    Raises:
        ValueError: If the pixels are not uint8 (height, width, 3) or the limit is below 1.
    """
    return png_rgb(sizing.thumbnail(pixels, longest))


def check_palette_picture(indices: npt.NDArray[np.uint8], palette: npt.NDArray[np.uint8]) -> None:
    """Refuse what is not a picture with a palette.

    Raises:
        ValueError: If one of the arrays has the wrong type or shape.
    """
    if indices.dtype != np.uint8 or indices.ndim != _PLANE_AXES or indices.size == 0:
        raise ValueError(
            f"Received indices of {indices.dtype} with shape {indices.shape}. "
            "Expected uint8 with shape (height, width), neither of them 0. "
            "Scale the values to 0 to 255 first."
        )
    if palette.dtype != np.uint8 or palette.shape != _PALETTE_SHAPE:
        raise ValueError(
            f"Received a palette of {palette.dtype} with shape {palette.shape}. "
            f"Expected uint8 with shape {_PALETTE_SHAPE}. "
            "Give one RGB colour for each of the 256 values."
        )


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=COMPRESS_LEVEL, compress_type=COMPRESS_STRATEGY)
    return buffer.getvalue()
