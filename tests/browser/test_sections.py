"""A part of a page that runs on its own: it follows a choice, the address and a reload."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.test_main_flow import label
from tests.browser.waiting import wait_idle, wait_until


@pytest.mark.parametrize(
    ("path", "key", "option", "follows"),
    [
        ("stacks", "kernel", "7", "What changes from 1: one 7×7 to 2: three 3×3"),
        ("channels", "kernel", "9", "the curves cross at 429.9"),
        ("channels", "amount", "weights and biases", "The stack saves weights and biases with"),
        ("growth", "field_of", "stack", "Rows and columns of its input"),
        ("pixels?field_of=stack", "kernel_weights", "binomial", "1/2"),
        ("pixels?field_of=stack", "kernel_size", "7", "1 + depth × (7 − 1)"),
    ],
)
def test_a_choice_is_followed_and_kept(
    open_page: OpenPage, path: str, key: str, option: str, follows: str
) -> None:
    page = open_page(path)
    main = page.get_by_test_id("stMain")
    assert follows not in main.inner_text()
    page.locator(f".st-key-{key}").get_by_role("radio", name=label(key, option), exact=True).click()

    def it_follows() -> bool:
        return follows in main.inner_text()

    def it_is_in_the_address() -> bool:
        return parse_qs(urlsplit(page.url).query).get(key) == [option]

    wait_until(page, it_follows)
    wait_until(page, it_is_in_the_address)
    page.reload()
    wait_idle(page)
    chosen = page.locator(f".st-key-{key}").get_by_role(
        "radio", name=label(key, option), exact=True
    )
    expect(chosen).to_be_checked()
    wait_until(page, it_follows)
