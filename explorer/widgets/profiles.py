"""How much each pixel counts: the choice of layers and weights, the heat map, and with ReLU."""

from typing import get_args

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer import session, units
from explorer.architecture.profiles import FloatArray, KernelKind, profile
from explorer.architecture.shapes import Window
from explorer.figures.profiles import LARGEST_MAP, profile_chart, profile_map
from explorer.session import Key
from explorer.widgets.charts import chart
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


def two_dimensions(shares: FloatArray) -> None:
    """The heat map and its section; of a field that is too wide, what to do instead."""
    st.header("In two dimensions")
    if len(shares) > LARGEST_MAP:
        st.info(
            f"This field is {units.pixels(len(shares))} wide. The heat map is drawn up to "
            f"{units.pixels(LARGEST_MAP)}: choose an earlier layer or a smaller stack.",
            icon=":material/zoom_out_map:",
        )
        return
    chart(
        profile_map(shares, shares),
        key="profile_map",
        file_name="heat map of a field",
        alt="The field as a heat map, brightest in the middle; below it the section through it.",
    )
    st.caption(
        "Each kernel is a column times a row of these weights, so a pixel's share is the product "
        "of its row's and its column's."
    )


def with_relu_or_without(windows: tuple[Window, ...]) -> None:
    """Networks with random weights: their mean, and one of them."""
    st.header("With ReLU, or without")
    st.markdown(
        "A ReLU closes some of the paths, others for each photo. Here networks of these layers "
        "with 8 channels get random weights, and their gradients are measured on random inputs."
    )
    chart(
        profile_chart(
            {
                "uniform weights": profile(windows),
                "random, no ReLU: mean of 50": session.random_networks(windows, "linear", "many"),
                "random, ReLU: mean of 50": session.random_networks(windows, "relu", "many"),
                "random, ReLU: one of them": session.random_networks(windows, "relu", "one"),
            }
        ),
        key="relu",
        file_name="profiles with and without ReLU",
        alt="Mean profiles with and without ReLU are nearly the same; a single network's is rough.",
    )
    st.caption(
        "On average ReLU changes little; for one network and one input it decides which pixels "
        "count. Random weights have both signs: what counts then goes with the root of the paths "
        "(Luo et al.), so these bells are wider. Another draw above gives other networks."
    )
