"""Parts of the page on which a set of photos is collected."""

from functools import partial

import streamlit as st

from explorer.figures.transfer.set_notes import (
    label_line,
    memory_line,
    set_tiles,
)
from explorer.images.ready_sets import READY_SETS, counter_photos
from explorer.images.set_zip import MAX_ZIP_BYTES
from explorer.session.photos import MAX_PHOTO_MB
from explorer.session.taught_set import own_set
from explorer.session.transfer_parameters import SET
from explorer.session.uploads import MOST_AT_ONCE_MB, upload_key
from explorer.settings import SETS
from explorer.transfer.limits import LONGEST_LABEL, MOST_LABELS, MOST_PHOTOS, set_problems
from explorer.transfer.photo_set import OWN, TAUGHT_SIDE, PhotoSet
from explorer.transfer.set_edits import DEFAULT_LABELS
from explorer.views import collecting
from explorer.views.collecting import LABEL_FIELD, NEW_NAME_FIELD
from explorer.widgets.fold import fold
from explorer.widgets.judged_photos import show_photos
from explorer.widgets.set_photos import offer_undo, show_sheet_of
from explorer.widgets.text import (
    escaped,
    show_facts,
    show_numbers,
    show_problem,
)
from explorer.widgets.upload import offer_upload

FILES, WHOLE_FOLDER, SHOTS = "set_files", "set_folder", "set_shots"
"""What the uploaders and the camera are called in our code."""

_ZIP_MB = MAX_ZIP_BYTES // 10**6
_RELABEL = "relabel_photo"
_ADDING = ":material/add_a_photo: Add your own photos"
_CHANGING = ":material/label: Labels and parts"
CHANGING = "changing_labels"
"""Key of what folds the changes to labels away."""


def show_what_it_is() -> None:
    """What the chosen set shows."""
    chosen = SET.chosen()
    if chosen in READY_SETS:
        st.caption(escaped(READY_SETS[chosen].what))


# --- adding photos -------------------------------------------------------------------------------


def offer_adding() -> None:
    """Fields for files, a folder, and the camera."""
    own = own_set()
    adding = fold(_ADDING, _ADDING, collecting.ADDING)
    if not adding.open:
        return
    with adding:
        labels = own.photos.labels if own is not None else DEFAULT_LABELS
        st.selectbox(
            "Label of photos that are in no folder: choose or type",
            labels,
            key=LABEL_FIELD,
            accept_new_options=True,
            persist_state="session",
        )
        several_files, folder = st.columns(2)
        with several_files:
            offer_upload("Photos, or a zip", FILES, _ZIP_MB, collecting.take_files, many=True)
        with folder:
            offer_upload(
                "A folder, with one folder for each label",
                WHOLE_FOLDER,
                MAX_PHOTO_MB,
                collecting.take_files,
                many="directory",
            )
        _offer_camera()
        st.caption(
            f"2 to {MOST_LABELS} labels and up to {MOST_PHOTOS:,} photos. A photo may have "
            f"{MAX_PHOTO_MB} MB, a zip {_ZIP_MB} MB, all sent at once {MOST_AT_ONCE_MB} MB; "
            "folders in a zip are the labels. On a phone, the field for photos also opens the "
            "camera."
        )


def _offer_camera() -> None:
    """One shot after the other: the camera is ready again once a shot is taken in."""
    if st.toggle("Use the camera", key="set_camera_on", persist_state="session"):
        st.camera_input(
            "Each shot is added at once",
            key=upload_key(SHOTS),
            on_change=collecting.take_files,
            args=(SHOTS,),
        )


# --- what the set holds --------------------------------------------------------------------------


def show_missing(photo_set: PhotoSet) -> None:
    """Why the set cannot be taught with yet, and what went wrong with the last change."""
    show_problem(collecting.problem_of_change())
    counts = {
        label: (len(photo_set.of(label, "training")), len(photo_set.of(label, "validation")))
        for label in photo_set.labels
    }
    for problem in set_problems(counts):
        st.warning(escaped(problem), icon=":material/warning:")


def show_set_counts(photo_set: PhotoSet) -> None:
    """How many photos there are, and for what."""
    show_numbers(
        {
            "Photos": f"{len(photo_set.photos):,}",
            "Labels": f"{len(photo_set.labels)}",
            "For training": f"{len(photo_set.of(part='training')):,}",
            "◆ For validation": f"{len(photo_set.of(part='validation')):,}",
        }
    )


def show_sheets(photo_set: PhotoSet) -> None:
    """The photos of each label as the network gets them; a click opens one."""
    for number, label in enumerate(photo_set.labels):
        st.markdown(f"**{escaped(label)}**: {label_line(photo_set, label)}")
        show_sheet_of(photo_set.of(label), label, f"photos_{number}")


def show_counter_photos() -> None:
    """The photos that unmask a biased set."""
    photos = counter_photos(SET.chosen())
    if not photos:
        return
    st.subheader("Counter-photos")
    st.caption("They are not in the set: the page What it learned asks the head about them.")
    show_photos(
        set_tiles(photos, 1),
        [photo.picture.pixels for photo in photos],
        "Counter-photos",
        collecting.close_photo,
        key="counter_photos",
    )


# --- labels, and the whole set -------------------------------------------------------------------


def show_changes(photo_set: PhotoSet) -> None:
    """Undo, labels, and the split: above the photos, where what came of it is said."""
    offer_undo()
    changing = fold(_CHANGING, _CHANGING, CHANGING)
    if changing.open:
        with changing:
            _offer_changes(photo_set)


def _offer_changes(photo_set: PhotoSet) -> None:
    label = st.selectbox("Label", photo_set.labels, key="changed_label")
    st.text_input("New name", key=NEW_NAME_FIELD, max_chars=LONGEST_LABEL)
    with st.container(horizontal=True):
        st.button("Add as a label", on_click=collecting.add_typed_label)
        if label is not None:
            args = (label,)
            st.button("Rename the label", on_click=collecting.rename_chosen_label, args=args)
            st.button(
                "Remove the label and its photos",
                on_click=collecting.remove_chosen_label,
                args=args,
            )
        st.button("Divide all photos again", on_click=collecting.divide_all_again)


def show_whose_it_is() -> None:
    """Whose the photos are, how long they live, how they are deleted; the set as a file."""
    own, chosen = own_set(), SET.chosen()
    photo_set = own.photos if own is not None and chosen == OWN else None
    st.header("Whose photos these are")
    show_facts(
        [
            "Photos that you add are yours. Only you see them, and no link holds them.",
            f"Each is cut to a square of {TAUGHT_SIDE} × {TAUGHT_SIDE} px as soon as it arrives. "
            "The file, with its place and camera data, is dropped.",
            "They stay in this server's memory while you are here, and for about a minute after "
            "you have left or reloaded the page. They are never written to its disk or sent on.",
            "Download the set to keep it: the zip comes back with its labels and parts.",
        ]
    )
    if photo_set is not None and photo_set.photos:
        st.caption(memory_line(photo_set, SETS.value))
    with st.container(horizontal=True):
        if photo_set is not None and photo_set.photos:
            st.download_button(
                "Download the set, zip",
                partial(collecting.packed_set, photo_set),
                "photos.zip",
                "application/zip",
            )
        if own is not None:
            st.button(
                "Delete my photos",
                on_click=collecting.delete_own_set,
                icon=":material/delete_forever:",
            )
        else:
            st.button("Begin a set of my own", on_click=collecting.begin_own_set)
