"""The chosen kernel and stack, computed for real, for one visitor."""

import threading

from explorer.architecture.stacks.comparison import StackComparison
from explorer.architecture.stacks.races import Race
from explorer.background import Progress, Snapshot
from explorer.runtime.race_limits import require_race
from explorer.session.jobs import job_snapshot, start_job
from explorer.session.stacks import ChosenStacks

RACE = "race"


def start_race(chosen: ChosenStacks) -> None:
    """Let the kernel and the stack run, in the background; call it from a callback."""
    one, stack, map_size = chosen.one, chosen.stack, chosen.map_size

    def work(progress: Progress, cancelled: threading.Event) -> Race:
        from explorer.runtime.race import run_race

        return run_race(one, stack, map_size, progress=progress, cancelled=cancelled)

    start_job(RACE, _subject(chosen), work)


def race_state(chosen: ChosenStacks) -> Snapshot[Race] | None:
    """Where the race of the kernel and the stack stands; None where there is none."""
    return job_snapshot(RACE, _subject(chosen))


def race_problem(comparison: StackComparison) -> str:
    """Why these two cannot run here; "" where they can."""
    try:
        require_race(comparison)
    except ValueError as error:
        return str(error)
    return ""


def _subject(chosen: ChosenStacks) -> tuple[object, ...]:
    return chosen.one, chosen.stack, chosen.map_size
