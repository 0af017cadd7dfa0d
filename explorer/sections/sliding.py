"""Other ways to slide a window: pooling, one row, transposed, flipped, and as matrices."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar, assert_never

import streamlit as st

from explorer.convolution.bench_edits import OutputCell
from explorer.convolution.exact import ExactLayer
from explorer.convolution.shifts import ShiftedPooling
from explorer.figures.convolution.bench_data import BenchWords
from explorer.figures.convolution.bench_notes import given_note, unit_inputs_note
from explorer.figures.convolution.number_tables import MatrixPart, part_note
from explorer.figures.convolution.sliding_notes import (
    causal_notes,
    flip_note,
    matrix_note,
    patches_note,
    shift_notes,
    ties_note,
    transpose_note,
    transposed_notes,
    winner_note,
)
from explorer.figures.convolution.sliding_tables import (
    both_maps,
    flat_place,
    matrix_part,
    matrix_tables,
    patch_part,
    patch_tables,
    pooled_maps,
    step_table,
    transpose_tables,
)
from explorer.session.bench import bench_settings, pooling_settings
from explorer.session.hand_parameters import (
    INPUT_ROW,
    PADDING,
    POOL_SIZE,
    POOL_STRIDE,
    SHIFT_DOWN,
    SHIFT_RIGHT,
    STRIDE,
    WAY,
    Way,
)
from explorer.session.state import visitor_state
from explorer.views.bench import ChosenNumbers, chosen_numbers
from explorer.views.slid import Slid
from explorer.views.sliding import (
    ByMatrices,
    FlippedAndNot,
    OneRow,
    TransposedByMatrix,
    row_here,
    slide_as_matrices,
    slide_flipped,
    slide_one_row,
    slide_pooling,
    slide_transposed,
)
from explorer.views.unit_bench import bench_of_pooled_unit
from explorer.widgets.answer import answer
from explorer.widgets.bench import show_bench
from explorer.widgets.bench_fields import (
    SHORT_WIDTH,
    ZEROS_WIDTH,
    pick_bench_input,
    pick_bench_kernel,
    pick_bench_steps,
)
from explorer.widgets.first_filters import first_filters
from explorer.widgets.in_keras import show_in_keras
from explorer.widgets.patch import beside_photo
from explorer.widgets.pick import Bounds, pick
from explorer.widgets.text import escaped, or_stop, show_facts, show_problem
from explorer.widgets.worked_unit import look_at_unit, show_unit_bar

_Work = TypeVar("_Work")

POOL_SIZES, POOL_STRIDES = ("2", "3", "2x1", "6"), ("2", "1", "3", "2x1")
POOL_PADDINGS = ("valid", "same", "1")

STRIDE_OF_TRANSPOSED = "2"
"""With a stride of 1 there are no zeros between the values."""

_BEGUN = "stride_of_transposed"
"""Whether that stride was not the visitor's choice."""

WHAT_IT_IS: dict[Way, str] = {
    "max": "**Max pooling** keeps the largest value under each window. It has no weights. VGG16 "
    "has five of them, 2 × 2 with stride 2, and each halves height and width. In Keras: "
    "`MaxPooling2D`.",
    "average": "**Average pooling** keeps the mean of the values under each window. It has no "
    "weights. ResNet ends with one that averages each whole map; VGG16 has none. In Keras: "
    "`AveragePooling2D`.",
    "one-row": "**One row.** The kernel slides along one axis: time in sound, words in a text. "
    "VGG16 has no such layer, as photos have two axes. In Keras: `Conv1D`.",
    "causal": "**Causal.** All zeros stand before the first step, so that no output reads a step "
    'after its own. WaveNet generates sound this way. In Keras: `Conv1D` with `padding="causal"`.',
    "transposed": "**Transposed.** It goes back from the shape of a convolution's output to the "
    "shape of its input. Networks that draw, such as U-Net, enlarge maps with it. In Keras: "
    "`Conv2DTranspose`.",
    "flip": "**Flipped kernel.** A true convolution turns the kernel by 180° before it slides. "
    "Keras' `Conv2D`, like the layers of other frameworks, does not: that is a cross-correlation. "
    "To get a true convolution, flip the kernel yourself.",
    "matrix": "**One matrix product.** Each patch is a row, each filter a column. Libraries often "
    "compute convolutions that way, because matrix products are fast. VGG16's 13 convolutions can "
    "all be written like this. In Keras: `Conv2D`.",
}
"""What each way is, who uses it, and what Keras calls it; assets/sliding.md has the sources."""


