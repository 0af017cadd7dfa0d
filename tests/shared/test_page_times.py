"""How long pages took: the slowest first, of the latest runs, also of those that ended early."""

import pytest

from explorer.shared import page_times as module
from explorer.shared.page_times import PageTime, PageTimes


def test_the_slowest_comes_first() -> None:
    times = PageTimes()
    for page, seconds in (("Layers", 0.1), ("Depth", 3.0), ("Depth", 1.0), ("Depth", 2.0)):
        times.note(page, seconds)
    assert times.slowest_first() == (
        PageTime("Depth", median_s=2.0, longest_s=3.0, num_runs=3),
        PageTime("Layers", median_s=0.1, longest_s=0.1, num_runs=1),
    )


def test_only_the_latest_runs_count() -> None:
    times = PageTimes(latest_runs=2)
    for seconds in (100.0, 1.0, 2.0):
        times.note("Depth", seconds)
    assert times.slowest_first() == (PageTime("Depth", 1.5, 2.0, 2),)


def test_before_anybody_came_there_is_nothing() -> None:
    assert PageTimes().slowest_first() == ()


def test_a_run_that_ends_early_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([10.0, 17.0])
    monkeypatch.setattr(module, "monotonic", lambda: next(clock))
    times = PageTimes()
    with pytest.raises(KeyboardInterrupt, match="click"), times.noting("Depth"):
        raise KeyboardInterrupt("click")
    assert times.slowest_first() == (PageTime("Depth", 7.0, 7.0, 1),)
