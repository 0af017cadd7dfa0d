"""Several channels and several filters: what is added up, and what is kept apart."""

import streamlit as st

from explorer.figures.convolution.filter_maps import filters_note, groups_note
from explorer.sections import filters as section
from explorer.session.address import fragment
from explorer.views.bench import chosen_bench
from explorer.widgets.answer import answer
from explorer.widgets.bench_fields import pick_bench_fields
from explorer.widgets.first_filters import first_filters
from explorer.widgets.text import show_problem, show_prose


@fragment
def add_up_and_keep_apart() -> None:
    """Choose a case, or channels and filters, and see each filter's map come about."""
    section.begin_with_several()
    section.pick_case()
    settings = pick_bench_fields()
    bench = chosen_bench(first_filters())
    if bench.work is None:
        if bench.problem not in settings.problems.values():
            show_problem(bench.problem)
        return
    with answer():
        section.show_filters(bench.layer, bench.work)
    for note in filter(None, (filters_note(bench.layer), groups_note(bench.layer, bench.work))):
        st.markdown(note)
    section.show_added_maps(bench.work)


st.title("How do channels and filters work together?")
st.markdown(
    "A filter has weights for every channel that it reads. The results are **added up into one "
    "map**. Each further filter makes a map of its own."
)
add_up_and_keep_apart()
show_prose("filters", "Why the maps are kept apart, and where to read more")
