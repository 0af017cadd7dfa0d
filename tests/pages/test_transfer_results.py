"""The pages that teach in three steps, compare runs and take one home."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer.shared.questions.teaching import TeachHead
from tests.pages.conftest import OpenApp
from tests.pages.visitor import button, errors, wait_for_work


@pytest.mark.parametrize(
    ("page", "starts"),
    [
        ("teach", "Train"),
        ("runs", "Teach 5 heads for comparison"),
        ("take_home", "Teach it now"),
    ],
)
def test_a_page_is_not_empty_before_anything_is_taught(
    open_app: OpenApp, page: str, starts: str
) -> None:
    at = open_app(page=page)
    assert errors(at) == []
    assert button(at, starts).disabled is False


def test_another_series_has_other_heads(open_app: OpenApp) -> None:
    at = open_app(page="runs", compared="heads")
    assert button(at, "Teach 3 heads for comparison").disabled is False


def test_a_head_on_both_bases_by_one_click(
    open_app: OpenApp, real_weights_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_WEIGHTS", str(real_weights_file))
    at = open_app(page="runs", compared="bases", taught_layer="block1_pool", epochs="2")
    button(at, "Teach 2 heads for comparison").click().run()
    for _ in range(2):
        wait_for_work(at, TeachHead.kind)
    assert errors(at) == []
    assert button(at, "All are taught").disabled is True
    said = " ".join(each.value for each in at.markdown)
    assert re.search(r"block1_pool, average of each map:\*\* \d+ of 20 right on trained", said)
    assert re.search(r"\d+ of 20 on random ones", said)
    assert len(at.get("plotly_chart")) == 1


def test_without_weights_only_random_ones_are_taught(open_app: OpenApp) -> None:
    at = open_app(page="runs", compared="bases", taught_layer="block1_pool", epochs="2")
    button(at, "Teach 1 head for comparison").click().run()
    wait_for_work(at, TeachHead.kind)
    assert errors(at) == []
    assert button(at, "All are taught").disabled is True


def taught(open_app: OpenApp) -> AppTest:
    """A visitor of the page for pupils who has trained once."""
    at = open_app(page="teach")
    button(at, "Train").click().run()
    wait_for_work(at, TeachHead.kind)
    return at.run()


def test_what_was_taught_is_tried_compared_and_taken_home(open_app: OpenApp) -> None:
    at = taught(open_app)
    assert errors(at) == []
    assert any("kept back got the right answer" in each.value for each in at.markdown)
    assert [each.key for each in at.button if each.key == "teach_now"] == ["teach_now"]
    assert len(at.get("plotly_chart")) == 1
    at.switch_page("../pages/runs.py").run()
    assert errors(at) == []
    assert len(at.get("plotly_chart")) == 1
    at.switch_page("../pages/take_home.py").run()
    assert errors(at) == []
    assert button(at, "Make the file and check it").disabled is False
