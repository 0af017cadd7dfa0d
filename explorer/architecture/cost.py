"""Parameters, work and activation memory of a layer.

How we count: each product that a convolution or dense layer adds up is one multiply-accumulate
(MAC). Biases, activations, pooling and normalisation are not counted. FLOPs = 2 x MACs. Others
count differently: torchvision calls MACs "GFLOPS", and Google's table of receptive fields adds
biases and pooling (`Cost.num_flops_with_bias_and_pooling`).
"""

from dataclasses import dataclass
from math import gcd, prod
from typing import assert_never

from explorer.architecture import layers as kinds
from explorer.architecture.shapes import Shape
from explorer.words import listed, noun, several

BYTES_PER_VALUE = 4
"""float32, as Keras and TensorFlow compute by default."""

FLOPS_PER_MAC = 2


@dataclass(frozen=True, slots=True)
class Cost:
    """What a layer costs, for one forward pass of one image.

    Attributes:
        num_parameters: Weights and biases; for BatchNorm four values per channel.
        num_trainable: Those that gradient descent changes. A frozen layer has none; BatchNorm
            learns a scale and an offset, and tracks the other half.
        num_biases: Those that are added to a sum of products.
        num_macs: Multiply-accumulates, counted as this module does.
        num_activations: Values that the layer writes; 0 for Flatten and Dropout, which pass on
            their input when a trained network runs.
        num_flops_with_bias_and_pooling: As Google's receptive-field table counts: 2 x MACs, one
            addition for each bias, and one operation for each value in a pooling window. Source:
            google-research/receptive_field, RECEPTIVE_FIELD_TABLE.md; worked out from its rows.
    """

    num_parameters: int = 0
    num_trainable: int = 0
    num_biases: int = 0
    num_macs: int = 0
    num_activations: int = 0
    num_flops_with_bias_and_pooling: int = 0


def convolution_parameters(
    filters: int, channels: int, kernel_size: kinds.Sides, groups: int = 1, *, use_bias: bool = True
) -> int:
    """Parameters of a convolution: filters x (channels of a group x height x width + 1).

    Args:
        filters: Output channels.
        channels: Input channels.
        kernel_size: Of the kernel: one number, or (rows, columns).
        groups: How many parts channels and filters are split into; each filter reads one part.
        use_bias: Whether each filter has a bias, the 1 in the formula.

    Raises:
        ValueError: The groups do not divide both.
    """
    check_groups(filters, channels, groups)
    weights = channels // groups * prod(kinds.sides_of(kernel_size))
    return filters * (weights + use_bias)


_MOST_NAMED = 3
"""Numbers of groups that a sentence names."""


def check_groups(filters: int, channels: int, groups: int) -> None:
    """Raise a ValueError unless channels and filters can be split into that many equal parts."""
    if groups < 1 or filters % groups or channels % groups:
        counts = (("channel", channels), ("filter", filters))
        wrong = [(name, count) for name, count in counts if groups < 1 or count % groups]
        common = gcd(channels, filters)
        fitting = [number for number in range(1, common + 1) if common % number == 0]
        first = fitting[:_MOST_NAMED]
        numbers = listed(first, "or") if first == fitting else f"{', '.join(map(str, first))} …"
        raise ValueError(
            f"{listed([several(count, name) for name, count in wrong])} cannot be divided into "
            f"{groups} equal groups. Choose {numbers} {noun(first[-1], 'group')}, or change the "
            f"{listed([f'{name}s' for name, _ in wrong])}."
        )


def cost_of(layer: kinds.Layer, input_shape: Shape, output_shape: Shape) -> Cost:
    """What a layer costs that turns ``input_shape`` into ``output_shape``."""
    channels, values = input_shape[-1], prod(output_shape)
    match layer:
        case kinds.Conv2D():
            return _with_weights(
                layer, channels * prod(kinds.sides_of(layer.kernel_size)), output_shape
            )
        case kinds.Dense():
            return _with_weights(layer, channels, output_shape)
        case kinds.BatchNorm():
            learnt = 2 * channels
            return Cost(2 * learnt, learnt * layer.trainable, num_activations=values)
        case kinds.MaxPool2D() | kinds.AveragePool2D():
            operations = prod(kinds.sides_of(layer.pool_size)) * values
            return Cost(num_activations=values, num_flops_with_bias_and_pooling=operations)
        case (
            kinds.ZeroPad2D()
            | kinds.LRN()
            | kinds.Activation()
            | kinds.GlobalAveragePool()
            | kinds.GlobalMaxPool()
        ):
            return Cost(num_activations=values)
        case kinds.Dropout() | kinds.Flatten():
            return Cost()
        case _:
            assert_never(layer)


def _with_weights(
    layer: kinds.Conv2D | kinds.Dense, weights_per_output: int, output_shape: Shape
) -> Cost:
    outputs, values = output_shape[-1], prod(output_shape)
    parameters = outputs * (weights_per_output + layer.use_bias)
    macs = values * weights_per_output
    return Cost(
        num_parameters=parameters,
        num_trainable=parameters * layer.trainable,
        num_biases=outputs * layer.use_bias,
        num_macs=macs,
        num_activations=values,
        num_flops_with_bias_and_pooling=FLOPS_PER_MAC * macs + layer.use_bias * values,
    )
