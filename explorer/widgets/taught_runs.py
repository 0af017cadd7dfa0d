"""Choosing a run to look at; where there is none yet, teaching one: for the pages about runs."""

import streamlit as st

from explorer.figures.transfer.judged_tiles import PhotoTile
from explorer.session.runs import chosen_run, number_of_run, numbered_runs
from explorer.session.state import callback, visitor_state
from explorer.session.taught_set import chosen_set
from explorer.session.transfer_parameters import RUN, SET
from explorer.shared.questions.teaching import TeachHead
from explorer.views.asked_teaching import teaching_problem
from explorer.views.relearning import change_problem, teach_first
from explorer.views.work import running_work
from explorer.widgets.judged_photos import show_photos
from explorer.widgets.model import show_job_progress
from explorer.widgets.text import escaped, show_problem
from explorer.words import listed

RUN_FIELD = "learned_run"
"""The key of the field that shows the chosen run."""

FIRST_OF_EACH = 4
"""Photos of each label that are shown before anything is taught."""


def show_what_is_taught() -> None:
    """Say how far it is, or why it failed."""
    show_problem(teaching_problem())
    if running_work(TeachHead.kind) is not None:
        show_job_progress(TeachHead.kind, "photos and epochs", "Getting ready to teach …")


def pick_run() -> None:
    """Choose one of the visitor's runs, where there are several."""
    kept, run = numbered_runs(), chosen_run()
    if len(kept) < 2 or run is None:  # noqa: PLR2004 -- no choice
        return
    numbers = list(kept)
    st.selectbox(
        "Run",
        numbers,
        index=numbers.index(number_of_run(run)),
        format_func=lambda number: kept[number].name,
        key=RUN_FIELD,
        on_change=_choose_run,
    )


@callback
def _choose_run() -> None:
    RUN.choose(int(visitor_state[RUN_FIELD]))


def show_start(then: str) -> None:
    """What can be taught at once, and the button that does it.

    Args:
        then: What the page does once something is taught, as the end of a sentence.
    """
    photo_set = chosen_set()
    photos = [each for label in photo_set.labels for each in photo_set.of(label)[:FIRST_OF_EACH]]
    st.markdown(
        f"Nothing was taught yet. The chosen set is **{SET.labels[SET.chosen()]}**, with the "
        f"labels {escaped(listed(photo_set.labels))}. Teach a head to tell them apart; then {then}."
    )
    show_problem(change_problem())
    if running_work(TeachHead.kind) is None:
        st.button(
            "Teach it now",
            key="teach_first",
            on_click=teach_first,
            icon=":material/model_training:",
        )
    show_photos(
        [PhotoTile(each.label, (each.label,)) for each in photos],
        [each.picture.pixels for each in photos],
        "The first photos of each label",
        callback(_stay_here),
        key="first_photos",
    )
    st.page_link("../pages/train.py", label="Choose how it is taught", icon=":material/tune:")


def _stay_here() -> None:
    """A click on these photos chooses nothing."""
