"""The bench in the browser: its window moves, cells are pointed at and typed into.

The page that shows one begins with a 6x6 input whose left half is 0 and whose right half is 9, and
the kernel -1 0 1, -2 0 2, -1 0 1. By hand, each row of its output is 0 36 36 0.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.app_server import running_app
from tests.browser.axe import findings_in_all_looks
from tests.browser.bench_page import CASES
from tests.browser.conftest import HEIGHT, PHONE_WIDTH, OpenPage
from tests.browser.tabs import Tabs, collect_problems
from tests.browser.waiting import wait_idle

BENCH_PAGE = Path(__file__).parent / "bench_page.py"
PROJECTOR = {"width": 1024, "height": 768}
MOST_HEIGHT_PX = 430
SMALLEST_TEXT_PX = 14
MINUS = "\N{MINUS SIGN}"
NONE = "\N{EN DASH}"
"""Stands in the padding of a pooling."""

OpenCase = Callable[..., Page]


@pytest.fixture(scope="session")
def bench_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that shows the cases of bench_page.py."""
    quiet = {"STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false"}
    with running_app(tmp_path_factory.mktemp("bench"), quiet, app=BENCH_PAGE) as server:
        yield server.url


@pytest.fixture
def open_case(tabs_of: Callable[[str], Tabs], bench_url: str) -> Iterator[OpenCase]:
    """A function that opens a case of bench_page.py; the test fails if the page logs an error."""
    tabs, problems = tabs_of(bench_url), list[str]()
    page = tabs.take()
    stop = collect_problems(page, bench_url, problems.append)

    def open_one(case: str, width: int = 1440) -> Page:
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.goto(f"{bench_url}/?case={case}")
        expect(page.locator(".bench")).to_be_visible()
        wait_idle(page)
        return page

    yield open_one
    stop()
    tabs.give_back(page)
    assert problems == []


def grid(page: Page, name: str) -> Locator:
    """A grid by the beginning of its name."""
    return page.get_by_role("grid", name=re.compile(f"^{name}"))


def cell(page: Page, name: str, row: int, column: int) -> Locator:
    """A cell of a grid, padding counted."""
    line = grid(page, name).locator(".line:not(.names)").nth(row)
    return line.get_by_role("gridcell").nth(column)


def texts(page: Page, name: str) -> list[list[str]]:
    """What stands in the cells of a grid, row by row."""
    lines = grid(page, name).locator(".line:not(.names)").all()
    return [line.get_by_role("gridcell").all_inner_texts() for line in lines]


def sums(page: Page) -> dict[str, list[str]]:
    """The lines of the sum, by their names; with a pinned output each has two values."""
    rows = page.locator(".sums tr").all()[1:]
    return {
        name: values for name, *values in (row.locator("th, td").all_inner_texts() for row in rows)
    }


def lit(page: Page, name: str) -> int:
    """How many cells of a grid are lit."""
    return grid(page, name).locator(".lit").count()


def button(page: Page, name: str) -> Locator:
    return page.locator(".bench").get_by_role("button", name=name, exact=True)


def where(page: Page) -> Locator:
    """Where the window is, in words."""
    return page.locator(".bench .where")


def expect_cell_in_link(page: Page, name: str, value: str) -> None:
    expect(page).to_have_url(re.compile(rf"[?&]{name}={value}(&|$)"))


def paste(target: Locator, text: str) -> None:
    """Paste what a spreadsheet copies."""
    target.evaluate(
        """(cell, text) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            const how = { clipboardData, bubbles: true, cancelable: true, composed: true };
            cell.dispatchEvent(new ClipboardEvent("paste", how));
        }""",
        text,
    )


# --- moving ------------------------------------------------------------------------------------


