"""A broken look is never taken for the right one: whatever is asked, in whatever order."""

import random
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from explorer.architecture.fields.effective import Unit
from explorer.architecture.interventions import ChannelsOff
from explorer.figures.maps.feature_wall import WallLook
from explorer.observed import Observed
from explorer.shared.outcomes import Answers
from explorer.shared.questions.causes import CausedSpread, WatchedMap
from explorer.shared.questions.change import MapDifference, Responses
from explorer.shared.questions.channel import ChannelMap, ChannelValues, Filter, UnitSum
from explorer.shared.questions.depth import Depth, MapOfEachLayer
from explorer.shared.questions.excitation import ExcitedByPhoto
from explorer.shared.questions.harm import MeasureHarm
from explorer.shared.questions.learned import TaughtAnswer
from explorer.shared.questions.long_work import LongWork
from explorer.shared.questions.maps import CaptionedMaps, Facts, LayerFile, Sheet
from explorer.shared.questions.measured import MeasuredField
from explorer.shared.questions.passage import FewMaps
from explorer.shared.questions.question import Question
from explorer.shared.questions.reduced_maps import ReduceMaps
from explorer.shared.questions.strongest import StrongestChannels
from tests.shared import probes
from tests.shared.engine_process import Lab
from tests.shared.looks import ONE_PIXEL, broken, own_view, view
from tests.shared.probes import PATIENCE
from tests.shared.test_questions import concrete, contents, taught

LOOK = WallLook()
RIGHT, OWN = view(1, ONE_PIXEL), own_view(1)
WITH_DENSE_LAYERS = {"Probabilities", "GradCams", "Saliency", "BothProbabilities"}


