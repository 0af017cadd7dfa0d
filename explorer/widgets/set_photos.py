"""A visitor's set on the pages that collect it: what was read, photos of a label, one photo."""

from functools import partial

import streamlit as st

from explorer.figures.transfer.judged_tiles import PhotoTile
from explorer.figures.transfer.set_notes import part_line, refused_rows, set_tiles, taken_line
from explorer.images.encoding import png_rgb
from explorer.session.address import run_again
from explorer.session.taught_set import own_set
from explorer.session.transfer_parameters import SET
from explorer.transfer.photo_set import OWN, TAUGHT_SIDE, PhotoSet, SetPart, SetPhoto
from explorer.turns import PAGE_TURNS
from explorer.views import collecting
from explorer.widgets.judged_photos import MOST_TILES, show_photos
from explorer.widgets.text import escaped, show_small_picture, show_wrapped_table
from explorer.words import several

_RELABEL = "relabel_photo"


def read_what_is_given() -> None:
    """Read the files that were given, and show how far that is; then say what became of them."""
    reading = collecting.files_on_their_way()
    if reading is None:
        return
    if not reading.is_done:
        bar = st.progress(0.0, "Reading …")
        with PAGE_TURNS.elsewhere():
            while not reading.is_done:
                collecting.read_next_files()
                done, total = reading.progress
                bar.progress(done / max(1, total), f"Reading: {done:,} of {several(total, 'file')}")
        bar.empty()
    _show_what_was_read(reading)


def _show_what_was_read(reading: collecting.ReadFiles) -> None:
    line = taken_line(reading.num_taken, sum(each.num_files for each in reading.refused))
    if not reading.refused:
        st.caption(f":material/check: {line}")
        return
    with st.container(border=True, key="left_out"):
        st.markdown(f":material/warning: {line}")
        show_wrapped_table(refused_rows(reading.refused), "Files that were left out")
        st.button("Dismiss", on_click=collecting.forget_reading, key="dismiss_left_out")


def show_sheet_of(photos: tuple[SetPhoto, ...], label: str, key: str) -> None:
    """The photos of a label as the network gets them; a click opens one.

    Args:
        photos: All of the label.
        label: Its name.
        key: Unlike those of the page's other photos.
    """
    first = _first_shown(len(photos), key)
    shown = photos[first : first + MOST_TILES]
    _show_openable(shown, set_tiles(shown, first + 1), label, key)


def show_newest_of(photos: tuple[SetPhoto, ...], many: int, label: str, key: str) -> None:
    """The newest photos of a label without words under them; a click opens one.

    Args:
        photos: All of the label.
        many: How many are shown at most.
        label: Its name.
        key: Unlike those of the page's other photos.
    """
    first = max(0, len(photos) - many)
    tiles = [PhotoTile(each.description, ()) for each in set_tiles(photos[first:], first + 1)]
    _show_openable(photos[first:][::-1], tiles[::-1], label, key)


def _show_openable(
    shown: tuple[SetPhoto, ...], tiles: list[PhotoTile], label: str, key: str
) -> None:
    digests = tuple(str(photo.picture.digest) for photo in shown)
    opened = collecting.opened_photo()
    show_photos(
        tiles,
        [photo.picture.pixels for photo in shown],
        f"Photos of {label}",
        partial(collecting.open_photo, key, digests),
        key=key,
        selected=digests.index(opened) if opened in digests else -1,
    )


def _first_shown(num_photos: int, key: str) -> int:
    """Where the sheet of a label with many photos begins."""
    if num_photos <= MOST_TILES:
        return 0
    starts = list(range(0, num_photos, MOST_TILES))
    chosen = st.selectbox(
        "Show photos",
        starts,
        format_func=lambda start: f"{start + 1:,} to {min(start + MOST_TILES, num_photos):,}",
        key=f"from_{key}",
        width=240,
    )
    return int(chosen or 0)


def offer_undo() -> None:
    """Bring back what was removed last from the visitor's own set."""
    own = own_set()
    if SET.chosen() == OWN and own is not None and own.before is not None:
        st.button(
            f"Undo: bring back {escaped(own.removed)}",
            on_click=collecting.undo_last_removal,
            icon=":material/undo:",
            key="undo_removal",
        )


def show_opened_photo(photo_set: PhotoSet) -> None:
    """The photo that was clicked, with what can be changed about it, over the page."""
    photo = photo_set.photo(collecting.opened_photo())
    if photo is not None:
        st.dialog("One photo", on_dismiss=collecting.close_photo)(_show_photo)(photo_set, photo)


def _show_photo(photo_set: PhotoSet, photo: SetPhoto) -> None:
    if not collecting.opened_photo():  # it was changed: the whole page shows it
        run_again()
    digest = str(photo.picture.digest)
    show_small_picture(
        png_rgb(photo.picture.pixels), f"A photo with the label {photo.label}", TAUGHT_SIDE * 2
    )
    st.caption(
        f"{escaped(photo.name)}, {part_line(photo)}. The network gets these {TAUGHT_SIDE} × "
        f"{TAUGHT_SIDE} px."
    )
    st.selectbox(
        "Label",
        photo_set.labels,
        index=photo_set.number_of(photo.label),
        key=f"{_RELABEL}_{digest[:12]}",
        on_change=collecting.relabel_opened,
        args=(digest, f"{_RELABEL}_{digest[:12]}"),
    )
    others = sum(each.burst == photo.burst for each in photo_set.photos) - 1
    part: SetPart = "training" if photo.part == "validation" else "validation"
    with st.container(horizontal=True):
        st.button(
            f"Move to {part}",
            on_click=collecting.move_opened,
            args=(digest, part),
            icon=":material/swap_horiz:",
        )
        st.button(
            "Remove", on_click=collecting.remove_opened, args=(digest,), icon=":material/delete:"
        )
    if others:
        st.caption(f"{several(others, 'photo')} of nearly the same thing will move with it.")
