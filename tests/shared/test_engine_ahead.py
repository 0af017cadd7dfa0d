"""What engines compute before anybody asks, and the newest result that they show meanwhile."""

from explorer.shared.engine import NOBODY
from explorer.shared.questions.long_work import AverageFields, GrowPicture, MeasureLayers
from tests.shared import probes
from tests.shared.engine_process import PATIENCE, Lab
from tests.shared.probes import Errand, Secret


def finish(lab: Lab, asker: object) -> None:
    """Wait for the end of work; behind a border threads start in their own time."""
    ended = lab.engine.wait_for_work(Errand.kind, asker, PATIENCE)
    assert ended is not None
    assert not ended.running


def test_before_the_first_result_a_small_one_is_computed_once(lab: Lab) -> None:
    lab.there(probes.close_gate, "small")
    first = lab.engine.example(Errand("small"))
    assert (first.running, first.result) == (True, None)
    assert lab.engine.example(Errand("small")).running
    assert lab.engine.health().jobs == 1
    lab.there(probes.open_gate, "small")
    finish(lab, (NOBODY, None))
    assert lab.engine.example(Errand("small")).result == "small"


def test_the_newest_result_of_anybody_takes_its_place(lab: Lab) -> None:
    for asker, name in (("Ada", "race"), ("Bob", "another race")):
        lab.engine.start(Errand(name), asker)
        finish(lab, asker)
    assert lab.engine.example(Errand("small")).result == "another race"
    assert lab.engine.health().jobs == 0


def test_what_fails_or_stops_is_no_example(lab: Lab) -> None:
    for name in ("race", "small"):
        lab.there(probes.close_gate, name)
    lab.engine.start(Errand("race"), "Ada")
    assert lab.there(probes.wait_until_begun, "race")
    lab.engine.stop_work(Errand.kind, "Ada")
    assert lab.there(probes.wait_until_idle)
    assert lab.engine.example(Errand("small")).running
    lab.there(probes.open_gate, "small")


def test_what_visitors_ask_for_comes_before_what_nobody_asked_for(lab: Lab) -> None:
    for name in ("running", "small", "race"):
        lab.there(probes.close_gate, name)
    lab.engine.start(Errand("running"), "Bob")
    assert lab.there(probes.wait_until_begun, "running")
    lab.engine.example(Errand("small"))
    lab.engine.start(Errand("race"), "Ada")
    asked = lab.engine.work_state(Errand("race"), "Ada")
    assert asked is not None
    assert (asked.num_before, lab.engine.example(Errand("small")).num_before) == (1, 2)
    for name in ("running", "race", "small"):
        lab.there(probes.open_gate, name)


def test_a_first_look_belongs_to_one_visitor_and_is_one_at_a_time(lab: Lab) -> None:
    for name in ("one", "two"):
        lab.there(probes.close_gate, name)
    assert lab.engine.unasked(Errand("one"), "Ada").running
    assert lab.engine.unasked(Errand("two"), "Ada").running
    lab.there(probes.open_gate, "two")
    finish(lab, (NOBODY, "Ada"))
    assert lab.engine.unasked(Errand("two"), "Ada").result == "two"
    assert lab.there(probes.wait_until_idle)  # although the gate of the first is closed


def test_a_first_look_ends_when_its_visitor_has_gone(lab: Lab) -> None:
    lab.there(probes.close_gate, "one")
    lab.engine.unasked(Errand("one"), "Ada")
    assert lab.there(probes.wait_until_begun, "one")
    lab.engine.forget("Ada")
    assert lab.there(probes.wait_until_idle)


def test_a_first_look_does_not_stop_what_the_visitor_asked_for(lab: Lab) -> None:
    lab.there(probes.close_gate, "race")
    lab.engine.start(Errand("race"), "Ada")
    lab.engine.unasked(Errand("one"), "Ada")
    lab.there(probes.open_gate, "race")
    finish(lab, "Ada")
    kept = lab.engine.work_state(Errand("race"), "Ada")
    assert kept is not None
    assert kept.result == "race"


def test_nobody_who_is_not_here_counts_as_a_visitor(lab: Lab) -> None:
    lab.engine.example(Errand("small"))
    lab.engine.unasked(Errand("one"), "Ada")
    assert lab.engine.health().visitors == 0


def test_nothing_is_computed_ahead_where_that_is_switched_off(lab: Lab) -> None:
    lab.restart(VGG16_PRELOAD=0)
    assert not lab.engine.example(Errand("small")).running
    assert not lab.engine.unasked(Errand("one"), "Ada").running
    assert lab.engine.health().jobs == 0


def test_what_may_hold_an_own_photo_is_shown_to_nobody_else(lab: Lab) -> None:
    assert not any(each.is_for_all_to_see for each in (AverageFields, MeasureLayers, GrowPicture))
    lab.engine.start(Secret("mine"), "Ada")
    finish(lab, "Ada")
    lab.there(probes.close_gate, "small")
    assert lab.engine.example(Secret("small")).running
    lab.there(probes.open_gate, "small")
