"""The files in a zip that nobody has checked, one at a time, in memory."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from explorer.images.intake import MAX_FILE_BYTES

_MEGA = 10**6
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
MAX_ZIP_BYTES = 100 * _MEGA
MAX_ENTRIES = 25_000
MOST_UNPACKED_BYTES = 1000 * _MEGA
"""Of all files in a zip together."""

MAX_RATIO, SMALL_BYTES_UNPACKED = 100, _MEGA
"""How many times larger than packed a file of more than 10^6 bytes may be; photos hardly shrink."""

_CENTRAL_ENTRY = b"PK\x01\x02"
_ENCRYPTED, _UTF_8 = 0x1, 0x800
"""Bits of a file's flags in a zip."""

_READ_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)
_PACK_AGAIN = "Pack the folders again and upload that."


class ZipRejected(ValueError):  # noqa: N818 -- what happened to the file
    """A zip was not accepted. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class PackedFiles:
    """The files in a zip, without its folders.

    Attributes:
        archive: The opened zip.
        entries: Its files.
    """

    archive: zipfile.ZipFile
    entries: tuple[zipfile.ZipInfo, ...]

    def each(self) -> Iterator[tuple[str, bytes | str]]:
        """Unpack the next file each time.

        Yields:
            Its path, and its bytes or a sentence that says why they cannot be read.
        """
        left = MOST_UNPACKED_BYTES
        with closing(self.archive):
            for entry in self.entries:
                content = _content(self.archive, entry, left)
                left -= len(content) if isinstance(content, bytes) else 0
                yield _path(entry), content


def is_zip(data: bytes) -> bool:
    """Whether a file begins as zips do."""
    return data.startswith(ZIP_STARTS)


def packed_files(data: bytes) -> PackedFiles:
    """Open a zip.

    Args:
        data: The whole file.

    Raises:
        ZipRejected: It is too large, damaged, or holds too many files or none.
    """
    if len(data) > MAX_ZIP_BYTES:
        raise ZipRejected(
            f"The zip has {len(data):,} bytes. Accepted: up to {MAX_ZIP_BYTES // _MEGA} MB. "
            "Pack smaller copies of the photos, or several zips."
        )
    num_entries = data.count(_CENTRAL_ENTRY)  # before a list of them is made
    if num_entries > MAX_ENTRIES:
        raise ZipRejected(
            f"The zip has about {num_entries:,} files. Accepted: up to {MAX_ENTRIES:,}. Pack fewer."
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _READ_ERRORS as error:
        raise ZipRejected(f"The zip is damaged or incomplete. {_PACK_AGAIN}") from error
    entries = tuple(entry for entry in archive.infolist() if not entry.is_dir())
    if not entries:
        raise ZipRejected(f"The zip has no files. Put photos into its folders. {_PACK_AGAIN}")
    return PackedFiles(archive, entries)


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> bytes | str:
    """The bytes of a file, or why they cannot be read; never more than a photo may have."""
    if problem := _problem(entry, left):
        return problem
    try:
        with archive.open(entry) as file:
            return file.read(MAX_FILE_BYTES)  # and never more than it claims
    except _READ_ERRORS:
        return f"It is damaged in the zip. {_PACK_AGAIN}"
    except RuntimeError:  # encrypted in a way that its flags do not say
        return _locked()


def _problem(entry: zipfile.ZipInfo, left: int) -> str:
    """Why a file is not unpacked, as far as its entry shows; "" if it may be."""
    if entry.flag_bits & _ENCRYPTED:
        return _locked()
    if entry.file_size > MAX_FILE_BYTES:
        return (
            f"It has {entry.file_size:,} bytes unpacked. Accepted: up to "
            f"{MAX_FILE_BYTES // _MEGA} MB. Save a smaller copy and pack that."
        )
    if entry.file_size > max(SMALL_BYTES_UNPACKED, MAX_RATIO * entry.compress_size):
        return (
            f"It is {entry.file_size / max(1, entry.compress_size):,.0f} times larger unpacked, "
            f"which no photo is. Accepted: up to {MAX_RATIO} times. Save it as JPEG and pack that."
        )
    if entry.file_size > left:
        return (
            f"The files in the zip have more than {MOST_UNPACKED_BYTES // _MEGA:,} MB unpacked. "
            "Pack smaller copies of the photos, or several zips."
        )
    return ""


def _locked() -> str:
    return "It is locked with a password. Accepted: zips without one. Pack the folders without it."


def _path(entry: zipfile.ZipInfo) -> str:
    """A file's path. Where the zip does not say how letters are written, as most programs do.

    Programs on macOS and Linux write UTF-8, Korean Windows code page 949, and say neither.
    """
    if entry.flag_bits & _UTF_8:
        return entry.filename
    try:
        raw = entry.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename
