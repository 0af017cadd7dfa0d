"""Memory that is no longer needed, back to the operating system."""

import ctypes
import sys


def give_back_memory() -> None:
    """Return what has been freed: the C library keeps it for the program's next wish."""
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)
