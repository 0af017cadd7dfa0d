"""The networks that pages look into, loaded once for all visitors."""

from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from explorer.architecture.networks import Network
from explorer.architecture.shapes import GRID_RANK, Shape
from explorer.architecture.summary import LayerSummary
from explorer.runtime.class_names import fetch_class_names
from explorer.runtime.feature_network import FeatureNetwork
from explorer.runtime.weights import WITH_TOP
from explorer.session.choices import chosen_input_shape, chosen_summary, model_summary
from explorer.session.collector import freeze_what_is_loaded
from explorer.session.configuration import chosen_network
from explorer.session.parameters import WEIGHTS
from explorer.shared.weights import retry_fetch, weights_state

if TYPE_CHECKING:
    from explorer.runtime.vgg16 import VGG16

MOST_OWN_NETWORKS = 2


@st.cache_resource(max_entries=1, show_spinner=False)
def _load(path: Path | None) -> "VGG16":
    from explorer.runtime import vgg16

    loaded = vgg16.load(path)
    freeze_what_is_loaded()
    return loaded


@st.cache_resource(max_entries=1, show_spinner=False)
def _with_dense_layers(origin: str, path: Path, _convolutions: "VGG16") -> "VGG16":
    fetch_class_names()
    loaded = _convolutions.with_dense_layers(path)
    freeze_what_is_loaded()
    return loaded


def model_is_loaded() -> bool:
    """Whether TensorFlow and VGG16 are in memory already."""
    return bool(_loaded())


@st.cache_resource(show_spinner=False)
def _loaded() -> list[str]:
    return []


def model() -> "VGG16":
    """The real VGG16 with the best weights at hand, loaded once for all visitors."""
    loaded = _load(weights_state().path)
    top = weights_state(WITH_TOP, start=False).path if dense_layers_wanted() else None
    if top is not None:
        loaded = _with_dense_layers(loaded.origin, top, loaded)
    _loaded()[:] = [loaded.origin]
    return loaded


def dense_layers_wanted() -> bool:
    """Whether somebody has asked for the dense layers, which take 0.5 GiB more."""
    return bool(_dense_wish())


def want_dense_layers() -> None:
    """Ask for the dense layers; the next run fetches them."""
    retry_fetch(WITH_TOP)
    _dense_wish().append(True)


@st.cache_resource(show_spinner=False)
def _dense_wish() -> list[bool]:
    return []


@st.cache_resource(max_entries=1, show_spinner=False)
def _load_untrained() -> "VGG16":
    from explorer.runtime import vgg16

    return vgg16.load_untrained()


@st.cache_resource(max_entries=MOST_OWN_NETWORKS, show_spinner=False)
def _load_own(layers: str, input_shape: Shape, _network: Network) -> FeatureNetwork:
    from explorer.runtime import custom

    return custom.load_own(_network, input_shape)


def observed_network() -> FeatureNetwork:
    """The network that the visitor looks into.

    Raises:
        ValueError: It is the visitor's own, and does not fit the input or this computer.
    """
    match WEIGHTS.chosen():
        case "own":
            network, shape = chosen_network(), chosen_input_shape()
            return _load_own(repr(network.layers), shape, network)
        case "untrained" if model().trained:
            return _load_untrained()
        case _:
            return model()


def compared_networks() -> "dict[str, VGG16]":
    """VGG16 with its weights and with random ones, by name; only "untrained" where it has none."""
    loaded = model()
    if not loaded.trained:
        return {"untrained": loaded}
    return {"trained": loaded, "untrained": _load_untrained()}


def observed_summary() -> tuple[LayerSummary, ...]:
    """The layers of that network that make feature maps, at the chosen input size.

    Raises:
        ValueError: It does not take that size, or cannot be loaded.
    """
    if WEIGHTS.chosen() != "own":
        return model_summary()
    rows = chosen_summary()
    observed_network()  # says why where it cannot be loaded
    grids = takewhile(lambda row: len(row.output_shape) == GRID_RANK, rows)
    return tuple(row for row in grids if row.num_activations)
