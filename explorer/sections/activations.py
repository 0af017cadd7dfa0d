"""All feature maps of a layer as a wall, one of them, and one unit of it."""

from functools import partial

import streamlit as st

from explorer import units
from explorer.architecture.fields.places import UnitGrid
from explorer.architecture.receptive_field import Position
from explorer.architecture.summary import LayerSummary
from explorer.arrays import Float32Array
from explorer.feature_maps import order_channels
from explorer.figures.maps.channel_view import ChannelView
from explorer.figures.maps.depth_notes import channels_csv
from explorer.figures.maps.feature_wall import feature_wall
from explorer.figures.maps.histogram import histogram, zeros_note
from explorer.figures.maps.number_grids import (
    NUMBERS_LEGEND,
    colour_tile,
    kernel_slices,
    pooling_window,
    products,
)
from explorer.observed import Observed, Picture
from explorer.operations import PoolWork, UnitWork
from explorer.session.address import go_to_page
from explorer.session.bench_cells import begin_with_unit
from explorer.session.parameters import CHANNEL, COLOUR_MAP, COLOUR_RANGE, HIDE_DEAD, ORDER, TILES
from explorer.session.state import callback, visitor_state
from explorer.shared.questions.channel import FilterView, UnitView
from explorer.shared.questions.maps import LayerFacts, SheetView
from explorer.views.maps import WallChoices, chosen_wall
from explorer.views.pictures import png_of
from explorer.views.take_home import map_files
from explorer.widgets.charts import show_chart
from explorer.widgets.component import data_of, register
from explorer.widgets.fold import fold
from explorer.widgets.looking import choose_unit_in
from explorer.widgets.pick import pick
from explorer.widgets.text import media_address, show_small_picture
from explorer.words import capitalised

WALL_HEIGHT = 600
"""px: the page does not grow and shrink with the number of maps."""

_feature_wall = register("feature_wall")

WALL_LOOK = "wall_look"
"""The key of the expander that holds how the wall is drawn."""

FIELD_WIDTH = 160
"""px on the page."""

UNITS_WITH_NUMBERS = 3
"""Input channels whose numbers are written out for one unit: as many as a photo has colours."""

_channel_view = register("channel_view")


def pick_wall() -> WallChoices:
    """How to draw the wall: order, size, colours."""
    folded = fold(
        "Order, colours and size of the maps",
        f"Maps by {ORDER.labels[ORDER.chosen()]}, colours, size",
        WALL_LOOK,
    )
    if folded.open:
        with folded, st.container(horizontal=True, vertical_alignment="bottom"):
            pick(ORDER, "Sort by", "list", width=160)
            pick(COLOUR_MAP, "Colours", "list", width=140)
            pick(COLOUR_RANGE, "Colour range for")
            pick(TILES, "Size")
            pick(HIDE_DEAD, "Hide dead maps")
    return chosen_wall()


def show_wall(
    layer_name: str, facts: LayerFacts, sheet: SheetView, choices: WallChoices, channel: int
) -> None:
    """All maps of a layer; a click or the keys choose a channel."""
    order = order_channels(facts.channels, choices.order, hide_dead=choices.hide_dead)
    record = feature_wall(layer_name, facts.channels, order, sheet.layout, choices.look)
    picture = media_address(sheet.png, "wall")
    with st.container(height=WALL_HEIGHT, border=False):
        _feature_wall(
            key="wall",
            data=data_of(record) | {"picture": picture, "selected": channel},
            on_channel_change=_choose_channel,
        )


@callback
def _choose_channel() -> None:
    channel = visitor_state["wall"].channel
    if channel is not None:
        CHANNEL.choose(int(channel))


def wall_caption(choices: WallChoices, row: LayerSummary) -> str:
    """How to read the wall."""
    colours = (
        "One colour means the same value in all maps."
        if choices.look.colour_range == "layer"
        else "Each map is coloured from its own smallest to its own largest value."
    )
    order = "channel 0 first" if choices.order == "channel" else f"largest {choices.order} first"
    grid = f"{units.size(row.output_shape[:2])} units, row 0 at the top"
    return f"Every feature map of the layer, {order}, each {grid}. {colours}"


def show_channel_map(picture: Picture, view: ChannelView, grid: UnitGrid, unit: Position) -> None:
    """The map beside the photo; in both a click or the keys choose the unit that looks there."""
    photo = media_address(png_of(picture), "channel_view")
    _channel_view(
        key="channel_view",
        data=data_of(view) | {"photo": photo, "unit": unit},
        on_unit_change=partial(choose_unit_in, "channel_view", grid),
    )


