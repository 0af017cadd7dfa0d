"""The bench: a small layer whose window moves, whose sums are written out, and which is edited."""

from functools import partial
from typing import Any

import streamlit as st

from explorer.convolution.bench_edits import cell_text, existing, read_cell, read_place
from explorer.figures.convolution.bench_data import BenchData
from explorer.session.address import run_again
from explorer.session.bench import BENCH_EDITS, take_bench_edits
from explorer.session.parameters import CELL, PINNED
from explorer.session.state import callback, visitor_state
from explorer.widgets.component import data_of, register

BENCH = "bench"
"""The component's key, and the name of its files."""

_PARTS = ("numbers", "grids", "sums", "pointing", "moving", "editing", "layout")

_bench = register(BENCH, *_PARTS)


def show_bench(shown: BenchData, key: str = BENCH) -> None:
    """Show a layer and let people move its window and edit its numbers.

    Numbers are taken by `take_bench_edits`; the output that is looked at and the one that it is
    compared with are the parameters CELL and PINNED.

    Args:
        shown: The layer, worked out.
        key: Of the bench, where a page has several.
    """
    answered = _bench(
        key=key,
        data=bench_data(shown),
        on_edits_change=partial(_take_edits, key),
        on_place_change=partial(_take_place, key),
    )
    if take_bench_edits(answered.get("edits")):  # of a browser whose server was started again
        run_again()


def bench_data(shown: BenchData) -> dict[str, Any]:
    """What the browser gets: the layer, where it is looked at, and which edits were done."""
    output = shown.output
    shape = (output.rows, output.columns, output.filters)
    places = {"cell": CELL.chosen(), "pinned": PINNED.chosen()}
    return (
        data_of(shown)
        | {name: existing(read_cell(text), shape) for name, text in places.items()}
        | {"taken": BENCH_EDITS.taken(), "told": BENCH_EDITS.told()}
    )


@callback
def _take_edits(key: str) -> None:
    take_bench_edits(visitor_state[key].edits)


@callback
def _take_place(key: str) -> None:
    place = read_place(visitor_state[key].place)
    if place is not None:
        CELL.choose(cell_text(place.cell))
        PINNED.choose(cell_text(place.pinned))
