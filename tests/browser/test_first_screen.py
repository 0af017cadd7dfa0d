"""On a projector and on a phone, each page's answer starts within the first screen."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import TEACHER_TOKEN, OpenPage
from tests.browser.waiting import wait_until

SCREENS = {"projector": (1024, 768), "phone": (390, 844)}
"""Width and height, px."""

IN_SIGHT = 90
"""px of an answer that are seen at least: more than its heading."""

PAGES = sorted(
    file.stem for file in (Path(__file__).parents[2] / "pages").glob("*.py") if file.stem != "home"
)
OTHER_VIEWS = {
    "a network that differs": "activations?network=vgg19",
    "own maps": "activations?weights=own",
    "own maps in depth": "depth?weights=own",
    "own maps of a changed photo": "change?weights=own&change=other-photo",
    "own maps of a mistake": "mistakes?weights=own&mistake=zero-to-one",
    "one channel measured": "measured?scope=one",
    "a stack that is typed": "growth?field_of=stack",
    "a stack that sees less": "stacks?kernel=11&stack=3,3",
    "a wrong reason": "learned?learned=reason",
    "a base that learns too": "train?unfrozen_from=5",
    "a head of one's own": "heads?taught_units=7&unfrozen_from=3",
    "many layers of the head": "architecture?network=vgg16-average",
    "a transposed convolution": "sliding?way=transposed&stride=2",
    "one row": "sliding?way=one-row",
    "channels taken away": "causes?taken=channels&off=strongest",
    "a matrix product": "sliding?way=matrix",
}
PATHS = {name: name for name in PAGES} | OTHER_VIEWS | {"health": f"health?token={TEACHER_TOKEN}"}


def test_there_are_pages() -> None:
    assert len(PAGES) > 15


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_the_answer_starts_within_the_first_screen(
    open_page: OpenPage, path: str, screen: str
) -> None:
    width, height = SCREENS[screen]
    page = open_page(path, width=width)
    page.set_viewport_size({"width": width, "height": height})
    expect(page.locator(".st-key-answer")).to_have_count(1)

    def answer_is_in_sight() -> bool:
        return seen_of_the_answer(page, height) >= IN_SIGHT

    def nothing_is_wider() -> bool:
        main = page.get_by_test_id("stMain")
        return bool(main.evaluate("main => main.scrollWidth <= main.clientWidth"))

    wait_until(page, answer_is_in_sight, 15)
    wait_until(page, nothing_is_wider, 15)


def seen_of_the_answer(page: Page, height: int) -> float:
    """How many px of the answer's height lie on the screen, or would if it were longer.

    An answer that is shorter than `IN_SIGHT` is in sight when all of it is.
    """
    box = page.locator(".st-key-answer").bounding_box()
    assert box is not None
    assert box["height"] > 0, "the answer is empty"
    return (
        height - box["y"]
        if box["height"] >= IN_SIGHT
        else IN_SIGHT + height - (box["y"] + box["height"])
    )