def all_questions(observed: Observed) -> list[Question[Any]]:
    """Every kind of question that does without dense layers, about two layers."""
    names = [row.name for row in observed.network.rows]
    about_layers = [
        question
        for layer in (names[1], names[len(names) // 2 + 1])
        for question in (
            Sheet(layer, "layer", "viridis"),
            Facts(layer),
            LayerFile(layer),
            CaptionedMaps(layer, 1, LOOK, ""),
            ChannelMap(layer, 1, LOOK),
            ChannelValues(layer, 1),
            Filter(layer, 1),
            UnitSum(layer, 1, (0, 0)),
            ExcitedByPhoto(layer, 1),
            FewMaps(layer, (), 3),
            ReduceMaps(layer),
            StrongestChannels(layer, 2),
            MapDifference(observed.untouched, None, layer, 1, LOOK),
            WatchedMap(observed.untouched, None, layer, None, LOOK),
        )
    ]
    of_vgg16 = [MeasuredField(Unit(names[4], (0, 0))), TaughtAnswer(taught(1))]
    fields = [] if observed.network.weights == "own" else of_vgg16
    second = observed.untouched
    spread = CausedSpread(second, None, None)
    whole = [Depth(), MapOfEachLayer(1), Responses(second, None), spread]
    return [*about_layers, *whole, *fields]


def test_all_kinds_of_questions_are_tried() -> None:
    tried = {type(question).__name__ for question in all_questions(RIGHT)}
    assert tried | WITH_DENSE_LAYERS == {kind.__name__ for kind in concrete(Question)}


def ask(lab: Lab, observed: Observed, asker: str = "Ada") -> object:
    """The contents of all answers."""
    questions = all_questions(observed)
    outcome = lab.engine.look(observed, questions, asker).wait(PATIENCE)
    assert isinstance(outcome, Answers), outcome
    return [contents(outcome[question]) for question in questions]


def alone(lab: Lab, views: Sequence[Observed], **settings: int) -> dict[Observed, object]:
    """What each gives in an engine that has seen nothing else."""
    found = {}
    for observed in views:
        lab.restart(**settings)
        found[observed] = ask(lab, observed)
        assert lab.there(probes.wait_until_packed)
    return found


@pytest.mark.parametrize("right", [RIGHT, OWN], ids=["VGG16", "own network"])
def test_in_any_order_and_at_once_each_gets_its_own_answers(lab: Lab, right: Observed) -> None:
    views = [right, *broken(right)]
    expected = alone(lab, views)
    for order, kept_mib in ((views, 640), (views[::-1], 0)):
        lab.restart(VGG16_CACHE_MIB=kept_mib, VGG16_ANSWERS_MIB=kept_mib)
        for observed in (*order, *order[::-1]):
            assert ask(lab, observed) == expected[observed], observed
    lab.restart(VGG16_PHOTOS=4)
    shuffled = random.Random(16).sample(views * 2, 2 * len(views))
    with ThreadPoolExecutor(6) as threads:
        askers = map(str, range(len(shuffled)))
        found = list(threads.map(lambda each, asker: ask(lab, each, asker), shuffled, askers))
    for observed, answers in zip(shuffled, found, strict=True):
        assert answers == expected[observed], observed


@pytest.mark.parametrize("right", [RIGHT, OWN], ids=["VGG16", "own network"])
@pytest.mark.parametrize("kept_mib", [640, 1, 0])
def test_every_layer_is_what_the_network_gives(lab: Lab, right: Observed, kept_mib: int) -> None:
    lab.restart(VGG16_CACHE_MIB=kept_mib, VGG16_ANSWERS_MIB=0)
    given = {each: lab.there(probes.outputs, each) for each in (right, *broken(right))}
    for step in (1, 1) if kept_mib else (3,):  # computed, then kept; where nothing is, fewer
        for observed, layers in given.items():
            for name, values in list(layers.items())[::step]:
                question = ChannelValues(name, 1)
                outcome = lab.engine.look(observed, [question], "Ada").wait(PATIENCE)
                assert isinstance(outcome, Answers), outcome
                assert outcome[question].tobytes() == values[..., 1].tobytes(), (observed, name)
    for first, second in combinations(given, 2):
        assert any(not np.array_equal(given[first][name], given[second][name]) for name in layers)


# --- passes --------------------------------------------------------------------------------------

MIDDLE = ChannelsOff("block3_conv3", (3,))


def off(*offs: ChannelsOff) -> Observed:
    return Observed(RIGHT.network, RIGHT.picture, interventions=offs)


def work_of(lab: Lab, observed: Observed, *questions: Question[Any]) -> tuple[int, float]:
    """How many passes questions took, and their work in whole passes."""
    before = lab.engine.health()
    outcome = lab.engine.look(observed, questions, "Ada").wait(PATIENCE)
    assert isinstance(outcome, Answers), outcome
    after = lab.engine.health()
    return after.passes - before.passes, after.pass_work - before.pass_work


@pytest.mark.parametrize("kept_mib", [640, 0])
def test_one_pass_for_each_and_only_from_where_it_differs(lab: Lab, kept_mib: int) -> None:
    lab.restart(VGG16_CACHE_MIB=kept_mib, VGG16_ANSWERS_MIB=0)
    num, work = work_of(lab, off(MIDDLE), Responses(RIGHT, None), Facts("block5_pool"))
    assert num == 2
    macs = {row.name: row.num_macs for row in RIGHT.network.rows}
    after = sum(macs[f"block{block}_conv{conv}"] for block in (4, 5) for conv in (1, 2, 3))
    assert work == pytest.approx(1 + after / sum(macs.values()))
    assert lab.there(probes.wait_until_packed)
    if kept_mib:
        num, work = work_of(lab, off(ChannelsOff("block3_conv3", (4,))), Facts("block5_pool"))
        assert (num, work) == (1, pytest.approx(after / sum(macs.values())))
        assert work_of(lab, off(MIDDLE), Facts("block4_conv1"), Facts("block2_conv1"))[0] == 0


def test_the_first_block_again_takes_a_short_pass(lab: Lab) -> None:
    lab.restart(VGG16_ANSWERS_MIB=0)
    observed = off(ChannelsOff("block1_conv1", (3,)))
    work_of(lab, observed, Facts("block5_pool"))
    assert lab.there(probes.wait_until_packed)
    num, work = work_of(lab, observed, Facts("block1_pool"))
    assert num == 2  # the right first block, and what follows from it
    assert work < 0.3


def test_what_changes_nothing_takes_no_other_pass(lab: Lab) -> None:
    """Switching off a channel that is 0 everywhere gives the same, to the last bit."""
    lab.restart(VGG16_ANSWERS_MIB=0)
    given = lab.there(probes.outputs, RIGHT)
    name, dead = next(
        (name, int(channel))
        for name, values in given.items()
        for channel in np.flatnonzero(~values.any(axis=(0, 1)))
        if name > "block2"
    )
    observed = off(ChannelsOff(name, (dead,)))
    assert work_of(lab, observed, Depth()) == (1, 1.0)
    for layer, values in given.items():
        question = ChannelValues(layer, 0)
        outcome = lab.engine.look(observed, [question], "Ada").wait(PATIENCE)
        assert isinstance(outcome, Answers), outcome
        assert outcome[question].tobytes() == values[..., 0].tobytes()


def test_preparations_take_a_pass_each(lab: Lab) -> None:
    swapped, scaled, *_ = broken(RIGHT)
    assert work_of(lab, RIGHT, Responses(swapped, None)) == (2, 2.0)
    assert lab.there(probes.wait_until_packed)
    num, work = work_of(lab, scaled, Responses(swapped, None))
    assert num == 2  # the first block of what is kept takes a short one
    assert 1 < work < 1.2


def test_a_unit_that_is_switched_off_has_no_sum(lab: Lab) -> None:
    observed, question = off(MIDDLE), UnitSum("block3_conv3", 3, (0, 0))
    outcome = lab.engine.look(observed, [question], "Ada").wait(PATIENCE)
    assert isinstance(outcome, Answers), outcome
    assert (outcome[question].work, outcome[question].given) == (None, 0.0)


# --- what is shown as the newest of the server ---------------------------------------------------


def test_the_harm_of_one_photo_is_never_shown_as_an_example_for_another(lab: Lab) -> None:
    """Not even where the harm of a look that is broken itself was the newest."""
    swapped, scaled, *_ = broken(RIGHT)
    works = [MeasureHarm(RIGHT, (scaled,), False), MeasureHarm(swapped, (scaled,), False)]
    found = []
    for work in works:
        lab.engine.start(work, "Ada")
        state = lab.engine.wait_for_work(work.kind, "Ada", PATIENCE)
        assert state is not None
        assert state.result is not None
        found.append(contents(state.result))
    assert found[0] != found[1]
    for work, expected in zip(works, found, strict=True):
        assert contents(lab.engine.example(work).result) == expected


@pytest.mark.parametrize("kind", tuple(concrete(LongWork)), ids=lambda kind: kind.__name__)
def test_what_all_may_see_is_never_about_a_look(kind: type[LongWork[Any]]) -> None:
    named = {type_name for each in fields(kind) for type_name in re.findall(r"\w+", str(each.type))}
    assert not (kind.is_for_all_to_see and "Observed" in named)
    assert (kind is MeasureHarm) <= ("Observed" in named)  # such a field is seen here
