"""Small curves over the input's side, the chosen input marked, and why Flatten ties a network."""

from math import sqrt

import pytest
from plotly.graph_objects import Figure, Scatter

from explorer.architecture.layers import Conv2D, Dense, Flatten, MaxPool2D
from explorer.architecture.networks import PRESETS, Head, Network, build_network
from explorer.figures.network.input_sizes import size_curves, size_note
from explorer.figures.theme import FONT_SIZE, SELECTED_COLOUR

NAMES = [
    "All parameters",
    "Work, MACs",
    "Memory, MiB",
    "Last grid, rows",
    "Receptive field, px",
]


def titles(figure: Figure) -> list[str]:
    """The first lines of the panels' titles."""
    return [
        each.text.removeprefix("<b>").partition("</b>")[0]
        for each in figure.layout.annotations
        if each.text.startswith("<b>")
    ]


def told(figure: Figure) -> list[str]:
    """The numbers of the chosen input, as the titles show them."""
    return [
        each.text.rpartition("</span> ")[2].partition(";")[0]
        for each in figure.layout.annotations
        if each.text.startswith("<b>")
    ]


def texts(figure: Figure) -> str:
    return "".join(each.text for each in figure.layout.annotations)


def curve(figure: Figure, title: str) -> Scatter:
    return _traces(figure, title)[0]


def marks(figure: Figure, title: str) -> list[tuple[float, float]]:
    """The side and the number of each diamond of a panel."""
    axes = _axes(figure, title)
    diamonds = [each for each in figure.layout.shapes if (each.xref, each.yref) == axes]
    assert {each.fillcolor for each in diamonds} == {SELECTED_COLOUR}
    return [(each.xanchor, each.yanchor) for each in diamonds]


def _traces(figure: Figure, title: str) -> list[Scatter]:
    axes = _axes(figure, title)
    return [each for each in figure.data if (each.xaxis or "x", each.yaxis or "y") == axes]


def _axes(figure: Figure, title: str) -> tuple[str, str]:
    """The panels of a column share the horizontal axis."""
    panel = titles(figure).index(title)
    return ("x2" if panel % 2 else "x", f"y{panel + 1}" if panel else "y")


def beside(figure: Figure, title: str) -> Scatter | None:
    """The dotted line to compare a curve with."""
    *_, last = _traces(figure, title)
    return last if last.line.dash == "dot" else None


def value_at(figure: Figure, title: str, side: int) -> float:
    return _height(curve(figure, title), side)


def _height(trace: Scatter, side: int) -> float:
    return float(dict(zip(trace.x, trace.y, strict=True))[side])


@pytest.fixture(scope="module")
def vgg16() -> Figure:
    return size_curves(PRESETS["vgg16"], (224, 224, 3))


def test_one_panel_for_each_number(vgg16: Figure) -> None:
    assert titles(vgg16) == NAMES
    assert titles(size_curves(PRESETS["vgg16-no-top"], (180, 180, 3))) == NAMES


def test_titles_show_the_numbers_of_the_chosen_input(vgg16: Figure) -> None:
    assert told(vgg16) == [
        "138,357,544",
        "15.47 GMACs",
        "58.1 MiB",
        "7×7",
        "212 px",
    ]


def test_curves_hold_the_published_numbers(vgg16: Figure) -> None:
    assert value_at(vgg16, "All parameters", 64) == 43_985_704  # Keras
    assert value_at(vgg16, "All parameters", 256) == 169_814_824  # Keras
    assert value_at(vgg16, "Work, MACs", 224) == 15_470_264_320
    assert value_at(vgg16, "Memory, MiB", 224) == pytest.approx(58.13, abs=0.005)
    assert value_at(vgg16, "Last grid, rows", 32) == 1
    assert set(curve(vgg16, "Receptive field, px").y) == {212}


def test_the_field_is_compared_with_the_side_of_the_picture(vgg16: Figure) -> None:
    picture = beside(vgg16, "Receptive field, px")
    assert picture is not None
    assert list(picture.x) == list(picture.y)
    assert "212 px; dotted: picture" in texts(vgg16)


def test_the_first_dense_layer_is_compared_with_all_parameters(vgg16: Figure) -> None:
    dense = beside(vgg16, "All parameters")
    assert dense is not None
    assert _height(dense, 224) == 102_764_544
    assert _height(dense, 256) == 134_221_824  # 8 x 8 x 512 values and a bias for each of 4,096
    assert "138,357,544; dotted: fc1" in texts(vgg16)
    assert beside(size_curves(PRESETS["vgg16-no-top"], (180, 180, 3)), "All parameters") is None


@pytest.mark.parametrize("title", NAMES)
def test_a_square_input_is_marked_on_the_curve(vgg16: Figure, title: str) -> None:
    assert marks(vgg16, title) == [(224, value_at(vgg16, title, 224))]


def test_a_square_input_between_the_steps_is_on_the_curve() -> None:
    figure = size_curves(PRESETS["vgg16"], (225, 225, 3))
    sides = list(curve(figure, "Work, MACs").x)
    assert sides == sorted(sides)
    assert 225 in sides


