"""What is sent to the browser is the array, and nothing but the array."""

import io
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from explorer.images import encoding
from explorer.images.samples import read_sample

RANDOM = np.random.default_rng(11)
PIXELS = RANDOM.integers(0, 256, (37, 53, 3), dtype=np.uint8)
INDICES = RANDOM.integers(0, 256, (53, 37), dtype=np.uint8)
FLOATS: Any = PIXELS / 255  # not the type that the functions take
PALETTE = RANDOM.integers(0, 256, (256, 3), dtype=np.uint8)


def decoded(png: bytes) -> tuple[str, np.ndarray]:
    with Image.open(io.BytesIO(png), formats=["PNG"]) as image:
        return image.mode, np.asarray(image.convert("RGB"))


def chunk_names(png: bytes) -> list[bytes]:
    names, position = [], 8
    while position < len(png):
        (length,) = struct.unpack_from(">I", png, position)
        names.append(png[position + 4 : position + 8])
        position += 12 + length
    return names


def test_a_picture_survives_the_round_trip() -> None:
    mode, pixels = decoded(encoding.png_rgb(PIXELS))
    assert mode == "RGB"
    assert np.array_equal(pixels, PIXELS)


def test_a_picture_that_is_a_view_survives_the_round_trip() -> None:
    view = PIXELS[::-2, ::3, ::-1]
    assert np.array_equal(decoded(encoding.png_rgb(view))[1], view)


@pytest.mark.parametrize("indices", [INDICES, INDICES.T, INDICES[:1, :1]], ids=str)
def test_values_and_colours_survive_the_round_trip(indices: np.ndarray) -> None:
    mode, pixels = decoded(encoding.png_palette(indices, PALETTE))
    assert mode == "P"
    assert np.array_equal(pixels, PALETTE[indices])


def test_every_colour_of_the_palette_is_kept_if_few_are_used() -> None:
    with Image.open(
        io.BytesIO(encoding.png_palette(np.full((5, 9), 200, np.uint8), PALETTE))
    ) as image:
        assert image.getpalette() == PALETTE.ravel().tolist()
        assert np.asarray(image).tolist() == [[200] * 9] * 5


def test_a_pixel_of_a_contact_sheet_takes_one_byte_at_most() -> None:
    noise = RANDOM.integers(0, 256, (300, 400), dtype=np.uint8)
    assert len(encoding.png_palette(noise, PALETTE)) < 1.02 * noise.size


@pytest.mark.parametrize(
    ("png", "expected"),
    [
        (encoding.png_rgb(PIXELS), {b"IHDR", b"IDAT", b"IEND"}),
        (encoding.png_palette(INDICES, PALETTE), {b"IHDR", b"PLTE", b"IDAT", b"IEND"}),
        (encoding.thumbnail_png(PIXELS, 20), {b"IHDR", b"IDAT", b"IEND"}),
    ],
    ids=["rgb", "palette", "thumbnail"],
)
def test_no_metadata_is_written(png: bytes, expected: set[bytes]) -> None:
    assert set(chunk_names(png)) == expected


@pytest.mark.parametrize(
    ("size", "longest", "expected"),
    [((60, 90), 30, (20, 30)), ((90, 60), 30, (30, 20)), ((6, 9), 30, (6, 9))],
)
def test_a_thumbnail_has_the_requested_size(
    size: tuple[int, int], longest: int, expected: tuple[int, int]
) -> None:
    blue = np.full((*size, 3), (10, 20, 200), np.uint8)
    _, pixels = decoded(encoding.thumbnail_png(blue, longest))
    assert pixels.shape == (*expected, 3)
    assert (pixels == (10, 20, 200)).all()


def test_a_jpeg_is_smaller_and_looks_the_same() -> None:
    photo = read_sample("coffee").pixels
    jpeg = encoding.jpeg_rgb(photo)
    assert len(jpeg) < len(encoding.png_rgb(photo)) / 3
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
        assert not image.getexif()
        difference = np.asarray(image).astype(float) - photo
    assert difference.shape == photo.shape
    assert np.abs(difference).mean() < 4


@pytest.mark.parametrize(
    ("encode", "match"),
    [
        (lambda: encoding.jpeg_rgb(FLOATS), "float64.*Expected an RGB picture"),
        (lambda: encoding.png_rgb(PIXELS[..., 0]), r"shape \(37, 53\).*Expected an RGB picture"),
        (lambda: encoding.png_rgb(FLOATS), "float64.*Expected an RGB picture"),
        (lambda: encoding.png_rgb(PIXELS[:0]), r"shape \(0, 53, 3\)"),
        (
            lambda: encoding.png_palette(PIXELS, PALETTE),
            r"indices of uint8 with shape \(37, 53, 3\)",
        ),
        (lambda: encoding.png_palette(FLOATS[..., 0], PALETTE), "indices of float64"),
        (lambda: encoding.png_palette(INDICES[:, :0], PALETTE), r"shape \(53, 0\)"),
        (
            lambda: encoding.png_palette(INDICES, PALETTE[:9]),
            r"palette of uint8 with shape \(9, 3\)",
        ),
        (lambda: encoding.png_palette(INDICES, FLOATS), "palette of float64"),
    ],
    ids=[
        "float-jpeg",
        "grey",
        "float-picture",
        "empty-picture",
        "indices-with-channels",
        "float-indices",
        "empty-indices",
        "short-palette",
        "float-palette",
    ],
)
def test_other_arrays_are_refused(encode: Callable[[], bytes], match: str) -> None:
    with pytest.raises(ValueError, match=match):
        encode()
