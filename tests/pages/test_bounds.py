"""What visitors read where a bound is reached: too many questions, too long a wait, many photos."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from explorer.shared.engine import AT_ONCE, engine
from explorer.shared.jobs import Jobs
from explorer.shared.outcomes import Busy
from explorer.shared.requests import QueueFull
from explorer.shared.results import Subject
from explorer.widgets.model import _waiting_note
from tests.pages.conftest import OpenApp
from tests.pages.visitor import TIMEOUT_S, as_read, button, errors, visit

SMALL = "35x48"


@pytest.fixture
def blocked(open_app: OpenApp, photos_pass_vgg16: None) -> Iterator[threading.Event]:
    """The network works for somebody else until this is set."""
    may_end = threading.Event()
    for number in range(AT_ONCE):
        subject = Subject("of somebody else", number)
        engine._passing.ask(subject, lambda _control: may_end.wait(TIMEOUT_S), number)
    yield may_end
    may_end.set()


def captions(at: AppTest) -> str:
    return as_read("\n".join(each.value for each in at.sidebar.caption))


def test_a_wait_has_an_end_and_can_begin_again(
    blocked: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_SECONDS", "1")
    at = visit("depth", size=SMALL)
    (told,) = errors(at)
    assert told.startswith("The network did not answer in time, because too much is asked")
    monkeypatch.delenv("VGG16_SECONDS")
    blocked.set()
    at.button(key="look_again").click().run()
    assert errors(at) == []


@pytest.mark.usefixtures("photos_pass_vgg16")
def test_a_full_queue_is_asked_again_for_the_visitor(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, refused = engine._passing.ask, []

    def ask_or_refuse(*args: Any, **options: Any) -> object:
        if not refused:
            refused.append("once")
            raise QueueFull(1.0)
        return ask(*args, **options)

    monkeypatch.setattr(engine._passing, "ask", ask_or_refuse)
    at = open_app(page="depth", size=SMALL)
    assert refused == ["once"]
    assert errors(at) == []


def test_a_full_queue_is_told_with_the_time_to_wait() -> None:
    assert (
        _waiting_note(Busy(7.2))
        == "Very many are waiting. The explorer asks again for you; it may take 7 s or more …"
    )


def test_long_work_that_finds_no_place_says_so_and_can_be_asked_for_again(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_app(page="race", cin="4", cout="8", map="28x28")
    with monkeypatch.context() as full:

        def refuse(*_args: object, **_options: object) -> None:
            raise QueueFull(7.2)

        full.setattr(Jobs, "ask", refuse)
        button(at, "Let them run").click().run()
    (told,) = errors(at)
    assert told == "Too many others are waiting for the network. Try again in 7 s."
    assert button(at, "Let them run again")


@pytest.mark.usefixtures("photos_pass_vgg16")
def test_a_visitor_learns_how_many_photos_are_kept(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_PHOTOS", "2")
    at = open_app(page="depth", size=SMALL)
    assert "What the network made of" not in captions(at.run())
    at.selectbox(key="photo").select("coffee").run()
    assert "What the network made of your latest 2 photos is kept" in captions(at.run())
