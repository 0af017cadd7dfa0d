"""A taught model to take home: what can be done before and after something is taught."""

from dataclasses import replace

from streamlit.testing.v1 import AppTest

from explorer.background import Progress
from explorer.shared.questions.teaching import TeachHead
from explorer.shared.requests import JobState
from explorer.widgets.model import place_in_line
from tests.pages.conftest import OpenApp
from tests.pages.visitor import button, errors, wait_for_work


def taught(open_app: OpenApp) -> AppTest:
    """A visitor of the page for pupils who has trained once."""
    at = open_app(page="teach")
    button(at, "Train").click().run()
    wait_for_work(at, TeachHead.kind)
    return at.run()


def test_something_can_be_taught_first(open_app: OpenApp) -> None:
    at = open_app(page="take_home")
    assert errors(at) == []
    assert button(at, "Teach it now").disabled is False


def test_what_was_taught_is_tried_and_can_be_taken_home(open_app: OpenApp) -> None:
    at = taught(open_app)
    assert errors(at) == []
    assert any("kept back got the right answer" in each.value for each in at.markdown)
    assert [each.key for each in at.button if each.key == "teach_now"] == ["teach_now"]
    assert len(at.get("plotly_chart")) == 1
    at.switch_page("../pages/take_home.py").run()
    assert errors(at) == []
    assert button(at, "Make the file and check it").disabled is False


def test_work_that_has_begun_is_paused_and_does_not_wait() -> None:
    begun: JobState[object] = JobState(running=True, num_before=1, progress=Progress(1, 4))
    assert place_in_line(begun) == "Paused: 1 other first"
    assert place_in_line(replace(begun, progress=Progress())) == "Waiting: 1 other first"
    assert not place_in_line(replace(begun, num_before=0))
