"""The visitor without a browser, who speaks to the running app."""

import asyncio
import io
import json
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np
import pytest
from PIL import Image
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.classroom.answer import Answer
from benchmarks.classroom.lesson import Learner
from benchmarks.classroom.pupil import Record
from benchmarks.classroom.visit import Visit, VisitFailed
from benchmarks.classroom.web import Address
from benchmarks.classroom.widgets import Part, Widgets, moved, read_part
from tests.browser.app_server import running_app

Result = TypeVar("Result")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    with running_app(tmp_path_factory.mktemp("server"), {"VGG16_OFFLINE": "1"}) as server:
        host, port = server.url.removeprefix("http://").split(":")
        yield Address(host, int(port))


def run_to_end(work: Coroutine[Any, Any, Result]) -> Result:
    """Run it in a thread of its own: in this one Playwright's loop may be running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def visited(address: Address, do: Callable[[Visit], Awaitable[None]]) -> None:
    async def whole_visit() -> None:
        visit = Visit(address)
        try:
            await do(visit)
        finally:
            await visit.leave()

    run_to_end(whole_visit())


def chosen(visit: Visit, name: str) -> object:
    state = visit.widgets.state_of(visit.widgets.find(name))
    return state and getattr(state, state.WhichOneof("value"))


def photo() -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.full((40, 60, 3), 128, np.uint8)).save(file, "JPEG")
    return file.getvalue()


def test_a_choice_is_answered_and_kept_on_the_next_page(address: Address) -> None:
    async def do(visit: Visit) -> None:
        assert not (await visit.open("budget")).errors
        answer = await visit.choose("Layer", "block4_conv2")
        assert not answer.errors
        assert answer.seconds > 0
        assert "strip" in answer.components
        assert visit.address == "layer=block4_conv2"
        await visit.go("growth")
        assert chosen(visit, "Layer") == "block4_conv2"

    visited(address, do)


def test_a_part_of_a_page_answers_alone(address: Address) -> None:
    async def do(visit: Visit) -> None:
        await visit.open("growth", "layer=block2_conv1")
        assert chosen(visit, "Layer") == "block2_conv1"
        widget = visit.widgets.find("Layer")
        assert widget.fragment
        answer = await visit.choose("Layer", "block3_conv3")
        assert "field_cone" in answer.components
        assert visit.address == "layer=block3_conv3"
        assert visit.widgets.find("network")  # the rest of the page is still known
        await visit.choose("Row, 0 to 55", 7)
        assert "row=7" in visit.address.split("&")

    visited(address, do)


def test_an_own_photo_is_taken(address: Address) -> None:
    async def do(visit: Visit) -> None:
        await visit.open("growth")
        assert not (await visit.upload("upload", photo())).errors
        assert chosen(visit, "photo") == "Your own photo"
        refused = await visit.upload("upload", b"no picture")
        assert len(refused.errors) == 1

    visited(address, do)


def test_who_finds_no_server_is_told(address: Address) -> None:
    async def do(visit: Visit) -> None:
        with pytest.raises(VisitFailed, match="no connection"):
            await visit.open("")

    visited(Address(address.host, 1), do)


# --- without a server ----------------------------------------------------------------------------


def drawn(kind: str, **fields: object) -> ForwardMsg:
    message = ForwardMsg()
    element = getattr(message.delta.new_element, kind)
    element.SetInParent()
    for name, value in fields.items():
        if isinstance(value, list):
            getattr(element, name).extend(value)
        else:
            setattr(element, name, value)
    return message


def test_the_value_that_the_server_sets_replaces_the_visitors() -> None:
    widgets = Widgets()
    widgets.take(read_part(drawn("number_input", id="$$ID-1-row", label="Row", default=3)))
    widget = widgets.find("row")
    widgets.put(moved(widget, 5))
    widgets.take(read_part(drawn("number_input", id="$$ID-1-row", label="Row", default=3)))
    assert widgets.states()[0].double_value == 5
    set_value = drawn("number_input", id="$$ID-1-row", label="Row", value=4, set_value=True)
    widgets.take(read_part(set_value))
    assert widgets.states()[0].double_value == 4


def test_a_widget_that_a_run_does_not_draw_is_forgotten() -> None:
    widgets = Widgets()
    widgets.take(read_part(drawn("checkbox", id="$$ID-1-a", label="A")))
    widgets.begin_run()
    widgets.end_run(["another part"])
    assert widgets.find("A").key == "a"
    widgets.begin_run()
    widgets.end_run([])
    with pytest.raises(LookupError, match="no widget 'A'"):
        widgets.find("A")


def test_a_widget_refuses_a_value_of_another_kind() -> None:
    part = read_part(drawn("checkbox", id="$$ID-1-a", label="A"))
    assert part.widget is not None
    with pytest.raises(ValueError, match=r"A checkbox \('A'\) does not take 'yes'"):
        moved(part.widget, "yes")


def test_a_button_is_pressed_once() -> None:
    part = read_part(drawn("button", id="$$ID-1-start", label="Train"))
    assert (part.widget and part.widget.key, part.state) == ("start", None)
    assert part.widget is not None
    assert moved(part.widget, True).trigger_value
    with pytest.raises(ValueError, match=r"A button \('Train'\) does not take False"):
        moved(part.widget, False)


def test_a_pupil_reads_what_the_page_says() -> None:
    async def taught() -> Learner:
        learner = Learner(0, Visit(Address("", 1)), Record())
        learner.hear("All 30 epochs, 1.2 s.")  # of an earlier training
        learner.began = 1.0
        for text in ("Waiting: 12 others first, about 3 s …", "Waiting: 1 other first …"):
            learner.hear(read_part(drawn("markdown", body=text)).said)
        learner.hear(read_part(drawn("progress", text="Epoch 3 of 30 …")).said)
        assert not learner.ended
        learner.hear("All 30 epochs, 0.9 s.")
        return learner

    learner = run_to_end(taught())
    assert (learner.places, learner.ended > 0, learner.done.is_set()) == ([12, 1], True, True)


@pytest.mark.parametrize(
    ("part", "busy", "retry_seconds", "errors"),
    [
        pytest.param(Part(error="Busy: try again in 7 seconds."), True, 7, set(), id="busy"),
        pytest.param(Part(told="Try again in about 12 s"), True, 12, set(), id="busy, not red"),
        pytest.param(Part(error="No such layer"), False, 0, {"No such layer"}, id="red"),
        pytest.param(Part(told="Untrained"), False, 0, set(), id="a notice"),
    ],
)
def test_busy_is_no_error(part: Part, busy: bool, retry_seconds: float, errors: set[str]) -> None:
    async def noted() -> Answer:
        answer = Answer(0)
        answer.note(part)
        return answer

    answer = run_to_end(noted())
    assert (answer.busy, answer.retry_seconds, answer.errors) == (busy, retry_seconds, errors)


def test_a_component_names_itself_and_its_pictures() -> None:
    data = json.dumps({"picture": "/media/0a1b.png", "selected": 3})
    part = read_part(drawn("bidi_component", id="$$ID-1-wall", json=data))
    assert (part.component, part.pictures) == ("wall", ("/media/0a1b.png",))
