"""The fields of the bench: what slides over what, and how."""

from collections.abc import Callable

import streamlit as st

from explorer.session.bench import BenchSettings, bench_settings
from explorer.session.bench_cells import begin_with_filter, begin_with_input
from explorer.session.hand_parameters import (
    AFTER,
    DILATION,
    FILTER,
    FILTER_SIZE,
    FILTERS,
    FIRST_FILTER,
    GROUPS,
    INPUT,
    INPUT_SHAPE,
    OF_VGG16,
    PADDING,
    STRIDE,
)
from explorer.widgets.fold import fold
from explorer.widgets.pick import pick
from explorer.widgets.text import escaped, show_problem
from explorer.words import capitalised, several

LIST_WIDTH, WIDE_LIST_WIDTH, SHORT_WIDTH = 150, 185, 105
"""px on the page: four fields stand in a row on a projector."""

COMMON_PADDINGS = ("valid", "same", "full", "1", "1_0_1_0")
COMMON_STRIDES, COMMON_DILATIONS = ("1", "2", "3", "2x1"), ("1", "2", "2x1")
COMMON_SHAPES = ("6x6x1", "3x3x1", "3x3x3", "6x6x3", "8x8x1", "1x8x1", "12x12x3")
COMMON_KERNEL_SIZES = ("3x3", "2x2", "1x1", "5x5", "1x3", "3x1")

PADDING_WORDS = (
    "Padding: same, valid or full; or zeros: 1 on all sides, 1x2 for rows x columns, or 1_0_2_1 "
    "for top, bottom, left and right."
)
INPUT_SHAPE_LABEL = "Input: rows x columns x channels"

BENCH_DETAILS = "bench_details"
"""The key of the expander that holds shape, size and the like."""


def pick_bench_fields(
    *, own_input: bool = True, more: Callable[[BenchSettings], None] | None = None
) -> BenchSettings:
    """Choose what slides over what; say what is wrong with what was typed.

    Args:
        own_input: Whether it slides over the bench's input, and its activation follows.
        more: Draws the page's own fields at the end of the row.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if own_input:
            pick_bench_input()
        pick_bench_kernel()
        pick_bench_steps()
        if more is not None:
            more(bench_settings())
    pick_bench_details(own_input=own_input)
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


def pick_input_size() -> None:
    """Choose the size of the input, where no kernel slides over it."""
    folded = fold("Size of the input", escaped(f"Input {INPUT_SHAPE.chosen()[:20]}"), BENCH_DETAILS)
    if folded.open:
        with folded:
            pick(INPUT_SHAPE, INPUT_SHAPE_LABEL, among=COMMON_SHAPES, width=LIST_WIDTH)


def pick_bench_details(*, own_input: bool = True) -> None:
    """Choose what is rarely changed: sizes, dilation, how many filters, groups.

    Args:
        own_input: Whether the bench's input and activation are used.
    """
    title = f"Sizes, filters, {'activation, ' * own_input}dilation, groups"
    label = capitalised(_details(own_input=own_input))
    folded = fold(title, escaped(label), BENCH_DETAILS)
    if not folded.open:
        return
    with folded:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if own_input:
                pick(INPUT_SHAPE, INPUT_SHAPE_LABEL, among=COMMON_SHAPES, width=LIST_WIDTH)
            pick(FILTER_SIZE, "Kernel: rows x columns", among=COMMON_KERNEL_SIZES, width=LIST_WIDTH)
            pick(FILTERS, f"Filters, 1 to {FILTERS.most}", width=LIST_WIDTH)
            pick(DILATION, "Dilation", among=COMMON_DILATIONS, width=SHORT_WIDTH)
            pick(GROUPS, f"Groups, 1 to {GROUPS.most}", width=LIST_WIDTH)
            if own_input:
                pick(AFTER, "Activation", "list", width=WIDE_LIST_WIDTH)
        st.caption(
            f"Stride and dilation: one number, or rows x columns such as 2x1. {PADDING_WORDS}"
        )


def _details(*, own_input: bool) -> str:
    after, is_usual = AFTER.labels[AFTER.chosen()], AFTER.chosen() == AFTER.usual
    activation = f", {after}" if own_input and not is_usual else ""
    groups = "" if GROUPS.chosen() == 1 else f", {GROUPS.chosen()} groups"
    dilation = "" if DILATION.chosen() == "1" else f", dilation {DILATION.chosen()[:20]}"
    return (
        f"input {INPUT_SHAPE.chosen()[:20]}, " * own_input
        + f"kernel {FILTER_SIZE.chosen()[:20]}, "
        + f"{several(FILTERS.chosen(), 'filter')}{activation}{dilation}{groups}"
    )
