"""What may be asked crosses a process border, is kept under the right name, and stays small."""

import importlib
import pickle
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from inspect import isabstract

import numpy as np
import pytest

from explorer.architecture.fields.effective import Unit
from explorer.architecture.interventions import ChannelsOff
from explorer.architecture.networks import PRESETS
from explorer.architecture.receptive_field import Box
from explorer.architecture.shapes import square
from explorer.architecture.stacks.stacks import Convolution, Stack
from explorer.arrays import Float32Array
from explorer.background import Cancelled
from explorer.convolution.exact import exact_convolution, exact_pooling
from explorer.convolution.layer import HandLayer
from explorer.digests import comes_from
from explorer.equivariance import Mirror, Shift
from explorer.figures.maps.feature_wall import WallLook
from explorer.kept import num_bytes
from explorer.observed import Observed, Picture, picture_of
from explorer.runtime import attribution, measured_field
from explorer.runtime.excitation import Wish
from explorer.shared import questions as package
from explorer.shared.questions import classes, measured
from explorer.shared.questions.causes import CausedSpread, WatchedMap
from explorer.shared.questions.change import MapDifference, Responses
from explorer.shared.questions.channel import ChannelMap, ChannelValues, Filter, UnitSum
from explorer.shared.questions.classes import BothProbabilities, GradCams, Probabilities, Saliency
from explorer.shared.questions.depth import Depth, MapOfEachLayer
from explorer.shared.questions.excitation import ExcitedByPhoto
from explorer.shared.questions.harm import MeasureHarm
from explorer.shared.questions.in_keras import RunInKeras
from explorer.shared.questions.long_work import (
    AverageFields,
    BuildNetwork,
    GrowPicture,
    LongWork,
    MeasureLayers,
    RunRace,
)
from explorer.shared.questions.maps import CaptionedMaps, Facts, LayerFile, Sheet
from explorer.shared.questions.measured import MeasuredField
from explorer.shared.questions.passage import FewMaps
from explorer.shared.questions.question import Question
from explorer.shared.questions.strongest import StrongestChannels
from explorer.shared.requests import QueueFull
from tests.shared.looks import small_network

LOOK, OTHER_LOOK = WallLook(), WallLook(colour_range="layer", colour_map="gray")
LARGEST = (512, 512)
CLASS_SIZE = (224, 224)
MARGIN = 4096
"""Bytes that pickling adds: names of classes and fields."""


def noise(size: tuple[int, int], seed: int) -> Picture:
    """The photo that takes most bytes as a PNG."""
    return picture_of(np.random.default_rng(seed).integers(0, 256, (*size, 3), np.uint8))


FIRST, SECOND = noise(LARGEST, 1), noise(LARGEST, 2)
NETWORK = small_network(LARGEST)
OTHER = Observed(NETWORK, SECOND)
UNITS = Unit("block3_conv1", (3, 4), 5), Unit("block3_conv1", (3, 4), None)

EXAMPLES: tuple[Question[object], ...] = (
    *(
        question
        for layer in ("block1_conv1", "block1_pool", "block5_conv3", "block5_pool")
        for question in (
            Sheet(layer, "layer", "viridis"),
            Sheet(layer, "channel", "viridis"),
            Sheet(layer, "layer", "gray"),
            Facts(layer),
            LayerFile(layer),
            CaptionedMaps(layer, None, LOOK, "A photo"),
            CaptionedMaps(layer, 1, LOOK, "A photo"),
            CaptionedMaps(layer, 1, OTHER_LOOK, "A photo"),
            CaptionedMaps(layer, 1, OTHER_LOOK, "Another photo"),
            ChannelMap(layer, 1, LOOK),
            ChannelMap(layer, 1, OTHER_LOOK),
            ChannelMap(layer, 2, LOOK),
            ChannelValues(layer, 1),
            Filter(layer, 1),
            UnitSum(layer, 1, (0, 0)),
            UnitSum(layer, 1, (15, 7)),
            ExcitedByPhoto(layer, 1),
            FewMaps(layer, (1, 2)),
            StrongestChannels(layer, 2),
            StrongestChannels(layer, 512),
            FewMaps(layer, (), 8),
            WatchedMap(OTHER, None, layer, 1, LOOK),
            WatchedMap(OTHER, None, layer, None, LOOK),
            WatchedMap(OTHER, None, layer, None, OTHER_LOOK),
            MapDifference(OTHER, None, layer, 1, LOOK),
            MapDifference(OTHER, Shift(16, -32), layer, 1, OTHER_LOOK),
            MapDifference(OTHER, Mirror(), layer, 1, LOOK),
        )
    ),
    Responses(OTHER, None),
    Responses(replace(OTHER, preparation="no mean"), None),
    Responses(replace(OTHER, interventions=(ChannelsOff("block1_pool", (1,)),)), None),
    Responses(replace(OTHER, interventions=(ChannelsOff("block1_pool", (1,), True),)), None),
    Responses(Observed(NETWORK, FIRST), None),
    Responses(OTHER, Shift(16, 0)),
    CausedSpread(OTHER, None, None),
    CausedSpread(OTHER, None, Box(3, 4, 90, 80)),
    CausedSpread(OTHER, None, Box(3, 4, 90, 81)),
    CausedSpread(replace(OTHER, preparation="no mean"), None, None),
    Depth(),
    MapOfEachLayer(0),
    MapOfEachLayer(63),
    *map(MeasuredField, UNITS),
    Probabilities(),
    BothProbabilities(OTHER, None),
    BothProbabilities(replace(OTHER, preparation="no mean"), None),
    GradCams(3),
    Saliency(3, guided=False),
    Saliency(3, guided=True),
)

