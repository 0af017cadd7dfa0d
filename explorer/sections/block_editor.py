"""The editor in which the Layers page lets people change blocks and head of a network."""

from typing import Any

import streamlit as st

from explorer import units
from explorer.architecture.accepted import Accepted
from explorer.architecture.block_fields import BLOCK_FIELDS, BlockField
from explorer.architecture.head_fields import (
    HEAD_FIELDS,
    HEADS,
    NO_HEAD,
    HeadField,
    kind_of,
)
from explorer.architecture.limits import HEAD_LIMITS, MAX_BLOCKS
from explorer.architecture.network.block_results import block_results
from explorer.architecture.network.sheet import NEW_BLOCK, BlockSheet, block_cells, head_cells
from explorer.architecture.network.sheet_edits import HEAD_KEY, KIND, sentences_of
from explorer.architecture.networks import Head
from explorer.figures.network.notes import stride_note
from explorer.session.address import run_again
from explorer.session.choices import chosen_input_shape
from explorer.session.configuration import (
    NETWORK_EDITS,
    can_reset,
    can_undo,
    chosen_sheet,
    configuration_changes,
    take_edits,
)
from explorer.session.state import callback, visitor_state
from explorer.widgets.component import register
from explorer.widgets.text import escaped

EDITOR = "block_editor"
"""The component's key, and the name of its files."""

_editor = register(EDITOR)


def block_editor() -> None:
    """The whole editor: blocks, their order, the head, undo and reset; what was changed."""
    shown = _editor(key=EDITOR, data=editor_data(), on_edits_change=_take_edits)
    if take_edits(shown.get("edits")):  # of a browser whose server was started again
        run_again()
    changes = configuration_changes()
    st.markdown("**Changed:** " + escaped(" ".join(changes)) if changes else "As published.")


@callback
def _take_edits() -> None:
    take_edits(visitor_state[EDITOR].edits)


def show_refusals() -> None:
    """What the folded editor holds that is not accepted."""
    sheet = chosen_sheet()
    if sheet.has_refusals:
        sentences = " ".join(_all_sentences(sheet))
        st.warning(escaped(sentences), icon=":material/edit_off:")


def _all_sentences(sheet: BlockSheet) -> list[str]:
    told = sentences_of(sheet)
    places = {row.key: f"Block {number}" for number, row in enumerate(sheet.rows, 1)}
    places[HEAD_KEY] = "Head"
    return [f"{places[key]}: {each}" for key in told for each in told[key].values()]


# --- what the browser gets -----------------------------------------------------------------------


def editor_data() -> dict[str, Any]:
    """The sheet, and all that the browser needs to let people edit it without waiting."""
    sheet = chosen_sheet()
    return {
        "fields": [_field_data(field) for field in BLOCK_FIELDS],
        "head_fields": [_kind_data(kind_of(sheet.head)), *map(_head_field_data, HEAD_FIELDS)],
        "new_block": block_cells(NEW_BLOCK),
        "heads": {kind: head_cells(head) for kind, head in HEADS.items()},
        "most_blocks": MAX_BLOCKS,
        "rows": _rows_data(sheet),
        "head": _head_data(sheet),
        "taken": NETWORK_EDITS.taken(),
        "told": NETWORK_EDITS.told(),
        "can_undo": can_undo(),
        "can_reset": can_reset(),
    }


def _rows_data(sheet: BlockSheet) -> list[dict[str, Any]]:
    sentences = sentences_of(sheet)
    results = block_results(sheet.blocks, chosen_input_shape())
    words = [
        {"result": f"→ {units.size(each.after)}", "note": stride_note(each)} for each in results
    ]
    unknown = {"result": "", "note": ""}
    words += [unknown | {"result": "does not fit"}, *[unknown] * len(sheet.rows)]
    return [
        {"key": row.key, "cells": row.cells, "refused": sentences[row.key]} | told
        for row, told in zip(sheet.rows, words, strict=False)
    ]


def _head_data(sheet: BlockSheet) -> dict[str, Any]:
    cells = sheet.head_cells if sheet.head else head_cells(Head())
    kind = {KIND: kind_of(sheet.head)}
    return {"cells": cells | kind, "refused": sentences_of(sheet)[HEAD_KEY]}


def _field_data(field: BlockField) -> dict[str, Any]:
    return {
        "name": field.name,
        "title": field.short or field.column,
        "called": field.column.lower(),
        "hint": field.hint,
        "of_pooling": field.of_pooling,
    } | _cell_data(field.accepted, typed_freely=bool(field.hint))


def _head_field_data(field: HeadField) -> dict[str, Any]:
    return {
        "name": field.name,
        "title": field.title,
        "called": field.title[0].lower() + field.title[1:],
        "hint": field.hint,
    } | _cell_data(HEAD_LIMITS[field.name], typed_freely=bool(field.hint))


def _kind_data(kind: str) -> dict[str, Any]:
    """The list of heads; a head of one's own is in it while it is there."""
    words = {"name": KIND, "title": "Head", "called": "kind", "hint": ""}
    return words | {"kind": "choice", "options": list(dict.fromkeys([NO_HEAD, *HEADS, kind]))}


def _cell_data(accepted: Accepted, *, typed_freely: bool) -> dict[str, Any]:
    """What kind of cell holds such values."""
    if typed_freely:
        return {"kind": "text", "options": []}
    if True in accepted.words:
        return {"kind": "switch", "options": []}
    if accepted.words:
        return {"kind": "choice", "options": list(accepted.words)}
    return {"kind": "number", "options": []}
