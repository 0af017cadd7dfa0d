"""What engines keep: within bounds, and only while somebody looks at it."""

from explorer.shared.questions.change import Responses
from explorer.shared.questions.channel import ChannelValues
from explorer.shared.questions.maps import Facts, LayerFile
from explorer.shared.visitors import GRACE_S, IDLE_S
from explorer.units import BYTES_PER_MIB
from tests.shared import probes
from tests.shared.engine_process import Lab
from tests.shared.looks import ONE_PIXEL, photo, view
from tests.shared.test_engine import LAST, answers, place


def look_at(lab: Lab, asker: str, *numbers: int) -> None:
    for number in numbers:
        answers(lab.engine.look(view(number, ONE_PIXEL), [Facts(LAST)], asker, page="maps"))


def num_kept(lab: Lab) -> int:
    assert lab.there(probes.wait_until_packed)
    return lab.engine.health().pictures


def nothing_is_kept(lab: Lab) -> bool:
    assert lab.there(probes.wait_until_packed)
    health = lab.engine.health()
    return not (health.pictures or health.kept_bytes or health.answer_bytes)


def test_what_only_the_forgotten_looked_at_goes(lab: Lab) -> None:
    look_at(lab, "Ada", 1, 2)
    look_at(lab, "Bob", 2)
    assert num_kept(lab) == 2
    lab.engine.forget("Ada")
    assert num_kept(lab) == 1
    assert lab.engine.kept(view(1, ONE_PIXEL), [Facts(LAST)]) is None
    assert lab.engine.kept(view(2, ONE_PIXEL), [Facts(LAST)]) is not None
    assert lab.engine.health().visitors == 1
    lab.engine.forget("Bob")
    assert nothing_is_kept(lab)
    assert lab.engine.health().visitors == 0


def test_a_photo_that_is_taken_away_goes_and_the_others_stay(lab: Lab) -> None:
    look_at(lab, "Ada", 1, 2, 3)
    look_at(lab, "Bob", 2)
    for number in (1, 2):
        lab.engine.forget("Ada", photo(number, ONE_PIXEL).digest)
    kept = [lab.engine.kept(view(number, ONE_PIXEL), [Facts(LAST)]) for number in (1, 2, 3)]
    assert [each is not None for each in kept] == [False, True, True]
    assert num_kept(lab) == 2
    assert lab.engine.health().visitors == 2


def test_what_compares_another_photo_with_one_that_is_taken_away_goes_too(lab: Lab) -> None:
    observed, question = view(1, ONE_PIXEL), Responses(view(2, ONE_PIXEL), None)
    answers(lab.engine.look(observed, [question, Facts(LAST)], "Ada", page="change"))
    lab.engine.forget("Ada", photo(2, ONE_PIXEL).digest)
    assert lab.engine.kept(observed, [question]) is None
    assert lab.engine.kept(observed, [Facts(LAST)]) is not None
    assert num_kept(lab) == 1


def test_who_left_is_forgotten_after_a_while(lab: Lab) -> None:
    look_at(lab, "Ada", 1, 2)
    look_at(lab, "Bob", 2)
    lab.there(probes.leave, "Ada")
    assert lab.engine.health().visitors == 1
    lab.there(probes.advance_clock, GRACE_S - 5)
    lab.there(probes.forget_those_gone)
    assert num_kept(lab) == 2
    lab.there(probes.advance_clock, 5)
    lab.there(probes.forget_those_gone)
    assert num_kept(lab) == 1
    lab.there(probes.leave, "Bob")
    lab.there(probes.advance_clock, GRACE_S)
    lab.there(probes.forget_those_gone)
    assert nothing_is_kept(lab)


def test_who_comes_back_finds_everything(lab: Lab) -> None:
    look_at(lab, "Ada", 1)
    lab.there(probes.leave, "Ada")
    assert lab.there(probes.come_back, "Ada")
    lab.there(probes.advance_clock, 2 * GRACE_S)
    lab.there(probes.forget_those_gone)
    assert num_kept(lab) == 1


def test_who_does_nothing_for_hours_is_forgotten(lab: Lab) -> None:
    look_at(lab, "Ada", 1)
    lab.there(probes.advance_clock, IDLE_S)
    look_at(lab, "Bob", 2)
    lab.there(probes.forget_those_gone)
    assert lab.engine.kept(view(1, ONE_PIXEL), [Facts(LAST)]) is None
    assert num_kept(lab) == 1


