"""Inputs and notices that several pages share."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Literal, get_args

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer import session, units
from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import LayerSummary
from explorer.figures import theme
from explorer.figures.contact_sheet import ColourRange
from explorer.figures.layer_table import USUAL_COLUMNS, Cells, block_table, layer_table
from explorer.figures.probabilities import probability_bars
from explorer.figures.strip import network_strip
from explorer.images.samples import SAMPLES
from explorer.runtime.weights import NO_TOP, WITH_TOP, WeightsFile
from explorer.session import Key, SheetView

ASSETS = Path(__file__).parents[1] / "assets"
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
POLL_SECONDS = 0.5
THUMBNAIL_WIDTH, SMALL_PICTURE_WIDTH = 140, 110
"""px on the page."""

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
    network = session.chosen_network()
    st.caption(f"{network.name}. Source: {network.source}.")
    with st.expander("Changes to it, as text"):
        st.text_input(
            "Blocks and head",
            key=Key.BLOCKS,
            bind="query-params",
            placeholder="none: as published",
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
    problem = session.chosen_size().problem
    if problem:
        st.error(escaped(problem), icon=":material/error:")
    st.selectbox(
        "Channels of the input",
        [session.AS_PUBLISHED, *session.NUM_CHANNELS],
        key=Key.CHANNELS,
        bind="query-params",
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
    _picture(session.photo_thumbnail(), photo_alt(), THUMBNAIL_WIDTH)
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


def weights_notice() -> None:
    """Say that the maps are untrained, why, and what to do; nothing where they are trained."""
    state = session.weights_state()
    if state.path is not None:
        return
    with st.container(border=True, key="weights_notice"):
        if state.fetching is not None:
            st.warning(
                "**These maps are untrained until VGG16's weights are here.** They are on their "
                "way, once for everybody on this computer.",
                icon=":material/downloading:",
            )
            fetch_progress(NO_TOP)
        else:
            st.warning(
                "**These maps are untrained.** The network below has VGG16's shape but random "
                f"weights, the same for everybody. {escaped(state.problem)}",
                icon=":material/warning:",
            )
            st.button("Try again", on_click=session.retry_fetch, icon=":material/refresh:")


@st.fragment(run_every=POLL_SECONDS)
def fetch_progress(wanted: WeightsFile) -> None:
    """How far a download is, and a button that stops it; the page runs again when it ends."""
    progress = session.weights_state(wanted, start=False).fetching
    if progress is None:
        st.rerun()
    elif progress.total:
        received = f"{units.megabytes(progress.done)} of {units.megabytes(progress.total)}"
        st.progress(progress.share, received)
    else:
        st.progress(0.0, "Asking the server …")
    st.button(
        "Stop",
        key=f"stop_{wanted.name}",
        on_click=session.cancel_fetch,
        args=(wanted,),
        icon=":material/close:",
    )


def class_probabilities() -> None:
    """The five most probable classes, or how to get the layers that tell them."""
    wanted = session.dense_layers_wanted()
    state = session.weights_state(WITH_TOP, start=wanted)
    if state.fetching is not None:
        st.markdown("The dense layers are on their way.")
        fetch_progress(WITH_TOP)
    elif wanted and state.path is not None:
        _top_classes()
    else:
        st.markdown(
            "The maps above come from VGG16's convolutions. Its three **dense layers** turn the "
            "last of them into probabilities for 1,000 classes. They hold nine tenths of the "
            f"weights ({units.megabytes(WITH_TOP.num_bytes)}), so they come only when asked for."
        )
        if state.problem:
            st.error(escaped(state.problem), icon=":material/error:")
        st.button(
            "Load the dense layers" if state.path else "Fetch the dense layers",
            on_click=session.want_dense_layers,
            icon=":material/download:",
        )


def _top_classes() -> None:
    with waiting_for_model():
        classes = session.top_classes()
    st.plotly_chart(
        probability_bars([each.name for each in classes], [each.probability for each in classes]),
        key="class_probabilities",
        config=theme.config("class probabilities"),
        alt=f"The most probable class is {classes[0].name}.",
    )
    st.caption(
        "VGG16 was trained for pictures of 224 × 224 px, so it judges the photo at that size, "
        + ("cropped around its centre." if session.chosen_fit() == "crop" else "squeezed.")
    )


def layer_picker(
    rows: tuple[LayerSummary, ...], network_name: str, *, strip_in: DeltaGenerator
) -> LayerSummary:
    """The network strip and a list, both in network order, for the same choice."""
    names = [row.name for row in rows]
    layer = session.nearest_layer(names) or st.session_state.get(Key.LAYER)
    if layer is not None:
        session.choose_layer(layer)  # on each page anew: one that came with a link is lost else
    chosen = st.selectbox(
        "Layer",
        names,
        key=Key.LAYER,
        bind="query-params",
    )
    with strip_in:
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


@st.fragment(run_every=POLL_SECONDS)
def trial_progress() -> None:
    """How far the visitor's network is built; the page runs again when it is done."""
    state = session.trial_state()
    if state is None or not state.snapshot.running:
        st.rerun()
        return
    snapshot = state.snapshot
    told = f"{snapshot.done} of {snapshot.total} layers" if snapshot.total else "Starting Keras …"
    st.progress(snapshot.share, told)
    st.button("Stop", on_click=session.cancel_trial, icon=":material/close:")


