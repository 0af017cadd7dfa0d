"""The chosen kernel and stack, computed for real, for one visitor."""

from explorer.architecture.stacks.comparison import StackComparison
from explorer.architecture.stacks.races import Race
from explorer.background import Control
from explorer.runtime.race_limits import require_race
from explorer.session.stacks import ChosenStacks
from explorer.session.state import callback
from explorer.shared.jobs import JobState, Subject
from explorer.views.work import start_work, work_state

RACE = "race"


@callback
def start_race(chosen: ChosenStacks) -> None:
    """Let the kernel and the stack run, in the background; call it from a callback."""

    def work(control: Control) -> Race:
        from explorer.runtime.race import run_race

        return run_race(chosen.one, chosen.stack, chosen.map_size, control)

    start_work(_subject(chosen), work, keep=False)


def race_state(chosen: ChosenStacks) -> JobState[Race] | None:
    """How far the race of the kernel and the stack is; None if there is none."""
    return work_state(_subject(chosen))


def race_problem(comparison: StackComparison) -> str:
    """Why these two cannot run here; "" if they can."""
    try:
        require_race(comparison)
    except ValueError as error:
        return str(error)
    return ""


def _subject(chosen: ChosenStacks) -> Subject:
    return Subject(RACE, (chosen.one, chosen.stack, chosen.map_size))
