"""The layer table, and how to read the drawing."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from explorer.architecture.summary import LayerSummary
from explorer.figures.network.layer_table import USUAL_COLUMNS, Cells, block_table, layer_table
from explorer.session.parameters import LAYER
from explorer.session.state import callback, visitor_state
from explorer.widgets.layers import STRIP
from explorer.widgets.text import as_table

DERIVATIONS = "derivations"
"""The key of the expander that shows where the numbers come from."""

LAYER_ROWS = "layer_rows"
"""The layer table's key."""

LAYER_COLUMNS = {
    "Parameters": st.column_config.NumberColumn(format="localized"),
    "Trainable": st.column_config.NumberColumn(format="localized"),
    "MACs": st.column_config.NumberColumn(format="localized"),
    "Memory, MiB": st.column_config.NumberColumn(format="%.3f"),
}


def show_layer_table(rows: tuple[LayerSummary, ...], selected: LayerSummary) -> None:
    """The layer table; the selected layer's row is marked, and another one can be selected."""
    place = rows.index(selected)
    visitor_state[LAYER_ROWS] = {"selection": {"rows": [place]}}
    _show_columns(
        layer_table(rows),
        key=LAYER_ROWS,
        on_select=partial(_choose_row, rows, place),
        selection_mode="single-row-required",
    )


def show_block_rows(rows: tuple[LayerSummary, ...]) -> None:
    """The table with one row per block."""
    _show_columns(block_table(rows), key="block_rows")


def _show_columns(columns: Mapping[str, Cells], **options: Any) -> None:
    with st.container(key="layer_table"):
        st.dataframe(
            as_table(pick_columns(columns)),
            hide_index=True,
            height="content",
            column_config=LAYER_COLUMNS,
            placeholder="all",
            **options,
        )


@callback
def _choose_row(rows: tuple[LayerSummary, ...], marked: int) -> None:
    """Choose the layer of the row that was selected, and show where its numbers come from.

    The browser also repeats the row that it has to mark, and the one before that where somebody
    runs through the strip with the arrow keys.
    """
    (place,) = visitor_state[LAYER_ROWS].selection.rows
    if place != marked and not visitor_state[STRIP].selected:
        LAYER.choose(rows[place].name)
        visitor_state[DERIVATIONS] = True


def pick_columns(columns: Mapping[str, Cells]) -> dict[str, Cells]:
    """The columns that somebody wants to see; the first one is always shown."""
    first, *others = columns
    wanted = st.pills(
        "Columns", others, selection_mode="multi", default=USUAL_COLUMNS, key="layer_columns"
    )
    return {title: cells for title, cells in columns.items() if title in {first, *wanted}}


def drawing_caption(*, logarithmic: bool) -> str:
    """How to read the drawing of a network."""
    scale = (
        "All lengths are logarithmic: doubling a number adds the same length everywhere."
        if logarithmic
        else "Each is to scale, so a box twice as thick has twice the channels."
    )
    return (
        "Height of a box: rows of the layer's output. Depth: its columns. Thickness: its channels. "
        f"{scale} Dense layers stand upright; compare their heights with each other only. Numbers "
        "belong to the first layer of each block, and to the first and last of the head. Dotted "
        "edges: the receptive field is larger than the picture. Click a box to follow its layer."
    )
