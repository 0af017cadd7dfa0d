"""A callback runs to its end, and the click that came meanwhile counts afterwards."""

import ast
from collections.abc import Iterator, MutableMapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner import RerunData, RerunException

from explorer.session.state import callback, visitor_state

ROOT = Path(__file__).parents[2]


class ClicksComing(MutableMapping[str, Any]):
    """A session state that finds another click at each of the first uses."""

    def __init__(self, *pages: str) -> None:
        self.clicks = [RerunException(RerunData(page_script_hash=page)) for page in pages]
        self.kept: dict[str, Any] = {}

    def _look_for_clicks(self) -> None:
        if self.clicks:
            raise self.clicks.pop(0)

    def __getitem__(self, key: str) -> Any:
        self._look_for_clicks()
        return self.kept[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._look_for_clicks()
        self.kept[key] = value

    def __delitem__(self, key: str) -> None:
        self._look_for_clicks()
        del self.kept[key]

    def __iter__(self) -> Iterator[str]:
        self._look_for_clicks()
        return iter(self.kept)

    def __len__(self) -> int:
        self._look_for_clicks()
        return len(self.kept)


def test_a_callback_runs_to_its_end_and_hands_the_last_click_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake = ClicksComing("second", "third")
    monkeypatch.setattr(st, "session_state", fake)
    calls = []

    @callback
    def count(step: int) -> None:
        calls.append(step)
        visitor_state["count"] = visitor_state.get("count", 0) + step

    with pytest.raises(RerunException) as handed_on:
        count(2)
    assert handed_on.value.rerun_data.page_script_hash == "third"
    assert (calls, fake.kept) == ([2], {"count": 2})
    count(3)
    assert fake.kept == {"count": 5}


def test_a_page_is_interrupted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = ClicksComing("second")
    monkeypatch.setattr(st, "session_state", fake)
    with pytest.raises(RerunException):
        visitor_state["count"] = 1
    assert fake.kept == {}


def test_a_callback_that_fails_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", ClicksComing())

    @callback
    def fail() -> None:
        del visitor_state["missing"]

    with pytest.raises(KeyError, match="missing"):
        fail()


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
        ("explorer.widgets.charts", "on_select"),
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
