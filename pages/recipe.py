"""How VGG was trained: draws of the photo, the schedule, the beginning, and how it was tested."""

import streamlit as st

from explorer.sections import recipe as section
from explorer.views.recipe import drawn_sheet
from explorer.widgets.answer import answer

st.title("How was VGG16 trained?")
st.markdown(
    "Each time a training picture came round, VGG saw **another part of it**: resized, cropped, "
    "mirrored and shifted in colour by chance. Here is what it could have seen of your photo."
)
section.pick_recipe()
sheet = drawn_sheet()
with answer():
    section.show_sheet(sheet)
st.caption(
    "Simonyan & Zisserman, [arXiv:1409.1556](https://arxiv.org/abs/1409.1556), section 3.1. S is "
    "the shorter side after resizing. Colours are shifted by the grey levels named. The same seed "
    "draws the same pictures; the address holds all choices."
)

st.header("One picture, step by step")
section.show_stages(sheet)
section.show_in_network(sheet)

st.header("The code")
section.show_code(sheet)

st.header("How long, and how fast")
section.show_schedule()

st.header("What the deeper networks began with")
section.show_beginnings()
st.caption(
    "The paper says: the first four convolutional layers and the last three dense layers of A. It "
    "names none. Shown are the places in which kernels of A's shapes fit, in order."
)

st.header("How it was tested")
st.markdown(
    "The dense layers become convolutions: fc1 (fc6 in Caffe) one of 7 × 7, the others of 1 × 1. "
    "Then a whole picture of any size gives a map of class scores, whose mean is the answer."
)
section.show_testing()
section.show_results()

st.header("What articles get wrong")
section.show_slips()
