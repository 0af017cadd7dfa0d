"""Keeps Python's garbage collector quick, and calls it now and then.

A collection visits everything that is loaded, libraries and networks included. Nothing else runs
meanwhile, so the browser waits for the last parts of the page: 0.1 s without TensorFlow, more with
it. Frozen objects are not visited. Streamlit would collect after each run, many times a second with
a class; without any collection what pages leave behind takes 0.3 GiB.
"""

import gc
import sys
from functools import lru_cache
from time import monotonic

COLLECT_S = 1
"""s between two collections while pages run."""

REFREEZE_S = 600
"""s until what visitors have left behind is freed, although it was frozen."""


def freeze_what_is_loaded() -> None:
    """Collect what is no longer needed, and hide the rest from the collector."""
    gc.unfreeze()  # what has been replaced since may be freed
    gc.collect()
    gc.freeze()


def freeze_new_libraries() -> None:
    """Freeze again if libraries have been loaded since the last time, and now and then."""
    _freeze_with(len(sys.modules), int(monotonic() // REFREEZE_S))


@lru_cache(maxsize=1)  # not Streamlit's, which anybody may empty
def _freeze_with(num_modules: int, time_slot: int) -> None:
    freeze_what_is_loaded()


def collect_now_and_then() -> None:
    """Free what pages have left behind; call it in each run."""
    _collect_in(int(monotonic() // COLLECT_S))


@lru_cache(maxsize=1)
def _collect_in(time_slot: int) -> None:
    gc.collect()
