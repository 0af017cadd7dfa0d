"""Untrusted bytes in, an upright RGB photo out: limits, decoding, colour, orientation."""

import hashlib
import threading
import warnings
from dataclasses import dataclass, field

import numpy as np
from PIL import ExifTags, Image

from explorer.arrays import Uint8Array
from explorer.digests import Digest
from explorer.images.decoding import (
    DECODE_BYTES,
    MAX_PIXELS,
    decoded,
    draft,
    needed_bytes,
    opened,
    pixel_limit,
)
from explorer.images.memory_pool import MemoryPool
from explorer.images.sizing import scaled_down
from explorer.orientation import STORED_UPRIGHT, TURNS, stored_size, turned_upright

_MEGA, _MEBI = 10**6, 2**20
MAX_FILE_BYTES = 25 * _MEGA
MAX_ASPECT_RATIO = 20
MAX_DECODES_AT_ONCE = 2

# The network never sees more than 512 pixels a side. This keeps a photo below 4 MB per visitor, and
# quick to work with.
MAX_STORED_SIDE = 1024

# Visitors get a note about a side below VGG16's smallest input.
SMALL_SIDE = 32

# Every scan of a progressive JPEG goes over the whole picture again: a crafted file of 200 kB with
# thousands of scans would take minutes to decode. Cameras and editors write about ten.
MAX_JPEG_SCANS = 100
JPEG_START_OF_SCAN = b"\xff\xda"

ACCEPTED_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "AVIF")  # Pillow's names
_ACCEPTED_KINDS = ("JPEG", "PNG", "WebP", "BMP", "GIF", "AVIF")  # as people write them
_ACCEPTED = "Accepted formats: JPEG, PNG, WebP, BMP, GIF and AVIF"

LONGEST_START = 64  # bytes read to recognise a kind

# Only to name a refused file in the message; the decoder decides what is accepted.
_SIGNATURES = (
    (0, b"\xff\xd8\xff", "JPEG"),
    (0, b"\x89PNG", "PNG"),
    (8, b"WEBP", "WebP"),
    (0, b"BM", "BMP"),
    (0, b"GIF8", "GIF"),
    (4, b"ftypavi", "AVIF"),
    (4, b"ftyphe", "HEIC"),
    (4, b"ftypmif1", "HEIC"),
    (4, b"ftypmsf1", "HEIC"),
    (0, b"%PDF", "PDF"),
    (0, b"<svg", "SVG"),
    (0, b"<?xml", "SVG or other XML"),
    (0, b"II*\x00", "TIFF"),
    (0, b"MM\x00*", "TIFF"),
    (4, b"jP  ", "JPEG 2000"),
    (0, b"\xff\x4f\xff\x51", "JPEG 2000"),
    (0, b"%!PS", "EPS"),
    (0, b"8BPS", "Photoshop"),
    (0, b"\x00\x00\x01\x00", "ICO"),
    (0, b"SIMPLE  =", "FITS"),
)

_decode_slots = threading.BoundedSemaphore(MAX_DECODES_AT_ONCE)
_decode_memory = MemoryPool(DECODE_BYTES)


class ImageRejected(ValueError):  # noqa: N818 - the public name says what happened to the file
    """A file was not accepted. The message tells the visitor why and what to do."""


@dataclass(frozen=True, slots=True)
class Photo:
    """An accepted picture. Two photos are equal if their pixels, notes and format are.

    Attributes:
        pixels: RGB, uint8 (height, width, 3), upright, read-only.
        notes: Plain sentences about what the visitor might not expect.
        sha256: Hexadecimal digest of the pixels and their shape: a key for caches.
        format: Pillow's name of the kind of file, such as "JPEG" or "MPO".
        original_size: (height, width) in pixels, upright, before a large picture was reduced.
        orientation: How the file stores it; see `explorer.orientation`.
    """

    pixels: Uint8Array = field(compare=False, repr=False)
    notes: tuple[str, ...]
    sha256: str
    format: str
    original_size: tuple[int, int]
    orientation: int = STORED_UPRIGHT

    @property
    def cache_key(self) -> Digest:
        """What results are kept under, without the pixels."""
        return Digest(self.sha256)


