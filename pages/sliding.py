"""Other ways to slide a window over an input: pooling, one axis, transposed, flipped, matrices."""

import streamlit as st

from explorer.sections import sliding as section
from explorer.session.address import fragment
from explorer.session.hand_parameters import WAY
from explorer.widgets.bench_fields import pick_bench_details, pick_input_size
from explorer.widgets.in_keras import show_in_keras
from explorer.widgets.pick import pick
from explorer.widgets.source_notes import show_input_note, show_kernel_note
from explorer.widgets.text import show_prose
from explorer.widgets.worked_unit import note_unit_elsewhere, worked_unit_kind


@fragment
def slide() -> None:
    """Choose a way, what slides and over what, and follow the window."""
    if worked_unit_kind() == "pooling":
        section.show_unit()
        return
    way = pick(WAY, "Way to slide", "pills", label_visibility="collapsed")
    numbers = section.pick_way_fields(way)
    st.markdown(section.WHAT_IT_IS[way])
    exact = section.show_way(way, numbers)
    if exact is not None:
        show_in_keras(exact)
    note_unit_elsewhere()
    has_kernel = not section.is_pooling(way)
    if has_kernel:
        pick_bench_details()
    else:
        pick_input_size()
    show_input_note()
    if has_kernel:
        show_kernel_note()


st.title("What other ways to slide are there?")
slide()
show_prose("sliding", "What the names mean, who uses them, and where to read more")
