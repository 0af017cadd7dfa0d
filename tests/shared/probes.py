"""What tests ask an engine, and what they do where it lives: in this process or in another one.

All of it can be pickled: questions and work as records, deeds as functions of this module, whose
first argument is the engine.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from explorer.arrays import Float32Array
from explorer.background import Control
from explorer.observed import Observed, ObservedNetwork
from explorer.runtime.feature_network import passes
from explorer.shared import packing, visitors
from explorer.shared.engine import Engine
from explorer.shared.models import network_of
from explorer.shared.questions.long_work import LongWork
from explorer.shared.questions.question import Question, Seen
from explorer.shared.switched_off import whole_pass

PATIENCE = 60.0
"""s after which a test gives up; none waits that long where all is well."""


@dataclass
class Bench:
    """What happens where the engine lives.

    Attributes:
        gates: Let probes of these names go on.
        answered: Names of probes in the order in which they were answered.
        begun: Counts work that began, by name.
        clock_s: What the clock of visitors is ahead by.
    """

    gates: dict[str, threading.Event] = field(default_factory=dict)
    answered: list[str] = field(default_factory=list)
    begun: Counter[str] = field(default_factory=Counter)
    clock_s: float = 0.0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def note_begun(self, name: str) -> threading.Event:
        with self.changed:
            self.begun[name] += 1
            self.changed.notify_all()
            return self.gates.setdefault(name, _open())


def _open() -> threading.Event:
    event = threading.Event()
    event.set()
    return event


bench = Bench()

_PACKING, _THREAD_START = packing.PACKING, threading.Thread.start


@dataclass(frozen=True)
class Probe(Question[str]):
    """Answered with its name, which is noted; it may have to wait until it may go on."""

    most_bytes: ClassVar[int] = 100

    name: str
    layer_name: str = ""

    def reads(self, observed: Observed) -> tuple[str, ...]:
        del observed
        return (self.layer_name,) if self.layer_name else ()

    def answer(self, seen: Seen) -> str:
        if self.layer_name:
            seen.layer(self.layer_name)
        bench.answered.append(self.name)
        assert bench.note_begun(self.name).wait(PATIENCE)
        return self.name


@dataclass(frozen=True)
class BackwardProbe(Probe):
    """The same as a question that takes a gradient."""

    is_gradient: ClassVar[bool] = True


ERRORS: Mapping[str, Callable[[], BaseException]] = {
    "ValueError": lambda: ValueError("The photo is too small. Choose a larger one."),
    "ValueError without words": ValueError,
    "RuntimeError": lambda: RuntimeError("inner workings"),
    "KeyError": lambda: KeyError("inner workings"),
    "MemoryError": MemoryError,
    "OSError": lambda: OSError("The disk is full."),
    "SystemExit": lambda: SystemExit(3),
}


@dataclass(frozen=True)
class Fault(Question[str]):
    """Fails when answered, or already when it is to say what it reads."""

    most_bytes: ClassVar[int] = 100

    error: str
    already_when_asked: bool = False

    def reads(self, observed: Observed) -> tuple[str, ...]:
        del observed
        if self.already_when_asked:
            raise ERRORS[self.error]()
        return ()

    def answer(self, seen: Seen) -> str:
        del seen
        raise ERRORS[self.error]()


@dataclass(frozen=True)
class Errand(LongWork[str]):
    """Long work in two steps; the second waits until it may go on."""

    kind: ClassVar[str] = "errand"
    is_for_all_to_see: ClassVar[bool] = True

    name: str

    def run(self, control: Control) -> str:
        control.report(1, 2, f"half of {self.name}")
        gate = bench.note_begun(self.name)
        while not gate.wait(0.01):
            control.check()
        control.report(2, 2)
        return self.name


@dataclass(frozen=True)
class Secret(Errand):
    """An errand whose result is not for everybody to see."""

    is_for_all_to_see: ClassVar[bool] = False


# --- deeds where the engine lives ----------------------------------------------------------------


def close_gate(engine: Engine, name: str) -> None:
    bench.gates[name] = threading.Event()


def open_gate(engine: Engine, name: str) -> None:
    bench.gates[name].set()


def wait_until_begun(engine: Engine, name: str) -> bool:
    with bench.changed:
        return bench.changed.wait_for(lambda: bench.begun[name] > 0, PATIENCE)


def answered(engine: Engine) -> list[str]:
    return list(bench.answered)


def hold_passes(engine: Engine) -> bool:
    """No pass can begin, as if one took for ever."""
    return passes.acquire(timeout=PATIENCE)


def release_passes(engine: Engine) -> None:
    passes.release()


def advance_clock(engine: Engine, seconds: float) -> None:
    bench.clock_s += seconds


def leave(engine: Engine, visitor: str) -> None:
    engine.visitors.leave(visitor)


def forget_those_gone(engine: Engine) -> None:
    engine.visitors.forget_those_gone()


def come_back(engine: Engine, visitor: str) -> bool:
    return engine.visitors.admit(visitor, 100)


class _NoPacking:
    def encode(self, values: Float32Array) -> bytes:
        raise MemoryError

    def decode(self, data: bytes) -> Any:
        return _PACKING.decode(data)


def break_packing(engine: Engine) -> None:
    packing.PACKING = _NoPacking()


def _no_thread_named(start_of_name: str) -> None:
    def start(thread: threading.Thread) -> None:
        if thread.name.startswith(start_of_name):
            raise RuntimeError("can't start new thread")
        _THREAD_START(thread)

    threading.Thread.start = start  # type: ignore[method-assign]


def lose_packer(engine: Engine) -> None:
    """No thread that packs can start."""
    _no_thread_named("packer")


def lose_jobs(engine: Engine) -> None:
    """No thread that answers can start."""
    _no_thread_named("job")


def mend(engine: Engine) -> None:
    packing.PACKING = _PACKING
    threading.Thread.start = _THREAD_START  # type: ignore[method-assign]


def wait_until_packed(engine: Engine) -> bool:
    """Wait until no activations wait to be packed; their bytes count from then on."""
    kept = engine._activations._looks
    with kept._changed:
        return kept._changed.wait_for(lambda: not kept._fresh, PATIENCE)


def wait_until_idle(engine: Engine) -> bool:
    """Wait until nothing is asked or answered."""
    for queue in (*engine._queues, engine._work):
        with queue._changed:
            if not queue._changed.wait_for(lambda queue=queue: queue.num_open == 0, PATIENCE):
                return False
    return True


def load(engine: Engine, network: ObservedNetwork) -> None:
    network_of(network)


def outputs(engine: Engine, observed: Observed) -> dict[str, Float32Array]:
    """What the network itself gives."""
    return dict(whole_pass(network_of(observed.network), observed))


def start_anew() -> None:
    """Leave nothing of the test before."""
    for gate in bench.gates.values():
        gate.set()
    bench.__init__()  # type: ignore[misc]
    visitors.monotonic = lambda: time.monotonic() + bench.clock_s  # type: ignore[attr-defined]


def restore() -> None:
    """Leave nothing for the tests of other files."""
    visitors.monotonic = time.monotonic  # type: ignore[attr-defined]
