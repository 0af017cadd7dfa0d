"""What goes into VGG16: the photo step by step, as pictures, numbers and histograms."""

import streamlit as st

from explorer.sections.preprocessing import (
    follow_one_pixel,
    show_histograms,
    show_step_numbers,
    show_steps,
    show_ways_to_fit,
)
from explorer.session.choices import require_readable
from explorer.views.way_in import chosen_way_in
from explorer.widgets.answer import answer
from explorer.widgets.text import or_stop, show_prose

st.title("What goes into VGG16?")
st.markdown(
    "Not the photo as it is. Five steps make it a grid of numbers like those that VGG16 was "
    "trained on: **blue first, minus three means, divided by nothing**."
)
or_stop(require_readable, of_network=False)
way = chosen_way_in()
with answer():
    show_steps(way)
show_step_numbers(way)

st.header("Three ways to resize")
st.markdown("Each has its price: one cuts off, one stretches, one leaves a part empty.")
show_ways_to_fit()

st.header("Follow one pixel")
st.markdown("Click a pixel of the resized photo. It has three numbers at each step.")
follow_one_pixel()

st.header("What subtracting the means does")
show_histograms(way)
st.caption(
    "Each bin holds 4 grey levels. The outline of each colour only moves: nothing is stretched, "
    "and no value is lost."
)
show_prose("preprocessing", "Why blue comes first, and why nothing is divided by 255")
