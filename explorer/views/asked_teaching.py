"""The teaching that a visitor has asked for: what comes out is kept, whatever page they are on."""

from explorer.background import Cancelled
from explorer.belongings import belongings
from explorer.session.runs import is_kept, keep_run, numbered_runs
from explorer.session.state import visitor_state
from explorer.session.transfer_parameters import RUN
from explorer.session.visitor import visitor_id
from explorer.shared.questions.teaching import TeachHead
from explorer.shared.requests import JobState
from explorer.transfer.trained import TaughtRun
from explorer.views.work import start_work, work_state

_ASKED = "asked_to_teach"
"""What this visitor has asked for and not yet seen the end of: a run that was deleted does not come
back, and what others have taught is nobody else's run."""

_PROBLEM = "teaching_problem"


def ask_to_teach(work: TeachHead) -> None:
    """Teach a head instead of what the visitor asked for last; call it from a callback.

    What that had come to is kept.
    """
    before = asked_work()
    state = None if before is None else work_state(before)
    if state is not None and not is_asked(work):
        _keep_what_came_out(state)
    visitor_state[_PROBLEM] = ""
    start_work(work)
    belongings.keep(visitor_id(), _ASKED, (work,))  # not the work itself: its photos are not theirs


def asked_work() -> TeachHead | None:
    """What the visitor has asked for, until its end was seen; None for nothing."""
    found: tuple[TeachHead, ...] = belongings.get(visitor_id(), _ASKED) or ()
    return next(iter(found), None)


def is_asked(work: TeachHead) -> bool:
    """Whether it is what the visitor has asked for."""
    asked = asked_work()
    return asked is not None and asked.cache_key == work.cache_key


def keep_what_is_taught() -> None:
    """Keep the head that the visitor asked for as a run, once it is taught or was stopped.

    Every page does that before it is shown.
    """
    work = asked_work()
    if work is None:
        return
    state = work_state(work)
    if state is not None and state.running:
        return
    belongings.forget(visitor_id(), _ASKED)
    if state is None:
        return
    _keep_what_came_out(state)
    if state.error is not None and not isinstance(state.error, Cancelled):
        visitor_state[_PROBLEM] = str(state.error)


def teaching_problem() -> str:
    """Why the last teaching failed; "" where it did not."""
    return str(visitor_state.get(_PROBLEM, ""))


def _keep_what_came_out(state: JobState[TaughtRun]) -> None:
    """Keep what was taught, also if it was stopped early, and choose it."""
    run = state.result or state.progress.latest
    if run is None or is_kept(run):
        return
    number = keep_run(run)
    if number == max(numbered_runs()):
        RUN.forget()  # the newest one is shown anyway, and links stay short
    else:
        RUN.choose(number)
