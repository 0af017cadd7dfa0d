"""What surrounds every page: the name, and the visitor's choices in the sidebar."""

import streamlit as st

from explorer import session
from explorer.architecture.limits import LARGEST_SIDE
from explorer.architecture.networks import PRESETS
from explorer.images.samples import SAMPLES
from explorer.session import Key
from explorer.widgets.text import ASSETS, escaped, small_picture

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


def frame() -> None:
    """What surrounds every page: the name, and the visitor's choices in the sidebar."""
    st.html(ASSETS / "frame.css")
    st.logo(LOGO, size="large")
    link_problems()
    with st.sidebar:
        network_picker()
        size_picker()
        photo_picker()
        weights_line()


def link_problems() -> None:
    """What the address asked for and does not exist, until it is dismissed."""
    problems = session.link_problems()
    if problems:
        with st.container(border=True, key="link_problems"):
            for problem in problems:
                st.warning(escaped(problem), icon=":material/link_off:")
            st.button("Understood", on_click=session.forget_link_problems)


def network_picker() -> None:
    """Choose a network; its key is what a link carries. Changes to it are a text beside it."""
    st.selectbox(
        "Network",
        list(PRESETS),
        key=Key.NETWORK,
        bind="query-params",
        on_change=session.start_from_preset,
    )
    session.note_configuration()
    network = session.chosen_network()
    st.caption(f"{network.name}. Source: {network.source}.")
    with st.expander("Changes to it, as text"):
        st.text_input(
            "Blocks and head",
            key=Key.BLOCKS,
            bind="query-params",
            placeholder="none: as published",
            on_change=session.keep_for_undo,
            help="The Architecture page writes this when you change blocks there.",
        )
    for problem in session.configuration_problems():
        st.error(escaped(problem), icon=":material/error:")


def size_picker() -> None:
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
    problem = session.chosen_size().problem
    if problem:
        st.error(escaped(problem), icon=":material/error:")
    st.selectbox(
        "Channels of the input",
        [session.AS_PUBLISHED, *session.NUM_CHANNELS],
        key=Key.CHANNELS,
        bind="query-params",
    )


def _two_sides() -> None:
    """The same size as two numbers to step through; as one number while it is kept square."""
    size = session.chosen_size()
    st.session_state.update({Key.HEIGHT: size.height, Key.WIDTH: size.width})
    sides = {Key.HEIGHT: "Height, px", Key.WIDTH: "Width, px"}
    for column, (key, label) in zip(st.columns(2), sides.items(), strict=True):
        column.number_input(
            label, 1, LARGEST_SIDE, key=key, on_change=session.take_side, args=(key,)
        )
    st.toggle(
        "Keep it square", key=Key.SQUARE, value=size.height == size.width, persist_state="session"
    )


def photo_picker() -> None:
    """Choose a sample, or bring an own photo by upload, drag, paste or camera."""
    st.selectbox(
        "Photo",
        session.photo_choices(),
        key=Key.PHOTO,
        bind="query-params",
        on_change=session.forget_photo_problem,
    )
    small_picture(session.photo_thumbnail(), photo_alt(), THUMBNAIL_WIDTH)
    for note in session.chosen_photo().notes:
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
    problem = session.photo_problem()
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
        session.keep_own_photo(upload.getvalue())


def photo_alt() -> str:
    """What the chosen photo shows, in words."""
    choice = str(st.session_state.get(Key.PHOTO))
    return SAMPLES[choice].alt if choice in SAMPLES else "Your own photo"


def weights_line() -> None:
    """One line on the weights, without starting a download."""
    state = session.weights_state(start=False)
    if state.path is not None:
        st.caption(f":material/check: Weights: {escaped(state.path.name)}")
    else:
        st.caption(
            ":material/warning: Weights: none yet. The Activations page fetches them, "
            "or says why it cannot."
        )
    if problem := session.cache_problem():
        st.warning(escaped(problem), icon=":material/warning:")
