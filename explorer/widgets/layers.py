"""Choosing a layer: the network strip, a list, a table, a chart."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer.architecture.summary import LayerSummary
from explorer.figures.network.layer_table import USUAL_COLUMNS, Cells, block_table, layer_table
from explorer.figures.network.strip import network_strip
from explorer.session.choices import choose_layer, nearest_layer
from explorer.session.keys import Key
from explorer.session.link_problems import correct_link
from explorer.widgets.component import register

_strip = register("network_strip")

LAYER_ROWS = "layer_rows"
"""The layer table's key."""

LAYER_COLUMNS = {
    "Parameters": st.column_config.NumberColumn(format="localized"),
    "Trainable": st.column_config.NumberColumn(format="localized"),
    "MACs": st.column_config.NumberColumn(format="localized"),
    "Memory, MiB": st.column_config.NumberColumn(format="%.3f"),
}


def pick_layer(
    rows: tuple[LayerSummary, ...],
    network_name: str,
    *,
    strip_in: DeltaGenerator,
    begins_with_first: bool = True,
) -> LayerSummary:
    """The network strip and a list, both in network order, for the same choice.

    Args:
        rows: The layers.
        network_name: What they are the layers of.
        strip_in: Where the strip stands.
        begins_with_first: Whether no link needs to name the first layer: it is the usual one.
    """
    names = [row.name for row in rows]
    stand_in = nearest_layer(names)
    if stand_in is not None:
        correct_link(Key.LAYER, stand_in)
        choose_layer(stand_in)
    usual = 0 if begins_with_first else None
    chosen = st.selectbox("Layer", names, usual, key=Key.LAYER, bind="query-params") or names[0]
    with strip_in:
        show_strip(rows, network_name, chosen)
    return rows[names.index(chosen)]


def show_strip(rows: tuple[LayerSummary, ...], network_name: str, chosen: str) -> None:
    """The network strip, for the layer that is chosen for every page."""
    strip = network_strip(rows)
    data = asdict(strip) | {"label": f"Layers of {network_name}", "selected": chosen}
    _strip(key=Key.STRIP, data=data, on_selected_change=_choose_from_strip)


def _choose_from_strip() -> None:
    name = st.session_state[Key.STRIP].selected
    if name:
        choose_layer(name)


def show_layer_table(rows: Sequence[LayerSummary], selected: LayerSummary) -> None:
    """The layer table; the selected layer's row is marked, and another one can be selected."""
    place = rows.index(selected)
    st.session_state[LAYER_ROWS] = {"selection": {"rows": [place]}}
    with st.container(key="layer_table"):
        st.dataframe(
            pick_columns(layer_table(rows)),
            key=LAYER_ROWS,
            hide_index=True,
            height="content",
            column_config=LAYER_COLUMNS,
            on_select=partial(_choose_row, rows, place),
            selection_mode="single-row-required",
            placeholder="all",
        )


def show_block_rows(rows: Sequence[LayerSummary]) -> None:
    """The table with one row per block."""
    with st.container(key="layer_table"):
        st.dataframe(
            pick_columns(block_table(rows)),
            key="block_rows",
            hide_index=True,
            height="content",
            column_config=LAYER_COLUMNS,
            placeholder="all",
        )


def _choose_row(rows: Sequence[LayerSummary], marked: int) -> None:
    """Choose the layer of the row that was selected, and show where its numbers come from.

    The browser also repeats the row that it was told to mark, and, where somebody runs through the
    strip with the arrow keys, the one before that.
    """
    (place,) = st.session_state[LAYER_ROWS].selection.rows
    if place != marked and not st.session_state[Key.STRIP].selected:
        choose_layer(rows[place].name)
        st.session_state[Key.DERIVATIONS] = True


def choose_point(chart_key: str) -> None:
    """Choose the layer whose point was clicked in a chart; points carry their layer's name."""
    points = st.session_state[chart_key].selection.points
    if points:
        choose_layer(points[0]["customdata"])


def pick_columns(columns: Mapping[str, Cells]) -> dict[str, Cells]:
    """The columns that somebody wants to see; the first one always stands."""
    first, *others = columns
    wanted = st.pills(
        "Columns", others, selection_mode="multi", default=USUAL_COLUMNS, key="layer_columns"
    )
    return {title: cells for title, cells in columns.items() if title in {first, *wanted}}


def drawing_caption(*, logarithmic: bool) -> str:
    """How to read the drawing of a network."""
    scale = (
        "All lengths are logarithmic: a length doubled adds the same step everywhere."
        if logarithmic
        else "Each is to scale, so that a box twice as thick has twice the channels."
    )
    return (
        "Height of a box: rows of the layer's output. Depth: its columns. Thickness: its channels. "
        f"{scale} Dense layers stand upright, and their heights compare with each other. The "
        "numbers are those of each block's first layer, and of the head's first and last. Dotted "
        "edges: the receptive field reaches beyond the picture. Click a box to follow its layer."
    )
