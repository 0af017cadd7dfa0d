"""What a visitor has chosen, and what all visitors share: every cache and session-state key."""

import gc
import os
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import streamlit as st
from cachetools import LRUCache
from numpy.typing import NDArray

from explorer.architecture.changes import describe_changes
from explorer.architecture.export import from_json
from explorer.architecture.networks import PRESETS, Block, Head, Network, build_network
from explorer.architecture.notation import Reading, read_nearest, write
from explorer.architecture.shapes import Shape
from explorer.architecture.summary import LayerSummary, summarize
from explorer.architecture.trials import Trial
from explorer.background import Job, Snapshot
from explorer.feature_maps import FloatArray, LayerStatistics, statistics
from explorer.figures.contact_sheet import GAP_INDEX, ColourRange, contact_sheet
from explorer.images.encoding import png_palette, png_rgb, thumbnail_png
from explorer.images.intake import ImageRejected, Photo, take_in
from explorer.images.samples import SAMPLES, read_sample
from explorer.images.sizing import fit
from explorer.runtime.class_names import fetch_class_names
from explorer.runtime.weights import (
    NO_TOP,
    WITH_TOP,
    WeightsFile,
    WeightsUnavailable,
    fetch_weights,
    find_weights,
)

if TYPE_CHECKING:
    from explorer.runtime.vgg16 import VGG16


class Key(StrEnum):
    """Session-state keys; those of bound widgets are also the address's parameters."""

    NETWORK = "network"
    SIZE = "size"
    CHANNELS = "channels"
    BLOCKS = "blocks"
    LAYER = "layer"
    PHOTO = "photo"
    FIT = "fit"
    COLOURS = "colours"
    UPLOAD = "upload"
    NETWORK_FILE = "network_file"
    CAMERA = "camera"
    STRIP = "strip"


DEFAULT_NETWORK = "vgg16"
DEFAULT_SIZE = "224x224"
OWN_PHOTO = "own"
"""The choice of a visitor's own photo; the photo itself is in no link."""

NUM_CHANNELS = ("3", "1")

LARGEST_SIDE = 1024
"""px: the arithmetic allows more, a drawing does not show it."""

MODEL_SIDES = (32, 512)
"""px: what the real VGG16 takes here."""

CACHE_VARIABLE = "VGG16_CACHE_MIB"
DEFAULT_CACHE_MIB = 128
SHEET_CACHE = "48MB"
THUMBNAIL_SIDE = 320
"""px: twice the width of the sidebar's picture, for sharp screens."""


# --- what the visitor has chosen ---------------------------------------------------------------


def chosen_preset() -> Network:
    """The preset that the network started from."""
    return PRESETS[str(st.session_state.get(Key.NETWORK, DEFAULT_NETWORK))]


def chosen_network() -> Network:
    """The network that is chosen for every page: a preset, or a changed one."""
    preset, text = chosen_preset(), _configuration_text()
    return _changed(preset, text) if text else preset


def _configuration_text() -> str:
    return str(st.session_state.get(Key.BLOCKS) or "")


def _read_configuration(preset: Network, text: str) -> Reading:
    return read_nearest(text, (preset.blocks, preset.head))


def _changed(preset: Network, text: str) -> Network:
    reading = _read_configuration(preset, text)
    if not describe_changes(preset, reading.blocks, reading.head):
        return preset
    return build_network(
        f"{preset.name}, changed",
        reading.blocks,
        reading.head,
        default_input_shape=preset.default_input_shape,
        source=preset.source,
    )


def configuration_problems() -> tuple[str, ...]:
    """What a link or a typed configuration says that no network has."""
    text = _configuration_text()
    typed = _read_configuration(chosen_preset(), text).problems if text else ()
    edited = str(st.session_state.get(_EDIT_PROBLEM) or "")
    return (*typed, edited) if edited else typed


def configuration_changes() -> tuple[str, ...]:
    """How the network differs from its preset, in sentences."""
    network = chosen_network()
    return describe_changes(chosen_preset(), network.blocks, network.head)


_EDIT_PROBLEM, _EARLIER = "edit_problem", "earlier_configurations"
MOST_UNDO_STEPS = 50


def change_network(blocks: Sequence[Block], head: Head | None) -> None:
    """Change the chosen network; call it from a callback.

    A configuration beyond the limits changes nothing, and `configuration_problems` says why.
    """
    preset = chosen_preset()
    try:
        unchanged = not describe_changes(preset, tuple(blocks), head)
        text = "" if unchanged else write(blocks, head)
    except ValueError as error:
        st.session_state[_EDIT_PROBLEM] = str(error)
    else:
        set_configuration_text(text)


