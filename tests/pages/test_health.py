"""The teacher's page: closed without the token, and what it shows with it."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer.shared.teacher import teacher_token
from tests.pages.conftest import OpenApp
from tests.pages.visitor import as_read, button, errors, go_to, metrics, table, visit

TOKEN = "open-sesame"


@pytest.fixture(autouse=True)
def _own_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VGG16_TEACHER_TOKEN", TOKEN)


def is_open(at: AppTest) -> bool:
    return bool(at.main.metric)


def facts(at: AppTest) -> str:
    return as_read("\n".join(each.value for each in at.main.markdown))


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], f"{TOKEN} ", "ö"])
def test_without_the_token_it_says_where_to_find_it(open_app: OpenApp, token: str) -> None:
    at = open_app(page="health", **({"token": token} if token else {}))
    assert "printed in the terminal" in at.info[0].value
    assert not is_open(at)
    assert not at.main.button
    assert not at.main.dataframe


def test_without_a_setting_the_token_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VGG16_TEACHER_TOKEN")
    drawn = teacher_token()
    assert len(drawn) >= 40
    assert drawn == teacher_token()


def test_the_token_leaves_the_address_and_the_page_stays_open(open_app: OpenApp) -> None:
    at = open_app(page="health", token=TOKEN, size="64x64")
    assert is_open(at)
    assert "token" not in at.query_params
    button(at, "Refresh").click().run()
    assert is_open(at)
    go_to(go_to(at, "budget"), "health")
    assert is_open(at)
    assert TOKEN not in str(list(at))


def test_a_wrong_token_closes_it_again(open_app: OpenApp) -> None:
    at = open_app(page="health", token=TOKEN)
    at.query_params["token"] = "wrong"
    at.run()
    assert not is_open(at)


def test_it_shows_the_state_of_the_server(open_app: OpenApp) -> None:
    at = open_app(page="health", token=TOKEN)
    numbers = metrics(at)
    assert numbers["Visitors here"] == "1 of 150"
    assert numbers["Questions open"] == "0, 128 may wait"
    assert numbers["Activations kept"] == "0.0 of 548 MiB"
    assert numbers["Answers kept"] == "0.0 of 48 MiB"
    if Path("/proc/self/status").exists():
        assert numbers["In memory"].endswith("iB")
    assert "VGG16 is untrained: its weights are random." in facts(at)
    assert "not loaded yet" in facts(at)


def test_it_names_the_file_of_weights(
    open_app: OpenApp, real_weights_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_WEIGHTS", str(real_weights_file))
    at = open_app(page="health", token=TOKEN)
    assert f"VGG16 is trained. Its weights come from {real_weights_file}." in facts(at)


def test_it_lists_the_slowest_pages(open_app: OpenApp) -> None:
    at = open_app(page="budget", token=TOKEN)
    go_to(at, "health")
    button(at, "Refresh").click().run()
    rows = dict(zip(table(at, "Runs")["Page"], table(at, "Runs")["Runs"], strict=True))
    assert rows["Budget"] == 1
    assert rows["Health"] == 1  # this run is not over yet


def test_it_lists_the_settings(open_app: OpenApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VGG16_PHOTOS", "7")
    cells = table(open_app(page="health", token=TOKEN), "Variable")
    row = {name: column[cells["Variable"].index("VGG16_PHOTOS")] for name, column in cells.items()}
    assert (row["In use"], row["Default"]) == ("7 photos", "4 photos")
    assert TOKEN not in str(cells)


def test_a_full_server_lets_the_teacher_in_and_tells_others(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_VISITORS", "1")
    at = open_app(page="budget")
    (told,) = errors(visit("budget"))
    assert told.startswith("This server takes 1 visitor at a time, and all places are taken. Try")
    assert "a larger VGG16_VISITORS" in told
    of_teacher = visit("health", token=TOKEN)
    assert is_open(of_teacher)
    assert "The server is full" in of_teacher.warning[0].value
    assert errors(at.run()) == []
