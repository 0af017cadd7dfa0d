"""A single kernel and a stack of small ones, computed for real: time and memory."""

import streamlit as st

from explorer.architecture.stacks.comparison import StackComparison
from explorer.architecture.stacks.races import Race
from explorer.figures.stacks import race as figures
from explorer.session.stacks import ChosenStacks
from explorer.shared.questions.long_work import RunRace
from explorer.views.race import race_example, race_problem, race_state, start_race
from explorer.widgets.answer import answer
from explorer.widgets.charts import show_chart
from explorer.widgets.model import show_example, show_job_progress
from explorer.widgets.stacks import pick_stacks, show_stack_warnings
from explorer.widgets.text import (
    escaped,
    show_facts,
    show_numbers,
    show_problem,
    show_prose,
    show_table,
)


def race(chosen: ChosenStacks, comparison: StackComparison) -> None:
    """Start it, watch it, see what came out; or why it cannot run here."""
    state = race_state(chosen)
    if state is not None and state.running:
        show_job_progress(RunRace.kind, "rounds", "Starting Keras …")
    else:
        if state is not None and state.error is not None:
            show_problem(state.error)
        start_button(chosen, comparison, again=state is not None)
    if state is not None and state.result is not None:
        result(state.result)
    else:
        show_example(race_example, result, "The newest race on this server:")


def start_button(chosen: ChosenStacks, comparison: StackComparison, *, again: bool) -> None:
    """Starts the race, or says why it cannot run on this computer."""
    problem = race_problem(comparison)
    show_problem(problem)
    if problem:
        return
    st.button(
        "Let them run again" if again else "Let them run",
        on_click=start_race,
        args=(chosen,),
        icon=":material/timer:",
    )


def result(race: Race) -> None:
    """Every round, and what was measured beside what was expected."""
    st.markdown(figures.race_title(race))
    show_numbers(figures.race_headline(race))
    show_chart(
        figures.race_rounds(race),
        key="rounds",
        file_name=f"race of {race.comparison.one.name} and {race.comparison.stack.name}",
        alt="Times of all rounds of both as boxes and points, and below them their ratio.",
    )
    st.caption(figures.ROUNDS_NOTE)
    show_facts(figures.race_notes(race))
    show_table(figures.race_table(race), key="race_numbers")


st.title("Is the stack really faster?")
st.markdown(
    "Less work does not always take less time. Let a single kernel and a stack take turns on this "
    "computer, and compare their time and memory. The choice is the same as on the Stacks page."
)
chosen = pick_stacks()
if chosen.comparison is not None:
    show_stack_warnings(chosen.comparison)
    st.markdown(escaped(figures.race_expectation(chosen.comparison)))
    with answer():
        race(chosen, chosen.comparison)
show_prose("race", "How this is measured, and what a ratio means")
st.page_link(
    "../pages/stacks.py", label="What both take, by arithmetic", icon=":material/calculate:"
)
