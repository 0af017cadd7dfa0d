"""A head that is right for the wrong reason: what it looks at, and where it fails."""

from collections.abc import Sequence

import streamlit as st

from explorer.figures.transfer.judged_tiles import judged_tile
from explorer.figures.transfer.learned_notes import unmasked_note
from explorer.session.state import callback
from explorer.shared.questions.learned import LookAtFew
from explorer.shared.questions.teaching import TeachHead
from explorer.views.learned import LearnedRun, learned_from
from explorer.views.learned_pictures import cam_pixels
from explorer.views.unmasking import (
    Unmasked,
    Unmasking,
    biased_run,
    teach_biased,
    unmasking,
    unmasking_state,
)
from explorer.views.work import running_work
from explorer.widgets.judged_photos import show_photos
from explorer.widgets.model import show_job_progress
from explorer.widgets.text import show_problem

OWN_PHOTOS, SWAPPED_PHOTOS = "unmasked_own", "unmasked_swapped"


def show_reason_view() -> None:
    """The biased set: taught, right, and unmasked."""
    st.markdown(
        "In the ready-made set “Boats and cars, biased”, every boat is on water and every car on "
        "grass. A head can be right there without ever looking at a boat. **Grad-CAM** shows what "
        "it looks at, and photos with **swapped backgrounds** show what it learned."
    )
    run = biased_run()
    if run is None:
        _offer_to_teach()
        return
    learned = learned_from(run)
    state = unmasking_state(learned)
    if state.running:
        show_job_progress(LookAtFew.kind, "photos", "Looking at the photos …")
    elif state.result is None:
        show_problem(state.error or "")
    else:
        _show_unmasked(learned, unmasking(learned, state.result))


def _offer_to_teach() -> None:
    if running_work(TeachHead.kind) is not None:
        st.caption("It can be seen here once it is taught.")
        return
    st.button(
        "Teach a head on this set",
        key="teach_biased",
        on_click=teach_biased,
        icon=":material/model_training:",
    )


def _show_unmasked(learned: LearnedRun, found: Unmasking) -> None:
    confusion = learned.confusion
    note = unmasked_note(confusion.num_right, confusion.num, found.num_right, len(found.swapped))
    st.markdown(f"**{note}**")
    st.markdown("**1. Photos for validation, with the backgrounds that the head was taught with**")
    _show_cams(learned, found.own, OWN_PHOTOS)
    st.markdown("**2. The same things on the other background**")
    _show_cams(learned, found.swapped, SWAPPED_PHOTOS)
    st.caption(
        "Bright: supports the answer (Grad-CAM). Where it lies on water or grass and not on the "
        "boat or the car, the background speaks. Where it lies on the boat or the car, the "
        "background may still decide: the swapped photos are the proof. The remedy is other "
        "photos, boats on land and cars at the sea: longer training on these cannot help."
    )


def _show_cams(learned: LearnedRun, photos: Sequence[Unmasked], key: str) -> None:
    show_photos(
        [judged_tile(each.judged, learned.labels) for each in photos],
        [cam_pixels(each.photo.picture, each.look.cams[each.judged.answer]) for each in photos],
        "Photos with Grad-CAM of the answer",
        callback(_stay),
        key=key,
    )


def _stay() -> None:
    """A click on these photos chooses nothing."""
