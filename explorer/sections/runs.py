"""Comparing runs: teach a series, see all of them in one chart, name and remove them."""

import streamlit as st

from explorer.figures.transfer.run_chart import run_chart, run_chart_alt, run_table
from explorer.figures.transfer.run_notes import bases_note, runs_note, shared_note
from explorer.figures.transfer.time_notes import fine_tuning_note
from explorer.session.address import run_again
from explorer.session.transfer_parameters import (
    COMPARED_RUNS,
    EPOCHS,
    LEARNING_RATE,
    REDUCTION,
    SET,
    TAUGHT_LAYER,
    TEACH_SEED,
)
from explorer.shared.questions.teaching import TeachHead
from explorer.transfer.run_series import SERIES
from explorer.views.collecting import sets_to_choose, take_up_set
from explorer.views.run_series import (
    RunningSeries,
    compared_runs,
    go_on,
    missing_of,
    num_with_other_photos,
    planned_runs,
    running_series,
    series_state,
    start_series,
    stop_series,
    tuned_work,
)
from explorer.views.train import fine_tuning_time
from explorer.widgets.charts import show_chart
from explorer.widgets.fold import fold
from explorer.widgets.kept_runs import show_runs
from explorer.widgets.model import show_stop_button
from explorer.widgets.pick import pick
from explorer.widgets.taught_runs import how_far_taught, share_taught, show_first_photos
from explorer.widgets.text import escaped, or_stop, show_problem, show_wrapped_table
from explorer.words import several

_POLL_SECONDS = 0.5
_SET_WIDTH, _SERIES_WIDTH, _NUMBER_WIDTH = 220, 290, 150
"""px on the page."""

PLAN_FOLD = "shared_plan"
"""The key of the expander that holds what all trainings share."""


def pick_series() -> None:
    """Choose what is compared, and teach what is missing of it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pick(SET, "Photos", "list", among=sets_to_choose(), then=take_up_set, width=_SET_WIDTH)
        pick(COMPARED_RUNS, "Compare", "list", width=_SERIES_WIDTH)
        planned, series = or_stop(planned_runs), go_on()
        if series is None or series.now is None:
            _start_button(len(missing_of(planned)))
    _pick_plan()
    if series is not None and series.now is not None:
        _teaching()
    elif series is not None:
        show_problem(series.problem)
    _show_slow()


def _pick_plan() -> None:
    """What all of them share; it is rarely changed, so it stands folded."""
    plans = [each.plan for each in or_stop(planned_runs)]
    shared = fold("What all of them share", shared_note(plans), PLAN_FOLD)
    if not shared.open:
        return
    not_shared = SERIES[COMPARED_RUNS.chosen()].sets
    with shared, st.container(horizontal=True, vertical_alignment="bottom"):
        if "features" not in not_shared:
            pick(TAUGHT_LAYER, "Features from", "list", width=_NUMBER_WIDTH)
        if "reduction" not in not_shared:
            pick(REDUCTION, "From grid to values by", "list", width=_SET_WIDTH)
        pick(LEARNING_RATE, "Learning rate", "list", width=_NUMBER_WIDTH)
        pick(EPOCHS, "Epochs", width=_NUMBER_WIDTH)
        pick(TEACH_SEED, f"Seed, 0 to {TEACH_SEED.most:,}", width=_NUMBER_WIDTH)


def _start_button(missing: int) -> None:
    st.button(
        f"Teach {several(missing, 'head')} for comparison" if missing else "All are taught",
        key="start_series",
        on_click=start_series,
        disabled=not missing,
        icon=":material/play_arrow:" if missing else ":material/check:",
    )


@st.fragment(run_every=_POLL_SECONDS)
def _teaching() -> None:
    """The training that runs; the page runs again when the next one begins."""
    before = running_series()
    series = go_on()
    if series is None or before is None or series.done != before.done or series.now is None:
        run_again()
        return
    state = series_state(series)
    done = series.done + (0 if state is None else share_taught(state))
    st.progress(done / len(series.works), _status(series))
    show_stop_button(TeachHead.kind, stop_series, TeachHead.kind)


def _status(series: RunningSeries) -> str:
    """Which of them is taught, and how far it is."""
    number = f"{series.done + 1} of {len(series.works)}"
    state = series_state(series)
    if state is None:
        return f"{number}: starting …"
    return f"{number}: {how_far_taught(state)}"


def _show_slow() -> None:
    """How long fine-tuning will take, before it starts."""
    work = tuned_work()
    if work is None or running_series() is not None:
        return
    state = fine_tuning_time(work)
    if state.result is not None:
        num = len(work.photo_set.of(part="training"))
        note = fine_tuning_note(state.result, num, work.plan.epochs)
        st.info(note, icon=":material/hourglass_top:")
    elif state.running:
        _wait_for_time()


@st.fragment(run_every=_POLL_SECONDS)
def _wait_for_time() -> None:
    work = tuned_work()
    if work is None or not fine_tuning_time(work).running:
        run_again()
    st.caption(":material/hourglass_top: Measuring how long an epoch takes …")


def show_comparison() -> None:
    """All runs of the chosen set in one chart."""
    rows = list(compared_runs().values())
    if not rows:
        st.markdown(
            f"**{SERIES[COMPARED_RUNS.chosen()].asks}** Nothing is taught yet with the set "
            f"“{escaped(SET.labels[SET.chosen()])}”. Each head takes seconds once the features of "
            "its photos are there."
        )
        show_first_photos()
        return
    show_chart(run_chart(rows), key="run_chart", file_name="runs compared", alt=run_chart_alt(rows))
    st.markdown(runs_note(rows))
    if pairs := bases_note(rows):
        st.markdown(pairs)
    if others := num_with_other_photos():
        st.caption(
            f"{several(others, 'run')} judged by other photos: not drawn, because other photos may "
            "be easier."
        )


def show_numbers_of_runs() -> None:
    """The exact numbers, and the fields that name and remove runs."""
    rows = list(compared_runs().values())
    if rows:
        show_wrapped_table(run_table(rows), "Accuracy, parameters and time of each run")
    st.header("Your runs")
    show_runs()
