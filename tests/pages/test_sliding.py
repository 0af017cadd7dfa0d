"""Other ways to slide: each way's numbers, edits that find their place, shifts, a pooling unit."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import convolve2d, correlate2d
from streamlit.testing.v1 import AppTest

from explorer.session.hand_parameters import WAY
from tests.pages.conftest import OpenApp
from tests.pages.test_convolution import EDGE, SOBEL, output, set_number, shown, typed
from tests.pages.visitor import (
    HOSTILE,
    button,
    chosen,
    errors,
    go_to,
    open_expander,
    sentences,
)

KERAS = {
    "max": "MaxPooling2D",
    "average": "AveragePooling2D",
    "one-row": "Conv1D",
    "causal": "Conv1D",
    "transposed": "Conv2DTranspose",
    "flip": "Conv2D",
    "matrix": "Conv2D",
}


@pytest.fixture
def slide(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page."""

    def open_sliding(**params: str) -> AppTest:
        return open_app(page="sliding", **params)

    return open_sliding


def html(at: AppTest) -> str:
    """The tables of the page."""
    bodies = (each.proto.body for each in at.get("html"))
    return "".join(body for body in bodies if 'class="numbers"' in body)


def headings(at: AppTest) -> list[str]:
    """What the page asks, its title first."""
    return [each.value for each in (*at.title, *at.header)]


def pooled(grid: NDArray[Any], keep: Any) -> list[list[float]]:
    """2x2 with stride 2, window by window."""
    rows, columns = grid.shape[0] // 2, grid.shape[1] // 2
    return [
        [float(keep(grid[2 * r : 2 * r + 2, 2 * c : 2 * c + 2])) for c in range(columns)]
        for r in range(rows)
    ]


def test_it_begins_with_the_pooling_of_vgg16(slide: OpenApp) -> None:
    at = slide()
    assert errors(at) == []
    assert shown(at)["kind"] == "maximum"
    assert output(at)[..., 0].tolist() == pooled(EDGE, np.max)
    assert "VGG16 has five of them, 2 × 2 with stride 2" in sentences(at)
    assert "None of the 9 outputs of max pooling changes." in sentences(at)
    assert "6 of 9 outputs of average pooling change" in sentences(at)


def test_the_average(slide: OpenApp) -> None:
    at = slide(way="average", input="gradient", input_shape="4x6x2")
    assert shown(at)["kind"] == "average"
    ramp = np.tile(np.arange(6.0), (4, 1))
    assert output(at)[..., 0].tolist() == pooled(ramp, np.mean)
    assert output(at).shape == (2, 3, 2)
    assert "of channel 0" in sentences(at)


def test_a_window_of_two_axes(slide: OpenApp) -> None:
    at = slide(pool_size="3x1", pool_stride="1x2", padding="same")
    assert output(at).shape == (6, 3, 1)
    assert errors(at) == []


def test_a_shift_is_chosen(slide: OpenApp) -> None:
    at = slide()
    at.button_group(key="shift_right").set_value("1").run()
    assert "3 of 9 outputs of max pooling change, by 3 on average over all" in sentences(at)
    at.button_group(key="shift_right").set_value("2").run()
    assert "the map moves along, 1 column to the right." in sentences(at)
    assert chosen(at, "shift_right") == "2"
    at.button_group(key="shift_right").set_value("0").run()
    assert "Nothing is shifted." in sentences(at)


@pytest.mark.parametrize(("way", "columns"), [("one-row", 4), ("causal", 6)])
def test_one_row(slide: OpenApp, way: str, columns: int) -> None:
    at = slide(way=way, input="digit")
    row = np.array(shown(slide(way="matrix", input="digit"))["grid"]["texts"][0][3], float)
    kernel = SOBEL[1]
    padded = np.pad(row, (2, 0)) if way == "causal" else row
    assert output(at)[0, :, 0].tolist() == np.correlate(padded, kernel, "valid").tolist()
    assert output(at).shape == (1, columns, 1)
    assert "No output reads a step after its own." in sentences(at)
    assert "5 of 6 outputs read a step after their own." in sentences(at)


