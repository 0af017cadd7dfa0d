"""Keras calls as Python code, one statement each, in the layout of ruff and Black."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from explorer.architecture import layers as kinds

LINE_LENGTH = 100
"""The line length, in characters, for which the code is laid out."""

INDENT = "    "
_KERAS_DEFAULTS = {
    "strides": "1",
    "padding": '"valid"',
    "dilation_rate": "1",
    "activation": '"linear"',
    "use_bias": "True",
    "trainable": "True",
}
POOLING_CLASSES = {"max": "layers.MaxPooling2D", "average": "layers.AveragePooling2D"}
LRN_CLASS = "LocalResponseNormalization"


@dataclass(frozen=True, slots=True)
class KerasCall:
    """A layer to apply to a tensor, or a function that takes the tensor first."""

    function: str
    arguments: tuple[str, ...]
    is_layer: bool = True


def applied_lines(start: str, call: KerasCall, source: str) -> list[str]:
    """The lines of a statement that begins with ``start`` and applies a call to ``source``."""
    arguments = call.arguments if call.is_layer else (source, *call.arguments)
    end = f")({source})" if call.is_layer else ")"
    return laid_out_lines(f"{start}{call.function}(", arguments, end)


def laid_out_lines(start: str, arguments: Sequence[str], end: str) -> list[str]:
    """All on one line, else the arguments on their own line, else one line for each argument."""
    indent = start[: len(start) - len(start.lstrip())]
    listed = ", ".join(arguments)
    if len(f"{start}{listed}{end}") <= LINE_LENGTH:
        return [f"{start}{listed}{end}"]
    if len(f"{indent}{INDENT}{listed}") <= LINE_LENGTH:
        return [start, f"{indent}{INDENT}{listed}", f"{indent}{end}"]
    each = [f"{indent}{INDENT}{argument}," for argument in arguments]
    return [start, *each, f"{indent}{end}"]


def unusual_arguments(**arguments: str) -> list[str]:
    """The arguments that differ from Keras' defaults."""
    return [
        f"{name}={value}" for name, value in arguments.items() if value != _KERAS_DEFAULTS[name]
    ]


def in_quotes(text: str) -> str:
    """The text as Python writes it, in double quotes."""
    return json.dumps(text)  # its escapes are Python's too


def convolution_call(filters: str, kernel_size: str, name: str, **options: str) -> KerasCall:
    """A convolution, with the options that differ from Keras' defaults."""
    return KerasCall(
        "layers.Conv2D", (filters, kernel_size, *unusual_arguments(**options), f"name={name}")
    )


def pooling_call(function: str, pool_size: str, strides: str, padding: str, name: str) -> KerasCall:
    """A pooling layer of the class ``function``."""
    options = unusual_arguments(padding=padding)
    return KerasCall(function, (pool_size, f"strides={strides}", *options, f"name={name}"))


def layer_call(layer: kinds.Layer) -> KerasCall:
    """The call that makes a layer."""
    name = in_quotes(layer.name)
    match layer:
        case kinds.Conv2D():
            return convolution_call(
                f"{layer.filters}",
                f"{layer.kernel_size}",
                name,
                strides=f"{layer.stride}",
                padding=in_quotes(layer.padding),
                dilation_rate=f"{layer.dilation}",
                activation=in_quotes(layer.activation),
                use_bias=f"{layer.use_bias}",
                trainable=f"{layer.trainable}",
            )
        case kinds.MaxPool2D() | kinds.AveragePool2D():
            function = POOLING_CLASSES["max" if isinstance(layer, kinds.MaxPool2D) else "average"]
            size, stride = f"{layer.pool_size}", f"{layer.stride}"
            return pooling_call(function, size, stride, in_quotes(layer.padding), name)
        case kinds.ZeroPad2D():
            function, arguments = "layers.ZeroPadding2D", [f"{layer.amount}"]
        case kinds.BatchNorm():
            function = "layers.BatchNormalization"
            arguments = unusual_arguments(trainable=f"{layer.trainable}")
        case kinds.LRN():
            function, arguments = LRN_CLASS, _unusual_response(layer)
        case kinds.Activation():
            function, arguments = "layers.Activation", [in_quotes(layer.function)]
        case kinds.Dropout():
            function, arguments = "layers.Dropout", [f"{layer.rate}"]
        case kinds.Flatten():
            function, arguments = "layers.Flatten", []
        case kinds.GlobalAveragePool():
            function, arguments = "layers.GlobalAveragePooling2D", []
        case kinds.GlobalMaxPool():
            function, arguments = "layers.GlobalMaxPooling2D", []
        case kinds.Dense():
            function, arguments = "layers.Dense", _dense_arguments(layer)
        case _:
            assert_never(layer)
    return KerasCall(function, (*arguments, f"name={name}"))


def _unusual_response(layer: kinds.LRN) -> list[str]:
    usual = kinds.LRN(layer.name)
    return [
        f"{field}={getattr(layer, field)}"
        for field in ("size", "offset", "alpha", "beta")
        if getattr(layer, field) != getattr(usual, field)
    ]


def _dense_arguments(layer: kinds.Dense) -> list[str]:
    options = unusual_arguments(
        activation=in_quotes(layer.activation),
        use_bias=f"{layer.use_bias}",
        trainable=f"{layer.trainable}",
    )
    return [f"{layer.units}", *options]
