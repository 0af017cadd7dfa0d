"""Sums of the class benchmark, worked out by hand."""

import pytest

from benchmarks.classroom.pupil import GROWTH, LAYER, MISTAKE, PAINT, PATCH, SHEET, Record, Wait
from benchmarks.classroom.report import (
    Alone,
    Bound,
    Memory,
    at_least,
    bounds,
    passes_per_later_answer,
    span,
)
from benchmarks.classroom.server import Pass


def wait(kind: str, start: float, seconds: float) -> Wait:
    return Wait(kind, 0, start, seconds, busy=0, size=0)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        pytest.param([3.0], 3, id="one wait"),
        pytest.param([2.0, 1.0], 2, id="two waits"),
        pytest.param(range(1, 21), 19, id="twenty waits"),
        pytest.param(range(1, 22), 20, id="twenty-one waits"),
        pytest.param(range(1, 101), 95, id="a hundred waits"),
    ],
)
def test_ninety_five_percent_wait_no_longer(seconds: list[float], expected: float) -> None:
    assert at_least(0.95, seconds) == expected


def test_first_sheets_last_from_the_first_upload_to_the_last_sheet() -> None:
    assert span([wait(SHEET, 10, 5), wait(SHEET, 11, 3), wait(SHEET, 12, 4)]) == 6
    assert span([]) is None


def test_passes_of_first_sheets_do_not_count_for_later_answers() -> None:
    alone = Alone(0.2, Record([wait(SHEET, 0, 0.9)]), passes=1)
    record = Record(
        [wait(PAINT, 10, 1), wait(SHEET, 12, 2), wait(SHEET, 12, 3), *[wait(LAYER, 16, 1)] * 4]
    )
    passes = [Pass(5, 1), Pass(13, 1), Pass(14, 1), Pass(16.5, 0.5), Pass(40, 1)]
    assert passes_per_later_answer(passes, record, alone) == 0.5 / 4
    assert passes_per_later_answer(passes[:2], record, alone) == 0
    assert passes_per_later_answer(None, record, alone) is None


def test_another_look_may_take_one_pass() -> None:
    alone = Alone(0.2, Record([wait(SHEET, 0, 0.9)]), passes=1)
    record = Record(
        [wait(SHEET, 10, 1), wait(MISTAKE, 12, 1), wait(PATCH, 14, 1), wait(LAYER, 16, 1)]
    )
    passes = [Pass(10.5, 1), Pass(12.5, 1), Pass(14.5, 1.25), Pass(16.5, 0.5)]
    assert passes_per_later_answer(passes, record, alone) == 0.75 / 3


@pytest.mark.parametrize(
    ("passes", "expected"), [(None, 0.7), (1.0, 0.7), (2.0, 0.5), (9.0, 0.0)], ids=str
)
def test_the_work_around_a_pass_is_what_is_left_of_a_sheet(
    passes: float | None, expected: float
) -> None:
    alone = Alone(0.2, Record([wait(SHEET, 0, 0.9)]), passes)
    assert alone.around == pytest.approx(expected)


def test_each_promise_is_measured_against_its_limit() -> None:
    alone = Alone(0.2, Record([wait(SHEET, 0, 1)]), passes=1)
    record = Record([wait(SHEET, 0, 6)] * 6 + [wait(LAYER, 9, 0.6)] * 3 + [wait(GROWTH, 12, 9)])
    found = {each.name: each for each in bounds(record, alone, Memory(1, 2.3, 1.05), "class", 0.15)}
    assert {name for name, each in found.items() if not each.is_kept} == {
        "another layer, median",
        "peak memory",
    }
    assert found["all first sheets"].most == pytest.approx(1.25 * 6 * 1)
    assert found["memory after the class, as a multiple of before"].seen == pytest.approx(1.05)


def test_what_was_not_measured_breaks_nothing() -> None:
    bound = Bound("peak memory", None, 2.2, "GiB")
    assert bound.is_kept
    assert str(bound).endswith("not measured")
    assert str(Bound("peak memory", 2.5, 2.2, "GiB")).endswith("at most 2.20 GiB: BROKEN")