def read_photo(data: bytes) -> Uint8Array:
    """Read an encoded picture as pixels, which belong to the caller and may be changed.

    Args:
        data: A whole file: JPEG, PNG, WebP, BMP, GIF or AVIF.

    Returns:
        RGB, uint8 (height, width, 3), upright, at most 1024 pixels on the longer side.

    Raises:
        ImageRejected: If it cannot be read or is beyond a limit; nothing else is raised.
    """
    return take_in(data).pixels.copy()


def take_in(data: bytes) -> Photo:
    """Turn an untrusted file into a photo.

    Limits: 25 MB per file, 50 megapixels (JPEG 250, WebP and AVIF 25), sides at most 20 : 1, first
    frame only. On the whole server two files are decoded at a time, in at most 512 MiB together.
    The kind of file is judged by its bytes; no name is asked for. Animations, transparency, very
    small pictures, JPEGs of more than 50 megapixels and 16-bit values that end early are accepted
    with a note. Metadata (place, camera, colour profile) is dropped.

    Args:
        data: A whole file: JPEG, PNG, WebP, BMP, GIF or AVIF.

    Raises:
        ImageRejected: If it cannot be read or is beyond a limit; nothing else is raised.
    """
    _check_file(data)
    try:
        with _decode_slots:
            _silence_pillow()
            return _decode(data)
    except ImageRejected:
        raise
    except MemoryError as error:
        raise ImageRejected(
            "There is not enough memory on the server to decode this picture. "
            f"{_ACCEPTED}. Upload a smaller copy, or try again in a minute."
        ) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageRejected(
            _too_many_pixels("This picture claims far too many pixels.", data)
        ) from error
    except Exception as error:
        # Decoders raise nearly every exception there is on broken bytes, and a visitor's file must
        # never bring down a page. KeyboardInterrupt and SystemExit pass.
        raise ImageRejected(_unreadable(data)) from error


def _check_file(data: object) -> None:
    if not isinstance(data, bytes):
        raise ImageRejected(
            f"Received an object of type {type(data).__name__} instead of a file. "
            f"{_ACCEPTED}. Pass the whole file as bytes."
        )
    if not data:
        raise ImageRejected(f"The file is empty. {_ACCEPTED}. Choose another file.")
    if len(data) > MAX_FILE_BYTES:
        raise ImageRejected(
            f"The file has {len(data):,} bytes. "
            f"{_ACCEPTED}, up to {MAX_FILE_BYTES // _MEGA} MB ({MAX_FILE_BYTES:,} bytes). "
            "Save a smaller copy and upload that."
        )


def _silence_pillow() -> None:
    """Keep Pillow from warning about odd EXIF data or sizes, which are handled here.

    `warnings.catch_warnings` does not work: it swaps the filters of the whole server and restores
    what it found, so two threads can leave each other's filters behind for ever. One rule for
    Pillow's own modules does not depend on the order, and setting it again changes nothing. It is
    set for each file because others may have reset the filters meanwhile. If they do so while a
    file is decoded, a line appears in the log, or the file is refused.
    """
    warnings.filterwarnings("ignore", module=r"PIL\.")


def _decode(data: bytes) -> Photo:
    with opened(data, ACCEPTED_FORMATS) as image:
        _check_header(image, data)
        notes = _frame_notes(image)
        width, height = image.size
        stored = scaled_down((height, width), MAX_STORED_SIDE)
        notes += _draft_notes(width * height, draft(image, stored))
        needed = needed_bytes(image, data, (width, height))
        _check_memory(needed)
        with _decode_memory.reserved(needed):
            picture = decoded(image, stored, data)
        orientation = _read_orientation(image)  # in PNG it may follow the pixels
        name = str(image.format)
    if picture.is_transparent:
        notes += ("Transparent parts are shown on white.",)
    # Turning the reduced picture gives the same as reducing the turned one, with less memory.
    pixels = turned_upright(np.asarray(picture.image.convert("RGB")), orientation)
    original_size = stored_size((height, width), orientation)
    return _photo(pixels, notes + picture.notes, name, original_size, orientation)


