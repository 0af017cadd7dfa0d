"""A measured receptive field over the photo, and the choices of what to measure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import streamlit as st

from explorer import units
from explorer.architecture.fields.effective import Spread, Unit, even_spread
from explorer.architecture.fields.places import UnitGrid, unit_grid
from explorer.architecture.receptive_field import Box
from explorer.architecture.summary import LayerSummary
from explorer.figures.fields.measured import heat_scale, share_chart
from explorer.figures.fields.measured_notes import SHARE, square_note
from explorer.observed import Observed
from explorer.session.parameters import MANY, OPACITY, OVER, SCOPE, ZOOM
from explorer.shared.questions.long_work import Averages
from explorer.shared.questions.measured import FieldView, MeasuredField, field_of
from explorer.shared.requests import JobState
from explorer.views.measured import Both
from explorer.views.pictures import png_of
from explorer.widgets.charts import show_chart
from explorer.widgets.component import data_of, register
from explorer.widgets.fold import fold
from explorer.widgets.looking import (
    CHANNEL_WIDTH,
    choose_unit_in,
    pick_channel,
    pick_opacity,
    pick_unit,
)
from explorer.widgets.model import look_or_stop, show_job_progress
from explorer.widgets.pick import pick
from explorer.widgets.pictures import show_sharp_picture
from explorer.widgets.sidebar import photo_alt
from explorer.widgets.text import escaped, media_address

_Result = TypeVar("_Result")

WEIGHTS_TITLES = {"trained": "Trained weights", "untrained": "Untrained weights, random"}

FIELD_LOOK = "field_look"
"""The key of the expander that holds how fields are drawn."""

_measured_field = register("measured_field")


def pick_measured_unit(row: LayerSummary, grid: UnitGrid) -> Unit:
    """Choose a position of a layer, and a channel where one is measured alone.

    The channel comes first: on a phone it finds room beside the layer.
    """
    if SCOPE.chosen() == "one":
        with st.container(width=CHANNEL_WIDTH):
            channel = pick_channel(row.output_shape[-1])
        return Unit(row.name, pick_unit(grid), channel)
    return Unit(row.name, pick_unit(grid))


@dataclass(frozen=True, slots=True)
class FieldLook:
    """How measured fields are drawn.

    Attributes:
        opacity: Of the heat map over the photo, 0 to 1.
        zoom: Whether to show only the surroundings of the box.
    """

    opacity: float
    zoom: bool


def pick_field_look() -> FieldLook:
    """Choose whether all channels are measured together, and how measured fields are drawn."""
    folded = fold(
        "Channels and heat map",
        f"{SCOPE.labels[SCOPE.chosen()].capitalize()}, heat map {OPACITY.chosen()} %",
        FIELD_LOOK,
    )
    if folded.open:
        with folded, st.container(horizontal=True, vertical_alignment="bottom"):
            pick(SCOPE, "Channels at that position")
            pick_opacity("Heat map over the photo, %")
            pick(ZOOM, "Zoom to the box")
    return FieldLook(OPACITY.chosen() / 100, ZOOM.chosen())


def show_measured_fields(
    both: Both, row: LayerSummary, unit: Unit, look: FieldLook
) -> dict[str, Spread]:
    """A unit's field with trained and with untrained weights, each shown when it is measured.

    Args:
        both: The photo in VGG16 with each of its weights.
        row: The unit's layer.
        unit: Whose fields they are.
        look: How they are drawn.

    Returns:
        How each is spread, by name of the weights.
    """
    spreads = {}
    for place, (name, observed) in zip(st.columns(2), both.items(), strict=False):
        with place:
            st.markdown(f"**{WEIGHTS_TITLES[name]}**")
            view = look_or_stop(observed, MeasuredField(unit), part=name)[MeasuredField(unit)]
            _measured(observed, view, unit, look)
            spreads[name] = view.spread
    st.html(heat_scale())
    st.caption(
        "White: the theoretical box; hatched: padding. Blue, dashed: the smallest square around "
        f"the centre with at least {SHARE} of the mass; squares grow by 2 px, one on each side. "
        "Click the photo, or use arrow keys and Enter, to measure another position. "
        "Colours show the square root of the weight, up to each picture's own strongest pixel."
    )
    return spreads


def _measured(observed: Observed, view: FieldView, unit: Unit, look: FieldLook) -> None:
    """A field over the photo; a click on the photo chooses the unit that looks there."""
    name, photo_size = observed.network.weights, observed.picture.size
    key, row = f"measured_field_{name}", observed.network.row(unit.layer_name)
    field = field_of(row)
    note = square_note(view.spread, field.box(unit.position), photo_size)
    _measured_field(
        key=key,
        data={
            "photo": media_address(png_of(observed.picture), key),
            "heat": media_address(view.png, f"{key}_heat"),
            "photo_size": photo_size,
            "grid": row.output_shape[:2],
            "field": data_of(field),
            "unit": unit.position,
            "square": view.spread.side,
            "opacity": look.opacity,
            "zoom": look.zoom,
            "label": f"{photo_alt()} Over it the measured field of unit {unit.position} of "
            f"{row.name}, {name}. {note} Arrow keys move to another unit, Enter measures it.",
            "caption": note,
        },
        on_unit_change=partial(choose_unit_in, key, unit_grid(row, photo_size)),
    )


def pick_average() -> None:
    """Choose what to average over, and how many."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if pick(OVER, "Average over") != "photos":
            pick(MANY, "How many")


