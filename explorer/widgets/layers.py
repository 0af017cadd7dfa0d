"""Choosing a layer: the network strip, a list, a table, a chart."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from explorer.architecture.summary import LayerSummary
from explorer.figures.network.strip import network_strip
from explorer.kept import SEVERAL, kept
from explorer.session.parameter import Name
from explorer.session.parameters import LAYER
from explorer.session.places import layer_here
from explorer.session.state import callback, visitor_state
from explorer.widgets.component import data_of, register
from explorer.widgets.pick import pick

_strip = register("network_strip")

STRIP = "strip"


def pick_layer(
    rows: tuple[LayerSummary, ...],
    network_name: str,
    *,
    strip_in: DeltaGenerator | None,
    begin: str = "",
    parameter: Name = LAYER,
) -> LayerSummary:
    """The network strip and a list, both in network order, for the same choice.

    Args:
        rows: The layers.
        network_name: The network that they belong to.
        strip_in: Where the strip stands; None for no strip.
        begin: The layer for a visitor who has not chosen one; "" for the first.
        parameter: The parameter that holds the choice.
    """
    names = [row.name for row in rows]
    here = layer_here(names, begin or names[0], parameter)
    chosen = pick(parameter, "Layer", among=names, shown=here)
    if strip_in is not None:
        with strip_in:
            show_strip(rows, network_name, chosen)
    return rows[names.index(chosen)]


def show_strip(rows: tuple[LayerSummary, ...], network_name: str, chosen: str) -> None:
    """The network strip, for the layer that is chosen for every page."""
    words = {"label": f"Layers of {network_name}", "selected": chosen}
    _strip(key=STRIP, data=_strip_data(rows) | words, on_selected_change=_choose_from_strip)


@kept(results=SEVERAL)
def _strip_data(rows: tuple[LayerSummary, ...]) -> dict[str, Any]:
    return data_of(network_strip(rows))


@callback
def _choose_from_strip() -> None:
    name = visitor_state[STRIP].selected
    if name:
        LAYER.choose(name)


def link_to_maps(layer: LayerSummary) -> None:
    """A link to the page with all feature maps of a layer."""
    label = f"All feature maps of {layer.name}"
    st.page_link("../pages/activations.py", label=label, icon=":material/grid_view:")


@callback
def choose_point(chart_key: str) -> None:
    """Choose the layer whose point was clicked in a chart; points carry their layer's name."""
    points = visitor_state[chart_key].selection.points
    if points:
        LAYER.choose(points[0]["customdata"])
