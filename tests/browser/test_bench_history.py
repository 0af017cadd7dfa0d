"""Back and Forward on the bench: what was seen there comes again, and nothing else."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.waiting import wait_idle, wait_until


def chosen(page: Page) -> dict[str, str]:
    """What the address chooses."""
    return {name: texts[0] for name, texts in parse_qs(urlsplit(page.url).query).items()}


def choose(page: Page, key: str, option: str) -> None:
    page.locator(f".st-key-{key}").get_by_role("combobox").click()
    page.get_by_role("option", name=option, exact=True).click()
    wait_until(page, lambda: chosen(page).get(key) == option)
    wait_idle(page)


def test_an_output_that_was_looked_at_stays_in_its_own_step(open_page: OpenPage) -> None:
    page = open_page("convolution")
    seen = [chosen(page)]
    choose(page, "stride", "2")
    seen.append(chosen(page))
    choose(page, "padding", "same")
    seen.append(chosen(page))
    output = page.get_by_role("grid", name="Output").get_by_role("gridcell")
    output.first.click()
    wait_until(page, lambda: "cell" in chosen(page))
    wait_idle(page)
    seen.append(chosen(page))
    assert seen[-1] == {"stride": "2", "padding": "same", "cell": "0_0_0"}
    for step in (2, 1, 0):
        page.go_back()
        wait_until(page, lambda step=step: chosen(page) == seen[step])
        expect(output).to_have_count({2: 9, 1: 4, 0: 16}[step])
        wait_idle(page)
        assert chosen(page) == seen[step]
    for step in (1, 2, 3):
        page.go_forward()
        wait_until(page, lambda step=step: chosen(page) == seen[step])
        wait_idle(page)
    assert chosen(page) == seen[3]