STACK = Stack((Convolution(3),), 8, 8)
GRID = np.arange(12.0).reshape(3, 4, 1)
LONG_WORK: tuple[LongWork[object], ...] = (
    GrowPicture(NETWORK, Wish("block1_conv1", 0, size=32, steps=2)),
    GrowPicture(NETWORK, Wish("block1_conv1", 1, size=32, steps=2)),
    AverageFields((NETWORK,), UNITS[:1], (FIRST, SECOND)),
    AverageFields((NETWORK,), UNITS[:1], (FIRST,)),
    AverageFields((NETWORK,), UNITS, (FIRST,)),
    MeasureLayers((NETWORK,), ("block1_conv1",), FIRST),
    MeasureLayers((NETWORK,), ("block1_conv1",), SECOND),
    BuildNetwork(PRESETS["vgg11"], (64, 64, 3), FIRST),
    BuildNetwork(PRESETS["vgg11"], (64, 96, 3), FIRST),
    MeasureHarm(Observed(NETWORK, FIRST), (OTHER,), with_classes=False),
    MeasureHarm(Observed(NETWORK, FIRST), (OTHER,), with_classes=True),
    MeasureHarm(Observed(NETWORK, FIRST), (), with_classes=False),
    MeasureHarm(OTHER, (replace(OTHER, preparation="no mean"),), with_classes=False),
    RunRace(STACK, STACK, (8, 9)),
    RunRace(STACK, STACK, (9, 8)),
    *(
        RunInKeras(exact_convolution(grid, HandLayer(GRID[:2, :2, :, None], np.zeros(1), window)))
        for grid in (GRID, GRID + 1, GRID.reshape(4, 3, 1))
        for window in (square(2), square(2, 2))
    ),
    RunInKeras(exact_pooling(GRID, square(2), average=True)),
    RunInKeras(exact_pooling(GRID, square(2), average=False)),
    RunInKeras(exact_pooling(GRID, square(2), average=False), FIRST.digest),
)


def concrete(kind: type) -> Iterator[type]:
    """All that can be asked, of a kind."""
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
    for each in kind.__subclasses__():
        yield from concrete(each)
        if not isabstract(each) and each.__module__.startswith(package.__name__):
            yield each


def test_no_question_is_forgotten() -> None:
    assert set(concrete(Question)) == {type(question) for question in EXAMPLES}
    assert set(concrete(LongWork)) == {type(work) for work in LONG_WORK}


@pytest.mark.parametrize("asked", [EXAMPLES, LONG_WORK], ids=["questions", "long work"])
def test_what_is_asked_crosses_a_border(asked: tuple[Question[object], ...]) -> None:
    for each in asked:
        there = pickle.loads(pickle.dumps(each))
        assert there == each
        assert hash(there) == hash(each)
        assert there.cache_key == each.cache_key
        assert hash(there.cache_key) == hash(each.cache_key)


@pytest.mark.parametrize("asked", [EXAMPLES, LONG_WORK], ids=["questions", "long work"])
def test_what_differs_is_kept_apart(asked: tuple[Question[object], ...]) -> None:
    names = [(type(each).__name__, each.cache_key) for each in asked]
    assert len(set(asked)) == len(set(names)) == len(asked)


def parts(value: object) -> Iterator[object]:
    yield value
    if is_dataclass(value):
        value = tuple(getattr(value, each.name) for each in fields(value))
    if isinstance(value, tuple):
        for each in value:
            yield from parts(each)