def test_the_window_steps_and_its_products_and_sum_follow(open_page: OpenPage) -> None:
    page = open_page("convolution?cell=0_0_0")
    assert texts(page, "Output") == [["0", "36", "36", "0"]] * 4
    expect(where(page)).to_have_text("(0, 0), 1 of 16")
    button(page, "Step forward").click()
    expect(where(page)).to_have_text("(0, 1), 2 of 16")
    assert texts(page, "Products") == [
        ["0\n× −1\n= 0", "0\n× 0\n= 0", "9\n× 1\n= 9"],
        ["0\n× −2\n= 0", "0\n× 0\n= 0", "9\n× 2\n= 18"],
        ["0\n× −1\n= 0", "0\n× 0\n= 0", "9\n× 1\n= 9"],
    ]
    assert sums(page) == {"sum of the products": ["36"], "+ bias": ["0"], "= output": ["36"]}
    button(page, "Step back").click()
    button(page, "Step back").click()  # there is nothing before the first
    expect(where(page)).to_have_text("(0, 0), 1 of 16")
    page.get_by_role("slider", name="Output").press("End")
    expect(where(page)).to_have_text("(3, 3), 16 of 16")
    assert sums(page)["= output"] == ["0"]
    cell(page, "Output", 2, 1).click()
    expect(where(page)).to_have_text("(2, 1), 10 of 16")
    expect_cell_in_link(page, "cell", "2_1_0")


def test_the_window_is_dragged_over_the_output(open_page: OpenPage) -> None:
    page = open_page("convolution?cell=0_0_0")
    cell(page, "Output", 3, 0).hover()
    page.mouse.down()
    cell(page, "Output", 2, 1).hover()
    expect(where(page)).to_have_text("(2, 1), 10 of 16")
    cell(page, "Output", 1, 3).hover()
    page.mouse.up()
    cell(page, "Output", 0, 0).hover()  # points, and moves nothing
    expect(page.locator(".bench .pointed")).to_have_text("Output (0, 0) is 0. It reads 9 cells.")
    expect(where(page)).to_have_text("(1, 3), 8 of 16")


def test_arrow_keys_move_the_window_and_each_step_is_read_aloud(open_page: OpenPage) -> None:
    page = open_page("convolution?cell=0_0_0")
    cell(page, "Output", 0, 0).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(cell(page, "Output", 1, 1)).to_be_focused()
    expect(where(page)).to_have_text("(1, 1), 6 of 16")
    expect(page.get_by_role("status").filter(has_text="Output (1, 1)")).to_have_text(
        "Output (1, 1). 0 × −1 = 0, 0 × 0 = 0, 9 × 1 = 9, 0 × −2 = 0, 0 × 0 = 0, 9 × 2 = 18, "
        "0 × −1 = 0, 0 × 0 = 0, 9 × 1 = 9, sum of the products 36, bias 0, output 36."
    )
    page.keyboard.press("End")
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowRight")
    expect(where(page)).to_have_text("(3, 3), 16 of 16")


def test_it_plays_without_the_server_and_stops_at_the_end(open_page: OpenPage) -> None:
    page = open_page("convolution?cell=0_0_0")
    page.evaluate("""() => {
        window.sent = 0;
        const send = WebSocket.prototype.send;
        WebSocket.prototype.send = function (...data) { window.sent += 1; send.apply(this, data); };
    }""")
    page.get_by_role("combobox", name="Speed").select_option("15")
    button(page, "Play").click()
    expect(button(page, "Pause")).to_be_visible()
    expect(page.locator(".bench .later").first).to_be_attached()
    page.locator(".bench .where").evaluate("""where => new MutationObserver(() => {
        if (where.textContent.startsWith("(3, 3)")) window.sentAtTheEnd ??= window.sent;
    }).observe(where, { childList: true, characterData: true, subtree: true })""")
    expect(where(page)).to_have_text("(3, 3), 16 of 16")
    assert page.evaluate("window.sentAtTheEnd") == 0
    expect(button(page, "Play")).to_be_visible()
    expect(page.locator(".bench .later")).to_have_count(0)
    expect_cell_in_link(page, "cell", "3_3_0")
    assert page.evaluate("window.sent") > 0
    button(page, "Play").click()  # from the end it begins anew
    expect(where(page)).to_have_text(re.compile(r"^\([012], "))
    button(page, "Pause").click()
    expect(button(page, "Play")).to_be_visible()


