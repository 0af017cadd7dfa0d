"""What surrounds every page: the name, and the visitor's choices in the sidebar."""

from collections.abc import Callable, Mapping

import streamlit as st

from explorer.architecture.limits import LARGEST_SIDE
from explorer.architecture.networks import VGG_PAPER, Network
from explorer.images.samples import SAMPLES
from explorer.session.address import (
    HOME,
    forget_link_problems,
    page_here,
    run_again,
    told_link_problems,
)
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
    is_shown_by,
    miss_own_photo,
    own_photo,
    photo_choices,
    photo_problem,
    photo_thumbnail,
)
from explorer.session.state import callback, visitor_state
from explorer.session.taught_set import miss_own_set
from explorer.session.uploads import CAMERA, UPLOAD, empty, shows_a_file, upload_key
from explorer.session.used import Choice, used_choices
from explorer.settings import setting_problems
from explorer.shared.weights import weights_state
from explorer.views.own_photo import remove_own_photo, take_or_remove
from explorer.views.presence import photos_note
from explorer.widgets.fold import fold
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
HEIGHT, WIDTH, SQUARE = "height", "width", "square"
"""Keys of widgets whose values are not in links."""

SIDEBAR_WIDTH = 300
"""px: a third of a projector would be too much."""

TITLES: Mapping[Choice, str] = {"photo": "Photo", "network": "Network", "size": "Input size"}
"""Of the lines that hold a choice."""

THUMBNAIL_WIDTH = 140
"""px on the page."""


WITHOUT_CHOICES = frozenset({HOME, "teach", "collect", "train", "runs", "take_home"})
"""Pages that have the photo on them or use none of the choices, and need all the width."""


def show_frame() -> None:
    """What surrounds every page: the name, and the visitor's choices in the sidebar."""
    st.html(ASSETS / "frame.css")
    miss_own_photo()
    miss_own_set()
    show_link_problems()
    if page_here() in WITHOUT_CHOICES:
        return
    used = used_choices(page_here())
    with st.sidebar:
        show_choice("photo", photo_label(), pick_photo, is_used="photo" in used)
        show_choice("network", network_label(), pick_network, is_used="network" in used)
        show_network_problems()
        show_choice("size", size_label(), pick_size, is_used="size" in used)
        show_problem(chosen_size().problem)
        show_weights_line()


def show_choice(choice: Choice, label: str, pick_it: Callable[[], None], *, is_used: bool) -> None:
    """One of the choices; what the page does not use is folded, and drawn when it is opened.

    Args:
        choice: Which.
        label: What is chosen now, for the folded one.
        pick_it: Draws it.
        is_used: Whether the page uses it.
    """
    if is_used:
        pick_it()
        return
    folded = fold(TITLES[choice], escaped(label), f"{choice}_of_{page_here()}")
    if folded.open:
        with folded:
            pick_it()


def photo_label() -> str:
    """The chosen photo, in a line."""
    return f"{TITLES['photo']}: {PHOTO.labels[PHOTO.chosen()]}"


def network_label() -> str:
    """The chosen network, in a line."""
    return f"{TITLES['network']}: {chosen_network().name}"


def size_label() -> str:
    """The chosen input size, in a line."""
    height, width = chosen_size().sides
    return f"{TITLES['size']}: {height} × {width} px"


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
    network = chosen_network()
    st.caption(f"{network.name}. Source: {network.source}.{letter_note(network)}")
    pick(CHANNELS, "Input channels", "list")
    with st.expander("Changes as text"):
        pick(
            BLOCKS,
            "Blocks and head",
            placeholder="none: as published",
            then=keep_for_undo,
            unless=is_late_echo,
            help="The Layers page writes this when you change blocks there.",
        )


def letter_note(network: Network) -> str:
    """What the letter in a network's name means; "" where it has none."""
    has_letter = network.source.startswith(VGG_PAPER) and "(" in network.name
    return has_letter * " In brackets: its column in that table."


def show_network_problems() -> None:
    """What is wrong with the network as text, also where it is folded; and note it for undo."""
    note_configuration()
    for problem in configuration_problems():
        show_problem(problem)


def pick_size() -> None:
    """Choose or type an input size."""
    pick(
        SIZE,
        "Input size: height x width, px",
        among=COMMON_SIZES,
        help="Choose one, or type your own: 180 for a square, 225x299 for height x width.",
    )
    _pick_sides()


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
    offer_own_photo("Your own photo: drop, paste or browse")
    pick(FIT, "Fit to input size")
    if note := photos_note():
        st.caption(note)
    st.caption(
        "Your photo stays in this server's memory while you are here, or until you remove it. "
        "It is never stored or sent on."
    )


def offer_own_photo(label: str) -> None:
    """Add a photo by upload, drag, paste or camera, or remove it; what is to be said about it.

    Args:
        label: Of the uploader.
    """
    for note in chosen_photo().notes:
        st.caption(escaped(note))
    offer_upload(label, UPLOAD, MAX_PHOTO_MB, on_change=take_or_remove)
    if st.toggle("Use the camera", key="camera_on", persist_state="session"):
        key = upload_key(CAMERA)
        st.camera_input("Take a photo", key=key, on_change=take_or_remove, args=(CAMERA,))
    _empty_what_is_gone()
    show_problem(photo_problem())
    if own_photo() is not None:
        st.button("Remove my photo", on_click=remove_own_photo, icon=":material/delete:")


def _empty_what_is_gone() -> None:
    """Show no file that the server no longer has, such as after its restart."""
    stale = [
        source
        for source in (UPLOAD, CAMERA)
        if shows_a_file(upload_key(source)) and not is_shown_by(source)
    ]
    for source in stale:
        empty(source)
    if stale:
        run_again()


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
