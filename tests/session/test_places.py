"""Where a visitor looks: what a page shows if it lacks the choice, and what stays chosen."""

# ruff: noqa: PLC0415 -- AppTest runs the source of a function alone, so it brings its imports

import ast
from dataclasses import dataclass
from fractions import Fraction
from random import Random

import pytest
from streamlit.testing.v1 import AppTest

from explorer.architecture.fields.places import UnitGrid, unit_grid
from explorer.architecture.layers import Conv2D, Layer, MaxPool2D, Padding, ZeroPad2D
from explorer.architecture.networks import Network
from explorer.architecture.receptive_field import Position, ReceptiveField
from explorer.architecture.shapes import Shape, smallest_input_size
from explorer.architecture.summary import summarize

VGG_LAYERS = ["block1_conv1", "block1_conv2", "block1_pool", "flatten", "fc1", "predictions"]
NO_TOP_LAYERS = ["block1_conv1", "block1_conv2", "block5_pool"]
ALEXNET_LAYERS = ["block1_pad1", "block1_conv1", "block1_pool", "predictions"]
STACK = ["conv1", "conv2", "pool2", "conv3"]


@dataclass(frozen=True)
class Stop:
    """A layer at an input size, and one of its units."""

    size: tuple[int, int]
    shape: Shape
    field: ReceptiveField
    grid: UnitGrid
    unit: Position


def random_layer(random: Random, name: str) -> Layer:
    """A layer that keeps a grid a grid, with odd windows and strides."""
    size, stride = random.randint(1, 5), random.choice((1, 1, 2, 3))
    padding: Padding = random.choice(("same", "valid"))
    kinds: list[Layer] = [
        Conv2D(name, 1, size, stride, padding),
        Conv2D(name, 1, 3, 1, padding, dilation=random.choice((1, 2, 3))),
        MaxPool2D(name, min(size, 4), random.randint(1, 4), padding),
        ZeroPad2D(name, random.randint(0, 2)),
    ]
    return random.choice(kinds)


def random_stop(random: Random) -> Stop:
    """Any layer of any network at any size that fits, down to the smallest."""
    layers = [random_layer(random, f"layer{number}") for number in range(random.randint(1, 5))]
    least = smallest_input_size(layers)
    size = least + random.randint(0, 40), least + random.randint(0, 40)
    row = random.choice(summarize(Network("random", tuple(layers)), (*size, 1)))
    assert row.receptive_field is not None
    height, width, _ = row.output_shape
    unit = random.randrange(height), random.randrange(width)
    return Stop(size, row.output_shape, row.receptive_field, unit_grid(row, size), unit)


def shown(at: AppTest, **choices: object) -> str:
    """Run a script for a visitor who has chosen this, and return the text it wrote."""
    at.session_state["choices"] = dict(choices)
    at.run(timeout=60)
    assert [error.message for error in at.exception] == []
    return str(at.text[0].value)


def show_layer(names: list[str]) -> None:
    import streamlit as st

    from explorer.session.places import layer_here

    st.text(layer_here(names, usual=names[1]))


@pytest.mark.parametrize(
    ("wanted", "names", "layer"),
    [
        ("", VGG_LAYERS, "block1_conv2"),
        ("block1_pool", VGG_LAYERS, "block1_pool"),
        ("fc1", VGG_LAYERS, "fc1"),
        ("fc2", VGG_LAYERS, "fc1"),
        ("block1_conv4", VGG_LAYERS, "block1_conv2"),
        ("block1_lrn1", VGG_LAYERS, "block1_pool"),
        ("block3_conv4", VGG_LAYERS, "predictions"),
        ("block1_conv2", ALEXNET_LAYERS, "block1_conv1"),
        ("fc1", NO_TOP_LAYERS, "block5_pool"),
        ("predictions", NO_TOP_LAYERS, "block5_pool"),
        ("block5_conv3", NO_TOP_LAYERS, "block5_pool"),
        ("conv9", STACK, "conv3"),
        ("pool1", STACK, "pool2"),
        ("flatten", STACK, "conv3"),
        ("<img src=x>", VGG_LAYERS, "predictions"),
    ],
    ids=str,
)
def test_the_layer_shown_instead(wanted: str, names: list[str], layer: str) -> None:
    at = AppTest.from_function(show_layer, kwargs={"names": names})
    assert shown(at, layer=wanted) == layer
    assert at.session_state["choices"] == {"layer": wanted}


