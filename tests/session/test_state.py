"""A callback runs to its end, and the click that came meanwhile counts afterwards."""

import ast
import threading
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner import StopException
from streamlit.testing.v1 import AppTest

from explorer.session import state
from explorer.session.state import (
    callback,
    check_for_clicks,
    visitor_state,
    wait_for_callbacks,
)

ROOT = Path(__file__).parents[2]
PATIENCE_S = 30


class Clicked:
    """The session state of a visitor who has clicked again: every use of it ends what runs."""

    def __init__(self) -> None:
        self._state: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        raise StopException

    def __setitem__(self, key: str, value: Any) -> None:
        raise StopException


@pytest.fixture
def clicked(monkeypatch: pytest.MonkeyPatch) -> Clicked:
    """A visitor who has clicked again."""
    kept = Clicked()
    context = SimpleNamespace(session_id="Ada", session_state=kept)
    monkeypatch.setattr(state, "get_script_run_ctx", lambda **_: context)
    monkeypatch.setattr(st, "session_state", kept)
    return kept


def test_a_callback_runs_to_its_end_although_another_click_waits(clicked: Clicked) -> None:
    @callback
    def count(step: int) -> None:
        visitor_state["count"] = visitor_state.get("count", 0) + step

    count(2)
    count(3)
    assert clicked._state == {"count": 5}


@pytest.mark.usefixtures("clicked")
def test_a_page_is_ended_at_once() -> None:
    with pytest.raises(StopException):
        visitor_state["count"] = 1
    with pytest.raises(StopException):
        check_for_clicks()


@pytest.mark.usefixtures("clicked")
def test_a_callback_that_fails_says_so() -> None:
    @callback
    def fail() -> None:
        del visitor_state["missing"]

    with pytest.raises(KeyError, match="missing"):
        fail()
    with pytest.raises(StopException):
        check_for_clicks()


@pytest.mark.usefixtures("clicked")
def test_the_next_click_waits_until_the_callback_is_done() -> None:
    begun, may_end, done = threading.Event(), threading.Event(), list[str]()

    @callback
    def first() -> None:
        begun.set()
        assert may_end.wait(PATIENCE_S)
        done.append("first")

    def next_page() -> None:
        wait_for_callbacks()
        done.append("page")

    threads = [threading.Thread(target=first)]
    threads[0].start()
    assert begun.wait(PATIENCE_S)
    threads.append(threading.Thread(target=next_page))
    threads[1].start()
    may_end.set()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert done == ["first", "page"]


def test_streamlit_keeps_the_state_where_callbacks_look_for_it() -> None:
    def page() -> None:
        import streamlit as st  # noqa: PLC0415 -- AppTest runs this function's text

        from explorer.session.state import callback, visitor_state  # noqa: PLC0415

        @callback
        def note() -> None:
            visitor_state["seen"] = visitor_state["name"]

        st.text_input("Name", key="name", on_change=note)
        st.markdown(st.session_state.get("seen", "nobody"))

    at = AppTest.from_function(page).run()
    at.text_input(key="name").set_value("Ada").run()
    assert not at.exception
    assert at.markdown[0].value == "Ada"


def _given_to_widgets() -> list[tuple[str, str]]:
    """Module and name of each function that a widget is to call."""
    found = []
    for path in sorted([*ROOT.glob("explorer/**/*.py"), *ROOT.glob("pages/*.py")]):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            for keyword in node.keywords:
                value = keyword.value
                if isinstance(value, ast.Call) and ast.unparse(value.func) == "partial":
                    value = value.args[0]
                event = keyword.arg or ""
                if (
                    event.startswith("on_")
                    and event != "on_release"
                    and not isinstance(value, ast.Constant)
                ):
                    found.append((module, ast.unparse(value)))
    return list(dict.fromkeys(found))


@pytest.mark.parametrize(("module", "name"), _given_to_widgets())
def test_each_function_that_a_widget_calls_runs_to_its_end(module: str, name: str) -> None:
    passed_on = {
        ("explorer.sections.block_editor", "changed"),  # each a partial of a callback
        ("explorer.sections.measured", "start"),
        ("explorer.sections.teach", "add"),
        ("explorer.widgets.charts", "on_select"),
        ("explorer.widgets.depth_strip", "choose"),
        ("explorer.widgets.judged_photos", "choose"),
        ("explorer.widgets.upload", "on_change"),
    }
    if (module, name) in passed_on or name.startswith("callback("):
        return
    source = (ROOT / f"{module.replace('.', '/')}.py").read_text("utf-8")
    function = _imported(source, module, name)
    assert getattr(function, "runs_to_its_end", False), f"{name} needs @callback"


def _imported(source: str, module: str, name: str) -> object:
    """What a name means in a module; pages are not run, their imports are read."""
    first, *rest = name.split(".")
    for node in ast.parse(source).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                if (alias.asname or alias.name) == first:
                    owner = import_module(node.module)
                    found = getattr(owner, alias.name, None)
                    found = import_module(f"{node.module}.{alias.name}") if found is None else found
                    return _inside(found, rest)
    return _inside(getattr(import_module(module), first), rest)


def _inside(found: object, rest: list[str]) -> object:
    for part in rest:
        found = getattr(found, part)
    return found
