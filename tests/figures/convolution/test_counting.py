"""What is counted, drawn; and the small network's parameters line by line."""

import re

import pytest

from explorer.architecture.convolution.counted import CountedLayer, counted_at_size
from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import summarize
from explorer.figures.convolution.counting import (
    LARGEST_PLANE,
    counting_derivation,
    counting_headline,
    counting_picture,
    size_table,
)
from explorer.figures.convolution.network_lines import network_lines_table

ARTICLE = (
    ("block1_conv1", "28×28×75", "750", "750", "0", "750"),
    ("block1_bn1", "28×28×75", "300", "150", "150", "1,050"),
    ("block1_pool", "14×14×75", "0", "0", "0", "1,050"),
    ("block2_conv1", "14×14×50", "33,800", "33,800", "0", "34,850"),
    ("block2_dropout1", "14×14×50", "0", "0", "0", "34,850"),
    ("block2_bn1", "14×14×50", "200", "100", "100", "35,050"),
    ("block2_pool", "7×7×50", "0", "0", "0", "35,050"),
    ("block3_conv1", "7×7×25", "11,275", "11,275", "0", "46,325"),
    ("block3_bn1", "7×7×25", "100", "50", "50", "46,425"),
    ("block3_pool", "4×4×25", "0", "0", "0", "46,425"),
    ("flatten", "400", "0", "0", "0", "46,425"),
    ("fc1", "512", "205,312", "205,312", "0", "251,737"),
    ("predictions_dropout", "512", "0", "0", "0", "251,737"),
    ("predictions", "25", "12,825", "12,825", "0", "264,562"),
)
"""The article's summary: output, parameters, trainable or not, and their sum so far."""


def drawn(layer: CountedLayer) -> tuple[int, int, int]:
    """Kernels, filters and large biases in the picture."""
    html = counting_picture(layer)
    planes, filters = html.count('class="plane"'), html.count('class="filter"')
    return planes, filters, html.count('<i class="bias">1</i>')


@pytest.mark.parametrize(
    ("layer", "parts"),
    [
        pytest.param(CountedLayer(1, 1, (1, 1)), (1, 1, 1), id="one of each"),
        pytest.param(CountedLayer(6, 4, (2, 3)), (4, 6, 1), id="all are drawn"),
        pytest.param(CountedLayer(75, 64, (3, 3)), (4, 6, 1), id="the first and the last"),
        pytest.param(CountedLayer(8, 8, (3, 3), 8, use_bias=False), (1, 6, 0), id="depthwise"),
    ],
)
def test_one_filter_and_all_filters_are_drawn(
    layer: CountedLayer, parts: tuple[int, int, int]
) -> None:
    assert drawn(layer) == parts
    assert ("⋯" in counting_picture(layer)) == (layer.channels_read > 4 or layer.filters > 6)


@pytest.mark.parametrize("kernel", [(1, 1), (3, 3), (11, 11), (1, 64), (64, 64), (2, 5)])
def test_a_kernel_is_drawn_to_its_own_shape(kernel: tuple[int, int]) -> None:
    html = counting_picture(CountedLayer(1, 1, kernel))
    found = re.search(r"width: (\d+)px; height: (\d+)px; background-size: (\d+)px (\d+)px", html)
    assert found
    width, height, *cell = map(int, found.groups())
    assert cell[0] == cell[1] >= 1
    assert (height // cell[0], width // cell[0]) == kernel
    assert max(width, height) <= max(LARGEST_PLANE, 2 * 64)


@pytest.mark.parametrize(
    ("layer", "numbers", "parameters"),
    [
        (CountedLayer(75, 1, (3, 3)), r"75 \times \left(1 \times 3 \times 3 + 1\right)", "750"),
        (
            CountedLayer(50, 75, (3, 3)),
            r"50 \times \left(75 \times 3 \times 3 + 1\right)",
            "33{,}800",
        ),
        (
            CountedLayer(256, 96, (5, 5), 2),
            r"256 \times \left(\frac{96}{2} \times 5 \times 5 + 1\right)",
            "307{,}456",
        ),
        (
            CountedLayer(4, 2, (1, 3), use_bias=False),
            r"4 \times \left(2 \times 1 \times 3\right)",
            "24",
        ),
    ],
    ids=["750", "33,800", "two groups", "no bias"],
)
def test_the_formula_with_numbers(layer: CountedLayer, numbers: str, parameters: str) -> None:
    _, put_in, _, result = counting_derivation(layer).steps
    assert (put_in, result) == (numbers, parameters)
    assert counting_headline(layer)["Parameters"] == parameters.replace("{,}", ",")


def test_parameters_stay_while_the_rest_grows() -> None:
    layer = CountedLayer(75, 1, (3, 3))
    table = size_table([counted_at_size(layer, 28, 28), counted_at_size(layer, 56, 28)])
    assert table == {
        "Input": ["28×28 px", "56×28 px"],
        "Parameters": [750, 750],
        "Output values": [58_800, 117_600],
        "Multiply-accumulates": [529_200, 1_058_400],
        # 58,800 units x (784 + 1), and 117,600 x (1,568 + 1)
        "Dense layer instead": [46_158_000, 184_514_400],
    }


def test_the_small_network_line_by_line() -> None:
    html = network_lines_table(summarize(PRESETS["small-batch-norm"]))
    bodies = re.findall(r"<tbody>(.*?)</tbody>", html)
    found = []
    for body in bodies:
        name = re.search(r'<th scope="row">(\w+)', body)
        assert name
        cells = re.findall(r"<td data-title=[^>]*>(.*?)</td>", body)
        numbers = [re.sub("<.*?>", "", cell).split("= ")[-1] for cell in cells]
        found.append((name[1], *numbers))
    assert tuple(found) == ARTICLE
    totals = re.findall(r">([\d,]+)<", html.split("<tfoot>")[1])
    assert totals == ["264,562", "264,262", "300"]


def test_why_each_line_is_what_it_is() -> None:
    html = network_lines_table(summarize(PRESETS["small-batch-norm"]))
    reasons = re.findall(r'<td class="why"[^>]*>(.*?)</td>', html)
    assert len(reasons) == len(ARTICLE)
    by_name = dict(zip([line[0] for line in ARTICLE], reasons, strict=True))
    assert "75 × (1 × 3 × 3 + 1)" in html
    assert by_name["block3_pool"].endswith("“Same” padding: 7 / 2, rounded up, is 4.")
    assert "which are only tracked" in by_name["block1_bn1"]
    assert by_name["flatten"].startswith("4×4×25 = 400 values in a row; nothing to learn.")
    assert "nothing to learn" in by_name["predictions_dropout"]
    assert by_name["fc1"] == (
        "Each of 512 units has a weight for each of 400 values, and one bias."
    )
