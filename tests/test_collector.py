"""Loaded objects are hidden from the garbage collector; unneeded ones are still freed."""

import gc
import sys
import weakref
from collections.abc import Iterator
from types import ModuleType

import pytest

from explorer.shared.collector import (
    COLLECT_S,
    REFREEZE_S,
    collect_now_and_then,
    freeze_new_libraries,
    freeze_what_is_loaded,
)


class InCycle:
    """Refers to itself: only the collector frees it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def unfrozen(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Freeze nothing for other tests, and let no time pass."""
    monkeypatch.setattr("explorer.shared.collector.monotonic", lambda: 0.0)
    gc.unfreeze()
    yield
    gc.unfreeze()


def test_what_is_loaded_is_frozen() -> None:
    freeze_what_is_loaded()
    frozen = gc.get_freeze_count()
    assert frozen > 100_000
    assert len(gc.get_objects()) < frozen / 100


def test_what_was_frozen_and_is_not_needed_is_freed() -> None:
    kept = InCycle()
    known = weakref.ref(kept)
    freeze_what_is_loaded()
    del kept
    gc.collect()
    assert known() is not None
    freeze_what_is_loaded()
    assert known() is None


def test_it_freezes_again_after_a_library_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    freeze_new_libraries()
    gc.unfreeze()
    freeze_new_libraries()
    assert gc.get_freeze_count() == 0
    monkeypatch.setitem(sys.modules, "a_new_library", ModuleType("a_new_library"))
    freeze_new_libraries()
    assert gc.get_freeze_count() > 100_000


def test_what_a_visitor_left_behind_is_freed_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    freeze_new_libraries()
    left = InCycle()
    known = weakref.ref(left)
    freeze_what_is_loaded()
    del left
    freeze_new_libraries()
    gc.collect()
    assert known() is not None
    monkeypatch.setattr("explorer.shared.collector.monotonic", lambda: float(REFREEZE_S))
    freeze_new_libraries()
    assert known() is None


def test_pages_collect_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    gc.disable()
    try:
        collect_now_and_then()
        known = weakref.ref(InCycle())
        collect_now_and_then()
        assert known() is not None
        monkeypatch.setattr("explorer.shared.collector.monotonic", lambda: float(COLLECT_S))
        collect_now_and_then()
        assert known() is None
    finally:
        gc.enable()
