"""Three steps side by side: photos, train, try."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from explorer.figures.transfer.judged_tiles import PhotoTile
from explorer.figures.transfer.label_bars import label_bars
from explorer.figures.transfer.label_looks import label_colour, short_label
from explorer.figures.transfer.learned_notes import accuracy_note
from explorer.images.encoding import png_rgb
from explorer.session.address import run_again
from explorer.session.parameters import PHOTO
from explorer.session.photos import MAX_PHOTO_MB, photo_choices
from explorer.session.state import callback, visitor_state
from explorer.session.taught_set import chosen_set
from explorer.session.transfer_parameters import EPOCHS, LEARNING_RATE, SET, TAUGHT_LAYER, TRIED
from explorer.session.uploads import upload_key
from explorer.shared.questions.learned import PhotoLook
from explorer.shared.questions.teaching import TeachHead
from explorer.shared.requests import JobState
from explorer.transfer.confusion import confusion_of
from explorer.transfer.limits import FEWEST_LABELS, LONGEST_LABEL, MOST_LABELS
from explorer.transfer.photo_set import OWN, PhotoSet
from explorer.transfer.trained import TaughtRun
from explorer.views import collecting
from explorer.views.asked_teaching import teaching_problem
from explorer.views.learned import learned_from, photo_question
from explorer.views.learned_pictures import cam_picture
from explorer.views.relearning import change_problem, teach_first
from explorer.views.teach import (
    TaughtSet,
    TriedPhoto,
    kept_back,
    missing_in,
    taught_set,
    tried_photo,
    try_kept_photo,
    use_one_camera,
)
from explorer.views.work import running_work, stop_work
from explorer.widgets.charts import show_chart
from explorer.widgets.fold import fold
from explorer.widgets.judged_photos import show_photos
from explorer.widgets.model import look_or_stop, place_in_line, show_stop_button
from explorer.widgets.pick import pick
from explorer.widgets.set_photos import (
    offer_undo,
    read_what_is_given,
    show_newest_of,
    show_opened_photo,
)
from explorer.widgets.sidebar import offer_own_photo, photo_alt
from explorer.widgets.text import escaped, show_problem, show_small_picture
from explorer.widgets.upload import offer_upload
from explorer.words import several

SHOWN_OF_EACH = 2
"""Photos of each label of a ready-made set that stand for all of them."""

NEWEST_SHOWN = 8
"""Photos of each label of one's own set."""

_PICTURE_WIDTH = 160
_POLL_SECONDS = 0.5
HOW_TAUGHT, LOOKED_AT = "how_it_learns", "where_it_looked"
"""Keys of what is folded."""

# --- 1. photos -----------------------------------------------------------------------------------


def show_photos_step() -> None:
    """Step 1: which photos it learns from."""
    st.subheader("1. Photos")
    pick(SET, "Learn from", "list", then=collecting.take_up_set)
    read_what_is_given()
    photo_set = chosen_set()
    if SET.chosen() == OWN:
        _collect_photos(photo_set)
    else:
        _show_ready_made(photo_set)
        st.button(
            "Use photos of your own",
            on_click=collecting.begin_own_set,
            icon=":material/add_a_photo:",
            width="stretch",
        )
    st.page_link("../pages/collect.py", label="All photos, zip, split", icon=":material/tune:")


def _show_ready_made(photo_set: PhotoSet) -> None:
    photos = [each for name in photo_set.labels for each in photo_set.of(name)[:SHOWN_OF_EACH]]
    total = several(len(photo_set.photos), "photo")
    st.caption(f"{total}, {several(len(photo_set.labels), 'label')}. Some of them:")
    show_photos(
        [PhotoTile(each.label, (each.label,)) for each in photos],
        [each.picture.pixels for each in photos],
        "Some photos of each label",
        callback(_nothing_is_chosen),
        key="teach_photos",
    )


def _nothing_is_chosen() -> None:
    """A click on these photos chooses nothing."""


