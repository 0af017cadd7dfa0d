"""Cones against products of edges, growth against published sizes, and the doubling trap."""

from collections.abc import Sequence
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import assume, given
from numpy.typing import NDArray

from explorer.architecture.fields.growth import (
    AxisLayer,
    Cone,
    Indices,
    Run,
    centres,
    cone,
    doubling,
    first_error,
    growth,
    layer_sizes,
    layers_along,
    nested_boxes,
    runs,
    way_through,
)
from explorer.architecture.layers import Conv2D, Dense, Flatten, Layer, MaxPool2D, ZeroPad2D
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.receptive_field import Box, ReceptiveField, path_counts
from explorer.architecture.shapes import Window, sweep
from explorer.architecture.summary import summarize
from tests.architecture import brute_force, published
from tests.architecture.brute_force import Slide
from tests.architecture.random_networks import networks, roomy_shape, same_every_run

NOT_SQUARE = (150, 203, 3)
VGG16_DOUBLED = [
    *[3, 5, 10, 12, 14, 28, 30, 32, 34, 68],
    *[70, 72, 74, 148, 150, 152, 154, 308],
]


def along(network: Network, size: int) -> tuple[AxisLayer, ...]:
    """The layers of a network along ``size`` rows; the input has 13 more columns."""
    channels = network.default_input_shape[-1]
    return layers_along(summarize(network, (size, size + 13, channels)), "rows")


def of_windows(windows: Sequence[Window], size: int) -> tuple[AxisLayer, ...]:
    """Windows one after the other along ``size`` positions."""
    layers = []
    for number, window in enumerate(windows, 1):
        layers.append(AxisLayer(f"layer{number}", sweep(window, size)))
        size = layers[-1].sweep.size_out
    return tuple(layers)


def chain_of(layers: Sequence[Layer], size: int) -> list[tuple[Slide, int]]:
    """How the layers slide over rows, tap by tap, each with the size that it slides along."""
    return [(slide, size_in) for _, slide, size_in in brute_force.slides(layers, size)]


def edges(slide: Slide, size_in: int) -> NDArray[np.int64]:
    """Which unit reads which position: 1 or 0, shape (units, positions)."""
    starts = slide.starts(size_in)
    reads = np.zeros((len(starts), size_in), np.int64)
    for unit, start in enumerate(starts):
        for tap in slide.taps:
            if 0 <= start + tap < size_in:
                reads[unit, start + tap] = 1
    return reads


def paths_between(chain: Sequence[tuple[Slide, int]], low: int, high: int) -> NDArray[np.int64]:
    """1 where a path leads from a unit of layer ``high`` to one of layer ``low``, else 0."""
    size = chain[low][1] if low < len(chain) else len(chain[-1][0].starts(chain[-1][1]))
    joined = np.eye(size, dtype=np.int64)
    for slide, size_in in chain[low:high]:
        joined = np.minimum(edges(slide, size_in) @ joined, 1)
    return joined


def assert_lit_as_followed(found: Cone, chain: Sequence[tuple[Slide, int]]) -> None:
    for number, lit in enumerate(found.lit):
        if number <= found.depth:
            joined = paths_between(chain, number, found.depth)[found.unit]
        else:
            joined = paths_between(chain, found.depth, number)[:, found.unit]
        assert lit == set(np.flatnonzero(joined).tolist())


def assert_zeros_as_followed(found: Cone, chain: Sequence[tuple[Slide, int]]) -> None:
    for number, (slide, size_in) in enumerate(chain[: found.depth]):
        starts = slide.starts(size_in)
        read = {starts[unit] + tap for unit in found.lit[number + 1] for tap in slide.taps}
        assert found.padding[number] == read - set(range(size_in))
    assert not any(found.padding[found.depth :])


def in_order(indices: Sequence[Indices]) -> list[list[int]]:
    """The indices of each layer, sorted."""
    return [sorted(each) for each in indices]


