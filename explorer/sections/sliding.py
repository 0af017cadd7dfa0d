"""Other ways to slide a window: pooling, one row, transposed, flipped, and as matrices."""

from typing import Any, assert_never

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
    Way,
)
from explorer.views.bench import ChosenNumbers, chosen_numbers
from explorer.views.slid import Slid
from explorer.views.sliding import (
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

POOL_SIZES, POOL_STRIDES = ("2", "3", "2x1", "6"), ("2", "1", "3", "2x1")
POOL_PADDINGS = ("valid", "same", "1")

WHAT_IT_IS: dict[Way, str] = {
    "max": "**Max pooling** keeps the largest value under each window. It has no weights. VGG16 "
    "has five of them, 2 × 2 with stride 2, and each halves height and width. In Keras: "
    "`MaxPooling2D`.",
    "average": "**Average pooling** keeps the mean of the values under each window. It has no "
    "weights. ResNet ends in one over its whole maps; VGG16 has none. In Keras: "
    "`AveragePooling2D`.",
    "one-row": "**One row.** The kernel slides along one axis: time in sound, words in a text. "
    "VGG16 has no such layer, as photos have two axes. In Keras: `Conv1D`.",
    "causal": "**Causal.** All zeros stand before the first step, so that no output reads a step "
    'after its own. WaveNet makes sound that way. In Keras: `Conv1D` with `padding="causal"`.',
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


def pick_way_fields(way: Way) -> ChosenNumbers:
    """Choose what slides in a way, and over what; say what is wrong with what was typed."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pick_bench_input()
        if is_pooling(way):
            pick(POOL_SIZE, "Window", among=POOL_SIZES, width=SHORT_WIDTH)
            pick(POOL_STRIDE, "Stride", among=POOL_STRIDES, width=SHORT_WIDTH)
            pick(PADDING, "Padding", among=POOL_PADDINGS, width=SHORT_WIDTH)
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
            return _show_pooling(numbers, average=way == "average")
        case "one-row" | "causal":
            return _show_steps(numbers, causal=way == "causal")
        case "transposed":
            return _show_transposed(numbers)
        case "flip":
            return _show_both(numbers)
        case "matrix":
            return _show_matrices(numbers)
        case _:
            assert_never(way)


def _show_on_bench(numbers: ChosenNumbers, slid: Slid[Any]) -> OutputCell | None:
    """The bench; returns the output that is looked at."""
    with answer(), beside_photo(numbers.settings.input_shape[:2]):
        show_bench(slid.data, slid.place)
    return slid.place.cell


def _show_pooling(numbers: ChosenNumbers, *, average: bool) -> ExactLayer | None:
    shift = int(SHIFT_DOWN.chosen()), int(SHIFT_RIGHT.chosen())
    slid = slide_pooling(numbers, shift, average=average)
    cell = _show_on_bench(numbers, slid)
    if slid.work is None or cell is None:
        return None
    st.markdown(winner_note(slid.work.before, cell, numbers.channels))
    if not average:
        st.markdown(ties_note(slid.work.before))
    _show_shift(slid.work, numbers, cell, average=average)
    return slid.exact


def _show_shift(
    shifted: ShiftedPooling, numbers: ChosenNumbers, cell: OutputCell, *, average: bool
) -> None:
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


def _show_steps(numbers: ChosenNumbers, *, causal: bool) -> ExactLayer | None:
    slid = slide_one_row(numbers, causal=causal)
    cell = _show_on_bench(numbers, slid)
    if slid.work is None or cell is None:
        return None
    st.header("Which outputs read later steps?")
    same, past = slid.work.same, slid.work.causal
    st.html(step_table(same, past, cell[2]))
    show_facts(causal_notes(same.sweeps[1], past.sweeps[1]))
    return slid.exact


def _show_transposed(numbers: ChosenNumbers) -> ExactLayer | None:
    slid = slide_transposed(numbers)
    cell = _show_on_bench(numbers, slid)
    if slid.work is None or cell is None:
        return None
    found, matrix = slid.work.found, slid.work.matrix
    show_facts(transposed_notes(found))
    st.header("Why is it called transposed?")
    if matrix is None:
        st.info(escaped(slid.work.too_large))
        return slid.exact
    values = numbers.sheet.grid
    st.markdown(transpose_note(matrix, values, found.work.sums))
    st.html(transpose_tables(matrix, values, found, cell))
    _show_part(matrix_part(matrix.T, flat_place(found.work, cell)))
    return slid.exact


def _show_both(numbers: ChosenNumbers) -> ExactLayer | None:
    slid = slide_flipped(numbers)
    cell = _show_on_bench(numbers, slid)
    if slid.work is None or cell is None:
        return None
    work = slid.work
    st.header("Does the flip matter?")
    st.markdown(flip_note(work.kernel, work.straight, work.turned))
    st.html(both_maps(work.straight, work.turned, cell[2]))
    return slid.exact


def _show_matrices(numbers: ChosenNumbers) -> ExactLayer | None:
    slid = slide_as_matrices(numbers)
    cell = _show_on_bench(numbers, slid)
    if slid.work is None or cell is None:
        return None
    work, matrix = slid.work.work, slid.work.matrix
    st.header("As patches times kernel")
    st.html(patch_tables(slid.work.patches, work, cell))
    st.markdown(patches_note(work))
    _show_part(patch_part(slid.work.patches, work, cell))
    st.header("As one sparse matrix")
    if matrix is None:
        st.info(escaped(slid.work.too_large))
        return slid.exact
    st.markdown(matrix_note(matrix))
    st.html(matrix_tables(matrix, numbers.sheet.grid, work, cell))
    _show_part(matrix_part(matrix, flat_place(work, cell)))
    return slid.exact


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
