"""The contract of engines: one pass for a page, exact answers, and no wait that is not needed."""

import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from time import monotonic

import numpy as np
import pytest

from explorer.arrays import Float32Array
from explorer.figures.maps.feature_wall import WallLook
from explorer.observed import Observed
from explorer.shared.outcomes import Answers, Busy, Failed, Waiting
from explorer.shared.questions.change import MapDifference, Responses
from explorer.shared.questions.channel import ChannelMap, ChannelValues, Filter, UnitSum
from explorer.shared.questions.depth import Depth, MapOfEachLayer
from explorer.shared.questions.maps import Facts, LayerFile, Sheet
from explorer.shared.questions.question import Question
from tests.shared import probes
from tests.shared.engine_process import AnyTicket, Lab
from tests.shared.looks import ONE_PIXEL, SMALL, own_view, view
from tests.shared.probes import PATIENCE, BackwardProbe, Errand, Fault, Probe

LOOK = WallLook()
LAST = "block5_pool"


def answers(ticket: AnyTicket) -> Answers:
    outcome = ticket.wait(PATIENCE)
    assert isinstance(outcome, Answers), outcome
    return outcome


def place(ticket: AnyTicket) -> int:
    outcome = ticket.wait(0)
    assert isinstance(outcome, Waiting), outcome
    return outcome.place


def page_about(layer: str, other: int = 2) -> list[Question[object]]:
    """All that a page may ask about a layer, and about a second picture."""
    return [
        Sheet(layer, "layer", "viridis"),
        Facts(layer),
        ChannelMap(layer, 0, LOOK),
        Filter(layer, 1),
        UnitSum(layer, 1, (0, 0)),
        Depth(),
        MapOfEachLayer(3),
        MapDifference(view(other), None, layer, 1, LOOK),
        Responses(view(other), None),
    ]


# --- passes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("mib", [0, 1, 640])
def test_a_page_takes_one_pass_for_each_picture_however_little_is_kept(lab: Lab, mib: int) -> None:
    lab.restart(VGG16_CACHE_MIB=mib)
    for number, layer in enumerate(["block1_conv1", "block3_pool", LAST], 1):
        for first in (10 * number, 10 * number + 1):
            before = lab.engine.health().passes
            questions = page_about(layer, 100 * first)
            found = answers(lab.engine.look(view(first), questions, "Ada", page="maps"))
            assert [found[question] is None for question in questions].count(True) <= 1  # no filter
            assert lab.engine.health().passes - before == 2
    assert lab.engine.health().pass_work <= 12


def test_two_networks_take_a_pass_each(lab: Lab) -> None:
    for observed in (view(), own_view()):
        last = observed.network.rows[-1].name
        answers(lab.engine.look(observed, [Facts(last)], "Ada"))
    assert (lab.engine.health().passes, lab.engine.health().pass_work) == (2, 2.0)
    assert lab.engine.health().pictures == 2


def test_other_layers_take_no_pass_and_the_first_block_a_short_one(lab: Lab) -> None:
    for row in view().network.rows[3:]:
        answers(lab.engine.look(view(), [Facts(row.name)], "Ada", page="maps"))
    assert (lab.engine.health().passes, lab.engine.health().pass_work) == (1, 1.0)
    assert lab.there(probes.wait_until_packed)
    answers(lab.engine.look(view(), [Facts("block1_conv2")], "Ada", page="maps"))
    health = lab.engine.health()
    assert health.passes == 2
    assert 1 < health.pass_work < 1.2


def test_the_first_block_alone_takes_a_short_pass_where_nothing_is_kept(lab: Lab) -> None:
    lab.restart(VGG16_CACHE_MIB=0)
    answers(lab.engine.look(view(), [Facts("block1_pool")], "Ada"))
    assert lab.engine.health().passes == 1
    assert lab.engine.health().pass_work < 0.2


@pytest.mark.parametrize("pages", ["one page", "pages of their own"])
def test_a_photo_that_many_ask_for_at_once_is_computed_once(lab: Lab, pages: str) -> None:
    barrier = threading.Barrier(16)

    def ask(number: int) -> Answers:
        barrier.wait(PATIENCE)
        page = "maps" if pages == "one page" else f"page {number}"
        return answers(lab.engine.look(view(), [Facts(LAST)], f"visitor {number}", page=page))

    with ThreadPoolExecutor(16) as threads:
        found = list(threads.map(ask, range(16)))
    assert len({each[Facts(LAST)].layer for each in found}) == 1
    assert lab.engine.health().passes == 1
    assert lab.engine.health().visitors == 16


