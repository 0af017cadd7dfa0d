"""What a photo that is prepared wrongly does inside the real network."""

from functools import partial

import streamlit as st

from explorer.figures.maps.change import response_curves
from explorer.figures.maps.mistake_notes import mistake_facts, mistake_numbers
from explorer.sections.mistakes import (
    pick_mistake,
    show_harm,
    show_mistake,
    show_who,
)
from explorer.session.parameters import MISTAKE, WEIGHTS
from explorer.views.classes import why_no_classes
from explorer.views.maps import chosen_wall
from explorer.views.mistakes import (
    effect_on,
    harm_of,
    measured_layers,
    misread_photo,
    mistaken_classes,
    mistaken_layers,
    mistaken_map,
    with_each_mistake,
)
from explorer.widgets.answer import answer
from explorer.widgets.charts import show_chart
from explorer.widgets.classes import show_both_classes
from explorer.widgets.layers import choose_point, pick_layer
from explorer.widgets.looking import CHANNEL_WIDTH, LAYER_WIDTH, pick_channel
from explorer.widgets.model import (
    look_or_stop,
    observed_or_stop,
    show_network_notice,
    show_random_note,
    show_weights_notice,
)
from explorer.widgets.pair import pick_pair_look
from explorer.widgets.text import or_stop, show_facts, show_numbers, show_prose

CURVES = "mistake_curves"

st.title("What breaks if the photo is prepared wrongly?")
st.markdown(
    "No mistake here gives an error message. **The network answers all the same**, from a picture "
    "that it was never trained for."
)
if WEIGHTS.chosen() == "trained":
    show_weights_notice()
strip = st.container()
fields = st.container(horizontal=True, vertical_alignment="bottom")
with fields:
    mistake = pick_mistake()
st.markdown(mistake.what)
maps = answer()
pick_pair_look("mistake_look")
right = observed_or_stop()
mistakes = or_stop(with_each_mistake, right, misread_photo(right.picture.size))
wrong = mistakes[MISTAKE.chosen()]
rows = right.network.rows
with fields:
    with st.container(width=LAYER_WIDTH):
        layer = pick_layer(rows, "the network", strip_in=strip)
    with st.container(width=CHANNEL_WIDTH):
        channel = pick_channel(layer.output_shape[-1])

why_not = why_no_classes(right, WEIGHTS.chosen())
harm = harm_of(right, mistakes, with_classes=not why_not)
one_map = mistaken_map(wrong, layer.name, channel, chosen_wall().look)
all_layers, both_classes = mistaken_layers(wrong), mistaken_classes(wrong)
by_layer = measured_layers(harm, MISTAKE.chosen())
asked = (*(() if by_layer else (all_layers,)), *(() if why_not else (both_classes,)))
answers = look_or_stop(right, one_map, *asked)
by_layer = by_layer or answers[all_layers]
with maps:
    show_random_note()
    show_mistake(right, wrong, answers[one_map], layer, channel)
show_network_notice(own=True)
show_who(mistake)

st.header("Does it get better or worse with depth?")
show_numbers(mistake_numbers(layer, by_layer[layer.name]))
show_chart(
    response_curves(rows, by_layer, layer.name),
    key=CURVES,
    file_name=f"mistake {mistake.label}",
    on_select=partial(choose_point, CURVES),
    alt="Curves over the layers: how much the mistake changes their maps.",
)
st.caption(
    "All maps of a layer together. 0 means the same, √2 nothing in common, or next to nothing "
    "left. The cosine does not mind how strong the maps are: 1 means the same up to a factor. "
    "Click a point to choose a layer."
)
effects = (effect_on(each.picture, each.preparation) for each in (right, wrong))
show_facts(mistake_facts(rows, by_layer, *effects))

st.header("What does VGG16 say then?")
show_both_classes(
    None if why_not else answers[both_classes], why_not, ("Prepared correctly", "With the mistake")
)

st.header("Which mistake does most harm?")
st.markdown(
    f"Ranked by the relative change of **{layer.name}**. The bars of each mistake show all layers, "
    "from left to right. Click a bar to see that mistake and that layer above."
)
show_harm(harm, rows, layer)
st.caption("The dotted line over the bars is √2, nothing in common. “?” is not measured yet.")
show_prose("mistakes", "How to be sure that your own code prepares photos correctly")