def _collect_photos(photo_set: PhotoSet) -> None:
    """A box for each label: its name, its photos, and the fields that add some."""
    show_problem(collecting.problem_of_change())
    cameras = tuple(f"teach_camera_{number}" for number in range(len(photo_set.labels)))
    for number, label in enumerate(photo_set.labels):
        with st.container(border=True, gap="small", key=f"teach_label_{number}"):
            _collect_label(photo_set, number, label, cameras)
    offer_undo()
    if len(photo_set.labels) < MOST_LABELS:
        st.button("Add a label", on_click=collecting.add_next_label, icon=":material/add:")
    show_opened_photo(photo_set)


def _collect_label(photo_set: PhotoSet, number: int, label: str, cameras: tuple[str, ...]) -> None:
    field, photos = f"teach_name_{number}", photo_set.of(label)
    visitor_state[field] = label
    st.text_input(
        f"Name of label {number + 1}",
        key=field,
        max_chars=LONGEST_LABEL,
        on_change=collecting.rename_label_to,
        args=(label, field),
    )
    add = partial(collecting.take_files_for, label)
    shots = f"teach_shots_{number}"
    offer_upload("Add photos", f"teach_files_{number}", MAX_PHOTO_MB, add, many=True)
    if st.toggle(
        "Use the camera",
        key=cameras[number],
        on_change=use_one_camera,
        args=(number, cameras),
    ):
        st.camera_input("Each shot is added", key=upload_key(shots), on_change=add, args=(shots,))
    st.caption(_count_of(len(photos)))
    show_newest_of(photos, NEWEST_SHOWN, label, f"teach_photos_{number}")
    if len(photo_set.labels) > FEWEST_LABELS:
        st.button(
            f"Remove label {number + 1}",
            key=f"teach_remove_{number}",
            on_click=collecting.remove_chosen_label,
            args=(label,),
            icon=":material/delete:",
            type="tertiary",
        )


def _count_of(num: int) -> str:
    if not num:
        return "No photos yet."
    newest = f"; the newest {NEWEST_SHOWN}:" if num > NEWEST_SHOWN else ":"
    return f"{several(num, 'photo')}{newest}"


# --- 2. train ------------------------------------------------------------------------------------


def show_train_step() -> None:
    """Step 2: let it learn, and see how well it does."""
    st.subheader("2. Train")
    show_problem(teaching_problem())
    show_problem(change_problem())
    if running_work(TeachHead.kind) is not None:
        _learning()
        return
    missing, taught = missing_in(chosen_set()), taught_set()
    st.button(
        "Train" if taught is None else "Train again",
        key="teach_now",
        on_click=teach_first,
        disabled=bool(missing),
        icon=":material/play_arrow:",
        width="stretch",
    )
    for problem in missing:
        st.markdown(f":material/arrow_back: {escaped(problem)}")
    if taught is not None:
        _show_result(taught)
    elif not missing:
        st.markdown("The network looks at each photo and learns which label belongs to it.")
    _offer_how()


@st.fragment(run_every=_POLL_SECONDS)
def _learning() -> None:
    """How far it is; the page runs at its end."""
    state = running_work(TeachHead.kind)
    if state is None:
        run_again()
        return
    st.progress(state.progress.share, _learning_status(state))
    show_stop_button(TeachHead.kind, stop_work, TeachHead.kind)


def _learning_status(state: JobState[TaughtRun]) -> str:
    """How far it is, in plain words."""
    done, total = state.progress.done, state.progress.total
    if state.num_before or not total:
        return place_in_line(state) or "Getting ready …"
    if state.progress.latest is None:
        return f"Looking at photo {done} of {total} …"
    return f"Learning: round {done} of {total} …"


def _show_result(taught: TaughtSet) -> None:
    """How many photos it got right that it had never seen."""
    if not taught.is_current:
        st.markdown(":material/refresh: The photos have changed. **Train again** to use them.")
    st.markdown(escaped(accuracy_note(confusion_of(taught.run), "kept back")))
    st.caption("Photos that are kept back test what it learned: it did not learn from them.")
    st.page_link("../pages/learned.py", label="See its mistakes", icon=":material/psychology:")


