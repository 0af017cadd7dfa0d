"""What VGG16 says of a photo, and which parts of the photo speak for it."""

import streamlit as st

from explorer import session, widgets
from explorer.figures.class_notes import layer_note

st.title("What does VGG16 say, and where does it look?")
st.markdown(
    "VGG16 knows 1,000 classes and always answers with all of them: how probable is each? Choose "
    "one of the first five, and see which parts of the photo speak for it. Change the photo in the "
    "sidebar."
)
widgets.network_notice()
widgets.weights_notice("VGG16's convolutions are")
widgets.dense_layers_or_stop()
with widgets.waiting_for_model():
    classes = session.top_classes()
verdict = st.container()

st.header("Where does it look?")
chosen = widgets.class_picker(classes)
with verdict:
    widgets.class_probabilities(classes, chosen)
explanation = widgets.explanation_picker()
rows = session.explained_layers()
layer = widgets.convolution_picker(rows)
with widgets.waiting_for_model():
    session.attribution(explanation, chosen.index, layer.name)
left, right = st.columns(2)
with left:
    widgets.attribution_map(explanation, chosen, layer)
with right:
    widgets.attribution_notes(explanation, chosen, layer)

st.header("Which layer should I look at?")
st.markdown(
    f"**Usually at the last convolution, {rows[-1].name}.** Its maps mean most and still know "
    "where; the layers after it mix all places. Earlier ones are sharper, but what they see speaks "
    "for many classes ([Selvaraju et al. 2016, section 3](https://arxiv.org/abs/1610.02391))."
)
st.markdown(layer_note(layer, rows[-1]))
st.page_link(
    "../pages/activations.py",
    label=f"All feature maps of {layer.name}",
    icon=":material/grid_view:",
)
with widgets.waiting_for_model():
    widgets.layers_side_by_side(chosen, layer.name)
st.caption(
    "Grad-CAM of the last convolution of each block, for the same class. Each is coloured from 0 "
    "to its own largest value: compare places, not values."
)
widgets.prose("classes", "Why the last convolution, and what none of these pictures can tell")
