"""What excites a channel: a picture that grows, and where the chosen photo excites it."""

from base64 import b64encode
from typing import TYPE_CHECKING

import streamlit as st

from explorer.architecture.summary import LayerSummary
from explorer.background import Cancelled
from explorer.figures import map_pictures
from explorer.figures.colour_maps import palette
from explorer.figures.maps.excitation import (
    activation_chart,
    nothing_excites,
    patch_note,
    picture_growth_note,
)
from explorer.images.encoding import png_rgb
from explorer.observed import ObservedNetwork
from explorer.session.address import run_again
from explorer.session.parameters import GROWN_SIDE, PICTURE_SEED
from explorer.shared.questions.excitation import PhotoExcitation
from explorer.shared.questions.long_work import GrowPicture
from explorer.views.excitation import (
    Shown,
    excitation_name,
    excitation_start,
    shown_excitation,
    start_excitation,
)
from explorer.views.work import stop_work
from explorer.widgets.charts import show_chart
from explorer.widgets.fold import fold
from explorer.widgets.model import place_in_line, show_stop_button
from explorer.widgets.pick import pick
from explorer.widgets.pictures import show_sharp_picture
from explorer.widgets.text import show_problem
from explorer.words import several

if TYPE_CHECKING:
    from explorer.runtime.excitation import GrownPicture, Wish

_POLL_SECONDS = 0.5
SEED_WIDTH = 200
"""px on the page."""

GROWTH = "growth_choices"
"""The key of the expander that holds size and seed."""

PICTURE_WIDTH = 384
"""px on the page, whatever the picture's own side: nothing moves when it changes."""


def pick_growth() -> None:
    """Choose the side of the picture, and the seed of the noise to grow it from."""
    folded = fold(
        "How it is grown",
        f"Grown: {GROWN_SIDE.chosen()} px, seed {PICTURE_SEED.chosen()}",
        GROWTH,
    )
    if folded.open:
        with folded, st.container(horizontal=True, vertical_alignment="bottom"):
            pick(GROWN_SIDE, "Side of the picture, px")
            pick(PICTURE_SEED, f"Seed of the noise, 0 to {PICTURE_SEED.most:,}", width=SEED_WIDTH)
        folded.caption(
            "The same seed gives everybody the same picture. Another seed shows what is chance."
        )


def show_excitation(network: ObservedNetwork, wish: "Wish", photo_mean: float) -> None:
    """Grow a picture, watch it, stop it, take it home; at first, a small one as a first look."""
    if shown_excitation(network, wish).state.running:
        _growing(network, wish, photo_mean)
    else:
        _growth(network, wish, photo_mean)


@st.fragment(run_every=_POLL_SECONDS)
def _growing(network: ObservedNetwork, wish: "Wish", photo_mean: float) -> None:
    """The same while it grows; the page runs at its end."""
    if not shown_excitation(network, wish).state.running:
        run_again()
    _growth(network, wish, photo_mean)


def _growth(network: ObservedNetwork, wish: "Wish", photo_mean: float) -> None:
    shown = shown_excitation(network, wish)
    latest = shown.state.result or shown.state.progress.latest
    growth = latest or excitation_start(shown.wish)
    if shown.state.error is not None and not isinstance(shown.state.error, Cancelled):
        show_problem(shown.state.error)
    name = excitation_name(network, shown.wish, growth)
    png = png_rgb(growth.picture)
    with st.container(key="grown_picture", width=PICTURE_WIDTH):
        if latest is None or shown.state.running or latest.excites:
            st.image(_address(png), alt=_alt(shown.wish, growth), width="stretch")
        else:
            _no_picture(growth)
    with st.container(key="growth_note"):
        st.caption(picture_growth_note(growth.activations, growth.steps, photo_mean))
    st.progress(max(growth.done, 0) / growth.steps, _status(shown, latest))
    with st.container(horizontal=True):
        _button(network, wish, shown)
        st.download_button(
            "Picture as PNG",
            png,
            f"{name}.png",
            "image/png",
            disabled=latest is None or shown.state.running or not latest.excites,
            icon=":material/download:",
        )
    show_chart(
        activation_chart(growth.activations, growth.steps, photo_mean),
        key="excitation_chart",
        file_name=f"{name}-steps",
        alt="Mean activation of the channel after each step, and for the photo as a dotted line.",
    )


