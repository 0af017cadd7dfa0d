"""Heads compared: choosing them, their numbers, a small grid, the photo's own, and the code."""

from collections.abc import Sequence

import streamlit as st

from explorer.arrays import Float32Array
from explorer.figures.transfer.head_bars import HEAD_NAMES, head_bars, head_bars_alt, pooled_values
from explorer.figures.transfer.head_notes import (
    batch_note,
    freezing_note,
    pooled_note,
    values_note,
)
from explorer.observed import Observed
from explorer.session.state import callback, visitor_state
from explorer.session.transfer_parameters import (
    HEAD_ALONE,
    HEAD_CLASSES,
    REDUCTION,
    SMALL_GRID,
    TAUGHT_DROPOUT,
    TAUGHT_LAYER,
    TAUGHT_UNITS,
    UNFROZEN_FROM,
)
from explorer.shared.questions.reduced_maps import ReduceMaps
from explorer.transfer.heads import KNOWN_HEADS, base_blocks
from explorer.transfer.small_grid import USUAL_NUMBERS, write_small_grid
from explorer.views.heads import (
    ComparedHeads,
    choose_known_head,
    chosen_known_head,
    small_grid,
)
from explorer.widgets.charts import show_chart
from explorer.widgets.model import look_or_stop
from explorer.widgets.pick import pick
from explorer.widgets.text import escaped, or_stop, show_wrapped_table

_KNOWN = "known_head"
_KNOWN_WIDTH, _TEXT_WIDTH, _NUMBER_WIDTH, _LIST_WIDTH = 330, 170, 110, 160
"""px on the page."""


def pick_head() -> None:
    """Choose a known head, or what decides a head one by one."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _pick_known()
        pick(UNFROZEN_FROM, "Train blocks too", "list", width=_LIST_WIDTH)
        pick(HEAD_CLASSES, "Classes", width=_NUMBER_WIDTH)


def pick_rest() -> None:
    """Choose what is chosen less often."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pick(
            TAUGHT_UNITS,
            "Hidden dense layers",
            width=_TEXT_WIDTH,
            placeholder="none",
            help="Units of each, such as 512, 256.",
        )
        pick(TAUGHT_DROPOUT, "Dropout before each")
        pick(TAUGHT_LAYER, "Features from", "list", width=_LIST_WIDTH)
        pick(HEAD_ALONE, "Bars without the convolutions")


def _pick_known() -> None:
    known = chosen_known_head()
    visitor_state[_KNOWN] = known
    st.selectbox(
        "Head",
        [*KNOWN_HEADS, *([] if known else [""])],
        format_func=lambda key: KNOWN_HEADS[key].label if key else "your own",
        key=_KNOWN,
        on_change=_choose_known,
        width=_KNOWN_WIDTH,
    )


@callback
def _choose_known() -> None:
    if key := visitor_state[_KNOWN]:
        choose_known_head(key)


def show_heads(heads: ComparedHeads) -> None:
    """The three heads as bars."""
    alone = HEAD_ALONE.chosen()
    show_chart(
        head_bars(heads.totals, heads.plan.reduction, alone=alone),
        key="head_bars",
        file_name=f"heads on {heads.plan.features}",
        alt=head_bars_alt(heads.totals, alone=alone),
    )


def show_counts(heads: ComparedHeads) -> None:
    """The same in numbers, and why."""
    flat, pooled = heads.totals["flatten"], heads.totals["average"]
    numbers = enumerate(base_blocks(heads.plan), 1)
    unfrozen = tuple(number for number, block in numbers if block.trainable)
    st.markdown(escaped(values_note(flat, pooled)))
    st.markdown(escaped(freezing_note(heads.chosen, unfrozen, heads.plan)))
    totals = heads.totals.values()
    show_wrapped_table(
        {
            "Head": [HEAD_NAMES[name] for name in heads.totals],
            "Values it gets": _counted([each.num_values for each in totals]),
            "First dense layer": _counted([each.first_dense for each in totals]),
            "All of the head": _counted([each.head for each in totals]),
            "Network": _counted([each.total for each in totals]),
            "Trained": _counted([each.trainable for each in totals]),
            "Frozen": _counted([each.frozen for each in totals]),
        },
        "Parameters of each head",
    )
    st.caption(escaped(batch_note(heads.input_shape, flat.grid, heads.plan.features)))


def show_small_grid() -> None:
    """A few numbers, and what each layer makes of them."""
    usual = write_small_grid(USUAL_NUMBERS)
    pick(SMALL_GRID, "Numbers of the grid, position by position", placeholder=usual)
    grid, rows = or_stop(small_grid)
    height, width, channels = grid.shape
    places = [(row, column) for row in range(height) for column in range(width)]
    left, right = st.columns(2)
    with left:
        st.markdown(f"**A grid of {height} × {width} × {channels}**")
        show_wrapped_table(
            {"Row, column": [f"{row}, {column}" for row, column in places]}
            | {
                f"Map {number}": _written([grid[place][number] for place in places])
                for number in range(channels)
            },
            "The small grid",
        )
    with right:
        st.markdown("**What is left for the dense layer**")
        show_wrapped_table(
            {
                "Layer": [HEAD_NAMES[name] for name in rows],
                "Values": [f"{len(row)}" for row in rows.values()],
                "Row": [", ".join(_written(row)) for row in rows.values()],
            },
            "The rows that the layers make",
        )
    st.caption(
        "Flatten reads the table line by line: the order of places stays in the row. GAP is the "
        "average of each column, GMP its largest value: where it was is lost."
    )


def show_photo_values(observed: Observed, layer: str) -> None:
    """What both kinds of pooling make of the layer for the photo."""
    question = ReduceMaps(layer)
    found = look_or_stop(observed, question)[question]
    show_chart(
        pooled_values(found.average, found.largest, layer),
        key="pooled_values",
        file_name=f"pooled {layer}",
        alt=f"Two curves over the maps of {layer}: the largest value and the average of each.",
    )
    st.markdown(escaped(pooled_note(found.grid, found.average, found.largest, found.num_zeros)))


def show_head_code(heads: ComparedHeads) -> None:
    """The chosen head in Keras."""
    pick(REDUCTION, "From grid to values by", "pills")
    st.code(heads.code, language=None, wrap_lines=True)


def _counted(numbers: Sequence[int]) -> list[str]:
    return [f"{number:,}" for number in numbers]


def _written(numbers: Sequence[float] | Float32Array) -> list[str]:
    return [f"{number:.4g}" for number in numbers]
