"""How layers respond to a change, in words: the sentences follow the numbers."""

import numpy as np
import pytest

from explorer.agreement import Agreement
from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import LayerSummary, summarize
from explorer.equivariance import Displacement, Mirror, Movement, Response, Shift, respond
from explorer.figures.maps.change_notes import (
    change_facts,
    difference,
    follow_words,
    layer_numbers,
    movement_note,
    response_table,
)

SIZE = (64, 96)
ROWS = {row.name: row for row in summarize(PRESETS["vgg16-no-top"], (*SIZE, 3))}
EXACT = Displacement(0, 4, 0, 0)


def agree(value: float) -> Agreement:
    return Agreement(100, 0.5, value)


def response(
    in_place: float = 0.5,
    displacement: Displacement | None = None,
    moved: float | None = None,
    inside: float | None = None,
    largest: float = 0.2,
) -> Response:
    return Response(
        in_place=agree(in_place),
        largest=agree(largest),
        mean=agree(0.1),
        displacement=displacement,
        moved=None if moved is None else agree(moved),
        moved_inside=None if inside is None else agree(inside),
    )


def rows(*names: str) -> list[LayerSummary]:
    return [ROWS[name] for name in names]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (agree(0.2834), "0.283"),
        (agree(0), "0"),
        (agree(1e-7), "< 0.001"),
        (agree(1.2), "1.200"),
        (None, "none"),
    ],
    ids=["three digits", "nothing", "rounding", "large", "not compared"],
)
def test_a_difference(value: Agreement | None, told: str) -> None:
    assert difference(value) == told


@pytest.mark.parametrize(
    ("layer", "shift", "told"),
    [
        (
            "block2_conv1",
            Shift(right=8),
            "Units of block2_conv1 lie 2 px apart (its effective stride), so a shift of 8 px to "
            "the right should move its maps by 8 px ÷ 2 px = 4 units.",
        ),
        (
            "block3_conv1",
            Shift(down=-4),
            "of 4 px up should move its maps by 4 px ÷ 4 px = 1 unit.",
        ),
        ("block5_conv1", Shift(right=-32), "32 px to the left should move its maps by 32 px ÷ 16"),
        (
            "block4_pool",
            Shift(right=8),
            "8 px ÷ 16 px = 0.5 is not a whole number of units. The nearest whole move, 0 "
            "units, misses the shift by 8 px",
        ),
        (
            "block1_pool",
            Shift(down=-5),
            "5 px ÷ 2 px = 2.5 is not a whole number of units. The nearest whole move, 2 units "
            "up, misses the shift by 1 px",
        ),
        ("block1_pool", Shift(), "a shift of 0 px to the right should move its maps by 0 px ÷ 2"),
    ],
    ids=["whole", "up", "left", "half", "between", "not moved"],
)
def test_how_far_maps_should_move(layer: str, shift: Shift, told: str) -> None:
    row = ROWS[layer]
    values = np.ones((*row.output_shape[:2], 2), np.float32)
    assert row.receptive_field is not None
    found = respond(values, values, row.receptive_field, SIZE, shift)
    assert told in movement_note(row, shift, found)


def test_a_mirror_and_what_no_grid_follows() -> None:
    row = ROWS["block1_conv1"]
    plain = movement_note(row, Mirror(), response(displacement=Displacement(0, 0, 0, 0)))
    beside = movement_note(row, Mirror(), response(displacement=Displacement(0, 0, 0, -3)))
    assert "the first column of a map should become the last" in plain
    assert beside.startswith(plain)
    assert "3 px away from their counterparts" in beside
    assert "Nothing moves by whole units" in movement_note(row, None, response())


@pytest.mark.parametrize(
    ("movement", "displacement", "words"),
    [
        (Shift(right=8), EXACT, "moved 4 units to the right"),
        (Shift(down=-2), Displacement(-1, 0, 0, 0), "moved 1 unit up"),
        (Shift(right=-2), Displacement(0, -2, 0, 0), "moved 2 units to the left"),
        (Shift(2, 2), Displacement(2, 1, 0, 0), "moved 2 units down and 1 unit to the right"),
        (Shift(right=1), Displacement(0, 0, 0, 1), "not moved"),
        (Mirror(), Displacement(0, 0, 0, 0), "mirrored"),
    ],
)
def test_what_a_map_does_to_follow(
    movement: Movement, displacement: Displacement, words: str
) -> None:
    assert follow_words(movement, displacement) == words


