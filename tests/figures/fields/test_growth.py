"""Squares over the picture, dashed in the padding; the right curve beside the wrong one."""

import pytest
from plotly.graph_objects import Figure, Scatter

from explorer.architecture.fields.growth import doubling, layers_along, nested_boxes
from explorer.architecture.layers import Conv2D, MaxPool2D
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.receptive_field import Box
from explorer.architecture.summary import summarize
from explorer.figures.fields.cone import REACHED_COLOUR, SEEN_COLOUR
from explorer.figures.fields.growth import doubling_chart, growth_squares, is_tall
from explorer.figures.theme import SELECTED_COLOUR

BOXES = (Box(1, 4, 1, 4), Box(0, 3, 2, 5), Box(-1, 2, 3, 6))
NAMES = ("input", "conv1", "conv2")
PICTURE = (8, 6)


def trace(figure: Figure, name: str) -> Scatter:
    return next(each for each in figure.data if each.name == name)


def outlines(lines: Scatter) -> list[tuple[float, float, float, float]]:
    """Top, left, bottom and right edge of each closed line."""
    found = []
    for start in range(0, len(lines.x), 6):
        x, y = lines.x[start : start + 5], lines.y[start : start + 5]
        found.append((min(y), min(x), max(y), max(x)))
    return found


class TestSquares:
    def test_of_a_unit_of_what_it_sees_and_of_what_sees_it(self) -> None:
        figure = growth_squares(BOXES, NAMES, 1, PICTURE)
        assert outlines(trace(figure, "input")) == [(-0.5, -0.5, 7.5, 5.5)]
        assert outlines(trace(figure, "fields of units it sees")) == [(0.5, 3.5, 1.5, 4.5)]
        assert outlines(trace(figure, "field of conv1")) == [(-0.5, 2.5, 2.5, 5.5)]
        assert outlines(trace(figure, "fields of units that see it")) == [(-0.5, 1.5, 3.5, 5.5)]

    def test_colours_are_those_of_the_cone(self) -> None:
        figure = growth_squares(BOXES, NAMES, 1, PICTURE)
        names = ("fields of units it sees", "fields of units that see it", "field of conv1")
        colours = [trace(figure, name).line.color for name in names]
        assert colours == [SEEN_COLOUR, REACHED_COLOUR, SELECTED_COLOUR]

    def test_what_lies_in_the_padding_is_dashed(self) -> None:
        figure = growth_squares(BOXES, NAMES, 2, PICTURE)
        dashed = trace(figure, "in the padding")
        assert outlines(dashed) == [(-1.5, 1.5, 3.5, 6.5)]
        assert dashed.line.dash == "dash"
        assert outlines(trace(figure, "field of conv2")) == [(-0.5, 1.5, 3.5, 5.5)]

    def test_where_no_later_layer_sees_the_unit_there_are_fewer_boxes(self) -> None:
        figure = growth_squares(BOXES[:2], NAMES, 1, PICTURE)
        assert not trace(figure, "fields of units that see it").x
        assert outlines(trace(figure, "field of conv1")) == [(-0.5, 2.5, 2.5, 5.5)]

    def test_a_photo_lies_under_the_squares_pixel_by_pixel(self) -> None:
        figure = growth_squares(BOXES, NAMES, 1, PICTURE, b"a JPEG")
        (image,) = figure.layout.images
        assert image.source == "data:image/jpeg;base64,YSBKUEVH"
        assert (image.x, image.y, image.sizex, image.sizey) == (-0.5, -0.5, 6, 8)
        assert (image.layer, image.sizing) == ("below", "stretch")
        assert growth_squares(BOXES, NAMES, 1, PICTURE).layout.images == ()

    @pytest.mark.parametrize(
        ("picture", "tall"), [((8, 6), True), ((6, 8), False), ((7, 7), False)], ids=str
    )
    def test_knows_whether_it_is_tall(self, picture: tuple[int, int], tall: bool) -> None:
        assert is_tall([Box(2, 2, 4, 4)], picture) == tall

    def test_a_field_beyond_the_picture_makes_it_taller(self) -> None:
        assert is_tall([Box(-5, 2, 4, 8)], (6, 9))

    def test_says_the_sizes(self) -> None:
        figure = growth_squares(BOXES, NAMES, 2, PICTURE)
        assert set(trace(figure, "field of conv2").text) == {"conv2: 5×5 px"}
        below = trace(figure, "fields of units it sees")
        assert set(below.text) == {"input: 1×1 px", "conv1: 3×3 px"}

    def test_the_view_stays_while_fields_grow(self) -> None:
        first, last = (growth_squares(BOXES, NAMES, shown, PICTURE).layout for shown in (0, 2))
        assert first.xaxis.range == last.xaxis.range == (-0.75, 6.75)
        assert first.yaxis.range == last.yaxis.range == (7.75, -1.75)
        assert (first.xaxis.title.text, first.yaxis.title.text) == ("Column, px", "Row, px")
        assert first.yaxis.scaleanchor == "x"

    def test_pixels_are_told_apart_where_there_are_few(self) -> None:
        assert growth_squares(BOXES, NAMES, 0, PICTURE).layout.xaxis.minor.dtick == 1
        assert growth_squares(BOXES, NAMES, 0, (100, 60)).layout.xaxis.minor.dtick is None

    def test_a_field_entirely_in_the_padding_is_dashed_only(self) -> None:
        boxes = (Box(-2, 0, -2, 0), Box(-3, -1, -1, 1))
        figure = growth_squares(boxes, NAMES[:2], 1, PICTURE)
        assert outlines(trace(figure, "in the padding")) == [
            *[(-2.5, -0.5, -1.5, 0.5), (-3.5, -1.5, -0.5, 1.5)]
        ]
        assert set(trace(figure, "field of conv1").x) == {None}

    def test_vgg16_s_last_field(self) -> None:
        rows = summarize(PRESETS["vgg16"], (224, 320, 3))
        layers = layers_along(rows, "rows"), layers_along(rows, "columns")
        names = ("input", *(layer.name for layer in layers[0]))
        figure = growth_squares(nested_boxes(*layers, 18, (3, 0)), names, 18, (224, 320))
        assert outlines(trace(figure, "field of block5_pool")) == [(5.5, -0.5, 217.5, 121.5)]
        assert outlines(trace(figure, "in the padding"))[-1] == (5.5, -90.5, 217.5, 121.5)