def test_the_same_question_is_answered_once_for_all_who_wait(lab: Lab) -> None:
    lab.there(probes.close_gate, "slow")
    tickets = [
        lab.engine.look(view(), [Probe("slow", LAST)], f"visitor {number}", page="maps")
        for number in range(10)
    ]
    assert lab.there(probes.wait_until_begun, "slow")
    lab.there(probes.open_gate, "slow")
    assert {answers(ticket)[Probe("slow", LAST)] for ticket in tickets} == {"slow"}
    assert lab.there(probes.answered) == ["slow"]


def test_who_asks_while_it_is_answered_gets_the_same_answer(lab: Lab) -> None:
    lab.there(probes.close_gate, "slow")
    tickets = [lab.engine.look(view(), [Probe("slow", LAST)], "Ada", page="maps")]
    assert lab.there(probes.wait_until_begun, "slow")  # so the pass is done
    tickets.append(lab.engine.look(view(), [Probe("slow", LAST)], "Ben", page="maps"))
    lab.there(probes.open_gate, "slow")
    assert {answers(ticket)[Probe("slow", LAST)] for ticket in tickets} == {"slow"}
    assert lab.there(probes.answered) == ["slow"]


# --- exact ---------------------------------------------------------------------------------------


def layer_file(lab: Lab, observed: Observed, name: str) -> Float32Array:
    found = answers(lab.engine.look(observed, [LayerFile(name)], "Ada"))
    activations: Float32Array = np.load(BytesIO(found[LayerFile(name)]))["activations"]
    return activations


@pytest.mark.parametrize(
    "observed",
    [view(1, SMALL), view(1, ONE_PIXEL), own_view(1, SMALL), own_view(1, ONE_PIXEL)],
    ids=["odd grids", "one unit", "own, odd grids", "own"],
)
def test_what_is_kept_is_what_the_network_gives(lab: Lab, observed: Observed) -> None:
    lab.restart(VGG16_ANSWERS_MIB=0)
    expected = lab.there(probes.outputs, observed)
    for _ in ("from a pass or waiting to be packed", "packed"):
        for name, values in expected.items():
            found = layer_file(lab, observed, name)
            assert (found.dtype, found.shape) == (np.float32, values.shape)
            assert found.tobytes() == values.tobytes(), name
        assert lab.there(probes.wait_until_packed)


# --- waits that are not needed -------------------------------------------------------------------


def test_a_kept_answer_waits_for_nobody(lab: Lab) -> None:
    answers(lab.engine.look(view(1), [Facts(LAST)], "Ada", page="maps"))
    assert lab.there(probes.wait_until_packed)
    assert lab.there(probes.hold_passes)
    try:
        others = [lab.engine.look(view(2), [Facts(LAST)], "Bob", page="maps")]
        others += [lab.engine.look(view(n), [Facts(LAST)], f"{n}", page="maps") for n in (3, 4)]
        kept = lab.engine.kept(view(1), [Facts(LAST)])
        at_once = lab.engine.look(view(1), [Facts(LAST)], "Ada", page="maps").wait(0)
        from_kept_layers = answers(lab.engine.look(view(1), page_about_kept(), "Cleo", page="maps"))
        assert isinstance(kept, Answers)
        assert isinstance(at_once, Answers)
        assert from_kept_layers[Depths].shape == (2, 3)
        assert [place(ticket) for ticket in others] == [0, 1, 2]
        assert lab.engine.kept(view(2), [Facts(LAST)]) is None
    finally:
        lab.there(probes.release_passes)
    assert all(isinstance(ticket.wait(PATIENCE), Answers) for ticket in others)


Depths = ChannelValues("block4_pool", 5)


def page_about_kept() -> list[Question[object]]:
    return [Depths, Facts("block4_conv2"), ChannelMap("block2_pool", 0, LOOK)]


def test_kept_are_all_answers_or_none(lab: Lab) -> None:
    answers(lab.engine.look(view(), [Facts(LAST)], "Ada"))
    assert lab.engine.kept(view(), [Facts(LAST), Facts(LAST)]) is not None
    assert lab.engine.kept(view(), [Facts(LAST), Facts("block4_pool")]) is None
    assert lab.engine.kept(view(2), [Facts(LAST)]) is None


