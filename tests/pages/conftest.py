"""The app as AppTest runs it: one visitor, no browser, no network."""

import gc
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol

import numpy as np
import pytest
import streamlit as st
from numpy.typing import NDArray
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from explorer.background import Control
from explorer.kept import forget_all
from explorer.preprocessing import AS_TRAINED
from explorer.runtime.weights import NO_TOP
from explorer.shared import weights as shared_weights
from explorer.shared.engine import engine
from explorer.shared.jobs import downloads
from explorer.shared.models import forget_models
from explorer.shared.page_times import page_times
from explorer.shared.questions.long_work import LongWork
from explorer.widgets import fields, sidebar
from tests.pages.visitor import TIMEOUT_S, go_to, new_visitor

if TYPE_CHECKING:
    from explorer.runtime.vgg16 import VGG16

SMALL_SIZES = ("35x48", "64x96")
"""Sizes of photos that pass VGG16 quickly; neither is square."""


@pytest.fixture(scope="session", autouse=True)
def _packages_are_searched_once() -> Iterator[None]:
    """Streamlit searches all installed packages for components, once for each AppTest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner,
            "scan_component_manifests",
            lru_cache(manifest_scanner.scan_component_manifests),
        )
        yield


@pytest.fixture(scope="module", autouse=True)
def _what_is_loaded_stays_frozen() -> Iterator[None]:
    """Loading a network makes the app search all loaded objects, here for each visitor."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gc, "unfreeze", lambda: None)
        yield
    gc.unfreeze()


@dataclass(frozen=True)
class OthersWork(LongWork[bool]):
    """Work that takes until it may end."""

    kind: ClassVar[str] = "other"

    may_end: threading.Event

    def run(self, control: Control) -> bool:
        """See `LongWork.run`."""
        del control
        return self.may_end.wait(TIMEOUT_S)


class OpenApp(Protocol):
    """Opens a page of the app as a new visitor whose address carries the parameters."""

    def __call__(self, *, page: str = "architecture", **params: str) -> AppTest: ...


@pytest.fixture
def open_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenApp]:
    """A function that opens the app, on a computer that has no weights and may not fetch any."""
    monkeypatch.delenv("VGG16_WEIGHTS", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("VGG16_OFFLINE", "1")

    def open_as_new_visitor(*, page: str = "architecture", **params: str) -> AppTest:
        # Streamlit's caches take all of AppTest's visitors for one.
        forget_everything()
        return go_to(new_visitor(**params), page)

    forget_everything()
    yield open_as_new_visitor
    forget_everything()
    for thread in threading.enumerate():
        if thread.name.startswith("job: "):
            thread.join(TIMEOUT_S)


@pytest.fixture
def open_stack(open_page: OpenApp, monkeypatch: pytest.MonkeyPatch) -> OpenApp:
    """A function that opens a link to a stack, on the page that the test's file opens."""

    def open_with_stack(*, stack: str = "3,3,3", **params: str) -> AppTest:
        # AppTest sends back only what the list offers.
        offered = [*fields.COMMON_STEPS, stack]
        monkeypatch.setattr(fields, "COMMON_STEPS", offered)
        return open_page(field_of="stack", stack=stack, **params)

    return open_with_stack


# --- pages on which photos pass VGG16 ------------------------------------------------------------


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Load VGG16 once for all tests, and note the include_top of every request."""
    from explorer.runtime import vgg16  # noqa: PLC0415 -- TensorFlow loads with it
    from tests.pages import loaded  # noqa: PLC0415 -- TensorFlow loads with it

    noted: list[bool] = []

    def load(path: Path | None = None, *, include_top: bool = False) -> "VGG16":
        noted.append(include_top)
        return loaded.load(path, include_top=include_top)

    def load_untrained() -> "VGG16":
        noted.append(False)
        return loaded.load_untrained()

    monkeypatch.setattr(vgg16, "load", load)
    monkeypatch.setattr(vgg16, "load_untrained", load_untrained)
    return noted


@pytest.fixture
def photos_pass_vgg16(loads: list[bool], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Forget pages of earlier tests, and ignore settings of whoever runs the tests."""
    forget_all()
    monkeypatch.delenv("VGG16_CACHE_MIB", raising=False)
    # AppTest sends back only sizes that the list offers.
    monkeypatch.setattr(sidebar, "COMMON_SIZES", [*sidebar.COMMON_SIZES, *SMALL_SIZES])
    yield
    forget_all()


@pytest.fixture
def all_weights(open_app: OpenApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer that has all weights."""
    from explorer.runtime import vgg16  # noqa: PLC0415 -- TensorFlow loads with it
    from tests.pages.loaded import whole_network  # noqa: PLC0415 -- TensorFlow loads with it

    del open_app
    path = Path("with top.h5")
    monkeypatch.setattr(shared_weights, "find_weights", lambda _wanted=NO_TOP: path)
    monkeypatch.setattr(vgg16, "load", lambda _path: replace(whole_network(), dense=None))
    monkeypatch.setattr(vgg16.VGG16, "with_dense_layers", lambda _self, _path: whole_network())


@pytest.fixture
def passes(loads: list[bool], monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, ...]]:
    """The shape of each photo that goes through the whole network."""
    from explorer.runtime import vgg16  # noqa: PLC0415 -- TensorFlow loads with it

    noted: list[tuple[int, ...]] = []
    compute = vgg16.VGG16.activations

    def activations(
        self: "VGG16",
        photo: NDArray[np.uint8],
        layer_names: Sequence[str] | None = None,
        preparation: str = AS_TRAINED,
    ) -> dict[str, NDArray[np.float32]]:
        if layer_names is None:
            noted.append(photo.shape)
        return compute(self, photo, layer_names, preparation)

    monkeypatch.setattr(vgg16.VGG16, "activations", activations)
    return noted


@pytest.fixture
def vgg16(loads: list[bool], open_app: OpenApp, monkeypatch: pytest.MonkeyPatch) -> "VGG16":
    """VGG16 with some weights, which stand in for its own."""
    del loads, open_app  # they decide what is loaded
    monkeypatch.setattr(
        "explorer.widgets.first_filters.weights_state",
        lambda: type("Found", (), {"path": "somewhere"}),
    )
    from tests.pages.loaded import load  # noqa: PLC0415 -- TensorFlow loads with it

    return load()


def forget_everything() -> None:
    """Begin like a new program: its caches take all of AppTest's visitors for one."""
    st.cache_resource.clear()
    forget_all()
    forget_models()
    engine.forget_all()
    downloads.forget()
    page_times.forget()


@pytest.fixture
def somebody_else_s_work(open_app: OpenApp) -> Iterator[None]:
    """Another visitor's work, so that what is started meanwhile waits for its turn."""
    may_end = threading.Event()
    engine.start(OthersWork(may_end), "other")
    yield
    may_end.set()