def test_another_row(slide: OpenApp) -> None:
    at = slide(way="one-row", input="digit")
    at.number_input(key="input_row").set_value(0).run()
    assert shown(at)["grid"]["texts"] == [[["9"] * 6]]
    assert chosen(at, "input_row") == "0"


def test_transposed(slide: OpenApp) -> None:
    at = slide(way="transposed", stride="2", input_shape="3x3x1", input="gradient")
    expected = np.zeros((7, 7))
    for row, column in np.ndindex(3, 3):  # each value stamps the kernel, times itself
        expected[2 * row : 2 * row + 3, 2 * column : 2 * column + 3] += column * SOBEL
    assert output(at)[..., 0].tolist() == expected.tolist()
    assert "The direct convolution makes 3×3 of 7×7." in sentences(at)
    assert "gives the same 49 sums as the zeros between" in sentences(at)


def test_transposed_from_two_channels_to_three(slide: OpenApp) -> None:
    at = slide(way="transposed", input_shape="4x3x2", filters="3", padding="same", stride="1x2")
    assert errors(at) == []
    assert output(at).shape == (4, 6, 3)
    assert "gives the same 72 sums" in sentences(at)


def test_true_convolution(slide: OpenApp) -> None:
    at = slide(way="flip", input="digit", filter="emboss")
    data = shown(at)
    grid = np.array(data["grid"]["texts"][0], float)
    kernel = np.array(data["kernel"]["texts"][0][0], float)[::-1, ::-1]
    assert output(at)[..., 0].tolist() == convolve2d(grid, kernel, "valid").tolist()
    differ = int((convolve2d(grid, kernel, "valid") != correlate2d(grid, kernel, "valid")).sum())
    assert f"{differ} of 16 sums differ" in sentences(at)
    assert "does not change this kernel" in sentences(slide(way="flip", filter="laplacian"))


def test_matrices(slide: OpenApp) -> None:
    at = slide(way="matrix", cell="2_1_0")
    assert output(at)[..., 0].tolist() == correlate2d(EDGE, SOBEL, "valid").tolist()
    assert "16 × 9 times 9 × 1 makes 16 × 1" in sentences(at)
    assert '<tr class="marked"><th scope="row">(2, 1)</th>' in html(at)


def test_a_large_matrix_says_what_is_not_shown(slide: OpenApp) -> None:
    at = slide(way="matrix", input_shape="12x12x3", filters="2")
    assert errors(at) == []
    told = [each.value for each in at.main.caption if "Not shown" in each.value]
    assert told == [
        "The table shows the part around the chosen output. Not shown: 84 rows of 100.",
        "The table shows the part around the chosen output. Not shown: 184 rows of 200 and 368 "
        "columns of 432.",
    ]


@pytest.mark.parametrize("way", WAY.codes)
@pytest.mark.parametrize(
    "params",
    [
        {"input_shape": "1x1x1", "filter_size": "1x1", "pool_size": "1"},
        {"input_shape": "1x8x1", "filter_size": "1x3", "pool_size": "1x2"},
        {"input_shape": "12x12x4", "filter_size": "5x4", "filters": "4", "padding": "same"},
        {"input_shape": "5x4x2", "filter_size": "2x3", "stride": "2x1", "after": "softmax"},
    ],
    ids=["one of each", "one row", "largest", "two axes"],
)
def test_odd_sizes(slide: OpenApp, way: str, params: dict[str, str]) -> None:
    at = slide(way=way, **params)
    assert errors(at) == []
    assert shown(at)["output"]["problem"] == ""
    assert output(at).size > 0


