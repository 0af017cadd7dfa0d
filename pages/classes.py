"""What VGG16 says about a photo, and which parts of the photo speak for it."""

import streamlit as st

from explorer.figures.maps.class_notes import layer_note
from explorer.sections import classes as section
from explorer.session.parameters import EXPLANATION
from explorer.shared.questions.classes import GradCams, Probabilities
from explorer.views.classes import (
    attribution,
    attribution_questions,
    explained_layers,
    observe_judged,
    top_classes,
)
from explorer.widgets.answer import answer
from explorer.widgets.layers import link_to_maps, pick_layer
from explorer.widgets.model import look_or_stop, show_network_notice, show_weights_notice
from explorer.widgets.pick import pick
from explorer.widgets.text import show_prose

st.title("What does VGG16 say, and where does it look?")
st.markdown(
    "VGG16 gives each of 1,000 classes a probability. Choose one of the five most probable, and "
    "see which parts of the photo speak for it. Change the photo in the sidebar."
)
show_network_notice()
show_weights_notice("VGG16's convolutions are")
judged = observe_judged()
section.require_dense_layers(judged)
classes = top_classes(look_or_stop(judged, Probabilities())[Probabilities()])
verdict = answer()

st.header("Where does it look?")
chosen = section.pick_class(classes)
with verdict:
    section.show_class_probabilities(judged.picture, classes, chosen)
explanation = pick(EXPLANATION, "Explained by")
rows = explained_layers()
layer = pick_layer(rows, "VGG16", strip_in=st.container(), begin=rows[-1].name)
questions = attribution_questions(explanation, chosen.index)
answers = look_or_stop(judged, *questions, part="explained")
values = attribution(answers, explanation, chosen.index, layer.name)
left, right = st.columns(2)
with left:
    section.show_attribution(judged.picture, explanation, chosen, layer, values)
with right:
    section.show_attribution_notes(explanation, chosen, layer, values)

st.header("Which layer should I look at?")
st.markdown(
    f"**Usually at the last convolution, {rows[-1].name}.** Its maps carry the most meaning "
    "and still show where; the layers after it mix all places. Earlier maps are sharper, but many "
    "classes share what they show "
    "([Selvaraju et al. 2016, section 3](https://arxiv.org/abs/1610.02391))."
)
st.markdown(layer_note(layer, rows[-1]))
link_to_maps(layer)
section.show_layers_side_by_side(
    judged.picture, answers[GradCams(chosen.index)], chosen, layer.name
)
st.caption(
    "Grad-CAM of the last convolution of each block, for the same class. Each is coloured from 0 "
    "to its own largest value: compare places, not values."
)
show_prose("classes", "Why the last convolution, and what none of these pictures can show")