def test_the_questions_of_who_has_gone_are_not_answered(lab: Lab) -> None:
    assert lab.there(probes.hold_passes)
    running = lab.engine.look(view(1), [probes.Probe("running", LAST)], "Ada", page="maps")
    waiting = lab.engine.look(view(2), [probes.Probe("waiting", LAST)], "Ada", page="depth")
    bob = lab.engine.look(view(3), [probes.Probe("Bob's", LAST)], "Bob", page="maps")
    assert (place(running), place(waiting), place(bob)) == (0, 2, 1)
    lab.engine.forget("Ada")
    lab.there(probes.release_passes)
    answers(bob)
    assert lab.there(probes.answered) == ["Bob's"]
    assert num_kept(lab) == 1  # the pass that ran when Ada left has left nothing behind
    assert lab.engine.health().passes == 2


def test_an_answer_that_comes_too_late_is_not_kept(lab: Lab) -> None:
    lab.there(probes.close_gate, "late")
    lab.engine.look(view(1), [Facts(LAST), probes.Probe("late", LAST)], "Ada", page="maps")
    assert lab.there(probes.wait_until_begun, "late")
    lab.engine.forget("Ada")
    lab.there(probes.open_gate, "late")
    assert lab.there(probes.wait_until_idle)
    assert nothing_is_kept(lab)


def test_a_visitor_keeps_the_latest_photos(lab: Lab) -> None:
    lab.restart(VGG16_PHOTOS=2)
    look_at(lab, "Ada", 1, 2, 3, 1, 4)
    assert num_kept(lab) == 2
    kept = [
        lab.engine.kept(view(number, ONE_PIXEL), [Facts(LAST)]) is not None
        for number in (1, 2, 3, 4)
    ]
    assert kept == [True, False, False, True]
    look_at(lab, "Bob", 3)
    assert num_kept(lab) == 3


def test_of_two_pictures_and_room_for_one_the_observed_one_is_kept(lab: Lab) -> None:
    lab.restart(VGG16_PHOTOS=1)
    observed, question = view(1, ONE_PIXEL), Responses(view(2, ONE_PIXEL), None)
    assert answers(lab.engine.look(observed, [question], "Ada", page="change"))[question]
    assert num_kept(lab) == 1
    assert lab.engine.kept(observed, [question]) is not None
    before = lab.engine.health().passes
    answers(lab.engine.look(observed, [Facts("block4_conv1")], "Ada", page="change"))
    assert lab.engine.health().passes == before


def test_answers_stay_within_their_bound(lab: Lab) -> None:
    lab.restart(VGG16_ANSWERS_MIB=1)
    for channel in range(30):
        question = LayerFile("block2_conv1") if channel % 3 else ChannelValues(LAST, channel)
        answers(lab.engine.look(view(channel % 4), [question], "Ada", page="maps"))
        assert lab.engine.health().answer_bytes <= BYTES_PER_MIB
    assert lab.engine.health().answer_bytes > 0


def test_an_answer_that_is_larger_than_all_that_may_be_kept_is_given_all_the_same(lab: Lab) -> None:
    lab.restart(VGG16_ANSWERS_MIB=0)
    look_at(lab, "Ada", 1, 1)
    assert lab.engine.health().answer_bytes == 0
    assert lab.engine.kept(view(1, ONE_PIXEL), [Facts(LAST)]) is None


def test_packed_activations_stay_within_their_bound(lab: Lab) -> None:
    lab.restart(VGG16_CACHE_MIB=1)
    for number in range(8):
        look_at(lab, f"visitor {number}", number)
        assert num_kept(lab) <= 3
        assert lab.engine.health().kept_bytes <= BYTES_PER_MIB
    assert lab.engine.health().kept_bytes > 0


def test_without_a_cache_nothing_is_kept_but_answers(lab: Lab) -> None:
    lab.restart(VGG16_CACHE_MIB=0)
    look_at(lab, "Ada", 1)
    assert num_kept(lab) == 0
    assert lab.engine.kept(view(1, ONE_PIXEL), [Facts(LAST)]) is not None
