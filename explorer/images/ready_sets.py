"""Ready-made sets of labelled photos: seeded textures, drawn shapes, and parts of sample photos."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from explorer.images.sample_parts import Columns, part_of_sample
from explorer.images.set_drawing import Drawing, scenery_of, shape_of, texture_of
from explorer.kept import kept
from explorer.observed import picture_of
from explorer.transfer.photo_set import PhotoSet, SetPhoto
from explorer.transfer.split import divided, find_bursts

_SEED = 16
"""Of all ready-made sets."""

_COUNTER, _HELD_BACK = 1, 2
"""Stand in the seed of counter-photos and held back ones, where the others of a set have 0."""

_PARTS_OF: Mapping[str, tuple[str, Columns, Columns]] = {
    "cat": ("chelsea", (0, 250), (250, 400)),
    "coffee": ("coffee", (60, 330), (330, 500)),
    "astronaut": ("astronaut", (20, 235), (235, 370)),
    "launch pad": ("rocket", (0, 322), (322, 640)),
}
"""By label: a sample, and its columns for training and for validation. Both show half of it."""


@dataclass(frozen=True, slots=True)
class ReadySet:
    """How a ready-made set is drawn.

    Attributes:
        title: As people read it.
        what: What it shows, and what it is good for, in a sentence or two.
        labels: Labels, and the drawing of each.
        many: Photos of each label.
        held_back: The same labels, drawn from what no other photo shows any of; empty where no two
            photos share anything, so that the split may choose freely.
        many_held_back: Photos of each label that come from there: those for validation.
        counter: The same labels drawn without what betrays them; empty where nothing does.
        many_counter: Counter-photos of each label.
    """

    title: str
    what: str
    labels: Mapping[str, Drawing]
    many: int
    held_back: Mapping[str, Drawing] = field(default_factory=dict)
    many_held_back: int = 0
    counter: Mapping[str, Drawing] = field(default_factory=dict)
    many_counter: int = 0


READY_SETS: Mapping[str, ReadySet] = MappingProxyType(
    {
        "textures": ReadySet(
            "Textures",
            "Stripes, checks, dots and rings in any colour, size and direction, with noise. "
            "Neither colour nor brightness gives the label away.",
            {label: texture_of(label) for label in ("stripes", "checks", "dots", "rings")},
            many=25,
        ),
        "shapes": ReadySet(
            "Shapes",
            "One circle, square or triangle: anywhere, of any size, direction and colour, on a "
            "noisy background.",
            {label: shape_of(label) for label in ("circle", "square", "triangle")},
            many=24,
        ),
        "crops": ReadySet(
            "Parts of photos",
            "Parts of the four sample photos. Those for validation come from the other half of "
            "what is shown, and share no pixel with those for training. Each label has one photo "
            "only, so a head learns that photo: it would not know another cat.",
            {
                label: part_of_sample(sample, columns)
                for label, (sample, columns, _others) in _PARTS_OF.items()
            },
            many=13,
            held_back={
                label: part_of_sample(sample, others)
                for label, (sample, _columns, others) in _PARTS_OF.items()
            },
            many_held_back=3,
        ),
        "biased": ReadySet(
            "Boats and cars, biased",
            "All boats are on water and all cars on grass: the background betrays the label. The "
            "counter-photos swap the backgrounds and show what was really learned.",
            {"boat": scenery_of("boat", "water"), "car": scenery_of("car", "grass")},
            many=30,
            counter={"boat": scenery_of("boat", "grass"), "car": scenery_of("car", "water")},
            many_counter=8,
        ),
    }
)
"""By key, in the order in which they are offered."""


def ready_set(key: str) -> PhotoSet:
    """A ready-made set, the same on every computer; it is drawn once and kept.

    About a fifth of each label is for validation.

    Raises:
        ValueError: There is none with that key.
    """
    _ready_made(key)
    return _drawn_set(key)


def counter_photos(key: str) -> tuple[SetPhoto, ...]:
    """Photos that unmask a biased set: its labels without what betrays them.

    They are for validation only, and are no part of the set.

    Args:
        key: Of a ready-made set; any other text, such as that of an own set, has none.

    Returns:
        () where a set is not biased.
    """
    return _drawn_counter(key) if key in READY_SETS else ()


@kept(results=len(READY_SETS))
def _drawn_set(key: str) -> PhotoSet:
    ready = _ready_made(key)
    photos = _drawn_photos(key, ready.labels, ready.many, 0)
    if ready.held_back:
        photos = _apart(
            photos, _drawn_photos(key, ready.held_back, ready.many_held_back, _HELD_BACK)
        )
    return divided(PhotoSet(tuple(ready.labels), photos, origin=key))


def _apart(photos: tuple[SetPhoto, ...], held_back: tuple[SetPhoto, ...]) -> tuple[SetPhoto, ...]:
    """Both by label; what may share pixels is one burst, so that no split ever parts it."""
    sources = [(each.label, 0) for each in photos] + [(each.label, 1) for each in held_back]
    numbers = {source: number for number, source in enumerate(dict.fromkeys(sources))}
    apart = zip((*photos, *held_back), sources, strict=True)
    return tuple(replace(each, burst=numbers[source]) for each, source in apart)


@kept(results=len(READY_SETS))
def _drawn_counter(key: str) -> tuple[SetPhoto, ...]:
    ready = _ready_made(key)
    photos = _drawn_photos(key, ready.counter, ready.many_counter, _COUNTER)
    return tuple(replace(photo, part="validation") for photo in photos)


def _drawn_photos(
    key: str, labels: Mapping[str, Drawing], many: int, kind: int
) -> tuple[SetPhoto, ...]:
    number = tuple(READY_SETS).index(key)
    photos: list[SetPhoto] = []
    for index, (label, drawing) in enumerate(labels.items()):
        for photo in range(many):
            draw = np.random.default_rng([_SEED, number, kind, index, photo])
            pixels = drawing(draw)
            pixels.setflags(write=False)
            name = f"{label} {photo + 1}"
            photos.append(SetPhoto(picture_of(pixels, key), label, name, burst=len(photos)))
    bursts = find_bursts((), [each.picture for each in photos], 0)
    return tuple(replace(each, burst=burst) for each, burst in zip(photos, bursts, strict=True))


def _ready_made(key: str) -> ReadySet:
    if key not in READY_SETS:
        raise ValueError(
            f"Received the ready-made set {key!r}. "
            f"Accepted: {', '.join(READY_SETS)}. Choose one of these."
        )
    return READY_SETS[key]