def test_a_shift_that_whole_units_follow_at_first() -> None:
    found = {
        "block1_conv1": response(0.8, EXACT, moved=0.08, inside=1e-7),
        "block1_pool": response(0.7, EXACT, moved=0.05, inside=0),
        "block2_conv1": response(0.9, Displacement(0, 0, 0, 8), moved=0.37, inside=0.36),
        "block2_pool": response(0.3, Displacement(0, 0, 0, 8), moved=0.3, largest=0.13),
    }
    told = change_facts(rows(*found), found, Shift(right=8))
    assert told == (
        "Equivariance: up to block1_pool the shift is a whole number of units, and away from the "
        "rim the moved maps are the same (difference below 0.001).",
        "From block2_conv1 on, units lie 2 px apart or more and the shift falls between them: "
        "there, the nearest whole move leaves a difference of 0.360. A stride keeps equivariance "
        "only for shifts that are multiples of it.",
        "With the rim, they differ by up to 0.080 (in block1_conv1): the shift brings in pixels "
        "that the photo did not have, and the zeros of the padding do not move along.",
        "In block2_pool, every receptive field reaches the rim or the padding, so nothing is left "
        "away from the rim: only whole maps are compared.",
        "Invariance: at the same positions, maps differ most in block2_conv1, by 0.900, and by "
        "0.300 in block2_pool, whose units lie 4 px apart.",
        "2 of 2 poolings make the difference at the same positions smaller (block1_pool 0.800 to "
        "0.700; block2_pool 0.900 to 0.300).",
        "In block2_pool, the maximum of each map, wherever it is, differs by 0.130 and its mean "
        "by 0.100: a global pooling after this layer would notice nothing else.",
    )


def test_a_shift_by_whole_units_that_maps_do_not_follow() -> None:
    found = {"block1_conv1": response(0.8, EXACT, moved=0.5, inside=0.25)}
    told = change_facts(rows(*found), found, Shift(right=4))
    assert "in every layer the shift is a whole number" in told[0]
    assert "the moved maps differ by at most 0.250 (in block1_conv1)" in told[0]
    assert not any("From block" in sentence for sentence in told)


def test_several_layers_without_an_inside_are_named() -> None:
    found = {
        name: response(0.8, EXACT, moved=0.5)
        for name in ("block1_conv1", "block1_conv2", "block1_pool")
    }
    (sentence,) = (
        each for each in change_facts(rows(*found), found, Shift(right=4)) if "whole maps" in each
    )
    assert sentence.startswith("In block1_conv1, block1_conv2 and block1_pool, every")


def test_a_mirror_comes_with_what_it_does_not_promise() -> None:
    found = {
        "block1_conv1": response(0.91, Displacement(0, 0, 0, 0), moved=0.65, inside=0.65),
        "block1_conv2": response(0.76, Displacement(0, 0, 0, 0), moved=0.55, inside=0.55),
    }
    told = change_facts(rows(*found), found, Mirror())
    assert "the maps of block1_conv1 differ by 0.650 (at the same positions: 0.910)" in told[0]
    assert "those of block1_conv2 by 0.550 (0.760)" in told[0]


def test_the_same_photo_is_called_the_same() -> None:
    found = {name: response(0.0, largest=0.0) for name in ("block1_conv2", "block1_pool")}
    told = change_facts(rows(*found), found, None)
    assert told[0] == "At the same positions, no layer differs at all."
    assert not any("poolings" in sentence for sentence in told)


def test_a_pooling_that_makes_it_larger_does_not_count() -> None:
    found = {"block1_conv2": response(0.4), "block1_pool": response(0.5)}
    told = change_facts(rows(*found), found, None)
    assert any(
        sentence.startswith(
            "The pooling does not make the difference at the same positions smaller"
        )
        for sentence in told
    )


@pytest.mark.parametrize(
    ("movement", "columns", "numbers"),
    [
        (
            Shift(right=8),
            ["Move, units", "Moved along", "Away from the rim"],
            ["Moved along", "Away from the rim"],
        ),
        (Mirror(), ["Moved along", "Away from the rim"], ["Moved along"]),
        (None, [], []),
    ],
    ids=["shift", "mirror", "nothing moved"],
)
def test_tables_hold_what_can_be_compared(
    movement: Movement | None, columns: list[str], numbers: list[str]
) -> None:
    found = {
        "block1_conv1": response(0.8, EXACT, moved=0.08, inside=1e-7),
        "block5_pool": response(0.3, Displacement(0, 0, 0, 8), moved=0.3),
    }
    table = response_table(rows(*found), found, movement)
    everywhere = ["Same positions", "Maximum of each map", "Mean of each map"]
    assert list(table) == ["Layer", *columns, *everywhere]
    assert {len(cells) for cells in table.values()} == {2}
    if "Move, units" in table:
        assert table["Move, units"] == ["4 to the right", "0, nearest"]
        assert table["Away from the rim"] == ["< 0.001", "none"]
    told = layer_numbers(ROWS["block1_conv1"], found["block1_conv1"], movement)
    first, *others = told
    assert (first, told[first]) == ("block1_conv1, same positions", "0.800")
    assert others == [*numbers, "Maximum of each map", "Mean of each map"]
