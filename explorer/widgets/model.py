"""What the real VGG16 needs before it answers: weights, dense layers, time."""

from collections.abc import Callable
from functools import partial
from time import monotonic, sleep
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer import units
from explorer.architecture.networks import PRESETS
from explorer.observed import Look, Observed
from explorer.runtime.download import WeightsFile
from explorer.runtime.weights import NO_TOP
from explorer.session.address import run_again, stop_here
from explorer.session.configuration import chosen_network
from explorer.session.parameters import WEIGHTS
from explorer.session.state import callback, check_for_clicks
from explorer.shared.models import is_loaded, network_of
from explorer.shared.outcomes import Answers, Busy, Failed, Outcome, Ticket, Waiting
from explorer.shared.questions.long_work import Result
from explorer.shared.questions.question import Question
from explorer.shared.requests import JobState
from explorer.shared.weights import cancel_fetch, retry_fetch, weights_state
from explorer.turns import PAGE_TURNS
from explorer.views.asking import ask
from explorer.views.observing import observe
from explorer.views.work import running_work, stop_work
from explorer.widgets.text import escaped, or_stop, show_problem
from explorer.words import several

_POLL_SECONDS = 0.5

AT_ONCE_S = 0.3
"""How long nothing is shown while an answer is on its way: less than a visitor notices."""

SHOWN_S, STEP_S = 1.0, 0.2
"""How often a waiting visitor's place is shown anew, and how soon a click ends the wait."""

BUSY_FOR_LONG = (
    "Too many others are waiting for the network, and have been for a while. Try again in a minute."
)


def show_weights_notice(subject: str = "These maps are") -> None:
    """Say that the network is untrained, why, and what to do; or what is special about its file.

    Args:
        subject: What is untrained, with a verb: "These maps are".
    """
    state = weights_state()
    if state.path is not None:
        if state.note:
            st.caption(f"The weights come from {escaped(state.path.name)}. {escaped(state.note)}")
        return
    with st.container(key="weights_notice"):
        if state.fetching is not None:
            st.warning(
                f"**{subject} untrained until VGG16's weights arrive.** They are being "
                "downloaded, once for everybody on this computer.",
                icon=":material/downloading:",
            )
            show_fetch_progress(NO_TOP)
            return
        with st.expander("**Untrained: random weights.** Why?", icon=":material/warning:"):
            st.warning(
                f"**{subject} untrained.** The network has VGG16's shape but random weights, the "
                f"same for everybody. {escaped(state.problem)}"
            )
            st.button("Try again", on_click=callback(retry_fetch), icon=":material/refresh:")


def show_random_note(what: str = "these maps") -> None:
    """Say above what comes from a network that was asked for untrained that it is.

    Args:
        what: Comes from it; other words for each place of a page.
    """
    if WEIGHTS.chosen() != "trained":
        with st.container(key="random_note_" + what.replace(" ", "_")):
            st.markdown(
                f":material/casino: **Random weights:** nothing in {what} was learned from "
                "pictures."
            )


def show_network_notice(*, own: bool = False) -> None:
    """Say that the page looks into VGG16, where the sidebar holds another network.

    Args:
        own: Whether the page can look into the sidebar's network too.
    """
    network = chosen_network()
    is_looked_into = own and WEIGHTS.chosen() == "own"
    if is_looked_into or network.blocks == PRESETS["vgg16"].blocks:
        return
    note = f"This page looks into VGG16, not into the sidebar's {escaped(network.name)}."
    if own:  # the field that changes it stands on the page
        st.caption(f":material/info: {note} For that one, choose “your network” under “Look into”.")
    else:
        st.info(note, icon=":material/info:")


@st.fragment(run_every=_POLL_SECONDS)
def show_fetch_progress(wanted: WeightsFile) -> None:
    """A download's progress, and a button that stops it; the page runs again when it ends."""
    state = weights_state(wanted, start=False).fetching
    if state is None:
        run_again()
    done, total = state.progress.done, state.progress.total
    received = f"{units.megabytes(done)} of {units.megabytes(total)}" if total else ""
    st.progress(state.progress.share, place_in_line(state) or received or "Asking the server …")
    show_stop_button(wanted.name, cancel_fetch, wanted)


@st.fragment(run_every=_POLL_SECONDS)
def show_job_progress(kind: str, steps: str, waiting: str = "Starting …") -> None:
    """The progress of background work, and a button that stops it; at its end the page runs again.

    Args:
        kind: As in `views.work.start_work`.
        steps: What is counted, such as "layers".
        waiting: What to show before anything is counted.
    """
    state = running_work(kind)
    if state is None:
        run_again()
    done, total = state.progress.done, state.progress.total
    counted = f"{done} of {total} {steps}" if total else ""
    st.progress(state.progress.share, place_in_line(state) or counted or waiting)
    show_stop_button(kind, stop_work, kind)


