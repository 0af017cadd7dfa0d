"""A layer on its numbers as Keras code that runs: the learner's input, weights and options."""

from collections.abc import Sequence

from explorer.architecture.network.keras_calls import INDENT, in_quotes
from explorer.convolution.exact import ExactLayer
from explorer.convolution.keras_way import KerasWay, ZerosAround, keras_way
from explorer.convolution.written_numbers import bias_lines, input_lines, kernel_lines, print_line

_IMPORTS = ["import keras", "import numpy as np", ""]
_DTYPE = "float32"


def layer_in_keras(layer: ExactLayer) -> str:
    """Code that builds a layer in Keras, gives it its weights, and prints its output.

    Args:
        layer: The layer and its input.

    Returns:
        A file that needs only Keras 3 and NumPy, and defines ``output``: (height out, width out,
        filters), of a sequence (steps out, filters).

    Raises:
        ValueError: Keras has no such layer.
    """
    way = keras_way(layer)
    lines = [*_IMPORTS, *input_lines(layer, _DTYPE)]
    if layer.kernel is None:
        lines += ["", *_pooling_lines(layer, way)]
    else:
        lines += [*kernel_lines(layer, _DTYPE), *bias_lines(layer, _DTYPE), ""]
        lines += _weighted_lines(layer, way)
    return "\n".join([*lines, print_line(layer), ""])


def _weighted_lines(layer: ExactLayer, way: KerasWay) -> list[str]:
    """From the kernel to the output."""
    lines = _stuffing_lines(layer, way)
    lines += _layer_lines(way, _arguments(layer, way))
    lines += ["model = keras.Sequential(["]
    lines += [f"    {each}," for each in _stack(layer, way)]
    kernel = "spread" if way.is_stuffed else "kernel"
    return [*lines, "])", f"layer.set_weights([{kernel}, bias])", *_output_lines("model(inputs")]


def _stuffing_lines(layer: ExactLayer, way: KerasWay) -> list[str]:
    """Zeros between the weights, where Keras refuses a stride with a dilation."""
    if not way.is_stuffed or way.kernel is None:
        return []
    dilation = layer.window.rows.dilation, layer.window.columns.dilation
    axes = way.kernel.shape
    steps = ", ".join(f"::{each}" for each in dilation)
    if layer.kind == "sequence":
        axes, steps = axes[1:], f"::{dilation[1]}"
    return [
        "# Keras takes no stride together with a dilation: zeros between the weights instead.",
        f'spread = np.zeros({axes}, dtype="{_DTYPE}")',
        f"spread[{steps}] = kernel",
    ]


def _arguments(layer: ExactLayer, way: KerasWay) -> list[str]:
    """Of the layer: those that the page shows, and others where they are not Keras' defaults."""
    is_sequence, hand_layer = layer.kind == "sequence", layer.hand_layer
    pick = _along_steps if is_sequence else str
    filters = hand_layer.bias.shape[0]
    sizes = way.window.rows.size, way.window.columns.size
    arguments = [
        f"filters={filters}",
        f"kernel_size={pick(sizes)}",
        f"strides={pick(way.strides)}",
        f"padding={in_quotes(way.padding)}",
    ]
    if max(way.dilation) > 1:
        arguments.append(f"dilation_rate={pick(way.dilation)}")
    if layer.groups > 1:
        arguments.append(f"groups={layer.groups}")
    if way.cut is not None:
        arguments.append(f"output_padding={layer.extra}")
    return [*arguments, f"activation={in_quotes(layer.activation)}"]


def _layer_lines(way: KerasWay, arguments: Sequence[str]) -> list[str]:
    """The call that makes the layer, each option on its own line."""
    return [
        f"layer = keras.layers.{way.layer_class}(",
        *(f"{INDENT}{each}," for each in arguments),
        ")",
    ]


def _along_steps(both: tuple[int, int]) -> str:
    """Of a sequence only the second counts: its grid has one row."""
    return str(both[1])


def _stack(layer: ExactLayer, way: KerasWay) -> list[str]:
    """The layers of the model, each as code."""
    is_sequence = layer.kind == "sequence"
    shape = layer.grid.shape[1:] if is_sequence else layer.grid.shape
    stack = [f"keras.Input(shape={shape})"]
    if way.around is not None:
        padding = f"1D({way.around[1]})" if is_sequence else f"2D({way.around})"
        stack.append(f"keras.layers.ZeroPadding{padding}")
    stack.append("layer")
    if way.cut is not None and any(map(any, way.cut)):
        stack.append(f"keras.layers.Cropping2D({way.cut})")
    return stack


def _pooling_lines(layer: ExactLayer, way: KerasWay) -> list[str]:
    """From the input to the output of a pooling."""
    sizes = way.window.rows.size, way.window.columns.size
    arguments = [
        f"pool_size={sizes}",
        f"strides={way.strides}",
        f"padding={in_quotes(way.padding)}",
    ]
    lines = _layer_lines(way, arguments)
    if way.around is None:
        return [*lines, *_output_lines("layer(inputs")]
    return [*lines, *_padded_pooling_lines(layer, way.around)]


def _padded_pooling_lines(layer: ExactLayer, around: ZerosAround) -> list[str]:
    """A pooling with padding for which Keras has no word; padding must not count."""
    margin = (*around, (0, 0))
    if layer.kind == "maximum":
        return [
            "# Padding must not count, and minus infinity is never the largest.",
            f"padded = np.pad(inputs, {margin}, constant_values=-np.inf)",
            *_output_lines("layer(padded"),
        ]
    return [
        "# Padding must not count: the mean over all, divided by the share that are values.",
        f"margin = {margin}",
        "mean = layer(np.pad(inputs, margin)[np.newaxis])",
        "share = layer(np.pad(np.ones_like(inputs), margin)[np.newaxis])",
        "output = np.asarray(mean / share)[0]",
    ]


def _output_lines(call: str) -> list[str]:
    return [f"output = np.asarray({call}[np.newaxis]))[0]"]
