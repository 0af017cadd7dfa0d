"""Random sequences of what visitors do: no deadlock, no exception, and right answers."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from explorer.arrays import Float32Array
from explorer.observed import Observed
from explorer.shared.outcomes import Answers, Busy, Failed
from explorer.shared.questions.channel import ChannelValues
from explorer.shared.questions.question import Question
from tests.seeds import seeds
from tests.shared import probes
from tests.shared.engine_process import AnyTicket, Lab
from tests.shared.looks import ONE_PIXEL, broken, own_view, view
from tests.shared.probes import PATIENCE, BackwardProbe, Errand, Fault, Probe

VIEWS = (view(1, ONE_PIXEL), view(2, ONE_PIXEL), view(3), own_view(4), own_view(5, ONE_PIXEL))
VIEWS += (*broken(VIEWS[0]), *broken(VIEWS[4]))
STEPS = 40


class Visitor:
    """Clicks at random, and looks at what comes back."""

    def __init__(self, lab: Lab, name: str, seed: str, expected: dict[Observed, dict]) -> None:
        self._lab, self._name, self._random = lab, name, random.Random(seed)
        self._expected: dict[Observed, dict[str, Float32Array]] = expected
        self._newest: dict[str, tuple[AnyTicket, Observed, list[Question[object]]]] = {}
        self.num_right = 0

    def visit(self) -> int:
        deeds = [self._look] * 8 + [self._wait] * 3 + [self._cancel, self._forget, self._work]
        for _ in range(STEPS):
            self._random.choice(deeds)()
        for page in list(self._newest):
            self._check(page, PATIENCE)
        self._lab.engine.stop_work("errand", self._name)
        return self.num_right

    def _look(self) -> None:
        page, observed = self._random.choice("abc"), self._random.choice(VIEWS)
        questions = [self._question(observed) for _ in range(self._random.randint(1, 3))]
        ticket = self._lab.engine.look(observed, questions, self._name, page=page)
        self._newest[page] = ticket, observed, questions

    def _question(self, observed: Observed) -> Question[object]:
        row = self._random.choice(observed.network.rows)
        channel = self._random.randrange(row.output_shape[-1])
        kinds = [ChannelValues(row.name, channel)] * 5
        others = [Probe(row.name, row.name), BackwardProbe(row.name), Fault("ValueError")]
        return self._random.choice([*kinds, *others])

    def _wait(self) -> None:
        if self._newest:
            page = self._random.choice(sorted(self._newest))
            self._check(page, self._random.choice([0, 0.01, PATIENCE]))

    def _check(self, page: str, seconds: float) -> None:
        ticket, observed, questions = self._newest[page]
        match ticket.wait(seconds):
            case Answers() as found:
                for question in questions:
                    self._check_answer(observed, question, found[question])
            case Failed(sentence=sentence):
                assert any(isinstance(question, Fault) for question in questions), sentence
            case Busy():
                pass
            case _:
                assert seconds < PATIENCE

    def _check_answer(self, observed: Observed, question: Question[object], found: object) -> None:
        match question:
            case ChannelValues(layer_name=layer, channel=channel):
                expected = self._expected[observed][layer][..., channel]
                assert found.tobytes() == expected.tobytes()
            case Probe(name=name):
                assert found == name
        self.num_right += 1

    def _cancel(self) -> None:
        if self._newest:
            ticket, _, _ = self._newest.pop(self._random.choice(sorted(self._newest)))
            ticket.cancel()

    def _forget(self) -> None:
        self._newest.clear()
        self._lab.engine.forget(self._name)

    def _work(self) -> None:
        name = self._random.choice(["race", "build"])
        self._lab.engine.start(Errand(name), self._name)
        if self._random.random() < 0.5:
            self._lab.engine.wait_for_work("errand", self._name, PATIENCE)
            state = self._lab.engine.work_state(Errand(name), self._name)
            assert state is not None
            assert state.result == name


@pytest.mark.parametrize("seed", seeds(2, 60))
def test_visitors_at_random(lab: Lab, seed: int) -> None:
    choose = random.Random(seed)
    lab.restart(
        VGG16_CACHE_MIB=choose.choice([0, 1, 640]),
        VGG16_ANSWERS_MIB=choose.choice([0, 1, 64]),
        VGG16_PHOTOS=choose.choice([1, 2, 4]),
        VGG16_WAITING=choose.choice([2, 128]),
    )
    expected = {observed: lab.there(probes.outputs, observed) for observed in VIEWS}
    visitors = [Visitor(lab, f"{n}", f"{seed} {n}", expected) for n in range(5)]
    with ThreadPoolExecutor(len(visitors)) as threads:
        assert sum(threads.map(Visitor.visit, visitors)) > 0
    assert lab.there(probes.wait_until_idle)
    for visitor in range(5):
        lab.engine.forget(f"{visitor}")
    assert lab.there(probes.wait_until_packed)
    health = lab.engine.health()
    assert (health.waiting, health.jobs, health.visitors) == (0, 0, 0)
    assert (health.pictures, health.kept_bytes, health.answer_bytes) == (0, 0, 0)