def test_an_input_that_is_not_square_is_marked_by_its_pixels_and_its_grid_by_both_sides() -> None:
    figure = size_curves(PRESETS["vgg16"], (225, 299, 3))
    [(side, _)] = marks(figure, "Work, MACs")
    assert side == pytest.approx(sqrt(225 * 299))
    assert marks(figure, "Last grid, rows") == [(225, 7), (299, 9)]
    assert 225 not in curve(figure, "Work, MACs").x


def test_sizes_that_do_not_fit_have_no_point() -> None:
    assert min(curve(size_curves(PRESETS["alexnet"], (224, 224, 3)), "Work, MACs").x) == 64


def test_an_input_beyond_the_curves_stays_in_view() -> None:
    figure = size_curves(PRESETS["vgg16-no-top"], (1024, 1024, 3))
    assert figure.layout.xaxis.range[1] > 1024
    [(_, work)] = marks(figure, "Work, MACs")
    assert figure.layout.yaxis2.range[1] > work


def test_a_wide_input_stays_in_view() -> None:
    figure = size_curves(PRESETS["vgg16-no-top"], (32, 1024, 3))
    sides, rows = zip(*marks(figure, "Last grid, rows"), strict=True)
    assert figure.layout.xaxis2.range[1] > max(sides)
    assert figure.layout.yaxis4.range[1] > max(rows)


def test_other_channels() -> None:
    figure = size_curves(PRESETS["small-batch-norm"], (28, 28, 1))
    dense = beside(figure, "All parameters")
    assert dense is not None
    assert _height(dense, 28) == 205_312  # as Keras sums it up


def test_axes_name_their_unit_in_readable_type(vgg16: Figure) -> None:
    assert vgg16.layout.xaxis.title.text == vgg16.layout.xaxis2.title.text == "Input side, px"
    assert vgg16.layout.xaxis.tickfont.size == FONT_SIZE
    assert {each.font.size for each in vgg16.layout.annotations} == {FONT_SIZE}


def test_a_size_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="smallest input that works"):
        size_curves(PRESETS["vgg16"], (16, 224, 3))


class TestNote:
    def test_flatten_ties(self) -> None:
        assert size_note(PRESETS["vgg16"], (224, 224, 3)) == (
            "Flatten ties fc1 to one grid: it takes 7×7×512 = 25,088 values, with 102,764,544 "
            "parameters. Square inputs of 224 to 255 px a side end in this grid. From 256 px on it "
            "is larger, 8×8, and fc1 would need 134,221,824, all trained again. Average pooling "
            "would pass on 512 values at any size, and fc1 would have 2,101,248 parameters."
        )

    def test_flatten_ties_an_input_that_is_not_square(self) -> None:
        note = size_note(PRESETS["vgg16"], (225, 299, 3))
        assert "7×9×512 = 32,256 values" in note
        assert "a side" not in note

    def test_average_pooling_does_not(self) -> None:
        assert size_note(PRESETS["vgg16-frozen"], (160, 200, 3)) == (
            "Average pooling keeps the mean of each of the 512 feature maps, whatever the grid, so "
            "fc1 has 262,656 parameters at every input size: the same weights accept any picture "
            "of 32×32 px or more."
        )

    def test_nor_do_the_largest_values(self) -> None:
        head = Head(classes=3, units=(), reduction="max")
        network = build_network("largest", PRESETS["vgg16"].blocks, head)
        assert size_note(network, (160, 200, 3)) == (
            "Global max pooling keeps the largest value of each of the 512 feature maps, whatever "
            "the grid, so predictions has 1,539 parameters at every input size: the same weights "
            "accept any picture of 32×32 px or more."
        )

    def test_nor_do_convolutions_alone(self) -> None:
        note = size_note(PRESETS["vgg16-no-top"], (180, 180, 3))
        assert "the same 14,714,688 parameters accept any picture of 32×32 px or more" in note

    def test_a_grid_that_only_one_size_ends_in(self) -> None:
        layers = (Conv2D("conv", 2, 3, padding="valid"), Flatten(), Dense("out", 5))
        note = size_note(Network("one", layers), (6, 6, 1))
        assert "Only square inputs of 6 px a side end in this grid. From 7 px on" in note

    def test_a_grid_that_the_largest_inputs_end_in(self) -> None:
        layers = (Conv2D("conv", 2, 3, 8), MaxPool2D("pool", 8, 8), Flatten(), Dense("out", 5))
        note = size_note(Network("strided", layers), (1000, 1000, 1))
        # 953 / 8 = 119.1 -> 120 = 15 * 8; 1,017 / 8 = 127.1 -> 128 = 16 * 8
        assert "Square inputs of 953 to 1,016 px a side end in this grid." in note
        note = size_note(Network("strided", layers), (1020, 1020, 1))
        assert "Square inputs of 1,017 to 1,024 px a side end in this grid; none here is" in note
