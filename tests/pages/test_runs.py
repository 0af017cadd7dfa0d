"""Runs compared: a series to teach, and a chart of what was taught."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.belongings import belongings
from explorer.images.ready_sets import ready_set
from explorer.sections.runs import PLAN_FOLD
from explorer.session.taught_set import SET_IS_GONE
from explorer.shared.questions.teaching import TeachHead
from tests.pages.conftest import OpenApp
from tests.pages.test_take_home import taught
from tests.pages.visitor import (
    as_read,
    button,
    charts,
    chosen,
    errors,
    open_expander,
    wait_for_work,
)
from tests.transfer.taught import made_run


@pytest.mark.parametrize(("series", "heads"), [("layers", 5), ("heads", 3)])
def test_a_series_has_its_heads(open_app: OpenApp, series: str, heads: int) -> None:
    at = open_app(page="runs", compared=series)
    assert errors(at) == []
    assert button(at, f"Teach {heads} heads for comparison").disabled is False


@pytest.mark.parametrize(
    ("series", "offered"),
    [
        ("bases", {"Features from", "From grid to values by", "Learning rate"}),
        ("layers", {"From grid to values by", "Learning rate"}),
        ("heads", {"Features from", "Learning rate"}),
        ("tuned", {"From grid to values by", "Learning rate"}),
    ],
)
def test_only_what_all_share_is_offered(open_app: OpenApp, series: str, offered: set[str]) -> None:
    at = open_expander(open_app(page="runs", compared=series), PLAN_FOLD)
    assert errors(at) == []
    assert {each.label for each in at.main.selectbox} == {"Photos", "Compare", *offered}


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


@pytest.mark.parametrize("page", ["teach", "collect", "train", "learned", "runs", "take_home"])
def test_an_own_set_that_is_not_here_is_said(open_app: OpenApp, page: str) -> None:
    at = open_app(page=page, set="own")
    assert errors(at) == []
    assert as_read(SET_IS_GONE) in [as_read(each.value) for each in at.warning]
    assert chosen(at, "set") == "textures"


def test_twelve_runs_are_drawn_and_the_next_one_is_announced(open_app: OpenApp) -> None:
    at = open_app(page="runs")
    photo_set = ready_set("textures")
    kept = {n: replace(made_run(photo_set), name=f"<b>run</b> {n}") for n in range(1, 13)}
    belongings.keep(at.session_state["visitor"], "runs", kept)
    at.run()
    assert errors(at) == []
    assert any("12 runs are kept" in each.value for each in at.caption)
    words = [each["text"] for each in charts(at)["run_chart"]["layout"]["annotations"]]
    assert sum("&lt;b&gt;run" in each for each in words) == 12
    at.button(key="drop_run_3").click().run()
    assert not any("12 runs are kept" in each.value for each in at.caption)


def test_what_was_taught_is_compared(open_app: OpenApp) -> None:
    at = taught(open_app)
    at.switch_page("../pages/runs.py").run()
    assert errors(at) == []
    assert len(at.get("plotly_chart")) == 1
