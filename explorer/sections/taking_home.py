"""Taking a run home: make the zip, watch the check, download it."""

import streamlit as st

from explorer import units
from explorer.background import Cancelled
from explorer.figures.transfer.export_notes import checked_note, tables_note
from explorer.figures.transfer.time_notes import run_facts
from explorer.session.address import run_again
from explorer.shared.exports import TAKE_WITHIN_S
from explorer.shared.questions.export import STEPS, CheckedExport, ExportRun
from explorer.transfer.take_away import (
    LABELS_FILE,
    MODEL_FILE,
    READ_ME,
    SCRIPT_FILE,
    TABLE_CSV,
    TABLE_NPZ,
)
from explorer.views.taking_home import (
    TakingHome,
    make_zip,
    size_of_model,
    taking_home,
    zip_was_taken,
)
from explorer.views.work import stop_work
from explorer.widgets.component import register
from explorer.widgets.model import place_in_line, show_stop_button
from explorer.widgets.text import escaped, show_numbers, show_problem, show_wrapped_table

TAKING = "file_taking"
_taking = register(TAKING)

_POLL_SECONDS = 0.5

KEPT_NOTE = (
    "It lies in a temporary file on the server, for you alone: until you have it, until you leave, "
    f"or for {TAKE_WITHIN_S / 60:.0f} minutes. Your photos are not in it; their names are, in the "
    "tables."
)


def show_taking(found: TakingHome) -> None:
    """Make it, watch, download; or why it is not offered."""
    st.markdown(f"**{escaped(found.run.name)}**: {run_facts(found.run)}")
    if found.state is not None and found.state.running:
        _making()
    else:
        _made(found)


@st.fragment(run_every=_POLL_SECONDS)
def _making() -> None:
    """The steps while they are done; the page runs at their end."""
    found = taking_home()
    if found is None or found.state is None or not found.state.running:
        run_again()
        return
    progress = found.state.progress
    words = place_in_line(found.state) or f"{progress.latest or STEPS[0]} …"
    st.progress(progress.share, words)
    show_stop_button(ExportRun.kind, stop_work, ExportRun.kind)


def _made(found: TakingHome) -> None:
    state = found.state
    if state is not None and state.error is not None and not isinstance(state.error, Cancelled):
        show_problem(state.error)
    if found.ready is not None:
        _offer(found.ready)
        return
    if found.is_taken:
        st.success("Downloaded. The file is no longer on the server.", icon=":material/check:")
    st.button(
        "Make it again" if found.is_taken else "Make the file and check it",
        key="make_zip",
        on_click=make_zip,
        args=(found.work,),
        icon=":material/inventory_2:",
    )


def _offer(ready: CheckedExport) -> None:
    """The checked file."""
    st.markdown(f":material/verified: {checked_note(ready.num_checked, ready.difference)}")
    name = ready.offer.path.name
    _taking(
        key=TAKING,
        data={
            "address": ready.offer.address,
            "name": name,
            "size": ready.offer.num_bytes,
            "label": f"Download {name}, {units.memory(ready.offer.num_bytes)}",
        },
        on_taken_change=zip_was_taken,
    )
    st.caption(KEPT_NOTE)


def show_contents(found: TakingHome) -> None:
    """What is in the zip, and how large it is."""
    totals, labels = size_of_model(found.run), len(found.run.head.labels)
    num_photos = len(found.work.photo_set.photos)
    show_numbers(
        {
            "Parameters": units.count(totals.total),
            "Weights in the file": units.memory(4 * totals.total),
            "Answers": f"{labels} labels",
        }
    )
    note = tables_note(num_photos, totals.num_values)
    if note:
        st.caption(escaped(note))
    show_wrapped_table(
        {
            "file": (MODEL_FILE, LABELS_FILE, SCRIPT_FILE, TABLE_CSV, TABLE_NPZ, READ_ME),
            "what it is": (
                "Preprocessing, VGG16's base and the head as one flat Keras model: get_layer finds "
                "every layer, and Grad-CAM works.",
                "What the outputs stand for.",
                "Says what photos show: python predict.py photo.jpg",
                "What the head reads of each photo, with name, label and part, for a spreadsheet.",
                "The same for NumPy.",
                "What each file is, and what to install.",
            ),
        },
        "What is in the zip",
    )
