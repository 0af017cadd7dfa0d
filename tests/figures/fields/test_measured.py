"""Measured fields drawn: heat, the mass in growing squares, sizes over the layers."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from explorer.architecture.fields.effective import Spread, SquareShares, even_spread
from explorer.architecture.layers import Conv2D
from explorer.architecture.networks import PRESETS
from explorer.architecture.receptive_field import Box
from explorer.architecture.summary import summarize
from explorer.figures.fields.measured import (
    LOOKS,
    MARKS,
    Measure,
    heat_indices,
    heat_opacities,
    heat_palette,
    heat_scale,
    layer_chart,
    share_chart,
)
from explorer.figures.map_pictures import LAST, NO_VALUE
from explorer.figures.theme import FONT_SIZE

ROWS = tuple(
    row
    for row in summarize(PRESETS["vgg16-no-top"], (225, 299, 3))
    if isinstance(row.layer, Conv2D)
)
EVEN = even_spread(Box(0, 0, 9, 9), 20, 30)


def spread(side: int, num_pixels: int) -> Spread:
    """A field whose mass lies in two squares, the second of them with more than 95.45 %."""
    squares = SquareShares(np.array([1, side, side + 4]), np.array([0.1, 0.97, 1.0]))
    return Spread(squares, side, num_pixels)


def named(figure: go.Figure, name: str) -> Any:
    (trace,) = (trace for trace in figure.data if trace.name == name)
    return trace


class TestHeat:
    def test_colours_follow_the_square_root_inside_the_visible_part(self) -> None:
        field = np.array([[0, 0, 4, 1], [0, 0, 16, 0], [9, 9, 9, 9]], np.float32)
        found = heat_indices(field, Box(0, 1, 1, 3))
        assert found.dtype == np.uint8
        assert found.tolist() == [
            [NO_VALUE, 0, LAST // 2, round(LAST / 4)],
            [NO_VALUE, 0, LAST, 0],
            [NO_VALUE] * 4,
        ]

    def test_a_field_without_mass_is_dark(self) -> None:
        assert not heat_indices(np.zeros((2, 5), np.float32), Box(0, 0, 1, 4)).any()

    def test_the_scale_is_even_in_the_weight(self) -> None:
        """Half of the strongest weight has the colour of 0.707: its square root."""
        root = heat_palette()[round(0.7071 * LAST)].tolist()
        stops = heat_scale().split("to right, ")[1].split(')"')[0].split(", ")
        middle = [int(part) for part in stops[len(stops) // 2][4:-1].split()]
        assert middle == pytest.approx(root, abs=3)
        assert "<span>100</span>" in heat_scale()


class TestShares:
    FIGURE = share_chart({"trained": spread(5, 9), "untrained": spread(7, 16)}, EVEN, 10)

    def test_curves_run_from_none_to_all_of_the_mass(self) -> None:
        trained = named(self.FIGURE, "trained")
        assert list(trained.x) == [0, 1, 5, 9]
        assert list(trained.y) == pytest.approx([0, 0.1, 0.97, 1])
        even = named(self.FIGURE, "every pixel the same")
        assert list(even.x)[:6] == [0, 2, 4, 6, 8, 10]
        assert list(even.y)[:6] == pytest.approx([0, 0.04, 0.16, 0.36, 0.64, 1])
        assert set(even.y[6:]) == {1.0}

    def test_the_squares_with_95_45_percent_are_marked(self) -> None:
        marks = [trace for trace in self.FIGURE.data if trace.text is not None]
        assert [(list(mark.x), list(mark.y), mark.text[0]) for mark in marks] == [
            ([5], [0.97], "<b>5 px</b>"),
            ([7], [0.97], "<b>7 px</b>"),
        ]
        assert len({mark.textposition for mark in marks}) == 2
        assert 0.9545 in self.FIGURE.layout.yaxis.tickvals

    def test_the_theoretical_size_is_named(self) -> None:
        (note,) = self.FIGURE.layout.annotations
        assert (note.text, note.x) == ("theoretical:<br>10 px", 10)
        assert self.FIGURE.layout.xaxis.range[1] > 10
        assert self.FIGURE.layout.xaxis.title.text == "Side of the square, px"
        assert self.FIGURE.layout.yaxis.title.text == "Share of the mass"
        assert note.font.size == FONT_SIZE

    def test_a_field_without_mass_has_no_mark(self) -> None:
        nothing = Spread(SquareShares(np.array([1, 3]), np.zeros(2)), 0, 0)
        figure = share_chart({"untrained": nothing}, EVEN, 10)
        assert [trace for trace in figure.data if trace.text is not None] == []


class TestLayers:
    @pytest.mark.parametrize(
        ("measure", "expected"), [("square", [5.0] * 13), ("pixels", [3.0] * 13)]
    )
    def test_draws_the_theoretical_and_the_measured_sizes(
        self, measure: Measure, expected: list[float]
    ) -> None:
        figure = layer_chart(ROWS, {"trained": [spread(5, 9)] * 13}, measure, "block2_conv1")
        # Araujo et al.'s recurrence by hand, as published for VGG16.
        assert list(named(figure, "theoretical").y) == [
            *(3, 5, 10, 14, 24, 32, 40, 60, 76, 92, 132, 164, 196)
        ]
        assert list(named(figure, "trained").y) == expected
        assert figure.layout.yaxis.title.text == "Size, px"

    def test_points_carry_their_layer(self) -> None:
        figure = layer_chart(ROWS, {"untrained": [spread(5, 9)] * 13}, "square", "block2_conv1")
        for trace in figure.data:
            assert list(trace.customdata) == [row.name for row in ROWS]
        assert list(figure.layout.xaxis.ticktext) == ["1", "2", "3", "4", "5"]
        assert list(figure.layout.xaxis.tickvals) == [0.5, 2.5, 5, 8, 11]

    @pytest.mark.parametrize(
        ("selected", "bands"),
        [("block1_conv1", [-0.5]), ("block5_conv3", [11.5]), ("block1_pool", [])],
    )
    def test_the_chosen_convolution_is_marked(self, selected: str, bands: list[float]) -> None:
        figure = layer_chart(ROWS, {"trained": [spread(5, 9)] * 13}, "square", selected)
        assert [shape.x0 for shape in figure.layout.shapes if shape.type == "rect"] == bands


def test_trained_and_untrained_differ_in_more_than_colour() -> None:
    dashes = {look.get("dash") for look in LOOKS.values()}
    assert len(dashes) == len(set(MARKS.values())) == len(LOOKS)


def test_what_counts_little_hides_little_of_the_photo() -> None:
    opacities = list(heat_opacities())
    assert opacities == [*sorted(opacities[:-1]), 0]  # the last index is where nothing is known
    assert (opacities[0], opacities[127], opacities[-2]) == (0, 128, 255)
