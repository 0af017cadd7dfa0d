"""Odd openings of all pages, by links and by changing widgets: nothing breaks, nothing is untrue."""

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
from tests.pages.visitor import WORK_SECONDS, new_visitor
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
