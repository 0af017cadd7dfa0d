"""Open a file of weights as HDF5, whichever way Keras packed it. Arrays are read, nothing else."""

import io
import lzma
import os
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import h5py

from explorer.runtime.similar_files import similar_file
from explorer.runtime.weights_kinds import (
    HDF5_SIGNATURE,
    KERAS_WEIGHTS,
    foreign_archive,
    foreign_folder,
    foreign_kind,
    start_of,
)

MAX_UNPACKED_BYTES = 2 * 10**9
"""Of a packed ``.keras`` file: VGG16 with its dense layers and Adam's two moments takes 1.7 GB."""

_ZIP_SIGNATURE = b"PK\x03\x04"
_LOCAL_HEADER = struct.Struct("<4s22xHH")
"""Of an entry of a zip archive: its signature, then the lengths of its name and its extra part."""

_ENCRYPTED = 0x1
_COPIED_AT_ONCE = 2**20


class NotVGG16Error(ValueError):
    """A file that holds something else; the message says what is wrong, in a few words."""


@contextmanager
def hdf5_of(path: Path) -> Iterator[h5py.Group]:
    """Open a file's arrays.

    Raises:
        NotVGG16Error: It is no file that Keras writes.
        OSError: It cannot be read, or is damaged.
    """
    _require_file(path)
    start = start_of(path)
    if not start.first:
        raise NotVGG16Error("it is empty. Copy or download it again")
    if start.first.startswith(_ZIP_SIGNATURE):
        with _arrays_in_zip(path) as arrays, h5py.File(arrays, "r") as file:
            yield file
    elif h5py.is_hdf5(path) or start.first.startswith(HDF5_SIGNATURE):
        with h5py.File(path, "r") as file:
            yield file
    else:
        raise NotVGG16Error(foreign_kind(start))


def _require_file(path: Path) -> None:
    if path.is_dir():
        raise NotVGG16Error(foreign_folder(path))
    if path.is_file():
        return
    if path.with_name(f"{path.name}.index").is_file():
        raise NotVGG16Error(foreign_kind(start_of(path.with_name(f"{path.name}.index"))))
    similar = similar_file(path)
    found = f"; found {similar}: use that, or rename it" if similar else ""
    raise NotVGG16Error(f"the file does not exist{found}")


@contextmanager
def _arrays_in_zip(path: Path) -> Iterator[IO[bytes] | io.RawIOBase]:
    try:
        with zipfile.ZipFile(path) as archive:
            if KERAS_WEIGHTS not in archive.namelist():
                raise NotVGG16Error(foreign_archive(archive))
            entry = archive.getinfo(KERAS_WEIGHTS)
            if entry.flag_bits & _ENCRYPTED:
                raise NotVGG16Error("it is locked with a password")
            if entry.compress_type == zipfile.ZIP_STORED:  # as Keras writes it
                with path.open("rb") as file:
                    yield _Window(file, _content_offset(file, entry), entry.file_size)
            else:
                with _unpacked(archive, entry) as file:
                    yield file
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError) as error:
        raise OSError(f"damaged or incomplete zip archive: {error}") from error


def _content_offset(file: IO[bytes], entry: zipfile.ZipInfo) -> int:
    file.seek(entry.header_offset)
    header = file.read(_LOCAL_HEADER.size).ljust(_LOCAL_HEADER.size, b"\0")
    signature, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    if signature != _ZIP_SIGNATURE:
        raise zipfile.BadZipFile("an entry does not begin where the archive says")
    return int(entry.header_offset + _LOCAL_HEADER.size + name_length + extra_length)


@contextmanager
def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    """A file without a name that is gone when it is closed; never larger than the limit."""
    if entry.file_size > MAX_UNPACKED_BYTES:
        raise NotVGG16Error(
            f"unpacked, it would take {entry.file_size:,} bytes; the limit is "
            f"{MAX_UNPACKED_BYTES:,}. Save the model again with Keras, without its optimizer"
        )
    with tempfile.TemporaryFile() as target, archive.open(entry) as source:
        # zipfile gives no more bytes than the archive announces, and checks their sum.
        while piece := source.read(_COPIED_AT_ONCE):
            target.write(piece)
        yield target


class _Window(io.RawIOBase):
    """A part of a file as a file of its own, so that nothing is copied."""

    def __init__(self, file: IO[bytes], offset: int, length: int) -> None:
        super().__init__()
        self._file, self._offset, self._length, self._at = file, offset, length, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, position: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._length}[whence]
        self._at = base + position
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any buffer
        wanted = min(len(buffer), max(0, self._length - self._at))
        self._file.seek(self._offset + self._at)
        piece = self._file.read(wanted)
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)
