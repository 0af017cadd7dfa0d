"""What is on the bench, slid in other ways than as a convolution over rows and columns."""

from dataclasses import dataclass, replace

from explorer.architecture.shapes import GridWindow, WindowPadding
from explorer.arrays import Float64Array
from explorer.convolution.bench import BenchLayer
from explorer.convolution.exact import (
    exact_convolution,
    exact_pooling,
    exact_transposed,
)
from explorer.convolution.filter_presets import middle_tap
from explorer.convolution.kernels import flipped
from explorer.convolution.layer import ConvolutionWork, HandLayer
from explorer.convolution.matrices import PatchProduct, as_matrix, as_patch_product
from explorer.convolution.sequences import along_steps
from explorer.convolution.shifts import ShiftedPooling, pool_before_and_after
from explorer.convolution.transposed import TransposedWork, work_out_transposed
from explorer.figures.convolution.bench_data import BenchData, BenchKind, BenchWords
from explorer.figures.convolution.bench_shown import (
    convolution_refused,
    convolution_shown,
    pooling_refused,
    pooling_shown,
    transposed_shown,
    typed_from_the_end,
    typed_in_rows,
)
from explorer.session.address import correct
from explorer.session.bench import pooling_settings
from explorer.session.hand_parameters import INPUT_ROW, INPUT_SHAPE, PADDING
from explorer.views.bench import ChosenNumbers
from explorer.views.slid import Recipe, Slid, first_problem, slid_by

MOST_TRANSPOSED = 40
"""Rows, or columns, that a transposed convolution may spread over: more would be too small."""

# --- pooling -------------------------------------------------------------------------------------


def slide_pooling(
    numbers: ChosenNumbers, shift: tuple[int, int], *, average: bool
) -> Slid[ShiftedPooling]:
    """The input, pooled, before and after a shift.

    Args:
        numbers: On the bench; the kernel does not matter.
        shift: By how many rows down and columns to the right.
        average: Whether to take the mean, not the largest value.
    """
    settings, sheet, channels = pooling_settings(), numbers.sheet, numbers.channels
    fields = numbers.settings.problems
    of_shape = (fields[INPUT_SHAPE.key],) if INPUT_SHAPE.key in fields else ()
    problems = (*of_shape, *settings.problems.values(), *numbers.input_problems)
    kind: BenchKind = "average" if average else "maximum"
    words = BenchWords()
    recipe = Recipe(
        lambda: pool_before_and_after(sheet.grid, settings.window, shift, average=average),
        lambda work: work.before.result,
        lambda work: pooling_shown(sheet, channels, work.before, words, kind),
        lambda problem: pooling_refused(sheet, channels, problem, words, kind),
        lambda: exact_pooling(sheet.grid, settings.window, average=average),
    )
    return slid_by(next(iter(problems), ""), recipe)


# --- one row -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class OneRow:
    """A kernel of one row over one row of the input, in three ways.

    Attributes:
        chosen: With the padding that is asked for.
        same: With "same" padding.
        causal: With all zeros before the first step.
    """

    chosen: ConvolutionWork
    same: ConvolutionWork
    causal: ConvolutionWork


def row_here(height: int) -> int:
    """The row of the input that is slid along: the chosen one, or the middle one."""
    chosen = INPUT_ROW.chosen()
    if chosen is None:
        return height // 2
    row = min(chosen, height - 1)
    correct(INPUT_ROW, row)
    return row


def slide_one_row(numbers: ChosenNumbers, *, causal: bool) -> Slid[OneRow]:
    """The middle row of the kernel over one row of the input.

    Args:
        numbers: On the bench.
        causal: Whether no output may read a later step, whatever padding is chosen.
    """
    sheet, settings = numbers.sheet, numbers.settings
    window = settings.window.columns
    of_input, of_kernel = row_here(len(sheet.grid)), middle_tap(len(sheet.kernel))
    grid, kernel = sheet.grid[[of_input]], sheet.kernel[[of_kernel]]

    def layer(padding: WindowPadding | str) -> BenchLayer:
        along = along_steps(window.size, window.stride, window.dilation, padding)
        by_hand = HandLayer(kernel, sheet.bias, along, settings.groups, settings.activation)
        return BenchLayer(grid, by_hand, numbers.channels)

    chosen = layer("causal" if causal else window.padding)
    words = BenchWords(f"Row {of_input} of the input", kernel=f"Row {of_kernel} of the kernel")

    def in_rows(data: BenchData) -> BenchData:
        return typed_in_rows(data, of_input, of_kernel)

    recipe = Recipe(
        lambda: OneRow(*(each.work_out() for each in (chosen, layer("same"), layer("causal")))),
        lambda work: work.chosen.activation,
        lambda work: in_rows(convolution_shown(chosen, sheet, work.chosen, words)),
        lambda problem: in_rows(convolution_refused(chosen, sheet, problem, words)),
        lambda: exact_convolution(grid, chosen.layer, "sequence"),
    )
    return slid_by(first_problem(numbers, *(() if causal else (PADDING,))), recipe)