@pytest.fixture(scope="module")
def vgg16() -> Figure:
    rows = summarize(PRESETS["vgg16"], (224, 320, 3))
    return doubling_chart(doubling(layers_along(rows, "rows")))


class TestDoubling:
    def test_right_and_wrong_end_in_212_and_308(self, vgg16: Figure) -> None:
        right, wrong = vgg16.data
        assert (right.name, right.y[-1]) == ("right: 212 px", 212)
        assert (wrong.name, wrong.y[-1]) == ("multiplied by each stride: 308 px", 308)
        assert right.line.dash != wrong.line.dash

    def test_says_where_it_is_wrong(self, vgg16: Figure) -> None:
        (note,) = vgg16.layout.annotations
        assert note.text == "wrong from block1_pool on:<br>10 px, not 6 px"
        assert (note.x, note.y) == (2, 10)
        assert note.ax == note.x
        assert note.ay == vgg16.layout.yaxis.range[1]  # over both curves, which only rise

    def test_names_the_layers(self, vgg16: Figure) -> None:
        right, wrong = vgg16.data
        assert right.x[:3] == wrong.x[:3] == ("block1_conv1", "block1_conv2", "block1_pool")
        assert vgg16.layout.xaxis.type == "category"
        assert vgg16.layout.yaxis.title.text == "Receptive field, px"
        assert vgg16.layout.yaxis.range[1] > 308

    def test_says_so_to_the_left_where_it_is_wrong_late(self) -> None:
        convolutions = tuple(Conv2D(f"conv{n}", 1, 3) for n in range(1, 5))
        rows = summarize(Network("late", (*convolutions, MaxPool2D("pool"))), (9, 12, 1))
        (note,) = doubling_chart(doubling(layers_along(rows, "rows"))).layout.annotations
        assert (note.x, note.xanchor) == (4, "right")

    def test_says_so_under_the_curves_where_the_shortcut_gives_too_little(self) -> None:
        rows = summarize(
            Network("pool first", (MaxPool2D("pool"), Conv2D("conv", 1, 3))), (9, 12, 1)
        )
        (note,) = doubling_chart(doubling(layers_along(rows, "rows"))).layout.annotations
        assert note.text.endswith("4 px, not 6 px")
        assert (note.y, note.ay, note.yanchor) == (4, 0, "bottom")

    def test_without_a_stride_there_is_nothing_to_say(self) -> None:
        rows = summarize(
            Network("deep", (Conv2D("conv1", 1, 3), Conv2D("conv2", 1, 3))), (9, 12, 1)
        )
        assert not doubling_chart(doubling(layers_along(rows, "rows"))).layout.annotations

    def test_a_network_that_slides_nothing(self) -> None:
        right, wrong = doubling_chart(()).data
        assert (right.name, len(right.y), len(wrong.y)) == ("right: 1 px", 0, 0)