# --- the fields ----------------------------------------------------------------------------------


def begin_way() -> None:
    """Begin the transposed way with a stride that puts zeros between; call it from a callback.

    A stride that was chosen stays; the one that this way began with ends with it.
    """
    way = WAY.chosen()
    if way == "transposed" and STRIDE.chosen() == STRIDE.usual:
        STRIDE.choose(STRIDE_OF_TRANSPOSED)
        visitor_state[_BEGUN] = True
        return
    is_begun = way != "transposed" and visitor_state.pop(_BEGUN, False)
    if is_begun and STRIDE.chosen() == STRIDE_OF_TRANSPOSED:
        STRIDE.forget()


def pick_way_fields(way: Way) -> ChosenNumbers:
    """Choose what slides in a way, and over what; say what is wrong with what was typed."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pick_bench_input()
        if is_pooling(way):
            pick(POOL_SIZE, "Window", among=POOL_SIZES, width=SHORT_WIDTH)
            pick(POOL_STRIDE, "Stride", among=POOL_STRIDES, width=SHORT_WIDTH)
            pick(PADDING, "Padding", among=POOL_PADDINGS, width=ZEROS_WIDTH)
        else:
            pick_bench_kernel()
            pick_bench_steps(with_padding=way != "causal")
            _pick_row(way)
    numbers = chosen_numbers() if is_pooling(way) else chosen_numbers(first_filters())
    problems = dict(numbers.settings.problems)
    if is_pooling(way):
        shape = {key: text for key, text in problems.items() if key == "input_shape"}
        problems = shape | dict(pooling_settings().problems)
    elif way == "causal":
        problems.pop(PADDING.key, None)
    for problem in problems.values():
        show_problem(problem)
    return numbers


def is_pooling(way: Way) -> bool:
    """Whether nothing is multiplied."""
    return way in {"max", "average"}


def _pick_row(way: Way) -> None:
    """The row that is slid along; the bench's input has more than one at times."""
    if way not in {"one-row", "causal"}:
        return
    height = bench_settings().input_shape[0]
    pick(
        INPUT_ROW,
        f"Row, 0 to {height - 1}",
        shown=row_here(height),
        bounds=Bounds(0, height - 1),
        width=SHORT_WIDTH,
    )


# --- the ways ------------------------------------------------------------------------------------


def show_way(way: Way, numbers: ChosenNumbers) -> ExactLayer | None:
    """The bench in a way, and what is to be seen there; the layer, where it has an output."""
    match way:
        case "max" | "average":
            average = way == "average"
            shift = int(SHIFT_DOWN.chosen()), int(SHIFT_RIGHT.chosen())
            pooled = slide_pooling(numbers, shift, average=average)
            return _shown(numbers, pooled, partial(_explain_pooling, numbers, average=average))
        case "one-row" | "causal":
            steps = slide_one_row(numbers, causal=way == "causal")
            return _shown(numbers, steps, _explain_steps)
        case "transposed":
            transposed = slide_transposed(numbers)
            return _shown(numbers, transposed, partial(_explain_transposed, numbers))
        case "flip":
            return _shown(numbers, slide_flipped(numbers), _explain_flip)
        case "matrix":
            matrices = slide_as_matrices(numbers)
            return _shown(numbers, matrices, partial(_explain_matrices, numbers))
        case _:
            assert_never(way)


