"""Freed memory goes back to the system where a program takes much, and where the system says so."""

import pytest

from explorer.runtime import memory
from explorer.runtime.memory import MUCH_BYTES, give_back_if_much
from explorer.runtime.resident import ResidentMemory


@pytest.mark.parametrize(
    ("now", "expected"), [(MUCH_BYTES + 1, 1), (MUCH_BYTES, 0), (0, 0), (None, 0)]
)
def test_only_where_it_matters(
    monkeypatch: pytest.MonkeyPatch, now: int | None, expected: int
) -> None:
    times: list[None] = []
    monkeypatch.setattr(memory, "resident_memory", lambda: ResidentMemory(now, now))
    monkeypatch.setattr(memory, "give_back_memory", lambda: times.append(None))
    give_back_if_much()
    assert len(times) == expected
