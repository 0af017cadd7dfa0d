"""What a head has learned: the views of one run."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from explorer.arrays import Float32Array
from explorer.figures.transfer.confusion_table import confusion_table
from explorer.figures.transfer.judged_tiles import judged_tile
from explorer.figures.transfer.label_accuracy import accuracy_bars
from explorer.figures.transfer.learned_notes import (
    accuracy_note,
    cell_title,
    changed_note,
    judged_line,
    map_note,
    mistakes_note,
    threshold_hint,
    threshold_note,
)
from explorer.figures.transfer.photo_map import photo_map
from explorer.figures.transfer.threshold_chart import threshold_lines
from explorer.sections.learned_photo import (
    LookedAt,
    look_at_new,
    show_answer,
    show_card,
    show_nearest,
    show_teach_again,
)
from explorer.session.state import callback, visitor_state
from explorer.session.transfer_parameters import (
    JUDGED_PART,
    REFUSE_BELOW,
    LearnedView,
)
from explorer.shared.questions.learned import LookAtSet, SetLook
from explorer.transfer.confusion import PhotoJudgement
from explorer.transfer.threshold import refusals, threshold_curve
from explorer.views.clicked_photo import clicked_photo
from explorer.views.learned import (
    LearnedRun,
    chosen_cell,
    dots_of,
    judged_in,
    judged_photos,
    look_again,
    new_dot,
    new_picture,
    select_photo,
    selected_photo,
    set_look,
)
from explorer.widgets.charts import show_chart
from explorer.widgets.confusion_matrix import show_matrix
from explorer.widgets.judged_photos import MOST_TILES, show_photos
from explorer.widgets.model import show_job_progress
from explorer.widgets.pick import Bounds, pick
from explorer.widgets.taught_runs import pick_run
from explorer.widgets.text import escaped, show_problem

CELL_PHOTOS, WORST_MISTAKES, PHOTO_MAP, REFUSED = "cell_photos", "mistakes", "photo_map", "refused"
NEW_ON_MAP = "new_on_map"
THRESHOLD_STEP = 5

_BESIDE_CARD = (5, 6)
"""Widths of what is clicked and of the card of the clicked photo."""


def show_view(learned: LearnedRun, view: LearnedView) -> None:
    """What is shown of a run: one of the views, under what holds for all of them."""
    pick_run()
    st.markdown(escaped(accuracy_note(learned.confusion)))
    if note := changed_note(learned.num_gone, learned.num_relabelled):
        st.caption(escaped(note))
    look = set_look(learned).result if learned.pictures else None
    match view:
        case "labels":
            show_labels_view(learned)
        case "mistakes":
            show_mistakes_view(learned, look)
        case "map":
            show_map_view(learned, look)
        case "new":
            show_new_view(learned, look)
        case "none":
            show_none_view(learned)
        case _:
            show_matrix_view(learned, look)


# --- which for which -----------------------------------------------------------------------------


def show_matrix_view(learned: LearnedRun, look: SetLook | None) -> None:
    """The confusion matrix, and beside it the photos of the chosen cell."""
    confusion, cell = learned.confusion, chosen_cell(learned.confusion)
    judged, names = confusion.cell(*cell), learned.labels
    left, right = st.columns(_BESIDE_CARD, gap="medium")
    with left:
        show_matrix(confusion_table(confusion, cell))
        st.caption("Rows: the photos' own labels. Click a cell to see its photos.")
    with right:
        title = cell_title(names[cell[0]], names[cell[1]], len(judged))
        st.markdown(f"**{escaped(title)}**")
        _show_judged(learned, judged, title, CELL_PHOTOS)
        near = _show_card_of(learned, judged)
    _show_near_of(learned, look, near)


def show_labels_view(learned: LearnedRun) -> None:
    """How often the answer is right for each label, and how sure that is."""
    show_chart(
        accuracy_bars(learned.confusion),
        key="label_accuracy",
        file_name="accuracy of each label",
        alt="For each label how many answers are right, with the interval that leaves.",
    )
    st.caption(
        "Point: the share that was counted. Band: where the true share lies in 95 % of such cases "
        "(Wilson's interval). Few photos leave a wide band; photos of one burst are too alike to "
        "count as many."
    )


def _show_judged(
    learned: LearnedRun, judged: Sequence[PhotoJudgement], label: str, key: str
) -> None:
    """Photos and their answers; a click chooses one."""
    digests = [each.digest for each in judged]
    here = [learned.photos.get(digest) for digest in digests]
    if not judged:
        st.caption("No photos.")
        return
    chosen = selected_photo(digests)
    show_photos(
        [
            judged_tile(each, learned.labels, is_gone=photo is None)
            for each, photo in zip(judged, here, strict=True)
        ],
        [None if photo is None else photo.picture.pixels for photo in here],
        label,
        partial(_choose_photo, key, tuple(digests)),
        key=key,
        selected=digests.index(chosen),
    )
    if len(judged) > MOST_TILES:
        st.caption(f"The first {MOST_TILES} of {len(judged):,}.")


@callback
def _choose_photo(key: str, digests: Sequence[str]) -> None:
    if digest := clicked_photo(key, digests):
        select_photo(digest)


def _show_card_of(learned: LearnedRun, judged: Sequence[PhotoJudgement]) -> LookedAt | None:
    """The chosen one of these photos, as far as it is still there."""
    digest = selected_photo([each.digest for each in judged])
    photo = learned.photos.get(digest)
    if photo is None:
        if digest:
            st.caption("This photo was deleted since: only its answer is known.")
            show_teach_again(learned)
        return None
    (found,) = (each for each in judged if each.digest == digest)
    return show_card(learned, photo, judged_line(found, learned.labels))


def _show_near_of(learned: LearnedRun, look: SetLook | None, looked_at: LookedAt | None) -> None:
    """The photos that are most like the one on the card."""
    if looked_at is not None:
        show_nearest(learned, look, looked_at.features, looked_at.digest)


# --- worst mistakes ------------------------------------------------------------------------------


def show_mistakes_view(learned: LearnedRun, look: SetLook | None) -> None:
    """Wrong answers, the surest first, and what can be done about each."""
    pick(JUDGED_PART, "Photos")
    if look is None and JUDGED_PART.chosen() != "validation":
        show_look_progress(learned)
        return
    confusion = judged_photos(learned, look)
    st.markdown(escaped(mistakes_note(confusion)))
    mistakes = confusion.mistakes
    if not mistakes:
        return
    left, right = st.columns(_BESIDE_CARD, gap="medium")
    with left:
        _show_judged(learned, mistakes, "Wrong answers, the surest first", WORST_MISTAKES)
    with right:
        near = _show_card_of(learned, mistakes)
    _show_near_of(learned, look, near)


# --- the map -------------------------------------------------------------------------------------


def show_map_view(learned: LearnedRun, look: SetLook | None) -> None:
    """All photos as dots; the chosen one beside them."""
    if look is None:
        show_look_progress(learned)
        return
    dots, digest = dots_of(learned, look), selected_photo(look.digests)
    left, right = st.columns(_BESIDE_CARD, gap="medium")
    with left:
        show_chart(
            photo_map(learned.labels, dots, look.places.shares, look.digests.index(digest)),
            key=PHOTO_MAP,
            file_name="map of the photos",
            on_select=partial(_choose_dot, look.digests),
            alt="A map of all photos: a dot for each, by label in colour and shape.",
        )
        st.caption(map_note(look.places.shares, len(dots)))
    with right:
        judged = judged_in(learned, look, digest)
        near = show_card(learned, learned.photos[digest], judged_line(judged, learned.labels))
    _show_near_of(learned, look, near)


@callback
def _choose_dot(digests: Sequence[str]) -> None:
    points = visitor_state[PHOTO_MAP].selection.points
    if points and "customdata" in points[0]:
        select_photo(digests[int(points[0]["customdata"])])


def show_look_progress(learned: LearnedRun) -> None:
    """How far the look at all photos is; the page runs again at its end."""
    if not learned.pictures:
        st.info("None of this run's photos is left, so there is nothing to look at.")
        return
    state = set_look(learned)
    if state.running:
        show_job_progress(LookAtSet.kind, "photos", "Looking at the photos …")
        return
    show_problem(state.error or "")
    st.button("Look again", key="look_again_set", on_click=look_again, args=(learned,))


# --- a new photo ---------------------------------------------------------------------------------


def show_new_view(learned: LearnedRun, look: SetLook | None) -> None:
    """The explorer's chosen photo, which the head has never seen."""
    st.markdown(
        "The photo chosen in the sidebar, cut to a square: your own, or a sample. A head names one "
        "of its labels **whatever the photo shows**."
    )
    picture = new_picture()
    found = look_at_new(learned, picture)
    show_answer(learned, picture, found, None)
    show_nearest(learned, look, found.features)
    if look is not None:
        _show_place(learned, look, found.features)


