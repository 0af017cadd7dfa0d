"""Several channels and several filters: cases to open, each filter's sum, and their maps."""

import streamlit as st

from explorer.convolution.bench import BenchLayer
from explorer.convolution.cases import HAND_CASES
from explorer.convolution.filter_presets import FILTER_PRESETS, filter_titles
from explorer.convolution.layer import ConvolutionWork
from explorer.figures.convolution.filter_maps import filter_lines, maps_added
from explorer.figures.maps.number_grids import NUMBERS_LEGEND
from explorer.session.bench_cases import case_here, is_untouched, open_case
from explorer.session.hand_parameters import FILTER
from explorer.session.state import callback, visitor_state
from explorer.widgets.source_notes import show_softmax_note

CASES = "hand_case"


BEGIN = HAND_CASES["three-channels"]
"""For a visitor who has chosen nothing on the bench: several channels and several filters."""


def begin_with_several() -> None:
    """Open a case that shows the point, unless something is on the bench already."""
    if is_untouched():
        open_case(BEGIN)


def pick_case() -> None:
    """A list of cases; the chosen one sets all fields of the bench."""
    titles = {key: case.title for key, case in HAND_CASES.items()}
    here = case_here()
    visitor_state[CASES] = here
    st.selectbox(
        "Case",
        list(titles),
        format_func=titles.__getitem__,
        key=CASES,
        on_change=_open_case,
        placeholder="your own",
    )


@callback
def _open_case() -> None:
    if visitor_state[CASES]:
        open_case(HAND_CASES[visitor_state[CASES]])


def show_filters(bench: BenchLayer, work: ConvolutionWork) -> None:
    """The line of each filter."""
    lines = filter_lines(bench, work)
    for number, (line, title) in enumerate(zip(lines, _titles(bench), strict=True)):
        st.markdown(f"**Filter {number}**{title}")
        st.html(line)
    case = case_here()
    if case:
        st.markdown(HAND_CASES[case].note)
    st.caption(f"{NUMBERS_LEGEND} The grids of one line share their colours.")
    show_softmax_note()


def _titles(bench: BenchLayer) -> list[str]:
    """Which preset each filter is, behind its number; nothing for numbers of another kind."""
    height, width, _, filters = bench.layer.kernel.shape
    if FILTER.chosen() not in FILTER_PRESETS:
        return [""] * filters
    return [f": {each}" for each in filter_titles(FILTER.chosen(), filters, height, width)]


def show_added_maps(work: ConvolutionWork) -> None:
    """What adding the maps would come to, where there are several."""
    if work.sums.shape[-1] == 1:
        return
    st.header("Why are the maps not added together?")
    st.markdown(
        "Because together they would do no more than a single filter. Adding their maps gives "
        "exactly the map of a single filter that reads all channels. Kept apart, each map shows "
        "where its own filter found something, and the next layer decides how much each of them "
        "counts."
    )
    st.html(maps_added(work))
