"""Work of one visitor in the background, as a page watches it."""

import queue
import threading

from streamlit.testing.v1 import AppTest

PATIENCE_S = 30


def page_with_a_job() -> None:
    import streamlit as st  # noqa: PLC0415 -- AppTest runs this function's text

    from explorer.session.jobs import (  # noqa: PLC0415
        job_snapshot,
        running_job,
        start_job,
    )

    subject = st.text_input("Subject", "cat", key="subject")
    st.button("Start", on_click=start_job, args=("count", subject, st.session_state.work))
    snapshot = job_snapshot("count", subject)
    st.markdown("nothing" if snapshot is None else f"{snapshot.result}")
    st.markdown("running" if running_job("count") else "at rest")


def test_a_result_is_seen_while_its_subject_is_chosen() -> None:
    at = AppTest.from_function(page_with_a_job)
    at.session_state["work"] = lambda progress, cancelled: "three"
    assert told(at.run()) == ["nothing", "at rest"]
    at.button[0].click().run()
    at.session_state["job_count"].job.wait(PATIENCE_S)
    assert told(at.run()) == ["three", "at rest"]
    at.text_input(key="subject").set_value("dog").run()
    assert told(at) == ["nothing", "at rest"]
    at.text_input(key="subject").set_value("cat").run()
    assert told(at) == ["three", "at rest"]


def test_work_started_anew_stops_the_one_before() -> None:
    begun: queue.Queue[threading.Event] = queue.Queue()

    def work(progress: object, cancelled: threading.Event) -> str:
        begun.put(cancelled)
        cancelled.wait(PATIENCE_S)
        return "stopped"

    at = AppTest.from_function(page_with_a_job)
    at.session_state["work"] = work
    at.run().button[0].click().run()
    assert told(at) == ["None", "running"]
    first = begun.get(timeout=PATIENCE_S)
    at.button[0].click().run()
    second = begun.get(timeout=PATIENCE_S)
    assert (first.is_set(), second.is_set()) == (True, False)
    second.set()


def told(at: AppTest) -> list[str]:
    assert list(at.exception) == []
    return [text.value for text in at.markdown]
