"""Activations of the networks that pages look into, kept for all visitors within a bound."""

import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from cachetools import LRUCache

from explorer.architecture.limits import shown
from explorer.arrays import Float32Array
from explorer.runtime.feature_network import FeatureNetwork
from explorer.session.photos import Picture, chosen_picture
from explorer.session.shared_model import observed_network

CACHE_VARIABLE = "VGG16_CACHE_MIB"
DEFAULT_CACHE_MIB = 128
_BYTES_PER_MIB = 2**20


_LayerKey = tuple[str, str, str]
"""Origin of the weights, key of the picture, name of the layer."""


@dataclass(frozen=True, slots=True)
class _SharedActivations:
    lock: threading.Lock
    by_layer: LRUCache[_LayerKey, Float32Array]


@st.cache_resource(show_spinner=False)
def _shared_activations() -> _SharedActivations:
    cache = LRUCache[_LayerKey, Float32Array](_cache_bytes(), lambda values: values.nbytes)
    return _SharedActivations(threading.Lock(), cache)


def _cache_bytes() -> float:
    text = os.environ.get(CACHE_VARIABLE) or str(DEFAULT_CACHE_MIB)
    return (float(text) if _is_number(text) else DEFAULT_CACHE_MIB) * _BYTES_PER_MIB


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def cache_problem() -> str:
    """What is wrong with the setting of the cache's size; "" where nothing is."""
    text = os.environ.get(CACHE_VARIABLE)
    if not text or _is_number(text):
        return ""
    return (
        f'{CACHE_VARIABLE} is "{shown(text)}", which is no number of MiB. {DEFAULT_CACHE_MIB} MiB '
        "are used. Start the explorer with a number, or without this setting."
    )


def activations(
    layer_name: str, picture: Picture | None = None, network: FeatureNetwork | None = None
) -> Float32Array:
    """A layer's activations, read-only float32 (height, width, channels).

    One forward pass gives all layers; the latest ones of all visitors stay in memory within
    VGG16_CACHE_MIB. One pass runs at a time, so a class that opens the same photo computes it once.

    Args:
        layer_name: Which layer.
        picture: What goes through the network; None for the chosen photo.
        network: Which network; None for the one that the visitor looks into.
    """
    return _of_layers((layer_name,), picture, network)[layer_name]


def all_activations(
    picture: Picture | None = None, network: FeatureNetwork | None = None
) -> Mapping[str, Float32Array]:
    """The activations of all layers by name, each as `activations` gives them."""
    network = network or observed_network()
    return _of_layers(network.layer_names, picture, network)


def _of_layers(
    names: Sequence[str], picture: Picture | None, network: FeatureNetwork | None
) -> Mapping[str, Float32Array]:
    picture, network = picture or chosen_picture(), network or observed_network()
    shared = _shared_activations()
    with shared.lock:
        kept = {name: shared.by_layer.get((network.origin, picture.key, name)) for name in names}
        found = {name: values for name, values in kept.items() if values is not None}
        if len(found) == len(names):
            return found
        outputs = network.activations(picture.pixels)
        wanted = {name: outputs[name] for name in names}
        for name, values in (outputs if _fit(outputs, shared) else wanted).items():
            if values.nbytes <= shared.by_layer.maxsize:
                shared.by_layer[network.origin, picture.key, name] = values
    return wanted


def _fit(outputs: Mapping[str, Float32Array], shared: _SharedActivations) -> bool:
    """Whether a photo fits as a whole; of one that does not, only what was looked at is kept."""
    return sum(values.nbytes for values in outputs.values()) <= shared.by_layer.maxsize
