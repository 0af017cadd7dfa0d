"""Fetch one published file of weights: verified, watched, by one program at a time.

pooch speaks HTTP, checks the hash and renames; filelock lets one program at a time do it. Ours
is the watch over a transfer, which neither has, and the sentence for each way it can fail.
Keras' own download has no lock and no time limit, and leaves partial files behind.
"""

import errno
import functools
import logging
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import filelock
import pooch  # type: ignore[import-untyped]
import requests

MEGABYTE = 10**6
_LOOK_SECONDS = 0.1
"""How often a running transfer is looked at: what a cancelled one may take to end."""

CHUNK_BYTES = 8 * 1024
"""What pooch hands on at a time. Progress is known, and given up, in such steps."""

READABLE_BY_ALL = 0o644
"""pooch's temporary files belong to one user; a class may share a folder of weights."""

FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

WHAT_TO_DO = (
    "Try again later, or run `make weights` where the internet can be reached, "
    "or set VGG16_WEIGHTS to a file of VGG16 weights on this computer."
)


class WeightsUnavailable(RuntimeError):  # noqa: N818 -- says what is so, not that we erred
    """There are no weights to use. The message is for visitors: what happened and what to do."""


class FetchCancelled(WeightsUnavailable):
    """Whoever asked for the weights no longer wants them."""


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
class Patience:
    """When a transfer is given up.

    A server that stops and one that trickles fail by the same rule: too few bytes in a window of
    time. So the whole transfer is bounded too: by ``num_bytes / window_bytes`` windows.

    Attributes:
        first_seconds: From asking (name look-up, connection, encryption) to the first bytes.
        window_seconds: Afterwards, the time in which ``window_bytes`` must come.
        window_bytes: The defaults ask for 13 kB/s.
    """

    first_seconds: float = 10.0
    window_seconds: float = 20.0
    window_bytes: int = 256 * 1024


Progress = Callable[[int, int], None]
"""Called with the bytes received and the bytes of the whole file."""


@dataclass(frozen=True, slots=True)
class Request:
    """A file that someone wants, and how they follow it."""

    wanted: WeightsFile
    folder: Path
    progress: Progress | None = None
    cancelled: threading.Event | None = None
    patience: Patience = Patience()

    @property
    def path(self) -> Path:
        """Where the file ends up."""
        return self.folder / self.wanted.name

    @property
    def staging(self) -> Path:
        """Where it is written: below the same folder, so that moving it is one rename."""
        return self.folder / f".{self.wanted.name}.part"

    def look(self, received: int) -> None:
        """Tell how far the transfer is, and stop it where nobody wants it any more."""
        if self.cancelled is not None and self.cancelled.is_set():
            raise FetchCancelled(
                "The download of the VGG16 weights was cancelled. Nothing of it was kept. "
                "Start it again when you want the weights."
            )
        if self.progress is not None:
            self.progress(received, self.wanted.num_bytes)


