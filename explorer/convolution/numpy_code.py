"""A layer on its numbers as plain NumPy code that runs: ten lines after the numbers."""

from explorer.architecture.shapes import Sweep, Window
from explorer.convolution.exact import ExactLayer
from explorer.convolution.written_numbers import bias_lines, input_lines, kernel_lines, print_line

_DTYPE = "float64"


def layer_in_numpy(layer: ExactLayer) -> str:
    """Code that works a layer out with loops.

    Args:
        layer: The layer and its input.

    Returns:
        A file that needs only NumPy, and defines ``output``: (height out, width out, filters), of
        a sequence (steps out, filters).
    """
    lines = ["import numpy as np", "", *input_lines(layer, _DTYPE)]
    if layer.kernel is None:
        return "\n".join([*lines, "", *_pooling(layer), ""])
    lines += [*kernel_lines(layer, _DTYPE), *bias_lines(layer, _DTYPE), ""]
    slide = {"sequence": _sequence, "transposed": _transposed}.get(layer.kind, _convolution)
    return "\n".join([*lines, *slide(layer), *_activation(layer), print_line(layer), ""])


def _convolution(layer: ExactLayer) -> list[str]:
    rows, columns = layer.sweeps
    return [
        f"padded = np.pad(inputs, ({_sides(rows)}, {_sides(columns)}, (0, 0)))",
        f"rows, columns = {_grid_positions(rows.window, columns.window)}",
        f"output = np.zeros((rows, columns, {layer.hand_layer.bias.shape[0]}))",
        "for row, column, f in np.ndindex(output.shape):",
        f"    patch = padded[{_taps('row', rows.window)}, {_taps('column', columns.window)}]",
        *_sums(layer, "patch", "row, column, f"),
    ]


def _sequence(layer: ExactLayer) -> list[str]:
    _, steps = layer.sweeps
    return [
        f"padded = np.pad(inputs, ({_sides(steps)}, (0, 0)))",
        f"steps = {_positions('len(padded)', steps.window)}",
        f"output = np.zeros((steps, {layer.hand_layer.bias.shape[0]}))",
        "for step, f in np.ndindex(output.shape):",
        f"    patch = padded[{_taps('step', steps.window)}]",
        *_sums(layer, "patch", "step, f"),
    ]


def _sums(layer: ExactLayer, patch: str, place: str) -> list[str]:
    """What a filter makes of a patch; with groups it reads the channels of its group only."""
    lines = []
    if layer.groups > 1:
        kernel = layer.hand_layer.kernel
        channels, filters = kernel.shape[2], kernel.shape[3] // layer.groups
        group = "f" if filters == 1 else f"f // {filters}"
        first = group if channels == 1 else f"{group} * {channels}"
        lines.append(f"    first = {first}  # the first channel that filter f reads")
        patch = f"{patch}[..., first : first + {channels}]"
    return [*lines, f"    output[{place}] = np.sum({patch} * kernel[..., f]) + bias[f]"]


def _transposed(layer: ExactLayer) -> list[str]:
    """Each value of the input stamps the kernel, times the value, onto the output."""
    down, across = layer.direct_sweeps
    sizes = f"{_stamped(down)}, {_stamped(across)}"
    return [
        f"output = np.zeros(({sizes}, {layer.hand_layer.bias.shape[0]}))",
        "for row, column in np.ndindex(inputs.shape[:2]):",
        f"    place = np.s_[{_taps('row', down.window)}, {_taps('column', across.window)}]",
        "    output[place] += kernel @ inputs[row, column]",
        f"output = output[{_kept(down)}, {_kept(across)}] + bias",
    ]


def _pooling(layer: ExactLayer) -> list[str]:
    rows, columns = layer.sweeps
    reduce = "nanmean" if layer.kind == "average" else "nanmax"
    margin = f"({_sides(rows)}, {_sides(columns)}, (0, 0))"
    return [
        f"padded = np.pad(inputs, {margin}, constant_values=np.nan)  # does not count",
        f"rows, columns = {_grid_positions(rows.window, columns.window)}",
        "output = np.zeros((rows, columns, inputs.shape[2]))",
        "for row, column in np.ndindex(rows, columns):",
        f"    patch = padded[{_taps('row', rows.window)}, {_taps('column', columns.window)}]",
        f"    output[row, column] = np.{reduce}(patch, axis=(0, 1))",
        print_line(layer),
    ]


def _activation(layer: ExactLayer) -> list[str]:
    match layer.activation:
        case "relu":
            return ["output = np.maximum(output, 0)"]
        case "softmax":
            return [
                "powers = np.exp(output - output.max(axis=-1, keepdims=True))",
                "output = powers / powers.sum(axis=-1, keepdims=True)",
            ]
        case _:
            return []


def _sides(along: Sweep) -> str:
    return f"({along.pad_before}, {along.pad_after})"


def _positions(size: str, window: Window) -> str:
    """How many positions a window has: (W - F) / S + 1, rounded down."""
    divided = "" if window.stride == 1 else f" // {window.stride}"
    return f"({size} - {window.extent}){divided} + 1"


def _grid_positions(rows: Window, columns: Window) -> str:
    return f"{_positions('padded.shape[0]', rows)}, {_positions('padded.shape[1]', columns)}"


def _taps(index: str, window: Window) -> str:
    """The rows (or columns) under the window, as a slice."""
    start = index if window.stride == 1 else f"{index} * {window.stride}"
    step = "" if window.dilation == 1 else f" : {window.dilation}"
    return f"{start} : {start} + {window.extent}{step}"


def _stamped(direct: Sweep) -> str:
    """Rows (or columns) that stamps need, before padding takes some away."""
    window = direct.window
    reached = (direct.size_out - 1) * window.stride + window.extent
    return str(max(reached, direct.pad_before + direct.size_in))


def _kept(direct: Sweep) -> str:
    return f"{direct.pad_before} : {direct.pad_before + direct.size_in}"
