"""One photo and what a taught head makes of it: answer, Grad-CAM, the nearest photos."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from explorer.arrays import Float32Array
from explorer.figures import map_pictures
from explorer.figures.colour_maps import palette
from explorer.figures.maps.attribution import top_of_colours
from explorer.figures.transfer.judged_tiles import near_tile
from explorer.figures.transfer.label_bars import label_bars
from explorer.figures.transfer.label_looks import short_label
from explorer.figures.transfer.learned_notes import cam_note
from explorer.observed import Picture
from explorer.session.address import run_again
from explorer.session.state import callback
from explorer.session.transfer_parameters import EXPLAINED, LEARNED_VIEW
from explorer.shared.questions.learned import LookAtSet, PhotoLook, SetLook
from explorer.shared.requests import JobState
from explorer.transfer.photo_set import SetPhoto
from explorer.views.clicked_photo import clicked_photo
from explorer.views.learned import (
    LearnedRun,
    nearest_photos,
    photo_question,
    select_photo,
    set_look,
)
from explorer.views.learned_pictures import MOST_BARS, cam_picture, explained_label, order_of
from explorer.views.relearning import (
    can_be_changed,
    change_problem,
    label_now,
    relabel_photo,
    remove_photo,
    teach_again,
)
from explorer.views.work import running_work
from explorer.widgets.charts import show_chart
from explorer.widgets.judged_photos import show_photos
from explorer.widgets.model import look_or_stop, place_in_line
from explorer.widgets.pick import pick
from explorer.widgets.text import escaped, show_problem

ANSWERED_WIDTH, BARS_WIDTH = 220, 300
"""px on the page, side by side where there is room."""

_POLL_SECONDS = 0.5

NEAR_PHOTOS = "near_photos"
RELABEL = "relabel_to"
"""The key of the field that holds the other label begins so."""


@dataclass(frozen=True, slots=True, eq=False)
class LookedAt:
    """The photo on a card.

    Attributes:
        digest: Which one.
        features: float32 (channels,).
    """

    digest: str
    features: Float32Array


def show_card(learned: LearnedRun, photo: SetPhoto, title: str) -> LookedAt:
    """A photo of the set: what the head makes of it, and what can be done about it."""
    st.markdown(f"**{escaped(title)}**")
    found = _look_at(learned, photo.picture)
    own = learned.labels.index(photo.label) if photo.label in learned.labels else None
    show_answer(learned, photo.picture, found, own)
    _show_changes(learned, photo.picture.digest)
    return LookedAt(photo.picture.digest, found.features)


def _look_at(learned: LearnedRun, picture: Picture) -> PhotoLook:
    observed, question = photo_question(learned, picture)
    return look_or_stop(observed, question, part="photo")[question]


def look_at_new(learned: LearnedRun, picture: Picture) -> PhotoLook:
    """What the head makes of a photo that is not in the set."""
    return _look_at(learned, picture)


def show_answer(learned: LearnedRun, picture: Picture, found: PhotoLook, own: int | None) -> None:
    """Grad-CAM over the photo, and the probabilities beside it.

    Args:
        learned: The run.
        picture: The photo.
        found: What the head makes of it.
        own: The number of its own label; None where it has none.
    """
    among = [code for code in EXPLAINED.codes if own is not None or code != "own"]
    wanted = EXPLAINED.chosen() if EXPLAINED.chosen() in among else EXPLAINED.usual
    number = explained_label(found.probabilities, wanted, own)
    with st.container(horizontal=True):
        with st.container(width=ANSWERED_WIDTH):
            _show_cam(picture, found.cams[number], learned.labels[number])
        with st.container(width=BARS_WIDTH):
            _show_probabilities(learned.labels, found.probabilities)
    pick(EXPLAINED, "Grad-CAM explains", "pills", among=among, shown=wanted)
    st.caption(escaped(cam_note(learned.labels[number], found.cams[number])))


def _show_cam(picture: Picture, cam: Float32Array, label: str) -> None:
    with st.container(key="learned_cam"):
        alt = f"The photo, and over it where it supports {short_label(label)}."
        st.image(cam_picture(picture, cam), alt=alt, output_format="PNG", width="stretch")
    st.html(map_pictures.scale(palette("viridis"), 0, top_of_colours(cam, "Grad-CAM"), "Grad-CAM"))


def _show_probabilities(labels: Sequence[str], probabilities: Float32Array) -> None:
    order = order_of(probabilities)[:MOST_BARS]
    show_chart(
        label_bars(
            [labels[number] for number in order],
            [float(probabilities[number]) for number in order],
        ),
        key="learned_probabilities",
        file_name="probabilities of a photo",
        alt=f"The most probable label is {short_label(labels[order[0]])}.",
    )


def _show_changes(learned: LearnedRun, digest: str) -> None:
    """Remove it, relabel it, teach again."""
    show_problem(change_problem())
    if not can_be_changed(digest):
        st.caption("This photo is not in the chosen set any more, so it cannot be changed here.")
        show_teach_again(learned)
        return
    label, others = label_now(digest), learned.labels
    field = f"{RELABEL}_{digest[:12]}"  # another photo has a field of its own
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Its label",
            others,
            index=others.index(label) if label in others else 0,
            key=field,
            width=190,
        )
        st.button(
            "Relabel",
            key="relabel",
            on_click=relabel_photo,
            args=(digest, field),
            icon=":material/label:",
        )
        st.button(
            "Remove",
            key="remove_photo",
            on_click=remove_photo,
            args=(digest,),
            icon=":material/delete:",
        )
        show_teach_again(learned)


def show_teach_again(learned: LearnedRun) -> None:
    """A button that teaches the chosen set with the plan of the run."""
    st.button(
        "Teach again",
        key="teach_again",
        on_click=teach_again,
        args=(learned.run,),
        icon=":material/model_training:",
    )


def show_nearest(
    learned: LearnedRun, look: SetLook | None, features: Float32Array, but: str = ""
) -> None:
    """The photos for training whose features are most alike."""
    st.markdown("**Nearest photos for training**")
    if look is None:
        _wait_for_photos(learned)
        return
    near = nearest_photos(learned, look, features, but)
    if not near:
        st.caption("The set has no other photos for training.")
        return
    show_photos(
        [near_tile(photo.label, distance) for photo, distance in near],
        [photo.picture.pixels for photo, _distance in near],
        "Nearest photos for training, the nearest first",
        partial(_choose_near, tuple(photo.picture.digest for photo, _distance in near)),
        key=NEAR_PHOTOS,
    )
    st.caption(
        "By the angle between the features (cosine): 0 is the same direction, 1 has none in common."
    )


def _wait_for_photos(learned: LearnedRun) -> None:
    """Says how far the look at all photos is; the page runs again at its end."""
    state = set_look(learned) if learned.pictures else JobState()
    if state.result is not None:  # it has ended since the page began
        run_again()
    if state.running:
        _show_waiting()
    else:
        st.caption("The photos of the set could not be looked at. Open the map to try again.")


@st.fragment(run_every=_POLL_SECONDS)
def _show_waiting() -> None:
    state = running_work(LookAtSet.kind)
    if state is None:
        run_again()
    done, total = state.progress.done, state.progress.total
    counted = f"{done} of {total} photos" if total else place_in_line(state)
    st.caption(f":material/hourglass_top: Looking at the photos of the set … {counted}")


@callback
def _choose_near(digests: Sequence[str]) -> None:
    """Choose one of the nearest photos, and look where it lies."""
    if digest := clicked_photo(NEAR_PHOTOS, digests):
        select_photo(digest)
        LEARNED_VIEW.choose("map")
