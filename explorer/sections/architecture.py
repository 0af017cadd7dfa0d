"""The drawing of the network, its totals, its layer table, and where the numbers come from."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from explorer import units
from explorer.architecture.summary import LayerSummary, last_grid, totals
from explorer.figures.network.derivations import derivations, weight_layer_note
from explorer.figures.network.drawing import network_drawing
from explorer.figures.network.layer_table import USUAL_COLUMNS, Cells, block_table, layer_table
from explorer.figures.network.window_grid import WINDOW_LEGEND, window_grid
from explorer.session.parameters import LAYER
from explorer.session.state import callback, visitor_state
from explorer.widgets.charts import show_chart
from explorer.widgets.layers import STRIP, choose_point
from explorer.widgets.text import as_table, show_numbers
from explorer.words import several

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


def show_drawing(rows: tuple[LayerSummary, ...], selected: LayerSummary, file_name: str) -> None:
    """The network to scale; a click on a box chooses its layer. How it is drawn stands below it.

    Args:
        rows: The layers.
        selected: The chosen one.
        file_name: Of the downloaded drawing, without its ending.
    """
    drawing = st.container()
    with st.container(horizontal=True):
        logarithmic = st.toggle("Logarithmic", key="log_scale")
        folded = st.toggle("One box per block", key="folded")
        as_png = st.toggle("Download as PNG, not SVG", key="as_png")
    st.caption(drawing_caption(logarithmic=logarithmic))
    with drawing:
        show_chart(
            network_drawing(rows, selected.name, logarithmic=logarithmic, folded=folded),
            key="drawing",
            file_name=f"{file_name}{'.png' if as_png else ''}",
            on_select=partial(choose_point, "drawing"),
            alt="The network as a row of boxes whose sizes show the shapes of its outputs.",
        )


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


def show_totals(rows: tuple[LayerSummary, ...]) -> None:
    """What the whole network takes."""
    total = totals(rows)
    show_numbers(
        {
            "Parameters": units.short(total.num_parameters),
            "Work for one picture": units.macs(total.num_macs),
            "Activation memory": units.memory(total.activation_bytes),
            "Last grid": units.size(last_grid(rows).output_shape),
        }
    )
    all_train = total.num_trainable == total.num_parameters
    st.caption(
        f"{several(total.num_parameters, 'parameter')}, "
        f"{'all' if all_train else units.count(total.num_trainable)} trainable; "
        f"{several(total.num_macs, 'multiply-accumulate')}; "
        f"{several(total.num_activations, 'value')} of 4 bytes, including the picture's own."
    )


def show_derivations(
    rows: tuple[LayerSummary, ...], selected: LayerSummary, network_name: str
) -> None:
    """The formulas of a layer with its numbers, and the last window on its input."""
    left, right = st.columns([3, 2])
    for derivation in derivations(selected):
        left.markdown(f"**{derivation.title}**")
        left.latex(derivation.formula)
        left.caption(derivation.remark)
    left.markdown(weight_layer_note(rows, selected, network_name))
    if selected.rows and selected.columns:
        right.markdown("**The bottom right corner of the input, and the last window on it**")
        with right:
            show_chart(
                window_grid(selected.rows, selected.columns, selected.family),
                key="window_grid",
                file_name=f"window of {selected.name}",
                alt=f"The bottom right corner of the input of {selected.name}.",
            )
        right.caption(WINDOW_LEGEND)
