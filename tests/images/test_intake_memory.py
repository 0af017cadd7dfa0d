"""Decoding takes no more memory than it reserves, and all decoding together no more than it may."""

import multiprocessing
import os
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor

import pytest
from PIL import Image

from explorer.images import decoding, intake
from explorer.images.decoding import DECODE_BYTES, MAX_PIXELS
from explorer.images.memory_pool import MemoryPool
from tests.images.test_intake import chunk, encoded
from tests.new_programs import without_main_file
from tests.runtime.resident import FORGET_PEAK, taken_by

MEBIBYTE = 2**20
PATIENCE_S = 30


def plain_png(height: int, width: int, bits: int, colour_type: int, samples: int) -> bytes:
    """A whole PNG of one colour, half transparent where it can be, made row by row."""
    compressor = zlib.compressobj(1)
    row = b"\0" + bytes([0, 120])[-bits // 8 :] * (samples * width)
    body = b"".join(compressor.compress(row) for _ in range(height)) + compressor.flush()
    header = struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def lossless_webp() -> bytes:
    image = Image.new("RGBA", (5000, 5000), (255, 0, 0, 80))
    return encoded(image, "WEBP", lossless=True, method=0, quality=0)


def avif() -> bytes:
    return encoded(Image.new("RGBA", (5000, 5000), (255, 0, 0, 80)), "AVIF", speed=10)


LARGEST: dict[str, Callable[[], bytes]] = {
    "opacity in PNG": lambda: plain_png(7000, 7142, 8, 6, 4),
    "grey and opacity in PNG": lambda: plain_png(7000, 7142, 8, 4, 2),
    "12 bits in 16 in colour": lambda: plain_png(7000, 7142, 16, 2, 3),
    "16-bit grey": lambda: plain_png(7000, 7142, 16, 0, 1),
    "opacity in WebP": lossless_webp,
    "opacity in AVIF": avif,
    "progressive JPEG": lambda: encoded(
        Image.new("RGB", (8000, 8000), "red"), "JPEG", progressive=True, subsampling=0
    ),
    "baseline JPEG of 81 megapixels": lambda: encoded(Image.new("L", (9000, 9000), 90), "JPEG"),
    "CMYK": lambda: encoded(Image.new("CMYK", (5000, 5000), 90), "JPEG", progressive=True),
}


@pytest.fixture(scope="module")
def new_program() -> Iterator[ProcessPoolExecutor]:
    if not os.access(FORGET_PEAK, os.W_OK):
        pytest.skip("this computer does not report the peak of a program's memory")
    spawned = multiprocessing.get_context("spawn")
    with without_main_file(), ProcessPoolExecutor(1, mp_context=spawned) as executor:
        yield executor


def peak_and_reserved(name: str) -> tuple[int, int]:
    """What taking in a picture took at its peak, and what it had reserved."""
    intake.take_in(encoded(Image.new("RGB", (40, 40)), "PNG"))
    data = LARGEST[name]()
    reserved = []
    original = intake.needed_bytes

    def remember(*arguments: object) -> int:
        reserved.append(original(*arguments))
        return reserved[-1]

    intake.needed_bytes = remember
    peak = taken_by(lambda: intake.take_in(data)).peak
    intake.needed_bytes = original
    return peak, reserved[0]


@pytest.mark.parametrize("name", LARGEST)
def test_the_largest_pictures_take_no_more_than_they_reserve(
    new_program: ProcessPoolExecutor, name: str
) -> None:
    peak, reserved = new_program.submit(peak_and_reserved, name).result()
    assert peak <= reserved <= DECODE_BYTES
    assert reserved <= 3 * max(peak, 64 * MEBIBYTE)  # nor is far more reserved than needed


def test_every_limit_of_pixels_fits_into_the_memory() -> None:
    """But for JPEGs in several scans, which are refused one by one."""
    image = Image.new("1", (1, 1))
    for kind in ("PNG", "GIF", "BMP", "WEBP", "AVIF"):
        image.format, image.is_animated = kind, True  # type: ignore[attr-defined]
        image._size = (decoding.pixel_limit(kind), 1)
        assert decoding.needed_bytes(image, b"", (1, 1)) <= DECODE_BYTES
        assert decoding.pixel_limit(kind) <= MAX_PIXELS


def test_memory_is_given_first_come_first_served() -> None:
    pool, order = MemoryPool(100), []
    began = [threading.Event() for _ in range(2)]

    def take(number: int, num_bytes: int) -> None:
        began[number].set()
        with pool.reserved(num_bytes):
            order.append(number)

    with pool.reserved(60):
        large = threading.Thread(target=take, args=(0, 70))
        large.start()
        assert began[0].wait(PATIENCE_S)
        while pool._first_in_line.acquire(blocking=False):  # until the large one waits
            pool._first_in_line.release()
        small = threading.Thread(target=take, args=(1, 10))
        small.start()
        assert began[1].wait(PATIENCE_S)
        assert order == []  # the small one would fit, but waits behind the large one
    for thread in (large, small):
        thread.join(PATIENCE_S)
    assert order == [0, 1]


def test_a_picture_that_fails_gives_its_memory_back() -> None:
    pool = MemoryPool(100)
    for _ in range(3):
        with pytest.raises(ValueError, match="damaged"), pool.reserved(100):
            raise ValueError("damaged")
    with pool.reserved(100):
        pass
