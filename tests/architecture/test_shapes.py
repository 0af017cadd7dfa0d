"""Output shapes against Dumoulin & Visin, arXiv:1603.07285, Keras' numbers and brute force."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.architecture.layers import (
    LRN,
    Conv2D,
    GlobalAveragePool,
    GlobalMaxPool,
    Layer,
    MaxPool2D,
    ZeroPad2D,
)
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.shapes import (
    Window,
    output_shape,
    smallest_input,
    smallest_input_size,
    smallest_size_in,
    sweep,
    sweeps_of,
    window_of,
)
from explorer.architecture.summary import summarize
from tests.architecture import brute_force, published
from tests.architecture.examples import EXAMPLES, Example, kind_of
from tests.architecture.published import Arithmetic
from tests.architecture.random_networks import layers, networks, same_every_run


@pytest.mark.parametrize("example", EXAMPLES, ids=kind_of)
def test_every_kind_gives_the_shape_worked_out_by_hand(example: Example) -> None:
    assert output_shape(example.layer, example.input_shape) == example.output_shape


@pytest.mark.parametrize("case", published.CONVOLUTION_ARITHMETIC, ids=str)
def test_worked_cases_of_the_guide(case: Arithmetic) -> None:
    window = Window(case.size, case.stride, padding=case.padding)
    assert sweep(window, case.size_in).size_out == case.size_out


@pytest.mark.parametrize("case", published.CONVOLUTION_ARITHMETIC, ids=str)
def test_worked_cases_of_the_guide_as_layers_on_a_non_square_grid(
    case: Arithmetic,
) -> None:
    padded = output_shape(ZeroPad2D("pad", case.padding), (case.size_in, case.size_in + 9, 3))
    convolution = Conv2D("conv", 8, case.size, case.stride, "valid")
    height, width, filters = output_shape(convolution, padded)
    assert (height, filters) == (case.size_out, 8)
    assert width > height


@pytest.mark.parametrize("size_in", [7, 10, 15])
@pytest.mark.parametrize("size", [1, 2, 3, 5])
class TestRelations:
    """The relations of the guide, with its own numbers."""

    def test_1_no_zeros_unit_stride(self, size_in: int, size: int) -> None:
        assert sweep(Window(size), size_in).size_out == size_in - size + 1

    @pytest.mark.parametrize("zeros", [1, 2])
    def test_2_zeros_unit_stride(self, size_in: int, size: int, zeros: int) -> None:
        window = Window(size, padding=zeros)
        assert sweep(window, size_in).size_out == size_in - size + 2 * zeros + 1

    def test_3_half_padding_of_an_odd_kernel_keeps_the_size(self, size_in: int, size: int) -> None:
        odd = 2 * size + 1
        assert sweep(Window(odd, padding=odd // 2), size_in).size_out == size_in
        assert sweep(Window(odd, padding="same"), size_in).size_out == size_in

    def test_4_full_padding_grows_by_size_minus_1(self, size_in: int, size: int) -> None:
        assert sweep(Window(size, padding=size - 1), size_in).size_out == size_in + size - 1

    @pytest.mark.parametrize("stride", [2, 3])
    def test_5_and_7_strides_and_pooling_count_the_steps_that_fit(
        self, size_in: int, size: int, stride: int
    ) -> None:
        steps_that_fit = len(range(0, size_in - size + 1, stride))
        assert sweep(Window(size, stride), size_in).size_out == steps_that_fit
        assert output_shape(MaxPool2D("pool", size, stride), (size_in, 20, 3))[0] == steps_that_fit

    @pytest.mark.parametrize("zeros", [1, 2])
    @pytest.mark.parametrize("stride", [2, 3])
    def test_6_zeros_and_strides(self, size_in: int, size: int, stride: int, zeros: int) -> None:
        steps_that_fit = len(range(-zeros, size_in + zeros - size + 1, stride))
        assert sweep(Window(size, stride, padding=zeros), size_in).size_out == steps_that_fit

    @pytest.mark.parametrize("dilation", [2, 3])
    def test_15_dilation_is_a_kernel_with_gaps(
        self, size_in: int, size: int, dilation: int
    ) -> None:
        window = Window(size, dilation=dilation, padding=4)
        effective_size = size + (size - 1) * (dilation - 1)
        assert window.extent == effective_size
        assert sweep(window, size_in).size_out == size_in + 2 * 4 - effective_size + 1

    @pytest.mark.parametrize("stride", [2, 3, 4])
    def test_sizes_share_an_output_until_one_more_step_fits(
        self, size_in: int, size: int, stride: int
    ) -> None:
        window = Window(size, stride, padding=1)
        exact = size_in + (size - 2 - size_in) % stride  # the stride divides it + 2 - size
        outputs = {sweep(window, exact + extra).size_out for extra in range(stride)}
        assert outputs == {sweep(window, exact).size_out}
        assert sweep(window, exact + stride).size_out == sweep(window, exact).size_out + 1


@pytest.mark.parametrize(
    ("size_in", "size", "stride", "size_out", "before", "after"),
    [
        pytest.param(4, 3, 2, 2, 0, 1, id="one zero, which goes after"),
        pytest.param(5, 3, 2, 3, 1, 1, id="two zeros, one on each side"),
        pytest.param(6, 2, 1, 6, 0, 1, id="even kernel"),
        pytest.param(224, 7, 2, 112, 2, 3, id="first layer of ResNet"),
        pytest.param(7, 2, 2, 4, 0, 1, id="pooling 7 to 4"),
        pytest.param(5, 1, 2, 3, 0, 0, id="stride larger than the kernel"),
        pytest.param(1, 3, 1, 1, 1, 1, id="one row"),
    ],
)
def test_same_padding_puts_the_odd_zero_after(
    size_in: int, size: int, stride: int, size_out: int, before: int, after: int
) -> None:
    swept = sweep(Window(size, stride, padding="same"), size_in)
    assert (swept.size_out, swept.pad_before, swept.pad_after) == (size_out, before, after)


@given(layers("layer"), st.integers(1, 30))
@same_every_run
def test_sweeps_agree_with_windows_moved_tap_by_tap(layer: Layer, size_in: int) -> None:
    sides = (size_in, 30)
    slides = [brute_force.slide_of(layer, side, axis) for axis, side in enumerate(sides)]
    sweeps = sweeps_of(layer, (*sides, 2))
    if sweeps is None:
        assert slides == [None, None]
        return
    for swept, slide, side in zip(sweeps, slides, sides, strict=True):
        assert slide is not None
        assert swept.size_in == side
        assert max(swept.size_out, 0) == len(slide.starts(side))
        assert (swept.pad_before, swept.pad_after) == (slide.before, slide.after)
        assert swept.unreached == brute_force.rows_unreached(slide, side)


@pytest.mark.parametrize(("size", "expected"), published.KERAS_POOL_SIZES.items())
def test_odd_sizes_lose_their_last_row_as_in_keras(size: int, expected: list[int]) -> None:
    rows = summarize(PRESETS["vgg16-no-top"], (size, 2 * size, 3))
    assert [row.output_shape[0] for row in rows if row.kind == "MaxPool2D"] == expected


@pytest.mark.parametrize("key", PRESETS)
def test_smallest_input_size_is_the_smallest_that_works(key: str) -> None:
    network = PRESETS[key]
    channels = network.default_input_shape[-1]
    smallest = smallest_input_size(network.layers)
    summarize(network, (smallest, smallest, channels))
    summarize(network, (smallest, smallest + 5, channels))
    if smallest > 1:
        for shape in [(smallest - 1, 300, channels), (300, smallest - 1, channels)]:
            with pytest.raises(ValueError, match=f"works for .* is {smallest}x{smallest} px"):
                summarize(network, shape)


@pytest.mark.parametrize("key", ["vgg11", "vgg13", "vgg16-c", "vgg16", "vgg19", "vgg16-no-top"])
def test_smallest_input_of_vgg_is_that_of_keras(key: str) -> None:
    assert smallest_input_size(PRESETS[key].layers) == published.KERAS_SMALLEST_VGG_SIZE


@given(networks())
@same_every_run
def test_smallest_input_of_random_networks(network: Network) -> None:
    height, width = smallest_input(network.layers)
    assert smallest_input_size(network.layers) == max(height, width)
    summarize(network, (height, width, 2))
    for shape in [(height - 1, width + 1, 2), (height + 1, width - 1, 2)]:
        if min(shape) > 0:
            with pytest.raises(ValueError, match=f"is {height}x{width} px"):
                summarize(network, shape)


@given(layers("layer"), st.integers(1, 12))
@same_every_run
def test_smallest_size_in_is_the_first_that_makes_enough(layer: Layer, size_out: int) -> None:
    window = window_of(layer)
    if window is None:
        assert smallest_input_size([layer]) == 1
        return
    for axis, along in enumerate((window.rows, window.columns)):
        first = next(
            size
            for size in range(1, 70)
            if (slide := brute_force.slide_of(layer, size, axis))
            and len(slide.starts(size)) >= size_out
        )
        assert smallest_size_in(along, size_out) == first


@pytest.mark.parametrize(
    "layer",
    [
        Conv2D("late", 4, 3),
        MaxPool2D("late"),
        ZeroPad2D("late", 1),
        LRN("late"),
        GlobalAveragePool("late"),
        GlobalMaxPool("late"),
    ],
    ids=lambda layer: type(layer).__name__,
)
def test_a_layer_that_needs_a_grid_refuses_a_row_of_values(layer: Layer) -> None:
    message = (
        rf"late \({type(layer).__name__}\) needs a grid of shape \(height, width, channels\)\. "
        r"Received: \(60,\)\. Put it before Flatten, GlobalAveragePool or GlobalMaxPool\."
    )
    with pytest.raises(ValueError, match=message):
        output_shape(layer, (60,))
