"""A series of trainings, one after the other, while the page that compares them is open."""

from dataclasses import dataclass, replace

from explorer.background import Cancelled
from explorer.belongings import belongings
from explorer.session.runs import is_kept, keep_run, kept_runs, numbered_runs
from explorer.session.state import callback
from explorer.session.taught_plan import chosen_plan
from explorer.session.taught_set import chosen_set
from explorer.session.transfer_parameters import COMPARED_RUNS
from explorer.session.visitor import visitor_id
from explorer.shared.questions.teaching import TeachHead
from explorer.shared.requests import JobState
from explorer.transfer.run_series import SERIES, PlannedRun, RunRow, run_row
from explorer.transfer.trained import TaughtRun
from explorer.views.asked_teaching import ask_to_teach, asked_work
from explorer.views.learned import TAUGHT_SIZE
from explorer.views.observing import vgg16_at
from explorer.views.train import require_teachable
from explorer.views.work import stop_work, work_state

_SERIES = "run_series"


@dataclass(frozen=True, slots=True)
class RunningSeries:
    """How far a series is.

    Attributes:
        works: All its trainings.
        done: How many of them have ended.
        problem: Why the last one failed; "" if none did.
    """

    works: tuple[TeachHead, ...]
    done: int = 0
    problem: str = ""

    @property
    def cache_key(self) -> None:
        """Nothing is forgotten with it: its photos belong to their set."""

    @property
    def now(self) -> TeachHead | None:
        """What is taught now; None at the end."""
        return self.works[self.done] if self.done < len(self.works) else None


def running_series() -> RunningSeries | None:
    """The series that is taught now; None where none is."""
    found: RunningSeries | None = belongings.get(visitor_id(), _SERIES)
    return found


@callback
def start_series() -> None:
    """Teach what is missing of the chosen series, one after the other."""
    photo_set = chosen_set()
    problem = ""
    works: tuple[TeachHead, ...] = ()
    try:
        require_teachable(photo_set)
        works = tuple(map(_work, missing_of(planned_runs())))
    except ValueError as error:
        problem = str(error)
    _begin(RunningSeries(works, problem=problem))


def stop_series(kind: str) -> None:
    """Stop the training that runs, and the rest of the series; what is done stays."""
    stop_work(kind)
    belongings.forget(visitor_id(), _SERIES)


def go_on() -> RunningSeries | None:
    """Keep what has ended, and start what comes next."""
    series = running_series()
    if series is None or series.now is None:
        return series
    state = work_state(series.now)
    if state is not None:
        return series if state.running else _after(series, state)
    if asked_work() is not None:  # the visitor has begun to teach something else
        belongings.forget(visitor_id(), _SERIES)
        return None
    ask_to_teach(series.now)
    return series


def series_state(series: RunningSeries) -> JobState[TaughtRun] | None:
    """How far the training is that runs now."""
    return None if series.now is None else work_state(series.now)


def planned_runs() -> tuple[PlannedRun, ...]:
    """The trainings of the chosen series, from the chosen plan, as far as weights are there.

    Raises:
        ValueError: As for `chosen_plan`.
    """
    planned = SERIES[COMPARED_RUNS.chosen()].planned(chosen_plan())
    possible = (replace(each, is_trained_base=_work(each).network.is_trained) for each in planned)
    return tuple(dict.fromkeys(possible))


def missing_of(planned: tuple[PlannedRun, ...]) -> list[PlannedRun]:
    """What of a series is not among the runs of the chosen set yet."""
    key = chosen_set().cache_key
    done = [
        PlannedRun(run.head.plan, run.is_trained_base)
        for run in kept_runs()
        if run.set_key == key and run.head.is_done
    ]
    return [each for each in planned if each not in done]


def compared_runs() -> dict[int, RunRow]:
    """The runs that were taught with the photos of the chosen set, by number."""
    key = chosen_set().cache_key
    return {number: run_row(run) for number, run in numbered_runs().items() if run.set_key == key}


def num_with_other_photos() -> int:
    """Runs that cannot be compared: they were judged by other photos."""
    return len(numbered_runs()) - len(compared_runs())


def tuned_work() -> TeachHead | None:
    """The slow training of the chosen series that is still to come; None if there is none."""
    missing = missing_of(planned_runs())
    return next((_work(each) for each in missing if each.plan.unfrozen_from), None)


def _after(series: RunningSeries, state: JobState[TaughtRun]) -> RunningSeries | None:
    if isinstance(state.error, Cancelled):
        belongings.forget(visitor_id(), _SERIES)
        return None
    if state.result is not None and not is_kept(state.result):
        keep_run(state.result)
    problem = "" if state.error is None else str(state.error)
    return _begin(replace(series, done=series.done + 1, problem=problem or series.problem))


def _begin(series: RunningSeries) -> RunningSeries:
    """Start what comes now, if anything does."""
    belongings.keep(visitor_id(), _SERIES, series)
    if series.now is not None:
        ask_to_teach(series.now)
    return series


def _work(planned: PlannedRun) -> TeachHead:
    network = vgg16_at(TAUGHT_SIZE, trained=planned.is_trained_base)
    return TeachHead(network, chosen_set(), planned.plan)
