"""Sentences about the other ways to slide a window."""

import numpy as np

from explorer import units
from explorer.architecture.receptive_field import Position
from explorer.architecture.shapes import Sweep
from explorer.arrays import Float64Array
from explorer.convolution.bench_edits import OutputCell
from explorer.convolution.kernels import flipped
from explorer.convolution.layer import ConvolutionWork
from explorer.convolution.pooling import PoolingWork
from explorer.convolution.sequences import outputs_ahead
from explorer.convolution.shifts import Differences, ShiftedPooling, differences
from explorer.convolution.transposed import TransposedWork
from explorer.words import capitalised, listed, several

# --- pooling -------------------------------------------------------------------------------------


def winner_note(work: PoolingWork, cell: OutputCell, channels: tuple[str, ...]) -> str:
    """Which value an output of a pooling keeps, and where it stands.

    Args:
        work: The pooling.
        cell: Row, column and channel of the output.
        channels: Their names.
    """
    row, column, channel = cell
    number = int(work.num_values[row, column])
    name = f" of {channels[channel]}" if len(channels) > 1 else ""
    result = units.three_digits(float(work.result[cell]))
    start = f"Output ({row}, {column}){name}:"
    if work.winner is None:
        return f"{start} the mean of {several(number, 'value')} is {result}."
    down, right = work.winner[cell].tolist()
    rows, columns = work.sweeps
    place = f"row {rows.taps(row)[down]}, column {columns.taps(column)[right]} of the input"
    tied = int(work.wins[row, column, :, :, channel].sum())
    if tied > 1:
        return (
            f"{start} the largest of {several(number, 'value')} is {result}. {tied} of them are "
            f"that large; the first of these, in {place}, is framed."
        )
    return f"{start} the largest of {several(number, 'value')} is {result}, in {place}."


def ties_note(work: PoolingWork) -> str:
    """For how many outputs of a max pooling several values are the largest."""
    tied, total = int(work.ties.sum()), work.result.size
    if not tied:
        return "There is no tie: for each output exactly one value is the largest."
    return (
        f"There is a tie for {tied:,} of {several(total, 'output')}: several values under the "
        "window are the largest. The first of them, row by row, is framed."
    )


def shift_notes(shifted: ShiftedPooling, other: ShiftedPooling) -> tuple[str, ...]:
    """What a shift of the input does to the outputs of a pooling.

    Args:
        shifted: In the way that is looked at.
        other: With the mean for the largest value, or the other way round.
    """
    if shifted.shift == (0, 0):
        return ("Nothing is shifted. Choose by how many pixels.",)
    name, other_name = (
        "max pooling" if each.before.winner is not None else "average pooling"
        for each in (shifted, other)
    )
    return (
        f"The input is shifted {_shift(shifted.shift)}, and zeros come in at the rim. "
        f"{_changed(shifted.of_input, 'value', 'the input')}",
        f"{_changed(shifted.of_output, 'output', name)}",
        f"For comparison: {_changed(other.of_output, 'output', other_name, begin=False)}",
        _along(shifted),
    )


def _shift(shift: Position) -> str:
    down, right = shift
    parts = [
        f"{several(abs(down), 'row')} {'down' if down > 0 else 'up'}" * bool(down),
        f"{several(abs(right), 'column')} to the {'right' if right > 0 else 'left'}" * bool(right),
    ]
    return listed([part for part in parts if part])


def _changed(found: Differences, what: str, of: str, *, begin: bool = True) -> str:
    number = (
        f"{found.num_changed:,} of {several(found.num_values, what)} of {of} "
        f"{'changes' if found.num_changed == 1 else 'change'}"
    )
    if not found.num_changed:
        number = f"none of the {several(found.num_values, what)} of {of} changes"
    mean = f", by {units.three_digits(found.mean)} on average over all" * bool(found.num_changed)
    return f"{capitalised(number) if begin else number}{mean}."


def _along(shifted: ShiftedPooling) -> str:
    if shifted.steps is not None:
        return (
            "The shift is a whole number of strides, so the windows cut the picture as before: "
            f"the map moves along, {_shift(shifted.steps)}. Outputs at the rim may be new."
        )
    strides = [along.window.stride for along in shifted.before.sweeps]
    if any(by % stride for by, stride in zip(shifted.shift, strides, strict=True)):
        return "The shift is not a whole number of strides: the windows cut the picture elsewhere."
    return "The shift is a whole number of strides, but it leaves no outputs to compare."


# --- one row -------------------------------------------------------------------------------------


def causal_notes(same: Sweep, causal: Sweep) -> tuple[str, str]:
    """Which outputs read steps after their own, with "same" padding and with causal padding.

    Args:
        same: How the window moves with "same" padding.
        causal: How it moves with causal padding.
    """
    return (
        f'Padding "same": {_zeros(same)}. {capitalised(_ahead(same))}',
        f'Padding "causal": {_zeros(causal)}. {capitalised(_ahead(causal))}',
    )


def _zeros(along: Sweep) -> str:
    before, after = along.pad_before, along.pad_after
    return f"{several(before, 'zero')} before the first step, {after} after the last"


