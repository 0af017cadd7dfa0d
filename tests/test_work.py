"""Long work of one visitor, as a page watches it."""

import queue
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

import pytest
from streamlit.testing.v1 import AppTest

from explorer.background import Control
from explorer.shared.engine import engine
from explorer.shared.questions.long_work import LongWork

PATIENCE_S = 30


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    """Nothing of this test is kept."""
    yield
    engine.forget_all()


def page_with_work() -> None:
    from dataclasses import replace  # noqa: PLC0415

    import streamlit as st  # noqa: PLC0415 -- AppTest runs this function's text

    from explorer.views.work import (  # noqa: PLC0415
        running_work,
        start_work,
        stop_work,
        work_state,
    )

    work = replace(st.session_state.work, subject=st.text_input("Subject", "cat", key="subject"))
    st.button("Start", on_click=start_work, args=(work,))
    st.button("Stop", on_click=stop_work, args=("count",))
    state = work_state(work)
    st.markdown("nothing" if state is None else f"{state.result}, {state.error}")
    st.markdown("at rest" if running_work("count") is None else "running")


@dataclass(frozen=True)
class Count(LongWork[str]):
    """Counts, or goes on until it is stopped, and says when it begins."""

    kind: ClassVar[str] = "count"
    is_kept: ClassVar[bool] = False

    begun: "queue.Queue[str] | None" = field(default=None, compare=False)
    subject: str = ""

    def run(self, control: Control) -> str:
        """See `LongWork.run`."""
        if self.begun is None:
            return "three"
        self.begun.put("begun")
        while True:
            control.check()


class KeptCount(Count):
    """The same, kept for all."""

    is_kept: ClassVar[bool] = True


def visitor(work: Count) -> AppTest:
    at = AppTest.from_function(page_with_work)
    at.session_state["work"] = work
    return at.run()


def has_ended(at: AppTest) -> AppTest:
    state = engine.wait_for_work("count", at.session_state["visitor"], PATIENCE_S)
    assert state is not None
    assert not state.running
    return at.run()


def told(at: AppTest) -> list[str]:
    assert list(at.exception) == []
    return [text.value for text in at.markdown]


def test_a_result_is_seen_while_its_subject_is_chosen() -> None:
    at = visitor(Count())
    assert told(at) == ["nothing", "at rest"]
    at.button[0].click().run()
    assert told(has_ended(at)) == ["three, None", "at rest"]
    at.text_input(key="subject").set_value("dog").run()
    assert told(at) == ["nothing", "at rest"]
    at.text_input(key="subject").set_value("cat").run()
    assert told(at) == ["three, None", "at rest"]


@pytest.mark.parametrize(("work", "expected"), [(KeptCount(), "three, None"), (Count(), "nothing")])
def test_another_visitor_sees_what_is_kept_for_all(work: Count, expected: str) -> None:
    at = visitor(work)
    has_ended(at.button[0].click().run())
    assert told(visitor(work)) == [expected, "at rest"]


def test_work_started_anew_stops_the_one_before() -> None:
    begun: queue.Queue[str] = queue.Queue()
    at = visitor(Count(begun))
    at.button[0].click().run()
    assert told(at) == ["None, None", "running"]
    assert begun.get(timeout=PATIENCE_S) == "begun"
    at.text_input(key="subject").set_value("dog").run()
    assert told(at) == ["nothing", "running"]
    at.button[0].click().run()
    assert begun.get(timeout=PATIENCE_S) == "begun"
    at.button[1].click().run()
    assert told(at) == ["None, Stopped. Start it again to see its result.", "at rest"]