@pytest.mark.parametrize(
    ("params", "received"),
    [
        ({"pool_size": "0"}, "window size"),
        ({"pool_stride": "fast"}, "stride"),
        ({"pool_size": "7"}, "reaches over 7 rows of an input with 6"),
        ({"padding": "2"}, "holds only padding"),
        ({"input_shape": "13x1"}, "shape"),
        ({"way": "transposed", "stride": "12"}, "spread over 63 rows, and at most 40 are drawn"),
        ({"way": "transposed", "filters": "2", "input_shape": "3x3x2", "groups": "2"}, "2 groups"),
        ({"way": "transposed", "padding": "3"}, "padding"),
        ({"way": "one-row", "padding": "-1"}, "padding"),
        ({"way": "causal", "dilation": "0"}, "dilation"),
        ({"way": "flip", "input_shape": "2x2x1"}, "reaches over 3 rows"),
        ({"way": "matrix", "groups": "3"}, "group"),
    ],
    ids=lambda value: "&".join(value.values()) if isinstance(value, dict) else value[:9],
)
def test_what_cannot_be_is_told_where_the_output_would_be(
    slide: OpenApp, params: dict[str, str], received: str
) -> None:
    at = slide(**params)
    assert received in shown(at)["output"]["problem"]
    assert shown(at)["grid"]["rows"] > 0
    assert html(at) == ""
    errors(at)  # no exception


@pytest.mark.parametrize(
    ("way", "params"),
    [
        ("max", {"stride": "0", "groups": "3", "filter_size": "none"}),
        ("causal", {"padding": "-1"}),
    ],
)
def test_a_field_that_a_way_does_not_use_does_not_matter(
    slide: OpenApp, way: str, params: dict[str, str]
) -> None:
    at = slide(way=way, **params)
    assert errors(at) == []
    assert shown(at)["output"]["problem"] == ""


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "name", ["way", "pool_size", "pool_stride", "shift_down", "shift_right", "input_row"]
)
def test_hostile_links(slide: OpenApp, name: str, text: str) -> None:
    at = slide(**({"way": "one-row"} if name == "input_row" else {}) | {name: text})
    errors(at)  # no exception
    assert shown(at)["grid"]["rows"] > 0


def test_a_row_that_the_input_does_not_have(slide: OpenApp) -> None:
    at = slide(way="one-row", input_shape="3x6x1", input_row="9")
    assert any("2 is shown" in each.value for each in at.warning)
    assert shown(at)["words"]["input"] == "Row 2 of the input"


# --- the same bench on every page ----------------------------------------------------------------


def test_an_edit_in_one_row_keeps_the_other_rows(slide: OpenApp) -> None:
    at = slide(way="one-row")
    assert shown(at)["kernel"]["cells"] == [[[1, 0], [1, 1], [1, 2]]]
    typed(at, set_number("kernel", 1, 0, 0, 0, text="7"), set_number("input", 3, 5, 0, text="4"))
    assert shown(at)["kernel"]["texts"] == [[[["7", "0", "2"]]]]
    go_to(at, "convolution")
    assert shown(at)["kernel"]["texts"] == [[[["-1", "0", "1"], ["7", "0", "2"], ["-1", "0", "1"]]]]
    assert shown(at)["grid"]["texts"][0][3] == ["0", "0", "0", "9", "9", "4"]


@pytest.mark.parametrize("way", ["flip", "transposed"])
def test_an_edit_of_a_flipped_kernel_goes_to_the_other_end(slide: OpenApp, way: str) -> None:
    at = slide(way=way)
    assert shown(at)["kernel"]["cells"][0][0] == [2, 2]
    typed(at, set_number("kernel", 2, 2, 0, 0, text="5"))
    assert shown(at)["kernel"]["texts"][0][0][0] == ["5", "0", "-1"]
    go_to(at, "convolution")
    assert shown(at)["kernel"]["texts"][0][0][2] == ["-1", "0", "5"]


def test_an_edit_under_a_pooling(slide: OpenApp) -> None:
    at = slide()
    typed(at, set_number("input", 0, 0, 0, text="20"), set_number("input", 5, 5, 0, text="no"))
    assert output(at)[0, 0, 0] == 20
    assert shown(at)["typed"] == {"input:5,5,0": "no"}
    assert chosen(at, "filter") == "sobel-x"  # untouched


def test_the_way_and_the_bench_are_kept_on_other_pages(slide: OpenApp) -> None:
    at = slide(way="transposed", input="digit", stride="2")
    go_to(at, "convolution")
    assert output(at).shape == (2, 2, 1)
    go_to(at, "sliding")
    assert chosen(at, "way") == "transposed"
    assert output(at).shape == (13, 13, 1)