def _ahead(along: Sweep) -> str:
    ahead = len(outputs_ahead(along))
    if not ahead:
        return "no output reads a step after its own."
    verb = "reads a step after its own" if ahead == 1 else "read a step after their own"
    return f"{ahead:,} of {several(along.size_out, 'output')} {verb}."


# --- transposed ----------------------------------------------------------------------------------


def transposed_notes(found: TransposedWork) -> tuple[str, ...]:
    """How the sizes of a transposed convolution come about, along rows and columns."""
    rows, columns = found.direct
    sizes_in, sizes_out = (rows.size_out, columns.size_out), (rows.size_in, columns.size_in)
    first = (
        f"The direct convolution makes {units.size(sizes_in)} of {units.size(sizes_out)}. The "
        f"transposed one goes back: it makes {units.size(sizes_out)} of {units.size(sizes_in)}."
    )
    along = zip(("rows", "columns"), found.direct, found.work.sweeps, strict=True)
    lines = tuple(_spread(name, direct, over) for name, direct, over in along)
    if all(direct.window.stride == 1 for direct in found.direct):
        return first, *lines, "Choose stride 2 to see zeros put between the values."
    return first, *lines


def _spread(name: str, direct: Sweep, over: Sweep) -> str:
    """Zeros between and around, along one axis."""
    between = direct.window.stride - 1
    verb = "is" if between == 1 else "are"
    return (
        f"Along the {name}: with stride {direct.window.stride} there {verb} "
        f"{several(between, 'zero')} between neighbours. The direct convolution has padding of "
        f"{direct.pad_before} before and {direct.pad_after} after; what the transposed one needs "
        f"around its input is the rest: {over.pad_before} before ({direct.window.extent} − 1 − "
        f"{direct.pad_before}) and {over.pad_after} after."
    )


def transpose_note(matrix: Float64Array, values: Float64Array, sums: Float64Array) -> str:
    """Whether the transpose of the direct convolution's matrix gives the same sums.

    Args:
        matrix: Of the direct convolution, (its outputs, its inputs).
        values: The input of the transposed one, (height, width, channels).
        sums: What it makes of them without biases, (height, width, filters).
    """
    rows, columns = matrix.shape
    product = (matrix.T @ values.ravel()).reshape(sums.shape)
    differ = differences(product, sums).num_changed
    result = (
        f"gives the same {several(sums.size, 'sum')} as the zeros between"
        if not differ
        else f"differs from the sums above in {differ:,} of {sums.size:,}"
    )
    return (
        f"The matrix of the direct convolution has {several(rows, 'row')}, one for each of its "
        f"outputs, and {several(columns, 'column')}, one for each of its inputs. Its transpose, "
        f"{columns:,} × {rows:,}, times the input written as one column {result}."
    )


# --- flipped -------------------------------------------------------------------------------------


def flip_note(kernel: Float64Array, straight: ConvolutionWork, turned: ConvolutionWork) -> str:
    """Whether true convolution and cross-correlation give the same, and why.

    Args:
        kernel: As it stands, (kernel height, kernel width, channels of a group, filters).
        straight: Without the flip.
        turned: With it.
    """
    found = differences(straight.sums, turned.sums)
    back = flipped(kernel)
    changed, total = found.num_changed, several(found.num_values, "sum")
    if np.array_equal(back, kernel):
        return f"The flip does not change this kernel. So both give the same {total}."
    if not changed:
        return f"The flip changes this kernel, but on this input both give the same {total}."
    differ = f"{changed:,} of {total} {'differs' if changed == 1 else 'differ'}"
    if np.array_equal(back, -kernel):
        return (
            "The flip changes the sign of each weight and nothing else. So the sums have the "
            f"opposite sign, and {differ}."
        )
    return f"The flip changes this kernel, and {differ}."


# --- as a product of matrices --------------------------------------------------------------------


def patches_note(work: ConvolutionWork) -> str:
    """The shapes of patches, kernel and sums as matrices."""
    height, width, rows, columns, channels = work.patches.shape
    filters = work.sums.shape[-1]
    long, values = height * width, rows * columns * channels
    return (
        f"{several(long, 'output position')} ({height} × {width}), each with a patch of "
        f"{several(values, 'value')} ({rows} × {columns} × {channels}). Patches × kernel = sums: "
        f"{long:,} × {values:,} times {values:,} × {filters} makes {long:,} × {filters}. Each row "
        f"of the first times a column of the second is one output{_with_bias(work)}."
    )


def _with_bias(work: ConvolutionWork) -> str:
    return ", before its bias" if work.bias.any() else ""


def matrix_note(matrix: Float64Array) -> str:
    """The shape of the one sparse matrix, and how many of its places are not 0."""
    rows, columns = matrix.shape
    filled = int(np.count_nonzero(matrix))
    share = units.percent(filled / matrix.size)
    return (
        f"The same layer as one matrix: {several(rows, 'row')}, one for each output, and "
        f"{several(columns, 'column')}, one for each input value. {filled:,} of its "
        f"{several(matrix.size, 'place')} {'is' if filled == 1 else 'are'} not 0: {share}. "
        "Times the input written as one column, it gives all sums."
    )