def test_a_gradient_and_a_map_do_not_wait_for_each_other(lab: Lab) -> None:
    lab.there(probes.close_gate, "gradient")
    gradient = lab.engine.look(view(1), [BackwardProbe("gradient")], "Ada", page="field")
    assert lab.there(probes.wait_until_begun, "gradient")
    answers(lab.engine.look(view(2), [Facts(LAST)], "Bob", page="maps"))
    assert place(gradient) == 0
    lab.there(probes.open_gate, "gradient")
    answers(gradient)


# --- the newest wins -----------------------------------------------------------------------------


@pytest.fixture
def blocked(lab: Lab) -> Lab:
    """Somebody's pass waits for ever, and so do those behind it, until the passes are released."""
    assert lab.there(probes.hold_passes)
    lab.engine.look(view(99), [Probe("blocker", LAST)], "Zoe")
    return lab


def test_a_superseded_click_costs_nothing(blocked: Lab) -> None:
    lab = blocked
    clicks = [
        lab.engine.look(view(n), [Probe(f"click {n}", LAST)], "Ada", page="maps") for n in range(5)
    ]
    other = lab.engine.look(view(9), [Probe("other page", LAST)], "Ada", page="depth")
    bob = lab.engine.look(view(9), [Probe("Bob's", LAST)], "Bob", page="maps")
    lab.there(probes.release_passes)
    assert answers(clicks[-1])[Probe("click 4", LAST)] == "click 4"
    answers(other)
    answers(bob)
    for ticket in clicks[:-1]:
        assert ticket.wait(PATIENCE) == Failed("Something newer was asked meanwhile.")
    assert set(lab.there(probes.answered)) == {"blocker", "click 4", "other page", "Bob's"}
    assert lab.engine.health().passes == 3  # photos 99, 4 and 9


def test_an_earlier_ticket_neither_takes_nor_cancels_what_was_asked_since(blocked: Lab) -> None:
    lab = blocked
    first = lab.engine.look(view(1), [Probe("first", LAST)], "Ada", page="maps")
    second = lab.engine.look(view(2), [Probe("second", LAST)], "Ada", page="maps")
    assert isinstance(first.wait(0), Failed)
    first.cancel()
    assert place(second) == 1
    lab.there(probes.release_passes)
    assert lab.there(probes.wait_until_idle)
    assert isinstance(first.wait(0), Failed)
    assert answers(second)[Probe("second", LAST)] == "second"
    assert answers(second)[Probe("second", LAST)] == "second"  # it is known, also later


def test_asking_for_the_same_again_goes_on_with_it(lab: Lab) -> None:
    lab.there(probes.close_gate, "same")
    first = lab.engine.look(view(1), [Probe("same", LAST)], "Ada", page="maps")
    assert lab.there(probes.wait_until_begun, "same")
    again = lab.engine.look(view(1), [Probe("same", LAST)], "Ada", page="maps")
    first.cancel()
    lab.there(probes.open_gate, "same")
    assert answers(again)[Probe("same", LAST)] == "same"
    assert lab.there(probes.answered) == ["same"]
    assert lab.engine.health().passes == 1


def test_cancelling_removes_what_waits(blocked: Lab) -> None:
    lab = blocked
    ticket = lab.engine.look(view(1), [Probe("cancelled", LAST)], "Ada", page="maps")
    behind = lab.engine.look(view(2), [Probe("behind", LAST)], "Bob", page="maps")
    assert (place(ticket), place(behind)) == (1, 2)
    ticket.cancel()
    assert place(behind) == 1
    assert isinstance(ticket.wait(PATIENCE), Failed)
    lab.there(probes.release_passes)
    answers(behind)
    assert "cancelled" not in lab.there(probes.answered)


# --- fair and bounded ----------------------------------------------------------------------------


def test_nobody_s_ten_come_before_somebody_s_first(blocked: Lab) -> None:
    lab = blocked
    mine = [
        lab.engine.look(view(n), [Probe(f"Ada {n}", LAST)], "Ada", page=f"page {n}")
        for n in range(10)
    ]
    others = [
        lab.engine.look(view(20 + n), [Probe(f"other {n}", LAST)], f"visitor {n}", page="maps")
        for n in range(3)
    ]
    lab.there(probes.release_passes)
    for ticket in (*mine, *others):
        answers(ticket)
    order = lab.there(probes.answered)
    assert order[:5] == ["blocker", "Ada 0", "other 0", "other 1", "other 2"]
    assert order[5:] == [f"Ada {n}" for n in range(1, 10)]


