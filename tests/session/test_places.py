"""Where a visitor looks: what a page shows if it lacks the choice, and what stays chosen."""

# ruff: noqa: PLC0415 -- AppTest runs the source of a function alone, so it brings its imports

import pytest
from streamlit.testing.v1 import AppTest

VGG_LAYERS = ["block1_conv1", "block1_conv2", "block1_pool", "flatten", "fc1", "predictions"]
NO_TOP_LAYERS = ["block1_conv1", "block1_conv2", "block5_pool"]
ALEXNET_LAYERS = ["block1_pad1", "block1_conv1", "block1_pool", "predictions"]
STACK = ["conv1", "conv2", "pool2", "conv3"]


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


def show_units(grids: list[tuple[int, int]]) -> None:
    import streamlit as st

    from explorer.session.places import unit_here

    st.text(" ".join(f"{row},{column}" for row, column in map(unit_here, grids)))


@pytest.mark.parametrize(
    ("chosen", "grids", "units"),
    [
        # nobody has chosen one: the centre of each grid, rounded up where there is none
        ({}, [(14, 18), (7, 9), (1, 1), (1, 2)], "7,9 3,4 0,0 0,1"),
        # the last rows and columns of each: 27 of 28 looks where 6 of 7 looks
        ({"row": 27, "column": 36}, [(28, 37), (7, 9), (28, 37)], "27,36 6,8 27,36"),
        ({"row": 0, "column": 0}, [(28, 37), (1, 1), (224, 299)], "0,0 0,0 4,4"),
        # (2 * 5 + 1) * 28 // 14 = 22, (2 * 1 + 1) * 4 // 14 = 0
        ({"row": 5, "column": 1}, [(7, 7), (28, 4), (7, 7)], "5,1 22,0 5,1"),
        # only one of the two: the other is the middle
        ({"row": 3}, [(7, 9)], "3,4"),
        ({"column": 0}, [(7, 9)], "3,0"),
        # beyond the grid: the last one
        ({"row": 99, "column": 2}, [(7, 9)], "6,2"),
    ],
    ids=str,
)
def test_a_unit_stays_over_its_place(
    chosen: dict[str, int], grids: list[tuple[int, int]], units: str
) -> None:
    at = AppTest.from_function(show_units, kwargs={"grids": grids})
    assert shown(at, **chosen) == units


def test_a_unit_comes_back_exactly_after_other_grids_in_other_runs() -> None:
    at = AppTest.from_function(show_units, kwargs={"grids": [(56, 74)]})
    assert shown(at, row=55, column=1) == "55,1"
    for grid, unit in (((7, 9), "6,0"), ((1, 1), "0,0"), ((56, 74), "55,1")):
        at.args, at.kwargs = (), {"grids": [grid]}
        at.run(timeout=60)
        assert at.text[0].value == unit


def show_other_unit(axis: str) -> None:
    from typing import cast

    import streamlit as st

    from explorer.architecture.fields.growth import Axis
    from explorer.session.places import choose_unit_along, unit_here

    choose_unit_along(cast(Axis, axis), 3, (10, 40), ((28, 74), (14, 37)))
    st.text(str(unit_here((14, 37))))


@pytest.mark.parametrize(
    ("axis", "unit"),
    [
        ("rows", "(3, 20)"),  # (2 * 40 + 1) * 37 // 148 = 20
        ("columns", "(5, 3)"),  # (2 * 10 + 1) * 14 // 56 = 5
    ],
)
def test_a_unit_that_is_chosen_along_one_axis_keeps_its_place_along_the_other(
    axis: str, unit: str
) -> None:
    at = AppTest.from_function(show_other_unit, kwargs={"axis": axis})
    assert shown(at) == unit
