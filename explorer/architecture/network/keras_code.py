"""A network as Keras 3 code that reads as if written by hand: the functional API, by blocks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill

from explorer.architecture.block_fields import USUAL
from explorer.architecture.layers import LRN
from explorer.architecture.network.keras_calls import (
    INDENT,
    LINE_LENGTH,
    LRN_CLASS,
    POOLING_CLASSES,
    KerasCall,
    applied_lines,
    convolution_call,
    in_quotes,
    laid_out_lines,
    layer_call,
    pooling_call,
    unusual_arguments,
)
from explorer.architecture.network.notation import plain_block
from explorer.architecture.network.sense import sense_notes
from explorer.architecture.networks import Block, Network, build_network, head_layers
from explorer.architecture.shapes import Shape
from explorer.architecture.summary import LayerSummary, summarize, totals
from explorer.words import several

_NOTHING = {"None", "False", "0.0"}
"""Values with which an option adds no layer."""

_LRN_SOURCE = f'''
@keras.saving.register_keras_serializable()
class {LRN_CLASS}(layers.Layer):
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

    Blocks become calls to one function, ``conv_block``: what they share is written inside it, and
    what differs is an argument. Layers that do not come from blocks are written one by one.

    Args:
        network: The network.
        input_shape: (height, width, channels) of the input in px; by default the network's own.

    Returns:
        A file that needs only Keras 3, defines ``model``, and prints its summary when run.

    Raises:
        ValueError: A layer cannot be applied to the input.
    """
    shape = network.default_input_shape if input_shape is None else input_shape
    rows = summarize(network, shape)
    sections = [[*_heading(network, shape, rows), "", "import keras", "from keras import layers"]]
    if any(isinstance(layer, LRN) for layer in network.layers):
        sections.append(_LRN_SOURCE.strip().splitlines())
    calls = [layer_call(layer) for layer in network.layers]
    if network.blocks and follows_from_blocks(network):
        pattern = _pattern_of([plain_block(block) for block in network.blocks])
        sections.append(_conv_block(pattern))
        calls = _block_calls(pattern)
        calls += [layer_call(layer) for layer in head_layers(network.head)] if network.head else []
    sections.append(_model(network.name, shape, calls))
    text = "\n\n\n".join("\n".join(lines) for lines in sections)
    return f'{text}\n\nif __name__ == "__main__":\n    model.summary()\n'


def _heading(network: Network, shape: Shape, rows: Sequence[LayerSummary]) -> list[str]:
    size = " x ".join(map(str, shape))
    first = f"{_harmless(network.name)} for an input of {size}, in Keras 3."
    source = f" Source: {_harmless(network.source)}." if network.source else ""
    num_parameters = totals(rows).num_parameters
    rest = f"{several(num_parameters, 'parameter')}; the weights are untrained.{source}"
    notes = [line for note in sense_notes(network, rows) for line in ("", fill(note, LINE_LENGTH))]
    return ['"""' + fill(first, LINE_LENGTH - 3), "", fill(rest, LINE_LENGTH), *notes, '"""']


def _harmless(text: str) -> str:
    """The text without characters that would end a string or a line."""
    return "".join(letter for letter in text if letter.isprintable() and letter not in '"\\')


def follows_from_blocks(network: Network) -> bool:
    """Whether the blocks and the head give exactly these layers."""
    return build_network(network.name, network.blocks, network.head).layers == network.layers


def _model(name: str, shape: Shape, calls: Sequence[KerasCall]) -> list[str]:
    lines = [f"inputs = keras.Input(shape={shape})"]
    for number, call in enumerate(calls, 1):
        source = "inputs" if number == 1 else "x"
        target = "outputs" if number == len(calls) else "x"
        lines += applied_lines(f"{target} = ", call, source)
    if not calls:
        lines.append("outputs = inputs")
    words = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "network"
    return [*lines, "", f'model = keras.Model(inputs, outputs, name="{words}")']


# --- the function for the blocks -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What the blocks of a network have in common.

    Attributes:
        blocks: First block first.
        expressions: For each option of a block, the value that all blocks share, or the option's
            name where they differ and it is an argument. If no block pools, the options of pooling
            are missing.
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
        """Whether some blocks end with pooling and others do not."""
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
    """The options of a block, by the names and in the words of the exported function."""
    has_zeros = isinstance(block.padding, int)
    options = {
        "strides": f"{block.stride}",
        "zeros": f"{block.padding}" if has_zeros else "None",
        "padding": in_quotes("valid" if has_zeros else str(block.padding)),
        "dilation_rate": f"{block.dilation}",
        "dropout": f"{float(block.dropout)}",
        "batch_norm": f"{block.normalisation == 'batch'}",
        "lrn": f"{block.normalisation == 'lrn'}",
        "trainable": f"{block.trainable}",
    }
    if block.pooling != "none":
        options["pooling"] = POOLING_CLASSES[block.pooling]
        options["pool_size"] = f"{block.pool_size}"
        options["pool_padding"] = in_quotes(block.pool_padding)
    return options


