"""The zip of a run: asked for, checked, waiting, taken."""

from dataclasses import dataclass

from explorer.observed import ObservedNetwork
from explorer.session.runs import chosen_run
from explorer.session.state import callback, visitor_state
from explorer.session.visitor import visitor_id
from explorer.shared.exports import exports
from explorer.shared.questions.export import CheckedExport, ExportRun
from explorer.shared.requests import JobState
from explorer.transfer.heads import HeadTotals, head_totals
from explorer.transfer.photo_set import TAUGHT_SIDE
from explorer.transfer.trained import TaughtRun
from explorer.views.learned import set_taught
from explorer.views.observing import vgg16_at
from explorer.views.work import start_work, work_state

_TAKEN = "export_taken"
"""The key of what was downloaded last."""


@dataclass(frozen=True, slots=True)
class TakingHome:
    """Where the zip of the chosen run stands.

    Attributes:
        work: What makes it.
        state: How far it is; None if it was not asked for.
        ready: The checked zip that waits for its visitor; None where there is none.
        is_taken: Whether it was downloaded, and is gone from the server.
    """

    work: ExportRun
    state: JobState[CheckedExport] | None
    ready: CheckedExport | None
    is_taken: bool

    @property
    def run(self) -> TaughtRun:
        """The run that is taken home."""
        return self.work.run_kept


def taking_home() -> TakingHome | None:
    """Where the zip of the chosen run stands; None where nothing was taught yet."""
    run = chosen_run()
    if run is None:
        return None
    work = ExportRun(_network(run), set_taught(run), run, visitor_id())
    state = work_state(work)
    ready = None if state is None else state.result
    if ready is not None and exports.offered(visitor_id()) != ready.offer:
        ready = None
    is_taken = ready is None and visitor_state.get(_TAKEN) == work.cache_key
    return TakingHome(work, state, ready, is_taken)


def size_of_model(run: TaughtRun) -> HeadTotals:
    """The parameters that the file holds."""
    return head_totals(run.head.plan, len(run.head.labels), (TAUGHT_SIDE, TAUGHT_SIDE, 3))


def _network(run: TaughtRun) -> ObservedNetwork:
    return vgg16_at((TAUGHT_SIDE, TAUGHT_SIDE), trained=run.is_trained_base)


@callback
def make_zip(work: ExportRun) -> None:
    """Make and check the zip."""
    visitor_state.pop(_TAKEN, None)
    start_work(work)


@callback
def zip_was_taken() -> None:
    """The browser has it: remove it from the server."""
    exports.remove(visitor_id())
    if (found := taking_home()) is not None:
        visitor_state[_TAKEN] = found.work.cache_key