def _offer_how() -> None:
    """How it learns, for those who want to know."""
    how = fold("How it learns", "How it learns", HOW_TAUGHT)
    if not how.open:
        return
    with how:
        pick(EPOCHS, "Rounds through all photos (epochs)")
        pick(LEARNING_RATE, "Size of the steps (learning rate)", "list")
        pick(TAUGHT_LAYER, "Layer of VGG16 that it learns from", "list")
        st.page_link("../pages/train.py", label="All settings and curves", icon=":material/tune:")


# --- 3. try --------------------------------------------------------------------------------------


def show_try_step() -> None:
    """Step 3: a photo, and what it says."""
    st.subheader("3. Try")
    photo_set = chosen_set()
    if kept_back(photo_set):
        pick(TRIED, "Photo to try", label_visibility="collapsed")
    tried = tried_photo()
    if tried.own is None:
        _choose_new_photo()
    else:
        _choose_kept_photo(photo_set, tried)
    show_small_picture(png_rgb(tried.picture.pixels), _alt(tried), _PICTURE_WIDTH)
    taught = taught_set()
    if taught is None:
        st.markdown("Train first. Then the answer for this photo stands here.")
    else:
        _show_answer(taught.run, tried)


def _choose_kept_photo(photo_set: PhotoSet, tried: TriedPhoto) -> None:
    """Photos that it did not learn from; a click tries one."""
    photos = kept_back(photo_set)
    digests = tuple(str(each.picture.digest) for each in photos)
    show_photos(
        [PhotoTile(f"{each.label}, kept back", ()) for each in photos],
        [each.picture.pixels for each in photos],
        "Photos that were kept back",
        partial(try_kept_photo, "teach_kept_back", digests),
        key="teach_kept_back",
        selected=digests.index(str(tried.picture.digest)),
    )


def _choose_new_photo() -> None:
    """A photo of one's own, or a sample."""
    offer_own_photo("Your photo")
    codes = photo_choices()
    shown = PHOTO.chosen() if PHOTO.chosen() in codes else codes[0]
    pick(PHOTO, "Photo", "list", among=codes, shown=shown)


def _alt(tried: TriedPhoto) -> str:
    return photo_alt() if tried.own is None else f"A photo of {tried.own.label}"


def _show_answer(run: TaughtRun, tried: TriedPhoto) -> None:
    """What it says, how probable it finds each label, and where it looked."""
    learned = learned_from(run)
    observed, question = photo_question(learned, tried.picture)
    found = look_or_stop(observed, question, part="try")[question]
    best = int(found.probabilities.argmax())
    answer = learned.labels[best]
    st.markdown(f"It says **{escaped(short_label(answer))}**.{_verdict(tried, answer)}")
    _show_bars(learned.labels, [float(each) for each in found.probabilities])
    st.caption(f"It can only answer with: {escaped(', '.join(learned.labels))}.")
    where = fold("Where it looked", "Where it looked", LOOKED_AT)
    if where.open:
        with where:
            _show_where(tried, found, best)


def _verdict(tried: TriedPhoto, answer: str) -> str:
    """Whether that is right, as far as anybody knows."""
    if tried.own is None:
        return ""
    if tried.own.label == answer:
        return " :material/check: Right."
    return f" :material/close: Wrong: this is **{escaped(short_label(tried.own.label))}**."


def _show_bars(labels: Sequence[str], values: Sequence[float]) -> None:
    """The labels stay in their order, so that one photo can be compared with the next."""
    each = zip(labels, values, strict=True)
    told = ", ".join(f"{short_label(label)} {value:.0%}" for label, value in each)
    colours = [label_colour(number) for number in range(len(labels))]
    show_chart(
        label_bars(labels, values, colours),
        key="try_bars",
        file_name="answer",
        alt=f"Bars: {told}.",
    )


def _show_where(tried: TriedPhoto, found: PhotoLook, number: int) -> None:
    show_small_picture(
        cam_picture(tried.picture, found.cams[number]),
        "The photo, and over it where it supports the answer.",
        _PICTURE_WIDTH,
    )
    st.caption("Bright: this part of the photo speaks for the answer (Grad-CAM).")
