"""Teaching a head: what is chosen, how it goes, and what is kept."""

import streamlit as st

from explorer import units
from explorer.figures.transfer.curve_notes import count_note, curves_alt, curves_note
from explorer.figures.transfer.curves import accuracy_curves, loss_curves
from explorer.figures.transfer.time_notes import fine_tuning_note, set_note, starts_again_note
from explorer.observed import Look
from explorer.session.address import run_again
from explorer.session.parameters import WEIGHTS
from explorer.session.transfer_parameters import (
    EPOCHS,
    LEARNING_RATE,
    MIRRORED,
    REDUCTION,
    SET,
    TAUGHT_BATCH,
    TAUGHT_DROPOUT,
    TAUGHT_LAYER,
    TAUGHT_UNITS,
    TEACH_SEED,
    UNFROZEN_FROM,
)
from explorer.shared.questions.teaching import TeachHead
from explorer.shared.requests import JobState
from explorer.transfer.teaching_code import teaching_in_keras
from explorer.transfer.trained import Epochs, TaughtRun
from explorer.views.asked_teaching import teaching_problem
from explorer.views.collecting import sets_to_choose, take_up_set
from explorer.views.train import (
    Teaching,
    fine_tuning_time,
    start_teaching,
    teach_on,
    teaching,
    totals_of,
)
from explorer.views.work import running_work, stop_work
from explorer.widgets.charts import show_chart
from explorer.widgets.fold import fold
from explorer.widgets.model import place_in_line, show_stop_button
from explorer.widgets.pick import pick
from explorer.widgets.text import escaped, or_stop, show_numbers, show_problem
from explorer.words import several

_POLL_SECONDS, _IN_LINE_SECONDS = 0.5, 2.0
"""Between two looks at how far it is, and at how many come first: a whole class may wait."""
_SET_WIDTH, _NUMBER_WIDTH = 240, 150
"""px on the page."""

HEAD_FOLD, HOW_FOLD = "taught_head", "taught_how"
"""Keys of the expanders that hold what is rarely changed."""


def pick_teaching() -> None:
    """Choose how fast and how long; what is rarely changed stands folded."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pick(SET, "Photos", "list", among=sets_to_choose(), then=take_up_set, width=_SET_WIDTH)
        pick(LEARNING_RATE, "Learning rate", "list", width=_NUMBER_WIDTH)
        pick(EPOCHS, "Epochs", width=_NUMBER_WIDTH)
    head = fold("Base and head", f"Base and head: {_head_in_words()}", HEAD_FOLD)
    if head.open:
        with head:
            _pick_head()
    how = fold("Batch, mirroring, seed", _how_in_words(), HOW_FOLD)
    if how.open:
        with how, st.container(horizontal=True, vertical_alignment="bottom"):
            pick(TAUGHT_BATCH, "Photos in a batch")
            pick(TEACH_SEED, f"Seed, 0 to {TEACH_SEED.most:,}", width=_NUMBER_WIDTH)
            pick(MIRRORED, "Learn from mirrored photos too")


def _pick_head() -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pick(WEIGHTS, "Base", among=("trained", "untrained"), shown=_base())
        pick(TAUGHT_LAYER, "Layer that the head reads")
        pick(REDUCTION, "What it reads of that layer")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pick(TAUGHT_UNITS, "Units of hidden dense layers", placeholder="none; such as 256")
        pick(TAUGHT_DROPOUT, "Dropout")
        pick(UNFROZEN_FROM, "Blocks that learn too", "list")


def _base() -> Look:
    return "trained" if WEIGHTS.chosen() == "trained" else "untrained"


def _head_in_words() -> str:
    parts = [
        WEIGHTS.labels[_base()],
        f"{REDUCTION.labels[REDUCTION.chosen()]} of {TAUGHT_LAYER.chosen()}",
    ]
    if TAUGHT_UNITS.chosen():
        parts.append(f"{escaped(TAUGHT_UNITS.chosen())} units")
    if TAUGHT_DROPOUT.chosen() != TAUGHT_DROPOUT.usual:
        parts.append(f"dropout {TAUGHT_DROPOUT.chosen()}")
    if UNFROZEN_FROM.chosen():
        parts.append(f"learning {UNFROZEN_FROM.labels[UNFROZEN_FROM.chosen()]}")
    return ", ".join(parts)


def _how_in_words() -> str:
    mirrored = ", mirrored too" if MIRRORED.chosen() else ""
    batch = several(int(TAUGHT_BATCH.chosen()), "photo")
    return f"Batches of {batch}, seed {TEACH_SEED.chosen()}{mirrored}"


def show_teaching() -> None:
    """Train, watch, stop, go on."""
    found = or_stop(teaching)
    if found.is_running:
        seconds = _IN_LINE_SECONDS if found.is_in_line else _POLL_SECONDS
        st.fragment(_running, run_every=seconds)(is_in_line=found.is_in_line)
    else:
        _shown(found)


def _running(*, is_in_line: bool) -> None:
    """The same while it runs; the page runs at its end, and when its turn has come or gone."""
    found = teaching()
    if not found.is_running or found.is_in_line != is_in_line:
        run_again()
    _shown(found)


def _shown(found: Teaching) -> None:
    plan = found.work.plan
    show_problem(teaching_problem())
    epochs = Epochs() if found.run is None else found.run.head.epochs
    with st.container(horizontal=True, vertical_alignment="center"):
        _buttons(found)
        st.markdown(_status(found))
    _show_other(found)
    st.markdown(count_note(epochs, found.num_training, found.num_validation))
    left, right = st.columns(2)
    with left:
        show_chart(
            loss_curves(epochs, plan.epochs),
            key="loss_curves",
            file_name="loss by epoch",
            alt=curves_alt(epochs, "Loss"),
        )
    with right:
        show_chart(
            accuracy_curves(epochs, plan.epochs),
            key="accuracy_curves",
            file_name="accuracy by epoch",
            alt=curves_alt(epochs, "Accuracy"),
        )
    if found.run is not None and not found.is_running and not (found.is_done or found.can_go_on):
        st.caption(starts_again_note(found.run.head))
    with st.container(key="curves_note"):
        if epochs:
            st.caption(set_note(found.num_training, found.num_validation))
        st.markdown(curves_note(epochs, plan.epochs, found.num_validation))


def _show_other(found: Teaching) -> None:
    """That the visitor's training goes on which began before something else was chosen."""
    if found.is_running or running_work(TeachHead.kind) is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        show_stop_button(TeachHead.kind, stop_work, TeachHead.kind)
        st.markdown(
            ":material/hourglass_top: Another training of yours goes on. It will be kept as a run."
        )