def set_configuration_text(text: str) -> None:
    """Change the chosen network by its text; "" for the preset. Call it from a callback."""
    earlier = [*st.session_state.get(_EARLIER, []), _configuration_text()]
    st.session_state[_EARLIER] = earlier[-MOST_UNDO_STEPS:]
    st.session_state[_EDIT_PROBLEM] = ""
    st.session_state[Key.BLOCKS] = text


def refuse_edit(problem: str) -> None:
    """Remember why an edit changed nothing; call it from a callback."""
    st.session_state[_EDIT_PROBLEM] = problem


def can_undo() -> bool:
    """Whether there is an earlier configuration to go back to."""
    return bool(st.session_state.get(_EARLIER))


def undo_change() -> None:
    """Go back to the configuration before the last change; call it from a callback."""
    *earlier, last = st.session_state[_EARLIER]
    st.session_state.update({_EARLIER: earlier, _EDIT_PROBLEM: "", Key.BLOCKS: last})


@dataclass(frozen=True, slots=True)
class ChosenSize:
    """The input size that holds, and a sentence where it is not what was asked for."""

    height: int
    width: int
    problem: str = ""


def chosen_size() -> ChosenSize:
    """The input size that is chosen for every page; the last good one where a text is none."""
    text = str(st.session_state.get(Key.SIZE) or DEFAULT_SIZE)
    try:
        size = parse_size(text)
    except ValueError as error:
        height, width = st.session_state.get("last_size", parse_size(DEFAULT_SIZE))
        return ChosenSize(height, width, f"{error} Shown: {height} x {width} px.")
    st.session_state["last_size"] = size
    return ChosenSize(*size)


_SIZE = r"\s*(\d{1,6})(?:\s*[x×*, ]\s*(\d{1,6}))?\s*(?:px)?\s*"


def parse_size(text: str) -> tuple[int, int]:
    """(height, width) in px from "224", "225x299", "225 x 299" or "225, 299".

    Raises:
        ValueError: The text is no size, or a side is out of bounds.
    """
    match = re.fullmatch(_SIZE, text, re.IGNORECASE)
    sides = [int(side) for side in match.groups(default=match[1])] if match else []
    if sides and all(1 <= side <= LARGEST_SIDE for side in sides):
        return sides[0], sides[1]
    raise ValueError(
        f"“{text[:20]}” is no input size. Write height x width in px, each from 1 to "
        f"{LARGEST_SIDE}, such as 224x224 or 225x299."
    )


def chosen_summary() -> tuple[LayerSummary, ...]:
    """The chosen network at the chosen input size.

    Raises:
        ValueError: The network does not fit the input; the message says where and what does.
    """
    return summarize(chosen_network(), chosen_input_shape())


def chosen_input_shape() -> Shape:
    """(height, width, channels) of the input that is chosen for the network."""
    size, channels = chosen_size(), st.session_state.get(Key.CHANNELS)
    published = chosen_preset().default_input_shape[-1]
    return size.height, size.width, int(channels) if channels in NUM_CHANNELS else published


def model_summary() -> tuple[LayerSummary, ...]:
    """The layers of the real VGG16 that make feature maps, at the chosen input size.

    Raises:
        ValueError: The real VGG16 does not take that size here.
    """
    size = chosen_size()
    smallest, largest = MODEL_SIDES
    if not (smallest <= min(size.height, size.width) <= max(size.height, size.width) <= largest):
        raise ValueError(
            f"The real VGG16 takes pictures of {smallest} to {largest} px a side here. The input "
            f"size is {size.height} x {size.width} px. Choose another one in the sidebar."
        )
    return summarize(PRESETS["vgg16-no-top"], (size.height, size.width, 3))


def nearest_layer(names: Sequence[str]) -> str | None:
    """The name among ``names`` that replaces the chosen layer; None where it is one of them.

    A dense layer becomes the last one of a network without a head, any other the first.
    """
    wanted = st.session_state.get(Key.LAYER)
    if wanted is None or wanted in names:
        return None
    return names[0] if str(wanted).startswith("block") else names[-1]


def choose_layer(name: str) -> None:
    """Choose a layer for every page; call it from a callback."""
    st.session_state[Key.LAYER] = name


def other_summary(key: str) -> tuple[LayerSummary, ...]:
    """A preset to compare with, at the chosen input size and with its own channels.

    Raises:
        ValueError: It does not fit that input.
    """
    other, size = PRESETS[key], chosen_size()
    return summarize(other, (size.height, size.width, other.default_input_shape[-1]))


