"""Inputs and notices that several pages share."""

import re
from dataclasses import asdict
from pathlib import Path
from typing import get_args

import streamlit as st

from explorer import session, units
from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import LayerSummary
from explorer.figures.contact_sheet import ColourRange
from explorer.figures.strip import network_strip
from explorer.images.samples import SAMPLES
from explorer.session import Key

ASSETS = Path(__file__).parents[1] / "assets"
COMMON_SIZES = ["224x224", "32x32", "64x64", "128x128", "160x160", "180x180", "225x299", "256x256", "384x512", "512x512"]
ICON = str(ASSETS / "icon.svg")
LOGO = str(ASSETS / "logo.svg")
POLL_SECONDS = 0.5

_strip = st.components.v2.component(
    "network_strip",
    html=(ASSETS / "network_strip.html").read_text("utf-8"),
    css=(ASSETS / "network_strip.css").read_text("utf-8"),
    js=(ASSETS / "network_strip.js").read_text("utf-8"),
)


LAYER_COLUMNS = {
    "Parameters": st.column_config.NumberColumn(format="localized"),
    "Trainable": st.column_config.NumberColumn(format="localized"),
    "MACs": st.column_config.NumberColumn(format="localized"),
    "Memory, KiB": st.column_config.NumberColumn(format="localized"),
}


def frame() -> None:
    """What surrounds every page: the name, and the visitor's choices in the sidebar."""
    st.html(ASSETS / "frame.css")
    st.logo(LOGO, size="large")
    with st.sidebar:
        network_picker()
        size_picker()
        photo_picker()
        weights_line()


def network_picker() -> None:
    """Choose a network; its key is what a link carries."""
    st.selectbox("Network", list(PRESETS), key=Key.NETWORK, bind="query-params")
    network = session.chosen_network()
    st.caption(f"{network.name}. Source: {network.source}.")


def size_picker() -> None:
    """Choose or type an input size; say what is wrong with a text that is none."""
    st.selectbox(
        "Input size: height x width, px",
        COMMON_SIZES,
        key=Key.SIZE,
        bind="query-params",
        accept_new_options=True,
        help="Choose one, or type your own, such as 225x299.",
    )
    problem = session.chosen_size().problem
    if problem:
        st.error(escaped(problem))


def photo_picker() -> None:
    """Choose a sample, or bring an own photo by upload, drag, paste or camera."""
    st.selectbox("Photo", session.photo_choices(), key=Key.PHOTO, bind="query-params")
    st.image(session.photo_thumbnail(), alt=photo_alt(), width=140)
    for note in session.chosen_photo().notes:
        st.caption(escaped(note))
    st.file_uploader(
        "Your own photo: drop, paste or browse",
        type=["jpg", "jpeg", "png", "webp", "bmp", "gif", "avif"],
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
    st.caption("Your photo stays in this server's memory while you are here; it is never stored or sent on.")


def _take_in(key: Key) -> None:
    upload = st.session_state[key]
    if upload is not None:
        session.keep_own_photo(upload.getvalue())


def photo_alt() -> str:
    """What the chosen photo shows, in words."""
    choice = st.session_state.get(Key.PHOTO)
    return SAMPLES[choice].alt if choice in SAMPLES else "Your own photo"


def weights_line() -> None:
    """One line on the weights, without starting a download."""
    state = session.weights_state(start=False)
    if state.path is not None:
        st.caption(f":material/check: Weights: trained on ImageNet (`{state.path.name}`)")
    else:
        st.caption(":material/warning: Weights: not here yet; the Activations page fetches them.")


def weights_notice() -> None:
    """Say that the maps are untrained, why, and what to do; nothing where they are trained."""
    state = session.weights_state()
    if state.path is not None:
        return
    if state.fetching is not None:
        _fetching_notice()
        return
    with st.container(border=True, key="weights_notice"):
        st.warning(
            "**These maps are untrained.** The network below has VGG16's shape but random "
            f"weights, the same for everybody. {escaped(state.problem)}",
            icon=":material/warning:",
        )
        st.button("Try again", on_click=session.retry_fetch, icon=":material/refresh:")


@st.fragment(run_every=POLL_SECONDS)
def _fetching_notice() -> None:
    state = session.weights_state()
    if state.fetching is None:
        st.rerun()
        return
    with st.container(border=True, key="weights_notice"):
        st.warning(
            "**These maps are untrained until VGG16's weights are here.** They are on their way, "
            "once for everybody on this computer.",
            icon=":material/downloading:",
        )
        progress = state.fetching
        st.progress(
            progress.share,
            f"{units.megabytes(progress.done)} of {units.megabytes(progress.total)}"
            if progress.total
            else "Asking the server",
        )
        st.button("Stop", on_click=session.cancel_fetch, icon=":material/close:")


def layer_picker(rows: tuple[LayerSummary, ...], network_name: str) -> LayerSummary:
    """The network strip and a list, both in network order, for the same choice."""
    names = [row.name for row in rows]
    place_of_strip = st.container()
    nearest = session.nearest_layer(names)
    if nearest is not None:
        session.choose_layer(nearest)
    chosen = st.selectbox(
        "Layer",
        names,
        index=session.default_layer_index(names),
        key=Key.LAYER,
        bind="query-params",
    )
    with place_of_strip:
        _network_strip(rows, network_name, chosen)
    return rows[names.index(chosen)]


def _network_strip(rows: tuple[LayerSummary, ...], network_name: str, chosen: str) -> None:
    strip = network_strip(rows)
    data = asdict(strip) | {"label": f"Layers of {network_name}", "selected": chosen}
    _strip(key=Key.STRIP, data=data, on_selected_change=_choose_from_strip)


def _choose_from_strip() -> None:
    name = st.session_state[Key.STRIP].selected
    if name:
        session.choose_layer(name)


def colour_range_picker() -> ColourRange:
    """Choose whether maps share one colour range."""
    st.segmented_control(
        "Colours from the smallest to the largest value of",
        get_args(ColourRange),
        default="layer",
        required=True,
        format_func={"layer": "the whole layer", "channel": "each map"}.get,
        key=Key.COLOURS,
    )
    return session.chosen_colour_range()


def choose_row(table_key: str, names: list[str]) -> None:
    """Choose the layer of the row that was selected in a table."""
    selected = st.session_state[table_key].selection.rows
    if selected:
        session.choose_layer(names[selected[0]])


def prose(name: str, title: str) -> None:
    """An explanation from assets, folded away."""
    with st.expander(title):
        st.markdown((ASSETS / f"{name}.md").read_text("utf-8"))


def escaped(text: str) -> str:
    """Text that may hold anything, safe as markdown: no links, pictures or formatting."""
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~:$])", r"\\\1", text)
