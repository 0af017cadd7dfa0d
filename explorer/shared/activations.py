"""Activations of the networks that pages look into, kept for all visitors within a bound."""

import os
import threading
from collections.abc import Mapping, Sequence

from cachetools import LRUCache

from explorer.architecture.limits import shown
from explorer.arrays import Float32Array
from explorer.observed import Observed
from explorer.shared.models import network_of
from explorer.units import BYTES_PER_MIB

CACHE_VARIABLE = "VGG16_CACHE_MIB"
DEFAULT_CACHE_MIB = 128


def _cache_bytes() -> float:
    text = os.environ.get(CACHE_VARIABLE) or str(DEFAULT_CACHE_MIB)
    return (float(text) if _is_number(text) else DEFAULT_CACHE_MIB) * BYTES_PER_MIB


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def cache_problem() -> str:
    """What is wrong with the setting of the cache's size; "" if nothing is."""
    text = os.environ.get(CACHE_VARIABLE)
    if not text or _is_number(text):
        return ""
    return (
        f'{CACHE_VARIABLE} is "{shown(text)}", which is not a number of MiB. The default of '
        f"{DEFAULT_CACHE_MIB} MiB is used. Start the explorer with a number, or without this "
        "setting."
    )


def activations(observed: Observed, layer_name: str) -> Float32Array:
    """A layer's activations, read-only float32 (height, width, channels).

    One forward pass gives all layers; the latest ones of all visitors stay in memory within
    VGG16_CACHE_MIB. One pass runs at a time, so a class that opens the same photo computes it once.

    Args:
        observed: Which network looks at which picture.
        layer_name: Which layer.
    """
    return _kept.of_layers(observed, (layer_name,))[layer_name]


def all_activations(observed: Observed) -> Mapping[str, Float32Array]:
    """The activations of all layers by name, each as `activations` returns it."""
    return _kept.of_layers(observed, network_of(observed.network).layer_names)


def forget_activations() -> None:
    """Drop all, and read the limit again; for tests."""
    _kept.forget()


class _Kept:
    """The latest layers of all visitors; any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.forget()

    def forget(self) -> None:
        self._layers = LRUCache[tuple[object, str], Float32Array](
            _cache_bytes(), lambda values: values.nbytes
        )

    def of_layers(self, observed: Observed, names: Sequence[str]) -> Mapping[str, Float32Array]:
        """Layers by name: kept ones, or else those of one new pass."""
        with self._lock:
            kept = {name: self._layers.get((observed.cache_key, name)) for name in names}
            found = {name: values for name, values in kept.items() if values is not None}
            if len(found) == len(names):
                return found
            outputs = network_of(observed.network).activations(observed.picture.pixels)
            wanted = {name: outputs[name] for name in names}
            for name, values in (outputs if self._has_room(outputs) else wanted).items():
                if values.nbytes <= self._layers.maxsize:
                    self._layers[observed.cache_key, name] = values
        return wanted

    def _has_room(self, outputs: Mapping[str, Float32Array]) -> bool:
        """Whether a photo fits as a whole; if not, only the requested layers are kept."""
        return sum(values.nbytes for values in outputs.values()) <= self._layers.maxsize


_kept = _Kept()