def _shown(
    numbers: ChosenNumbers, slid: Slid[_Work], explain: Callable[[_Work, OutputCell], None]
) -> ExactLayer | None:
    """The bench, then what is said of the output that is looked at; the layer, if there is one."""
    with answer(), beside_photo(numbers.settings.input_shape[:2]):
        show_bench(slid.data, slid.place)
    cell = slid.place.cell
    if slid.work is None or cell is None:
        return None
    explain(slid.work, cell)
    return slid.exact


def _explain_pooling(
    numbers: ChosenNumbers, shifted: ShiftedPooling, cell: OutputCell, *, average: bool
) -> None:
    """Which value wins, and what a shift of the input changes."""
    st.markdown(winner_note(shifted.before, cell, numbers.channels))
    if not average:
        st.markdown(ties_note(shifted.before))
    st.header("What does a shift by a pixel do?")
    with st.container(horizontal=True):
        pick(SHIFT_DOWN, "Shift the input: rows")
        pick(SHIFT_RIGHT, "Columns")
    channels = numbers.channels
    name = channels[cell[2]] if len(channels) > 1 else ""
    st.html(pooled_maps(shifted, cell[2], name))
    other = slide_pooling(numbers, shifted.shift, average=not average).work
    if other is not None:
        show_facts(shift_notes(shifted, other))


def _explain_steps(work: OneRow, cell: OutputCell) -> None:
    st.header("Which outputs read later steps?")
    st.html(step_table(work.same, work.causal, cell[2]))
    show_facts(causal_notes(work.same.sweeps[1], work.causal.sweeps[1]))


def _explain_transposed(numbers: ChosenNumbers, work: TransposedByMatrix, cell: OutputCell) -> None:
    found, matrix, values = work.found, work.matrix, numbers.sheet.grid
    show_facts(transposed_notes(found))
    st.header("Why is it called transposed?")
    if matrix is None:
        st.info(escaped(work.too_large))
        return
    st.markdown(transpose_note(matrix, values, found.work.sums))
    st.html(transpose_tables(matrix, values, found, cell))
    _show_part(matrix_part(matrix.T, flat_place(found.work, cell)))


def _explain_flip(work: FlippedAndNot, cell: OutputCell) -> None:
    st.header("Does the flip matter?")
    st.markdown(flip_note(work.kernel, work.straight, work.turned))
    st.html(both_maps(work.straight, work.turned, cell[2]))


def _explain_matrices(numbers: ChosenNumbers, products: ByMatrices, cell: OutputCell) -> None:
    work, matrix = products.work, products.matrix
    st.header("As patches times kernel")
    st.html(patch_tables(products.patches, work, cell))
    st.markdown(patches_note(work))
    _show_part(patch_part(products.patches, work, cell))
    st.header("As one sparse matrix")
    if matrix is None:
        st.info(escaped(products.too_large))
        return
    st.markdown(matrix_note(matrix))
    st.html(matrix_tables(matrix, numbers.sheet.grid, work, cell))
    _show_part(matrix_part(matrix, flat_place(work, cell)))


def _show_part(part: MatrixPart) -> None:
    if note := part_note(part):
        st.caption(note)


# --- a unit of VGG16 -----------------------------------------------------------------------------


def show_unit() -> None:
    """A pooling unit of VGG16 on the bench, and the ways back."""
    look = look_at_unit()

    def words(is_changed: bool) -> BenchWords:
        given = given_note(look.view.given, is_changed=is_changed)
        return BenchWords(given=given)

    unit = or_stop(bench_of_pooled_unit, look.view, words)
    show_unit_bar(look, is_changed=unit.is_changed)
    with answer():
        show_bench(unit.data, unit.place)
    st.caption(unit_inputs_note(look.view.reads[:1]))
    st.markdown(winner_note(unit.work, (0, 0, 0), ("",)))
    show_in_keras(unit.exact)
