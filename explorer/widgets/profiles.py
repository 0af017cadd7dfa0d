"""Choosing the layers and the weights whose profile is shown."""

from typing import get_args

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer import session
from explorer.architecture.profiles import KernelKind
from explorer.architecture.shapes import Window
from explorer.session import Key
from explorer.widgets.field_growth import field_of_picker, followed_layer, steps_picker
from explorer.widgets.text import escaped, summary_or_stop

NUMBER_WIDTH = 220
"""px on the page."""


def repeats_slider() -> int:
    """How many layers of 3x3 are stacked."""
    return st.slider(
        "Layers of 3 × 3", 1, session.MOST_REPEATS, 2, key=Key.REPEATS, bind="query-params"
    )


def followed_windows(*, strip_in: DeltaGenerator) -> tuple[Window, ...]:
    """Choose a network and a layer of it, or a stack: the windows up to there.

    Where there are none, or too wide ones, a sentence says why, and the page ends there.
    """
    last = ""
    if field_of_picker() == "network":
        rows = summary_or_stop(session.followed_summary)
        last = followed_layer(rows, strip_in=strip_in).name
    else:
        steps_picker()
    try:
        return session.followed_windows(last)
    except ValueError as error:
        st.error(escaped(str(error)), icon=":material/error:")
        st.stop()


def weights_picker() -> None:
    """Choose which weights the kernels have, and what they are drawn with."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            "Weights of each kernel",
            get_args(KernelKind),
            default="uniform",
            required=True,
            key=Key.KERNEL_KIND,
            bind="query-params",
        )
        st.number_input(
            f"Draw of random weights, 0 to {session.LARGEST_DRAW}",
            0,
            session.LARGEST_DRAW,
            key=Key.DRAW,
            bind="query-params",
            width=NUMBER_WIDTH,
        )


def kernel_size_picker() -> int:
    """Choose the kernel size of layers that are stacked ever deeper."""
    choice = st.segmented_control(
        "Kernel size of all layers, px",
        session.KERNEL_SIZES,
        default=session.KERNEL_SIZES[0],
        required=True,
        key=Key.KERNEL_SIZE,
        bind="query-params",
    )
    return int(choice or session.KERNEL_SIZES[0])


def depth_slider() -> int:
    """How many layers deep the deepest stack is."""
    return st.slider("Layers", *session.DEPTHS, 40, key=Key.DEPTH, bind="query-params")