_USUAL = _options(USUAL)


def _block_calls(pattern: _Pattern) -> list[KerasCall]:
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
            if option in options and options[option] != _USUAL[option]
        ]
        calls.append(KerasCall("conv_block", tuple(arguments), is_layer=False))
    return calls


def _conv_block(pattern: _Pattern) -> list[str]:
    """The source of ``conv_block``, which makes each block of a network."""
    arguments = ["tensor", "filters", "kernel_size", "repeats"]
    arguments += ["pool_strides", "block_id"] if pattern.pools else ["block_id"]
    arguments += [f"{option}={_USUAL[option]}" for option in pattern.arguments]
    return [
        *laid_out_lines("def conv_block(", arguments, "):"),
        *_conv_block_docstring(pattern),
        *_repeated_part(pattern),
        *_pooling_part(pattern),
    ]


def _conv_block_docstring(pattern: _Pattern) -> list[str]:
    first = "Repeat a convolution, then pool." if pattern.pools else "Repeat a convolution."
    mixes, has_zeros = pattern.mixes_kernels, "zeros" in pattern.arguments
    notes = {
        "kernel_size: one for all convolutions, or a tuple with one for each.": mixes,
        "pool_strides: None for a block without pooling.": pattern.pools_sometimes,
        "zeros: rows and columns put on each side before a convolution.": has_zeros,
    }
    told = [f"{INDENT}{note}" for note, holds in notes.items() if holds]
    if not told:
        return [f'{INDENT}"""{first}"""']
    return [f'{INDENT}"""{first}', "", *told, f'{INDENT}"""']


def _repeated_part(pattern: _Pattern) -> list[str]:
    """The loop over the convolutions of a block."""
    text = pattern.expressions
    lines = [f"{INDENT}for i in range(1, repeats + 1):"]
    if pattern.mixes_kernels:
        lines = [
            f"{INDENT}one_size = not isinstance(kernel_size, tuple)",
            f"{INDENT}kernel_sizes = [kernel_size] * repeats if one_size else kernel_size",
            f"{INDENT}for i, size in enumerate(kernel_sizes, 1):",
        ]
    convolution = convolution_call(
        "filters",
        "size" if pattern.mixes_kernels else "kernel_size",
        _name_of("conv{i}"),
        strides=text["strides"],
        padding=text["padding"],
        dilation_rate=text["dilation_rate"],
        activation='"relu"',
        trainable=text["trainable"],
    )
    frozen = unusual_arguments(trainable=text["trainable"])
    return [
        *lines,
        *_optional(pattern, "zeros", "pad{i}", "layers.ZeroPadding2D", text["zeros"]),
        *applied_lines(f"{INDENT * 2}tensor = ", convolution, "tensor"),
        *_optional(pattern, "dropout", "dropout{i}", "layers.Dropout", text["dropout"]),
        *_optional(pattern, "batch_norm", "bn{i}", "layers.BatchNormalization", *frozen),
        *_optional(pattern, "lrn", "lrn{i}", LRN_CLASS),
    ]


def _name_of(part: str) -> str:
    return f'f"block{{block_id}}_{part}"'


def _optional(
    pattern: _Pattern, option: str, part: str, function: str, *arguments: str
) -> list[str]:
    """A layer in the loop: for every block, for none, or where the option's argument says so."""
    expression = pattern.expressions[option]
    if expression in _NOTHING:
        return []
    call = KerasCall(function, (*arguments, f"name={_name_of(part)}"))
    if expression != option:
        return applied_lines(f"{INDENT * 2}tensor = ", call, "tensor")
    condition = "zeros is not None" if option == "zeros" else option
    applied = applied_lines(f"{INDENT * 3}tensor = ", call, "tensor")
    return [f"{INDENT * 2}if {condition}:", *applied]


def _pooling_part(pattern: _Pattern) -> list[str]:
    """What follows the loop, up to the end of the function."""
    if not pattern.pools:
        return [f"{INDENT}return tensor"]
    text = pattern.expressions
    pooling = pooling_call(
        text["pooling"], text["pool_size"], "pool_strides", text["pool_padding"], _name_of("pool")
    )
    pooled = applied_lines(f"{INDENT}return ", pooling, "tensor")
    if not pattern.pools_sometimes:
        return pooled
    return [f"{INDENT}if pool_strides is None:", f"{INDENT * 2}return tensor", *pooled]
