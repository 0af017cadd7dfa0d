"""How much each pixel counts: the choice of layers and weights, the heat map, and with ReLU."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer import units
from explorer.architecture.fields.profiles import heat_map, profile
from explorer.architecture.layers import Layer
from explorer.architecture.stacks.stacks import windows_of
from explorer.arrays import Float64Array
from explorer.figures.fields.profile_notes import relu_notes
from explorer.figures.fields.profiles import LARGEST_MAP, profile_chart, profile_map
from explorer.session.fields import followed_summary
from explorer.session.parameters import DRAW, KERNEL_KIND
from explorer.views.profiles import followed_layers, random_networks
from explorer.widgets.charts import show_chart
from explorer.widgets.fields import pick_field_of, pick_followed_layer, pick_steps
from explorer.widgets.pick import pick
from explorer.widgets.text import or_stop

NUMBER_WIDTH = 220
"""px on the page."""


def pick_followed_layers(*, strip_in: DeltaGenerator) -> tuple[Layer, ...]:
    """Choose a network and a layer of it, or a stack: the layers up to there.

    Where there are none, or they are too wide, a sentence says why, and the page ends there.
    """
    last = ""
    if pick_field_of() == "network":
        rows = or_stop(followed_summary)
        last = pick_followed_layer(rows, strip_in=strip_in).name
    else:
        pick_steps()
    return or_stop(followed_layers, last)


def pick_kernel_weights() -> None:
    """Choose which weights the kernels have, and which random draw."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pick(KERNEL_KIND, "Weights of each kernel")
        pick(DRAW, f"Random draw, 0 to {DRAW.most}", width=NUMBER_WIDTH)


def show_two_dimensions(shares: Float64Array) -> None:
    """The heat map and its section; for too wide a field, what to do instead."""
    st.header("In two dimensions")
    if len(shares) > LARGEST_MAP:
        st.info(
            f"This field is {units.pixels(len(shares))} wide. The heat map is drawn up to "
            f"{units.pixels(LARGEST_MAP)}: choose an earlier layer or a smaller stack.",
            icon=":material/zoom_out_map:",
        )
        return
    show_chart(
        profile_map(heat_map(shares, shares)),
        key="profile_map",
        file_name="heat map of a field",
        alt="The field as a heat map; below it the section through its middle.",
    )
    st.caption(
        "Each kernel is a column times a row of these weights, so a pixel's share is its row's "
        "share times its column's."
    )


def show_with_relu_or_without(layers: tuple[Layer, ...]) -> None:
    """Networks with random weights: their mean, and one of them."""
    st.header("With ReLU, or without")
    st.markdown(
        "A ReLU closes some of the paths, different ones for each photo. Here networks of these "
        "layers, 8 channels wide, get random weights. Their gradients are measured on random "
        "inputs. A ReLU follows each convolution but the last; pooling averages."
    )
    uniform = profile(windows_of(layers))
    linear, relu = (random_networks(layers, kind, "many") for kind in ("linear", "relu"))
    one = random_networks(layers, "relu", "one")
    show_chart(
        profile_chart(
            {
                "uniform weights": uniform,
                "random, no ReLU: mean of 50": linear,
                "random, ReLU: mean of 50": relu,
                "random, ReLU: one of them": one,
            }
        ),
        key="relu",
        file_name="profiles with and without ReLU",
        alt="Four profiles: uniform weights, the means of random networks without and with ReLU, "
        "and one random network with ReLU.",
    )
    for note in relu_notes(layers, uniform, linear, relu, one):
        st.caption(note)
