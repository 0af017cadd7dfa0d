"""How much memory a call takes at its peak, as the C library reports it. Needs no TensorFlow.

The memory that a program holds says little: what it frees stays with it for later. What counts is
what it has asked for and not given back yet. glibc reports that at any moment (``mallinfo2``,
https://man7.org/linux/man-pages/man3/mallinfo.3.html), so a second thread asks all the time while
the call runs.
"""

import ctypes
import functools
import threading
from collections.abc import Callable
from typing import ClassVar

_LOOK_SECONDS = 0.0001
"""Between two looks; one takes about 0.02 ms."""


class _MemoryInUse(ctypes.Structure):
    """glibc's ``struct mallinfo2``, sums over all threads."""

    _fields_: ClassVar = [
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    ]


def peak_memory(call: Callable[[], object]) -> int | None:
    """Measure by how many bytes the program's memory in use grows at most during a call.

    What other threads ask for meanwhile counts too, and a peak shorter than about 0.2 ms may be
    missed: measure several times.

    Args:
        call: What to run. Its result counts, and is discarded afterwards.

    Returns:
        Bytes; None where the C library is not glibc, or older than 2.33.
    """
    if bytes_in_use() is None:
        call()
        return None
    watcher = _Watcher()
    watcher.start()
    try:
        result = call()
    finally:
        grown = watcher.stop()
    del result
    return grown


def bytes_in_use() -> int | None:
    """What the program has asked for and not given back; None where that is not known."""
    ask = _mallinfo2()
    if ask is None:
        return None
    info = ask()
    return int(info.uordblks + info.hblkhd)


@functools.cache
def _mallinfo2() -> Callable[[], _MemoryInUse] | None:
    try:
        ask = ctypes.CDLL(None).mallinfo2
    except (AttributeError, OSError, TypeError):
        return None  # another C library, or another operating system
    ask.restype = _MemoryInUse
    typed: Callable[[], _MemoryInUse] = ask
    return typed


class _Watcher(threading.Thread):
    """Asks for the memory in use, again and again."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._ended = threading.Event()
        self._before = self._most = bytes_in_use() or 0

    def run(self) -> None:
        while not self._ended.wait(_LOOK_SECONDS):
            self._look()

    def stop(self) -> int:
        """Look a last time; return how many bytes the peak lies above the start."""
        self._look()
        self._ended.set()
        self.join()
        return self._most - self._before

    def _look(self) -> None:
        self._most = max(self._most, bytes_in_use() or 0)
