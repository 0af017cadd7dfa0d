"""Fields for a convolution whose parameters are counted, and layers to open in them."""

import streamlit as st

from explorer.architecture.convolution.counted import COUNTED_CASES, CountedLayer
from explorer.figures.convolution.counting import COUNTING_LEGEND, counting_picture
from explorer.session.counted import choose_counted, counted_layer, layer_of_the_bench
from explorer.session.hand_parameters import (
    COUNTED_BIAS,
    COUNTED_CHANNELS,
    COUNTED_FILTERS,
    COUNTED_GROUPS,
    COUNTED_KERNEL,
)
from explorer.session.state import callback
from explorer.widgets.fold import fold
from explorer.widgets.pick import pick
from explorer.widgets.text import show_problem

COUNT_WIDTH, KERNEL_WIDTH = 150, 104
"""px on the page: two fields in a row on a phone."""


def pick_counted() -> CountedLayer | None:
    """Type a convolution or open one; None, with a sentence, where it cannot be."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        pick(COUNTED_FILTERS, "Filters, out", width=COUNT_WIDTH)
        pick(COUNTED_CHANNELS, "Channels, in", width=COUNT_WIDTH)
        pick(COUNTED_KERNEL, "Kernel", width=KERNEL_WIDTH)
        pick(COUNTED_GROUPS, "Groups", width=COUNT_WIDTH)
        pick(COUNTED_BIAS, "Bias", width=KERNEL_WIDTH)
    _offer_cases()
    try:
        return counted_layer()
    except ValueError as error:
        show_problem(error)
        return None


def _offer_cases() -> None:
    title = "Layers of real networks, and the bench's"
    folded = fold(title, title, "counted_cases")
    if not folded.open:
        return
    with folded:
        with st.container(horizontal=True):
            st.button("The layer on the bench", on_click=_open_bench, icon=":material/grid_on:")
            for key, case in COUNTED_CASES.items():
                st.button(case.title, key=f"count_{key}", on_click=_open_case, args=(key,))
        sources = (f"{case.title}: {case.source}" for case in COUNTED_CASES.values())
        st.caption(f"{'. '.join(sources)}.")


@callback
def _open_case(key: str) -> None:
    choose_counted(COUNTED_CASES[key].layer)


@callback
def _open_bench() -> None:
    choose_counted(layer_of_the_bench())


def show_counting(layer: CountedLayer) -> None:
    """What is counted, drawn."""
    st.html(counting_picture(layer))
    st.caption(COUNTING_LEGEND)
