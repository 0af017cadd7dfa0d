"""Three steps side by side: photos, train, try."""

import streamlit as st

from explorer.figures.transfer.judged_tiles import PhotoTile
from explorer.figures.transfer.label_bars import label_bars
from explorer.images.encoding import png_rgb
from explorer.sections.learned_photo import look_at_new
from explorer.session.address import run_again
from explorer.session.parameters import PHOTO
from explorer.session.photos import photo_choices
from explorer.session.state import callback
from explorer.session.taught_set import chosen_set
from explorer.session.transfer_parameters import SET
from explorer.shared.questions.teaching import TeachHead
from explorer.shared.requests import JobState
from explorer.transfer.trained import TaughtRun
from explorer.views.learned import learned_from, new_picture
from explorer.views.relearning import change_problem, keep_what_was_taught, teach_first
from explorer.views.teach import run_of_this_set, sets_to_choose
from explorer.views.work import running_work, stop_work
from explorer.widgets.charts import show_chart
from explorer.widgets.judged_photos import show_photos
from explorer.widgets.model import place_in_line, show_stop_button
from explorer.widgets.pick import pick
from explorer.widgets.sidebar import offer_own_photo, photo_alt
from explorer.widgets.text import escaped, show_problem, show_small_picture
from explorer.words import several

SHOWN_OF_EACH = 1
"""Photos of each label that stand for all of them."""

_PICTURE_WIDTH = 160
_POLL_SECONDS = 0.5


def show_photos_step() -> None:
    """Step 1: which photos it learns from."""
    st.subheader("1. Photos")
    pick(SET, "Learn from", "list", among=sets_to_choose())
    photo_set = chosen_set()
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


def show_train_step() -> None:
    """Step 2: let it learn, and see how well it does."""
    st.subheader("2. Train")
    show_problem(keep_what_was_taught())
    show_problem(change_problem())
    if running_work(TeachHead.kind) is not None:
        _learning()
        return
    run = run_of_this_set()
    st.button(
        "Train" if run is None else "Train again",
        key="teach_now",
        on_click=teach_first,
        icon=":material/play_arrow:",
        width="stretch",
    )
    if run is None:
        st.markdown("The network looks at each photo and learns which label belongs to it.")
    else:
        st.markdown(_result(run))


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


def _result(run: TaughtRun) -> str:
    """How many photos it got right that it had never seen."""
    accuracy, total = run.head.epochs.validation_accuracy, len(run.digests)
    if not accuracy:
        return "It has learned. There were no photos to test it with."
    right = round(accuracy[-1] * total)
    return (
        f"**{right} of {total} right.** These are photos that it did not learn from: they were "
        "kept back to test it."
    )


def show_try_step() -> None:
    """Step 3: a photo, and what it says."""
    st.subheader("3. Try")
    codes = photo_choices()
    shown = PHOTO.chosen() if PHOTO.chosen() in codes else codes[0]
    pick(PHOTO, "Photo", "list", among=codes, shown=shown)
    picture = new_picture()
    show_small_picture(png_rgb(picture.pixels), photo_alt(), _PICTURE_WIDTH)
    run = run_of_this_set()
    if run is None:
        st.markdown("Train first. Then the answer for this photo stands here.")
    else:
        found = look_at_new(learned_from(run), picture)
        order = found.probabilities.argsort()[::-1]
        names = [run.head.labels[number] for number in order]
        values = [float(found.probabilities[number]) for number in order]
        told = ", ".join(f"{name} {value:.0%}" for name, value in zip(names, values, strict=True))
        show_chart(
            label_bars(names, values), key="try_bars", file_name="answer", alt=f"Bars: {told}."
        )
        st.caption(f"It can only answer with: {escaped(', '.join(run.head.labels))}.")
    with st.expander("Use your own photo"):
        offer_own_photo("Your photo")