def test_a_pinned_output_stays_beside_the_current_one(open_page: OpenPage) -> None:
    page = open_page("convolution?cell=0_1_0")
    expect(button(page, "Unpin")).to_be_hidden()
    button(page, "Pin").click()
    page.get_by_role("slider", name="Output").press("Home")
    assert sums(page) == {
        "sum of the products": ["0", "36"],
        "+ bias": ["0", "0"],
        "= output": ["0", "36"],
    }
    expect(page.locator(".bench .frames .pinned")).to_have_count(2)  # on the input, on the output
    expect_cell_in_link(page, "pinned", "0_1_0")
    page.reload()
    expect(button(page, "Unpin")).to_be_visible()
    assert sums(page)["= output"] == ["0", "36"]
    button(page, "Unpin").click()
    assert sums(page)["= output"] == ["0"]
    expect(page.locator(".bench .frames .pinned")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("pinned="))


# --- pointing ----------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["pointer", "keyboard"])
def test_a_cell_that_is_pointed_at_shows_what_belongs_to_it(open_page: OpenPage, way: str) -> None:
    page = open_page("convolution?cell=0_0_0")
    pointed = page.locator(".bench .pointed")

    def point_at(name: str, row: int, column: int) -> None:
        target = cell(page, name, row, column)
        target.hover() if way == "pointer" else target.focus()

    point_at("Input", 1, 3)
    expect(pointed).to_have_text(
        "Input (1, 3) = 9 is read by 6 outputs: (0, 1), (0, 2), (0, 3), (1, 1), (1, 2) and (1, 3)."
    )
    assert lit(page, "Output") == 6
    point_at("Kernel", 1, 2)
    expect(pointed).to_have_text(
        "Weight (1, 2) = 2 makes 16 products, one for each output. The map shows them."
    )
    assert texts(page, r"Products of \(1, 2\)") == [["0", "18", "18", "18"]] * 4
    assert lit(page, "Input") == 16
    assert lit(page, r"Products of \(1, 2\)") == 0
    point_at(r"Products of \(1, 2\)", 3, 0)
    expect(pointed).to_have_text("Output (3, 0) is 0. It reads 9 cells.")
    assert texts(page, "Output") == [["0", "36", "36", "0"]] * 4
    assert lit(page, "Input") == 9
    point_at("Products", 0, 2)
    expect(pointed).to_have_text(re.compile(r"^Input \(\d, 2\) = 0: 0 × 1 = 0\.$"))
    assert (lit(page, "Input"), lit(page, "Kernel")) == (1, 1)


# --- editing -----------------------------------------------------------------------------------


def test_a_number_that_is_typed_shows_at_once_and_its_results_are_marked(
    open_page: OpenPage,
) -> None:
    page = open_page("convolution?cell=0_1_0")
    page.locator(".bench").evaluate("""bench => {
        window.seen = [];
        const note = () => window.seen.push([
            bench.querySelector(".stale").checkVisibility(),
            bench.querySelector(".input .cell").innerText,
            bench.querySelector(".output .cell").innerText,
        ].join());
        new MutationObserver(note).observe(bench, { attributes: true, attributeFilter: ["class"] });
    }""")
    cell(page, "Input", 0, 0).focus()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(cell(page, "Input", 1, 0)).to_be_focused()
    expect(cell(page, "Output", 0, 0)).to_have_text("−5")
    expect(page.locator(".bench .stale")).to_be_hidden()
    seen = page.evaluate("window.seen")
    assert seen[0] == "true,5,0"  # the new number at once; out of date, with the former output
    expect(page).to_have_url(re.compile(r"input_numbers=5_0_0_9_9_9~0"))
    expect(where(page)).to_have_text("(0, 1), 2 of 16")


def test_an_edit_does_not_move_the_window(open_page: OpenPage) -> None:
    page = open_page("convolution")
    expect(where(page)).to_have_text("(0, 1), 2 of 16")  # nobody chose it: it is far from 0
    cell(page, "Input", 5, 0).focus()
    page.keyboard.type("90")
    page.keyboard.press("Enter")
    expect(cell(page, "Output", 3, 0)).to_have_text("−90")
    expect_cell_in_link(page, "cell", "0_1_0")
    expect(where(page)).to_have_text("(0, 1), 2 of 16")


