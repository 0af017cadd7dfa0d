"""Scans a page with axe-core, the accessibility rules bundled with axe-playwright-python."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.browser.waiting import wait_idle

Scheme = Literal["light", "dark"]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
RULES_OF_COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
LOOKS: Mapping[int, Mapping[Scheme, Mapping[str, Any]]] = {
    1440: {"light": RULES, "dark": RULES_OF_COLOURS},
    390: {"light": RULES, "dark": RULES_OF_COLOURS},
}
"""Rules by width and theme: all but the colours is the same in both themes."""
# Plotly keeps a drawing of 9000 px out of sight to measure its texts in.
CONTENT_HEIGHT = (
    "Math.max(...[...document.querySelectorAll(':not(svg)')].map((e) => e.scrollHeight))"
)
# After a change of theme some texts fade to their new colour.
FINISH_TRANSITIONS = """
document.getAnimations()
    .filter((animation) => animation instanceof CSSTransition)
    .forEach((transition) => transition.finish())
"""
SERIOUS = frozenset({"serious", "critical"})


def findings_in_all_looks(page: Page) -> dict[str, list[str]]:
    """What is found on the page as it stands, by theme and width; a look without is left out."""
    findings = {}
    for width, rules_by_scheme in LOOKS.items():
        page.set_viewport_size({"width": width, "height": _size(page)["height"]})
        with _all_in_view(page):
            for scheme, rules in rules_by_scheme.items():
                page.emulate_media(color_scheme=scheme)
                wait_idle(page)
                findings[f"{scheme}, {width} px"] = _found(page, rules)
    return {look: found for look, found in findings.items() if found}


def serious_findings(page: Page, part: str | None = None) -> list[str]:
    """What axe-core finds on the page as it stands, at level WCAG 2.2 AA.

    Args:
        page: an idle page.
        part: a selector of what is looked at; without it, all of the page, which takes longer.

    Returns:
        One line per element and broken rule of serious or critical impact: the rule, the element,
        and what is wrong with it. An empty list if nothing is found.
    """
    with _all_in_view(page):
        return _found(page, RULES, part)


def _found(page: Page, rules: Mapping[str, Any], part: str | None = None) -> list[str]:
    page.evaluate(FINISH_TRANSITIONS)
    violations = Axe().run(page, part, dict(rules)).response["violations"]
    return [
        f"{violation['id']}: {' '.join(map(str, node['target']))}: {_reason(node)}"
        for violation in violations
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]


@contextmanager
def _all_in_view(page: Page) -> Iterator[None]:
    """Makes the window as high as its content: axe-core skips colours that are scrolled away."""
    wait_idle(page)
    before = _size(page)
    page.set_viewport_size({"width": before["width"], "height": page.evaluate(CONTENT_HEIGHT)})
    wait_idle(page)
    yield
    page.set_viewport_size(before)


def _size(page: Page) -> ViewportSize:
    assert page.viewport_size is not None, "the page was opened without a size of its own"
    return page.viewport_size


def _reason(node: dict[str, str]) -> str:
    return " ".join(node["failureSummary"].split())