def _photo(
    pixels: Uint8Array,
    notes: tuple[str, ...],
    format_name: str,
    original_size: tuple[int, int],
    orientation: int,
) -> Photo:
    height, width = original_size
    if min(original_size) < SMALL_SIDE:
        notes += (f"This picture is small ({width} × {height} px); it will be enlarged.",)
    digest = hashlib.sha256(repr(pixels.shape).encode())
    digest.update(pixels.tobytes())
    pixels.setflags(write=False)
    return Photo(pixels, notes, digest.hexdigest(), format_name, original_size, orientation)


def _check_header(image: Image.Image, data: bytes) -> None:
    """Refuse what would cost too much according to the header, before any pixel is decoded."""
    width, height = image.size
    if width * height > pixel_limit(image.format):
        raise ImageRejected(
            _too_many_pixels(
                f"This picture is {width} px wide and {height} px high: {width * height:,} pixels.",
                data,
            )
        )
    if max(width, height) > MAX_ASPECT_RATIO * min(width, height):
        raise ImageRejected(
            f"This picture is {width} px wide and {height} px high. The aspect ratio may be "
            f"{MAX_ASPECT_RATIO} : 1 at most. Crop the picture to a shorter part and upload that."
        )
    most_scans = MAX_JPEG_SCANS * min(1, MAX_PIXELS / (width * height))
    if image.format in {"JPEG", "MPO"} and data.count(JPEG_START_OF_SCAN) > most_scans:
        raise ImageRejected(
            "This JPEG file is stored in an unusual number of scans. The limit is "
            f"{most_scans:.0f} for its size. Save the picture again as JPEG or PNG and upload that."
        )


def _check_memory(needed: int) -> None:
    if needed > DECODE_BYTES:
        raise ImageRejected(
            f"Decoding this picture would take {needed // _MEBI:,} MiB of memory, because it is "
            f"large and stored in several scans. The limit is {DECODE_BYTES // _MEBI} MiB. Save "
            "a smaller copy, or save it as a JPEG that is not progressive, and upload that."
        )


def _draft_notes(num_pixels: int, scale: int) -> tuple[str, ...]:
    if num_pixels <= MAX_PIXELS:
        return ()
    return (
        f"This picture has {num_pixels / _MEGA:,.1f} megapixels, more than the "
        f"{MAX_PIXELS // _MEGA} that are read in full. It was read at 1/{scale} of its height and "
        "width.",
    )


def _frame_notes(image: Image.Image) -> tuple[str, ...]:
    if not getattr(image, "is_animated", False):
        return ()
    if image.format == "MPO":
        return ("This file holds several pictures; only the first is used.",)
    return ("Only the first frame of this animation is used.",)


def _read_orientation(image: Image.Image) -> int:
    try:
        tag = int(image.getexif().get(ExifTags.Base.Orientation, STORED_UPRIGHT))
    except Exception:  # broken EXIF data is no reason to refuse a picture that decodes
        return STORED_UPRIGHT
    return tag if tag in TURNS else STORED_UPRIGHT


def _too_many_pixels(received: str, data: bytes) -> str:
    kind = _recognised_kind(data) or ""
    limit = pixel_limit(kind.upper())
    return (
        f"{received} The limit is {limit // _MEGA} megapixels ({limit:,})"
        f"{f' for {kind}' if limit != MAX_PIXELS else ''}. Save a smaller copy and upload that."
    )


def _unreadable(data: bytes) -> str:
    kind = _recognised_kind(data)
    if kind in _ACCEPTED_KINDS:
        return (
            f"This {kind} file is damaged or incomplete. {_ACCEPTED}. "
            "Upload it again, or save the picture again and upload that."
        )
    if kind == "HEIC":
        return (
            f"This is a HEIC photo, which cannot be read here. {_ACCEPTED}. "
            "Export it as JPEG in your photo app and upload that."
        )
    received = f"{kind} files cannot" if kind else "This file is not a picture that can"
    return f"{received} be read here. {_ACCEPTED}. Save it as one of these, or choose another file."


def _recognised_kind(data: bytes) -> str | None:
    start = data[:LONGEST_START].lstrip()  # text files may open with empty lines
    for offset, signature, kind in _SIGNATURES:
        if start.startswith(signature, offset):
            return kind
    return None
