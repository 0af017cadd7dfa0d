"""Progress and "stop" between work and those who wait for it."""

import pytest

from explorer.background import Cancelled, Control, Progress

STOPPED = r"Stopped\. Start it again to see its result\."


def test_reports_of_work_are_kept_and_passed_on() -> None:
    heard: list[Progress] = []
    control = Control(heard.append)
    assert control.progress == Progress(0, 0, None)
    control.report(1, 4)
    assert control.progress == Progress(1, 4, None)
    control.report(2, 4, "half")
    assert control.progress == Progress(2, 4, "half")
    assert heard == [Progress(1, 4), Progress(2, 4, "half")]


def test_work_goes_on_until_it_is_stopped() -> None:
    control = Control()
    control.check()
    control.stop()
    for _ in range(2):
        with pytest.raises(Cancelled, match=STOPPED):
            control.check()


def test_two_pieces_of_work_share_nothing() -> None:
    one, other = Control(), Control()
    one.report(1, 2)
    one.stop()
    other.check()
    assert other.progress == Progress()


def test_steps_are_reported_after_each_of_them() -> None:
    control, seen = Control(), []
    for step in control.counted("abc"):
        seen.append((step, control.progress.done))
    assert seen == [("a", 0), ("b", 1), ("c", 2)]
    assert control.progress == Progress(3, 3)


def test_no_step_follows_when_it_is_stopped() -> None:
    control = Control()
    steps = control.counted("abc")
    assert next(steps) == "a"
    control.stop()
    with pytest.raises(Cancelled, match=STOPPED):
        next(steps)
    assert control.progress == Progress(1, 3)  # the current step was done


def test_no_steps_are_done_at_once() -> None:
    assert list(Control().counted([])) == []


@pytest.mark.parametrize(
    ("done", "total", "share"),
    [(0, 0, 0.0), (0, 5, 0.0), (2, 5, 0.4), (5, 5, 1.0), (9, 5, 1.0)],
    ids=["not begun", "begun", "under way", "all", "more than told"],
)
def test_share(done: int, total: int, share: float) -> None:
    assert Progress(done, total).share == share
