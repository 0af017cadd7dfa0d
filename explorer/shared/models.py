"""The networks that pages look into, each loaded once for all visitors."""

import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from explorer.kept import kept
from explorer.observed import ObservedNetwork
from explorer.runtime.class_names import fetch_class_names
from explorer.runtime.download import WeightsUnavailable
from explorer.runtime.feature_network import FeatureNetwork
from explorer.runtime.weights import NO_TOP, WITH_TOP
from explorer.runtime.weights import Weights as KernelsAndBiases
from explorer.settings import PRELOAD
from explorer.shared.collector import freeze_what_is_loaded
from explorer.shared.weights import forget_in_use, note_in_use, weights_state

if TYPE_CHECKING:
    from explorer.runtime.vgg16 import VGG16

MOST_OWN_NETWORKS = 2

LOAD_AFTER_S = 1.0
"""After the first page's run: until then its browser fetches the page's files."""

LOW_PRIORITY = 10
"""Of Linux' -20 (first) to 19 (last)."""

_is_loaded = Event()
_is_ahead = Event()
_is_loading = Event()


def network_of(observed: ObservedNetwork) -> FeatureNetwork:
    """The network itself, loaded if necessary.

    Raises:
        ValueError: It does not fit the input or this computer.
    """
    match observed.weights:
        case "own":
            return _own(observed)
        case "trained":
            return _vgg16(observed.file)
        case "untrained":
            return untrained()


def whole_vgg16(observed: ObservedNetwork) -> "VGG16":
    """VGG16 with its dense layers.

    Raises:
        WeightsUnavailable: The dense layers are not on this computer.
    """
    top = weights_state(WITH_TOP, start=False).path
    if top is None:
        raise WeightsUnavailable("The dense layers are not on this computer. Fetch them first.")
    return _with_dense_layers(observed.file, str(top))


@kept()
def untrained() -> "VGG16":
    """VGG16 with random weights."""
    from explorer.runtime import vgg16  # TensorFlow, only now: other pages open without it

    return _noted(vgg16.load_untrained())


def vgg16_of(observed: ObservedNetwork) -> "VGG16":
    """VGG16 itself, loaded if necessary.

    Raises:
        TypeError: It is another network.
    """
    if observed.weights == "own":
        raise TypeError(f"{observed.network.name} is not VGG16: its weights cannot be shown")
    return _vgg16(observed.file) if observed.is_trained else untrained()


def weights_of(observed: ObservedNetwork) -> KernelsAndBiases:
    """Kernel and bias of each convolution of VGG16, by layer name.

    Raises:
        TypeError: It is another network.
    """
    return vgg16_of(observed).weights


def load_ahead() -> None:
    """Load VGG16 in the background, once: the first visitor who needs it should not wait for it.

    Nothing is downloaded. It begins a moment later, when the page of who came first is delivered.
    """
    if PRELOAD.value and not _is_ahead.is_set():
        _is_ahead.set()
        timer = threading.Timer(LOAD_AFTER_S, _load_quietly)
        timer.name, timer.daemon = "load ahead", True
        timer.start()


def _load_quietly() -> None:
    """Load with a low priority; whoever needs the network hears what is wrong with it."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOW_PRIORITY)
    _is_loading.set()
    try:
        state = weights_state(start=False)
        with suppress(WeightsUnavailable):
            if state.path is not None:
                _vgg16(str(state.path))
            else:
                import explorer.runtime.vgg16  # noqa: F401 -- TensorFlow takes most of the time
    finally:
        _is_loading.clear()


def is_loading_ahead() -> bool:
    """Whether libraries are being loaded: it is not yet worth hiding them from the collector."""
    return _is_loading.is_set()


def is_loaded() -> bool:
    """Whether TensorFlow and VGG16 are in memory already."""
    return _is_loaded.is_set()


def forget_models() -> None:
    """Start like a new program, for tests; `kept.forget_all` forgets the networks themselves."""
    _is_loaded.clear()
    forget_in_use()


@kept()
def _vgg16(file: str) -> "VGG16":
    from explorer.runtime import vgg16

    loaded = _noted(vgg16.load(Path(file)))
    note_in_use(NO_TOP, Path(file))
    return loaded


@kept()
def _with_dense_layers(file: str, top: str) -> "VGG16":
    fetch_class_names()
    loaded = _noted(_vgg16(file).with_dense_layers(Path(top)))
    note_in_use(WITH_TOP, Path(top))
    return loaded


def _noted(loaded: "VGG16") -> "VGG16":
    freeze_what_is_loaded()
    _is_loaded.set()
    return loaded


@kept(results=MOST_OWN_NETWORKS)
def _own(observed: ObservedNetwork) -> FeatureNetwork:
    from explorer.runtime import custom

    return custom.load_own(observed.network, observed.input_shape)
