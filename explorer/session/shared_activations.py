"""Activations of the networks that pages look into, kept for all visitors within a bound."""

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st
from cachetools import LRUCache

from explorer.architecture.limits import shown
from explorer.feature_maps import FloatArray
from explorer.runtime.feature_network import FeatureNetwork
from explorer.session.photos import Picture, chosen_picture
from explorer.session.shared_model import observed_network

CACHE_VARIABLE = "VGG16_CACHE_MIB"
DEFAULT_CACHE_MIB = 128
BYTES_PER_MIB = 2**20


@dataclass(frozen=True, slots=True)
class _SharedActivations:
    lock: threading.Lock
    by_photo: LRUCache[tuple[object, ...], Mapping[str, FloatArray]]


@st.cache_resource(show_spinner=False)
def _shared_activations() -> _SharedActivations:
    cache = LRUCache[tuple[object, ...], Mapping[str, FloatArray]](_cache_bytes(), _num_bytes)
    return _SharedActivations(threading.Lock(), cache)


def _cache_bytes() -> float:
    text = os.environ.get(CACHE_VARIABLE) or str(DEFAULT_CACHE_MIB)
    return (float(text) if _is_number(text) else DEFAULT_CACHE_MIB) * BYTES_PER_MIB


def _is_number(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).isdigit()


def cache_problem() -> str:
    """What is wrong with the setting of the cache's size; "" where nothing is."""
    text = os.environ.get(CACHE_VARIABLE)
    if not text or _is_number(text):
        return ""
    return (
        f'{CACHE_VARIABLE} is "{shown(text)}", which is no number of MiB. {DEFAULT_CACHE_MIB} MiB '
        "are used. Start the explorer with a number, or without this setting."
    )


def _num_bytes(activations: Mapping[str, FloatArray]) -> int:
    return sum(values.nbytes for values in activations.values())


def activations(
    layer_name: str, picture: Picture | None = None, network: FeatureNetwork | None = None
) -> FloatArray:
    """A layer's activations, read-only float32 (height, width, channels).

    One forward pass gives all layers; the latest photos of all visitors stay in memory within
    VGG16_CACHE_MIB. One pass runs at a time, so a class that opens the same photo computes it once.

    Args:
        layer_name: Which layer.
        picture: What goes through the network; None for the chosen photo.
        network: Which network; None for the one that the visitor looks into.
    """
    picture, network = picture or chosen_picture(), network or observed_network()
    key = (network.origin, picture.key)
    shared = _shared_activations()
    with shared.lock:
        found = shared.by_photo.get(key)
        if found is None:
            found = network.activations(picture.pixels)
            if _num_bytes(found) <= shared.by_photo.maxsize:
                shared.by_photo[key] = found
    return found[layer_name]
