"""A taught model as files: checked in a process of its own, then downloaded."""

import streamlit as st

from explorer.sections.taking_home import show_contents, show_taking
from explorer.views.taking_home import taking_home
from explorer.widgets.answer import answer
from explorer.widgets.taught_runs import pick_run, show_start, show_what_is_taught
from explorer.widgets.text import show_prose

st.title("Take the model home")
st.markdown(
    "Base and head become **one file** that Keras opens anywhere. Before you get it, it answers "
    "for a few photos in a process of its own: the same answers as here, or no file."
)
show_what_is_taught()
pick_run()
found = taking_home()
with answer():
    if found is None:
        show_start("you can take it home as a file")
    else:
        show_taking(found)
if found is not None:
    show_contents(found)
show_prose("take_home", "How to use the files")