def test_cells_are_edited_as_in_a_spreadsheet(open_page: OpenPage) -> None:
    page = open_page("convolution?cell=0_0_0")
    cell(page, "Kernel", 0, 0).focus()
    page.keyboard.type("7")
    page.keyboard.press("Escape")
    expect(cell(page, "Kernel", 0, 0)).to_have_text("−1")
    expect(cell(page, "Kernel", 0, 0)).to_be_focused()
    page.keyboard.press("F2")
    page.keyboard.press("End")
    page.keyboard.type(".5")
    page.keyboard.press("Tab")
    expect(cell(page, "Kernel", 0, 0)).to_have_text("−1.5")
    expect(cell(page, "Kernel", 0, 1)).to_be_focused()
    page.keyboard.type("4")
    page.keyboard.press("ArrowDown")
    expect(cell(page, "Kernel", 1, 1)).to_be_focused()
    cell(page, "Bias", 0, 0).dblclick()
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(page.locator(".sums")).to_contain_text("+ bias2")
    assert texts(page, "Kernel") == [["−1.5", "4", "1"], ["−2", "0", "2"], ["−1", "0", "1"]]
    assert sums(page)["= output"] == ["2"]
    cell(page, "Output", 0, 3).click()  # 9 x (-1.5 + 4 + 1 - 2 + 2 - 1 + 1) + 2
    expect(page.locator(".sums")).to_contain_text("= output33.5")


def test_what_is_no_number_stays_as_typed_with_its_reason(open_page: OpenPage) -> None:
    page = open_page("convolution?cell=0_0_0")
    for column, text in ((0, "abc"), (1, "1e400")):
        cell(page, "Input", 0, column).focus()
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    cell(page, "Input", 0, 2).focus()
    page.keyboard.press("Delete")
    reasons = page.locator(".bench .input .problems p")
    expect(reasons).to_have_count(3)
    expect(page.locator(".bench .input .problems .many")).to_have_text("3 cells cannot be read.")
    starts = [
        'Input (0, 0): "abc" is not a number.',
        'Input (0, 1): "1e400" is too large.',
        "Input (0, 2): The cell is empty.",
    ]
    assert texts(page, "Input")[0] == ["abc", "1e400", "", "9", "9", "9"]
    for column, start in enumerate(starts):
        refused = cell(page, "Input", 0, column)
        expect(refused).to_have_attribute("aria-invalid", "true")
        described = page.locator(f'[id="{refused.get_attribute("aria-describedby")}"]')
        expect(described).to_contain_text(start)
        refused.focus()  # the sentence of the selected cell is shown, the others are folded
        expect(described).to_be_visible()
        expect(reasons.filter(visible=True)).to_have_count(1)
    page.locator(".bench .input .problems summary").click()
    expect(reasons.filter(visible=True)).to_have_count(3)
    cell(page, "Input", 1, 0).focus()  # the rest keeps working
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(cell(page, "Output", 0, 0)).to_have_text("−2")
    cell(page, "Input", 0, 0).focus()
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(reasons).to_have_count(2)
    expect(cell(page, "Input", 0, 0)).not_to_have_attribute("aria-invalid", "true")


def test_a_block_of_a_spreadsheet_is_pasted(open_page: OpenPage) -> None:
    page = open_page("convolution?cell=0_0_0")
    paste(cell(page, "Kernel", 1, 1), "5\t6\t7\r\n8\t9\t0\r\n")
    left_out = page.locator(".bench .left-out")
    expect(left_out).to_have_text("Pasted 4 numbers. 2 numbers did not fit.")
    expect(cell(page, "Output", 0, 3)).to_have_text(str(9 * (5 + 6 + 8 + 9 + 1 - 1 - 2 - 1)))
    assert texts(page, "Kernel") == [["−1", "0", "1"], ["−2", "5", "6"], ["−1", "8", "9"]]

    cell(page, "Output", 0, 0).hover()
    expect(left_out).to_have_text("Pasted 4 numbers. 2 numbers did not fit.")  # it stays


