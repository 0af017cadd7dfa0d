"""Fetch one published file of weights: verified, watched, by one program at a time.

pooch speaks HTTP, checks the hash and renames; filelock lets one program at a time do it. This file
adds what neither has: a watch over the transfer, and a sentence for each way it can fail.
Keras' own download has no lock and no time limit, and leaves partial files behind.
"""

import errno
import functools
import logging
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import filelock
import pooch  # type: ignore[import-untyped]
import requests

from explorer.background import Control
from explorer.runtime.transfer import LOOK_SECONDS, Pace, Patience, Stalled, receive

MEGABYTE = 10**6
READABLE_BY_ALL = 0o644
"""pooch's temporary files belong to one user; a class may share a folder of weights."""

FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

WHAT_TO_DO = (
    "Try again later, run `make weights` with an internet connection, "
    "or set VGG16_WEIGHTS to a file of VGG16 weights on this computer."
)


class WeightsUnavailable(RuntimeError):  # noqa: N818 -- a state, not an error of ours
    """There are no weights to use. The message is for visitors: what happened and what to do."""


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """A published file of weights.

    Attributes:
        name: The file's name, in Keras' cache folder too.
        url: Where it is published.
        md5: Its MD5, in hexadecimal.
        num_bytes: Its size.
        include_top: Whether it holds the dense layers.
    """

    name: str
    url: str
    md5: str
    num_bytes: int
    include_top: bool

    @property
    def host(self) -> str:
        """Who publishes it."""
        return urlsplit(self.url).netloc


@dataclass(frozen=True, slots=True)
class Request:
    """A file to download, and how to follow the download."""

    wanted: WeightsFile
    folder: Path
    control: Control = field(default_factory=Control)
    patience: Patience = field(default_factory=Patience)

    @property
    def path(self) -> Path:
        """Where the file ends up."""
        return self.folder / self.wanted.name

    @property
    def staging(self) -> Path:
        """Where it is written: below the same folder, so that moving it is one rename."""
        return self.folder / f".{self.wanted.name}.part"

    def look(self, received: int) -> None:
        """Stop the transfer if it was cancelled, else report how far it is."""
        self.control.check()
        self.control.report(received, self.wanted.num_bytes)


def is_verified(path: Path, wanted: WeightsFile) -> bool:
    """Whether ``path`` is the published file, by size and MD5.

    An unchanged file is hashed once in the life of the program: 1 to 2 s for the largest, against
    several for loading it. The result is not stored on disk, where it could become stale.
    """
    try:
        found = path.stat()
        return found.st_size == wanted.num_bytes and wanted.md5 == _md5(path, found.st_mtime_ns)
    except OSError:
        return False


@functools.lru_cache
def _md5(path: Path, _modified_ns: int) -> str:
    return str(pooch.file_hash(str(path), alg="md5"))


def fetch(request: Request) -> Path:
    """Download a file into its folder, unless a good one is there or arrives meanwhile.

    A file in the folder is replaced only by a verified one, in one step; any failure leaves it as
    it was.

    Args:
        request: What to fetch, where to, and how patiently.

    Returns:
        The path of the verified file.

    Raises:
        Cancelled: The download was stopped. Nothing is left behind.
        WeightsUnavailable: Anything else went wrong; the message explains it.
    """
    try:
        request.folder.mkdir(parents=True, exist_ok=True)
        with _one_at_a_time(request):
            if not is_verified(request.path, request.wanted):
                shutil.rmtree(request.staging, ignore_errors=True)  # what a killed program left
                _require_room(request)
                _retrieve(request)
            return request.path
    except (OSError, ValueError) as error:
        raise WeightsUnavailable(f"{_what_happened(error, request)} {WHAT_TO_DO}") from error


