"""Work goes on in the gaps between questions."""

import pytest

from explorer.background import Control
from explorer.shared import gaps
from explorer.shared.gaps import LONGEST_WAIT_S, wait_for_gap


class Clock:
    """A clock that only pausing moves on."""

    def __init__(self) -> None:
        self.now = 0.0

    def pause(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(gaps, "monotonic", lambda: found.now)
    monkeypatch.setattr(gaps, "sleep", found.pause)
    return found


@pytest.mark.parametrize("busy_s", [0, 1])
def test_it_goes_on_once_nothing_is_asked(clock: Clock, busy_s: float) -> None:
    wait_for_gap(lambda: clock.now < busy_s, Control())
    assert clock.now == pytest.approx(busy_s, abs=0.1)


def test_it_goes_on_where_visitors_never_stop(clock: Clock) -> None:
    wait_for_gap(lambda: True, Control())
    assert clock.now == pytest.approx(LONGEST_WAIT_S, abs=0.1)


def test_what_should_stop_does_not_wait(clock: Clock) -> None:
    control = Control()
    control.stop()
    wait_for_gap(lambda: True, control)
    assert clock.now == 0
