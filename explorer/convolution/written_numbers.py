"""Arrays as Python writes them, one table of rows and columns for each channel."""

from textwrap import wrap

import numpy as np

from explorer.architecture.network.keras_calls import INDENT, LINE_LENGTH, laid_out_lines
from explorer.arrays import Float64Array
from explorer.convolution.exact import ExactLayer

LARGEST_WHOLE = 2**53
"""Up to here float64 holds every whole number."""


def array_lines(name: str, values: Float64Array, axes: str, parts: str, dtype: str) -> list[str]:
    """An assignment of an array, channel by channel, which people can compare with a drawing.

    Args:
        name: Of the variable.
        values: The array.
        axes: The axes of ``values`` by their first letters, such as "rcf".
        parts: The same letters in the order in which the numbers are written: rows of a table last.
        dtype: Such as "float32".
    """
    order = [axes.index(letter) for letter in parts]
    back = ", ".join(str(parts.index(letter)) for letter in axes)
    title = ", ".join(_AXES[letter] for letter in axes)
    start = f"{name} = np.array("
    written = _nested(values.transpose(order), len(INDENT), dtype)
    turned = "" if axes == parts else f".transpose({back})"
    return [
        start,
        *f"{INDENT}{written},".split("\n"),
        f'{INDENT}dtype="{dtype}",',
        f"){turned}  # {title}",
    ]


_AXES = {"r": "rows", "c": "columns", "i": "channels", "f": "filters", "s": "steps"}


def code_number(value: float, dtype: str = "float64") -> str:
    """A number as Python writes it, as short as it can be read back: 3, 0.25, 1e-07.

    One that Keras computed has 32 bits and is read back as one of 32 bits.

    Args:
        value: The number.
        dtype: Of the array that it is written for.
    """
    if value == int(value) and abs(value) < LARGEST_WHOLE:
        return str(int(value))
    with np.errstate(over="ignore", under="ignore"):
        single = np.float32(value)
    is_held = np.isfinite(single) and abs(single) >= np.finfo(np.float32).tiny
    is_enough = float(single) == value or (dtype == "float32" and is_held)
    return str(single) if is_enough else repr(float(value))


def _nested(values: Float64Array, indent: int, dtype: str) -> str:
    """Lists in lists, each row on its own line."""
    if values.ndim == 1:
        row = f"[{', '.join(code_number(value, dtype) for value in values.tolist())}]"
        return f"\n{' ' * (indent + 1)}".join(wrap(row, LINE_LENGTH - indent - values.ndim - 3))
    between = f",\n{' ' * (indent + 1)}"
    return f"[{between.join(_nested(each, indent + 1, dtype) for each in values)}]"


def input_lines(layer: ExactLayer, dtype: str) -> list[str]:
    """The input of a layer as ``inputs``: (rows, columns, channels) or (steps, channels)."""
    values = layer.grid.values
    if layer.kind == "sequence":
        return array_lines("inputs", values[0], "si", "is", dtype)
    return array_lines("inputs", values, "rci", "irc", dtype)


def kernel_lines(layer: ExactLayer, dtype: str) -> list[str]:
    """The weights of a layer as ``kernel``, with its axes as in Keras."""
    values = layer.hand_layer.kernel.astype(np.float64)
    if layer.kind == "sequence":
        return array_lines("kernel", values[0], "sif", "fis", dtype)
    axes = "rcfi" if layer.kind == "transposed" else "rcif"
    return array_lines("kernel", values, axes, "firc", dtype)


def bias_lines(layer: ExactLayer, dtype: str) -> list[str]:
    """The biases of a layer as ``bias``, one for each filter."""
    numbers = ", ".join(code_number(each, dtype) for each in layer.hand_layer.bias.tolist())
    return laid_out_lines("bias = np.array(", [f"[{numbers}]", f'dtype="{dtype}"'], ")")


def print_line(layer: ExactLayer) -> str:
    """Prints ``output`` as tables of rows and columns."""
    order = "1, 0" if layer.kind == "sequence" else "2, 0, 1"
    what = "channel" if layer.kernel is None else "filter"
    return f"print(output.transpose({order}))  # one {what} after the other"
