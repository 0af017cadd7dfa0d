"""Teaching a head on the frozen base, for real: live, with what the curves say."""

import streamlit as st

from explorer.sections import train as section
from explorer.views.train import teaching
from explorer.widgets.answer import answer
from explorer.widgets.kept_runs import show_runs
from explorer.widgets.model import show_random_note, show_weights_notice
from explorer.widgets.text import or_stop, show_prose

st.title("Train a head on the frozen base")
st.markdown(
    "VGG16 stays as it is: only the **head** learns which of its features mean which label. One "
    "**epoch** is one pass through all photos for training."
)
section.pick_teaching()
show_weights_notice("These features are")
show_random_note("this training")
found = or_stop(teaching)
section.show_fine_tuning_time(found)
with answer():
    section.show_teaching()
section.show_parameters(found)
st.header("Your runs")
show_runs()
section.show_script(found)
show_prose("train", "How to read the curves")