def show_example(
    example: Callable[[], JobState[Result]], show: Callable[[Result], None], heading: str
) -> None:
    """Something to look at before the visitor has asked: the newest result of this server.

    Args:
        example: Where it stands.
        show: Shows a result.
        heading: What the result is, in markdown.
    """
    state = example()
    if state.running:
        _wait_for_example(example)
    elif state.result is not None:
        st.markdown(heading)
        show(state.result)


@st.fragment(run_every=_POLL_SECONDS)
def _wait_for_example(example: Callable[[], JobState[Any]]) -> None:
    """Says that a first example is being computed; the page runs again when it is ready."""
    if not example().running:
        run_again()
    st.caption(":material/hourglass_top: A small example is being computed …")


def place_in_line(state: JobState[Any]) -> str:
    """How many jobs come before one that waits for its turn, or for the next; "" where it runs."""
    if not state.num_before:
        return ""
    waits = "Paused" if state.progress.total else "Waiting"
    return f"{waits}: {several(state.num_before, 'other')} first"


def show_stop_button(name: str, stop: Callable[[Any], None], what: object) -> None:
    """A button that stops work or a download."""
    st.button(
        "Stop", key=f"stop_{name}", on_click=callback(stop), args=(what,), icon=":material/close:"
    )


def look_or_stop(observed: Observed, *questions: Question[Any], part: str = "") -> Answers:
    """The answers to all that a page asks. Where there are none: a sentence, and the page ends.

    While others come first, their number and the expected time are shown; what the page showed
    before stays.

    Args:
        observed: Which network looks at which picture.
        questions: What to find out.
        part: The part of the page that asks, where several ask by themselves.
    """
    with st.container(key=f"waiting{part}"):  # always there, so that nothing after it is drawn anew
        place = st.empty()
    outcome = _outcome(partial(ask, observed, *questions, part=part), place)
    if isinstance(outcome, Failed):
        show_problem(outcome.sentence)
        st.button("Try again", key=f"look_again{part}", icon=":material/refresh:")
        stop_here()
    return outcome


def look_quietly(observed: Observed, *questions: Question[Any]) -> Answers | Failed:
    """The answers to what a page that is already there wants to add; the wait is not shown."""
    return _outcome(partial(ask, observed, *questions), None)


def _outcome(ask_engine: Callable[[], Ticket], place: DeltaGenerator | None) -> Answers | Failed:
    """Wait for answers; what takes longer than a moment is explained at a place of the page."""
    ticket = ask_engine()
    first_deadline = ticket.deadline
    try:
        outcome = _waited(ticket, AT_ONCE_S)
        is_shown = False
        while not isinstance(outcome, Answers | Failed):
            if place is not None:
                place.info(_waiting_note(outcome), icon=":material/hourglass_top:")
            is_shown = True
            outcome = _waited(ticket, SHOWN_S)
            if isinstance(outcome, Busy):
                outcome = _again_or_never(outcome, first_deadline)
                ticket = ask_engine()
    finally:
        ticket.cancel()  # another click has ended the wait; nothing where there is an answer
    if is_shown and place is not None:
        place.empty()
    return outcome


def _again_or_never(outcome: Busy, deadline: float) -> Busy | Failed:
    """Ask again where too many wait, but not for ever."""
    return outcome if monotonic() < deadline else Failed(BUSY_FOR_LONG)


def _waited(ticket: Ticket, seconds: float) -> Outcome:
    """Wait for a ticket's outcome, in short steps: a click may end the page's run."""
    end = monotonic() + seconds
    with PAGE_TURNS.elsewhere():
        while True:
            outcome = ticket.wait(min(STEP_S, seconds))
            if isinstance(outcome, Answers | Failed) or monotonic() >= end:
                return outcome
            if isinstance(outcome, Busy):
                sleep(STEP_S)
            check_for_clicks()


def _waiting_note(outcome: Outcome) -> str:
    """What a waiting visitor reads."""
    match outcome:
        case Busy(retry_s=seconds):
            return (
                "Very many are waiting. The explorer asks again for you; it may take "
                f"{max(1, round(seconds))} s or more …"
            )
        case Waiting(place=place, expected_s=seconds) if place:
            about = f", about {max(1, round(seconds))} s" if seconds else ""
            return f"Waiting: {several(place, 'other')} first{about} …"
        case _ if not is_loaded():
            return "Starting TensorFlow and VGG16, once for everybody …"
        case _:
            return "Looking …"


def observed_or_stop(weights: Look | None = None) -> Observed:
    """What the visitor looks at; where that cannot be, a sentence, and the page ends there.

    Args:
        weights: As in `observe`.
    """
    observed = or_stop(observe, weights)
    if observed.network.weights == "own":
        with PAGE_TURNS.elsewhere():
            or_stop(network_of, observed.network)  # its message says why it cannot be built
    return observed
