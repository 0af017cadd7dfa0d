"""One HTTP transfer by pooch, on a thread of its own and watched from outside.

A socket's time limit misses a slow name look-up, a dozen addresses tried in turn and a server that
trickles; a watch from outside catches them all.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pooch  # type: ignore[import-untyped]
import requests

LOOK_SECONDS = 0.1
"""Time between two checks of a transfer, and so the longest that a cancelled one goes on."""

CHUNK_BYTES = 8 * 1024
"""What pooch passes on at a time. Progress is reported, and a transfer ended, in such steps."""


@dataclass(frozen=True, slots=True)
class Patience:
    """When to give up a transfer.

    A server that stops and one that trickles fail by the same rule: too few bytes in a window of
    time. So the whole transfer is bounded too: by ``num_bytes / window_bytes`` windows.

    Attributes:
        first_seconds: From the request (name look-up, connection, encryption) to the first bytes.
        window_seconds: Afterwards, the time in which ``window_bytes`` must arrive.
        window_bytes: The defaults require 13 kB/s.
    """

    first_seconds: float = 10.0
    window_seconds: float = 20.0
    window_bytes: int = 256 * 1024


class Stalled(TimeoutError):  # noqa: N818 -- what happened, not an error of ours
    """Too few bytes arrived.

    Attributes:
        received: How many arrived before that.
    """

    def __init__(self, received: int) -> None:
        super().__init__(f"stalled after {received} bytes")
        self.received = received


class Pace:
    """Whether enough bytes keep arriving."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._since = time.monotonic()
        self._received = 0

    def is_lost(self, received: int) -> bool:
        """Whether too little has been received by now."""
        now = time.monotonic()
        # Fewer than before: another program gave up, and the next one started over.
        if not 0 <= received - self._received < self._patience.window_bytes:
            self._since, self._received = now, received
        allowed = self._patience.window_seconds if received else self._patience.first_seconds
        return now - self._since > allowed


def receive(
    url: str, path: Path, num_bytes: int, patience: Patience, look: Callable[[int], None]
) -> None:
    """Download an address into a file.

    Args:
        url: The address.
        path: The file.
        num_bytes: The published size; more is an error.
        patience: When to give up.
        look: Called with the bytes received, several times a second; it may raise to give up.

    Raises:
        Stalled: Too few bytes arrived.
        ValueError: More bytes arrived than were published.
        OSError: There is no connection, or the file cannot be written.
    """
    # Closing the file ends an abandoned transfer at its next write.
    with path.open("wb") as file:
        sink = _Sink(file, num_bytes)
        transfer, pace = _in_background(lambda: _transfer(url, sink, patience)), Pace(patience)
        while wait([transfer], timeout=LOOK_SECONDS).not_done:
            look(sink.received)
            if pace.is_lost(sink.received):
                raise Stalled(sink.received)
        transfer.result()
        look(sink.received)


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
    """The file that pooch writes to: counts bytes, and refuses more than were published."""

    def __init__(self, file: BinaryIO, num_bytes: int) -> None:
        self._file = file
        self._num_bytes = num_bytes
        self.received = 0

    def write(self, data: bytes) -> None:
        if self.received + len(data) > self._num_bytes:
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
