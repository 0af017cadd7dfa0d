"""The chosen photo on its way through VGG16: stored maps, and those of the network."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import LayerSummary, summarize
from explorer.examples import EXAMPLE_CHANNELS, EXAMPLE_SIZE, stored_file, stored_maps
from explorer.figures.maps.depth_strip import LayerMap
from explorer.figures.maps.passage import MAPS_OF_BLOCK
from explorer.kept import kept
from explorer.observed import Observed, Picture
from explorer.runtime.download import WeightsUnavailable
from explorer.runtime.known_weights import first_fresh_layer
from explorer.session.photos import chosen_picture_at
from explorer.shared.engine import engine
from explorer.shared.outcomes import Answers
from explorer.shared.questions.passage import FewMaps
from explorer.shared.weights import weights_state
from explorer.views.observing import vgg16_at


@dataclass(frozen=True, slots=True)
class MapFile:
    """A feature map as a picture.

    Attributes:
        channel: Which one of its layer.
        low: Its smallest value.
        high: Its largest value.
        data: The picture, one px for each value.
        kind: "image/webp" or "image/png".
    """

    channel: int
    low: float
    high: float
    data: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class PassageLook:
    """What is known of a photo's passage through VGG16.

    Attributes:
        picture: The photo as the network gets it.
        stored: Maps that are stored, by layer.
        observed: What the network is asked about; None while there are no weights.
        questions: What it is asked.
        fresh: The first layer whose weights were never trained, which is not asked about; "" where
            there is none.
    """

    picture: Picture
    stored: dict[str, tuple[MapFile, ...]]
    observed: Observed | None
    questions: tuple[FewMaps, ...]
    fresh: str

    @property
    def answers(self) -> Answers | None:
        """What the network has answered already, for anybody."""
        if self.observed is None or not self.questions:
            return None
        return engine.kept(self.observed, self.questions)

    @property
    def maps(self) -> dict[str, tuple[MapFile, ...]]:
        """The maps that can be shown now, by layer."""
        answers = self.answers
        asked = {each: _of_network(answers[each]) for each in self.questions} if answers else {}
        return self.stored | {each.layer_name: maps for each, maps in asked.items()}

    @property
    def is_awaited(self) -> bool:
        """Whether the network has something left to answer."""
        return bool(self.observed and self.questions) and self.answers is None


def look_at_passage() -> PassageLook:
    """The chosen photo, fitted the chosen way to the size that VGG16 was trained with."""
    picture = chosen_picture_at(EXAMPLE_SIZE)
    stored = _stored(picture.digest)
    path = weights_state(start=False).path  # a visitor who only arrives starts no download
    if path is None:
        return PassageLook(picture, stored, None, (), "")
    fresh = _fresh(path)
    layers = [each for each in _layers_before(fresh) if each not in stored]
    questions = tuple(
        FewMaps(each, EXAMPLE_CHANNELS.get(each, ()), MAPS_OF_BLOCK[each]) for each in layers
    )
    observed = Observed(vgg16_at(EXAMPLE_SIZE), picture)
    return PassageLook(picture, stored, observed, questions, fresh)


@kept()
def rows_of_whole_vgg16() -> tuple[LayerSummary, ...]:
    """All layers of VGG16, dense layers among them, at the size that it was trained with."""
    return summarize(PRESETS["vgg16"], (*EXAMPLE_SIZE, 3))


def _of_network(maps: tuple[LayerMap, ...]) -> tuple[MapFile, ...]:
    return tuple(MapFile(each.channel, each.low, each.high, each.png, "image/png") for each in maps)


def _stored(digest: str) -> dict[str, tuple[MapFile, ...]]:
    found: dict[str, tuple[MapFile, ...]] = {}
    for each in stored_maps(digest):
        data = stored_file(each.file)
        shown = MapFile(each.channel, each.low, each.high, data, "image/webp")
        found[each.layer] = (*found.get(each.layer, ()), shown)
    return found


def _fresh(path: Path) -> str:
    """As `first_fresh_layer`; "" where the file is gone and its values are in memory."""
    try:
        return first_fresh_layer(path)
    except WeightsUnavailable:
        return ""


def _layers_before(fresh: str) -> Iterator[str]:
    """The layers that stand for blocks, up to the first layer that was never trained."""
    for row in rows_of_whole_vgg16():
        if row.name == fresh:
            return
        if row.name in MAPS_OF_BLOCK:
            yield row.name
