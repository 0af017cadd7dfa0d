"""An engine as tests use it: in this process, or in a child process that gets pickled calls."""

import itertools
import os
import pickle
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from explorer.digests import Digest
from explorer.observed import Observed
from explorer.shared.engine import Engine
from explorer.shared.engine_health import Health
from explorer.shared.outcomes import Answers, Outcome, Ticket
from explorer.shared.questions.long_work import LongWork
from explorer.shared.questions.question import Question
from explorer.shared.requests import JobState
from tests.new_programs import without_main_file
from tests.shared import probes
from tests.shared.probes import PATIENCE

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Questions = Sequence[Question[Any]]


class AnyTicket(Protocol):
    """What both engines return."""

    def wait(self, seconds: float) -> Outcome: ...

    def cancel(self) -> None: ...


class AnyEngine(Protocol):
    """What both engines offer."""

    def look(
        self,
        observed: Observed,
        questions: Questions,
        asker: Hashable,
        *,
        page: str = "",
        deadline: float | None = None,
    ) -> AnyTicket: ...

    def kept(self, observed: Observed, questions: Questions) -> Answers | None: ...

    def start(self, work: LongWork[Any], asker: Hashable) -> None: ...

    def work_state(self, work: LongWork[Any], asker: Hashable) -> JobState[Any] | None: ...

    def unasked(self, small: LongWork[Any], asker: Hashable = None) -> JobState[Any]: ...

    def example(self, small: LongWork[Any]) -> JobState[Any]: ...

    def newest_work(self, kind: str, asker: Hashable) -> JobState[Any] | None: ...

    def wait_for_work(self, kind: str, asker: Hashable, seconds: float) -> JobState[Any] | None: ...

    def stop_work(self, kind: str, asker: Hashable) -> None: ...

    def forget(self, asker: Hashable, picture: Digest | None = None) -> None: ...

    def health(self) -> Health: ...


class Lab(Protocol):
    """A place where an engine lives.

    Attributes:
        engine: The engine in use.
    """

    @property
    def engine(self) -> AnyEngine: ...

    def restart(self, **settings: int) -> None:
        """Start with a new engine; the settings that are not given have their defaults."""

    def there(
        self,
        deed: Callable[Concatenate[Engine, Arguments], Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Do something where the engine lives."""


def _set(settings: dict[str, int]) -> None:
    for variable in [name for name in os.environ if name.startswith("VGG16_")]:
        del os.environ[variable]
    os.environ.update({name: str(value) for name, value in settings.items()})


class EmbeddedLab:
    """The engine in this process."""

    def __init__(self) -> None:
        self._settings = {name: text for name, text in os.environ.items() if "VGG16_" in name}
        self.restart()

    def restart(self, **settings: int) -> None:
        _set(settings)
        probes.start_anew()
        self.engine = Engine(passing=1)

    def there(self, deed: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
        return deed(self.engine, *args, **kwargs)

    def close(self) -> None:
        _set({})
        os.environ.update(self._settings)
        probes.restore()


# --- the child -----------------------------------------------------------------------------------


class _Service:
    """Answers calls in the child; tickets stay there, and have numbers outside."""

    def __init__(self) -> None:
        self._lab = EmbeddedLab()
        self._numbers = itertools.count()
        self._tickets: dict[int, Ticket] = {}

    def look(self, *args: Any, **kwargs: Any) -> int:
        number = next(self._numbers)
        self._tickets[number] = self._lab.engine.look(*args, **kwargs)
        return number

    def wait(self, number: int, seconds: float) -> Outcome:
        return self._tickets[number].wait(seconds)

    def cancel(self, number: int) -> None:
        self._tickets[number].cancel()

    def restart(self, **settings: int) -> None:
        self._tickets.clear()
        self._lab.restart(**settings)

    def there(self, deed: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return self._lab.there(deed, *args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._lab.engine, name)


def serve(calls: Connection) -> None:
    """Answer calls until there are no more, each in a thread of its own."""
    service, sending = _Service(), threading.Lock()

    def answer(number: int, data: bytes) -> None:
        try:
            name, args, kwargs = pickle.loads(data)
            reply = pickle.dumps((number, True, getattr(service, name)(*args, **kwargs)))
        except BaseException as error:
            reply = pickle.dumps((number, False, error))
        with sending:
            calls.send_bytes(reply)

    while True:
        try:
            call = calls.recv()
        except EOFError:  # whoever asks has died
            return
        if call is None:
            return
        threading.Thread(target=answer, args=call, daemon=True).start()


# --- this side -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class RemoteTicket:
    """A ticket in the child."""

    call: Callable[..., Any]
    number: int

    def wait(self, seconds: float) -> Outcome:
        outcome: Outcome = self.call("wait", self.number, seconds)
        return outcome

    def cancel(self) -> None:
        self.call("cancel", self.number)


class RemoteEngine:
    """An engine in the child: each call is pickled, and so is what comes back."""

    def __init__(self, call: Callable[..., Any]) -> None:
        self._call = call

    def look(self, *args: Any, **kwargs: Any) -> RemoteTicket:
        return RemoteTicket(self._call, self._call("look", *args, **kwargs))

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda *args, **kwargs: self._call(name, *args, **kwargs)


class ProcessLab:
    """The engine behind a process border."""

    def __init__(self, calls: Connection) -> None:
        self._calls, self._sending = calls, threading.Lock()
        self._numbers = itertools.count()
        self._open: dict[int, Future[Any]] = {}
        self.engine = RemoteEngine(self.call)
        threading.Thread(target=self._receive, daemon=True).start()

    def call(self, name: str, *args: Any, **kwargs: Any) -> Any:
        data = pickle.dumps((name, args, kwargs))
        reply: Future[Any] = Future()
        with self._sending:
            number = next(self._numbers)
            self._open[number] = reply
            self._calls.send((number, data))
        return reply.result(2 * PATIENCE)

    def restart(self, **settings: int) -> None:
        self.call("restart", **settings)

    def there(self, deed: Callable[..., Result], *args: Any, **kwargs: Any) -> Result:
        result: Result = self.call("there", deed, *args, **kwargs)
        return result

    def close(self) -> None:
        with self._sending:
            self._calls.send(None)

    def _receive(self) -> None:
        while True:
            try:
                number, succeeded, value = pickle.loads(self._calls.recv_bytes())
            except (EOFError, OSError):
                return
            reply = self._open.pop(number)
            reply.set_result(value) if succeeded else reply.set_exception(value)


@contextmanager
def embedded() -> Iterator[Lab]:
    """The engine in this process."""
    lab = EmbeddedLab()
    try:
        yield lab
    finally:
        lab.close()


@contextmanager
def behind_a_border() -> Iterator[Lab]:
    """The engine in a child process."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    with without_main_file():
        child = context.Process(target=serve, args=(theirs,), daemon=True)
        child.start()
    theirs.close()
    lab = ProcessLab(ours)
    try:
        yield lab
    finally:
        lab.close()
        child.join(PATIENCE)
        ours.close()
        child.close()
