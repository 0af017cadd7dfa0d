"""A network as Keras 3 code, as one would write it by hand: the functional API, block by block."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import assert_never

from explorer.architecture.layers import (
    LRN,
    Activation,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool,
    Layer,
    MaxPool2D,
    ZeroPad2D,
)
from explorer.architecture.network.notation import plain_block
from explorer.architecture.networks import Block, Network, build_network, head_layers
from explorer.architecture.shapes import Shape
from explorer.architecture.summary import summarize, totals

LINE_LENGTH = 100
"""Characters; within it the code is laid out as ruff and Black would."""

_INDENT = "    "
_KERAS_DEFAULTS = {
    "strides": "1",
    "padding": '"valid"',
    "dilation_rate": "1",
    "activation": '"linear"',
    "use_bias": "True",
    "trainable": "True",
}
_POOLINGS = {"max": "layers.MaxPooling2D", "average": "layers.AveragePooling2D"}
_LRN = "LocalResponseNormalization"
_NOTHING = {"None", "False", "0.0"}
"""Values of an option that adds no layer."""

_LRN_SOURCE = f'''
@keras.saving.register_keras_serializable()
class {_LRN}(layers.Layer):
    """Divides each value by a sum of squares over neighbouring channels.

    Krizhevsky, Sutskever & Hinton 2012, section 3.3. Keras has no such layer.
    """

    def __init__(self, size=5, offset=2.0, alpha=1e-4, beta=0.75, **kwargs):
        super().__init__(**kwargs)
        self.size, self.offset, self.alpha, self.beta = size, offset, alpha, beta

    def call(self, inputs):
        half, channels = self.size // 2, inputs.shape[-1]
        around = [(0, 0), (0, 0), (0, 0), (half, half)]
        squares = keras.ops.pad(keras.ops.square(inputs), around)
        sums = sum(squares[..., i : i + channels] for i in range(self.size))
        return inputs / (self.offset + self.alpha * sums) ** self.beta

    def get_config(self):
        own = {{name: getattr(self, name) for name in ("size", "offset", "alpha", "beta")}}
        return {{**super().get_config(), **own}}
'''


def keras_code(network: Network, input_shape: Shape | None = None) -> str:
    """Python code that builds a network, with the names of our layers and untrained weights.

    Blocks become calls of one function ``conv_block``: what they share is written inside it, what
    they differ in is an argument. Layers that no block made are written one by one.

    Args:
        network: The network.
        input_shape: (height, width, channels) of the input in px; by default the network's own.

    Returns:
        A file that needs Keras 3 only, defines ``model``, and prints its summary when run.

    Raises:
        ValueError: A layer cannot be applied to the input.
    """
    shape = network.default_input_shape if input_shape is None else input_shape
    num_parameters = totals(summarize(network, shape)).num_parameters
    sections = [
        [_heading(network, shape, num_parameters), "", "import keras", "from keras import layers"]
    ]
    if any(isinstance(layer, LRN) for layer in network.layers):
        sections.append(_LRN_SOURCE.strip().splitlines())
    calls = [_layer_call(layer) for layer in network.layers]
    if network.blocks and follows_from_blocks(network):
        pattern = _pattern_of([plain_block(block) for block in network.blocks])
        sections.append(_conv_block(pattern))
        calls = _block_calls(pattern)
        calls += [_layer_call(layer) for layer in head_layers(network.head)] if network.head else []
    sections.append(_model(network.name, shape, calls))
    text = "\n\n\n".join("\n".join(lines) for lines in sections)
    return f'{text}\n\nif __name__ == "__main__":\n    model.summary()\n'


def _heading(network: Network, shape: Shape, num_parameters: int) -> str:
    size = " x ".join(map(str, shape))
    first = f"{_harmless(network.name)} for input of {size}, in Keras 3."
    source = f" Source: {_harmless(network.source)}." if network.source else ""
    rest = f"{num_parameters:,} parameters; the weights are untrained.{source}"
    return "\n".join(['"""' + fill(first, LINE_LENGTH - 3), "", fill(rest, LINE_LENGTH), '"""'])


def _harmless(text: str) -> str:
    """The text without what would end a string or a line."""
    return "".join(letter for letter in text if letter.isprintable() and letter not in '"\\')


def follows_from_blocks(network: Network) -> bool:
    """Whether the blocks and the head tell everything about the layers."""
    return build_network(network.name, network.blocks, network.head).layers == network.layers


def _model(name: str, shape: Shape, calls: Sequence["_Call"]) -> list[str]:
    lines = [f"inputs = keras.Input(shape={shape})"]
    for number, call in enumerate(calls, 1):
        source = "inputs" if number == 1 else "x"
        target = "outputs" if number == len(calls) else "x"
        lines += _applied(f"{target} = ", call, source)
    if not calls:
        lines.append("outputs = inputs")
    words = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "network"
    return [*lines, "", f'model = keras.Model(inputs, outputs, name="{words}")']


# --- one call per line ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Call:
    """A layer to apply to a tensor, or a function that takes the tensor first."""

    function: str
    arguments: tuple[str, ...]
    is_layer: bool = True


def _applied(start: str, call: _Call, source: str) -> list[str]:
    """The lines of a statement that begins with ``start`` and applies a call to a tensor."""
    arguments = call.arguments if call.is_layer else (source, *call.arguments)
    end = f")({source})" if call.is_layer else ")"
    return _laid_out(f"{start}{call.function}(", arguments, end)


def _laid_out(start: str, arguments: Sequence[str], end: str) -> list[str]:
    """On one line, else the arguments on a line of their own, else on one line each."""
    indent = start[: len(start) - len(start.lstrip())]
    listed = ", ".join(arguments)
    if len(f"{start}{listed}{end}") <= LINE_LENGTH:
        return [f"{start}{listed}{end}"]
    if len(f"{indent}{_INDENT}{listed}") <= LINE_LENGTH:
        return [start, f"{indent}{_INDENT}{listed}", f"{indent}{end}"]
    each = [f"{indent}{_INDENT}{argument}," for argument in arguments]
    return [start, *each, f"{indent}{end}"]


def _unusual(**arguments: str) -> list[str]:
    """The arguments that are not what Keras takes by default."""
    return [
        f"{name}={value}" for name, value in arguments.items() if value != _KERAS_DEFAULTS[name]
    ]


def _quoted(text: str) -> str:
    return json.dumps(text)  # double quotes; its escapes are Python's too


def _convolution(filters: str, kernel_size: str, name: str, **options: str) -> _Call:
    return _Call("layers.Conv2D", (filters, kernel_size, *_unusual(**options), f"name={name}"))


def _pooling(function: str, pool_size: str, strides: str, padding: str, name: str) -> _Call:
    arguments = (pool_size, f"strides={strides}", *_unusual(padding=padding), f"name={name}")
    return _Call(function, arguments)


def _layer_call(layer: Layer) -> _Call:
    name = _quoted(layer.name)
    match layer:
        case Conv2D():
            return _convolution(
                f"{layer.filters}",
                f"{layer.kernel_size}",
                name,
                strides=f"{layer.stride}",
                padding=_quoted(layer.padding),
                dilation_rate=f"{layer.dilation}",
                activation=_quoted(layer.activation),
                use_bias=f"{layer.use_bias}",
                trainable=f"{layer.trainable}",
            )
        case MaxPool2D() | AveragePool2D():
            function = _POOLINGS["max" if isinstance(layer, MaxPool2D) else "average"]
            size, stride = f"{layer.pool_size}", f"{layer.stride}"
            return _pooling(function, size, stride, _quoted(layer.padding), name)
        case ZeroPad2D():
            function, arguments = "layers.ZeroPadding2D", [f"{layer.amount}"]
        case BatchNorm():
            function = "layers.BatchNormalization"
            arguments = _unusual(trainable=f"{layer.trainable}")
        case LRN():
            function, arguments = _LRN, _unusual_response(layer)
        case Activation():
            function, arguments = "layers.Activation", [_quoted(layer.function)]
        case Dropout():
            function, arguments = "layers.Dropout", [f"{layer.rate}"]
        case Flatten():
            function, arguments = "layers.Flatten", []
        case GlobalAveragePool():
            function, arguments = "layers.GlobalAveragePooling2D", []
        case Dense():
            function, arguments = "layers.Dense", _dense_arguments(layer)
        case _:
            assert_never(layer)
    return _Call(function, (*arguments, f"name={name}"))


def _unusual_response(layer: LRN) -> list[str]:
    usual = LRN(layer.name)
    return [
        f"{field}={getattr(layer, field)}"
        for field in ("size", "offset", "alpha", "beta")
        if getattr(layer, field) != getattr(usual, field)
    ]


def _dense_arguments(layer: Dense) -> list[str]:
    options = _unusual(
        activation=_quoted(layer.activation),
        use_bias=f"{layer.use_bias}",
        trainable=f"{layer.trainable}",
    )
    return [f"{layer.units}", *options]


# --- the function for the blocks -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What the blocks of a network have in common.

    Attributes:
        blocks: First block first.
        expressions: For each option of a block the value that all blocks share, or the option's
            own name where they differ and it is an argument. The options of pooling are missing
            where no block pools.
    """

    blocks: tuple[Block, ...]
    expressions: dict[str, str]

    @property
    def arguments(self) -> list[str]:
        """The options in which blocks differ."""
        return [option for option, text in self.expressions.items() if option == text]

    @property
    def pools(self) -> bool:
        """Whether any block ends with pooling."""
        return any(block.pooling != "none" for block in self.blocks)

    @property
    def pools_sometimes(self) -> bool:
        """Whether some blocks end with pooling and some do not."""
        return self.pools and any(block.pooling == "none" for block in self.blocks)

    @property
    def mixes_kernels(self) -> bool:
        """Whether some block has a kernel size for each convolution."""
        return any(isinstance(block.kernel_size, tuple) for block in self.blocks)


