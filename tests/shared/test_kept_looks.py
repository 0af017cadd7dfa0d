"""What is kept of looks: what pushes out what, what moves, and how many bytes it may take."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.observed import Observed
from explorer.preprocessing import WRONG_WAYS
from explorer.shared.kept_looks import LATEST_PART, KeptLooks
from explorer.shared.packing import Layers
from explorer.shared.questions.change import MapDifference, Responses
from explorer.shared.questions.maps import Facts
from explorer.units import BYTES_PER_MIB
from tests.shared import probes
from tests.shared.engine_process import Lab
from tests.shared.looks import ONE_PIXEL, view
from tests.shared.probes import PATIENCE
from tests.shared.test_engine import LAST, LOOK, answers

MOST_MIB = 10
SIDE = 320
"""A layer of 320 x 320 random numbers takes 0.39 MiB; packed it takes hardly less, so the 1 MiB for
the latest hold two, and the 9 MiB for what is packed at least 22."""

NUM_LATEST, NUM_PACKED = 2, 22
LAYER = "block1_conv1"
SOON = 0.2
"""s: such a layer is packed in a hundredth of that."""


def layers_of(number: int) -> Layers:
    values = np.random.default_rng(number).standard_normal((SIDE, SIDE, 1))
    return {LAYER: values.astype(np.float32)}


def wait_until_packed(looks: KeptLooks) -> None:
    with looks._changed:
        assert looks._changed.wait_for(lambda: not looks._fresh, PATIENCE)


def keep(looks: KeptLooks, *numbers: int, is_compared: bool) -> None:
    for number in numbers:
        looks.keep(view(number), layers_of(number), is_compared=is_compared)
    wait_until_packed(looks)
    assert looks.num_bytes <= MOST_MIB * BYTES_PER_MIB


def kept(looks: KeptLooks, *numbers: int) -> list[int]:
    return [number for number in numbers if looks.layers(view(number))]


@pytest.fixture
def looks() -> KeptLooks:
    return KeptLooks(MOST_MIB)


def test_what_is_compared_pushes_out_nothing_that_is_looked_at(looks: KeptLooks) -> None:
    photos, mistakes = range(NUM_PACKED), range(100, 130)
    keep(looks, *photos, is_compared=False)
    keep(looks, *mistakes, is_compared=True)
    assert kept(looks, *photos) == list(photos)
    assert kept(looks, *mistakes) == list(mistakes)[-NUM_LATEST:]
    assert looks.num_pictures == NUM_PACKED + NUM_LATEST


def test_what_is_looked_at_pushes_out_what_was_used_longest_ago(looks: KeptLooks) -> None:
    keep(looks, *range(NUM_PACKED), is_compared=False)
    assert kept(looks, 0) == [0]  # used again
    keep(looks, *range(50, 53), is_compared=False)
    gone = [number for number in range(NUM_PACKED) if not looks.layers(view(number))]
    assert gone == list(range(1, 1 + len(gone)))
    assert 1 <= len(gone) <= 3
    assert kept(looks, 0, 50, 51, 52) == [0, 50, 51, 52]


def test_a_look_that_is_both_as_computed_and_packed_counts_as_used_in_both(
    looks: KeptLooks,
) -> None:
    keep(looks, 0, is_compared=False)
    for number in range(1, NUM_PACKED + 4):
        assert kept(looks, 0) == [0]
        keep(looks, number, is_compared=False)
    keep(looks, 100, 101, is_compared=True)
    assert kept(looks, 0) == [0]


def test_what_was_compared_is_packed_once_it_is_looked_at(looks: KeptLooks) -> None:
    keep(looks, 1, is_compared=True)
    looks.note_looked_at(view(1))
    wait_until_packed(looks)
    keep(looks, *range(100, 110), is_compared=True)
    found = looks.layers(view(1))
    assert set(found) == {LAYER}
    unpacked = found[LAYER]
    assert not isinstance(unpacked, np.ndarray)
    assert unpacked.unpacked().tobytes() == layers_of(1)[LAYER].tobytes()


def test_what_is_looked_at_stays_packed_where_it_is_compared_too(looks: KeptLooks) -> None:
    keep(looks, 1, is_compared=False)
    keep(looks, 1, is_compared=True)
    keep(looks, *range(100, 110), is_compared=True)
    assert kept(looks, 1) == [1]
    looks.note_looked_at(view(1))
    looks.note_looked_at(view(2))  # nobody knows it
    assert kept(looks, 1, 2) == [1]


def test_what_is_forgotten_goes_from_every_room(looks: KeptLooks) -> None:
    keep(looks, 1, 2, 3, 4, is_compared=False)
    keep(looks, 5, is_compared=True)
    wanted = {view(number).picture.digest for number in (2, 4)}
    looks.forget(wanted.__contains__)
    assert kept(looks, 1, 2, 3, 4, 5) == [2, 4]
    looks.forget(lambda _digest: False)
    assert (looks.num_bytes, looks.num_pictures) == (0, 0)


def test_what_is_larger_than_the_room_pushes_out_nothing(looks: KeptLooks) -> None:
    keep(looks, 1, 2, is_compared=True)
    size = BYTES_PER_MIB * MOST_MIB // LATEST_PART // 4 + 1
    looks.keep(view(3), {LAYER: np.zeros((1, 1, size), np.float32)}, is_compared=True)
    assert kept(looks, 1, 2, 3) == [1, 2]


def test_packing_waits_for_the_end_of_an_answer_unless_too_much_waits(looks: KeptLooks) -> None:
    with looks.answering():
        for number in range(2):
            looks.keep(view(number), layers_of(number), is_compared=False)
        with looks._changed:
            assert looks._changed.wait_for(lambda: len(looks._fresh) == 1, PATIENCE)
            assert not looks._changed.wait_for(lambda: not looks._fresh, SOON)
        assert kept(looks, 0, 1) == [0, 1]
    wait_until_packed(looks)
    assert kept(looks, 0, 1) == [0, 1]


def test_what_is_forgotten_during_an_answer_ends_the_wait(looks: KeptLooks) -> None:
    with looks.answering():
        looks.keep(view(0), layers_of(0), is_compared=False)
        looks.forget(lambda _digest: False)
        with looks._changed:
            assert looks._changed.wait_for(lambda: looks._packer is None, PATIENCE)
    assert kept(looks, 0) == []


def test_without_room_nothing_is_kept() -> None:
    looks = KeptLooks(0)
    looks.keep(view(1), layers_of(1), is_compared=True)
    looks.keep(view(2), layers_of(2), is_compared=False)
    wait_until_packed(looks)
    assert (looks.num_bytes, looks.num_pictures, looks.keeps_any) == (0, 0, False)


# --- as the engine uses it -----------------------------------------------------------------------

SMALL_MIB = 6
"""0.6 MiB for the latest: one look at 32 x 32 px, which takes 0.56; the rest for packed ones."""

RIGHT = view(1, ONE_PIXEL)
WRONG = [replace(RIGHT, preparation=way) for way in WRONG_WAYS]


def passes_for(lab: Lab, observed: Observed, *questions: object) -> int:
    before = lab.engine.health().passes
    answers(lab.engine.look(observed, questions, "Ada", page="maps"))  # type: ignore[arg-type]
    assert lab.there(probes.wait_until_packed)
    assert lab.engine.health().kept_bytes <= SMALL_MIB * BYTES_PER_MIB
    return lab.engine.health().passes - before


def map_of(wrong: Observed, layer: str) -> MapDifference:
    return MapDifference(wrong, None, layer, 1, LOOK)


def test_of_all_mistakes_the_last_one_is_kept_and_the_photo_too(lab: Lab) -> None:
    lab.restart(VGG16_CACHE_MIB=SMALL_MIB, VGG16_ANSWERS_MIB=0)
    assert passes_for(lab, RIGHT, Facts(LAST)) == 1
    for wrong in WRONG:
        assert passes_for(lab, RIGHT, map_of(wrong, LAST)) == 1
    assert passes_for(lab, RIGHT, map_of(WRONG[-1], "block4_conv1"), Facts("block3_conv1")) == 0
    assert passes_for(lab, RIGHT, map_of(WRONG[0], "block4_conv1")) == 1
    assert lab.engine.health().pictures == 2


def test_a_mistake_that_is_looked_at_is_kept_like_a_photo(lab: Lab) -> None:
    lab.restart(VGG16_CACHE_MIB=SMALL_MIB, VGG16_ANSWERS_MIB=0)
    first, *others = WRONG
    assert passes_for(lab, RIGHT, map_of(first, LAST)) == 2
    assert passes_for(lab, first, Facts("block4_conv1")) == 0
    for wrong in others:
        passes_for(lab, RIGHT, map_of(wrong, LAST))
    assert passes_for(lab, first, Facts("block3_conv2"), Responses(RIGHT, None)) == 2  # block 1
    assert passes_for(lab, first, Facts("block3_conv3")) == 0
    assert lab.engine.health().pictures == 3
