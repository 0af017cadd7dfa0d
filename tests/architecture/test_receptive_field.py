"""Receptive fields against published tables, Distill's relations and windows followed by taps."""

from collections.abc import Sequence
from fractions import Fraction
from math import prod, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from explorer.architecture.layers import Conv2D, Dense, GlobalPool, Layer, MaxPool2D
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.receptive_field import Box, FieldAlong, ReceptiveField, path_counts
from explorer.architecture.shapes import GRID_RANK, Axis, Shape, Sweep, Window
from explorer.architecture.summary import LayerSummary, beyond_input, summarize
from tests.architecture import brute_force, published, published_networks
from tests.architecture.published import GoogleRow, Stack
from tests.architecture.random_networks import networks, roomy_shape, same_every_run

AT_224 = (224, 224, 3)
NOT_SQUARE = (150, 203, 3)


def fields_of(network: Network, shape: Shape) -> dict[str, ReceptiveField]:
    """The field of every layer that has one, by name."""
    rows = summarize(network, shape)
    return {row.name: row.receptive_field for row in rows if row.receptive_field is not None}


def sweeps_of(rows: Sequence[LayerSummary], axis: Axis = "rows") -> list[Sweep]:
    """How the windows of a network sweep one axis, first layer first."""
    swept = [row.rows if axis == "rows" else row.columns for row in rows]
    return [each for each in swept if each is not None]


def google_row(field: ReceptiveField | FieldAlong) -> GoogleRow:
    """The three numbers of Google's table, whose windows are all square."""
    size, stride, padding = field.size, field.effective_stride, field.effective_padding
    assert size is not None
    assert stride is not None
    assert padding is not None
    return GoogleRow(size, stride, padding)


@pytest.mark.parametrize(("key", "sizes"), published.RECEPTIVE_FIELD_SIZES.items())
def test_sizes_of_the_vgg_family(key: str, sizes: list[int]) -> None:
    rows = summarize(PRESETS[key], AT_224)
    grids = [row.receptive_field for row in rows if len(row.output_shape) == GRID_RANK]
    assert [field.size for field in grids if field] == sizes


def test_local_response_normalisation_sees_no_further() -> None:
    fields = fields_of(PRESETS["vgg11-lrn"], AT_224)
    assert fields["block1_lrn1"] == fields["block1_conv1"]
    assert fields["block5_pool"] == fields_of(PRESETS["vgg11"], AT_224)["block5_pool"]


@pytest.mark.parametrize(("key", "padding"), published.EFFECTIVE_PADDING_AT_LAST_POOL.items())
def test_effective_padding_at_the_last_pooling(key: str, padding: int) -> None:
    assert fields_of(PRESETS[key], AT_224)["block5_pool"].effective_padding == padding