@pytest.mark.parametrize("key", ["Control+z", "Meta+z"])
def test_the_last_edits_and_pastes_are_taken_back(open_page: OpenPage, key: str) -> None:
    page = open_page("convolution?cell=0_0_0")
    first = [["−1", "0", "1"], ["−2", "0", "2"], ["−1", "0", "1"]]
    cell(page, "Kernel", 0, 0).focus()
    page.keyboard.type("x")
    page.keyboard.press("Enter")
    expect(cell(page, "Kernel", 0, 0)).to_have_class(re.compile("refused"))
    paste(cell(page, "Kernel", 0, 0), "5\t6\t7\r\n8\t9\t0\r\n")
    expect(page).to_have_url(re.compile("filter_numbers=5_6_7~8_9_0~-1_0_1"))
    page.keyboard.press(key)
    assert texts(page, "Kernel") == [["x", *first[0][1:]], *first[1:]]
    page.keyboard.press(key)
    page.keyboard.press(key)  # nothing is left to be taken back
    assert texts(page, "Kernel") == first
    expect(page.locator(".bench .stale")).to_be_hidden()
    page.locator(".bench .transport button").first.focus()  # of a weight, its products are shown
    assert texts(page, "Output") == [["0", "36", "36", "0"]] * 4
    expect(page.locator(".bench .refused.cell")).to_have_count(0)


def test_many_quick_edits_are_all_kept(open_page: OpenPage) -> None:
    page = open_page("convolution?cell=0_0_0")
    cell(page, "Input", 0, 0).focus()
    for row in range(6):
        for column in range(3):
            page.keyboard.type(str((row + column) % 10))
            page.keyboard.press("ArrowRight")
        for key in ("Home", "ArrowDown"):
            page.keyboard.press(key)
    expect(page).to_have_url(re.compile("~5_6_7_9_9_9"))
    expect(page.locator(".bench .stale")).to_be_hidden()
    rows = [[str(row + column) for column in range(3)] + ["9"] * 3 for row in range(6)]
    assert texts(page, "Input") == rows


# --- other layers ------------------------------------------------------------------------------


def legend(page: Page) -> str:
    return " ".join(page.locator(".bench .legend li:visible").all_inner_texts())


def test_a_maximum_shows_its_winner(open_case: OpenCase) -> None:
    page = open_case("maximum")
    assert texts(page, "Output") == [["1", "3", "4"], ["9", "11", "12"], ["13", "15", "16"]]
    cell(page, "Output", 1, 1).click()
    assert texts(page, "Values") == [["6", "7"], ["10", "11"]]
    expect(cell(page, "Values", 1, 1)).to_have_class(re.compile("winner"))
    expect(page.locator(".bench .winner.cell")).to_have_count(1)
    assert sums(page) == {"largest of 4 values": ["11"]}
    cell(page, "Output", 0, 2).click()
    assert texts(page, "Values") == [[NONE, NONE], ["4", NONE]]
    assert sums(page) == {"largest of 1 value": ["4"]}
    assert "padding, which does not count" in legend(page)


def test_an_average_has_no_winner(open_case: OpenCase) -> None:
    page = open_case("average")
    cell(page, "Output", 1, 1).click()
    assert sums(page) == {"mean of 4 values": ["8.5"]}
    expect(page.locator(".bench .winner")).to_have_count(0)


def test_zeros_between_values_are_told_from_padding(open_case: OpenCase) -> None:
    page = open_case("transposed")
    assert texts(page, "Output") == [
        ["1", "1", "2", "2"],
        ["1", "1", "2", "2"],
        ["3", "3", "4", "4"],
        ["3", "3", "4", "4"],
    ]
    expect(page.locator(".bench .cell.between")).to_have_count(5)
    expect(page.locator(".bench .cell.padding")).to_have_count(16)
    assert "zeros put between the values" in legend(page)
    cell(page, "Input", 2, 2).focus()
    expect(page.locator(".bench .pointed")).to_contain_text("This zero between values is read by 4")
    page.keyboard.type("5")  # it is no number of the input
    expect(page.locator(".bench .entry")).to_have_count(0)


