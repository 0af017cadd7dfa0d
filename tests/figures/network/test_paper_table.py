"""The paper's six networks as a table and a scatter plot, and all published numbers."""

from decimal import Decimal

import pytest

from explorer.architecture.network.published import Published, Quantity
from explorer.architecture.network.published_numbers import PUBLISHED
from explorer.figures.network.paper_table import (
    error_against_work,
    paper_note,
    paper_table,
    published_table,
)
from explorer.figures.theme import FONT_SIZE, SELECTED_COLOUR

COLUMNS = ["A", "A-LRN", "B", "C", "D", "E"]


def test_one_row_per_network_of_the_paper() -> None:
    table = paper_table()
    assert {len(column) for column in table.values()} == {len(COLUMNS)}
    row = {title: column[COLUMNS.index("D")] for title, column in table.items()}
    assert row == {
        "Network": "D",
        "Weight layers": 16,
        "Paper's parameters, M": 138,
        "Parameters": 138_357_544,
        "GMACs": pytest.approx(15.4703, abs=5e-5),
        "Field at the last pooling, px": 212,
        "Top-1 error, %": 27.0,
        "Top-5 error, %": 8.8,
        "Top-1, several scales, %": 24.8,
        "Top-5, several scales, %": 7.5,
    }
    assert table["Top-5, several scales, %"][:4] == [None] * 4


def test_what_depth_did_to_the_errors() -> None:
    """The paper's tables 3 (S = Q = 256) and 4, read by eye: E is worse than D, or equal."""
    note = paper_note()
    assert "from 29.6 % with 11 layers (A) to 27.0 % with 16 (D); with 19 (E) it is 27.3 %." in note
    assert "at several scales, D has 24.8 % and E 24.8 %." in note
    assert "C has as many layers as D" in note
    assert note.endswith("1×1 convolutions where D has 3×3, and its error is 28.1 %.")


def test_errors_over_work() -> None:
    one, several, _ = error_against_work().data
    assert list(one.text) == COLUMNS
    assert list(one.y) == [10.4, 10.5, 9.9, 9.4, 8.8, 9.0]
    assert list(one.x) == pytest.approx([7.609, 7.609, 11.308, 11.771, 15.470, 19.632], abs=1e-3)
    assert (list(several.text), list(several.y)) == (["D", "E"], [7.5, 7.5])


def test_series_differ_in_more_than_colour() -> None:
    one, several, _ = error_against_work().data
    assert one.marker.symbol != several.marker.symbol
    assert (one.name, several.name) == ("one scale, S = Q = 256", "several scales")


def test_names_of_equal_work_do_not_meet() -> None:
    one, *_ = error_against_work().data
    positions = dict(zip(one.text, one.textposition, strict=True))
    assert (positions["A"], positions["A-LRN"]) == ("bottom center", "top center")


def test_the_chosen_network_has_a_ring_and_a_bold_name() -> None:
    one, several, rings = error_against_work("vgg16").data
    assert list(rings.text) == ["<b>D</b>"] * 2
    assert list(rings.y) == [8.8, 7.5]
    assert rings.marker.color == SELECTED_COLOUR
    assert "D" not in (*one.text, *several.text)


@pytest.mark.parametrize("key", [None, "alexnet"])
def test_no_ring_without_one_of_the_six(key: str | None) -> None:
    assert len(error_against_work(key).data[2].x) == 0


def test_axes_name_their_units_and_hold_all_points() -> None:
    figure = error_against_work()
    assert figure.layout.xaxis.title.text == "Work, GMACs at 224×224"
    assert figure.layout.yaxis.title.text == "Top-5 error, %"
    assert figure.layout.xaxis.tickfont.size == FONT_SIZE
    for trace in figure.data[:2]:
        for values, axis in ((trace.x, figure.layout.xaxis), (trace.y, figure.layout.yaxis)):
            assert axis.range[0] < min(values) <= max(values) < axis.range[1]


def test_published_numbers_beside_ours() -> None:
    table = published_table(PUBLISHED)
    assert {len(column) for column in table.values()} == {len(PUBLISHED)}
    assert set(table["Match"]) == {"✓ agrees"}
    place = [each.source for each in PUBLISHED].index("torchvision, table of models")
    assert (table["Published"][place], table["Ours"][place]) == ("132,863,336", 132_863_336)


def test_a_number_that_differs_is_marked() -> None:
    wrong = Published(
        "vgg16",
        (225, 299, 3),
        Quantity.RECEPTIVE_FIELD,
        Decimal(308),
        "widely repeated",
        "block5_pool",
    )
    table = published_table((wrong,))
    assert {title: column[0] for title, column in table.items()} == {
        "Input": "225×299×3",
        "Layer": "block5_pool",
        "Number": "receptive field, px",
        "Published": "308",
        "Ours": 212,
        "Match": "≠ differs",
        "Source": "widely repeated",
    }


def test_several_networks_are_named() -> None:
    names = published_table(PUBLISHED)["Network"]
    assert len(names) == len(PUBLISHED)
    assert {"VGG16 (D)", "VGG19 (E)"} < set(names)
