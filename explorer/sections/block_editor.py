"""The table in which the Layers page lets people change blocks and head of a network."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TypeVar

import numpy as np
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from explorer.architecture.block_fields import BLOCK_FIELDS, BlockField
from explorer.architecture.limits import HEAD_LIMITS
from explorer.architecture.network.block_table import (
    COLUMNS,
    apply_edits,
    from_rows,
    to_rows,
    with_block_moved,
)
from explorer.architecture.networks import Block, Head, Network
from explorer.session import configuration
from explorer.session.state import callback, visitor_state
from explorer.widgets.text import escaped, show_problem
from explorer.words import several

_Number = TypeVar("_Number", int, float)

NO_HEAD, OWN = "none", "own"
HEADS: Mapping[str, Head] = {
    "the paper's: flatten, 4096, 4096": Head(),
    "average, 512": Head(units=(512,), reduction="average"),
    "average, dropout, 120, dropout": Head(units=(120,), reduction="average", dropout=(0.5, 0.5)),
}
"""Heads that people meet often, with any number of classes."""


def _column(field: BlockField) -> ColumnConfig:
    """What the table lets people do with a field's cells.

    It sets no limits: the browser would silently change a number. A sentence states them instead.
    """
    title, accepted = field.short or None, field.accepted
    if field.hint:
        return st.column_config.TextColumn(title, help=field.hint)
    if True in accepted.words:
        return st.column_config.CheckboxColumn(title)
    if accepted.words:
        return st.column_config.SelectboxColumn(title, options=accepted.words)
    return st.column_config.NumberColumn(title)


def block_editor() -> None:
    """The whole editor: blocks, their order, the head, what was changed, undo and reset."""
    network = configuration.chosen_network()
    _table()
    _order(network)
    _head(network)
    show_problem(configuration.told_edit_problem())
    changes = configuration.configuration_changes()
    st.markdown("**Changed:** " + escaped(" ".join(changes)) if changes else "As published.")


def _table() -> None:
    base = configuration.table_base()
    rows = to_rows(base.blocks)
    # Columns of objects: Streamlit puts None into the row that somebody adds, whatever the column.
    st.data_editor(
        {column: np.array([row[column] for row in rows], object) for column in COLUMNS},
        key=base.key,
        num_rows="dynamic",
        column_config={field.column: _column(field) for field in BLOCK_FIELDS},
        on_change=_take_edits,
        args=(base,),
    )
    st.caption(
        "One row per block; scroll right for pooling and more. Double-click a cell to edit it. "
        "The plus above the table adds a block; to remove one, tick it and press the bin. An empty "
        "cell means the default."
    )


@callback
def _take_edits(base: configuration.TableBase) -> None:
    edits = visitor_state[base.key]
    rows = apply_edits(
        to_rows(base.blocks),
        edited=edits["edited_rows"],
        added=edits["added_rows"],
        deleted=edits["deleted_rows"],
    )
    try:
        blocks = from_rows(rows)
    except ValueError as error:
        configuration.refuse_edit(str(error))
    else:
        configuration.change_blocks_in_table(blocks)


def _order(network: Network) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = _block_to_move(network)
        for label, icon, by in (("Up", "arrow_upward", -1), ("Down", "arrow_downward", 1)):
            st.button(
                label,
                icon=f":material/{icon}:",
                on_click=_move,
                args=(network, number, by),
                disabled=not 0 <= number + by < len(network.blocks),
            )
        st.button(
            "Undo",
            icon=":material/undo:",
            on_click=configuration.undo_change,
            disabled=not configuration.can_undo(),
        )
        st.button(
            "Reset",
            icon=":material/restart_alt:",
            on_click=configuration.reset_network,
            disabled=network == configuration.chosen_preset(),
        )


def _block_to_move(network: Network) -> int:
    """Choose a block by its number and contents; the number returned counts from 0."""
    numbers = range(1, len(network.blocks) + 1)
    if visitor_state.get("block_to_move") not in numbers:
        visitor_state["block_to_move"] = 1
    chosen = st.selectbox(
        "Block to move",
        numbers,
        key="block_to_move",
        format_func=lambda number: f"Block {number}: {_contents(network.blocks[number - 1])}",
        width=320,
    )
    return (chosen or 1) - 1


def _contents(block: Block) -> str:
    return f"{several(block.filters, 'filter')}, repeats {block.repeats}"


@callback
def _move(network: Network, number: int, by: int) -> None:
    configuration.change_network(with_block_moved(network.blocks, number, by), network.head)
    visitor_state["block_to_move"] = number + 1 + by


def _head(network: Network) -> None:
    """The head's inputs: they show the chosen network, and change it."""
    visitor_state.update(_head_inputs(network.head))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Head",
            [NO_HEAD, *HEADS, OWN],
            key="head_kind",
            on_change=partial(_take_kind, network),
        )
        if network.head is None:
            return
        classes = HEAD_LIMITS["classes"]
        st.number_input(
            "Classes",
            int(classes.least),
            int(classes.most),
            key="head_classes",
            on_change=partial(_take_head, network),
            width=160,
        )
    if visitor_state["head_kind"] == OWN:
        _own_head(network)


