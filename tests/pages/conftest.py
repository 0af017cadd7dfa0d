"""The app as AppTest runs it: one visitor, no browser, no network."""

import threading
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from explorer.shared.jobs import Subject, computing, downloads

APP = Path(__file__).parents[2] / "explorer" / "app.py"
TIMEOUT_S = 60


@pytest.fixture(scope="session", autouse=True)
def _packages_are_searched_once() -> Iterator[None]:
    """Streamlit looks for components in all installed packages, for each AppTest anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner,
            "scan_component_manifests",
            lru_cache(manifest_scanner.scan_component_manifests),
        )
        yield


class OpenApp(Protocol):
    """Opens a page of the app as a new visitor whose address carries the parameters."""

    def __call__(self, *, page: str = "architecture", **params: str) -> AppTest: ...


@pytest.fixture
def open_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenApp]:
    """A function that opens the app, on a computer that has no weights and may fetch none."""
    monkeypatch.delenv("VGG16_WEIGHTS", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("VGG16_OFFLINE", "1")

    def open_as_new_visitor(*, page: str = "architecture", **params: str) -> AppTest:
        # All of AppTest's visitors are one to Streamlit's caches.
        st.cache_resource.clear()
        forget_work()
        at = AppTest.from_file(str(APP), default_timeout=TIMEOUT_S)
        for name, value in params.items():
            at.query_params[name] = value
        return at.switch_page(f"../pages/{page}.py").run()

    yield open_as_new_visitor
    st.cache_resource.clear()
    forget_work()
    for thread in threading.enumerate():
        if thread.name.startswith("job: "):
            thread.join(TIMEOUT_S)


def forget_work() -> None:
    """Stop what runs in the background, and keep none of its results."""
    for jobs in (computing, downloads):
        jobs.forget()


@pytest.fixture
def somebody_else_s_work(open_app: OpenApp) -> Iterator[None]:
    """Another visitor's work, so that what is started meanwhile waits for its turn."""
    may_end = threading.Event()
    computing.ask(Subject("other", may_end), lambda control: may_end.wait(TIMEOUT_S), "other")
    yield
    may_end.set()