def test_a_weight_that_is_shown_flipped_is_typed_where_it_belongs(open_page: OpenPage) -> None:
    page = open_page("sliding?way=transposed&cell=0_0_0")
    last = cell(page, "Kernel", 0, 0)
    last.focus()
    expect(page.locator(".bench .pointed")).to_have_text(re.compile(r"^Weight \(2, 2\) = 1 makes"))
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("filter_numbers=-1_0_1~-2_0_2~-1_0_5(&|$)"))
    expect(last).to_have_text("5")


def test_without_an_output_its_numbers_can_still_be_edited(open_case: OpenCase) -> None:
    page = open_case("refused")
    expect(page.locator(".bench .problem")).to_have_text("The kernel is too large.")
    expect(page.locator(".bench .output")).to_have_count(0)
    for name in ("Play", "Pin", "Step forward"):
        expect(button(page, name)).to_be_disabled()
    for name in ("Input", "Kernel", "Bias"):
        cell(page, name, 0, 0).focus()
        page.keyboard.type("8")
        expect(page.locator(".bench .entry")).to_have_value("8")
        page.keyboard.press("Escape")


def test_what_else_is_added_is_named(open_case: OpenCase) -> None:
    page = open_case("rest")
    # 1 + 2 + 5 + 6 = 14; 14 + 61.25 - 100 = -24.75
    assert sums(page) == {
        "sum of the products": ["14"],
        "+ the other 61 channels": ["61.25"],
        "+ bias": ["−100"],
        "= before activation": ["−24.75"],
        "after ReLU": ["max(0, −24.75) = 0"],
    }
    expect(page.locator(".bench .given")).to_have_text("VGG16 itself gives 0.")


def test_softmax_shows_what_it_compares(open_case: OpenCase) -> None:
    page = open_case("softmax")
    cell(page, "map 0", 1, 1).click()  # 1, 2 and 3 times 6 / 4
    rows = [row.locator("td, th").all_inner_texts() for row in page.locator(".softmax tr").all()]
    # e^-3 = 0.0497871, e^-1.5 = 0.22313; together with 1 they are 1.27292
    assert rows == [
        ["", "x", f"e^(x {MINUS} largest)", "share"],
        ["map 0", "1.5", "0.04979", "0.03911"],
        ["map 1", "3", "0.2231", "0.1753"],
        ["map 2", "4.5", "1", "0.7856"],
    ]
    assert sums(page)["share after softmax"] == ["0.0391126"]


def test_powers_and_shares_are_right_however_far_apart_they_are(open_case: OpenCase) -> None:
    page = open_case("far apart")
    rows = [row.locator("td, th").all_inner_texts() for row in page.locator(".softmax tr").all()]
    # e^-99 = 1.01122e-43; e^-1000 is smaller than any number of a computer, and not 0
    assert rows[1:] == [
        ["map 0", f"{MINUS}901", "\N{ALMOST EQUAL TO}0", "\N{ALMOST EQUAL TO}0"],
        ["map 1", "0", f"1.011e{MINUS}43", f"1.011e{MINUS}43"],
        ["map 2", "99", "1", "1"],
    ]
    assert sums(page)["share after softmax"] == ["\N{ALMOST EQUAL TO}0"]


def test_without_all_channels_the_sum_says_how_many_it_adds(open_case: OpenCase) -> None:
    page = open_case("rest of several")
    # 2 and 20 times (1 + 2 + 5 + 6) are 28 and 280
    assert list(sums(page).items())[:4] == [
        ("channel 0", ["28"]),
        ("channel 1", ["280"]),
        ("these 2 channels added", ["308"]),
        ("+ the other 61 channels", ["61.25"]),
    ]


def test_padding_that_no_window_reads_is_marked(open_page: OpenPage) -> None:
    link = "convolution?padding=1_0_2_1&stride=2&filters=2&filter_size=3x2"
    page = open_page(link)
    expect(page.locator(".bench .cell.padding.unreached")).to_have_count(7)  # the last column
    assert "read by no window" in legend(page)
    cell(page, "Input", 3, 8).hover()
    expect(page.locator(".bench .pointed")).to_have_text(
        "This cell of the padding is not read by any output."
    )


