"""One convolution by hand: every product and sum, with numbers that can be changed."""

import streamlit as st

from explorer.figures.convolution.bench_notes import reading_note
from explorer.sections import convolution as section
from explorer.session.address import fragment
from explorer.widgets.in_keras import show_bench_in_keras
from explorer.widgets.text import show_prose
from explorer.widgets.worked_unit import note_unit_elsewhere, worked_unit_kind


@fragment
def work_out() -> None:
    """Choose what slides over what, change the numbers, and follow the window."""
    if worked_unit_kind() == "convolution":
        bench = section.bench_with_unit()
    else:
        bench = section.own_bench()
        note_unit_elsewhere()
    if bench.work is not None:
        st.markdown(reading_note(bench.work))
        show_bench_in_keras(bench.layer)


st.title("How does a convolution work?")
st.markdown(
    "A small window slides over the input. At each place it multiplies the numbers under it by "
    "its weights, and adds up. Change any number, and follow the window."
)
work_out()
show_prose("convolution", "What the names mean, and where to read more")