def _pattern_of(blocks: Sequence[Block]) -> _Pattern:
    found: dict[str, set[str]] = {}
    for block in blocks:
        for option, value in _options(block).items():
            found.setdefault(option, set()).add(value)
    expressions = {
        option: option if len(values) > 1 else values.pop() for option, values in found.items()
    }
    return _Pattern(tuple(blocks), expressions)


def _options(block: Block) -> dict[str, str]:
    """The options of a block as the exported function calls and writes them."""
    has_zeros = isinstance(block.padding, int)
    options = {
        "strides": f"{block.stride}",
        "zeros": f"{block.padding}" if has_zeros else "None",
        "padding": _quoted("valid" if has_zeros else str(block.padding)),
        "dilation_rate": f"{block.dilation}",
        "dropout": f"{float(block.dropout)}",
        "batch_norm": f"{block.normalisation == 'batch'}",
        "lrn": f"{block.normalisation == 'lrn'}",
        "trainable": f"{block.trainable}",
    }
    if block.pooling != "none":
        options["pooling"] = _POOLINGS[block.pooling]
        options["pool_size"] = f"{block.pool_size}"
        options["pool_padding"] = _quoted(block.pool_padding)
    return options


def _block_calls(pattern: _Pattern) -> list[_Call]:
    usual = _options(Block(filters=1))
    calls = []
    for number, block in enumerate(pattern.blocks, 1):
        arguments = [f"{block.filters}", f"{block.kernel_size}", f"repeats={block.repeats}"]
        if pattern.pools:
            strides = None if block.pooling == "none" else block.pool_stride
            arguments.append(f"pool_strides={strides}")
        arguments.append(f"block_id={number}")
        options = _options(block)
        arguments += [
            f"{option}={options[option]}"
            for option in pattern.arguments
            if option in options and options[option] != usual[option]
        ]
        calls.append(_Call("conv_block", tuple(arguments), is_layer=False))
    return calls


