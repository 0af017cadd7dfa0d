"""What VGG16 makes of a photo: all feature maps of a layer, one of them, and one number in it."""

import streamlit as st

from explorer import units
from explorer.architecture.fields.places import unit_grid
from explorer.architecture.summary import LayerSummary
from explorer.observed import Observed
from explorer.sections import activations as section
from explorer.session.address import fragment
from explorer.session.places import unit_here
from explorer.shared.outcomes import Answers
from explorer.shared.questions.maps import LayerFacts
from explorer.views.activations import MapQuestions, map_questions
from explorer.views.pictures import png_of
from explorer.widgets.answer import answer
from explorer.widgets.layers import pick_layer
from explorer.widgets.looking import (
    CHANNEL_WIDTH,
    LAYER_WIDTH,
    pick_channel,
    pick_unit,
    pick_weights,
)
from explorer.widgets.model import (
    look_or_stop,
    observed_or_stop,
    show_network_notice,
    show_random_note,
    show_weights_notice,
)
from explorer.widgets.sidebar import photo_alt
from explorer.widgets.text import show_numbers, show_prose


@fragment
def look_into_a_network() -> None:
    """Choose a layer, a map of it and a unit of that, and see what the network makes of them."""
    strip = st.container()
    fields = st.container(horizontal=True, vertical_alignment="bottom")
    with fields:
        pick_weights()
    observed = observed_or_stop()
    with fields:
        with st.container(width=LAYER_WIDTH):
            layer = pick_layer(observed.network.rows, "VGG16", strip_in=strip)
        with st.container(width=CHANNEL_WIDTH):
            channel = pick_channel(layer.output_shape[-1])
    show_network_notice(own=True)
    choices = section.pick_wall()
    unit = unit_here(unit_grid(layer, observed.picture.size))
    asked = map_questions(layer.name, channel, unit, choices.look)
    answers = look_or_stop(observed, *asked.all)
    facts = answers[asked.facts]
    with answer():
        show_random_note()
        section.show_wall(layer.name, facts, answers[asked.sheet], choices, channel)
    st.caption(section.wall_caption(choices, layer))
    show_layer_numbers(observed, layer, facts)
    show_prose("activations", "What these numbers mean")
    show_one_channel(observed, layer, channel, asked, answers)
    st.header("Take it home")
    section.offer_files(observed, layer, channel, facts, choices)
    st.caption("The address of this page is a link to the same layer, map, unit and colours.")


def show_layer_numbers(observed: Observed, layer: LayerSummary, facts: LayerFacts) -> None:
    """What all maps of the layer have in common, beside the photo."""
    whole = facts.layer
    show_numbers(
        {
            "Feature maps": f"{whole.num_channels}, each {units.size(layer.output_shape[:2])}",
            "Values": f"{whole.low:,.1f} to {whole.high:,.1f}",
            "Mean": f"{whole.mean:,.2f}",
            "Zeros": units.percent(whole.share_zero),
            "Dead maps": f"{whole.num_dead} of {whole.num_channels:,}",
        },
        picture=png_of(observed.picture),
        alt=photo_alt(),
    )


def show_one_channel(
    observed: Observed, layer: LayerSummary, channel: int, asked: MapQuestions, answers: Answers
) -> None:
    """One map beside the photo, its filter, and one unit of it, number by number."""
    st.header(f"One channel: {layer.name}, channel {channel}")
    grid = unit_grid(layer, observed.picture.size)
    unit = pick_unit(grid)
    show_random_note("this map")
    section.show_channel_map(observed.picture, answers[asked.channel_map], grid, unit)
    left, right = st.columns(2)
    with left:
        section.show_channel_histogram(answers[asked.values], f"{layer.name} channel {channel}")
    weights = answers[asked.weights]
    if weights is not None:
        with right:
            section.show_filter(weights)
    st.header(f"One unit: row {unit[0]}, column {unit[1]}")
    section.show_unit_sum(answers[asked.unit])
    section.offer_bench(answers[asked.unit])


st.title("What does VGG16 see in this photo?")
st.markdown(
    "Each small picture is one **feature map**: where in the photo one of the layer's filters "
    "found what it looks for. Choose a map and a unit."
)
show_weights_notice()
look_into_a_network()
