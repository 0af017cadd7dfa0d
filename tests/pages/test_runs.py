"""Runs compared: a series to teach, and a chart of what was taught."""

import re
from pathlib import Path

import pytest

from explorer.shared.questions.teaching import TeachHead
from tests.pages.conftest import OpenApp
from tests.pages.test_take_home import taught
from tests.pages.visitor import button, errors, wait_for_work


@pytest.mark.parametrize(("series", "heads"), [("layers", 5), ("heads", 3)])
def test_a_series_has_its_heads(open_app: OpenApp, series: str, heads: int) -> None:
    at = open_app(page="runs", compared=series)
    assert errors(at) == []
    assert button(at, f"Teach {heads} heads for comparison").disabled is False


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


def test_what_was_taught_is_compared(open_app: OpenApp) -> None:
    at = taught(open_app)
    at.switch_page("../pages/runs.py").run()
    assert errors(at) == []
    assert len(at.get("plotly_chart")) == 1
