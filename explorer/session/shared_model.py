"""The real VGG16, its activations and what a page shows of them, shared by all visitors."""

import gc
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from cachetools import LRUCache

from explorer.feature_maps import FloatArray, LayerStatistics, statistics
from explorer.figures.contact_sheet import GAP_INDEX, ColourRange, contact_sheet
from explorer.images.encoding import png_palette
from explorer.images.sizing import fit
from explorer.runtime.class_names import fetch_class_names
from explorer.runtime.weights import WITH_TOP
from explorer.session.choices import chosen_size
from explorer.session.photos import chosen_fit, chosen_photo, model_photo
from explorer.session.weights import retry_fetch, weights_state

if TYPE_CHECKING:
    from explorer.runtime.vgg16 import VGG16

CACHE_VARIABLE = "VGG16_CACHE_MIB"
DEFAULT_CACHE_MIB = 128
SHEET_CACHE = "48MB"


@st.cache_resource(max_entries=1, show_spinner=False)
def _load(path: Path | None) -> "VGG16":
    from explorer.runtime import vgg16  # TensorFlow, only now: other pages open without it

    return _out_of_the_collectors_way(vgg16.load(path))


@st.cache_resource(max_entries=1, show_spinner=False)
def _with_dense_layers(origin: str, path: Path, _convolutions: "VGG16") -> "VGG16":
    fetch_class_names()
    return _out_of_the_collectors_way(_convolutions.with_dense_layers(path))


def _out_of_the_collectors_way(loaded: "VGG16") -> "VGG16":
    """Freeze what is loaded: else each run of a page walks all of TensorFlow's objects."""
    gc.unfreeze()  # a model that this one replaces may go
    gc.collect()
    gc.freeze()
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


@dataclass(frozen=True, slots=True)
class _SharedActivations:
    lock: threading.Lock
    by_photo: LRUCache[tuple[object, ...], Mapping[str, FloatArray]]


@st.cache_resource(show_spinner=False)
def _shared_activations() -> _SharedActivations:
    mebibytes = float(os.environ.get(CACHE_VARIABLE) or DEFAULT_CACHE_MIB)
    cache = LRUCache[tuple[object, ...], Mapping[str, FloatArray]](mebibytes * 2**20, _num_bytes)
    return _SharedActivations(threading.Lock(), cache)


def _num_bytes(activations: Mapping[str, FloatArray]) -> int:
    return sum(values.nbytes for values in activations.values())


def activations(layer_name: str) -> FloatArray:
    """A layer's activations for the chosen photo, float32 (height, width, channels).

    One forward pass gives all layers; the latest photos of all visitors stay in memory within
    VGG16_CACHE_MIB. One pass runs at a time, so a class that opens the same photo computes it once.
    """
    network, pixels = model(), model_photo()
    key = (network.origin, chosen_photo().sha256, chosen_fit(), pixels.shape)
    shared = _shared_activations()
    with shared.lock:
        found = shared.by_photo.get(key)
        if found is None:
            found = network.activations(pixels)
            if _num_bytes(found) <= shared.by_photo.maxsize:
                shared.by_photo[key] = found
    return found[layer_name]


@dataclass(frozen=True, slots=True)
class SheetView:
    """A contact sheet as the browser gets it, and what its caption says."""

    png: bytes
    columns: int
    zoom: float
    statistics: LayerStatistics


def contact_sheet_view(layer_name: str, colour_range: ColourRange) -> SheetView:
    """All feature maps of a layer for the chosen photo, as one PNG with its facts."""
    size = chosen_size()
    key = (model().origin, chosen_photo().sha256, chosen_fit(), f"{size.height}x{size.width}")
    return _contact_sheet_view(key, layer_name, colour_range)


@st.cache_data(max_size=SHEET_CACHE, show_spinner=False)
def _contact_sheet_view(
    photo_key: tuple[str, ...], layer_name: str, colour_range: ColourRange
) -> SheetView:
    values = activations(layer_name)
    sheet = contact_sheet(values, colour_range)
    png = png_palette(sheet.indices, sheet.palette, transparent=GAP_INDEX)
    return SheetView(png, sheet.columns, sheet.zoom, statistics(values))


@dataclass(frozen=True, slots=True)
class ClassProbability:
    """What VGG16 thinks of one class."""

    name: str
    probability: float


TOP_CLASSES = 5
TRAINED_SIZE = (224, 224)
"""px: VGG16's dense layers were trained for this size and take no other."""


def top_classes() -> tuple[ClassProbability, ...]:
    """The five most probable classes of the chosen photo, the most probable first."""
    network = model()
    probabilities = network.class_probabilities(
        fit(chosen_photo().pixels, TRAINED_SIZE, chosen_fit())
    )
    names = network.class_names
    return tuple(
        ClassProbability(names[index] if names else f"class {index}", float(probabilities[index]))
        for index in np.argsort(probabilities)[::-1][:TOP_CLASSES]
    )
