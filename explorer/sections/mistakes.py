"""A mistake in preparing the photo, and what becomes of it in the network."""

from collections.abc import Sequence

import streamlit as st

from explorer.architecture.summary import LayerSummary
from explorer.background import Cancelled
from explorer.figures.maps.harm import harm_bars
from explorer.figures.maps.mistake_notes import harm_table
from explorer.mistakes import MISTAKES, Mistake
from explorer.observed import Observed
from explorer.session.address import run_again
from explorer.session.parameters import LAYER, MISTAKE
from explorer.session.state import callback, visitor_state
from explorer.shared.questions.change import MapPair
from explorer.shared.questions.harm import Harms, MeasureHarm
from explorer.shared.requests import JobState
from explorer.views.mistakes import (
    effect_png,
    harm_state,
    most_probable,
    ranked_mistakes,
    start_harm,
)
from explorer.views.pictures import png_of
from explorer.widgets.charts import show_chart
from explorer.widgets.model import place_in_line
from explorer.widgets.pair import show_photos_and_maps, show_scales
from explorer.widgets.pick import pick
from explorer.widgets.sidebar import photo_alt
from explorer.widgets.text import escaped, show_problem, show_table

MISTAKE_WIDTH = 275
"""px on the page: layer and channel stand beside it on a projector."""

HARM = "harm_bars"

_POLL_SECONDS = 0.5


def pick_mistake() -> Mistake:
    """Choose a mistake."""
    return MISTAKES[pick(MISTAKE, "Mistake", "list", width=MISTAKE_WIDTH)]


def show_mistake(
    right: Observed, wrong: Observed, pair: MapPair, row: LayerSummary, channel: int
) -> None:
    """The photo and what the network gets, the map of each in the same colours, the difference."""
    name = f"{row.name}, channel {channel}"
    photos = {
        "The photo": (png_of(right.picture), photo_alt()),
        "As VGG16 gets it": (
            effect_png(wrong.picture, wrong.preparation),
            "The picture that gives the same input when it is prepared correctly.",
        ),
    }
    maps = {
        "Correct map": (pair.first, f"Map of {name}, prepared correctly."),
        "With the mistake": (pair.second, f"Map of {name}, with the mistake."),
        "Difference": (pair.in_place, f"Map of {name}: with the mistake, minus without it."),
    }
    show_photos_and_maps(photos, maps)
    show_scales(pair, name, "Difference")


def show_who(mistake: Mistake) -> None:
    """Who makes a mistake, and how it looks in code."""
    st.markdown(f"**Who does it?** {mistake.who}")
    left, right = st.columns(2)
    with left:
        st.markdown("**The mistake in code**")
        st.code(mistake.code, language=None, wrap_lines=True)
    with right:
        st.markdown("**The right way**")
        st.code(mistake.right_code, language=None, wrap_lines=True)


def show_harm(work: MeasureHarm, rows: Sequence[LayerSummary], layer: LayerSummary) -> None:
    """All mistakes ranked by harm; while they are measured, those that are known."""
    if harm_state(work).running:
        _measuring(work, rows, layer, (MISTAKE.chosen(), LAYER.chosen()))
    else:
        _show_ranking(work, harm_state(work), rows, layer)


@st.fragment(run_every=_POLL_SECONDS)
def _measuring(
    work: MeasureHarm, rows: Sequence[LayerSummary], layer: LayerSummary, chosen: tuple[str, str]
) -> None:
    """The same while they are measured; the page runs at the end, and where a bar was clicked.

    Args:
        work: As for `show_harm`.
        rows: Likewise.
        layer: Likewise.
        chosen: The mistake and the layer that the page shows.
    """
    state = harm_state(work)
    if not state.running or (MISTAKE.chosen(), LAYER.chosen()) != chosen:
        run_again()
    _show_ranking(work, state, rows, layer)


def _show_ranking(
    work: MeasureHarm, state: JobState[Harms], rows: Sequence[LayerSummary], layer: LayerSummary
) -> None:
    mistakes = ranked_mistakes(state, layer.name)
    _show_how_far(work, state)
    show_chart(
        harm_bars(rows, mistakes, chosen=MISTAKE.chosen(), layer_name=layer.name),
        key=HARM,
        file_name=f"harm of mistakes in {layer.name}",
        on_select=_choose_bar,
        alt=f"Mistakes ranked by how much they change {layer.name}, with a bar for each layer.",
    )
    with st.expander("The numbers of all layers and mistakes"):
        table = harm_table(rows, mistakes, most_probable(state))
        show_table(table, key="harm_numbers", long=("Mistake",))


def _show_how_far(work: MeasureHarm, state: JobState[Harms]) -> None:
    """How many mistakes are measured; how to begin where it did not begin by itself."""
    if state.error is not None and not isinstance(state.error, Cancelled):
        show_problem(state.error)
    with st.container(key="harm_progress"):
        if state.running:
            counted = f"{state.progress.done} of {len(work.mistakes)} mistakes measured"
            waiting = place_in_line(state)
            told = f"{waiting}; {counted}" if waiting else counted
            st.markdown(f":material/hourglass_top: **Still counting:** {escaped(told)}.")
        elif state.result is not None:
            st.markdown(f"All {len(work.mistakes)} mistakes are measured.")
        else:
            st.button(
                "Measure all mistakes",
                on_click=start_harm,
                args=(work,),
                icon=":material/play_arrow:",
            )


@callback
def _choose_bar() -> None:
    points = visitor_state[HARM].selection.points
    if points:
        code, layer_name = points[0]["customdata"]
        MISTAKE.choose(code)
        LAYER.choose(layer_name)
