"""The fields of the bench: what slides over what, and how."""

import streamlit as st

from explorer.convolution.filter_presets import FILTER_PRESETS
from explorer.convolution.input_presets import INPUT_PRESETS
from explorer.session.bench import BenchSettings, bench_settings
from explorer.session.bench_cells import begin_with_filter, begin_with_input
from explorer.session.kept_numbers import why_not_in_link
from explorer.session.parameters import (
    AFTER,
    DILATION,
    FILTER,
    FILTER_NUMBERS,
    FILTER_SIZE,
    FILTERS,
    FIRST_FILTER,
    GROUPS,
    INPUT,
    INPUT_NUMBERS,
    INPUT_SHAPE,
    OF_VGG16,
    PADDING,
    STRIDE,
    TYPED,
)
from explorer.widgets.fold import fold
from explorer.widgets.pick import pick
from explorer.widgets.text import escaped, show_problem
from explorer.words import several

LIST_WIDTH, WIDE_LIST_WIDTH, SHORT_WIDTH = 150, 185, 105
"""px on the page: four fields stand in a row on a projector."""

COMMON_PADDINGS = ("valid", "same", "full", "1", "1_0_1_0")
COMMON_STRIDES, COMMON_DILATIONS = ("1", "2", "3", "2x1"), ("1", "2", "2x1")
COMMON_SHAPES = ("6x6x1", "3x3x1", "3x3x3", "6x6x3", "8x8x1", "1x8x1", "12x12x3")
COMMON_KERNEL_SIZES = ("3x3", "2x2", "1x1", "5x5", "1x3", "3x1")

INPUT_SHAPE_LABEL = "Input: rows x columns x channels"

BENCH_DETAILS = "bench_details"
"""The key of the expander that holds shape, size and the like."""


def pick_bench_fields() -> BenchSettings:
    """Choose what slides over what; say what is wrong with what was typed."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pick_bench_input()
        pick_bench_kernel()
        pick_bench_steps()
    pick_bench_details()
    settings = bench_settings()
    for problem in settings.problems.values():
        show_problem(problem)
    return settings


def pick_bench_input() -> None:
    """Choose the input that the numbers begin with."""
    pick(INPUT, "Input", "list", then=begin_with_input, width=LIST_WIDTH)


def pick_bench_kernel() -> None:
    """Choose the kernel that the weights begin with."""
    pick(FILTER, "Kernel", "list", then=begin_with_filter, width=WIDE_LIST_WIDTH)
    if FILTER.chosen() == OF_VGG16:
        label = f"Filter, {FIRST_FILTER.least} to {FIRST_FILTER.most}"
        pick(FIRST_FILTER, label, width=SHORT_WIDTH)


def pick_bench_steps(*, with_padding: bool = True) -> None:
    """Choose the padding and the stride."""
    if with_padding:
        pick(PADDING, "Padding", among=COMMON_PADDINGS, width=SHORT_WIDTH)
    pick(STRIDE, "Stride", among=COMMON_STRIDES, width=SHORT_WIDTH)


def pick_bench_details(*, with_kernel: bool = True) -> None:
    """Choose what is rarely changed: sizes, dilation, how many filters, groups.

    Args:
        with_kernel: Whether a kernel slides; without one only the input has a size.
    """
    shape = f"Input {INPUT_SHAPE.chosen()[:20]}"
    title, label = "Sizes, filters, activation, dilation, groups", f"{shape}, {_details()}"
    if not with_kernel:
        title, label = "Size of the input", shape
    folded = fold(title, escaped(label), BENCH_DETAILS)
    if not folded.open:
        return
    with folded:
        if not with_kernel:
            pick(INPUT_SHAPE, INPUT_SHAPE_LABEL, among=COMMON_SHAPES, width=LIST_WIDTH)
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            pick(INPUT_SHAPE, INPUT_SHAPE_LABEL, among=COMMON_SHAPES, width=LIST_WIDTH)
            pick(FILTER_SIZE, "Kernel: rows x columns", among=COMMON_KERNEL_SIZES, width=LIST_WIDTH)
            pick(FILTERS, f"Filters, 1 to {FILTERS.most}", width=LIST_WIDTH)
            pick(DILATION, "Dilation", among=COMMON_DILATIONS, width=SHORT_WIDTH)
            pick(GROUPS, f"Groups, 1 to {GROUPS.most}", width=LIST_WIDTH)
            pick(AFTER, "Activation", "list", width=WIDE_LIST_WIDTH)
        st.caption(
            "Stride and dilation: one number, or rows x columns such as 2x1. Padding: same, valid "
            "or full; or zeros: 1 on all sides, 1x2 for rows x columns, or 1_0_2_1 for top, "
            "bottom, left and right."
        )


def _details() -> str:
    activation = "" if AFTER.chosen() == AFTER.usual else f", {AFTER.labels[AFTER.chosen()]}"
    groups = "" if GROUPS.chosen() == 1 else f", {GROUPS.chosen()} groups"
    dilation = "" if DILATION.chosen() == "1" else f", dilation {DILATION.chosen()[:20]}"
    return (
        f"kernel {FILTER_SIZE.chosen()[:20]}, "
        f"{several(FILTERS.chosen(), 'filter')}{activation}{dilation}{groups}"
    )


def show_source_notes(*, with_kernel: bool = True) -> None:
    """What the input and the kernel are, and what of them is not in the link."""
    chosen = (
        (INPUT, INPUT_NUMBERS, INPUT_PRESETS, "input"),
        (FILTER, FILTER_NUMBERS, FILTER_PRESETS, "kernel"),
    )
    for preset, numbers, notes, name in chosen[: 1 + with_kernel]:
        code = preset.chosen()
        if code in notes:
            st.caption(f"**{notes[code].title}.** {notes[code].note}")
        elif code == TYPED and (why := why_not_in_link(numbers.key, numbers.chosen())):
            st.caption(f"**The numbers of the {name}.** {why}")
    if with_kernel and FILTER.chosen() == OF_VGG16:
        st.caption(
            "**A filter of VGG16's first layer**, with its trained weights, red first. VGG16 "
            "takes the mean colour away from each pixel before; the bench does not."
        )