def show_channel(number: int) -> None:
    import streamlit as st

    from explorer.session.places import channel_here

    st.text(str(channel_here(number)))


@pytest.mark.parametrize(
    ("chosen", "number", "channel"),
    [(0, 1, 0), (63, 64, 63), (64, 64, 63), (9999, 3, 2), (200, 1, 0)],
)
def test_the_channel_shown_instead(chosen: int, number: int, channel: int) -> None:
    at = AppTest.from_function(show_channel, kwargs={"number": number})
    assert shown(at, channel=chosen) == str(channel)
    assert at.session_state["choices"] == {"channel": chosen}


def show_units(layers: list[tuple[str, tuple[int, int]]]) -> None:
    import streamlit as st

    from explorer.session.places import unit_here
    from tests.session.grids import layer_grid

    units = [unit_here(layer_grid(*layer)) for layer in layers]
    st.text(" ".join(f"{row},{column}" for row, column in units))


SQUARE, WIDE = (224, 224), (225, 299)
FINE, MIDDLE, COARSE, LAST = "block1_conv1", "block3_conv1", "block5_conv1", "block5_pool"


@pytest.mark.parametrize(
    ("chosen", "layers", "units"),
    [
        # Nobody has chosen one: the middle of each grid, the later of two.
        ({}, [(COARSE, WIDE), (LAST, WIDE), (LAST, (32, 64)), (LAST, (32, 32))], "7,9 3,4 0,1 0,0"),
        # Units of block 3 are centred on 1.5, 5.5 ... 109.5, 113.5: 113.5 is nearest to 112.
        ({"row": 112, "column": 112}, [(FINE, SQUARE), (MIDDLE, SQUARE)], "112,112 28,28"),
        # Those of the last pooling on 15.5, 47.5 ... 207.5: row 6, column 8 at 225 x 299.
        (
            {"row": 224, "column": 298},
            [(FINE, WIDE), (LAST, WIDE), (FINE, WIDE)],
            "224,298 6,8 224,298",
        ),
        # (15.5 + 0.5) / 224 of 32 px is 2.2857 px down: row 2 covers it.
        ({"row": 0, "column": 6}, [(LAST, SQUARE), (FINE, (32, 32))], "0,6 2,29"),
        # A quarter down and three quarters across, whatever the size.
        ({"row": 56, "column": 168}, [(FINE, SQUARE), (FINE, (32, 480))], "56,168 8,361"),
        # Only one of the two: the other is the middle.
        ({"row": 3}, [(LAST, WIDE)], "3,4"),
        ({"column": 0}, [(LAST, WIDE)], "3,0"),
        # Beyond the grid: the last one.
        ({"row": 99, "column": 2}, [(LAST, WIDE)], "6,2"),
    ],
    ids=str,
)
def test_a_unit_stays_over_its_place(
    chosen: dict[str, int], layers: list[tuple[str, tuple[int, int]]], units: str
) -> None:
    at = AppTest.from_function(show_units, kwargs={"layers": layers})
    assert shown(at, **chosen) == units


def test_a_unit_comes_back_exactly_after_other_grids_in_other_runs() -> None:
    at = AppTest.from_function(show_units, kwargs={"layers": [(MIDDLE, WIDE)]})
    assert shown(at, row=55, column=1) == "55,1"
    hops = [((LAST, WIDE), "6,0"), ((LAST, (32, 32)), "0,0"), ((MIDDLE, WIDE), "55,1")]
    for layer, unit in hops:
        at.args, at.kwargs = (), {"layers": [layer]}
        at.run(timeout=60)
        assert at.text[0].value == unit


