"""How much each pixel of a receptive field counts: rectangle, triangle, bell."""

import streamlit as st

from explorer import session, units, widgets
from explorer.architecture.profiles import FloatArray, Kernel, by_depth, profile
from explorer.architecture.shapes import Window
from explorer.figures.profile_notes import (
    depth_notes,
    field_facts,
    gap_notes,
    layers_note,
    spread_notes,
    spread_profiles,
    stacks_table,
    weights_profiles,
)
from explorer.figures.profiles import LARGEST_MAP, depth_chart, profile_chart, profile_map

Windows = tuple[Window, ...]


@st.fragment
def rectangle_and_bell() -> None:
    """One kernel, a stack that sees as much, and a dense layer."""
    repeats = widgets.repeats_slider()
    widgets.chart(
        profile_chart(spread_profiles(repeats)),
        key="spread",
        file_name=f"profiles of {repeats} layers",
        alt="Shares of the pixels of a field: a rectangle for one kernel and for a dense layer, "
        "higher in the middle for a stack.",
    )
    widgets.facts(spread_notes(repeats))


@st.fragment
def any_layers() -> None:
    """Layers and weights to choose, along one axis, over the field, and with ReLU."""
    st.header("Any layers, any weights")
    strip = st.container()
    windows = widgets.followed_windows(strip_in=strip)
    widgets.weights_picker()
    weights = session.chosen_kernels(windows)
    shares = profile(windows, weights)
    widgets.numbers(field_facts(windows, shares))
    along_one_axis(windows, weights)
    for note in gap_notes(shares):
        st.caption(note)
    in_two_dimensions(shares)
    with_relu_or_without(windows)


def along_one_axis(windows: Windows, weights: tuple[Kernel, ...]) -> None:
    """The chosen weights beside equal ones and beside one kernel."""
    kind = session.chosen_kernel_kind()
    widgets.chart(
        profile_chart(weights_profiles(windows, weights, kind)),
        key="weights",
        file_name=f"profile with {kind} weights",
        alt="How much each pixel counts for these layers, beside one kernel that sees as much.",
    )
    st.markdown(widgets.escaped(layers_note(windows, weights)))
    st.caption(
        "Along one axis. Uniform: all weights of a kernel are equal; binomial: 1 2 1, 1 4 6 4 1 "
        "and so on; random: from 0 to 1, others with each draw. A pooling counts as an average of "
        "its window."
    )


def in_two_dimensions(shares: FloatArray) -> None:
    """The heat map and its section; of a field that is too wide, what to do instead."""
    st.header("In two dimensions")
    if len(shares) > LARGEST_MAP:
        st.info(
            f"This field is {units.pixels(len(shares))} wide. The heat map is drawn up to "
            f"{units.pixels(LARGEST_MAP)}: choose an earlier layer or a smaller stack.",
            icon=":material/zoom_out_map:",
        )
        return
    widgets.chart(
        profile_map(shares, shares),
        key="profile_map",
        file_name="heat map of a field",
        alt="The field as a heat map, brightest in the middle; below it the section through it.",
    )
    st.caption(
        "Each kernel is a column times a row of these weights, so a pixel's share is the product "
        "of its row's and its column's."
    )


def with_relu_or_without(windows: Windows) -> None:
    """Networks with random weights: their mean, and one of them."""
    st.header("With ReLU, or without")
    st.markdown(
        "A ReLU closes some of the paths, others for each photo. Here networks of these layers "
        "with 8 channels get random weights, and their gradients are measured on random inputs."
    )
    widgets.chart(
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


@st.fragment
def deeper_and_deeper() -> None:
    """How both fields grow with the depth."""
    st.header("Deeper and deeper")
    left, right = st.columns(2)
    with left:
        kernel_size = widgets.kernel_size_picker()
    with right:
        depth = widgets.depth_slider()
    points = by_depth(kernel_size, range(1, depth + 1))
    widgets.chart(
        depth_chart(points, kernel_size),
        key="depth_curves",
        file_name="field over depth",
        alt="Over the depth the theoretical field rises as a straight line, the effective as a "
        "root.",
    )
    widgets.facts(depth_notes(points, kernel_size))


st.title("How much does each pixel count?")
st.markdown(
    "Many paths lead from the middle of a receptive field to its unit, few from its edge. Stack "
    "layers, and see how much each pixel counts: its share of all paths, and so of the gradient."
)
rectangle_and_bell()
st.header("A trap: do stacked 3 × 3 give a triangle?")
st.markdown(
    "Two of them do: 1, 2, 3, 2, 1 rises by the same step each time. From three on it is a "
    "**bell**, and with each layer more it comes nearer to a Gaussian."
)
widgets.table(stacks_table(), key="stacks")
any_layers()
deeper_and_deeper()
widgets.prose("pixels", "How this is worked out, and where to read more")