def network_opener() -> None:
    """Open a network that was saved as JSON."""
    st.file_uploader(
        "Open a network that was saved as JSON",
        type="json",
        key=Key.NETWORK_FILE,
        on_change=_open_network,
    )
    edit_problem()


def _open_network() -> None:
    upload = st.session_state[Key.NETWORK_FILE]
    if upload is not None:
        session.open_network(upload.getvalue())


def edit_problem() -> None:
    """Why the last edit or file changed nothing; nothing where it did."""
    problem = session.edit_problem()
    if problem:
        st.error(escaped(problem), icon=":material/error:")


def summary_or_stop(
    summary: Callable[[], tuple[LayerSummary, ...]],
) -> tuple[LayerSummary, ...]:
    """A network's rows; where it does not fit its input, a sentence, and the page ends there."""
    try:
        return summary()
    except ValueError as error:
        st.error(escaped(str(error)), icon=":material/error:")
        st.stop()


def facts(sentences: Iterable[str]) -> None:
    """Sentences as a list."""
    st.markdown("\n".join(f"- {escaped(sentence)}" for sentence in sentences))


def table(
    columns: Mapping[str, Sequence[object]], key: str, height: int | Literal["content"] = "content"
) -> None:
    """Numbers in columns, as high as its rows need, or so many px."""
    st.dataframe(
        columns,
        key=key,
        hide_index=True,
        height=height,
        placeholder="none",
        column_config={
            name: st.column_config.NumberColumn(
                format="%.1f" if name.endswith("%") else "localized"
            )
            for name, cells in columns.items()
            if any(isinstance(cell, int | float) for cell in cells)
        },
    )


def colour_range_picker() -> ColourRange:
    """Choose whether maps share one colour range."""
    st.segmented_control(
        "Colours from the smallest to the largest value of",
        get_args(ColourRange)[::-1],
        default="channel",
        required=True,
        format_func=lambda choice: {"layer": "the whole layer", "channel": "each map"}[choice],
        key=Key.COLOURS,
        persist_state="session",
    )
    return session.chosen_colour_range()


def sheet_caption(layer_name: str, view: SheetView, colour_range: ColourRange) -> str:
    """How to read a contact sheet."""
    colours = (
        "One colour means the same value in all maps."
        if colour_range == "layer"
        else "Each map is coloured from its own smallest to its own largest value."
    )
    return (
        f"All feature maps of {layer_name}, channel 0 top left, {view.columns} in a row; "
        f"{_drawn_size(view.zoom)}. {colours}"
    )


def _drawn_size(zoom: float) -> str:
    if zoom < 1:
        return f"of each row and column, one value in {1 / zoom:.0f} is drawn"
    return "each value is one dot" if zoom == 1 else f"each value is {zoom:.0f} × {zoom:.0f} dots"


@contextmanager
def waiting_for_model() -> Iterator[None]:
    """Say what takes so long, the first time."""
    first = not session.model_is_loaded()
    with st.spinner(
        "Starting TensorFlow and VGG16, once for everybody …" if first else "Looking …"
    ):
        yield