def _own_head(network: Network) -> None:
    changed = partial(_take_head, network)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            "From grid to values by",
            ["flatten", "average"],
            key="head_reduction",
            required=True,
            on_change=changed,
        )
        st.text_input(
            "Units of the hidden dense layers, such as 4096, 4096",
            key="head_units",
            on_change=changed,
        )
        st.text_input(
            "Dropout before each dense layer, such as 0.5, 0.5, 0",
            key="head_dropout",
            on_change=changed,
        )


def _head_inputs(head: Head | None) -> dict[str, str | int]:
    if head is None:
        return {"head_kind": NO_HEAD}
    known = {replace(each, classes=head.classes): kind for kind, each in HEADS.items()}
    kind = OWN if visitor_state.get("head_is_own") else known.get(head, OWN)
    return {
        "head_kind": kind,
        "head_classes": head.classes,
        "head_reduction": head.reduction,
        "head_units": ", ".join(map(str, head.units)),
        "head_dropout": ", ".join(f"{rate:g}" for rate in head.dropout),
    }


@callback
def _take_kind(network: Network) -> None:
    kind = visitor_state["head_kind"]
    visitor_state["head_is_own"] = kind == OWN
    before = network.head or Head()
    if kind == NO_HEAD:
        configuration.change_network(network.blocks, None)
    elif kind == OWN:
        configuration.change_network(network.blocks, before)
    else:
        configuration.change_network(network.blocks, replace(HEADS[kind], classes=before.classes))


@callback
def _take_head(network: Network) -> None:
    try:
        units = _numbers(visitor_state["head_units"], int, "4096, 4096")
        rates = _numbers(visitor_state["head_dropout"], float, "0.5, 0.5, 0")
        head = Head(
            classes=int(visitor_state["head_classes"]),
            units=units,
            reduction=visitor_state["head_reduction"],
            dropout=_one_per_layer(rates, len(units) + 1) if any(rates) else (),
        )
    except ValueError as error:
        configuration.refuse_edit(f"Head: {error}")
    else:
        configuration.change_network(network.blocks, head)


def _numbers(text: str, number: Callable[[str], _Number], sample: str) -> tuple[_Number, ...]:
    """The numbers in a text, with commas or spaces between them."""
    try:
        return tuple(map(number, text.replace(",", " ").split()))
    except ValueError as error:
        raise ValueError(
            f'"{text[:20]}" is not a list of numbers. Write some, such as {sample}, or nothing.'
        ) from error


def _one_per_layer(rates: tuple[float, ...], num_layers: int) -> tuple[float, ...]:
    """A rate for each dense layer: 0 where none was written, such as for a new layer."""
    return (*rates, *(0.0,) * num_layers)[:num_layers]