def test_who_waits_is_told_the_place_and_the_time(lab: Lab) -> None:
    answers(lab.engine.look(view(0), [Probe("the first tells how long it takes", LAST)], "Zoe"))
    names = [f"number {n}" for n in range(4)]
    for name in names:
        lab.there(probes.close_gate, name)
    tickets = [
        lab.engine.look(view(1), [BackwardProbe(name)], name, page="field") for name in names
    ]
    assert [place(ticket) for ticket in tickets] == [0, 1, 2, 3]
    for done in range(3):
        lab.there(probes.open_gate, names[done])
        answers(tickets[done])
        waits = [ticket.wait(0) for ticket in tickets[done + 1 :]]
        assert [wait.place for wait in waits] == list(range(3 - done))
        expected = [wait.expected_s for wait in waits]
        assert expected == sorted(expected)
        assert expected[0] > 0
        assert len(set(expected)) == len(expected)
    lab.there(probes.open_gate, names[-1])
    answers(tickets[-1])


def test_a_full_queue_says_when_to_try_again(lab: Lab) -> None:
    lab.restart(VGG16_WAITING=2)
    answers(lab.engine.look(view(0), [Facts(LAST)], "Ada", page="maps"))
    assert lab.there(probes.hold_passes)
    tickets = [lab.engine.look(view(n), [Facts(LAST)], f"{n}", page="maps") for n in range(1, 5)]
    refused = tickets[-1].wait(0)
    kept = lab.engine.look(view(0), [Facts(LAST)], "Ada", page="maps").wait(0)
    lab.there(probes.release_passes)
    assert isinstance(refused, Busy)
    assert refused.retry_s > 0
    assert isinstance(kept, Answers)
    for ticket in tickets[:3]:
        answers(ticket)
    answers(lab.engine.look(view(4), [Facts(LAST)], "4", page="maps"))


def test_a_wait_ends_at_its_deadline(blocked: Lab) -> None:
    lab = blocked
    for deadline in (0.0, monotonic()):
        question = Probe(f"late {deadline}", LAST)
        late = lab.engine.look(view(1), [question], "Ada", page="maps", deadline=deadline)
        behind = lab.engine.look(view(2), [Facts(LAST)], "Bob", page="maps")
        outcome = late.wait(PATIENCE)
        assert isinstance(outcome, Failed)
        assert outcome.sentence.endswith("Try again.")
        assert place(behind) == 1
    lab.there(probes.release_passes)
    answers(behind)
    assert lab.there(probes.answered) == ["blocker"]


# --- what goes wrong -----------------------------------------------------------------------------

SENTENCES = {
    "ValueError": "The photo is too small. Choose a larger one.",
    "ValueError without words": "because of an error (ValueError). Try again.",
    "RuntimeError": "because of an error (RuntimeError). Try again.",
    "KeyError": "because of an error (KeyError). Try again.",
    "MemoryError": "This computer has too little memory free for that.",
    "OSError": "The disk is full.",
    "SystemExit": "because of an error (SystemExit). Try again.",
}


@pytest.mark.parametrize("error", probes.ERRORS)
def test_an_error_touches_no_other_question(lab: Lab, error: str) -> None:
    lab.there(probes.close_gate, "beside")
    beside = lab.engine.look(view(1), [Probe("beside")], "Bob", page="maps")
    failing = lab.engine.look(view(1), [Probe("good"), Fault(error)], "Ada", page="maps")
    outcome = failing.wait(PATIENCE)
    assert isinstance(outcome, Failed)
    assert SENTENCES[error] in outcome.sentence
    lab.there(probes.open_gate, "beside")
    assert answers(beside)[Probe("beside")] == "beside"
    assert answers(lab.engine.look(view(1), [Probe("next")], "Ada", page="maps"))
    assert lab.engine.kept(view(1), [Probe("good")]) is not None  # what was found out stays


@pytest.mark.parametrize("error", ["ValueError", "RuntimeError", "KeyError", "MemoryError"])
def test_a_question_that_cannot_say_what_it_reads_has_no_answer(lab: Lab, error: str) -> None:
    outcome = lab.engine.look(view(1), [Fault(error, True)], "Ada", page="maps").wait(PATIENCE)
    assert isinstance(outcome, Failed)
    assert SENTENCES[error] in outcome.sentence
    answers(lab.engine.look(view(1), [Facts(LAST)], "Ada", page="maps"))


