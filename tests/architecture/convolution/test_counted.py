"""Parameters of one convolution against published numbers and Keras."""

import keras
import pytest

from explorer.architecture.convolution.counted import COUNTED_CASES, CountedLayer, counted_at_size

PUBLISHED = {
    "first": 750,
    "second": 33_800,
    "vgg-first": 1_792,
    "vgg-last": 2_359_808,
    "alexnet-second": 307_456,
    "depthwise": 288,  # Keras' MobileNet, conv_dw_1
}


@pytest.mark.parametrize("key", COUNTED_CASES)
def test_published_numbers(key: str) -> None:
    layer = COUNTED_CASES[key].layer
    assert layer.num_parameters == PUBLISHED[key]
    assert layer.filters * layer.num_of_filter == PUBLISHED[key]
    assert layer.num_weights + layer.num_biases == PUBLISHED[key]


@pytest.mark.parametrize(
    "layer",
    [
        CountedLayer(1, 1, (1, 1)),
        CountedLayer(4, 6, (3, 2), groups=2),
        CountedLayer(6, 3, (1, 5), groups=3, use_bias=False),
        CountedLayer(5, 2, (2, 2), use_bias=False),
    ],
    ids=str,
)
def test_keras_counts_the_same(layer: CountedLayer) -> None:
    made = keras.layers.Conv2D(
        layer.filters,
        layer.kernel_size,
        padding="same",
        groups=layer.groups,
        use_bias=layer.use_bias,
    )
    made.build((None, 7, 5, layer.channels))
    assert made.count_params() == layer.num_parameters
    assert made.kernel.shape == (*layer.kernel_size, layer.channels_read, layer.filters)
    at = counted_at_size(layer, 7, 5)
    assert made.compute_output_shape((1, 7, 5, layer.channels)) == (1, *at.size_in, layer.filters)
    assert at.num_outputs == 7 * 5 * layer.filters
    dense = keras.layers.Dense(at.num_outputs, use_bias=layer.use_bias)
    dense.build((None, 7 * 5 * layer.channels))
    assert dense.count_params() == at.num_dense


def test_work_grows_with_the_input_and_parameters_do_not() -> None:
    layer = COUNTED_CASES["vgg-first"].layer
    small, large = counted_at_size(layer, 112, 112), counted_at_size(layer, 224, 224)
    assert large.num_macs == 86_704_128 == 4 * small.num_macs
    assert small.num_parameters == large.num_parameters == 1_792


def test_groups_that_do_not_divide() -> None:
    with pytest.raises(ValueError, match=r"^Received 2 groups for 3 input channels and 4 filters"):
        CountedLayer(4, 3, (3, 3), groups=2)
