"""Long work of one visitor, as a page watches it."""

import queue
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from explorer.background import Control
from explorer.shared.jobs import computing
from explorer.views.work import ASKER

PATIENCE_S = 30


@pytest.fixture(autouse=True)
def clean() -> Iterator[None]:
    """Nothing of this test is kept."""
    yield
    computing.forget()


def page_with_work() -> None:
    import streamlit as st  # noqa: PLC0415 -- AppTest runs this function's text

    from explorer.shared.jobs import Subject  # noqa: PLC0415
    from explorer.views.work import (  # noqa: PLC0415
        running_work,
        start_work,
        stop_work,
        work_state,
    )

    subject = Subject("count", st.text_input("Subject", "cat", key="subject"))
    is_kept = st.session_state.keep
    st.button(
        "Start",
        on_click=start_work,
        args=(subject, st.session_state.work),
        kwargs={"keep": is_kept},
    )
    st.button("Stop", on_click=stop_work, args=("count",))
    state = work_state(subject)
    st.markdown("nothing" if state is None else f"{state.result}, {state.error}")
    st.markdown("at rest" if running_work("count") is None else "running")


def visitor(work: object, *, keep: bool = False) -> AppTest:
    at = AppTest.from_function(page_with_work)
    at.session_state["work"], at.session_state["keep"] = work, keep
    return at.run()


def has_ended(at: AppTest) -> AppTest:
    state = computing.wait("count", at.session_state[ASKER], PATIENCE_S)
    assert state is not None
    assert not state.running
    return at.run()


def told(at: AppTest) -> list[str]:
    assert list(at.exception) == []
    return [text.value for text in at.markdown]


def test_a_result_is_seen_while_its_subject_is_chosen() -> None:
    at = visitor(lambda control: "three")
    assert told(at) == ["nothing", "at rest"]
    at.button[0].click().run()
    assert told(has_ended(at)) == ["three, None", "at rest"]
    at.text_input(key="subject").set_value("dog").run()
    assert told(at) == ["nothing", "at rest"]
    at.text_input(key="subject").set_value("cat").run()
    assert told(at) == ["three, None", "at rest"]


@pytest.mark.parametrize(("keep", "expected"), [(True, "three, None"), (False, "nothing")])
def test_another_visitor_sees_what_is_kept_for_all(keep: bool, expected: str) -> None:
    at = visitor(lambda control: "three", keep=keep)
    has_ended(at.button[0].click().run())
    assert told(visitor(None)) == [expected, "at rest"]


def test_work_started_anew_stops_the_one_before() -> None:
    begun: queue.Queue[str] = queue.Queue()

    def work(control: Control) -> str:
        begun.put("begun")
        while True:
            control.check()

    at = visitor(work)
    at.button[0].click().run()
    assert told(at) == ["None, None", "running"]
    assert begun.get(timeout=PATIENCE_S) == "begun"
    at.text_input(key="subject").set_value("dog").run()
    assert told(at) == ["nothing", "running"]
    at.button[0].click().run()
    assert begun.get(timeout=PATIENCE_S) == "begun"
    at.button[1].click().run()
    assert told(at) == ["None, Stopped. Start it again to see its result.", "at rest"]
