"""Strips as pictures: what each cell is, which cells an output reads, and what is left out."""

import re

import pytest

from explorer.architecture.convolution.relations import Setup
from explorer.architecture.shapes import Window, sweep
from explorer.convolution.strips import CellStrip, strip_of, strip_of_setup
from explorer.figures.convolution.strip import MOST_CELLS, strip_legend, strip_picture

SIGNS = {"value": "v", "unreached": "x", "padding": "0", "between": "-", "gap": ".", "tap": "t"}
PASSED = {"passed": "_", None: " "}


def lines(strip: CellStrip) -> dict[str, str]:
    """The lines of a picture by name, a letter for each cell."""
    html = strip_picture(strip, "Rows", "a strip")
    found = {}
    for name, cells in re.findall(r"<span>(.*?)</span>((?:<i.*?</i>)*)", html):
        kinds = re.findall(r'<i(?: class="(\w+)")?>', cells)
        found[name] = "".join((SIGNS | PASSED).get(kind or None, "?") for kind in kinds)
    return found


def test_a_short_strip_has_all_its_cells() -> None:
    assert lines(strip_of(sweep(Window(3, 2, padding=1), 6))) == {
        "input": "0vvvvvv0",
        "": " " * 8,
        "output 0": "ttt     ",
        "output 1": "  ttt   ",
        "output 2": "    ttt ",
    }


def test_what_no_window_reads_is_crossed() -> None:
    strip = strip_of(sweep(Window(3, 2), 6))
    assert lines(strip)["input"] == "vvvvvx"
    assert '<i class="unreached">×</i>' in strip_picture(strip, "Rows", "a strip")


def test_dilation_passes_over_cells() -> None:
    found = lines(strip_of(sweep(Window(3, 1, 2), 6)))
    assert (found["output 0"], found["output 1"]) == ("t_t_t ", " t_t_t")


def test_zeros_between_and_around_a_transposed_one() -> None:
    found = lines(strip_of_setup(Setup(2, 3, 2), is_transposed=True))
    assert found["input"] == "00v-v00"
    assert [found[f"output {each}"].index("ttt") for each in range(5)] == list(range(5))


def test_of_many_outputs_the_first_and_the_last_are_drawn() -> None:
    found = lines(strip_of(sweep(Window(3), 12)))
    assert list(found) == [
        "input",
        "",
        "output 0",
        "output 1",
        "output 2",
        "⋯",
        *("output 8",),
        "output 9",
    ]
    assert found["output 9"] == " " * 9 + "ttt"


@pytest.mark.parametrize(
    ("window", "size_in"),
    [
        (Window(11, 4), 224),
        (Window(3, padding="same"), 224),
        (Window(16, 16), 224),
        (Window(64, 64, 64), 4096),
        (Window(1), 4096),
        (Window(50, 1), 51),
        (Window(3, 64, padding=(512, 512)), 1),
    ],
    ids=str,
)
def test_a_long_strip_fits_and_shows_its_ends(window: Window, size_in: int) -> None:
    along = sweep(window, size_in)
    found = lines(strip_of(along))
    assert len(found["input"]) <= MOST_CELLS
    assert "." in found["input"]
    assert found[f"output {along.size_out - 1}"].strip()
    starts = [len(line) - len(line.lstrip()) for name, line in found.items() if name[-1:].isdigit()]
    assert starts == sorted(starts)
    assert found["output 0"][0] == "t"
    picture = strip_picture(strip_of(along), "Rows", "a strip")
    assert f">{size_in - 1}</i>" in picture


def test_alexnets_last_row_is_crossed() -> None:
    found = lines(strip_of(sweep(Window(11, 4), 224)))
    assert found["input"].endswith("vx")
    assert found["output 53"].endswith("t ")


def test_a_single_cell() -> None:
    assert lines(strip_of(sweep(Window(1), 1))) == {"input": "v", "": " ", "output 0": "t"}


def test_the_picture_says_what_it_shows() -> None:
    html = strip_picture(strip_of(sweep(Window(1), 1)), "Rows", 'one "cell" & no more')
    assert 'role="img" aria-label="one &quot;cell&quot; &amp; no more"' in html


def test_the_legend_names_what_is_drawn_and_nothing_else() -> None:
    plain = strip_of(sweep(Window(3), 5))
    assert strip_legend([plain]) == (
        "Blue: a value that a window reads. Yellow: what one output reads."
    )
    all_kinds = [
        strip_of(sweep(Window(3, 2, padding=1), 40)),
        strip_of(sweep(Window(3, 2), 6)),
        strip_of_setup(Setup(2, 3, 2), is_transposed=True),
    ]
    found = strip_legend(all_kinds)
    for word in ("Blue", "Yellow", "Orange", "Grey", "Dashed", "Three dots"):
        assert word in found
