"""The runs that a visitor keeps: their names and facts, on the pages that make and compare them."""

import streamlit as st

from explorer.figures.transfer.time_notes import run_facts
from explorer.session.runs import (
    LONGEST_RUN_NAME,
    MOST_KEPT_RUNS,
    drop_run,
    numbered_runs,
    rename_run,
)
from explorer.session.state import callback, visitor_state
from explorer.transfer.trained import TaughtRun
from explorer.views.learned import title_of_set


def show_runs() -> None:
    """The runs that are kept, with their names."""
    kept = numbered_runs()
    if not kept:
        st.caption(
            f"Each training is kept here as a run, at most {MOST_KEPT_RUNS}, until you reload the "
            "page or leave."
        )
        return
    if len(kept) == MOST_KEPT_RUNS:
        st.caption(f"{MOST_KEPT_RUNS} runs are kept: the next one takes the place of the oldest.")
    for number, run in reversed([*kept.items()]):
        _show_run(number, run)


def _show_run(number: int, run: TaughtRun) -> None:
    key = f"run_name_{number}"
    visitor_state[key] = run.name
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            f"Run {number}",
            key=key,
            max_chars=LONGEST_RUN_NAME,
            on_change=_rename,
            args=(number, key),
        )
        st.markdown(f"{run_facts(run)}, {title_of_set(run)}")
        st.button(
            "Delete",
            key=f"drop_run_{number}",
            on_click=callback(drop_run),
            args=(number,),
            icon=":material/delete:",
        )


@callback
def _rename(number: int, key: str) -> None:
    rename_run(number, visitor_state[key])