@pytest.mark.parametrize("way", WAY.codes)
def test_each_way_in_keras(slide: OpenApp, way: str) -> None:
    at = open_expander(slide(way=way), "in_keras")
    codes = [each.value for each in at.code]
    assert any(f"keras.layers.{KERAS[way]}(" in code for code in codes)
    assert ('padding="causal"' in "".join(codes)) == (way == "causal")


def test_a_filter_of_vgg16_without_weights(slide: OpenApp) -> None:
    at = slide(way="flip", filter="vgg16", input_shape="6x6x3")
    assert "weights are not on this computer" in shown(at)["output"]["problem"]
    assert shown(slide(way="max", filter="vgg16"))["output"]["problem"] == ""


def test_a_patch_of_the_photo(slide: OpenApp) -> None:
    at = slide(input="photo", input_shape="4x4x3", size="64x96")
    assert errors(at) == []
    assert output(at).shape == (2, 2, 3)
    large = slide(input="photo", input_shape="12x12x1", size="9x40")
    assert "The photo has 9 x 40 px" in shown(large)["output"]["problem"]


# --- a unit of VGG16 -----------------------------------------------------------------------------

UNIT = {"unit": "true", "layer": "block2_pool", "channel": "5", "row": "3", "column": "7"}


@pytest.mark.usefixtures("photos_pass_vgg16")
def test_a_pooling_unit_ends_in_the_network_s_own_value(slide: OpenApp) -> None:
    at = slide(**UNIT, size="35x48")
    assert errors(at) == []
    assert output(at).shape == (1, 1, 1)
    assert shown(at)["grid"]["rows"] == shown(at)["grid"]["columns"] == 2
    given = shown(at)["words"]["given"]
    assert given.startswith("The network itself gave ")
    value = float(given.split()[-1].rstrip(".").replace("−", "-"))
    assert output(at).item() == pytest.approx(value, rel=5e-3, abs=1e-6)
    largest = max(float(each) for row in shown(at)["grid"]["texts"][0] for each in row)
    assert output(at).item() == pytest.approx(largest)


@pytest.mark.usefixtures("photos_pass_vgg16")
def test_a_changed_pooling_unit_and_the_ways_back(slide: OpenApp) -> None:
    at = slide(**UNIT, size="35x48")
    before = output(at).item()
    typed(at, set_number("input", 0, 0, 0, text="5000"))
    assert output(at).item() == 5000
    assert "You have changed some of them." in shown(at)["words"]["given"]
    button(at, "The unit's own numbers").click().run()
    assert output(at).item() == before
    button(at, "Numbers of your own").click().run()
    assert headings(at)[-1] == "What does a shift by a pixel do?"
    assert chosen(at, "unit") == "false"


@pytest.mark.usefixtures("photos_pass_vgg16")
def test_a_unit_of_a_convolution_stays_on_its_own_page(slide: OpenApp) -> None:
    at = slide(**UNIT | {"layer": "block1_conv1"}, size="35x48")
    assert errors(at) == []
    assert output(at).shape == (3, 3, 1)
    assert any("unit is on the page Slide it" in each.value for each in at.main.caption)


@pytest.mark.usefixtures("photos_pass_vgg16")
def test_a_pooling_unit_leaves_the_page_of_convolutions_usable(slide: OpenApp) -> None:
    at = go_to(slide(**UNIT, size="35x48"), "convolution")
    assert errors(at) == []
    assert output(at)[..., 0].tolist() == correlate2d(EDGE, SOBEL, "valid").tolist()
    told = [each.value for each in at.main.caption if "unit" in each.value]
    assert told == [
        "VGG16's unit is one of a pooling. It is on the page Other ways to slide. The numbers here "
        "are your own."
    ]
    assert output(go_to(at, "sliding")).shape == (1, 1, 1)


@pytest.mark.usefixtures("photos_pass_vgg16")
@pytest.mark.parametrize("page", ["convolution", "sliding"])
def test_a_unit_of_a_layer_that_is_not_worked_out(open_app: OpenApp, page: str) -> None:
    own = {"weights": "own", "blocks": "2.bn", "layer": "block1_bn1"}
    at = open_app(page=page, unit="true", size="35x48", **own)
    assert errors(at) == []
    assert output(at).size > 1
    assert any("has no unit to work out" in each.value for each in at.main.caption)