def _conv_block(pattern: _Pattern) -> list[str]:
    """The source of ``conv_block``, which makes each block of a network."""
    usual = _options(Block(filters=1))
    arguments = ["tensor", "filters", "kernel_size", "repeats"]
    arguments += ["pool_strides", "block_id"] if pattern.pools else ["block_id"]
    arguments += [f"{option}={usual[option]}" for option in pattern.arguments]
    return [
        *_laid_out("def conv_block(", arguments, "):"),
        *_conv_block_docstring(pattern),
        *_repeated_part(pattern),
        *_pooling_part(pattern),
    ]


def _conv_block_docstring(pattern: _Pattern) -> list[str]:
    first = "Repeat a convolution, then pool." if pattern.pools else "Repeat a convolution."
    notes = {
        "kernel_size: one for all convolutions, or a tuple with one for each.": (
            pattern.mixes_kernels
        ),
        "pool_strides: None for a block without pooling.": pattern.pools_sometimes,
        "zeros: rows and columns put on each side before a convolution.": (
            "zeros" in pattern.arguments
        ),
    }
    told = [f"{_INDENT}{note}" for note, holds in notes.items() if holds]
    if not told:
        return [f'{_INDENT}"""{first}"""']
    return [f'{_INDENT}"""{first}', "", *told, f'{_INDENT}"""']


