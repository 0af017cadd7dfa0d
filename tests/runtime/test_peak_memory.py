"""How much memory a call takes at its peak, whatever the program held or freed before."""

import threading
from collections.abc import Callable

import numpy as np
import pytest

from explorer.runtime import peak_memory as module
from explorer.runtime.peak_memory import bytes_in_use, peak_memory

MEBIBYTE = 2**20
PATIENCE_S = 30

pytestmark = pytest.mark.skipif(
    bytes_in_use() is None, reason="the C library does not report the memory in use"
)


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Waits until the memory has been read twice more, so the last reading began here."""
    looks = threading.Semaphore(0)
    ask = module.bytes_in_use

    def noted() -> int | None:
        found = ask()
        looks.release()
        return found

    monkeypatch.setattr(module, "bytes_in_use", noted)

    def wait() -> None:
        while looks.acquire(blocking=False):
            pass
        for _ in range(2):
            assert looks.acquire(timeout=PATIENCE_S)

    return wait


def megabytes(number: int) -> object:
    return np.ones(number * MEBIBYTE, np.uint8)


def test_what_is_given_back_before_the_end_counts(looked: Callable[[], None]) -> None:
    def call() -> object:
        gone, kept = megabytes(40), megabytes(16)
        looked()
        del gone
        return kept

    grown = peak_memory(call)
    assert grown is not None
    assert grown == pytest.approx(56 * MEBIBYTE, abs=MEBIBYTE)


def test_memory_freed_before_does_not_hide_it(looked: Callable[[], None]) -> None:
    """A program keeps freed memory, so its size on the system does not grow."""
    parts = [megabytes(1) for _ in range(30)]
    del parts

    def call() -> object:
        result = [megabytes(1) for _ in range(20)]
        looked()
        return result

    grown = peak_memory(call)
    assert grown is not None
    assert grown == pytest.approx(20 * MEBIBYTE, abs=MEBIBYTE)


def test_in_a_thread_as_jobs_are(looked: Callable[[], None]) -> None:
    found: list[int | None] = []

    def call() -> object:
        result = megabytes(8)
        looked()
        return result

    thread = threading.Thread(target=lambda: found.append(peak_memory(call)))
    thread.start()
    thread.join(PATIENCE_S)
    (grown,) = found
    assert grown == pytest.approx(8 * MEBIBYTE, abs=MEBIBYTE)


def test_the_result_is_discarded() -> None:
    before = bytes_in_use()
    peak_memory(lambda: megabytes(64))
    after = bytes_in_use()
    assert before is not None
    assert after is not None
    assert after - before < 8 * MEBIBYTE


def test_an_error_is_passed_on_and_ends_the_watch() -> None:
    threads = threading.active_count()
    with pytest.raises(ZeroDivisionError, match="division"):
        peak_memory(lambda: 1 / 0)
    assert threading.active_count() == threads


def test_without_glibc_the_call_still_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "bytes_in_use", lambda: None)
    ran: list[bool] = []
    assert peak_memory(lambda: ran.append(True)) is None
    assert ran == [True]