def show_share_curves(
    spreads: Mapping[str, Spread], even: Spread, theoretical: int, file_name: str
) -> None:
    """How much of the mass lies in growing squares.

    Args:
        spreads: Of measured fields, by name of the weights.
        even: Of a field in which every pixel counts alike.
        theoretical: Side of the theoretical field, px.
        file_name: Of the downloaded figure; unlike those of the page's other figures.
    """
    sides = (f"{name}: {units.pixels(each.side)}" for name, each in spreads.items())
    show_chart(
        share_chart(spreads, even, theoretical),
        key=file_name,
        file_name=file_name,
        alt=f"Curves of the share of the mass in squares around the centre. Side of the smallest "
        f"square with at least {SHARE}: {', '.join(sides)}.",
    )


def measured_or_start(
    state: JobState[_Result] | None, label: str, start: Callable[[], None], kind: str
) -> _Result | None:
    """What background work measured; until then a button that starts it, or its progress.

    Args:
        state: How far the work is.
        label: Of the button.
        start: What the button does.
        kind: Of the work.
    """
    if state is not None and state.running:
        show_job_progress(kind, "units")
        return None
    if state is not None and state.result is not None:
        return state.result
    if state is not None:
        st.warning(escaped(str(state.error)), icon=":material/warning:")
    st.button(label, key=f"start_{kind}", on_click=start, icon=":material/play_arrow:")
    return None


def show_averaged_fields(averages: Averages, row: LayerSummary) -> None:
    """Averaged fields beside each other, and how much of them lies in growing squares."""
    with st.container(key="beside_averages"):
        places = st.columns(2)
    for place, (name, view) in zip(places, averages.items(), strict=False):
        with place:
            title = (
                f"{WEIGHTS_TITLES[name]}, at least {SHARE} within {units.pixels(view.spread.side)}"
            )
            st.markdown(f"**{title}**")
            alt = f"Averaged field of {row.name}. {title}."
            show_sharp_picture(view.png, alt, f"average_{name}")
    st.html(heat_scale())
    spreads = {name: view.spread for name, view in averages.items()}
    size = field_of(row).height.size  # VGG16's fields are square
    even = even_spread(Box(0, 0, size - 1, size - 1), size, size)
    show_share_curves(spreads, even, size, f"averaged mass in squares {row.name}")