def _show_place(learned: LearnedRun, look: SetLook, features: Float32Array) -> None:
    """Where a new photo lies among those of the set."""
    st.markdown("**Its place on the map of the photos**")
    show_chart(
        photo_map(
            learned.labels,
            dots_of(learned, look),
            look.places.shares,
            new=new_dot(learned, look, features),
        ),
        key=NEW_ON_MAP,
        file_name="new photo on the map",
        alt="A map of all photos, and on it the new one, joined with those that are most alike.",
    )
    st.caption(
        "Lines join it with the photos for training that are most alike in all features. The map "
        "shows two directions of many: what is near here may be far in the others, and the other "
        "way round."
    )


# --- none of these -------------------------------------------------------------------------------


def show_none_view(learned: LearnedRun) -> None:
    """What a threshold does to right answers and to mistakes."""
    judged = learned.confusion.judged
    if not judged:
        st.caption("There are no photos to try a threshold on.")
        return
    percent = pick(
        REFUSE_BELOW,
        "“None of these” where the highest probability is below, %",
        "slider",
        bounds=Bounds(REFUSE_BELOW.least, REFUSE_BELOW.most, THRESHOLD_STEP),
    )
    threshold = percent / 100
    st.markdown(threshold_note(refusals(judged, threshold), threshold))
    show_chart(
        threshold_lines(threshold_curve(judged), threshold),
        key="threshold",
        file_name="none of these",
        alt="Right answers, mistakes and refusals for every threshold.",
    )
    if hint := threshold_hint(judged):
        st.caption(hint)
    refused = [each for each in judged if each.probability < threshold]
    st.markdown("**Photos without an answer**")
    _show_judged(learned, refused, "Photos without an answer", REFUSED)
