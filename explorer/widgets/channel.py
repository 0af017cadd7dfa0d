"""One channel of a layer and one of its units, as a page shows them."""

from dataclasses import asdict

import streamlit as st

from explorer import units
from explorer.architecture.receptive_field import Position
from explorer.architecture.summary import LayerSummary
from explorer.figures.maps.channel_view import ChannelView
from explorer.figures.maps.histogram import histogram, zeros_note
from explorer.figures.maps.number_grids import (
    NUMBERS_LEGEND,
    colour_tile,
    kernel_slices,
    pooling_window,
    products,
)
from explorer.operations import PoolWork, UnitWork
from explorer.session.channel_views import FilterView, UnitView, channel_values
from explorer.session.looking import choose_unit
from explorer.session.photos import model_photo_png
from explorer.widgets.charts import show_chart
from explorer.widgets.component import register
from explorer.widgets.text import media_address, show_small_picture

_FIELD_WIDTH = 160
"""px on the page."""

UNITS_WITH_NUMBERS = 3
"""Input channels whose numbers are written out for one unit: as many as a photo has colours."""

_channel_view = register("channel_view")


def show_channel_map(view: ChannelView, unit: Position) -> None:
    """The map beside the photo; a click on the map, or its keys, choose a unit."""
    _channel_view(
        key="channel_view",
        data=asdict(view)
        | {"photo": media_address(model_photo_png(), "channel_view"), "unit": unit},
        on_unit_change=_choose_unit,
    )


def _choose_unit() -> None:
    position = st.session_state["channel_view"].unit
    if position:
        row, column = position
        choose_unit((int(row), int(column)))


def show_channel_histogram(row: LayerSummary, channel: int) -> None:
    """How the values of a channel are spread."""
    values = channel_values(row, channel)
    st.markdown("**How often each value occurs**")
    if values.any():
        show_chart(
            histogram(values),
            key="histogram",
            file_name=f"values of {row.name} channel {channel}",
            alt=f"Histogram of the activations of {row.name}, channel {channel}.",
        )
    st.caption(zeros_note(values))


def show_filter(view: FilterView) -> None:
    """The filter behind a channel: in colour for the first layer, by contribution deeper down."""
    contributions = dict(zip(view.names, view.contributions, strict=True))
    st.markdown("**Its filter**")
    tile = colour_tile(view.weights[..., list(view.channels)]) if view.in_colour else ""
    st.html(tile + kernel_slices(view.weights, contributions, view.channels))
    others = (
        f" The other {view.num_others} channels together: {units.signed(view.others)}."
        if view.num_others
        else ""
    )
    st.caption(
        f"{NUMBERS_LEGEND} One slice for each input channel; the number is what that channel adds "
        f"to the map before ReLU, averaged over all positions.{others} "
        f"Bias: {units.signed(view.bias)}."
    )


def show_unit_sum(view: UnitView) -> None:
    """How the value of a unit comes about, number by number."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        show_small_picture(view.field_png, "The unit's receptive field on the photo.", _FIELD_WIDTH)
        st.markdown("All that this unit sees of the photo.", width="content")
    match view.work:
        case UnitWork() as work if view.weights is not None:
            st.html(
                products(
                    work,
                    view.weights,
                    view.names[:UNITS_WITH_NUMBERS],
                    view.channels[:UNITS_WITH_NUMBERS],
                )
            )
            st.markdown(_summed(view, work))
        case PoolWork() as work:
            st.html(pooling_window(work))
            st.markdown(_pooled(work))
        case _:
            st.markdown("This kind of layer is not worked out here.")
    st.markdown(f"**The network gave {units.three_digits(view.given)}**.")


def _summed(view: UnitView, work: UnitWork) -> str:
    """All that is added up: the largest sums by name, the others together, the bias, ReLU."""
    terms = [
        f"{units.signed(float(work.channel_sums[channel]))} ({name})"
        for name, channel in zip(view.names, view.channels, strict=True)
    ]
    num_others = len(work.channel_sums) - len(view.channels)
    if num_others:
        rest = work.channel_sums.sum() - work.channel_sums[list(view.channels)].sum()
        terms.append(f"{units.signed(float(rest))} (the other {num_others} channels)")
    return (
        f"Added up: {' '.join(terms)} {units.signed(work.bias)} (bias) = "
        f"**{units.three_digits(work.pre_activation)}**; ReLU makes it "
        f"**{units.three_digits(work.activation)}**."
    )


def _pooled(work: PoolWork) -> str:
    result = f"**{units.three_digits(work.result)}**"
    if work.winner is None:
        return f"The mean of these values is {result}."
    row, column = work.winner
    return f"The largest of these values, framed, wins: {result}, in row {row}, column {column}."
