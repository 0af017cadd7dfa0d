"""What surrounds every page: the name, and the visitor's choices in the sidebar."""

import streamlit as st

from explorer.architecture.limits import LARGEST_SIDE
from explorer.architecture.networks import PRESETS
from explorer.images.samples import SAMPLES
from explorer.session.choices import AS_PUBLISHED, NUM_CHANNELS, chosen_size, take_side
from explorer.session.configuration import (
    chosen_network,
    configuration_problems,
    keep_for_undo,
    note_configuration,
    start_from_preset,
)
from explorer.session.keys import Key
from explorer.session.link_problems import forget_link_problems, told_link_problems
from explorer.session.photos import (
    chosen_photo,
    forget_photo_problem,
    keep_own_photo,
    photo_choices,
    photo_problem,
    photo_thumbnail,
)
from explorer.session.shared_activations import cache_problem
from explorer.shared.weights import weights_state
from explorer.widgets.text import ASSETS, escaped, show_small_picture

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
LOGO = str(ASSETS / "logo.svg")
THUMBNAIL_WIDTH = 140
"""px on the page."""


def show_frame() -> None:
    """What surrounds every page: the name, and the visitor's choices in the sidebar."""
    st.html(ASSETS / "frame.css")
    st.logo(LOGO, size="large")
    show_link_problems()
    with st.sidebar:
        pick_network()
        pick_size()
        pick_photo()
        show_weights_line()


def show_link_problems() -> None:
    """What the address asked for and does not exist, until it is dismissed."""
    problems = told_link_problems()
    if problems:
        with st.container(border=True, key="link_problems"):
            for problem in problems:
                st.warning(escaped(problem), icon=":material/link_off:")
            st.button("Understood", on_click=forget_link_problems)


def pick_network() -> None:
    """Choose a network; its key is what a link carries. Changes to it are a text beside it."""
    st.selectbox(
        "Network",
        list(PRESETS),
        key=Key.NETWORK,
        bind="query-params",
        on_change=start_from_preset,
    )
    note_configuration()
    network = chosen_network()
    st.caption(f"{network.name}. Source: {network.source}.")
    with st.expander("Changes to it, as text"):
        st.text_input(
            "Blocks and head",
            key=Key.BLOCKS,
            bind="query-params",
            placeholder="none: as published",
            on_change=keep_for_undo,
            help="The Architecture page writes this when you change blocks there.",
        )
    for problem in configuration_problems():
        st.error(escaped(problem), icon=":material/error:")


def pick_size() -> None:
    """Choose or type an input size; say what is wrong with a text that is none."""
    st.selectbox(
        "Input size: height x width, px",
        COMMON_SIZES,
        key=Key.SIZE,
        bind="query-params",
        accept_new_options=True,
        help="Choose one, or type your own: 180 for a square, 225x299 for height x width.",
    )
    _two_sides()
    problem = chosen_size().problem
    if problem:
        st.error(escaped(problem), icon=":material/error:")
    st.selectbox(
        "Channels of the input",
        [AS_PUBLISHED, *NUM_CHANNELS],
        key=Key.CHANNELS,
        bind="query-params",
    )


def _two_sides() -> None:
    """The same size as two numbers to step through; as one number while it is kept square."""
    size = chosen_size()
    st.session_state.update({Key.HEIGHT: size.height, Key.WIDTH: size.width})
    sides = {Key.HEIGHT: "Height, px", Key.WIDTH: "Width, px"}
    for column, (key, label) in zip(st.columns(2), sides.items(), strict=True):
        column.number_input(label, 1, LARGEST_SIDE, key=key, on_change=take_side, args=(key,))
    st.toggle(
        "Keep it square", key=Key.SQUARE, value=size.height == size.width, persist_state="session"
    )


def pick_photo() -> None:
    """Choose a sample, or bring an own photo by upload, drag, paste or camera."""
    st.selectbox(
        "Photo",
        photo_choices(),
        key=Key.PHOTO,
        bind="query-params",
        on_change=forget_photo_problem,
    )
    show_small_picture(photo_thumbnail(), photo_alt(), THUMBNAIL_WIDTH)
    for note in chosen_photo().notes:
        st.caption(escaped(note))
    st.file_uploader(
        "Your own photo: drop, paste or browse",
        type="image",
        key=Key.UPLOAD,
        max_upload_size=10,
        on_change=_take_in,
        args=(Key.UPLOAD,),
    )
    if st.toggle("Use the camera", key="camera_on"):
        st.camera_input("Take a photo", key=Key.CAMERA, on_change=_take_in, args=(Key.CAMERA,))
    problem = photo_problem()
    if problem:
        st.error(escaped(problem), icon=":material/error:")
    st.segmented_control(
        "Bring it to the input size by",
        ["crop", "squeeze"],
        default="crop",
        required=True,
        key=Key.FIT,
        bind="query-params",
    )
    st.caption(
        "Your photo stays in this server's memory while you are here. "
        "It is never stored or sent on."
    )


def _take_in(key: Key) -> None:
    upload = st.session_state[key]
    if upload is not None:
        keep_own_photo(upload.getvalue())


def photo_alt() -> str:
    """What the chosen photo shows, in words."""
    choice = str(st.session_state.get(Key.PHOTO))
    return SAMPLES[choice].alt if choice in SAMPLES else "Your own photo"


def show_weights_line() -> None:
    """One line on the weights, without starting a download."""
    state = weights_state(start=False)
    if state.path is not None:
        st.caption(f":material/check: Weights: {escaped(state.path.name)}")
    else:
        st.caption(
            ":material/warning: Weights: none yet. The Activations page fetches them, "
            "or says why it cannot."
        )
    if problem := cache_problem():
        st.warning(escaped(problem), icon=":material/warning:")