def file_name() -> str:
    """What an exported file of the chosen network is called, without its ending."""
    size, changed = chosen_size(), "-changed" if _configuration_text() else ""
    return (
        f"{st.session_state.get(Key.NETWORK, DEFAULT_NETWORK)}{changed}-{size.height}x{size.width}"
    )


def open_network(data: bytes) -> None:
    """Choose the network and the input size that an exported file holds; call it from a callback.

    Where it is no such file nothing changes, and `configuration_problems` says why.
    """
    try:
        network, (height, width, channels) = from_json(data.decode("utf-8", "replace"))
        change_network(network.blocks, network.head)
    except ValueError as error:
        refuse_edit(str(error))
    else:
        st.session_state[Key.SIZE] = f"{height}x{width}"
        st.session_state[Key.CHANNELS] = str(channels)


# --- the photo ---------------------------------------------------------------------------------


@dataclass(slots=True)
class _Shelf:
    """Keeps one visitor's own photo; it goes when the visitor goes."""

    photo: Photo | None = None
    problem: str = ""


@st.cache_resource(scope="session", show_spinner=False)
def _shelf() -> _Shelf:
    return _Shelf()


@st.cache_data(show_spinner=False)
def _sample(key: str) -> Photo:
    return read_sample(key)


def photo_choices() -> list[str]:
    """The samples, and the visitor's own photo once there is one."""
    own = [OWN_PHOTO] if _shelf().photo is not None else []
    return [*SAMPLES, *own]


def keep_own_photo(data: bytes) -> None:
    """Take a visitor's picture in and choose it; call it from a callback.

    Where it is refused the photo chosen before stays, and `photo_problem` says why.
    """
    shelf = _shelf()
    try:
        shelf.photo, shelf.problem = take_in(data), ""
    except ImageRejected as rejected:
        shelf.problem = str(rejected)
    else:
        st.session_state[Key.PHOTO] = OWN_PHOTO


def forget_photo_problem() -> None:
    """A sample was chosen, so the refusal of a picture no longer matters."""
    _shelf().problem = ""


def photo_problem() -> str:
    """Why the last picture was refused; "" where it was not."""
    return _shelf().problem


def chosen_photo() -> Photo:
    """The photo that is chosen for every page."""
    choice = str(st.session_state.get(Key.PHOTO) or next(iter(SAMPLES)))
    own = _shelf().photo
    if choice == OWN_PHOTO and own is not None:
        return own
    return _sample(choice if choice in SAMPLES else next(iter(SAMPLES)))


@st.cache_data(max_entries=16, show_spinner=False)
def _thumbnail(sha256: str, _pixels: NDArray[np.uint8]) -> bytes:
    return thumbnail_png(_pixels, THUMBNAIL_SIDE)


def photo_thumbnail() -> bytes:
    """The chosen photo as a small PNG."""
    photo = chosen_photo()
    return _thumbnail(photo.sha256, photo.pixels)


Fit = Literal["crop", "squeeze"]


def chosen_fit() -> Fit:
    """How a photo is brought to the input size."""
    return "squeeze" if st.session_state.get(Key.FIT) == "squeeze" else "crop"


def chosen_colour_range() -> ColourRange:
    """Whether the maps of a layer share one colour range."""
    return "layer" if st.session_state.get(Key.COLOURS) == "layer" else "channel"


@st.cache_data(max_entries=16, show_spinner=False)
def _fitted(
    sha256: str, size: tuple[int, int], how: Fit, _pixels: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], bytes]:
    pixels = fit(_pixels, size, how)
    return pixels, png_rgb(pixels)


def _fitted_photo() -> tuple[NDArray[np.uint8], bytes]:
    photo, size = chosen_photo(), chosen_size()
    return _fitted(photo.sha256, (size.height, size.width), chosen_fit(), photo.pixels)


def model_photo() -> NDArray[np.uint8]:
    """The chosen photo as the network gets it: uint8 (height, width, 3) at the input size."""
    pixels, _png = _fitted_photo()
    return pixels


def model_photo_png() -> bytes:
    """The chosen photo as the network gets it, as a PNG."""
    _pixels, png = _fitted_photo()
    return png


# --- the real VGG16, shared by all visitors -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class WeightsState:
    """Where the weights stand.

    Attributes:
        path: The file in use; None while the network is untrained.
        fetching: How far a download is; None where none is under way.
        problem: Why there are no weights, in plain sentences; "" where there are or they come.
    """

    path: Path | None
    fetching: Snapshot[Path] | None = None
    problem: str = ""


FIRST_LOOK_SECONDS = 0.3
"""What fails at once, because the network is forbidden, is told at once."""


