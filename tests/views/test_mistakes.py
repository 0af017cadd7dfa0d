"""Each mistake has a name, and is observed as one."""

from dataclasses import replace

import pytest

from explorer.agreement import Agreement
from explorer.background import Progress
from explorer.equivariance import Response
from explorer.mistakes import MISTAKES, ON_ITS_SIDE, SQUEEZED
from explorer.preprocessing import AS_TRAINED, WRONG_WAYS
from explorer.shared.questions.harm import Harm, Harms
from explorer.shared.requests import JobState
from explorer.views.classes import why_no_classes
from explorer.views.mistakes import (
    harm_of,
    mistaken_classes,
    mistaken_layers,
    ranked_mistakes,
    with_each_mistake,
)
from tests.shared.looks import ONE_PIXEL, own_network, photo, view

RIGHT = view(1, ONE_PIXEL)
MISREAD = {SQUEEZED: photo(9, ONE_PIXEL), ON_ITS_SIDE: photo(8, ONE_PIXEL)}


def test_every_mistake_by_its_code() -> None:
    mistakes = with_each_mistake(RIGHT, MISREAD)
    assert list(mistakes) == list(MISTAKES)
    for code, picture in MISREAD.items():
        assert mistakes[code] == replace(RIGHT, picture=picture)
    prepared = [each for code, each in mistakes.items() if code not in MISREAD]
    assert {each.preparation for each in prepared} == set(WRONG_WAYS)
    assert {each.picture for each in prepared} == {RIGHT.picture}
    assert len(set(mistakes.values()) | {RIGHT}) == len(MISTAKES) + 1


def test_all_are_measured_in_their_order() -> None:
    mistakes = with_each_mistake(RIGHT, MISREAD)
    work = harm_of(RIGHT, mistakes, with_classes=False)
    assert (work.right, work.mistakes) == (RIGHT, tuple(mistakes.values()))


def test_questions_are_about_the_mistake() -> None:
    wrong = replace(RIGHT, preparation="no mean")
    for question in (mistaken_layers(wrong), mistaken_classes(wrong)):
        assert (question.second, question.movement) == (wrong, None)


def test_a_network_without_three_colours_has_no_such_mistakes() -> None:
    grey = replace(own_network(ONE_PIXEL), input_shape=(*ONE_PIXEL, 1))
    with pytest.raises(ValueError, match="Choose a network that takes 3 channels"):
        with_each_mistake(replace(RIGHT, network=grey), MISREAD)


def response(change: float) -> Response:
    """Of a layer that changes by so much."""
    same = Agreement(1, 1.0, 0.0)
    return Response(Agreement(1, None, change), same, same)


def harms(*changes: float) -> Harms:
    layers = ({"a": response(each), "b": response(2 - each)} for each in changes)
    return Harms(None, tuple(Harm(each, None) for each in layers))


@pytest.mark.parametrize(
    "state",
    [
        JobState(running=True, progress=Progress(2, 12, harms(0.25, 0.5))),
        JobState(result=harms(0.25, 0.5)),
    ],
    ids=["two of twelve", "the result"],
)
def test_the_first_that_are_known_are_ranked(state: JobState[Harms]) -> None:
    first, second, *others = MISTAKES
    for layer_name, worst_first in (("a", [second, first]), ("b", [first, second])):
        ranked = ranked_mistakes(state, layer_name)
        assert [each.code for each in ranked] == [*worst_first, *others]
        assert [each.changes is None for each in ranked] == [False, False, *[True] * len(others)]


def test_before_anything_is_known_all_are_unknown() -> None:
    ranked = ranked_mistakes(JobState(), "a")
    assert [(each.code, each.changes) for each in ranked] == [(code, None) for code in MISTAKES]


def test_random_weights_have_no_classes() -> None:
    assert RIGHT.preparation == AS_TRAINED
    assert "its answer would be chance" in why_no_classes(RIGHT, "untrained")
    assert "224 × 224 px only" in why_no_classes(RIGHT, "trained")