@pytest.mark.parametrize("question", [Facts("fc1"), Filter("fc1", 0), UnitSum("fc1", 0, (0, 0))])
def test_a_layer_that_is_not_there_is_named(lab: Lab, question: Question[object]) -> None:
    outcome = lab.engine.look(view(1), [question], "Ada", page="maps").wait(PATIENCE)
    assert isinstance(outcome, Failed)
    assert "Received the layer 'fc1'" in outcome.sentence
    assert "block5_pool" in outcome.sentence
    assert lab.engine.health().passes == 0


@pytest.mark.parametrize("deed", [probes.break_packing, probes.lose_packer])
def test_a_packer_that_fails_costs_passes_only(lab: Lab, deed: object) -> None:
    lab.restart(VGG16_CACHE_MIB=5)  # 0.5 MiB for the latest, less than a look takes unpacked: 0.56
    lab.there(deed)
    for number in range(5):
        answers(lab.engine.look(view(number), [Facts(LAST)], "Ada", page="maps"))
        answers(lab.engine.look(view(number), [Facts("block4_pool")], "Ada", page="maps"))
    assert lab.engine.health().kept_bytes == 0
    lab.there(probes.mend)
    answers(lab.engine.look(view(7), [Facts(LAST)], "Ada", page="maps"))
    assert lab.there(probes.wait_until_packed)
    assert lab.engine.health().kept_bytes > 0
    before = lab.engine.health().passes
    answers(lab.engine.look(view(7), [Facts("block4_pool")], "Ada", page="maps"))
    assert lab.engine.health().passes == before


def test_without_a_thread_a_question_is_to_be_asked_again(lab: Lab) -> None:
    lab.there(probes.lose_jobs)
    refused = lab.engine.look(view(1), [Facts(LAST)], "Ada", page="maps").wait(PATIENCE)
    assert isinstance(refused, Busy)
    assert refused.retry_s > 0
    assert lab.engine.health().waiting == 0
    lab.there(probes.mend)
    answers(lab.engine.look(view(1), [Facts(LAST)], "Ada", page="maps"))


def test_who_waits_goes_on_once_threads_can_start_again(lab: Lab) -> None:
    lab.there(probes.close_gate, "before")
    before = lab.engine.look(view(1), [BackwardProbe("before")], "Ada", page="field")
    waiting = lab.engine.look(view(1), [BackwardProbe("waiting")], "Bob", page="field")
    lab.there(probes.lose_jobs)
    lab.there(probes.open_gate, "before")
    answers(before)
    assert place(waiting) == 0
    lab.there(probes.mend)
    answers(waiting)


# --- long work -----------------------------------------------------------------------------------


def test_long_work_reports_and_its_result_is_kept_for_all(lab: Lab) -> None:
    lab.there(probes.close_gate, "race")
    assert lab.engine.work_state(Errand("race"), "Ada") is None
    lab.engine.start(Errand("race"), "Ada")
    assert lab.there(probes.wait_until_begun, "race")
    state = lab.engine.work_state(Errand("race"), "Ada")
    assert state is not None
    assert (state.running, state.progress.share) == (True, 0.5)
    assert state.progress.latest == "half of race"
    assert lab.engine.work_state(Errand("race"), "Bob") is None
    answers(lab.engine.look(view(1), [Facts(LAST)], "Bob", page="maps"))  # meanwhile
    assert lab.engine.health().jobs == 1
    lab.there(probes.open_gate, "race")
    ended = lab.engine.wait_for_work("errand", "Ada", PATIENCE)
    assert ended is not None
    assert ended.result == "race"
    for asker in ("Ada", "Bob"):
        kept = lab.engine.work_state(Errand("race"), asker)
        assert kept is not None
        assert (kept.running, kept.result) == (False, "race")


def test_long_work_stops(lab: Lab) -> None:
    lab.there(probes.close_gate, "race")
    lab.engine.start(Errand("race"), "Ada")
    assert lab.there(probes.wait_until_begun, "race")
    lab.engine.stop_work("errand", "Ada")
    state = lab.engine.newest_work("errand", "Ada")
    assert state is not None
    assert (state.running, state.result) == (False, None)
    assert "Stopped." in str(state.error)
    assert lab.there(probes.wait_until_idle)  # although its gate is closed


def test_long_work_goes_on_for_those_who_wait(lab: Lab) -> None:
    lab.there(probes.close_gate, "race")
    for asker in ("Ada", "Bob"):
        lab.engine.start(Errand("race"), asker)
    lab.engine.forget("Ada")
    assert lab.engine.newest_work("errand", "Ada") is None
    lab.there(probes.open_gate, "race")
    ended = lab.engine.wait_for_work("errand", "Bob", PATIENCE)
    assert ended is not None
    assert ended.result == "race"