def show_channel_histogram(values: Float32Array, name: str) -> None:
    """How the values of a channel are spread."""
    st.markdown("**How often each value occurs**")
    if values.any():
        show_chart(
            histogram(values),
            key="histogram",
            file_name=f"values of {name}",
            alt=f"Histogram of the activations of {name}.",
        )
    st.caption(zeros_note(values))


def show_filter(view: FilterView) -> None:
    """The filter behind a channel: in colour for the first layer, by contribution deeper down."""
    contributions = dict(zip(view.names, view.contributions, strict=True))
    st.markdown("**Its filter**")
    tile = colour_tile(view.weights[..., list(view.channels)]) if view.in_colour else ""
    st.html(tile + kernel_slices(view.weights, contributions, view.channels))
    others = (
        f" {capitalised(_the_others(view.num_others))}: {units.signed(view.others)}."
        if view.num_others
        else ""
    )
    low, high = map(units.three_digits, (float(view.weights.min()), float(view.weights.max())))
    st.caption(
        f"{NUMBERS_LEGEND} Weights have no unit; these are {low} to {high}. One slice for each "
        "input channel; the number is what that channel adds to the map before ReLU, averaged over "
        f"all positions.{others} Bias: {units.signed(view.bias)}."
    )


def show_unit_sum(view: UnitView) -> None:
    """How the value of a unit comes about, number by number."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        show_small_picture(view.field_png, "The unit's receptive field on the photo.", FIELD_WIDTH)
        st.markdown("All that this unit sees of the photo.", width="content")
    match view.work:
        case UnitWork() as work if view.weights is not None:
            st.html(
                products(
                    work,
                    view.weights,
                    view.names[:UNITS_WITH_NUMBERS],
                    view.channels[:UNITS_WITH_NUMBERS],
                    view.reads[:UNITS_WITH_NUMBERS],
                )
            )
            st.caption(f"{NUMBERS_LEGEND} Rows from the top, columns from the left.")
            st.markdown(_summed(view, work))
        case PoolWork() as work:
            st.html(pooling_window(work, view.reads[0]))
            st.markdown(_pooled(work))
        case _:
            st.markdown("This kind of layer is not worked out here.")
    st.markdown(f"**The network gave {units.three_digits(view.given)}**.")


def offer_bench(view: UnitView) -> None:
    """A button that brings the unit's numbers to the page on which they are worked out by hand."""
    match view.work:
        case UnitWork():
            page = "convolution"
        case PoolWork():
            page = "sliding"
        case _:
            return
    if st.button("Work it out on the bench", key="to_bench", icon=":material/grid_on:"):
        begin_with_unit()
        go_to_page(page)


def _summed(view: UnitView, work: UnitWork) -> str:
    """The sum in words: the largest terms by name, the others together, the bias, ReLU."""
    terms = [
        f"{units.signed(float(work.channel_sums[channel]))} ({name})"
        for name, channel in zip(view.names, view.channels, strict=True)
    ]
    num_others = len(work.channel_sums) - len(view.channels)
    if num_others:
        rest = work.channel_sums.sum() - work.channel_sums[list(view.channels)].sum()
        terms.append(f"{units.signed(float(rest))} ({_the_others(num_others)})")
    return (
        f"Added up: {' '.join(terms)} {units.signed(work.bias)} (bias) = "
        f"**{units.three_digits(work.pre_activation)}**; ReLU makes it "
        f"**{units.three_digits(work.activation)}**."
    )


def _the_others(number: int) -> str:
    return "the other channel" if number == 1 else f"the other {number:,} channels together"


def _pooled(work: PoolWork) -> str:
    result = f"**{units.three_digits(work.result)}**"
    if work.winner is None:
        return f"The mean of these values is {result}."
    row, column = work.winner
    return f"The largest of these values, framed, wins: {result}, in row {row}, column {column}."


def offer_files(
    observed: Observed, row: LayerSummary, channel: int, facts: LayerFacts, choices: WallChoices
) -> None:
    """Buttons that save what the page shows; a file is made when its button is pressed."""
    files = map_files(observed, row, channel, choices.look)
    one = f"{row.name}-channel{channel}"
    with st.container(horizontal=True):
        st.download_button(
            "All maps, PNG", files.sheet, f"{row.name}-{files.name}.png", "image/png"
        )
        st.download_button("This map, PNG", files.one_map, f"{one}-{files.name}.png", "image/png")
        st.download_button("Activations, NumPy", files.values, f"{row.name}-{files.name}.npz")
        st.download_button(
            "Channels, CSV",
            lambda: channels_csv(lambda: facts.channels),
            f"{row.name}-channels-{files.name}.csv",
            "text/csv",
        )
