"""Odd openings of all pages, by links and by changing widgets: nothing breaks or reads oddly."""

import random

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1.element_tree import Selectbox

from explorer.session.parameter import Text
from explorer.session.parameters import ALL
from explorer.shared.engine import engine
from explorer.shared.questions.long_work import LongWork
from tests.pages.conftest import OpenApp
from tests.pages.odd_openings import PAGES, TYPED, change_something, odd_opening
from tests.pages.shown import faults
from tests.pages.visitor import WORK_SECONDS, errors, new_visitor
from tests.seeds import seeds

IN_EVERY_RUN, IN_ALL = 40, 500
CHANGES = 3
"""Widgets that are used one after the other, after a link was opened."""

pytestmark = pytest.mark.usefixtures("photos_pass_vgg16")


@pytest.fixture(autouse=True)
def _lists_take_what_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser sends the value itself, whether a list offers it or not; AppTest only an offer."""

    def state(self: "Selectbox[str]") -> WidgetState:
        offered = self.value is None or self.value in self.options
        text = self.value if offered else str(self.format_func(self.value))
        return WidgetState(id=self.id, string_value=text)

    monkeypatch.setattr(Selectbox, "_widget_state", property(state))


def test_every_text_that_may_be_typed_has_odd_values() -> None:
    assert set(TYPED) == {key for key, each in ALL.items() if isinstance(each, Text)}


def test_a_few_seeds_open_all_pages() -> None:
    assert {odd_opening(seed).page for seed in range(IN_EVERY_RUN)} == {*PAGES}


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("activations", {"weights": "own", "blocks": "64.none"}),
        ("depth", {"weights": "own", "blocks": "64.none__flat-c10"}),
        ("change", {"weights": "own", "blocks": "64.none__avg-c10"}),
        ("activations", {"weights": "own", "blocks": "1.k1.none", "size": "1x1"}),
        ("depth", {"weights": "own", "blocks": "1.k1.none__flat-c1", "size": "1x1"}),
        ("growth", {"blocks": "1.k1.none__flat-c1", "size": "1x1"}),
        ("pixels", {"blocks": "1.k1.none__flat-c1", "size": "1x1"}),
        ("architecture", {"blocks": "1.k1.none__flat-c1", "size": "1x1", "channels": "1"}),
        ("budget", {"blocks": "1.k1.none__flat-c1", "size": "1x1", "channels": "1"}),
        ("compare", {"blocks": "1.k1.none__flat-c1", "size": "32x32"}),
        ("input_sizes", {"blocks": "1.k1.none__flat-c1", "size": "1x1"}),
        ("stacks", {"stack": "1", "cin": "1", "cout": "1", "map": "11x11"}),
        ("channels", {"stack": "1", "cin": "1", "cout": "1", "map": "11x11"}),
        ("preprocessing", {"size": "1x1", "fit": "pad", "pixel_row": "9999"}),
        ("recipe", {"draws": "4", "draws_crop": "false", "training_picture": "16"}),
        ("growth", {"field_of": "stack", "stack": "1", "positions": "1"}),
        ("mistakes", {"weights": "own", "blocks": "1.k1.none", "size": "1x1"}),
        *(
            ("mistakes", {"weights": "own", "blocks": "3.none", "size": size, "mistake": mistake})
            for size in ("300x1", "1x300")
            for mistake in ("squeezed", "on-its-side", "twice")
        ),
        ("change", {"weights": "own", "blocks": "1.k1.none", "size": "1x1", "change": "blur"}),
        *(
            ("change", {"weights": "own", "blocks": "3.none", "size": size, "change": change})
            for size in ("300x1", "1x300")
            for change in ("shift-right", "shift-down", "blur", "rotate", "scale")
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "&".join(value.values()),
)
def test_one_of_each_is_shown(open_app: OpenApp, page: str, link: dict[str, str]) -> None:
    at = open_app(page=page, **link)
    assert faults(at) == []
    assert errors(at) == []


@pytest.mark.parametrize("seed", seeds(IN_EVERY_RUN, IN_ALL))
def test_no_odd_opening_breaks_a_page(open_app: OpenApp, seed: int) -> None:
    random_, opening = random.Random(seed), odd_opening(seed)
    told = [f"/{opening.page}?{'&'.join(f'{key}={text}' for key, text in opening.link.items())}"]
    at = new_visitor(**opening.link)
    at.switch_page(f"../pages/{opening.page}.py").run()
    assert faults(at) == [], told
    for _ in range(CHANGES):
        told.append(change_something(random_, at))
        wait_for_any_work(at.session_state["visitor"])
        at.run()
        assert faults(at) == [], told


def wait_for_any_work(visitor: str) -> None:
    """Wait until nothing of the visitor runs."""
    for work in LongWork.__subclasses__():
        engine.wait_for_work(work.kind, visitor, WORK_SECONDS)
