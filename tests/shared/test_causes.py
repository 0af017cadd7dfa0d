"""How far a change spreads: counted unit by unit, and against what the patch can reach."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from explorer.architecture.fields.projective import ProjectiveField
from explorer.architecture.interventions import ChannelsOff
from explorer.architecture.receptive_field import Box
from explorer.arrays import Float32Array
from explorer.figures.maps.feature_wall import WallLook
from explorer.images.occlusion import Cover, occluded
from explorer.observed import Observed, picture_of
from explorer.shared.activations import Activations
from explorer.shared.models import network_of
from explorer.shared.questions.causes import (
    CausedSpread,
    LayerSpread,
    WatchedMap,
    change_lengths,
    most_changed_channel,
    num_outside,
    part_of,
)
from explorer.shared.questions.change import MapDifference
from explorer.shared.questions.question import Question, Seen
from tests.shared.looks import own_view, view

pytestmark = pytest.mark.usefixtures("no_weights")
PATCH = Box(9, 20, 14, 23)


@pytest.fixture
def no_weights(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VGG16_WEIGHTS", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))


def hidden(observed: Observed, patch: Box, cover: Cover = "grey") -> Observed:
    return replace(observed, picture=picture_of(occluded(observed.picture.pixels, patch, cover)))


def look(observed: Observed, question: Question[object]) -> Seen:
    return Activations(256).look(question.needs(observed))


def all_layers(observed: Observed) -> dict[str, Float32Array]:
    """Two separate passes, nothing kept."""
    return dict(network_of(observed.network).activations(observed.picture.pixels))


def spread_by_hand(
    observed: Observed, second: Observed, found: dict[str, LayerSpread], patch: Box
) -> None:
    first, then = all_layers(observed), all_layers(second)
    for row in observed.network.rows:
        changed = {
            (y, x)
            for y, x in np.ndindex(first[row.name].shape[:2])
            if any(first[row.name][y, x] != then[row.name][y, x])
        }
        field = row.receptive_field
        assert field is not None
        inside = {
            unit
            for unit in changed
            if (box := field.box(unit)).top <= patch.bottom
            and box.bottom >= patch.top
            and box.left <= patch.right
            and box.right >= patch.left
        }
        assert found[row.name].num_changed == len(changed)
        assert found[row.name].num_outside == len(changed - inside)


@pytest.mark.parametrize("cover", ["grey", "blur"])
def test_what_changed_is_counted_unit_by_unit(cover: Cover) -> None:
    observed = view()
    second = hidden(observed, PATCH, cover)
    question = CausedSpread(second, None, PATCH)
    found = dict(question.answer(look(observed, question)))
    assert [*found] == [row.name for row in observed.network.rows]
    spread_by_hand(observed, second, found, PATCH)
    assert {each.num_outside for each in found.values()} == {0}
    assert all(each.num_changed for each in found.values())


def test_a_change_outside_the_patch_is_found() -> None:
    observed = view()
    second = hidden(observed, Box(9, 20, 14, 30))
    question = CausedSpread(second, None, PATCH)
    found = dict(question.answer(look(observed, question)))
    spread_by_hand(observed, second, found, PATCH)
    assert found["block1_conv1"].num_outside > 0


def test_an_own_network_and_a_single_pixel() -> None:
    observed, pixel = own_view(), Box(0, 47, 0, 47)
    second = hidden(observed, pixel)
    question = CausedSpread(second, None, pixel)
    found = dict(question.answer(look(observed, question)))
    assert {each.num_outside for each in found.values()} == {0}
    assert 0 < found[observed.network.rows[0].name].num_changed <= 4  # 3 x 3 at the corner


def test_what_is_switched_off_changes_its_own_layer_and_later_ones() -> None:
    observed = view()
    second = replace(observed, interventions=(ChannelsOff("block2_conv1", (5,)),))
    question = CausedSpread(second, None, None)
    found = question.answer(look(observed, question))
    counts = {name: each.num_changed for name, each in found.items()}
    before = ("block1_conv1", "block1_conv2", "block1_pool")
    assert [counts[name] for name in before] == [0, 0, 0]
    lost = all_layers(observed)["block2_conv1"][..., 5]
    assert counts["block2_conv1"] == np.count_nonzero(lost)
    assert found["block2_conv1"].largest == lost.max()
    assert found["block1_pool"].response.in_place.relative_difference == 0
    assert found["block5_pool"].response.in_place.relative_difference > 0


def test_nothing_changes_where_the_same_is_compared() -> None:
    question = CausedSpread(view(), None, PATCH)
    found = question.answer(look(view(), question))
    assert {(each.num_changed, each.num_outside, each.largest) for each in found.values()} == {
        (0, 0, 0.0)
    }


def test_the_picture_is_bright_where_most_changed() -> None:
    observed = view()
    second = hidden(observed, PATCH)
    question = CausedSpread(second, None, PATCH)
    found = question.answer(look(observed, question))["block1_conv1"]
    difference = all_layers(second)["block1_conv1"] - all_layers(observed)["block1_conv1"]
    lengths = np.linalg.norm(difference, axis=-1)
    picture = Image.open(io.BytesIO(found.png))
    indices = np.asarray(picture)
    assert indices.shape == lengths.shape
    assert np.array_equal(indices > 0, lengths > 0)
    assert indices.flat[lengths.argmax()] == 255
    assert found.largest == pytest.approx(lengths.max(), rel=1e-6)


def test_the_map_with_most_effect_is_found_or_the_chosen_one_is_shown() -> None:
    observed = view()
    second = hidden(observed, PATCH)
    first, then = (all_layers(each)["block3_conv2"] for each in (observed, second))
    lengths = [np.linalg.norm(then[..., n] - first[..., n]) for n in range(first.shape[-1])]
    asked = WatchedMap(second, None, "block3_conv2", None, WallLook())
    channel, pair = asked.answer(look(observed, asked))
    assert channel == int(np.argmax(lengths))
    plain = MapDifference(second, None, "block3_conv2", channel, WallLook())
    assert pair.in_place == plain.answer(look(observed, plain)).in_place
    low = min(each[..., channel].min() for each in (first, then))
    high = max(each[..., channel].max() for each in (first, then))
    assert pair.value_range == (low, high)
    chosen = replace(asked, channel=7)
    assert chosen.answer(look(observed, chosen))[0] == 7


def test_lengths_and_places_by_hand() -> None:
    first = np.zeros((1, 2, 2), np.float32)
    second = np.array([[[3, 4], [0, -6]]], np.float32)
    assert change_lengths(first, second).tolist() == [[5, 6]]
    assert most_changed_channel(first, second) == 1
    assert most_changed_channel(first, first) == 0
    changed = np.array([[True, False, True], [True, False, False]])
    assert num_outside(changed, ProjectiveField("any", (0,), (0, 2), (2, 3))) == 1
    assert num_outside(changed, ProjectiveField("any", (), (), (2, 3))) == 3


@pytest.mark.parametrize(
    ("places", "part"),
    [
        ([(1, 2), (3, 0)], (slice(1, 4), slice(0, 3))),
        ([(3, 4)], (slice(3, 4), slice(4, 5))),
        ([], (slice(0, 0), slice(0, 0))),
    ],
    ids=["two places", "one, the last", "none"],
)
def test_the_part_that_changed(places: list[tuple[int, int]], part: tuple[slice, slice]) -> None:
    changed = np.zeros((4, 5), np.bool_)
    for place in places:
        changed[place] = True
    assert part_of(changed) == part
