"""The address of a real browser: Back, Forward, reload, old links, a second tab."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_main_flow import (
    choose,
    expect_chosen,
    expect_page,
    go_to,
    menu,
    picker,
)
from tests.browser.waiting import wait_idle, wait_until

VGG16, VGG19, ALEXNET = "VGG16 (D)", "VGG19 (E)", "AlexNet (one tower)"
FIELDS = "Receptive fields"


def expect_in_address(page: Page, *parameters: str) -> None:
    """Expect the address to say so, and nothing else."""
    wait_until(page, lambda: sorted(page.url.partition("?")[2].split("&")) == sorted(parameters))


def kernel(page: Page, size: str) -> None:
    """Choose a single kernel on one of the pages on stacks."""
    page.locator(".st-key-kernel").get_by_text(size, exact=True).click()


def expect_kernel(page: Page, size: str) -> None:
    """Expect a single kernel to be chosen on one of these pages."""
    chosen = page.locator(".st-key-kernel").get_by_role("radio", checked=True)
    expect(chosen).to_have_text(size)


def test_lists_show_labels_and_the_address_holds_codes(open_page: OpenPage) -> None:
    page = open_page("growth")
    expect_chosen(page, network=VGG16, photo="Chelsea the cat")
    choose(page, "network", VGG19)
    expect_in_address(page, "network=vgg19")
    choose(page, "photo", "Coffee cup")
    expect_in_address(page, "network=vgg19", "photo=coffee")
    choose(page, "network", VGG16)
    expect_in_address(page, "photo=coffee")


def test_back_and_forward_lead_to_what_was_seen(open_page: OpenPage) -> None:
    page = open_page("budget")
    choose(page, "network", VGG19)
    expect_in_address(page, "network=vgg19")
    choose(page, "network", ALEXNET)
    expect_in_address(page, "network=alexnet")
    page.go_back()
    expect_chosen(page, network=VGG19)
    page.go_back()
    expect_chosen(page, network=VGG16)
    expect_in_address(page, "")
    page.go_forward()
    page.go_forward()  # faster than the page follows
    expect_chosen(page, network=ALEXNET)
    expect_in_address(page, "network=alexnet")


def test_back_to_another_page_leads_to_its_choices(open_page: OpenPage) -> None:
    page = open_page("stacks?kernel=11")
    go_to(page, FIELDS, "When it saves")
    expect(page).to_have_url(re.compile("/channels"))
    expect_in_address(page, "kernel=11")
    kernel(page, "7 × 7")
    expect_in_address(page, "kernel=7")
    page.go_back()
    expect(page).to_have_url(re.compile("/channels"))
    expect_in_address(page, "kernel=11")
    expect_kernel(page, "11 × 11")
    page.go_back()
    expect(page).to_have_url(re.compile("/stacks"))
    expect_in_address(page, "kernel=11")
    expect(page.get_by_role("heading", name="Why stacked 3×3")).to_be_visible()


def test_each_view_is_one_entry_of_the_history(open_page: OpenPage) -> None:
    page = open_page("stacks")
    kernel(page, "11 × 11")
    expect_in_address(page, "kernel=11")
    for section, title in ((FIELDS, "When it saves"), ("Architecture", "Budget")):
        go_to(page, section, title)
        expect_in_address(page, "kernel=11")
    menu(page).get_by_role("link", name="VGG16 explorer").click()
    expect_in_address(page, "at=home", "kernel=11")
    go_to(page, "Architecture", "Compare")
    expect_in_address(page, "kernel=11")
    views = ["stacks", "stacks?kernel=11", "channels?kernel=11", "budget?kernel=11"]
    views += ["?at=home&kernel=11"]
    for view in reversed(views):
        page.go_back()
        expect_view(page, view)
    for view in views[1:]:
        page.go_forward()
        expect_view(page, view)


def expect_view(page: Page, view: str) -> None:
    """Expect an address, and what it leads to: the browser changes the first before the second."""
    expect(page).to_have_url(re.compile(f"/{re.escape(view)}$"))
    name = view.partition("?")[0]
    expect_page(page, name)
    if name == "stacks":
        expect_kernel(page, "11 × 11" if "kernel=11" in view else "5 × 5")
    wait_idle(page)


def test_an_old_link_to_the_root_is_led_to_layers(open_page: OpenPage) -> None:
    page = open_page("stacks")
    page.goto(page.url.replace("stacks", "?network=vgg19&size=64x64"))
    expect(page).to_have_url(re.compile("/architecture"))
    expect_in_address(page, "network=vgg19", "size=64x64")
    expect_chosen(page, network=VGG19)
    page.go_back()
    expect(page).to_have_url(re.compile("/stacks$"))


def test_a_reload_loses_no_choice_of_any_page(open_page: OpenPage) -> None:
    page = open_page("stacks?kernel=7&layer=block3_conv2&network=vgg19")
    go_to(page, "Architecture", "Budget")
    expect_in_address(page, "kernel=7", "layer=block3_conv2", "network=vgg19")
    page.reload()
    wait_idle(page)
    expect_chosen(page, network=VGG19, layer="block3_conv2")
    go_to(page, FIELDS, "Stacks")
    expect_in_address(page, "kernel=7", "layer=block3_conv2", "network=vgg19")
    expect(page.get_by_test_id("stMetric").filter(has_text="Receptive field")).to_contain_text(
        "7×7"
    )


def test_a_second_tab_chooses_for_itself(open_page: OpenPage) -> None:
    page = open_page("budget?network=vgg19")
    other = page.context.new_page()
    other.goto(page.url)
    wait_idle(other)
    expect_chosen(other, network=VGG19)
    choose(other, "network", ALEXNET)
    expect_in_address(other, "network=alexnet")
    choose(page, "size", "64x64")
    expect_in_address(page, "network=vgg19", "size=64x64")
    expect_chosen(page, network=VGG19)
    expect(picker(other, "size")).to_have_value("224x224")
    other.close()


def test_a_link_that_asks_for_what_does_not_exist_says_so_and_is_corrected(
    open_page: OpenPage,
) -> None:
    page = open_page("budget?network=resnet&size=64x64&utm_source=mail")
    notice = page.locator(".st-key-link_problems")
    expect(notice).to_contain_text("network “resnet”".replace("“", '"').replace("”", '"'))
    expect_in_address(page, "size=64x64", "utm_source=mail")
    notice.get_by_role("button", name="Dismiss").click()
    expect(notice).to_have_count(0)
