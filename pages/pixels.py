"""How much each pixel of a receptive field counts: rectangle, triangle, bell."""

import streamlit as st

from explorer.architecture.fields.profiles import KernelWeights, profile
from explorer.architecture.shapes import Window
from explorer.architecture.stacks.stacks import windows_of
from explorer.figures.fields.profile_notes import (
    EFFECTIVE_NOTE,
    depth_notes,
    field_facts,
    gap_notes,
    layers_note,
    profile_spread_notes,
    spread_profiles,
    stacks_table,
    weights_profiles,
)
from explorer.figures.fields.profiles import depth_chart, profile_chart
from explorer.sections import pixels as section
from explorer.session.address import fragment
from explorer.session.parameters import DEPTH, KERNEL_KIND, KERNEL_SIZE, REPEATS
from explorer.views.profiles import chosen_kernels, profiles_by_depth
from explorer.widgets.answer import answer
from explorer.widgets.charts import show_chart
from explorer.widgets.pick import pick
from explorer.widgets.text import escaped, show_facts, show_numbers, show_prose, show_table

Windows = tuple[Window, ...]


@fragment
def rectangle_and_bell() -> None:
    """One kernel, a stack that sees as much, and a dense layer."""
    repeats = pick(REPEATS, "Layers of 3 × 3", "slider")
    with answer():
        show_chart(
            profile_chart(spread_profiles(repeats)),
            key="spread",
            file_name=f"profiles of {repeats} layers",
            alt="How much each pixel counts: for one kernel, for layers of 3 × 3 that see as much, "
            "and for a dense layer.",
        )
    show_facts(profile_spread_notes(repeats))


@fragment
def any_layers() -> None:
    """Layers and weights of your choice: along one axis, over the field, and with ReLU."""
    st.header("Any layers, any weights")
    strip = st.container()
    layers = section.pick_followed_layers(strip_in=strip)
    section.pick_kernel_weights()
    windows, weights = windows_of(layers), chosen_kernels(layers)
    shares = profile(windows, weights)
    show_numbers(field_facts(windows, shares))
    st.caption(EFFECTIVE_NOTE)
    along_one_axis(windows, weights)
    for note in gap_notes(shares):
        st.caption(note)
    section.show_two_dimensions(shares)
    section.show_with_relu_or_without(layers)


def along_one_axis(windows: Windows, weights: tuple[KernelWeights, ...]) -> None:
    """The chosen weights beside equal ones and beside one kernel."""
    kind = KERNEL_KIND.chosen()
    show_chart(
        profile_chart(weights_profiles(windows, weights, kind)),
        key="weights",
        file_name=f"profile with {kind} weights",
        alt="How much each pixel counts for these layers, beside one kernel that sees as much.",
    )
    st.markdown(escaped(layers_note(windows, weights)))
    st.caption(
        "Along one axis. Uniform: all weights of a kernel are equal; binomial: 1 2 1, 1 4 6 4 1 "
        "and so on; random: from 0 to 1, different for each draw. Pooling has no weights: it "
        "always counts as the average of its window."
    )


@fragment
def deeper_and_deeper() -> None:
    """How both fields grow with depth."""
    st.header("Deeper and deeper")
    left, right = st.columns(2)
    with left:
        kernel_size = int(pick(KERNEL_SIZE, "Kernel size of all layers, px"))
    with right:
        depth = pick(DEPTH, "Layers", "slider")
    points = profiles_by_depth(kernel_size, depth)
    show_chart(
        depth_chart(points, kernel_size),
        key="depth_curves",
        file_name="field over depth",
        alt="With depth, the theoretical field grows in a straight line, the effective one like a "
        "square root.",
    )
    show_facts(depth_notes(points, kernel_size))


st.title("How much does each pixel count?")
st.markdown(
    "In a stack of layers the middle counts most: many paths lead from there to the unit, and few "
    "from the edge. Stack layers, and see each pixel's share of all paths, and so of the gradient."
)
rectangle_and_bell()
st.header("A trap: do stacked 3 × 3 give a triangle?")
st.markdown(
    "Two of them do: 1, 2, 3, 2, 1 rises in equal steps. Three or more give a **bell**, and each "
    "further layer brings it closer to a Gaussian."
)
show_table(stacks_table(), key="stacks")
any_layers()
deeper_and_deeper()
show_prose("pixels", "How this is worked out, and where to read more")
