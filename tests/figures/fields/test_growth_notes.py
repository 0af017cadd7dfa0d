"""Sentences and tables on how a field grows, against published sizes and cases by hand."""

from collections.abc import Sequence

import pytest

from explorer.architecture.fields.growth import AxisLayer, doubling, growth, layers_along
from explorer.architecture.layers import Conv2D, Layer, MaxPool2D, ZeroPad2D
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.shapes import Shape, Window
from explorer.architecture.summary import summarize
from explorer.figures.fields.growth_notes import (
    doubling_notes,
    doubling_table,
    growth_note,
    growth_table,
    unit_notes,
    window_in_words,
)
from tests.architecture import published

Axes = tuple[tuple[AxisLayer, ...], tuple[AxisLayer, ...]]

DILATED = (Conv2D("conv1", 1, 3, 2), Conv2D("conv2", 1, 3, dilation=4))


def along(layers: Sequence[Layer], shape: Shape) -> Axes:
    """The layers along the rows and along the columns."""
    rows = summarize(Network("test", tuple(layers)), shape)
    return layers_along(rows, "rows"), layers_along(rows, "columns")


def vgg16() -> Axes:
    return along(PRESETS["vgg16-no-top"].layers, (224, 299, 3))


@pytest.mark.parametrize(
    ("window", "words"),
    [
        (Window(3), "3×3"),
        (Window(2, 2), "2×2 stride 2"),
        (Window(5, dilation=3, padding="same"), "5×5 dilation 3"),
        (Window(1, padding="same"), "1×1"),
        (Window(1, padding=2), "2 zeros around"),
    ],
    ids=str,
)
def test_windows_in_words(window: Window, words: str) -> None:
    assert window_in_words(window) == words


class TestGrowth:
    def test_the_table_has_the_published_sizes_and_the_numbers_that_make_them(self) -> None:
        table = growth_table(growth(vgg16()[0]))
        assert table["Field, px"] == published.RECEPTIVE_FIELD_SIZES["vgg16"]
        assert table["Adds, px"][:4] == [
            *["(3 − 1) × 1 = 2", "(3 − 1) × 1 = 2", "(2 − 1) × 1 = 1", "(3 − 1) × 2 = 4"]
        ]
        assert (table["Stride so far, px"][-1], table["Stride after, px"][-1]) == (16, 32)
        assert {len(cells) for cells in table.values()} == {18}

    def test_a_dilation_stands_in_the_product(self) -> None:
        table = growth_table(growth(along(DILATED, (30, 41, 1))[0]))
        assert table["Adds, px"] == ["(3 − 1) × 1 = 2", "(3 − 1) × 4 × 2 = 16"]
        assert table["Window"] == ["3×3 stride 2", "3×3 dilation 4"]

    def test_the_sentence_adds_up(self) -> None:
        note = growth_note(growth(vgg16()[0])[:7])
        assert note == (
            "block3_conv1 adds (3 − 1) × 4 px = 8 px to the 16 px before it: 24 px. From the first "
            "layer on: 1 + 2 + 2 + 1 + 4 + 4 + 2 + 8 = 24 px."
        )


class TestUnit:
    def test_in_the_middle_of_vgg16(self) -> None:
        notes = list(unit_notes(*vgg16(), 7, (28, 40)))
        assert notes == [
            "It sees rows 102 to 125 and columns 150 to 173 of the input, counted from 0.",
            "6×6 of the 7×9 units of block5_pool see it.",
        ]

    def test_of_the_last_layer_in_a_corner(self) -> None:
        sees, meets = unit_notes(*along([Conv2D("conv", 1, 3)], (9, 7, 1)), 1, (0, 3))
        assert sees == "It sees rows 0 to 1 and columns 2 to 4 of the input, counted from 0."
        assert "1 along the rows and 0 along the columns" in meets

    @pytest.mark.parametrize(
        ("dilation", "rows"),
        [(2, "rows 3, 5, 7"), (1, "rows 4 to 6")],
    )
    def test_gaps_are_named(self, dilation: int, rows: str) -> None:
        layers = along([Conv2D("conv", 1, 3, dilation=dilation)], (11, 15, 1))
        assert f"It sees {rows} and" in next(unit_notes(*layers, 1, (5, 7)))

    def test_many_gaps_are_counted(self) -> None:
        layers = along([Conv2D("conv", 1, 5, dilation=2)], (19, 23, 1))
        note = next(unit_notes(*layers, 1, (9, 11)))
        assert "5 rows from 5 to 13, with gaps and 5 columns from 7 to 15, with gaps" in note

    def test_a_unit_that_a_pooling_leaves_out(self) -> None:
        layers = along([Conv2D("conv1", 1, 1), MaxPool2D("pool"), Conv2D("conv2", 1, 1)], (9, 8, 1))
        notes = list(unit_notes(*layers, 1, (8, 3)))
        assert notes[-1] == "pool leaves it out, so no unit from there on sees it."

    def test_a_unit_that_sees_only_zeros(self) -> None:
        layers = along([ZeroPad2D("pad", 2), Conv2D("conv", 1, 1)], (5, 6, 1))
        assert next(unit_notes(*layers, 2, (0, 3))).startswith("It sees no row and column 1 of")


class TestDoubling:
    def test_where_it_is_wrong_for_vgg16(self) -> None:
        errs, by_chance, end = doubling_notes(doubling(vgg16()[0]))
        assert "from block1_pool on: the field before is 5 px" in errs
        assert "turns it into 10 px, but block1_pool adds only 1 px: 6 px" in errs
        assert by_chance.endswith("block2_conv2 (14 px), block3_conv2 (32 px).")
        assert end == "At the end it gives 308 px for block5_pool. The field is 212 px."

    @pytest.mark.parametrize(
        "layers",
        [
            (Conv2D("conv1", 1, 3), Conv2D("conv2", 1, 5)),
            (MaxPool2D("pool1"), MaxPool2D("pool2"), MaxPool2D("pool3")),
            (Conv2D("conv1", 1, 3, 2), Conv2D("conv2", 1, 3, 2)),
        ],
        ids=["no stride", "no overlap", "the same twice"],
    )
    def test_where_both_agree(self, layers: Sequence[Layer]) -> None:
        (note,) = doubling_notes(doubling(along(layers, (9, 12, 1))[0]))
        assert note.startswith(
            "Here both ways give the same field for every layer, so the two curves"
        )

    def test_where_the_shortcut_gives_too_little(self) -> None:
        errs, end = doubling_notes(
            doubling(along([MaxPool2D("pool"), Conv2D("conv", 1, 3)], (9, 12, 1))[0])
        )
        assert errs == (
            "It is wrong from conv on: the field before is 2 px. The shortcut turns it into only "
            "4 px, but conv adds 4 px, because the values that it reads lie more than 1 px apart: "
            "6 px."
        )
        assert end == "At the end it gives 4 px for conv. The field is 6 px."

    def test_of_a_network_that_slides_nothing(self) -> None:
        assert len(list(doubling_notes(()))) == 1
        assert doubling_table(())["Layer"] == []

    def test_the_table_goes_both_ways(self) -> None:
        table = doubling_table(doubling(vgg16()[0]))
        assert (table["Field, px"][-1], table["Shortcut, px"][-1]) == (212, 308)
        assert table["Off by, px"][:3] == [0, 0, 4]
        assert table["One unit of block5_pool reads of this layer's input"][0] == 212