@dataclass(frozen=True, slots=True)
class _Fetches:
    """The downloads of this process: a whole class shares one of each file."""

    lock: threading.Lock
    by_file: dict[WeightsFile, Job[Path]]


@st.cache_resource(show_spinner=False)
def _fetches() -> _Fetches:
    return _Fetches(threading.Lock(), {})


def _start_fetch(wanted: WeightsFile) -> Job[Path]:
    return Job(
        lambda progress, cancelled: fetch_weights(wanted, progress=progress, cancelled=cancelled)
    )


def weights_state(wanted: WeightsFile = NO_TOP, *, start: bool = True) -> WeightsState:
    """Find the weights, or start to fetch them and tell how far that is.

    Args:
        wanted: Which file.
        start: Whether to start a download that nobody has started yet.
    """
    try:
        path = find_weights(wanted)
    except WeightsUnavailable as error:
        return WeightsState(None, problem=str(error))
    if path is not None:
        return WeightsState(path)
    fetches = _fetches()
    with fetches.lock:
        if wanted not in fetches.by_file and not start:
            return WeightsState(None)
        if wanted not in fetches.by_file:
            fetches.by_file[wanted] = _start_fetch(wanted)
            fetches.by_file[wanted].wait(FIRST_LOOK_SECONDS)
        snapshot = fetches.by_file[wanted].snapshot()
    if snapshot.running:
        return WeightsState(None, fetching=snapshot)
    return WeightsState(snapshot.result, problem=str(snapshot.error or ""))


def retry_fetch(wanted: WeightsFile = NO_TOP) -> None:
    """Forget a download that failed or was cancelled, so that the next look starts a new one."""
    fetches = _fetches()
    with fetches.lock:
        job = fetches.by_file.get(wanted)
        if job is not None and not job.snapshot().running:
            del fetches.by_file[wanted]


def cancel_fetch(wanted: WeightsFile = NO_TOP) -> None:
    """Stop a download."""
    job = _fetches().by_file.get(wanted)
    if job is not None:
        job.cancel()


@st.cache_resource(max_entries=1, show_spinner=False)
def _load(path: Path | None, *, include_top: bool) -> "VGG16":
    from explorer.runtime import vgg16  # TensorFlow, only now: other pages open without it

    if include_top:
        fetch_class_names()
    model = vgg16.load(path, include_top=include_top)
    gc.unfreeze()  # a model that this one replaces may go
    gc.collect()
    gc.freeze()  # else each run of a page walks all of TensorFlow's objects
    return model


def model_is_loaded() -> bool:
    """Whether TensorFlow and VGG16 are in memory already."""
    return bool(_loaded())


@st.cache_resource(show_spinner=False)
def _loaded() -> list[str]:
    return []


def model() -> "VGG16":
    """The real VGG16 with the best weights at hand, loaded once for all visitors."""
    top = weights_state(WITH_TOP, start=False).path if dense_layers_wanted() else None
    loaded = _load(top or weights_state().path, include_top=top is not None)
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


# --- the chosen network, built for real ---------------------------------------------------------

_TRIAL = "trial"


@dataclass(frozen=True, slots=True)
class TrialState:
    """A network that was built in Keras, or is being built.

    Attributes:
        network: Which one.
        input_shape: (height, width, channels) it was built for.
        snapshot: How far it is, its result, or why there is none.
    """

    network: Network
    input_shape: Shape
    snapshot: Snapshot[Trial]


@dataclass(frozen=True, slots=True)
class _StartedTrial:
    network: Network
    input_shape: Shape
    job: Job[Trial]


def start_trial() -> None:
    """Build the chosen network in Keras, in the background; call it from a callback."""
    cancel_trial()
    network, shape, photo = chosen_network(), chosen_input_shape(), model_photo()

    def work(progress: Callable[[int, int], None], cancelled: threading.Event) -> Trial:
        from explorer.runtime.trial import trial  # TensorFlow, only now

        return trial(network, photo, shape, progress=progress, cancelled=cancelled)

    st.session_state[_TRIAL] = _StartedTrial(network, shape, Job(work))


def trial_state() -> TrialState | None:
    """The visitor's trial of the chosen network and input; None where there is none."""
    started = st.session_state.get(_TRIAL)
    if started is None:
        return None
    if (started.network, started.input_shape) != (chosen_network(), chosen_input_shape()):
        return None
    return TrialState(started.network, started.input_shape, started.job.snapshot())


def cancel_trial() -> None:
    """Stop the visitor's trial, if one is running."""
    started = st.session_state.get(_TRIAL)
    if started is not None:
        started.job.cancel()