def _buttons(found: Teaching) -> None:
    if found.is_running:
        show_stop_button(TeachHead.kind, stop_work, TeachHead.kind)
        return
    if found.run is not None and found.can_go_on:
        st.button(
            "Teach on",
            key="teach_on",
            on_click=teach_on,
            args=(found.work, found.run),
            icon=":material/resume:",
        )
    if not found.is_done:
        st.button(
            "Train" if found.run is None else "Train from the start",
            key="start_teaching",
            on_click=start_teaching,
            args=(found.work,),
            icon=":material/play_arrow:",
        )


def _status(found: Teaching) -> str:
    """How far it is, in a line."""
    state, planned = found.state, found.work.plan.epochs
    if state is not None and state.running and (found.is_in_line or not state.progress.latest):
        return _before_epochs(state)
    if found.is_running:
        return f"Epoch {found.epochs_done} of {planned} …"
    if found.run is None:
        return f"{set_note(found.num_training, found.num_validation)} Not taught yet."
    done = "Done:" if found.is_done else "Stopped after"
    return f"{done} {several(found.epochs_done, 'epoch')}, {found.run.head.seconds:.1f} s."


def _before_epochs(state: JobState[TaughtRun]) -> str:
    place, progress = place_in_line(state), state.progress
    if place:
        about = f", about {max(1, round(state.expected_s))} s" if state.expected_s else ""
        return f"{place}{about} …"
    counted = f" {progress.done} of {progress.total}" if progress.total else ""
    return f"Features of the frozen base: photos{counted} …"


def show_parameters(found: Teaching) -> None:
    """How many parameters there are, and how many learn."""
    totals = totals_of(found.work.plan, found.work.photo_set)
    show_numbers(
        {
            "Parameters": units.count(totals.total),
            "Parameters that learn": units.count(totals.trainable),
            "Values that the head reads": units.count(totals.num_values),
        }
    )


def show_fine_tuning_time(found: Teaching) -> None:
    """How long fine-tuning takes, before it starts."""
    if not found.work.is_fine_tuning or found.is_running:
        return
    state = fine_tuning_time(found.work)
    if state.running:
        _wait_for_time()
    elif state.result is not None:
        epochs = found.work.plan.epochs - found.epochs_done
        st.info(
            fine_tuning_note(state.result, found.num_training, epochs),
            icon=":material/hourglass_top:",
        )


@st.fragment(run_every=_POLL_SECONDS)
def _wait_for_time() -> None:
    if not fine_tuning_time(teaching().work).running:
        run_again()
    st.caption(":material/hourglass_top: Measuring how long an epoch takes …")


def show_script(found: Teaching) -> None:
    """The plain Keras script that does the same."""
    with st.expander("The same in plain Keras"):
        if not found.work.network.is_trained:
            st.caption("The base below has trained weights, not these random ones.")
        script = teaching_in_keras(found.work.plan, found.work.photo_set.labels)
        st.code(script, language=None, wrap_lines=True)
