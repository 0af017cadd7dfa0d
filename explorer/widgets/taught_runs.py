"""Choosing a run to look at; where there is none yet, teaching one: for the pages about runs."""

import streamlit as st

from explorer.figures.transfer.judged_tiles import PhotoTile
from explorer.session.address import run_again
from explorer.session.runs import chosen_run, number_of_run, numbered_runs
from explorer.session.state import callback, visitor_state
from explorer.session.taught_set import chosen_set
from explorer.session.transfer_parameters import RUN, SET
from explorer.shared.questions.teaching import TeachHead
from explorer.shared.requests import JobState
from explorer.transfer.trained import TaughtRun
from explorer.views.asked_teaching import teaching_problem
from explorer.views.learned import title_of_set
from explorer.views.relearning import change_problem, teach_first
from explorer.views.work import running_work, stop_work
from explorer.widgets.judged_photos import show_photos
from explorer.widgets.model import place_in_line, show_stop_button
from explorer.widgets.text import escaped, show_problem
from explorer.words import listed

_POLL_SECONDS = 0.5

RUN_FIELD = "learned_run"
"""The key of the field that shows the chosen run."""

FIRST_OF_EACH = 4
"""Photos of each label that are shown before anything is taught."""


def show_what_is_taught() -> None:
    """Say how far it is, or why it failed."""
    show_problem(teaching_problem())
    if running_work(TeachHead.kind) is not None:
        _teaching_now()


@st.fragment(run_every=_POLL_SECONDS)
def _teaching_now() -> None:
    """How far it is; the page runs at its end."""
    state = running_work(TeachHead.kind)
    if state is None:
        run_again()
        return
    st.progress(share_taught(state), how_far_taught(state))
    show_stop_button(TeachHead.kind, stop_work, TeachHead.kind)


def share_taught(state: JobState[TaughtRun]) -> float:
    """How much of it is done, 0 to 1: the features count as one half, the epochs as the other."""
    done = state.progress.share / 2
    return done if state.progress.latest is None else 0.5 + done


def how_far_taught(state: JobState[TaughtRun]) -> str:
    """How far the teaching of a head is, in a few words."""
    progress = state.progress
    if place := place_in_line(state):
        return f"{place} …"
    if not progress.total:
        return "Getting ready to teach …"
    counted = "Features of photo" if progress.latest is None else "Epoch"
    return f"{counted} {progress.done} of {progress.total} …"


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
        format_func=lambda number: f"{kept[number].name}, {title_of_set(kept[number])}",
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
    st.markdown(
        f"Nothing was taught yet. The chosen set is **{SET.labels[SET.chosen()]}**, with the "
        f"labels {escaped(listed(photo_set.labels))}. Teach a head to tell them apart; then {then}."
    )
    if RUN.chosen():
        st.caption(
            "The link asks for a run. Runs are not part of a link: they last until you reload the "
            "page or leave."
        )
    show_problem(change_problem())
    if running_work(TeachHead.kind) is None:
        st.button(
            "Teach it now",
            key="teach_first",
            on_click=teach_first,
            icon=":material/model_training:",
        )
    show_first_photos()
    st.page_link("../pages/train.py", label="Choose how it is taught", icon=":material/tune:")


def show_first_photos() -> None:
    """A few photos of each label of the chosen set."""
    photo_set = chosen_set()
    photos = [each for label in photo_set.labels for each in photo_set.of(label)[:FIRST_OF_EACH]]
    show_photos(
        [PhotoTile(each.label, (each.label,)) for each in photos],
        [each.picture.pixels for each in photos],
        "The first photos of each label",
        callback(_stay_here),
        key="first_photos",
    )


def _stay_here() -> None:
    """A click on these photos chooses nothing."""
