"""The chosen kernel and stack, computed for real, for one visitor."""

from dataclasses import replace

from explorer.architecture.stacks.comparison import StackComparison
from explorer.architecture.stacks.races import Race
from explorer.architecture.stacks.stacks import single_kernel, steps_of_3x3
from explorer.runtime.race_limits import require_race
from explorer.session.stacks import ChosenStacks
from explorer.session.state import callback
from explorer.shared.questions.long_work import RunRace
from explorer.shared.requests import JobState
from explorer.views.work import example_work, start_work, work_state

RACED_KERNEL, RACED_CHANNELS, RACED_MAP = 5, 64, (28, 28)
"""Takes two to three seconds on two cores."""


@callback
def start_race(chosen: ChosenStacks) -> None:
    """Let the kernel and the stack run, in the background; call it from a callback."""
    start_work(_race(chosen))


def race_state(chosen: ChosenStacks) -> JobState[Race] | None:
    """How far the race of the kernel and the stack is; None if there is none."""
    return work_state(_race(chosen))


def race_example() -> JobState[Race]:
    """The newest race on this server, or how far a small first one is."""
    one = single_kernel(RACED_KERNEL, RACED_CHANNELS, RACED_CHANNELS)
    stack = replace(one, steps=steps_of_3x3(RACED_KERNEL))
    return example_work(RunRace(one, stack, RACED_MAP))


def race_problem(comparison: StackComparison) -> str:
    """Why these two cannot run here; "" if they can."""
    try:
        require_race(comparison)
    except ValueError as error:
        return str(error)
    return ""


def _race(chosen: ChosenStacks) -> RunRace:
    return RunRace(chosen.one, chosen.stack, chosen.map_size)
