"""Saying the layer on the bench in Keras, and taking a patch of the photo to the bench."""

import re

import numpy as np
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.waiting import wait_idle


def run_in_keras(page: Page) -> None:
    page.get_by_text("Say it in Keras").click()
    page.get_by_role("button", name="Run it in Keras").click()
    expect(page.get_by_text("Keras gives")).to_be_visible(timeout=120_000)
    wait_idle(page)


def test_keras_answers_beside_the_bench_and_the_code_runs(open_page: OpenPage) -> None:
    page = open_page("convolution?filter=emboss&input=gradient")
    run_in_keras(page)
    expect(page.get_by_text("Keras gives exactly the same 16 numbers.")).to_be_visible()
    code = page.get_by_test_id("stCode").first.inner_text()
    names: dict[str, np.ndarray] = {}
    exec(compile(code.replace("print(", "len("), "<page>", "exec"), names)
    output = names["output"][..., 0]
    grids = page.locator("figure:has(figcaption:text-is('by Keras')) td").all_inner_texts()
    assert [float(each.replace("−", "-")) for each in grids] == output.ravel().tolist()


def test_the_code_of_a_wide_layer_does_not_widen_a_phone(open_page: OpenPage) -> None:
    page = open_page("convolution?input_shape=12x12x3", width=390)
    run_in_keras(page)
    page.get_by_role("tab", name="NumPy").click()
    expect(page.get_by_text("The same layer with loops")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_click_on_the_photo_chooses_the_patch_that_goes_to_the_bench(
    open_page: OpenPage,
) -> None:
    page = open_page("filtered")
    photo = page.locator(".st-key-patch_picker canvas")
    photo.scroll_into_view_if_needed()
    photo.click(position={"x": 20, "y": 30})
    expect(page.locator(".st-key-patch_picker .told")).to_have_text(re.compile("^Chosen: 6 × 6 px"))
    expect(page).to_have_url(re.compile(r"patch_row=\d+"))
    page.get_by_role("button", name="Work it out on the bench").click()
    expect(page.get_by_role("heading", name="How does a convolution work?")).to_be_visible()
    expect(page).to_have_url(re.compile(r"convolution\?.*input=photo"))
    expect(page.get_by_text("On the bench: 6 × 6 px")).to_be_visible()
