"""Parameters line by line, against the article's own numbers and products evaluated."""

import pytest

from explorer.architecture.convolution.parameter_lines import parameter_lines
from explorer.architecture.cost import convolution_parameters
from explorer.architecture.layers import Conv2D, Dense, Flatten
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.summary import summarize
from tests.architecture import published


def value_of(product: str) -> int:
    """Work a product out as Python does."""
    return int(eval(product.replace("×", "*").replace(",", "")))


def test_the_article_s_network_line_by_line() -> None:
    network = PRESETS["small-batch-norm"]
    lines = parameter_lines(summarize(network, (28, 28, 1)))
    found = {line.name: line for line in lines}
    for row in published.SMALL_NETWORK_ROWS:
        assert (found[row.name].output_shape, found[row.name].num_parameters) == row[1:]
    assert lines[-1].total == published.SMALL_NETWORK_COUNTS.total == 264_562
    assert sum(line.num_trainable for line in lines) == 264_262
    assert sum(line.num_non_trainable for line in lines) == 300


@pytest.mark.parametrize(
    ("name", "product", "parameters", "trainable"),
    [
        ("block1_conv1", "75 × (1 × 3 × 3 + 1)", 750, 750),
        ("block1_bn1", "4 × 75", 300, 150),
        ("block1_pool", "0", 0, 0),
        ("block2_conv1", "50 × (75 × 3 × 3 + 1)", 33_800, 33_800),
        ("flatten", "0", 0, 0),
        ("fc1", "512 × (400 + 1)", 205_312, 205_312),
        ("predictions", "25 × (512 + 1)", 12_825, 12_825),
    ],
)
def test_products_of_the_article(name: str, product: str, parameters: int, trainable: int) -> None:
    rows = summarize(PRESETS["small-batch-norm"], (28, 28, 1))
    line = {line.name: line for line in parameter_lines(rows)}[name]
    assert (line.product, line.num_parameters) == (product, parameters)
    assert (line.num_trainable, line.num_non_trainable) == (trainable, parameters - trainable)


@pytest.mark.parametrize("key", PRESETS)
def test_each_product_gives_the_number(key: str) -> None:
    lines = parameter_lines(summarize(PRESETS[key]))
    assert [value_of(line.product) for line in lines] == [line.num_parameters for line in lines]


def test_a_rectangular_kernel_and_layers_without_bias() -> None:
    layers = (
        Conv2D("conv", 4, (3, 5), use_bias=False),
        Flatten(),
        Dense("dense", 2, use_bias=False),
    )
    lines = parameter_lines(summarize(Network("odd", layers), (6, 7, 2)))
    assert [(line.product, line.num_parameters) for line in lines] == [
        ("4 × (2 × 3 × 5)", 120),
        ("0", 0),
        ("2 × 168", 336),
    ]


@pytest.mark.parametrize(
    ("filters", "channels", "kernel_size", "groups", "expected"),
    [
        pytest.param(75, 1, 3, 1, 750, id="the article's first"),
        pytest.param(50, 75, 3, 1, 33_800, id="the article's second"),
        pytest.param(4, 2, (3, 5), 1, 124, id="rectangular"),
        pytest.param(8, 4, 3, 4, 80, id="depthwise, two filters for each channel"),
        pytest.param(6, 4, 1, 2, 18, id="two groups"),
    ],
)
def test_parameters_of_a_convolution(
    filters: int, channels: int, kernel_size: int, groups: int, expected: int
) -> None:
    assert convolution_parameters(filters, channels, kernel_size, groups) == expected
    without = convolution_parameters(filters, channels, kernel_size, groups, use_bias=False)
    assert without == expected - filters


@pytest.mark.parametrize(("filters", "channels", "groups"), [(4, 3, 2), (3, 4, 2), (4, 4, 0)])
def test_groups_that_do_not_divide_are_refused(filters: int, channels: int, groups: int) -> None:
    with pytest.raises(ValueError, match=f"cannot be divided into {groups} equal groups"):
        convolution_parameters(filters, channels, 3, groups)
