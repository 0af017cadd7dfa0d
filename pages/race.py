"""A single kernel and a stack of small ones, computed for real: time and memory."""

import streamlit as st

from explorer import session, widgets
from explorer.architecture.races import Race
from explorer.architecture.stack_comparison import Comparison
from explorer.figures.race import (
    ROUNDS_NOTE,
    race_expectation,
    race_headline,
    race_notes,
    race_rounds,
    race_table,
)


def race(chosen: session.ChosenStacks, comparison: Comparison) -> None:
    """Start it, watch it, see what came out; or why it cannot run here."""
    state = session.race_state(chosen)
    if state is not None and state.running:
        widgets.job_progress(session.RACE, "rounds", "Starting Keras …")
        return
    if state is not None and state.error is not None:
        st.error(widgets.escaped(str(state.error)), icon=":material/error:")
    start_button(chosen, comparison, again=state is not None)
    if state is not None and state.result is not None:
        result(state.result)


def start_button(chosen: session.ChosenStacks, comparison: Comparison, *, again: bool) -> None:
    """Starts the race, or says why it cannot run on this computer."""
    problem = session.race_problem(comparison)
    if problem:
        st.error(widgets.escaped(problem), icon=":material/error:")
        return
    st.button(
        "Let them run again" if again else "Let them run",
        on_click=session.start_race,
        args=(chosen,),
        icon=":material/timer:",
    )


def result(race: Race) -> None:
    """Every round, and what was measured beside what was to be expected."""
    st.markdown(
        f"**2: {race.comparison.stack.name}** as a multiple of **1: {race.comparison.one.name}**, "
        "memory beyond the map that goes in:"
    )
    widgets.numbers(race_headline(race))
    widgets.chart(
        race_rounds(race),
        key="rounds",
        file_name=f"race of {race.comparison.one.name} and {race.comparison.stack.name}",
        alt="Times of all rounds of both as boxes and points, and below them their ratio.",
    )
    st.caption(ROUNDS_NOTE)
    widgets.facts(race_notes(race))
    widgets.table(race_table(race), key="race_numbers")


st.title("Is the stack really faster?")
st.markdown(
    "Less work is a promise. Let a single kernel and a stack compute on this computer, in turns, "
    "and see whether time and memory keep it. The choice is the same as on the Stacks page."
)
chosen = widgets.stack_picker()
if chosen.comparison is not None:
    widgets.stack_warnings(chosen.comparison)
    st.markdown(widgets.escaped(race_expectation(chosen.comparison)))
    race(chosen, chosen.comparison)
widgets.prose("race", "How this is measured, and what a ratio can tell")
st.page_link(
    "../pages/stacks.py", label="What both take by arithmetic", icon=":material/calculate:"
)
