"""An amount of memory that several threads share."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class MemoryPool:
    """Gives out a number of bytes, first come first served. It counts; it does not allocate."""

    def __init__(self, num_bytes: int) -> None:
        """Begin with all bytes free."""
        self._free = num_bytes
        self._changed = threading.Condition()
        self._first_in_line = threading.Lock()

    @contextmanager
    def reserved(self, num_bytes: int) -> Iterator[None]:
        """Wait until so many bytes are free, and hold them; never more than the pool has.

        Who comes later waits behind, so that small requests do not overtake a large one for ever.
        """
        with self._first_in_line, self._changed:
            self._changed.wait_for(lambda: num_bytes <= self._free)
            self._free -= num_bytes
        try:
            yield
        finally:
            with self._changed:
                self._free += num_bytes
                self._changed.notify_all()
