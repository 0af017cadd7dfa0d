"""Scans a page with axe-core, the accessibility rules bundled with axe-playwright-python."""

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.waiting import wait_idle

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
# Plotly keeps a hidden drawing of 9000 px to measure its texts in.
CONTENT_HEIGHT = (
    "Math.max(...[...document.querySelectorAll(':not(svg)')].map((e) => e.scrollHeight))"
)
# On a phone the entries of Streamlit's menu with sections are not list items (1.67). That is
# Streamlit's to fix; the same entries are links, in order and with names.
IN_STREAMLITS_MENU = (
    "selector => !!document.querySelector(selector)?.closest('[data-testid=stSidebarNav]')"
)
# After a change of theme some texts fade to their new colour.
FINISH_TRANSITIONS = """
document.getAnimations()
    .filter((animation) => animation instanceof CSSTransition)
    .forEach((transition) => transition.finish())
"""
RULES_OF_LISTS = frozenset({"list", "listitem"})
SERIOUS = frozenset({"serious", "critical"})


def serious_findings(page: Page) -> list[str]:
    """What axe-core finds on the current page, at level WCAG 2.2 AA.

    Args:
        page: an idle page.

    Returns:
        One line per element and broken rule of serious or critical impact: the rule, the element,
        and what is wrong with it. An empty list if nothing is found.
    """
    with _all_in_view(page):
        page.evaluate(FINISH_TRANSITIONS)
        violations = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{violation['id']}: {' '.join(map(str, node['target']))}: {_reason(node)}"
        for violation in violations
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
        if violation["id"] not in RULES_OF_LISTS
        or not page.evaluate(IN_STREAMLITS_MENU, node["target"][0])
    ]


@contextmanager
def _all_in_view(page: Page) -> Iterator[None]:
    """Makes the window as high as its content: axe-core skips colours that are scrolled away."""
    before = page.viewport_size
    assert before is not None, "the page was opened without a size of its own"
    page.set_viewport_size({"width": before["width"], "height": page.evaluate(CONTENT_HEIGHT)})
    wait_idle(page)
    yield
    page.set_viewport_size(before)


def _reason(node: dict[str, str]) -> str:
    return " ".join(node["failureSummary"].split())