@contextmanager
def _one_at_a_time(request: Request) -> Iterator[None]:
    """Hold the lock; wait for another program's download of the file as long as it progresses.

    The operating system releases the lock of a program that was killed.
    """
    lock = filelock.FileLock(request.folder / f"{request.wanted.name}.lock")
    pace = Pace(request.patience)
    while not lock.is_locked:
        try:
            lock.acquire(timeout=LOOK_SECONDS)
        except filelock.Timeout:
            received = _staged_bytes(request.staging)
            request.look(received)
            if pace.is_lost(received):
                raise WeightsUnavailable(
                    "Another program on this computer is downloading the VGG16 weights, but its "
                    f"download has stalled. There may be no network. {WHAT_TO_DO}"
                ) from None
    try:
        yield
    finally:
        lock.release()


def _staged_bytes(staging: Path) -> int:
    try:
        return sum(path.stat().st_size for path in staging.iterdir())
    except OSError:  # the other program has not begun, or has ended
        return 0


def _require_room(request: Request) -> None:
    needed = request.wanted.num_bytes
    free = shutil.disk_usage(request.folder).free
    if free < needed:
        raise OSError(
            errno.ENOSPC, f"{needed / MEGABYTE:.1f} MB needed, {free / MEGABYTE:.1f} MB free"
        )


def _retrieve(request: Request) -> None:
    wanted, staging = request.wanted, request.staging
    try:
        with _quiet_pooch():
            verified = pooch.retrieve(
                wanted.url,
                known_hash=f"md5:{wanted.md5}",
                fname=wanted.name,
                path=staging,
                downloader=functools.partial(_download_watched, request),
            )
        Path(verified).chmod(READABLE_BY_ALL)
        os.replace(verified, request.path)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


@contextmanager
def _quiet_pooch() -> Iterator[None]:
    logger = pooch.get_logger()
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def _download_watched(request: Request, url: str, output_file: str, _pooch: object) -> None:
    """The downloader that pooch calls."""
    receive(url, Path(output_file), request.wanted.num_bytes, request.patience, request.look)


def _what_stalled(received: int, request: Request) -> str:
    wanted, patience = request.wanted, request.patience
    if not received:
        return (
            f"Almost nothing came from {wanted.host} within {patience.first_seconds:g} seconds. "
            "There is no network, or it blocks this address."
        )
    return (
        f"The download from {wanted.host} stalled at {received / MEGABYTE:.1f} of "
        f"{wanted.num_bytes / MEGABYTE:.1f} MB: less than {patience.window_bytes / 1024:g} KiB "
        f"arrived in {patience.window_seconds:g} seconds. Nothing was kept."
    )


NO_CONNECTION = "No connection to {host}. There is no network, or it blocks this address."
NETWORK_FAILURES: Sequence[tuple[type[requests.RequestException], str]] = (
    (
        requests.exceptions.SSLError,
        "The certificate of {host} was not accepted, so nothing was downloaded. "
        "Some schools and companies inspect the traffic on their network.",
    ),
    (
        requests.exceptions.ChunkedEncodingError,
        "The connection to {host} closed before the whole file arrived. Nothing was kept.",
    ),
    (requests.ConnectionError, NO_CONNECTION),
    (requests.Timeout, NO_CONNECTION),
    (requests.HTTPError, "The server sent an error instead of the file: {error}."),
    (requests.RequestException, "The download from {host} failed: {error}."),
)
"""The sentence for each kind of failure; the first match is used."""


def _what_happened(error: Exception, request: Request) -> str:
    host = request.wanted.host
    match error:
        case Stalled(received=received):
            return _what_stalled(received, request)
        case requests.RequestException():
            sentence = next(text for kind, text in NETWORK_FAILURES if isinstance(error, kind))
            return sentence.format(host=host, error=error)
        case OSError(errno=code) if code in FULL_DISK:
            return (
                f"The disk with {request.folder} is full ({error.strerror}). "
                "Make room there, or set KERAS_HOME to a folder on another disk."
            )
        case OSError():
            return (
                f"The folder {request.folder} cannot be written to ({error.strerror}). "
                "Set KERAS_HOME to a folder that is writable."
            )
        case _:
            return (
                f"{host} did not send the published file: its MD5 or its size differs. "
                "It may be the login page of a network. The file was deleted."
            )