class TestCone:
    @given(networks())
    @same_every_run
    def test_units_of_random_networks(self, network: Network) -> None:
        size = roomy_shape(network)[0]
        layers, chain = along(network, size), chain_of(network.layers, size)
        assume(layers)
        sizes = layer_sizes(layers)
        for depth, length in enumerate(sizes):
            for unit in {0, length // 3, length - 1}:
                found = cone(layers, depth, unit)
                assert_lit_as_followed(found, chain)
                assert_zeros_as_followed(found, chain)

    @pytest.mark.parametrize("key", ["vgg16", "alexnet"])
    def test_every_unit_of_a_layer(self, key: str) -> None:
        grid_layers = PRESETS[key].layers[:8]
        network = Network("first layers", grid_layers)
        layers, chain = along(network, 83), chain_of(grid_layers, 83)
        depth = len(layers) // 2
        for unit in range(layer_sizes(layers)[depth]):
            found = cone(layers, depth, unit)
            assert_lit_as_followed(found, chain)
            assert_zeros_as_followed(found, chain)

    @pytest.mark.parametrize("key", published.RECEPTIVE_FIELD_SIZES)
    def test_agrees_with_the_closed_form_without_gaps(self, key: str) -> None:
        rows = summarize(PRESETS[key], NOT_SQUARE)
        layers = layers_along(rows, "columns")
        fields = {row.name: row.receptive_field for row in rows}
        for depth, layer in enumerate(layers, 1):
            field = fields[layer.name]
            assert field is not None
            for unit in (0, layer.sweep.size_out // 2, layer.sweep.size_out - 1):
                box = field.box((0, unit)).clipped(*NOT_SQUARE[:2])
                assert runs(cone(layers, depth, unit).lit[0]) == ((box.left, box.right),)

    @pytest.mark.parametrize("pixel", [0, 77, 149])
    def test_a_pixel_reaches_the_units_whose_boxes_contain_it(self, pixel: int) -> None:
        rows = summarize(PRESETS["vgg16"], NOT_SQUARE)
        layers = layers_along(rows, "rows")
        fields = {row.name: row.receptive_field or ReceptiveField() for row in rows}
        reached = cone(layers, 0, pixel).lit[1:]
        for layer, units in zip(layers, reached, strict=True):
            boxes = [fields[layer.name].box((unit, 0)) for unit in range(layer.sweep.size_out)]
            containing = [unit for unit, box in enumerate(boxes) if box.top <= pixel <= box.bottom]
            assert sorted(units) == containing

    def test_sees_the_support_of_the_path_counts_for_all_stacks_of_three(self) -> None:
        kinds = [Window(*each) for each in product((1, 2, 3, 5), (1, 2), (1, 2))]
        for windows in product(kinds, repeat=3):
            counts = path_counts(windows)
            layers = of_windows(windows, len(counts))
            assert layer_sizes(layers)[-1] == 1
            assert sorted(cone(layers, 3, 0).lit[0]) == np.flatnonzero(counts).tolist()

    def test_a_dilation_leaves_gaps(self) -> None:
        layers = of_windows([Window(3, dilation=3)], 11)
        assert in_order(cone(layers, 1, 2).lit) == [[2, 5, 8], [2]]
        assert in_order(cone(layers, 0, 5).lit) == [[5], [2]]

    def test_zeros_are_seen_where_a_window_touches_them(self) -> None:
        layers = of_windows([Window(3, padding="same")] * 2, 7)
        found = cone(layers, 2, 0)
        assert in_order(found.lit) == [[0, 1, 2], [0, 1], [0]]
        assert in_order(found.padding) == [[-1], [-1], []]

    def test_a_row_that_no_window_reads_reaches_nothing(self) -> None:
        layers = of_windows([Window(2, 2), Window(2, 2)], 45)
        assert in_order(cone(layers, 0, 44).lit) == [[44], [], []]
        assert in_order(cone(layers, 0, 43).lit) == [[43], [21], [10]]

    def test_a_unit_over_padding_only_sees_nothing(self) -> None:
        network = Network("padded", (ZeroPad2D("pad", 2), Conv2D("conv", 1, 1)))
        found = cone(along(network, 5), 2, 0)
        assert in_order(found.lit) == [[], [0], [0]]
        assert in_order(found.padding) == [[-2], [], []]

    @pytest.mark.parametrize(
        ("depth", "unit", "message"),
        [
            (3, 0, r"Layer 3 does not exist\. .* from 0, the input, to 2, the last layer"),
            (-1, 0, r"Layer -1 does not exist\."),
            (2, 11, r"Unit 11 of layer 2 does not exist\. .* from 0 to 10\."),
            (0, -1, r"Unit -1 of layer 0 does not exist\. .* from 0 to 14\."),
        ],
    )
    def test_units_that_do_not_exist(self, depth: int, unit: int, message: str) -> None:
        with pytest.raises(ValueError, match=message):
            cone(of_windows([Window(3)] * 2, 15), depth, unit)


@pytest.mark.parametrize(
    ("indices", "expected"),
    [
        ([], ()),
        ([4], ((4, 4),)),
        ([3, 1, 2, 7, -1], ((-1, -1), (1, 3), (7, 7))),
    ],
    ids=["none", "one", "several"],
)
def test_runs(indices: list[int], expected: tuple[Run, ...]) -> None:
    assert runs(indices) == expected


class TestLayersAlong:
    def test_only_layers_that_slide_a_window(self) -> None:
        layers = (Conv2D("conv", 2, 3), MaxPool2D("pool"), Flatten(), Dense("fc", 3))
        rows = summarize(Network("all kinds", layers), (7, 10, 1))
        assert [layer.name for layer in layers_along(rows, "rows")] == ["conv", "pool"]
        assert layer_sizes(layers_along(rows, "rows")) == (7, 7, 3)
        assert layer_sizes(layers_along(rows, "columns")) == (10, 10, 5)

    def test_a_network_of_dense_layers_has_none(self) -> None:
        rows = summarize(Network("dense", (Flatten(), Dense("fc", 3))), (4, 6, 1))
        assert layers_along(rows, "rows") == ()
        assert layer_sizes(()) == ()
        assert growth(()) == ()
        assert doubling(()) == ()


class TestGrowth:
    @pytest.mark.parametrize(("key", "sizes"), published.RECEPTIVE_FIELD_SIZES.items())
    def test_sizes_of_the_vgg_family(self, key: str, sizes: list[int]) -> None:
        assert [row.size for row in growth(along(PRESETS[key], 224))] == sizes

    def test_sizes_and_jumps_of_alexnet(self) -> None:
        found = {row.name: row for row in growth(along(PRESETS["alexnet"], 224))}
        # the published layers of one tower, in order; padding changes neither size nor stride
        theirs = list(published.GOOGLE_ALEXNET_V2.values())
        ours = [row for name, row in found.items() if name != "block1_pad1"]
        assert [(row.size, row.jump_after) for row in ours] == [(f[0], f[1]) for f in theirs]

    @pytest.mark.parametrize("key", PRESETS)
    def test_what_is_added_sums_up_to_the_field(self, key: str) -> None:
        rows = growth(along(PRESETS[key], 203))
        assert 1 + sum(row.added for row in rows) == rows[-1].size
        for before, after in pairwise(rows):
            assert (after.jump, after.size) == (before.jump_after, before.size + after.added)

    def test_a_dilated_layer_worked_out_by_hand(self) -> None:
        rows = growth(of_windows([Window(2, 2), Window(3, 1, 2)], 20))
        assert [(row.jump, row.added, row.size, row.jump_after) for row in rows] == [
            (1, 1, 2, 2),
            (2, 8, 10, 2),
        ]


class TestCentres:
    def test_worked_out_by_hand(self) -> None:
        windows = [Window(3, padding="same"), Window(2, 2), Window(5)]
        assert centres(of_windows(windows, 24)) == ((0, 1), (0, 1), (0.5, 2), (4.5, 2))

    @pytest.mark.parametrize("key", published.RECEPTIVE_FIELD_SIZES)
    def test_units_of_vgg_tile_the_input(self, key: str) -> None:
        layers = along(PRESETS[key], 224)
        for size, (first, spacing) in zip(layer_sizes(layers), centres(layers), strict=True):
            assert first - spacing / 2 == -0.5
            assert first + (size - 0.5) * spacing == 223.5


class TestWay:
    @given(networks())
    @same_every_run
    def test_leads_from_each_unit_to_one_that_reads_it(self, network: Network) -> None:
        layers = along(network, roomy_shape(network)[0])
        assume(layers)
        for depth, size in enumerate(layer_sizes(layers)):
            for unit in {0, size // 3, size - 1}:
                way = way_through(layers, depth, unit)
                assert way[depth] == unit
                for layer, (below, above) in zip(layers, pairwise(way), strict=False):
                    assert below in layer.taps(above)

    def test_worked_out_by_hand(self) -> None:
        layers = of_windows([Window(3, padding="same"), Window(2, 2), Window(3)], 8)
        assert way_through(layers, 0, 5) == (5, 5, 2, 1)
        assert way_through(layers, 3, 1) == (4, 4, 2, 1)
        assert way_through(layers, 1, 0) == (0, 0, 0, 0)

    def test_ends_where_nothing_reads_the_unit(self) -> None:
        layers = of_windows([Window(3, padding="same"), Window(2, 2), Window(1)], 9)
        assert way_through(layers, 1, 8) == (8, 8)
        assert way_through(layers, 1, 7) == (7, 7, 3, 3)

    def test_a_unit_over_padding_only_leads_into_the_padding(self) -> None:
        network = Network("padded", (ZeroPad2D("pad", 2), Conv2D("conv", 1, 1)))
        assert way_through(along(network, 5), 2, 0) == (-2, 0, 0)

    def test_a_unit_that_does_not_exist(self) -> None:
        with pytest.raises(
            ValueError, match=r"Unit 4 of layer 1 does not exist\. .* from 0 to 3\."
        ):
            way_through(of_windows([Window(2, 2)], 8), 1, 4)


class TestNestedBoxes:
    @pytest.mark.parametrize("key", published.RECEPTIVE_FIELD_SIZES)
    @pytest.mark.parametrize(
        ("name", "position"),
        [("block5_pool", (0, 0)), ("block5_pool", (3, 5)), ("block3_conv1", (17, 30))],
    )
    def test_each_lies_inside_the_next_and_one_is_the_units_own(
        self, key: str, name: str, position: tuple[int, int]
    ) -> None:
        rows = summarize(PRESETS[key], NOT_SQUARE)
        down, across = layers_along(rows, "rows"), layers_along(rows, "columns")
        depth = [layer.name for layer in down].index(name) + 1
        boxes = nested_boxes(down, across, depth, position)
        field = {row.name: row.receptive_field for row in rows}[name]
        assert field is not None
        assert boxes[depth] == field.box(position)
        assert (boxes[0].height, boxes[0].width) == (1, 1)
        assert [box.width for box in boxes[1:]] == published.RECEPTIVE_FIELD_SIZES[key]
        for inner, outer in pairwise(boxes):
            assert outer.top <= inner.top <= inner.bottom <= outer.bottom
            assert outer.left <= inner.left <= inner.right <= outer.right

    def test_worked_out_by_hand(self) -> None:
        windows = [Window(3, padding="same"), Window(2, 2)]
        layers = of_windows(windows, 8), of_windows(windows, 6)
        expected = (Box(0, 4, 0, 4), Box(-1, 3, 1, 5), Box(-1, 3, 2, 6))
        assert nested_boxes(*layers, 2, (0, 2)) == expected
        assert nested_boxes(*layers, 0, (0, 4)) == expected

    @pytest.mark.parametrize("key", published.RECEPTIVE_FIELD_SIZES)
    @pytest.mark.parametrize("name", ["block5_pool", "block4_conv2", "block1_pool"])
    def test_each_centre_is_as_near_to_the_units_as_its_layer_allows(
        self, key: str, name: str
    ) -> None:
        rows = summarize(PRESETS[key], (224, 320, 3))
        down, across = layers_along(rows, "rows"), layers_along(rows, "columns")
        depth = [layer.name for layer in down].index(name) + 1
        boxes = nested_boxes(down, across, depth, (3, 4))
        middle = boxes[depth].left + boxes[depth].right
        jumps = [1, *(row.receptive_field.effective_stride for row in rows if row.receptive_field)]
        for box, jump in zip(boxes[: depth + 1], jumps, strict=False):
            assert (
                abs(box.left + box.right - middle) <= jump
            )  # twice the distance, which is half a jump

    def test_the_cone_of_the_last_unit_of_vgg16_is_upright(self) -> None:
        rows = summarize(PRESETS["vgg16"], (224, 224, 3))
        layers = layers_along(rows, "rows"), layers_along(rows, "columns")
        boxes = nested_boxes(*layers, 18, (3, 3))
        assert boxes[-1] == Box(6, 6, 217, 217)  # centred at 111.5
        assert boxes[0] in {Box(111, 111, 111, 111), Box(112, 112, 112, 112)}

    def test_they_end_where_a_row_is_skipped(self) -> None:
        windows = [Window(3, padding="same"), Window(2, 2)]
        found = nested_boxes(of_windows(windows, 9), of_windows(windows, 6), 1, (8, 3))
        assert found == (Box(8, 3, 8, 3), Box(7, 2, 9, 4))

    def test_a_unit_that_does_not_exist(self) -> None:
        layers = of_windows([Window(2, 2)], 8), of_windows([Window(2, 2)], 6)
        with pytest.raises(
            ValueError, match=r"Unit 3 of layer 1 does not exist\. .* from 0 to 2\."
        ):
            nested_boxes(*layers, 1, (3, 3))


class TestDoubling:
    def test_doubling_gives_308_px_for_vgg16(self) -> None:
        rows = doubling(along(PRESETS["vgg16"], 224))
        assert [row.doubled for row in rows] == VGG16_DOUBLED
        assert [row.size for row in rows] == published.RECEPTIVE_FIELD_SIZES["vgg16"]
        assert (rows[-1].size, rows[-1].doubled) == (212, 308)

    def test_is_wrong_from_the_first_pooling_on(self) -> None:
        error = first_error(doubling(along(PRESETS["vgg16"], 224)))
        assert error is not None
        assert (error.name, error.doubled, error.size) == ("block1_pool", 10, 6)

    def test_is_right_by_chance_later(self) -> None:
        rows = doubling(along(PRESETS["vgg16"], 224))
        assert [row.name for row in rows if row.doubled == row.size] == [
            *["block1_conv1", "block1_conv2", "block2_conv2", "block3_conv2"]
        ]

    def test_is_right_from_the_last_layer_to_the_first(self) -> None:
        rows = doubling(along(PRESETS["vgg16"], 224))
        assert [row.seen_by_last for row in rows[::-1]] == [
            *[2, 4, 6, 8, 16, 18, 20, 22, 44, 46, 48, 50, 100, 102, 104, 208, 210, 212]
        ]

    @pytest.mark.parametrize("key", PRESETS)
    def test_backwards_it_ends_with_the_field(self, key: str) -> None:
        rows = doubling(along(PRESETS[key], 203))
        assert rows[0].seen_by_last == rows[-1].size

    @pytest.mark.parametrize(
        ("windows", "name", "wrong", "right"),
        [
            ([Window(2, 2), Window(3)], "layer2", 4, 6),
            ([Window(1, 2), Window(3)], "layer2", 3, 5),
            ([Window(3, dilation=2), Window(3, 2), Window(2, 2)], "layer2", 11, 7),
        ],
        ids=["too small", "too small after a window of one tap", "too large"],
    )
    def test_may_be_too_small_or_too_large(
        self, windows: list[Window], name: str, wrong: int, right: int
    ) -> None:
        error = first_error(doubling(of_windows(windows, 40)))
        assert error is not None
        assert (error.name, error.doubled, error.size) == (name, wrong, right)

    def test_gives_the_field_of_the_layers_in_reverse_order(self) -> None:
        kinds = [Window(*each) for each in product((1, 2, 3), (1, 2, 3), (1, 2))]
        for windows in product(kinds, repeat=3):
            there, back = of_windows(windows, 80), of_windows(windows[::-1], 80)
            seen = max(cone(back, 3, 0).lit[0]) - min(cone(back, 3, 0).lit[0]) + 1
            assert doubling(there)[-1].doubled == seen, windows

    def test_is_right_without_strides(self) -> None:
        rows = doubling(of_windows([Window(3), Window(5), Window(3, dilation=2)], 30))
        assert first_error(rows) is None
        assert rows[-1].doubled == 11
