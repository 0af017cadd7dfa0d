"""What the sidebar folds away is what the page does not use, found by changing it."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer.session.used import ALL_CHOICES, USED, Choice
from tests.pages.conftest import OpenApp
from tests.pages.visitor import go_to, open_expander, unfold

PAGES = {file.stem for file in (Path(__file__).parents[2] / "pages").glob("*.py")} - {"home"}
CHANGED: dict[Choice, dict[str, str]] = {
    "photo": {"photo": "rocket"},
    "network": {"network": "vgg11"},
    "size": {"size": "96x64"},
}
WITHOUT_A_PASS = (
    *("architecture", "budget", "input_sizes", "compare", "build"),
    *("stacks", "channels", "growth", "pixels", "race", "try_it"),
    *("output_size", "parameters"),
)
"""Pages that show the same whenever they are opened, and put no photo through a network."""

NOT_YET = {("build", "photo")}
"""It goes through the network when that is built."""


def test_each_page_says_what_it_uses() -> None:
    assert set(USED) == PAGES


def shown(at: AppTest) -> list[str]:
    """All that stands on the page beside the sidebar."""
    return [str(each.proto) for each in at.main if hasattr(each, "proto")]


@pytest.mark.parametrize("page", WITHOUT_A_PASS)
def test_a_page_changes_with_what_it_uses_and_with_nothing_else(
    open_app: OpenApp, page: str
) -> None:
    plain = shown(open_app(page=page))
    changing = {
        choice
        for choice, params in CHANGED.items()
        if shown(open_app(page=page, **params)) != plain or (page, choice) in NOT_YET
    }
    assert changing == USED[page]


def labels(at: AppTest) -> list[str]:
    """The folded lines of the sidebar."""
    return [each.label for each in at.sidebar.expander if each.proto.id]


def test_what_is_folded_says_what_is_chosen(open_app: OpenApp) -> None:
    at = open_app(page="stacks", network="vgg19", size="96x64", photo="rocket")
    assert labels(at) == [
        "Photo: Falcon 9 rocket",
        "Network: VGG19 \\(E\\)",
        "Input size: 96 × 64 px",
    ]
    assert list(at.sidebar.selectbox) == []


def test_a_folded_choice_opens_and_stays_open_while_it_is_changed(open_app: OpenApp) -> None:
    at = open_expander(open_app(page="stacks"), "network_of_stacks")
    at.selectbox(key="network").select("vgg11").run()
    assert "Network" in labels(at)  # another label would draw the field anew
    assert at.selectbox(key="network").value == "vgg11"
    assert at.query_params["network"] == "vgg11"


def test_another_page_folds_what_it_does_not_use_itself(open_app: OpenApp) -> None:
    at = unfold(open_app(page="stacks"))
    go_to(at, "budget")
    assert at.selectbox(key="network").value == "vgg16"
    assert labels(at) == ["Photo: Chelsea the cat"]


def test_the_own_network_unfolds_where_it_is_looked_into(
    open_app: OpenApp, photos_pass_vgg16: None
) -> None:
    del photos_pass_vgg16
    folded = open_app(page="depth", size="35x48")
    assert labels(folded) == ["Network: VGG16 \\(D\\)"]
    own = open_app(page="depth", size="35x48", weights="own", network="small-batch-norm")
    assert labels(own) == []
    assert len(ALL_CHOICES) == len(CHANGED)


def test_problems_show_where_the_choice_is_folded(open_app: OpenApp) -> None:
    at = open_app(page="stacks", size="big", blocks="banana")
    assert len(at.sidebar.error) == 2


@pytest.mark.parametrize(("network", "has_letter"), [("vgg16", True), ("alexnet", False)])
def test_a_letter_in_brackets_is_explained(
    open_app: OpenApp, network: str, has_letter: bool
) -> None:
    at = open_app(page="budget", network=network)
    said = any("In brackets: its column in that table" in each.value for each in at.caption)
    assert said == has_letter
