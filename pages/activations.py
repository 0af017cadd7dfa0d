"""What VGG16 makes of a photo: all feature maps of a layer, one of them, one number of that."""

import streamlit as st

from explorer import session, units, widgets

st.title("What does VGG16 see in this photo?")
st.markdown(
    "Each small picture is one **feature map**: where in the photo one of the layer's filters "
    "found what it looks for. Choose a layer, then a map, then a unit of that map: down to the "
    "single multiplication."
)
widgets.look_picker()
widgets.network_notice(own=True)
rows = widgets.summary_or_stop(session.observed_summary)

widgets.weights_notice()
strip = st.container()
left, right = st.columns([3, 1])
with left:
    layer = widgets.layer_picker(rows, "VGG16", strip_in=strip)
with right:
    channel = widgets.channel_picker(layer.output_shape[-1])
choices = widgets.wall_controls()

with widgets.waiting_for_model():
    facts = session.layer_facts(layer.name)
whole = facts.layer
widgets.numbers(
    {
        "Feature maps": f"{whole.num_channels}, each {units.size(layer.output_shape[:2])}",
        "Values": f"{whole.low:,.1f} to {whole.high:,.1f}",
        "Mean": f"{whole.mean:,.2f}",
        "Zeros": units.percent(whole.share_zero),
        "Dead maps": f"{whole.num_dead} of {whole.num_channels}",
    },
    picture=session.model_photo_png(),
    alt=widgets.photo_alt(),
)
sheet = session.contact_sheet_view(layer.name, choices.look)
widgets.wall(layer.name, facts, sheet, choices, channel)
st.caption(widgets.wall_caption(choices))
widgets.prose("activations", "What these numbers mean")

st.header(f"One channel: {layer.name}, channel {channel}")
unit = widgets.unit_picker(layer.output_shape)
widgets.channel_map(session.chosen_channel_view(layer, channel, choices.look), unit)
left, right = st.columns(2)
with left:
    widgets.channel_histogram(layer, channel)
weights = session.filter_view(rows, layer, channel)
if weights is not None:
    with right:
        widgets.filter_weights(weights)

st.header(f"One unit: row {unit[0]}, column {unit[1]}")
widgets.unit_sum(session.unit_view(rows, layer, channel, unit))

st.header("Take it home")
widgets.take_home(layer, channel, facts, choices)
st.caption("The address of this page is a link to the same layer, map, unit and colours.")