def _repeated_part(pattern: _Pattern) -> list[str]:
    """The loop over the convolutions of a block."""
    text = pattern.expressions
    lines = [f"{_INDENT}for i in range(1, repeats + 1):"]
    if pattern.mixes_kernels:
        lines = [
            f"{_INDENT}one_size = not isinstance(kernel_size, tuple)",
            f"{_INDENT}kernel_sizes = [kernel_size] * repeats if one_size else kernel_size",
            f"{_INDENT}for i, size in enumerate(kernel_sizes, 1):",
        ]
    convolution = _convolution(
        "filters",
        "size" if pattern.mixes_kernels else "kernel_size",
        _name_of("conv{i}"),
        strides=text["strides"],
        padding=text["padding"],
        dilation_rate=text["dilation_rate"],
        activation='"relu"',
        trainable=text["trainable"],
    )
    normalisation = (*_unusual(trainable=text["trainable"]), f"name={_name_of('bn{i}')}")
    zeros = _Call("layers.ZeroPadding2D", (text["zeros"], f"name={_name_of('pad{i}')}"))
    dropout = _Call("layers.Dropout", (text["dropout"], f"name={_name_of('dropout{i}')}"))
    return [
        *lines,
        *_optional("zeros", "zeros is not None", zeros, pattern),
        *_applied(f"{_INDENT * 2}tensor = ", convolution, "tensor"),
        *_optional("dropout", "dropout", dropout, pattern),
        *_optional(
            "batch_norm", "batch_norm", _Call("layers.BatchNormalization", normalisation), pattern
        ),
        *_optional("lrn", "lrn", _Call(_LRN, (f"name={_name_of('lrn{i}')}",)), pattern),
    ]


def _name_of(part: str) -> str:
    return f'f"block{{block_id}}_{part}"'


def _optional(option: str, condition: str, call: _Call, pattern: _Pattern) -> list[str]:
    """A layer in the loop that all blocks have, none has, or those that ask for it."""
    expression = pattern.expressions[option]
    if expression in _NOTHING:
        return []
    if expression != option:
        return _applied(f"{_INDENT * 2}tensor = ", call, "tensor")
    asked = f"{_INDENT * 2}if {condition}:"
    return [asked, *_applied(f"{_INDENT * 3}tensor = ", call, "tensor")]


def _pooling_part(pattern: _Pattern) -> list[str]:
    """What follows the loop, up to the end of the function."""
    if not pattern.pools:
        return [f"{_INDENT}return tensor"]
    text = pattern.expressions
    pooling = _pooling(
        text["pooling"], text["pool_size"], "pool_strides", text["pool_padding"], _name_of("pool")
    )
    pooled = _applied(f"{_INDENT}return ", pooling, "tensor")
    if not pattern.pools_sometimes:
        return pooled
    return [f"{_INDENT}if pool_strides is None:", f"{_INDENT * 2}return tensor", *pooled]
