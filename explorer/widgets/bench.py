"""The bench: a small layer whose window moves, whose sums are written out, and which is edited."""

from typing import Any

from explorer.convolution.bench_edits import BenchPlace
from explorer.figures.convolution.bench_data import BenchData
from explorer.session.address import run_again
from explorer.session.bench_cells import BENCH_EDITS, take_bench_edits, take_bench_place
from explorer.session.state import callback, visitor_state
from explorer.widgets.component import data_of, register

BENCH = "bench"
"""The component's key, and the name of its files."""

_PARTS = ("numbers", "grids", "sums", "pointing", "moving", "editing", "layout")

_bench = register(BENCH, *_PARTS)


def show_bench(data: BenchData, place: BenchPlace) -> None:
    """Show a layer, and let people move its window, write other numbers and pin an output.

    Args:
        data: The layer, worked out.
        place: The output that is looked at, and the one that it is compared with.
    """
    answered = _bench(
        key=BENCH,
        data=bench_data(data, place),
        on_edits_change=_take_edits,
        on_place_change=_take_place,
    )
    if take_bench_edits(answered.get("edits")):  # of a browser whose server was started again
        run_again()


def bench_data(data: BenchData, place: BenchPlace) -> dict[str, Any]:
    """What the browser gets: the layer, where it is looked at, and which edits were done."""
    edits = {"taken": BENCH_EDITS.taken(), "told": BENCH_EDITS.told()}
    return data_of(data) | data_of(place) | edits


@callback
def _take_edits() -> None:
    take_bench_edits(visitor_state[BENCH].edits)


@callback
def _take_place() -> None:
    take_bench_place(visitor_state[BENCH].place)