def numbers(facts: Mapping[str, str], *, picture: bytes | None = None, alt: str = "") -> None:
    """Numbers with their names beside each other, as many as fit in a line.

    Args:
        facts: Name to number, with its unit.
        picture: A PNG that stands before them.
        alt: What the picture shows.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if picture is not None:
            _picture(picture, alt, SMALL_PICTURE_WIDTH)
        for name, value in facts.items():
            st.metric(name, value, width="content")


def _picture(png: bytes, alt: str, width: int) -> None:
    """A PNG at a width in px of the page.

    The width is the container's: `st.image` would shrink the file to it, which blurs the picture on
    sharp screens and takes time in every run.
    """
    with st.container(width=width):
        st.image(png, alt=alt, output_format="PNG", width="stretch")


def layers_in_table(rows: Sequence[LayerSummary], selected: LayerSummary) -> None:
    """The layer table; the selected layer's row is marked, and another one can be selected."""
    key = f"layers_with_{selected.name}_marked"  # a new mark needs a new table
    with st.container(key="layer_table"):
        st.dataframe(
            chosen_columns(layer_table(rows)),
            key=key,
            hide_index=True,
            height="content",
            column_config=LAYER_COLUMNS,
            on_select=partial(_choose_row, key, rows),
            selection_mode="single-row",
            selection_default={"selection": {"rows": [rows.index(selected)]}},
            placeholder="all",
        )


def blocks_in_table(rows: Sequence[LayerSummary]) -> None:
    """The table with one row per block."""
    with st.container(key="layer_table"):
        st.dataframe(
            chosen_columns(block_table(rows)),
            key="block_rows",
            hide_index=True,
            height="content",
            column_config=LAYER_COLUMNS,
            placeholder="all",
        )


def _choose_row(table_key: str, rows: Sequence[LayerSummary]) -> None:
    """Choose the layer of the row that was selected, and show where its numbers come from."""
    selected = st.session_state[table_key].selection.rows
    if selected:
        session.choose_layer(rows[selected[0]].name)
        st.session_state[Key.DERIVATIONS] = True


def choose_point(chart_key: str) -> None:
    """Choose the layer whose point was clicked in a chart; points carry their layer's name."""
    points = st.session_state[chart_key].selection.points
    if points:
        session.choose_layer(points[0]["customdata"])


def drawing_caption(channels_per_pixel: float, *, logarithmic: bool) -> str:
    """How to read the drawing of a network."""
    scale = (
        "All lengths are logarithmic: a length doubled adds the same step everywhere."
        if logarithmic
        else f"Thickness: channels, {channels_per_pixel:.1f} of them as thick as one row is high."
    )
    return (
        f"Height and depth of a box: rows and columns of the layer's output, in one scale. {scale} "
        "Dense layers stand upright, as tall as that many channels are thick. The numbers are "
        "those of each block's first layer. Dotted edges: the receptive field reaches beyond the "
        "picture. Click a box to follow its layer."
    )


def chosen_columns(columns: Mapping[str, Cells]) -> dict[str, Cells]:
    """The columns that somebody wants to see; the first one always stands."""
    first, *others = columns
    wanted = st.pills(
        "Columns", others, selection_mode="multi", default=USUAL_COLUMNS, key="layer_columns"
    )
    return {title: cells for title, cells in columns.items() if title in {first, *wanted}}


def prose(name: str, title: str) -> None:
    """An explanation from assets, folded away."""
    with st.expander(title):
        st.markdown((ASSETS / f"{name}.md").read_text("utf-8"))


def escaped(text: str) -> str:
    """Text that may hold anything, safe as markdown: no links, pictures or formatting.

    Markdown makes links of bare addresses too, after it has taken backslashes away: an invisible
    word joiner (U+2060) keeps the parts of an address apart.
    """
    harmless = re.sub(r"([\\`*_{}\[\]()#+!|<>~$])", r"\\\1", text.replace("&", "&amp;"))
    return re.sub(r"([.:@])(?=[^\s\d])", "\\1\u2060", harmless)
