"""What is said about a mistake in preparing a photo, worked out from the input and the maps."""

import random
import re

import numpy as np

from explorer.equivariance import respond
from explorer.figures.maps.mistake_notes import mistake_facts
from explorer.mistakes import effect_of
from explorer.preprocessing import AS_TRAINED, PREPARATIONS
from tests.figures.sentences.cases import NetworkCase, Rule
from tests.figures.sentences.map_rules import random_values, vgg16_at
from tests.figures.sentences.reading import SHARE, printed, share

_RANGE = r"from ([−\d.]+) to ([−\d.]+)\."
_SIDE = 32


def mistake_rule(draw: random.Random, _case: NetworkCase) -> None:
    """The ranges are those of the input; the share is counted; the ends are those of all layers."""
    rows = vgg16_at(_SIDE)[0][: draw.choice([1, 2, 5])]
    responses, changes = {}, {}
    for row in rows:
        first = random_values(draw, (*row.output_shape[:2], 2))
        second = draw.choice([first, first * np.float32(2), random_values(draw, first.shape)])
        assert row.receptive_field is not None
        response = respond(first, second, row.receptive_field, (_SIDE, _SIDE), None)
        responses[row.name], changes[row.name] = response, _relative_change(first, second)
    pixels = np.random.default_rng(draw.randrange(10**6)).integers(0, 256, (3, 2, 3), np.uint8)
    pixels[:] = draw.choice([0, 255, pixels])
    way = draw.choice(list(PREPARATIONS))
    right, wrong = (effect_of(pixels, each) for each in (AS_TRAINED, way))
    told = " ".join(mistake_facts(rows, responses, right, wrong))
    for words, name in zip(re.findall(_RANGE, told), (way, AS_TRAINED), strict=True):
        prepared = PREPARATIONS[name].prepare(pixels)
        assert printed(words[0], float(prepared.min())), told
        assert printed(words[1], float(prepared.max())), told
    beyond = _share_beyond(PREPARATIONS[way].prepare(pixels))
    found = re.search(rf"{SHARE} of these values are beyond", told)
    assert bool(found) == (beyond > 0), told
    assert not found or share(found[1], beyond), told
    _check_depth(told, changes)


def _share_beyond(prepared: np.ndarray) -> float:
    """Of an input's values, those outside what 0 and 255 become, but for rounding."""
    least = np.array([0 - 103.939, 0 - 116.779, 0 - 123.68]) - 0.5
    most = least + 256
    outside = [
        not low <= value <= high
        for pixel in prepared.reshape(-1, 3).astype(float)
        for value, low, high in zip(pixel, least, most, strict=True)
    ]
    return sum(outside) / len(outside)


def _relative_change(first: np.ndarray, second: np.ndarray) -> float:
    one, other = first.astype(float).ravel(), second.astype(float).ravel()
    mean = (one @ one + other @ other) / 2
    return float(np.sqrt((one - other) @ (one - other) / mean)) if mean else 0.0


def _check_depth(told: str, changes: dict[str, float]) -> None:
    high, low = max(changes.values()), min(changes.values())
    assert ("No layer changes" in told) == (high == 0), told
    every = re.search(r"Every layer changes by (\S+)\.$", told)
    if every:
        assert _is(every[1], high), told
        assert _is(every[1], low), told
    ends = re.search(r"(\S+) changes most, by (\S+|< \S+), and (\S+) least, by (.+)\.$", told)
    assert (ends is None) == (high == 0 or every is not None), told
    if ends:
        assert _is(ends[2], high), told
        assert _is(ends[4], low), told
        assert abs(changes[ends[1]] - high) < 1e-6, told
        assert abs(changes[ends[3]] - low) < 1e-6, told


def _is(text: str, value: float) -> bool:
    """Whether "0.283", "0" or "< 0.001" is this relative change."""
    if text == "0":
        return value == 0
    if text.startswith("<"):
        return 0 < value < 0.001
    return abs(float(text) - value) <= 0.00051


MISTAKE_RULES: dict[str, Rule] = {"figures.maps.mistake_notes.mistake_facts": mistake_rule}
