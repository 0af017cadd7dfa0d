"""What surrounds every page: the name, and the visitor's choices in the sidebar."""

import streamlit as st

from explorer.architecture.limits import LARGEST_SIDE
from explorer.images.samples import SAMPLES
from explorer.session.address import forget_link_problems, told_link_problems
from explorer.session.choices import chosen_size
from explorer.session.configuration import (
    chosen_network,
    configuration_problems,
    is_late_echo,
    keep_for_undo,
    note_configuration,
    start_from_preset,
)
from explorer.session.parameters import BLOCKS, CHANNELS, FIT, NETWORK, PHOTO, SIZE
from explorer.session.photos import (
    MAX_PHOTO_MB,
    chosen_photo,
    forget_photo_problem,
    keep_own_photo,
    photo_choices,
    photo_problem,
    photo_thumbnail,
)
from explorer.session.state import callback, visitor_state
from explorer.session.uploads import newly_uploaded
from explorer.settings import setting_problems
from explorer.shared.weights import weights_state
from explorer.views.presence import photos_note
from explorer.widgets.pick import pick
from explorer.widgets.text import ASSETS, escaped, show_problem, show_small_picture
from explorer.widgets.upload import offer_upload

COMMON_SIZES = [
    "224x224",
    "32x32",
    "64x64",
    "128x128",
    "160x160",
    "180x180",
    "225x299",
    "256x256",
    "384x512",
    "512x512",
]
ICON = str(ASSETS / "icon.svg")
HEIGHT, WIDTH, SQUARE, UPLOAD, CAMERA = "height", "width", "square", "upload", "camera"
"""Keys of widgets whose values are not in links."""

THUMBNAIL_WIDTH = 140
"""px on the page."""


def show_frame() -> None:
    """What surrounds every page: the name, and the visitor's choices in the sidebar."""
    st.html(ASSETS / "frame.css")
    show_link_problems()
    with st.sidebar:
        pick_network()
        pick_size()
        pick_photo()
        show_weights_line()


def show_link_problems() -> None:
    """What the address asked for but does not exist, until the visitor dismisses it."""
    problems = told_link_problems()
    if problems:
        with st.container(border=True, key="link_problems"):
            for problem in problems:
                st.warning(escaped(problem), icon=":material/link_off:")
            st.button("Dismiss", on_click=forget_link_problems)


def pick_network() -> None:
    """Choose a network, and write changes to it as text."""
    pick(NETWORK, "Network", "list", then=start_from_preset)
    note_configuration()
    network = chosen_network()
    st.caption(f"{network.name}. Source: {network.source}.")
    with st.expander("Changes as text"):
        pick(
            BLOCKS,
            "Blocks and head",
            placeholder="none: as published",
            then=keep_for_undo,
            unless=is_late_echo,
            help="The Layers page writes this when you change blocks there.",
        )
    for problem in configuration_problems():
        show_problem(problem)


def pick_size() -> None:
    """Choose or type an input size; say what is wrong if it cannot be read."""
    pick(
        SIZE,
        "Input size: height x width, px",
        among=COMMON_SIZES,
        help="Choose one, or type your own: 180 for a square, 225x299 for height x width.",
    )
    _pick_sides()
    show_problem(chosen_size().problem)
    pick(CHANNELS, "Input channels", "list")


def _pick_sides() -> None:
    """The same size as two numbers; they change together while it is kept square."""
    size = chosen_size()
    visitor_state.update({HEIGHT: size.height, WIDTH: size.width})
    sides = {HEIGHT: "Height, px", WIDTH: "Width, px"}
    for column, (key, label) in zip(st.columns(2), sides.items(), strict=True):
        column.number_input(label, 1, LARGEST_SIDE, key=key, on_change=_take_side, args=(key,))
    st.toggle(
        "Keep it square", key=SQUARE, value=size.height == size.width, persist_state="session"
    )


@callback
def _take_side(key: str) -> None:
    """Choose the size that follows from a typed side."""
    side = int(visitor_state[key])
    sides = {HEIGHT: visitor_state[HEIGHT], WIDTH: visitor_state[WIDTH]}
    if visitor_state.get(SQUARE):
        sides = dict.fromkeys(sides, side)
    SIZE.choose(f"{sides[HEIGHT]}x{sides[WIDTH]}")


def pick_photo() -> None:
    """Choose a sample, or add a photo by upload, drag, paste or camera."""
    pick(PHOTO, "Photo", "list", among=photo_choices(), then=forget_photo_problem)
    show_small_picture(photo_thumbnail(), photo_alt(), THUMBNAIL_WIDTH)
    for note in chosen_photo().notes:
        st.caption(escaped(note))
    offer_upload("Your own photo: drop, paste or browse", UPLOAD, MAX_PHOTO_MB, on_change=_take_in)
    if st.toggle("Use the camera", key="camera_on"):
        st.camera_input("Take a photo", key=CAMERA, on_change=_take_in, args=(CAMERA,))
    show_problem(photo_problem())
    pick(FIT, "Fit to input size")
    if note := photos_note():
        st.caption(note)
    st.caption(
        "Your photo stays in this server's memory while you are here. "
        "It is never stored or sent on."
    )


@callback
def _take_in(key: str) -> None:
    data = newly_uploaded(key)
    if data is not None:
        keep_own_photo(data)


def photo_alt() -> str:
    """What the chosen photo shows, in words."""
    choice = PHOTO.chosen()
    return SAMPLES[choice].alt if choice in SAMPLES else "Your own photo"


def show_weights_line() -> None:
    """One line on the weights, without starting a download."""
    state = weights_state(start=False)
    if state.path is not None:
        note = escaped(f"{state.path.name}. {state.note}".removesuffix(". "))
        st.caption(f":material/check: Weights: {note}")
    else:
        st.caption(
            ":material/warning: Weights: none yet. The Activations pages fetch them, "
            "or say why they cannot."
        )
    for problem in setting_problems():
        st.warning(escaped(problem), icon=":material/warning:")
