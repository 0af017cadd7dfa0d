"""Both alternatives drawn: a cell for each weight, and the units that one unit depends on."""

import numpy as np
import plotly.graph_objects as go
import pytest
from numpy.typing import NDArray

from explorer.architecture.layers import Family
from explorer.architecture.stacks.cases import ways_to_alexnet_field
from explorer.architecture.stacks.comparison import StackComparison, compare_stacks
from explorer.architecture.stacks.notation import parse_stack
from explorer.architecture.stacks.stacks import Stack, single_kernel, steps_of_3x3
from explorer.figures.stacks.kernels_and_cones import CONE_COLUMNS, INPUT_COLOUR, kernels_and_cones
from explorer.figures.theme import FAMILY_COLOURS, FONT_SIZE, SELECTED_COLOUR

BLUE = FAMILY_COLOURS[Family.CONVOLUTION]
ORANGE = FAMILY_COLOURS[Family.POOLING]
KERNELS_OF_ONE, KERNELS_OF_STACK, CONE_OF_ONE, CONE_OF_STACK = "y", "y2", "y3", "y4"
Points = NDArray[np.float64]


def drawn(kernel_size: int, text: str = "") -> go.Figure:
    steps = parse_stack(text) if text else steps_of_3x3(kernel_size)
    one = single_kernel(kernel_size, 3, 8)
    return kernels_and_cones(compare_stacks(one, Stack(steps, 3, 8), (90, 60)))


def rectangles(figure: go.Figure, axis: str, colour: str) -> Points:
    """Left, right, bottom and top of each rectangle of a colour, of shape (rectangles, 4)."""
    traces = [trace for trace in figure.data if trace.yaxis == axis and trace.line.color == colour]
    if not traces:
        return np.empty((0, 4))
    (trace,) = traces
    x, y = (np.array(values, float).reshape(-1, 6)[:, :5] for values in (trace.x, trace.y))
    return np.stack([x.min(1), x.max(1), y.min(1), y.max(1)], axis=1)


def middles(figure: go.Figure, axis: str, colour: str, level: int | None = None) -> list[float]:
    """Where the rectangles of a colour stand along the map, of one level or of all."""
    found = rectangles(figure, axis, colour)
    return [
        float((left + right) / 2)
        for left, right, bottom, top in found
        if level is None or (bottom + top) / 2 == pytest.approx(level)
    ]


@pytest.mark.parametrize(
    ("kernel_size", "weights"), [(5, (25, 18)), (7, (49, 27)), (9, (81, 36)), (11, (121, 45))]
)
def test_a_cell_for_each_weight(kernel_size: int, weights: tuple[int, int]) -> None:
    figure = drawn(kernel_size)
    cells = [len(rectangles(figure, axis, BLUE)) for axis in (KERNELS_OF_ONE, KERNELS_OF_STACK)]
    assert tuple(cells) == weights


@pytest.mark.parametrize("text", ["3,3", "3,5,7,3,1", "3d2,p3s2,15", ",".join(["3"] * 12)])
def test_kernels_lie_apart_and_on_the_canvas(text: str) -> None:
    figure = drawn(11, text)
    for axis, across, up in (
        (KERNELS_OF_ONE, figure.layout.xaxis, figure.layout.yaxis),
        (KERNELS_OF_STACK, figure.layout.xaxis2, figure.layout.yaxis2),
    ):
        cells = np.concatenate([rectangles(figure, axis, colour) for colour in (BLUE, ORANGE)])
        assert across.range[0] <= cells[:, 0].min() <= cells[:, 1].max() <= across.range[1]
        assert up.range[0] <= cells[:, 2].min() <= cells[:, 3].max() <= up.range[1]
        for index, (left, right, bottom, top) in enumerate(cells):
            others = np.delete(cells, index, axis=0)
            beside = (others[:, 0] >= right) | (others[:, 1] <= left)
            above = (others[:, 2] >= top) | (others[:, 3] <= bottom)
            assert np.all(beside | above)


def test_lines_of_kernels_have_a_tap_between_them() -> None:
    cells = rectangles(drawn(11), KERNELS_OF_STACK, BLUE)
    heights = (cells[:, 2] + cells[:, 3]) / 2
    assert sorted(set(heights.tolist())) == [-3, -2, -1, 1, 2, 3]


def test_both_sides_share_one_scale() -> None:
    layout = drawn(11, "3,p2,3").layout
    assert layout.xaxis.range == layout.xaxis2.range
    assert layout.yaxis.range == layout.yaxis2.range
    assert (layout.yaxis.scaleanchor, layout.yaxis2.scaleanchor) == ("x", "x2")
    assert layout.xaxis3.range == layout.xaxis4.range


def test_a_pooling_is_a_frame_without_cells() -> None:
    figure = drawn(5, "3,p2,3")
    (frame,) = [t for t in figure.data if t.yaxis == KERNELS_OF_STACK and t.line.color == ORANGE]
    assert frame.fill is None
    assert len(rectangles(figure, KERNELS_OF_STACK, BLUE)) == 18


