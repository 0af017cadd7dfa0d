"""Keeps Python's garbage collector quick: Streamlit calls it after each run, before a page is done.

A collection walks over everything that is loaded, libraries and networks included, and nothing else
runs meanwhile, so that the browser waits for the last parts of the page: 0.1 s without TensorFlow,
more with it. What is frozen is not walked over.
"""

import gc
import sys
from functools import lru_cache
from time import monotonic

REFREEZE_S = 600
"""s after which what visitors have left behind since goes, although it was frozen."""


def freeze_what_is_loaded() -> None:
    """Collect what is no longer needed, and take all the rest out of the collector's way."""
    gc.unfreeze()  # what was replaced since may go
    gc.collect()
    gc.freeze()


def freeze_new_libraries() -> None:
    """Freeze again where libraries have been loaded since the last time, and now and then."""
    _freeze_with(len(sys.modules), int(monotonic() // REFREEZE_S))


@lru_cache(maxsize=1)  # the program's, whoever empties Streamlit's caches
def _freeze_with(num_modules: int, time_slot: int) -> None:
    freeze_what_is_loaded()
