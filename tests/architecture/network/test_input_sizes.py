"""A network over input sizes, against Keras' summaries and against trying every size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.architecture.layers import (
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePool,
    GlobalMaxPool,
    MaxPool2D,
)
from explorer.architecture.network.input_sizes import (
    CURVE_SIDES,
    at_size,
    first_dense,
    last_grid_sides,
    over_sizes,
    reduction,
    sides_of_same_grid,
)
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.shapes import smallest_input_size
from explorer.architecture.summary import summarize
from tests.architecture import published
from tests.architecture.random_networks import networks, same_every_run

FIRST_DENSE_AT_256 = 8 * 8 * 512 * 4096 + 4096


@pytest.mark.parametrize(("side", "parameters"), published.KERAS_PARAMETERS_BY_SIZE.items())
def test_parameters_grow_as_in_keras(side: int, parameters: int) -> None:
    points = {at.input_shape[0]: at for at in over_sizes(PRESETS["vgg16"], 3)}
    assert points[side].num_parameters == parameters


def test_an_input_that_is_not_square() -> None:
    at = at_size(PRESETS["vgg16"], (225, 299, 3))
    assert at.grid == (7, 9)
    assert at.first_dense == 7 * 9 * 512 * 4096 + 4096
    assert at.receptive_field == 212


def test_all_sizes_are_there_in_order_and_not_too_many() -> None:
    sides = [at.input_shape[0] for at in over_sizes(PRESETS["vgg16"], 3)]
    assert sides == list(CURVE_SIDES)
    assert (sides[0], sides[-1]) == (32, 512)
    assert len(sides) <= 61


def test_sizes_that_do_not_fit_are_left_out() -> None:
    sides = [at.input_shape[0] for at in over_sizes(PRESETS["alexnet"], 3)]
    assert sides[0] == 64
    with pytest.raises(ValueError, match="smallest input that works"):
        summarize(PRESETS["alexnet"], (56, 56, 3))


@pytest.mark.parametrize("key", ["vgg16-frozen", "vgg16-average", "vgg16-no-top"])
def test_parameters_stay_the_same_without_flatten(key: str) -> None:
    points = over_sizes(PRESETS[key], 3)
    assert len({(at.num_parameters, at.first_dense) for at in points}) == 1
    assert len({at.num_macs for at in points}) == len(points)


@pytest.mark.parametrize("key", PRESETS)
def test_the_receptive_field_stays_the_same(key: str) -> None:
    channels = PRESETS[key].default_input_shape[-1]
    assert len({at.receptive_field for at in over_sizes(PRESETS[key], channels)}) == 1


def test_the_first_dense_layer_and_what_comes_before_it() -> None:
    dense = first_dense(summarize(PRESETS["vgg16"]))
    assert dense is not None
    assert dense.name == "fc1"
    assert first_dense(summarize(PRESETS["vgg16-no-top"])) is None
    assert isinstance(reduction(PRESETS["vgg16"].layers), Flatten)
    assert isinstance(reduction(PRESETS["vgg16-average"].layers), GlobalAveragePool)
    assert reduction((Conv2D("conv", 2, 3), GlobalMaxPool(), Dense("fc1", 9))) == GlobalMaxPool()
    assert reduction(PRESETS["vgg16-no-top"].layers) is None


@pytest.mark.parametrize(("side", "pooled"), published.KERAS_POOL_SIZES.items())
def test_the_last_grid_is_that_of_keras(side: int, pooled: list[int]) -> None:
    assert last_grid_sides(PRESETS["vgg16"].layers, side) == (pooled[-1], pooled[-1])


@pytest.mark.parametrize(
    ("key", "side", "expected"),
    [
        ("vgg16", 224, (224, 255)),
        ("vgg16", 255, (224, 255)),
        ("vgg16-no-top", 32, (32, 63)),
        ("small-batch-norm", 28, (25, 32)),
    ],
)
def test_sides_of_the_same_grid(key: str, side: int, expected: tuple[int, int]) -> None:
    assert sides_of_same_grid(PRESETS[key], side) == expected


@given(network=networks(), more=st.integers(0, 40))
@same_every_run
def test_sides_of_the_same_grid_against_trying_each(network: Network, more: int) -> None:
    smallest = smallest_input_size(network.layers)

    def grid(side: int) -> tuple[int, ...]:
        return summarize(network, (side, side, 1))[-1].output_shape[:2]

    lowest, highest = sides_of_same_grid(network, smallest + more)
    same = [side for side in range(smallest, highest + 2) if grid(side) == grid(smallest + more)]
    assert same == list(range(lowest, highest + 1))


def test_one_dense_layer_on_one_grid() -> None:
    network = Network("one", (Conv2D("conv", 1, 3, padding="valid"), Flatten(), Dense("fc", 1)))
    assert sides_of_same_grid(network, 5) == (5, 5)
    assert [at.first_dense for at in over_sizes(network, 1, (1, 2, 3, 4))] == [2, 5]


def test_the_next_grid_needs_other_weights() -> None:
    assert at_size(PRESETS["vgg16"], (256, 256, 3)).first_dense == FIRST_DENSE_AT_256


def test_the_search_ends_at_the_largest_input() -> None:
    """Twelve poolings of stride 8 end in one unit for any input below 8^12 px."""
    pools = tuple(MaxPool2D(f"pool{number}", 2, 8, "same") for number in range(12))
    assert sides_of_same_grid(Network("strided", pools), 300) == (1, 1024)