@pytest.mark.parametrize("asked", [EXAMPLES, LONG_WORK], ids=["questions", "long work"])
def test_nothing_of_a_picture_but_its_digest_is_in_a_key(
    asked: tuple[Question[object], ...],
) -> None:
    for each in asked:
        kinds = {type(part) for part in parts(each.cache_key)}
        assert not kinds & {Picture, np.ndarray}
        for picture in (part for part in parts(each) if isinstance(part, Picture)):
            digests = [part for part in parts(each.cache_key) if part == picture.digest]
            assert digests or isinstance(each, BuildNetwork)  # what the photo shows does not matter


def test_numbers_that_may_come_from_an_own_photo_are_forgotten_with_it() -> None:
    *_, without, beside_photo = LONG_WORK
    assert comes_from(beside_photo.cache_key, [FIRST.digest.origin])
    assert not comes_from(without.cache_key, [FIRST.digest.origin])


def test_what_goes_wrong_crosses_a_border() -> None:
    full = pickle.loads(pickle.dumps(QueueFull(2.5)))
    assert (str(full), full.retry_s) == (str(QueueFull(2.5)), 2.5)
    assert str(pickle.loads(pickle.dumps(Cancelled()))) == str(Cancelled())


# --- sizes ---------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class NoisyNetwork:
    """Stands in for VGG16: what it gives is noise, which no PNG makes smaller."""

    def kernel(self, layer_name: str) -> tuple[Float32Array, Float32Array]:
        row = NETWORK.row(layer_name)
        shape = (3, 3, row.input_shape[-1], row.output_shape[-1])
        return numbers(shape) - np.float32(0.5), numbers(shape[-1:])

    def class_probabilities_from(self, last_grid: Float32Array) -> Float32Array:
        return numbers((1000,))

    @property
    def class_names(self) -> tuple[str, ...]:
        return tuple(f"a long name of class number {number}" for number in range(1000))


@dataclass(frozen=True, eq=False)
class NoisyLook:
    """Stands in for a network's look at a picture."""

    observed: Observed
    network: NoisyNetwork = field(default_factory=NoisyNetwork)

    def layer(self, name: str) -> Float32Array:
        values = numbers(self.observed.network.row(name).output_shape)
        values.flags.writeable = False
        return values

    def beside(self, observed: Observed) -> "NoisyLook":
        return replace(self, observed=observed)


def numbers(shape: tuple[int, ...]) -> Float32Array:
    return np.random.default_rng(sum(shape)).random(shape, np.float32)


@pytest.fixture
def no_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What needs weights gives noise of the right shape."""

    def grad_cam(_network: object, *_: object, **__: object) -> Mapping[str, Float32Array]:
        rows = small_network(CLASS_SIZE).rows
        return {row.name: numbers(row.output_shape[:2]) for row in rows if "conv" in row.name}

    monkeypatch.setattr(classes, "whole_vgg16", lambda _observed: NoisyNetwork())
    monkeypatch.setattr(attribution, "grad_cam", grad_cam)
    monkeypatch.setattr(attribution, "pixel_gradient", lambda *_, **__: numbers((*CLASS_SIZE, 3)))
    monkeypatch.setattr(measured, "weights_of", lambda _observed: {})
    monkeypatch.setattr(measured_field, "measured_field", lambda *_: numbers(LARGEST))


def contents(value: object) -> object:
    """What a value consists of, for comparing: some answers hold arrays."""
    match value:
        case np.ndarray():
            return value.dtype, value.shape, value.tobytes()
        case Mapping():
            return {key: contents(each) for key, each in value.items()}
        case tuple() | list():
            return [contents(each) for each in value]
        case _ if is_dataclass(value):
            return [contents(getattr(value, each.name)) for each in fields(value)]
        case _:
            return value


@pytest.mark.usefixtures("no_passes")
@pytest.mark.parametrize("kind", tuple(concrete(Question)), ids=lambda kind: kind.__name__)
def test_an_answer_crosses_a_border_and_is_as_small_as_promised(kind: type) -> None:
    look = NoisyLook(Observed(NETWORK, FIRST))
    for question in (each for each in EXAMPLES if type(each) is kind):
        answer = question.answer(look)
        data = pickle.dumps(answer)
        assert len(data) <= question.most_bytes
        assert len(data) <= num_bytes(answer) + MARGIN  # no part of it is kept uncounted
        assert contents(pickle.loads(data)) == contents(answer)