def test_headings_tell_the_smallest_and_the_largest_number(open_page: OpenPage) -> None:
    page = open_page("convolution?cell=0_0_0")
    expect(page.locator(".bench .title").first).to_be_visible()
    titles = page.locator(".bench .title").all_inner_texts()
    assert [" ".join(title.split()) for title in titles[:4]] == [
        "Input 0 to 9",
        "Bias",
        f"Kernel {MINUS}2 to 2",
        f"Products {MINUS}18 to 18",
    ]


# --- from one layer to another -----------------------------------------------------------------

SHAPES = [case for case in CASES if case != "largest"]
"""Those that are drawn quickly."""


def choose_case(page: Page, case: str, outputs: int) -> None:
    """Another layer on the same bench."""
    page.get_by_role("radio", name=case, exact=True).check(force=True)
    expect(page.locator(".bench .output .cell")).to_have_count(outputs)
    wait_idle(page)


def number_of_outputs(case: str) -> int:
    output = CASES[case]().output
    return output.rows * output.columns * output.filters


def use_everything(page: Page) -> None:
    """Pin an output, look at another one, and point at a cell that other layers do not have."""
    parts = [page.locator(f".bench .{part} .cell") for part in ("input", "kernel", "products")]
    if page.locator(".bench .output").count():
        page.locator(".bench .output .cell").last.click()
        button(page, "Pin").click()
    for part in parts:
        if part.count():
            part.last.focus()


@pytest.mark.parametrize("way", ["refused", "refused pooling", "from kind to kind"])
def test_any_layer_can_follow_any_other(open_case: OpenCase, way: str) -> None:
    page = open_case(SHAPES[0])
    for case in SHAPES + SHAPES[::-1]:
        for each in (case,) if way == "from kind to kind" else (case, way):
            choose_case(page, each, number_of_outputs(each))
            expect(page.locator(".bench .pointed")).to_have_text(
                re.compile(r"." if number_of_outputs(each) else r"^$|= .*\.$")
            )
            use_everything(page)


def choose_stride(page: Page, text: str) -> None:
    box = page.get_by_role("combobox", name="Stride")
    box.click()
    box.fill(text)
    box.press("Enter")


def test_a_bench_works_again_after_a_stride_of_0(open_page: OpenPage) -> None:
    page = open_page("convolution?cell=1_2_0&pinned=3_3_0")
    cell(page, "Output", 3, 2).hover()
    choose_stride(page, "0")
    expect(page.locator(".bench .problem")).not_to_be_empty()
    cell(page, "Input", 1, 1).hover()
    expect(page.locator(".bench .pointed")).to_have_text("Input (1, 1) = 0.")
    choose_stride(page, "1")
    expect(where(page)).to_have_text("(1, 2), 7 of 16")
    assert sums(page)["= output"] == ["36", "0"]
    expect(page.locator(".bench .problem")).to_be_hidden()


def test_a_filter_of_a_group_stands_beside_the_channel_that_it_reads(open_case: OpenCase) -> None:
    page = open_case("groups")
    assert sums(page)["sum of the products"] == ["14"]
    expect(page.locator(".bench .cell.unreached")).to_have_count(2 * 12)
    assert "read by no window" in legend(page)
    cell(page, "Input channel 1", 0, 0).hover()
    expect(page.locator(".bench .pointed")).to_have_text(
        "Input channel 1 (0, 0) = 10 is read by 1 output of map 1: (0, 0)."
    )
    cell(page, "Input channel 0", 2, 2).hover()
    expect(page.locator(".bench .pointed")).to_have_text(
        "Input channel 0 (2, 2) = 11 is not read by any output."
    )
    cell(page, "map 1", 0, 0).click()
    assert sums(page)["sum of the products"] == ["280"]
    expect(page.locator(".bench .pointed")).to_have_text(
        "Output map 1 (0, 0) is 280. It reads 4 cells of channel 1."
    )
    assert texts(page, "Kernel channel 1") == [["2", "2"], ["2", "2"]]


def test_a_window_with_holes_frames_what_it_reads(open_case: OpenCase) -> None:
    page = open_case("dilated")
    expect(page.locator(".bench .input .frames .current")).to_have_count(4)
    assert sums(page)["= output"] == [str(1 + 3 + 9 + 11)]


# --- how it looks ------------------------------------------------------------------------------


