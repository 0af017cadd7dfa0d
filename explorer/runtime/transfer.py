"""One transfer over HTTP, watched from outside: by pooch, on a thread of its own.

A time limit of a socket sees neither a slow name look-up, nor a dozen addresses tried in turn, nor
a server that trickles; whoever watches from outside sees them all.
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
"""How often a running transfer is looked at: what a cancelled one may take to end."""

CHUNK_BYTES = 8 * 1024
"""What pooch hands on at a time. Progress is known, and given up, in such steps."""


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


class Stalled(TimeoutError):  # noqa: N818 -- what happened, not an error of ours
    """Too few bytes came.

    Attributes:
        received: How many came before that.
    """

    def __init__(self, received: int) -> None:
        super().__init__(f"stalled after {received} bytes")
        self.received = received


class Pace:
    """Whether enough bytes keep coming."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._since = time.monotonic()
        self._received = 0

    def is_lost(self, received: int) -> bool:
        """Whether what has been received by now is too little."""
        now = time.monotonic()
        # Fewer than before: another program gave up, and the next one began anew.
        if not 0 <= received - self._received < self._patience.window_bytes:
            self._since, self._received = now, received
        allowed = self._patience.window_seconds if received else self._patience.first_seconds
        return now - self._since > allowed


def receive(
    url: str, path: Path, num_bytes: int, patience: Patience, look: Callable[[int], None]
) -> None:
    """Write what an address sends into a file.

    Args:
        url: The address.
        path: The file.
        num_bytes: What was published there; more is an error.
        patience: When to give up.
        look: Told the bytes received, several times a second; it may raise to give up.

    Raises:
        Stalled: Too few bytes came.
        ValueError: More bytes came than were published.
        OSError: There is no connection, or the file cannot be written.
    """
    # Closing the file ends a transfer that is given up: at its next write.
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
    """The file that pooch writes into: it counts, and takes no more than was published."""

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