def is_verified(path: Path, wanted: WeightsFile) -> bool:
    """Whether ``path`` is the published file, by size and MD5.

    A file that stays as it is gets hashed once in the life of the program: 1 to 2 s for the
    largest, next to several for loading it. Nothing is remembered on disk, where it could be stale.
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

    A file in the folder is replaced only by a verified one, in one step; whatever goes wrong
    leaves it as it was.

    Args:
        request: What to fetch, where to, and how patiently.

    Returns:
        The path of the verified file.

    Raises:
        FetchCancelled: ``request.cancelled`` was set.
        WeightsUnavailable: Anything else that went wrong, in sentences.
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
    """Hold the lock; wait for another program that downloads the same file, while it moves.

    The operating system lets go of the lock of a program that was killed.
    """
    lock = filelock.FileLock(request.folder / f"{request.wanted.name}.lock")
    pace = _Pace(request.patience)
    while not lock.is_locked:
        try:
            lock.acquire(timeout=_LOOK_SECONDS)
        except filelock.Timeout:
            received = _staged_bytes(request.staging)
            request.look(received)
            if pace.is_lost(received):
                raise WeightsUnavailable(
                    "The VGG16 weights are already being downloaded on this computer, and that "
                    f"download does not get on: the network may be missing. {WHAT_TO_DO}"
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
    """What pooch calls to download: its own HTTP on a thread of its own, watched from this one.

    A time limit of a socket sees neither a slow name look-up, nor a dozen addresses tried in
    turn, nor a server that trickles; whoever watches from outside sees them all.
    """
    # Closing the file ends a transfer that is given up: at its next write.
    with Path(output_file).open("wb") as file:
        sink = _Sink(file, request.wanted)
        _watch(_in_background(lambda: _transfer(url, sink, request.patience)), sink, request)


def _transfer(url: str, sink: "_Sink", patience: Patience) -> None:
    # The socket's limits only end this thread: they are longer than the watch's.
    seconds = patience.first_seconds + patience.window_seconds
    with ExitStack() as opened:

        def close_at_the_end(response: requests.Response, **_options: object) -> None:
            opened.callback(response.close)

        download = pooch.HTTPDownloader(
            chunk_size=CHUNK_BYTES, timeout=seconds, hooks={"response": close_at_the_end}
        )
        download(url, sink, None)


class _Sink:
    """The file that pooch writes into: it counts, and takes no more than was published."""

    def __init__(self, file: BinaryIO, wanted: WeightsFile) -> None:
        self._file = file
        self._wanted = wanted
        self.received = 0

    def write(self, data: bytes) -> None:
        if self.received + len(data) > self._wanted.num_bytes:
            raise ValueError("more bytes than published")
        self._file.write(data)
        self.received += len(data)

    def flush(self) -> None:
        self._file.flush()


def _in_background(work: Callable[[], None]) -> Future[None]:
    """Start ``work`` on a thread that does not keep the program from ending."""
    future: Future[None] = Future()

    def run() -> None:
        try:
            work()
        except Exception as error:  # handed to whoever watches
            future.set_exception(error)
        else:
            future.set_result(None)

    threading.Thread(target=run, name="weights download", daemon=True).start()
    return future


def _watch(transfer: Future[None], sink: _Sink, request: Request) -> None:
    pace = _Pace(request.patience)
    while wait([transfer], timeout=_LOOK_SECONDS).not_done:
        request.look(sink.received)
        if pace.is_lost(sink.received):
            raise WeightsUnavailable(f"{_what_stalled(sink.received, request)} {WHAT_TO_DO}")
    transfer.result()
    request.look(sink.received)


class _Pace:
    """Whether enough bytes keep coming."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._since = time.monotonic()
        self._received = 0

    def is_lost(self, received: int) -> bool:
        now = time.monotonic()
        # Fewer than before: another program gave up, and the next one began anew.
        if not 0 <= received - self._received < self._patience.window_bytes:
            self._since, self._received = now, received
        allowed = self._patience.window_seconds if received else self._patience.first_seconds
        return now - self._since > allowed


def _what_stalled(received: int, request: Request) -> str:
    wanted, patience = request.wanted, request.patience
    if not received:
        return (
            f"Next to nothing came from {wanted.host} within {patience.first_seconds:g} seconds. "
            "There is no network, or it keeps this program from that address."
        )
    return (
        f"The download from {wanted.host} stalled at {received / MEGABYTE:.1f} of "
        f"{wanted.num_bytes / MEGABYTE:.1f} MB: less than {patience.window_bytes / 1024:g} KiB "
        f"came in {patience.window_seconds:g} seconds. Nothing of it was kept."
    )


NO_CONNECTION = (
    "No connection to {host}. There is no network, or it keeps this program from that address."
)
NETWORK_FAILURES: Sequence[tuple[type[requests.RequestException], str]] = (
    (
        requests.exceptions.SSLError,
        "The certificate of {host} was not accepted, so nothing was downloaded. "
        "Some schools and companies inspect what passes their network.",
    ),
    (
        requests.exceptions.ChunkedEncodingError,
        "The connection to {host} closed before the whole file came. Nothing of it was kept.",
    ),
    (requests.ConnectionError, NO_CONNECTION),
    (requests.Timeout, NO_CONNECTION),
    (requests.HTTPError, "Instead of the file came an error: {error}."),
    (requests.RequestException, "The download from {host} failed: {error}."),
)
"""The sentence for each kind of failure, the first that fits."""


def _what_happened(error: Exception, request: Request) -> str:
    host = request.wanted.host
    match error:
        case requests.RequestException():
            sentence = next(text for kind, text in NETWORK_FAILURES if isinstance(error, kind))
            return sentence.format(host=host, error=error)
        case OSError(errno=code) if code in FULL_DISK:
            return (
                f"The disk of {request.folder} is full ({error.strerror}). "
                "Make room there, or set KERAS_HOME to a folder on another disk."
            )
        case OSError():
            return (
                f"The folder {request.folder} cannot be written to ({error.strerror}). "
                "Set KERAS_HOME to a folder that can."
            )
        case _:
            return (
                f"What {host} sent is not the published file: its MD5 or its size differs. "
                "It may be the login page of a network. It was thrown away."
            )