def walk(tours: "list[list[Stop]]") -> None:
    """Choose a unit in the first layer, look at all others, and come back after each of them."""
    import streamlit as st

    from explorer.session.kept_places import kept_places
    from explorer.session.places import choose_unit, unit_here

    for stops in tours:
        kept_places().clear()  # the unit may be the one that the tour before ended with
        home = stops[0].grid
        choose_unit(stops[0].unit, home)
        seen = [position for stop in stops for position in (unit_here(stop.grid), unit_here(home))]
        st.text(repr(seen))


def place_of(stop: Stop) -> tuple[Fraction, ...]:
    """Where the unit of a stop looks, as shares of the picture's height and width."""
    centre = stop.field.centre(stop.unit)
    return tuple(
        (Fraction(px) + Fraction(1, 2)) / side for px, side in zip(centre, stop.size, strict=True)
    )


def unit_that_looks_at(place: tuple[Fraction, ...], stop: Stop) -> Position:
    """The unit with the nearest centre, by trying all of them; of two, the later."""
    found = []
    for axis, (share, side) in enumerate(zip(place, stop.size, strict=True)):
        units = range(stop.shape[axis])
        centres = [Fraction(stop.field.centre((unit, unit))[axis]) for unit in units]
        aim = share * side - Fraction(1, 2)
        found.append(min(units, key=lambda unit: (abs(centres[unit] - aim), -unit)))
    return found[0], found[1]


def test_any_hops_show_the_unit_that_looks_there_and_lead_back() -> None:
    random = Random(14)
    tours = [[random_stop(random) for _ in range(random.randint(2, 6))] for _ in range(300)]
    at = AppTest.from_function(walk, kwargs={"tours": tours})
    shown(at)
    for stops, text in zip(tours, at.text, strict=True):
        seen = ast.literal_eval(text.value)
        assert seen[1::2] == [stops[0].unit] * len(stops)
        assert seen[::2] == [unit_that_looks_at(place_of(stops[0]), stop) for stop in stops]


def type_and_change_the_layer(row: int, column: int | None) -> None:
    """A row, or a column too, is typed on one layer; another one is shown already."""
    import streamlit as st

    from explorer.session.parameters import COLUMN, ROW
    from explorer.session.places import choose_along, unit_here
    from tests.session.grids import layer_grid

    fine, coarse = (layer_grid(name, (225, 299)) for name in ("block1_conv1", "block4_conv2"))
    before = unit_here(fine)
    choose_along(ROW, row, fine.rows)
    if column is not None:
        choose_along(COLUMN, column, fine.columns)
    st.text(f"{before} {unit_here(coarse)} {unit_here(fine)}")


@pytest.mark.parametrize(
    ("row", "column", "told"),
    [
        # Units of block 4 are centred on 3.5, 11.5 ...
        (100, 200, "(7, 33) (12, 25) (100, 200)"),
        (100, None, "(7, 33) (12, 4) (100, 33)"),
    ],
)
def test_what_is_typed_keeps_the_place_of_what_is_not(
    row: int, column: int | None, told: str
) -> None:
    kwargs = {"row": row, "column": column}
    at = AppTest.from_function(type_and_change_the_layer, kwargs=kwargs)
    assert shown(at, row=7, column=33) == told


def test_choosing_the_unit_that_is_shown_keeps_the_exact_place() -> None:
    def choose_again() -> None:
        import streamlit as st

        from explorer.session.places import choose_unit, unit_here
        from tests.session.grids import layer_grid

        fine, coarse = (layer_grid(name, (224, 224)) for name in ("block1_conv1", "block3_conv1"))
        unit_here(fine)
        choose_unit(unit_here(coarse), coarse)
        st.text(str(unit_here(fine)))

    assert shown(AppTest.from_function(choose_again), row=112, column=115) == "(112, 115)"