def test_a_dilated_kernel_has_its_cells_apart() -> None:
    figure = drawn(5, "3d4")
    assert sorted(set(middles(figure, KERNELS_OF_STACK, BLUE))) == [-4, 0, 4]


class TestCone:
    def test_each_level_of_a_stack(self) -> None:
        figure = drawn(7)
        assert middles(figure, CONE_OF_STACK, INPUT_COLOUR, 0) == [-3, -2, -1, 0, 1, 2, 3]
        assert middles(figure, CONE_OF_STACK, BLUE, 1) == [-2, -1, 0, 1, 2]
        assert middles(figure, CONE_OF_STACK, BLUE, 2) == [-1, 0, 1]
        assert middles(figure, CONE_OF_STACK, SELECTED_COLOUR, 3) == [0]

    def test_one_kernel_sees_as_much_in_one_step(self) -> None:
        figure = drawn(7)
        assert middles(figure, CONE_OF_ONE, INPUT_COLOUR, 0) == [-3, -2, -1, 0, 1, 2, 3]
        assert middles(figure, CONE_OF_ONE, SELECTED_COLOUR, 1) == [0]
        assert middles(figure, CONE_OF_ONE, BLUE) == []

    def test_strides_and_poolings_set_units_apart(self) -> None:
        figure = drawn(5, "3s2,p2,3")
        assert middles(figure, CONE_OF_STACK, INPUT_COLOUR) == [*range(-6, 7)]
        assert middles(figure, CONE_OF_STACK, BLUE, 1) == [-5, -3, -1, 1, 3, 5]
        assert middles(figure, CONE_OF_STACK, ORANGE, 2) == [-4, 0, 4]
        assert middles(figure, CONE_OF_STACK, SELECTED_COLOUR, 3) == [0]

    def test_dilation_leaves_inputs_out(self) -> None:
        figure = drawn(5, "3,1,3d3")
        assert middles(figure, CONE_OF_STACK, BLUE, 2) == [-3, 0, 3]
        assert middles(figure, CONE_OF_STACK, INPUT_COLOUR) == [*range(-4, 5)]
        figure = drawn(5, "1,3d3")
        assert middles(figure, CONE_OF_STACK, INPUT_COLOUR) == [-3, 0, 3]

    def test_levels_are_named_after_their_steps(self) -> None:
        layout = drawn(11, "3s2,3d2,p2,p3s2,1").layout
        assert layout.yaxis3.ticktext == ("map", "11×11")
        assert layout.yaxis4.ticktext == ("map", "3×3 s2", "3×3 d2", "pool 2", "pool 3 s2", "1×1")
        assert layout.xaxis4.title.text == "px from the middle"

    def test_everything_is_in_view(self) -> None:
        figure = drawn(5, "3s2,p2,5,3")
        least, most = figure.layout.xaxis4.range
        for trace in figure.data:
            if trace.yaxis in {CONE_OF_ONE, CONE_OF_STACK}:
                assert least < np.nanmin(trace.x) <= np.nanmax(trace.x) < most


def headings(figure: go.Figure) -> list[str]:
    return [each.text for each in figure.layout.annotations]


@pytest.mark.parametrize(
    ("text", "kernels", "field"),
    [
        ("3,3", "<b>Two 3×3</b><br>2 · 9 = 18 weights", "Field 5×5 px,<br>stride 1 px"),
        ("5,3", "<b>One 5×5, one 3×3</b><br>25 + 9 = 34 weights", "Field 7×7 px,<br>stride 1 px"),
        ("3,3,5,1", "<b>Stack of 4 steps</b><br>44 weights", "Field 9×9 px,<br>stride 1 px"),
        ("3s2,p2", "<b>One 3×3 stride 2,<br>one pooling of 2×2</b><br>9 weights", "stride 4 px"),
    ],
)
def test_headings_give_weights_and_fields(text: str, kernels: str, field: str) -> None:
    _, _, of_stack, of_cone = headings(drawn(5, text))
    assert of_stack == f"{kernels}<br>per pair of channels"
    assert of_cone.endswith(field)


def test_headings_stand_over_their_panels_in_readable_type() -> None:
    figure = drawn(5)
    assert headings(figure)[0].startswith("<b>One 5×5</b>")
    assert [each.x for each in figure.layout.annotations] == [
        pytest.approx(sum(column) / 2) for column in CONE_COLUMNS for _ in range(2)
    ]
    assert {each.font.size for each in figure.layout.annotations} == {FONT_SIZE}
    assert figure.layout.xaxis3.tickfont.size == figure.layout.yaxis4.tickfont.size == FONT_SIZE


def test_networks_are_drawn_without_the_zeros_they_add() -> None:
    first, *_, coarse = ways_to_alexnet_field()
    figure = kernels_and_cones(StackComparison(first, coarse))
    assert len(rectangles(figure, KERNELS_OF_ONE, BLUE)) == 121
    assert figure.layout.yaxis3.ticktext == ("map", "11×11 s4")
    assert len(middles(figure, CONE_OF_STACK, INPUT_COLOUR)) == 16


def test_few_traces_however_many_steps() -> None:
    assert len(drawn(11, ",".join(["3"] * 11 + ["p2"])).data) <= 12
