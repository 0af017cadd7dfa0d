"""The Race page: both alternatives computed for real, refused, stopped."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from explorer.background import Cancelled
from explorer.runtime import race as race_module
from explorer.shared.engine import engine
from explorer.shared.questions.long_work import RunRace
from tests.pages.conftest import OpenApp
from tests.pages.visitor import (
    as_read,
    button,
    errors,
    metrics,
    table,
    unfold,
    visit,
    wait_for_example,
    wait_for_work,
)

NEWEST = "The newest race on this server:"
RUN, AGAIN, STOP = "Let them run", "Let them run again", "Stop"
SMALL = {"cin": "4", "cout": "8", "map": "28x28"}


@pytest.fixture
def open_page(open_app: OpenApp, monkeypatch: pytest.MonkeyPatch) -> OpenApp:
    """A function that opens a link to the page; races are short."""
    monkeypatch.delenv("VGG16_BUILD_MIB", raising=False)
    monkeypatch.setattr(race_module, "num_rounds", lambda comparison: 4)
    monkeypatch.setattr(race_module, "WATCH_SECONDS", 0.0)

    def open_race(**params: str) -> AppTest:
        return open_app(page="race", **params)

    return open_race


def texts(at: AppTest) -> str:
    """All that the page says in markdown."""
    return as_read("\n".join(each.value for each in at.main.markdown))


def buttons(at: AppTest) -> list[str]:
    """The page's own buttons."""
    return [each.label for each in at.main.button]


def test_both_run_and_every_round_is_shown(open_page: OpenApp) -> None:
    at = open_page(kernel="7", **SMALL)
    assert errors(at) == []
    button(at, RUN).click().run()
    race = wait_for_work(at, RunRace.kind).result
    assert errors(at) == []
    assert race is not None
    rows = table(at, "2 as a multiple of 1")
    assert list(rows)[1:3] == ["1: one 7×7", "2: three 3×3"]
    # 28 * 28 * 49 * 4 * 8 and 28 * 28 * 9 * (4 * 8 + 2 * 8 * 8)
    assert rows["1: one 7×7"][3:4] == ["1.23 MMACs"]
    assert rows["2: three 3×3"][3:4] == ["1.13 MMACs"]
    assert metrics(at)["Time, predicted"] == "0.92 ×"
    (chart,) = at.get("plotly_chart")
    drawn = json.loads(chart.proto.spec)["data"]
    assert [len(trace["x"][0]) for trace in drawn[:3]] == [4, 4, 4]
    assert any("the median of 4 timed rounds" in as_read(text.value) for text in at.main.markdown)
    assert buttons(at) == [AGAIN]


def test_a_race_belongs_to_what_was_chosen(open_page: OpenApp) -> None:
    at = open_page(**SMALL)
    button(at, RUN).click().run()
    wait_for_work(at, RunRace.kind)
    assert buttons(at) == [AGAIN]
    unfold(at)
    at.number_input(key="cout").set_value(9).run()
    assert buttons(at) == [RUN]
    assert NEWEST in texts(at)
    at.number_input(key="cout").set_value(8).run()
    assert buttons(at) == [AGAIN]
    at.text_input(key="stack").set_value("3,1,3").run()
    assert buttons(at) == [RUN]


@pytest.mark.usefixtures("somebody_else_s_work")
def test_a_race_is_stopped_while_it_waits(open_page: OpenApp) -> None:
    at = open_page(**SMALL)
    button(at, RUN).click().run()
    assert errors(at) == []
    assert buttons(at) == [STOP]
    assert [bar.text for bar in at.get("progress")] == ["Waiting: 1 other first"]
    button(at, STOP).click().run()
    assert isinstance(wait_for_work(at, RunRace.kind).error, Cancelled)
    assert errors(at) == ["Stopped. Start it again to see its result."]
    assert buttons(at) == [AGAIN]


def test_work_beyond_the_limit_is_refused_before_anything_starts(open_page: OpenApp) -> None:
    at = open_page(kernel="11", cin="512", cout="512", map="224x224")
    (sentence,) = errors(at)
    # 224 * 224 * 512 * 512 * (121 + 45)
    assert sentence.startswith("One round of this race takes 2,183 GMACs for one 11×11 and five")
    assert "The limit is 60.00 GMACs" in sentence
    assert buttons(at) == []


def test_memory_beyond_the_limit_is_refused(
    open_page: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_BUILD_MIB", "100")
    at = open_page(**SMALL)
    (sentence,) = errors(at)
    assert sentence.startswith("This race takes about 128.")
    assert "The limit is 100.0 MiB" in sentence
    monkeypatch.setenv("VGG16_BUILD_MIB", "a lot")
    at.run()
    assert errors(at) == [
        "VGG16_BUILD_MIB must be a whole number of MiB, such as 1792. Received: 'a lot'."
    ]


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"stack": "4"}, "kernel size must be odd"),
        ({"map": "4x90"}, "A single kernel must not see more than the map."),
        ({"stack": "x" * 3000}, "cannot be read"),
    ],
    ids=["even", "larger than the map", "long"],
)
def test_impossible_texts_are_reported_as_on_the_stacks_page(
    open_page: OpenApp, params: dict[str, str], sentence: str
) -> None:
    at = open_page(**params)
    (error,) = errors(at)
    assert sentence in error
    assert len(at.title) == 1


def test_two_that_see_different_fields_may_run_with_a_warning(open_page: OpenApp) -> None:
    at = open_page(stack="3,3,3", **SMALL)
    (warning,) = (as_read(each) for each in at.warning.values)
    assert warning.startswith("Their receptive fields differ. One 5×5: 5 px; three 3×3: 7 px.")
    assert buttons(at) == [RUN]


# --- before anybody has asked --------------------------------------------------------------------


def test_a_first_small_race_runs_by_itself(
    open_page: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_PRELOAD", "1")
    at = open_page(**SMALL)
    assert errors(at) == []
    assert any("example is being computed" in each.value for each in at.main.caption)
    assert buttons(at) == [RUN]
    wait_for_example(RunRace.kind)
    at.run()
    assert NEWEST in texts(at)
    assert list(table(at, "2 as a multiple of 1"))[1:3] == ["1: one 5×5", "2: two 3×3"]
    # 28 * 28 * 25 * 64 * 64
    assert table(at, "2 as a multiple of 1")["1: one 5×5"][3:4] == ["80.28 MMACs"]


def test_nothing_runs_by_itself_where_nothing_is_made_ahead(open_page: OpenApp) -> None:
    at = open_page(**SMALL)
    assert engine.health().jobs == 0
    assert (buttons(at), at.get("plotly_chart")) == ([RUN], [])


def test_another_visitor_sees_the_newest_race(open_page: OpenApp) -> None:
    at = open_page(kernel="7", **SMALL)
    button(at, RUN).click().run()
    wait_for_work(at, RunRace.kind)
    other = visit("race", kernel="9", **SMALL)
    assert errors(other) == []
    assert (NEWEST in texts(other), buttons(other)) == (True, [RUN])
    assert list(table(other, "2 as a multiple of 1"))[1:3] == ["1: one 7×7", "2: three 3×3"]