# --- transposed ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class TransposedByMatrix:
    """A transposed convolution, and the same as a product with the transpose of a matrix.

    Attributes:
        found: With zeros put between.
        matrix: Of the direct convolution, (its outputs, its inputs); None where it is too large.
        too_large: Why there is no matrix; "" where there is one.
    """

    found: TransposedWork
    matrix: Float64Array | None
    too_large: str = ""


def slide_transposed(numbers: ChosenNumbers) -> Slid[TransposedByMatrix]:
    """The transposed convolution from the input's channels to as many as there are filters."""
    sheet, settings = numbers.sheet, numbers.settings
    kernel = sheet.kernel.swapaxes(2, 3)  # as in Keras, with the filters first
    layer = HandLayer(
        sheet.kernel,
        sheet.bias,
        settings.window,
        groups=settings.groups,
        activation=settings.activation,
    )
    bench, in_keras = BenchLayer(sheet.grid, layer, numbers.channels), replace(layer, kernel=kernel)
    words = BenchWords("Input, with zeros put between", kernel="Kernel, flipped")

    def work_out() -> TransposedByMatrix:
        found = work_out_transposed(sheet.grid, in_keras)
        try:
            return TransposedByMatrix(found, as_matrix(kernel, found.direct))
        except ValueError as error:
            return TransposedByMatrix(found, None, str(error))

    recipe = Recipe(
        work_out,
        lambda work: work.found.work.activation,
        lambda work: transposed_shown(bench, sheet, work.found, words),
        lambda problem: convolution_refused(bench, sheet, problem, BenchWords()),
        lambda: exact_transposed(sheet.grid, in_keras),
    )
    problem = first_problem(numbers, PADDING) or _too_large(settings.window, sheet.grid.shape)
    return slid_by(problem, recipe)


def _too_large(window: GridWindow, shape: tuple[int, ...]) -> str:
    """A sentence where the input with zeros between would be too large to draw."""
    for name, along, size in (
        ("rows", window.rows, shape[0]),
        ("columns", window.columns, shape[1]),
    ):
        spread = (size - 1) * along.stride + along.extent
        if spread > MOST_TRANSPOSED:
            return (
                f"Received a stride of {along.stride} for a transposed convolution of {size} "
                f"{name}. With the zeros between it would spread over {spread} {name}, and at most "
                f"{MOST_TRANSPOSED} are drawn. Use a smaller stride or a smaller input."
            )
    return ""


# --- flipped -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class FlippedAndNot:
    """A kernel as it stands, and flipped.

    Attributes:
        kernel: As it stands, (kernel height, kernel width, channels of a group, filters).
        straight: What frameworks call a convolution: a cross-correlation.
        turned: The true convolution, with the flipped kernel.
    """

    kernel: Float64Array
    straight: ConvolutionWork
    turned: ConvolutionWork


def slide_flipped(numbers: ChosenNumbers) -> Slid[FlippedAndNot]:
    """The true convolution beside the cross-correlation."""
    sheet = numbers.sheet
    straight = _convolution(numbers, sheet.kernel)
    turned = _convolution(numbers, flipped(sheet.kernel))
    words = BenchWords(kernel="Kernel, flipped")
    recipe = Recipe(
        lambda: FlippedAndNot(sheet.kernel, straight.work_out(), turned.work_out()),
        lambda work: work.turned.activation,
        lambda work: typed_from_the_end(convolution_shown(turned, sheet, work.turned, words)),
        lambda problem: typed_from_the_end(convolution_refused(turned, sheet, problem, words)),
        lambda: exact_convolution(sheet.grid, turned.layer),
    )
    return slid_by(first_problem(numbers, PADDING), recipe)


def _convolution(numbers: ChosenNumbers, kernel: Float64Array) -> BenchLayer:
    settings, sheet = numbers.settings, numbers.sheet
    layer = HandLayer(kernel, sheet.bias, settings.window, settings.groups, settings.activation)
    return BenchLayer(sheet.grid, layer, numbers.channels)


# --- as a product of matrices --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class ByMatrices:
    """A convolution, and the same as one product of matrices, in both ways.

    Attributes:
        work: The convolution.
        patches: Patches in rows times the kernel.
        matrix: The one sparse matrix, (outputs, inputs); None where it is too large.
        too_large: Why there is no matrix; "" where there is one.
    """

    work: ConvolutionWork
    patches: PatchProduct
    matrix: Float64Array | None
    too_large: str = ""


def slide_as_matrices(numbers: ChosenNumbers) -> Slid[ByMatrices]:
    """The convolution as products of matrices."""
    sheet, groups = numbers.sheet, numbers.settings.groups
    bench = _convolution(numbers, sheet.kernel)

    def work_out() -> ByMatrices:
        work = bench.work_out()
        patches = as_patch_product(work, sheet.kernel, groups)
        try:
            return ByMatrices(work, patches, as_matrix(sheet.kernel, work.sweeps, groups))
        except ValueError as error:
            return ByMatrices(work, patches, None, str(error))

    recipe = Recipe(
        work_out,
        lambda work: work.work.activation,
        lambda work: convolution_shown(bench, sheet, work.work, BenchWords()),
        lambda problem: convolution_refused(bench, sheet, problem, BenchWords()),
        lambda: exact_convolution(sheet.grid, bench.layer),
    )
    return slid_by(first_problem(numbers, PADDING), recipe)