def _no_picture(growth: "GrownPicture") -> None:
    """Instead of a picture that the channel does not respond to: its texture would mean nothing."""
    with st.container(border=True, height=PICTURE_WIDTH, vertical_alignment="center"):
        st.markdown(
            f"**No picture.** {nothing_excites(growth.done, growth.steps)} What has grown has a "
            "texture all the same, but the channel does not respond to it, so it is not shown."
        )


def _address(png: bytes) -> str:
    """An address that holds the picture itself.

    A file would be gone when a slow browser asks for it: the next step has replaced it by then.
    """
    return f"data:image/png;base64,{b64encode(png).decode('ascii')}"


def _status(shown: Shown, growth: "GrownPicture | None") -> str:
    """How far the work is, in a line."""
    first_look = f"First look, {shown.wish.size} px: " if shown.is_first_look else ""
    if growth is None:
        ready = place_in_line(shown.state) or "Getting ready …"
        return first_look + ready if shown.state.running else "Not started"
    if shown.state.running:
        return f"{first_look}Step {growth.done} of {growth.steps}"
    if growth.done < growth.steps:
        return f"{first_look}Stopped at step {growth.done} of {growth.steps}"
    found = "" if growth.excites else ": nothing found"
    return f"{first_look}All {several(growth.steps, 'step')} done{found}"


def _button(network: ObservedNetwork, wish: "Wish", shown: Shown) -> None:
    """A button to start or stop; none when all steps are done."""
    latest = shown.state.result or shown.state.progress.latest
    if shown.state.running and not shown.is_first_look:
        show_stop_button(GrowPicture.kind, stop_work, GrowPicture.kind)
    elif shown.is_first_look or latest is None or latest.done < latest.steps:
        has_begun = latest is not None and not shown.is_first_look
        st.button(
            "Grow it from the start" if has_begun else "Grow the picture",
            key="start_excitation",
            on_click=start_excitation,
            args=(network, wish),
            icon=":material/play_arrow:",
            help=f"{wish.size} × {wish.size} px, {wish.steps} steps.",
        )


def _alt(wish: "Wish", growth: "GrownPicture") -> str:
    channel = f"{wish.layer_name}, channel {wish.channel}"
    if growth.done < 1:
        return f"The noise from which a picture for {channel} grows."
    responds = "" if growth.excites else " The channel does not respond to it yet."
    return (
        f"Picture grown to excite {channel}, after {growth.done} of {wish.steps} steps.{responds}"
    )


def show_photo_excitation(row: LayerSummary, channel: int, found: PhotoExcitation) -> None:
    """Where the photo excites the channel: its map, and what the strongest unit sees."""
    name = f"{row.name}, channel {channel}"
    if found.maximum == 0:
        st.markdown(f"The photo does not excite {name}: its map is 0 everywhere.")
        return
    with st.container(key="beside_excitation"):
        left, right = st.columns(2)
    with left:
        st.markdown("**Its map**")
        show_sharp_picture(found.map_png, f"Feature map of {name} for the photo.", "excitation_map")
    with right:
        st.markdown("**The photo**")
        show_sharp_picture(found.photo_png, "The photo, with a frame.", "excitation_photo")
    st.html(map_pictures.scale(palette("viridis"), 0, found.maximum, "Activation"))
    st.markdown("**What the strongest unit sees**")
    show_sharp_picture(found.patch_png, "The framed part of the photo.", "excitation_patch")
    st.caption(patch_note(row, found.position, found.maximum, found.mean))