@pytest.mark.parametrize(
    ("network", "name"),
    [
        (published_networks.ALEXNET_V2, "alexnet_v2"),
        (PRESETS["vgg11"], "vgg_a"),
        (PRESETS["vgg16"], "vgg_16"),
        (published_networks.MOBILENET_V1, "mobilenet_v1"),
        (published_networks.resnet_v1(3, 4, 6, 3), "resnet_v1_50"),
        (published_networks.resnet_v1(3, 4, 23, 3), "resnet_v1_101"),
        (published_networks.resnet_v1(3, 8, 36, 3), "resnet_v1_152"),
        (published_networks.resnet_v1(3, 24, 36, 3), "resnet_v1_200"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_googles_table(network: Network, name: str) -> None:
    last = list(fields_of(network, AT_224).values())[-1]
    assert google_row(last) == published.GOOGLE_FIELDS[name]


def test_googles_alexnet_layer_by_layer() -> None:
    fields = fields_of(published_networks.ALEXNET_V2, AT_224)
    assert {name: google_row(field) for name, field in fields.items()} == (
        published.GOOGLE_ALEXNET_V2
    )


def test_alexnet_with_two_more_zeros_has_googles_fields_moved_by_two() -> None:
    fields = fields_of(PRESETS["alexnet"], AT_224)
    size, stride, padding = published.GOOGLE_FIELDS["alexnet_v2"]
    assert google_row(fields["block4_pool"]) == (size, stride, padding + 2)


def test_the_centre_in_googles_readme() -> None:
    size, stride, padding = published.GOOGLE_FIELDS["inception_resnet_v2"]
    position, centre = published.GOOGLE_INCEPTION_CENTRE
    assert ReceptiveField(*[FieldAlong(size, stride, padding)] * 2).centre(position) == centre


def test_fc1_as_a_convolution_sees_404_px() -> None:
    fc1 = Conv2D("fc1", 4096, 7, padding="valid")
    network = Network("VGG16 as convolutions", (*PRESETS["vgg16-no-top"].layers, fc1))
    row = summarize(network, AT_224)[-1]
    assert row.receptive_field is not None
    assert row.receptive_field.size == published.RECEPTIVE_FIELD_OF_FC1
    assert row.output_shape == (1, 1, 4096)
    dense = {row.name: row for row in published.VGG16_ROWS}["fc1"]
    assert (row.num_parameters, row.num_macs) == (dense.num_parameters, dense.num_macs)


@pytest.mark.parametrize("key", PRESETS)
def test_layers_that_see_the_whole_image_have_no_field(key: str) -> None:
    rows = summarize(PRESETS[key], (200, 230, PRESETS[key].default_input_shape[-1]))
    grids = [row for row in rows if len(row.output_shape) == GRID_RANK]
    assert all(row.receptive_field for row in grids)
    field = grids[-1].receptive_field  # of a unit of Flatten too, and of dropout behind it
    for row in rows[len(grids) :]:
        field = None if isinstance(row.layer, Dense | GlobalPool) else field
        assert row.receptive_field == field


def test_padding_moves_a_field_and_keeps_its_size() -> None:
    same, valid = (
        fields_of(Network("one", (Conv2D("conv", 4, 5, padding=padding),)), NOT_SQUARE)["conv"]
        for padding in ("same", "valid")
    )
    assert google_row(same) == (5, 1, 2)
    assert google_row(valid) == (5, 1, 0)


def backwards(sweeps: Sequence[Sweep]) -> tuple[int, int, int]:
    """Size, stride and padding by Distill's recurrence from the last layer to the first."""
    size, stride, padding = 1, 1, 0
    for swept in reversed(sweeps):
        extent, step = swept.window.extent, swept.window.stride
        size = step * size + extent - step
        stride = step * stride
        padding = step * padding + swept.pad_before
    return size, stride, padding


@pytest.mark.parametrize("key", PRESETS)
def test_forwards_and_backwards_agree_for_presets(key: str) -> None:
    rows = summarize(PRESETS[key])
    for number, row in enumerate(rows, 1):
        if row.receptive_field is not None:
            assert google_row(row.receptive_field) == backwards(sweeps_of(rows[:number]))


@given(networks())
@same_every_run
def test_forwards_and_backwards_agree_for_random_networks(network: Network) -> None:
    rows = summarize(network, roomy_shape(network))
    field = rows[-1].receptive_field
    assert field is not None
    down, across = sweeps_of(rows), sweeps_of(rows, "columns")
    assert google_row(field.height) == backwards(down)
    assert google_row(field.width) == backwards(across)
    assert field.strides == tuple(
        prod(each.window.stride for each in axis) for axis in (down, across)
    )


@pytest.mark.parametrize("key", PRESETS)
def test_effective_stride_is_the_product_of_strides(key: str) -> None:
    rows = summarize(PRESETS[key])
    strides = 1
    for row in rows:
        strides *= row.rows.window.stride if row.rows else 1
        if row.receptive_field is not None:
            assert row.receptive_field.effective_stride == strides


def assert_fields_as_followed(network: Network, shape: Shape) -> None:
    """Compare every layer's boxes with intervals and pixels found by following taps."""
    rows = summarize(network, shape)
    height, width, _ = shape
    chains: tuple[list[brute_force.Slide], ...] = ([], [])
    pixels = [
        brute_force.pixels_reached(network.layers, size, axis)
        for axis, size in enumerate((height, width))
    ]
    for row in rows:
        if row.receptive_field is None or row.rows is None:
            continue
        for axis, chain in enumerate(chains):
            slide = brute_force.slide_of(row.layer, row.input_shape[axis], axis)
            assert slide is not None
            chain.append(slide)
        last_row, last_column = row.output_shape[0] - 1, row.output_shape[1] - 1
        for unit in {(0, 0), (last_row // 2, last_column // 3), (last_row, last_column)}:
            box = row.receptive_field.box(unit)
            down, across = (brute_force.interval(c, u) for c, u in zip(chains, unit, strict=True))
            assert ((box.top, box.bottom), (box.left, box.right)) == (down, across)
            seen = [pixels[axis][row.name][unit[axis]] for axis in (0, 1)]
            assert_sees(box, seen, height, width)


def assert_sees(box: Box, seen: Sequence[frozenset[int]], height: int, width: int) -> None:
    """The clipped box contains all pixels seen; a box inside the image begins and ends at some."""
    on_image = box.clipped(height, width)
    if seen[0] and seen[1]:
        assert on_image.top <= min(seen[0]) <= max(seen[0]) <= on_image.bottom
        assert on_image.left <= min(seen[1]) <= max(seen[1]) <= on_image.right
    if on_image == box:
        assert (min(seen[0]), max(seen[0])) == (box.top, box.bottom)
        assert (min(seen[1]), max(seen[1])) == (box.left, box.right)


@pytest.mark.parametrize("key", PRESETS)
@pytest.mark.parametrize(("height", "width"), [(224, 224), (150, 203), (97, 66)])
def test_boxes_of_presets_agree_with_following_taps(key: str, height: int, width: int) -> None:
    channels = PRESETS[key].default_input_shape[-1]
    assert_fields_as_followed(PRESETS[key], (height, width, channels))


@given(networks(), st.integers(0, 20), st.integers(0, 20))
@same_every_run
def test_boxes_of_random_networks_agree_with_following_taps(
    network: Network, more_rows: int, more_columns: int
) -> None:
    assert_fields_as_followed(network, roomy_shape(network, more_rows, more_columns))


def test_vgg16_sees_exactly_its_clipped_boxes_on_every_row() -> None:
    reached = brute_force.pixels_reached(PRESETS["vgg16"].layers[:18], 224)
    for name, field in fields_of(PRESETS["vgg16-no-top"], AT_224).items():
        for unit, pixels in enumerate(reached[name]):
            box = field.box((unit, 0)).clipped(224, 224)
            assert pixels == frozenset(range(box.top, box.bottom + 1))


def test_same_padding_with_a_stride_depends_on_the_side() -> None:
    network = Network("strided", (Conv2D("conv1", 4, 3, 2), Conv2D("conv2", 4, 3, 2)))
    field = fields_of(network, (7, 8, 3))["conv2"]
    # 7 rows: one zero before, then none before the remaining 4; 8 columns: none before, twice
    assert (field.effective_padding, field.paddings) == (None, (1, 0))
    assert (field.height.effective_padding, field.width.effective_padding) == (1, 0)
    assert field.box((0, 0)) == Box(-1, 0, 5, 6)
    assert field.box((1, 1)) == Box(3, 4, 9, 10)
    assert field.box((1, 1)).clipped(7, 8) == Box(3, 4, 6, 7)
    assert field.centre((1, 1)) == (6.0, 7.0)


def test_a_window_that_is_not_square_by_hand() -> None:
    layers = (
        Conv2D("conv1", 4, (3, 5), (1, 2)),
        MaxPool2D("pool", (2, 1), (2, 1)),
        Conv2D("conv2", 4, 3, dilation=(2, 1), padding="valid"),
    )
    fields = fields_of(Network("odd", layers), (11, 15, 3))
    # rows: 3; 3 + 1; 4 + 4 * 2, at a stride of 1 * 2. columns: 5; 5; 5 + 2 * 2, at a stride of 2
    assert fields["conv2"].height == FieldAlong(12, 2, 1)
    assert fields["conv2"].width == FieldAlong(9, 2, 2)
    assert (fields["conv2"].size, fields["conv2"].sizes) == (None, (12, 9))
    assert (fields["conv2"].effective_stride, fields["conv2"].effective_padding) == (2, None)
    assert (fields["conv1"].effective_stride, fields["conv1"].strides) == (None, (1, 2))
    assert fields["conv2"].box((0, 1)) == Box(-1, 0, 10, 8)
    assert fields["conv2"].centre((0, 1)) == (4.5, 4.0)


def test_a_box_wider_than_the_picture_is_beyond_it() -> None:
    network = Network("wide", (Conv2D("a", 4, (1, 9)), Conv2D("b", 4, (9, 1))))
    beyond = beyond_input(summarize(network, (20, 8, 3)))
    assert [row.name for row in beyond] == ["a", "b"]
    assert beyond_input(summarize(network, (20, 9, 3))) == []
    assert [row.name for row in beyond_input(summarize(network, (8, 9, 3)))] == ["b"]


def test_box_of_a_unit_in_the_corner_and_in_the_middle() -> None:
    field = fields_of(PRESETS["vgg16"], AT_224)["block5_pool"]
    assert field.box((0, 0)) == Box(-90, -90, 121, 121)
    assert field.box((0, 0)).clipped(224, 224) == Box(0, 0, 121, 121)
    assert field.box((3, 6)) == Box(6, 102, 217, 313)
    clipped = field.box((3, 6)).clipped(224, 224)
    assert clipped == Box(6, 102, 217, 223)
    assert (clipped.height, clipped.width) == (212, 122)


def test_a_box_outside_the_image_is_empty_when_clipped() -> None:
    box = Box(-9, 12, -4, 20).clipped(10, 12)
    assert (box.height, box.width) == (0, 0)


@given(networks(), st.integers(0, 40), st.integers(0, 40))
@same_every_run
def test_a_clipped_box_stays_on_the_image_and_centres_give_the_unit(
    network: Network, row: int, column: int
) -> None:
    height, width, channels = roomy_shape(network)
    field = list(fields_of(network, (height, width, channels)).values())[-1]
    box = field.box((row, column))
    assert (box.height, box.width) == (field.height.size, field.width.size)
    clipped = box.clipped(height, width)
    if clipped.height and clipped.width:
        assert 0 <= clipped.top <= clipped.bottom < height
        assert 0 <= clipped.left <= clipped.right < width
    down, across = field.centre((row, column))
    for along, centre, unit in [(field.height, down, row), (field.width, across, column)]:
        half = (along.size - 1) / 2
        assert (centre + along.effective_padding - half) / along.effective_stride == unit


class TestPathCounts:
    @pytest.mark.parametrize("stack", published.STACKS, ids=lambda stack: f"{stack.repeats} x 3x3")
    def test_stacks_of_3x3(self, stack: Stack) -> None:
        assert path_counts([Window(3)] * stack.repeats).tolist() == stack.paths

    @pytest.mark.parametrize("stack", published.STACKS, ids=lambda stack: f"{stack.repeats} x 3x3")
    def test_spread_of_a_stack_and_of_one_kernel(self, stack: Stack) -> None:
        one, several = [Window(stack.kernel_size)], [Window(3)] * stack.repeats
        assert sqrt(variance(path_counts(one))) == pytest.approx(stack.deviation_one, abs=5e-5)
        assert sqrt(variance(path_counts(several))) == pytest.approx(
            stack.deviation_stack, abs=5e-5
        )

    @pytest.mark.parametrize("repeats", range(1, 13))
    def test_variance_of_a_stack_is_exact(self, repeats: int) -> None:
        assert variance(path_counts([Window(3)] * repeats)) == Fraction(2 * repeats, 3)
        one = path_counts([Window(2 * repeats + 1)])
        assert variance(one) == Fraction(repeats * (repeats + 1), 3)

    @pytest.mark.parametrize(("repeats", "is_triangle"), [(2, True), (3, False), (4, False)])
    def test_only_two_make_a_triangle(self, repeats: int, is_triangle: bool) -> None:
        rising = path_counts([Window(3)] * repeats)[: repeats + 1]
        assert (len(set(np.diff(rising).tolist())) == 1) == is_triangle

    @pytest.mark.parametrize(
        ("windows", "expected"),
        [
            ([], [1]),
            ([Window(2, 2)], [1, 1]),
            ([Window(3), Window(2, 2)], [1, 2, 2, 1]),
            ([Window(2, 2), Window(3)], [1, 1, 1, 1, 1, 1]),
            ([Window(3, dilation=2)], [1, 0, 1, 0, 1]),
            ([Window(1, 3), Window(2)], [1, 0, 0, 1]),
        ],
        ids=str,
    )
    def test_cases_worked_out_by_hand(self, windows: list[Window], expected: list[int]) -> None:
        assert path_counts(windows).tolist() == expected

    @given(networks())
    @same_every_run
    def test_every_path_walked_one_by_one(self, network: Network) -> None:
        chain, windows = slides_and_windows(network.layers)
        assert path_counts(windows).tolist() == brute_force.paths(chain)

    def test_first_blocks_of_vgg16_walked_one_by_one(self) -> None:
        chain, windows = slides_and_windows(PRESETS["vgg16"].layers[:7])
        counts = path_counts(windows)
        assert counts.tolist() == brute_force.paths(chain)
        assert (len(counts), counts.sum()) == (24, 3**5 * 2**2)

    def test_the_paths_of_the_whole_vgg16_can_be_counted(self) -> None:
        windows = [swept.window for swept in sweeps_of(summarize(PRESETS["vgg16"]))]
        counts = path_counts(windows)
        assert (len(counts), counts.sum()) == (212, 3**13 * 2**5)
        assert counts.tolist() == counts[::-1].tolist()

    def test_more_paths_than_an_integer_holds_are_refused(self) -> None:
        assert path_counts([Window(2)] * 62).sum() == 2**62
        with pytest.raises(ValueError, match=r"too many paths .* 9223372036854775808 from 63"):
            path_counts([Window(2)] * 63)


def variance(counts: NDArray[np.int64]) -> Fraction:
    """The variance of a position, weighted by whole numbers, exactly."""
    weights: list[int] = counts.tolist()
    mean = Fraction(sum(i * weight for i, weight in enumerate(weights)), sum(weights))
    squares = sum((weight * (i - mean) ** 2 for i, weight in enumerate(weights)), Fraction(0))
    return squares / sum(weights)


def slides_and_windows(layers: Sequence[Layer]) -> tuple[list[brute_force.Slide], list[Window]]:
    """The same windows twice: as brute force moves them, and as the explorer does."""
    chain = [slide for _, slide, _ in brute_force.slides(layers, 500)]
    rows = summarize(Network("part", tuple(layers)), (500, 500, 3))
    return chain, [swept.window for swept in sweeps_of(rows)]


@pytest.mark.parametrize(
    ("size", "pooling", "unreached"),
    [
        (180, "block2_pool", ()),
        (180, "block3_pool", (44,)),
        (180, "block5_pool", (10,)),
        (33, "block1_pool", (32,)),
        (224, "block5_pool", ()),
    ],
)
def test_rows_that_no_pooling_window_reaches(
    size: int, pooling: str, unreached: tuple[int, ...]
) -> None:
    rows = {row.name: row for row in summarize(PRESETS["vgg16-no-top"], (size, 64, 3))}
    swept = rows[pooling].rows
    columns = rows[pooling].columns
    assert swept is not None
    assert columns is not None
    assert swept.unreached == unreached
    assert columns.unreached == ()


def test_a_stride_larger_than_the_window_skips_rows() -> None:
    row = summarize(Network("sparse", (MaxPool2D("pool", 2, 3),)), (9, 7, 1))[0]
    assert row.rows is not None
    assert row.columns is not None
    assert (row.rows.unreached, row.columns.unreached) == ((2, 5, 8), (2, 5, 6))
