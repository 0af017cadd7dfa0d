"""The harm of mistakes: right numbers, one pass each, in parts, once for all, and behind others."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.background import Cancelled, Control, Progress
from explorer.digests import comes_from
from explorer.observed import Observed
from explorer.runtime.vgg16 import VGG16
from explorer.shared.questions import classes, harm
from explorer.shared.questions.change import Responses
from explorer.shared.questions.harm import Harms, MeasureHarm
from tests.shared import probes
from tests.shared.engine_process import Lab
from tests.shared.looks import ONE_PIXEL, broken, own_view, photo, view
from tests.shared.probes import PATIENCE, Errand

RIGHT, OWN = view(1, ONE_PIXEL), own_view(1)


def work_about(right: Observed) -> MeasureHarm:
    return MeasureHarm(right, broken(right), with_classes=False)


def done(lab: Lab, work: MeasureHarm, asker: str = "Ada") -> Harms:
    lab.engine.start(work, asker)
    state = lab.engine.wait_for_work("harm", asker, PATIENCE)
    assert state is not None
    assert state.error is None
    assert state.result is not None
    found: Harms = state.result
    return found


@pytest.mark.parametrize("right", [RIGHT, OWN], ids=["VGG16", "own network"])
def test_it_is_what_the_question_about_two_looks_says(lab: Lab, right: Observed) -> None:
    found = done(lab, work_about(right))
    assert len(found.found) == len(broken(right))
    for mistake, harm_done in zip(broken(right), found.found, strict=True):
        question = Responses(mistake, None)
        responses = lab.engine.look(right, [question], "Ada").wait(PATIENCE)[question]
        assert {name: harm_done.responses[name] for name in responses} == responses
        assert all(
            harm_done.changes[name] == each.in_place.relative_difference
            for name, each in responses.items()
        )
        assert harm_done.classes is None


def test_a_layer_by_hand(lab: Lab) -> None:
    """Length of the difference over the root mean square of both lengths."""
    mistake = replace(RIGHT, preparation="no mean")
    first, second = (lab.there(probes.outputs, each) for each in (RIGHT, mistake))
    found = done(lab, MeasureHarm(RIGHT, (mistake,), with_classes=False)).found[0].changes
    assert list(found) == [row.name for row in RIGHT.network.rows]
    for name, change in found.items():
        one, other = first[name].astype(float).ravel(), second[name].astype(float).ravel()
        lengths = np.sqrt((one @ one + other @ other) / 2)
        assert change == pytest.approx(np.linalg.norm(one - other) / lengths, rel=1e-5)


def test_nothing_changes_before_what_is_switched_off(lab: Lab) -> None:
    middle = broken(RIGHT)[5]
    first_off = middle.interventions[0].layer_name
    changes = done(lab, MeasureHarm(RIGHT, (middle,), with_classes=False)).found[0].changes
    before, after = middle.split(changes)
    assert first_off not in before
    assert {changes[name] for name in before} == {0.0}
    assert all(changes[name] > 0 for name in after)


class Counted:
    """Counts the passes of a network that begin at the photo."""

    def __init__(self, network: VGG16) -> None:
        self.num = 0
        self._network = network

    def activations(self, *args: object) -> object:
        self.num += 1
        return self._network.activations(*args)  # type: ignore[arg-type]

    def __getattr__(self, name: str) -> object:
        return getattr(self._network, name)


def test_one_pass_for_each_and_parts_as_they_come(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = Counted(harm.network_of(RIGHT.network))
    monkeypatch.setattr(harm, "network_of", lambda _observed: network)
    heard: list[Progress] = []
    work = work_about(RIGHT)
    found = work.run(Control(heard.append))
    assert network.num == 1 + len(work.mistakes)
    total = len(work.mistakes)
    assert [(each.done, each.total) for each in heard] == [(n, total) for n in range(1, total + 1)]
    for number, each in enumerate(heard, 1):
        assert each.latest.found == found.found[:number]


def test_it_stops_between_two_passes() -> None:
    control = Control(lambda _progress: control.stop())
    with pytest.raises(Cancelled):
        work_about(RIGHT).run(control)
    assert control.progress.done == 1


def test_who_looks_at_the_same_photo_shares_it(lab: Lab) -> None:
    lab.there(probes.close_gate, "first")
    lab.engine.start(Errand("first"), "Eve")
    assert lab.there(probes.wait_until_begun, "first")
    for asker in ("Ada", "Bob"):
        lab.engine.start(work_about(RIGHT), asker)
    assert lab.engine.health().jobs == 2
    lab.there(probes.open_gate, "first")
    results = [lab.engine.wait_for_work("harm", asker, PATIENCE) for asker in ("Ada", "Bob")]
    assert [len(state.result.found) for state in results if state] == [len(broken(RIGHT))] * 2
    late = lab.engine.work_state(work_about(RIGHT), "Cleo")
    assert late is not None
    assert late.result is not None
    assert lab.engine.work_state(work_about(view(2, ONE_PIXEL)), "Cleo") is None


def test_it_waits_behind_what_others_ask_for(lab: Lab) -> None:
    lab.there(probes.close_gate, "first")
    lab.engine.start(Errand("first"), "Eve")
    assert lab.there(probes.wait_until_begun, "first")
    lab.engine.start(work_about(RIGHT), "Ada")
    lab.engine.start(Errand("later"), "Bob")
    waiting = lab.engine.newest_work("harm", "Ada")
    assert waiting is not None
    assert waiting.num_before == 2
    lab.there(probes.open_gate, "first")
    lab.engine.wait_for_work("harm", "Ada", PATIENCE)


def test_it_is_forgotten_with_the_photo(lab: Lab) -> None:
    own = photo(3, ONE_PIXEL)
    work = work_about(replace(RIGHT, picture=own))
    done(lab, work)
    assert comes_from((work.kind, work.cache_key), [own.digest.origin])
    lab.engine.forget("Ada", own.digest)
    assert lab.engine.work_state(work, "Bob") is None


def test_nothing_of_it_takes_the_room_of_photos(lab: Lab) -> None:
    done(lab, work_about(RIGHT))
    assert lab.engine.health().kept_bytes == 0


def test_classes_where_they_are_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    class Whole:
        layer_names = ("block5_pool",)
        class_names = None

        def class_probabilities_from(self, last_grid: np.ndarray) -> np.ndarray:
            return last_grid[0, 0, :5]

    for module in (harm, classes):
        monkeypatch.setattr(module, "whole_vgg16", lambda _observed: Whole())
    mistake = replace(RIGHT, preparation="no mean")
    found = MeasureHarm(RIGHT, (mistake,), with_classes=True).run(Control())
    network = harm.network_of(RIGHT.network)
    for each, observed in ((found.right, RIGHT), (found.found[0].classes, mistake)):
        grid = network.activations(observed.picture.pixels, None, observed.preparation)
        assert each is not None
        assert each.probabilities.tolist() == grid["block5_pool"][0, 0, :5].tolist()
