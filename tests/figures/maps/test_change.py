"""Curves of how layers respond to a change: values, what is left out, what is marked."""

from collections.abc import Mapping

import numpy as np
import pytest

from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import LayerSummary, summarize
from explorer.equivariance import Mirror, Movement, Response, Shift, respond
from explorer.figures.maps.change import NOTHING_IN_COMMON, TOP, response_curves
from explorer.figures.theme import FONT_SIZE, SELECTED_COLOUR

SIZE = (64, 96)
ROWS = summarize(PRESETS["vgg16-no-top"], (*SIZE, 3))


def responses(movement: Movement | None) -> dict[str, Response]:
    """Responses of random activations with three channels, so that every layer differs."""
    random = np.random.default_rng(2)
    found = {}
    for row in ROWS:
        first, second = random.random((2, *row.output_shape[:2], 3), dtype=np.float32)
        assert row.receptive_field is not None
        found[row.name] = respond(first, second, row.receptive_field, SIZE, movement)
    return found


def drawn(found: Mapping[str, Response], selected: str = "block2_pool") -> dict[str, list[object]]:
    """Heights of each curve by name."""
    return {trace.name: list(trace.y) for trace in response_curves(ROWS, found, selected).data}


@pytest.mark.parametrize(
    ("movement", "names"),
    [
        (
            Shift(right=8),
            ["same positions", "moved along", "away from the rim", "maximum of each map"],
        ),
        (Mirror(), ["same positions", "moved along", "maximum of each map"]),
        (None, ["same positions", "maximum of each map"]),
    ],
    ids=["shift", "mirror", "nothing moved"],
)
def test_a_curve_for_each_comparison_that_is_possible(
    movement: Movement | None, names: list[str]
) -> None:
    found = responses(movement)
    curves = drawn(found)
    assert list(curves) == names
    assert curves["same positions"] == [
        found[row.name].in_place.relative_difference for row in ROWS
    ]


def test_what_cannot_be_compared_is_a_gap() -> None:
    found = responses(Shift(down=40))
    heights = drawn(found)["away from the rim"]
    gaps = [row.name for row, height in zip(ROWS, heights, strict=True) if height is None]
    assert gaps == [row.name for row in ROWS if found[row.name].moved_inside is None]
    assert "block5_pool" in gaps


def test_points_carry_their_layer_and_the_chosen_one_is_framed() -> None:
    figure = response_curves(ROWS, responses(None), "block2_pool")
    names = [row.name for row in ROWS]
    assert list(figure.data[0].customdata) == names
    (frame,) = (shape for shape in figure.layout.shapes if shape.line.color == SELECTED_COLOUR)
    place = names.index("block2_pool")
    assert (frame.x0, frame.x1) == (place - 0.5, place + 0.5)
    bands = {(shape.x0 + shape.x1) / 2 for shape in figure.layout.shapes if shape.type == "rect"}
    assert bands == {place for place, name in enumerate(names) if name.endswith("pool")}


def test_a_layer_without_a_response_is_left_out() -> None:
    found = responses(None)
    del found["block5_pool"]
    assert len(drawn(found)["same positions"]) == len(ROWS) - 1


def test_axes_are_the_same_for_every_change_and_readable() -> None:
    layout = response_curves(ROWS, responses(Shift(right=1)), "block1_conv1").layout
    assert layout.yaxis.range == (0, TOP)
    assert layout.yaxis.title.text == "Relative difference"
    assert layout.xaxis.title.text == "Layer, by block"
    assert list(layout.xaxis.ticktext) == ["1", "2", "3", "4", "5"]
    assert layout.xaxis.tickfont.size == FONT_SIZE
    (guide,) = layout.annotations
    assert guide.y == NOTHING_IN_COMMON


def test_opposites_are_in_view() -> None:
    row: LayerSummary = ROWS[0]
    assert row.receptive_field is not None
    values = np.ones((*SIZE, 2), np.float32)
    found = {row.name: respond(values, -values, row.receptive_field, SIZE)}
    figure = response_curves(ROWS, found, row.name)
    assert figure.layout.yaxis.range[1] > figure.data[0].y[0] == pytest.approx(2)
