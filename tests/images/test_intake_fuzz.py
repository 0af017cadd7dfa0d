"""Whatever the bytes, the intake returns a valid picture or refuses them with a sentence."""

import io
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from explorer.images.intake import MAX_STORED_SIDE, ImageRejected, take_in
from tests.architecture.random_networks import same_every_run

# For each kind of file; the usual run stays within a few seconds.
BOUNDED = settings(same_every_run, max_examples=150)
MANY = settings(same_every_run, max_examples=5000)

STARTS = (
    b"",
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"RIFF\x00\x01\x00\x00WEBPVP8 ",
    b"BM",
    b"GIF89a",
    b"\x00\x00\x00\x1cftypavif",
)


def encoded(kind: str, mode: str = "RGB", **options: object) -> bytes:
    noise = random.Random(3).randbytes(19 * 26 * 3)
    image = Image.frombytes("RGB", (26, 19), noise).convert(mode)
    if options.get("save_all"):
        options["append_images"] = [image.transpose(Image.Transpose.ROTATE_180)]
    else:  # an animated AVIF with an orientation crashes Pillow's encoder
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = 6
        options["exif"] = exif
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


SEEDS = {
    "jpeg": encoded("JPEG"),
    "progressive-jpeg": encoded("JPEG", progressive=True),
    "cmyk-jpeg": encoded("JPEG", "CMYK"),
    "mpo": encoded("MPO", save_all=True),
    "png": encoded("PNG", "RGBA"),
    "palette-png": encoded("PNG", "P", transparency=b"\x00\x80"),
    "16-bit-png": encoded("PNG", "I;16"),
    "animated-png": encoded("PNG", save_all=True),
    "webp": encoded("WEBP"),
    "animated-webp": encoded("WEBP", "RGBA", save_all=True),
    "bmp": encoded("BMP"),
    "palette-bmp": encoded("BMP", "P"),
    "gif": encoded("GIF", "P"),
    "animated-gif": encoded("GIF", "P", save_all=True),
    "avif": encoded("AVIF", "RGBA"),
    "animated-avif": encoded("AVIF", save_all=True),
}


def mutated(data: bytes, changes: list[tuple[str, float, int]]) -> bytes:
    """Apply changes (what, where from 0 to 1, byte): flip a byte, cut the end, insert some."""
    for what, where, byte in changes:
        position = int(where * len(data))
        match what:
            case "flip":
                data = data[:position] + bytes([byte]) + data[position + 1 :]
            case "cut":
                data = data[:position]
            case "insert":
                data = data[:position] + bytes([byte]) * (1 + byte % 9) + data[position:]
    return data


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["flip", "flip", "flip", "insert", "cut"]),
        st.floats(0, 1, exclude_max=True),
        st.integers(0, 255),
    ),
    min_size=1,
    max_size=4,
)


def outcome(data: bytes) -> str:
    """Take the bytes in, and check the result."""
    try:
        photo = take_in(data)
    except ImageRejected:
        return "refused"
    height, width, channels = photo.pixels.shape
    assert photo.pixels.dtype == np.uint8
    assert channels == 3
    assert 1 <= height <= MAX_STORED_SIDE
    assert 1 <= width <= MAX_STORED_SIDE
    return "taken in"


@pytest.mark.parametrize("data", SEEDS.values(), ids=SEEDS.keys())
def test_the_files_that_are_changed_below_are_valid(data: bytes) -> None:
    assert outcome(data) == "taken in"


@pytest.mark.parametrize("data", SEEDS.values(), ids=SEEDS.keys())
@BOUNDED
@given(changes=CHANGES)
def test_a_damaged_file_gives_a_picture_or_a_sentence(
    data: bytes, changes: list[tuple[str, float, int]]
) -> None:
    outcome(mutated(data, changes))


@BOUNDED
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=300))
def test_random_bytes_give_a_picture_or_a_sentence(start: bytes, rest: bytes) -> None:
    outcome(start + rest)


@pytest.mark.long
@pytest.mark.parametrize("data", SEEDS.values(), ids=SEEDS.keys())
@MANY
@given(changes=CHANGES)
def test_many_damages_give_a_picture_or_a_sentence(
    data: bytes, changes: list[tuple[str, float, int]]
) -> None:
    outcome(mutated(data, changes))


@pytest.mark.long
@MANY
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=3000))
def test_many_random_bytes_give_a_picture_or_a_sentence(start: bytes, rest: bytes) -> None:
    outcome(start + rest)