def test_a_small_layer_fits_on_a_projector(open_page: OpenPage) -> None:
    page = open_page("convolution", width=PROJECTOR["width"])
    page.set_viewport_size(PROJECTOR)  # type: ignore[arg-type]
    wait_idle(page)
    box = page.locator(".bench").bounding_box()
    assert box is not None
    assert box["height"] <= MOST_HEIGHT_PX


def test_input_and_output_come_first_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("convolution", width=PHONE_WIDTH)
    tops = [
        page.locator(f".bench {part}").first.bounding_box()["y"]  # type: ignore[index]
        for part in (".transport", ".input", ".output", ".kernel", ".products", ".sums")
    ]
    assert tops == sorted(tops)


@pytest.mark.parametrize(
    "link",
    [f"input=digit&filter={each}" for each in ("laplacian", "sharpen", "emboss", "sobel-y")]
    + ["input=checkerboard"],
)
def test_a_small_map_shows_its_numbers_on_a_projector(open_page: OpenPage, link: str) -> None:
    page = open_page(f"convolution?{link}", width=PROJECTOR["width"])
    expect(page.locator(".bench .plain")).to_have_count(0)
    assert page.get_by_test_id("stMain").evaluate("main => main.scrollWidth <= main.clientWidth")


@pytest.mark.parametrize("width", [PHONE_WIDTH, PROJECTOR["width"]])
def test_why_there_is_no_output_is_read_without_scrolling_sideways(
    open_page: OpenPage, width: int
) -> None:
    page = open_page("convolution?input_shape=2x2x1", width=width)
    sentence = page.locator(".bench .problem")
    expect(sentence).to_be_visible()
    bench, box = page.locator(".bench").bounding_box(), sentence.bounding_box()
    assert bench is not None
    assert box is not None
    assert box["x"] + box["width"] <= bench["x"] + bench["width"]
    assert sentence.evaluate("node => node.scrollWidth <= node.clientWidth")


CUT_TEXTS = """bench => [...bench.querySelectorAll(".cell")].filter(cell => {
    const text = cell.firstChild.getBoundingClientRect();
    const isShown = !cell.closest(".plain") && cell.innerText;
    return isShown && text.width > cell.getBoundingClientRect().width + 0.5;
}).length"""
TEXT_SIZES = """bench => [...bench.querySelectorAll("*")]
    .filter(node => node.checkVisibility() && node.innerText)
    .map(node => parseFloat(getComputedStyle(node).fontSize))"""


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_wider_than_the_page_cut_or_too_small_to_read(
    open_case: OpenCase, case: str
) -> None:
    page = open_case(case)
    bench, main = page.locator(".bench"), page.get_by_test_id("stMain")
    for width in (PHONE_WIDTH, 640, PROJECTOR["width"], 1440):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        wait_idle(page)
        assert main.evaluate("main => main.scrollWidth <= main.clientWidth"), width
        assert bench.evaluate(CUT_TEXTS) == 0, width
        assert min(bench.evaluate(TEXT_SIZES)) >= SMALLEST_TEXT_PX, width


@pytest.mark.parametrize("case", ["maximum", "transposed", "refused", "softmax", "groups"])
def test_nothing_serious_is_found(open_case: OpenCase, case: str) -> None:
    assert findings_in_all_looks(open_case(case)) == {}


def test_it_is_moved_and_edited_by_touch(browser: Browser, app_url: str) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": PHONE_WIDTH, "height": HEIGHT})
    page = context.new_page()
    page.goto(f"{app_url}/convolution?cell=0_0_0")
    wait_idle(page)
    cell(page, "Output", 1, 2).tap()
    expect(where(page)).to_have_text("(1, 2), 7 of 16")
    cell(page, "Input", 0, 5).tap()
    expect(page.locator(".bench .pointed")).to_contain_text("Input (0, 5) = 9 is read by 1 output")
    expect(page.locator(".bench .entry")).to_have_count(0)
    cell(page, "Input", 0, 5).tap()
    page.locator(".bench .entry").fill("1")
    page.keyboard.press("Enter")
    expect(cell(page, "Output", 0, 3)).to_have_text("−8")
    context.close()
