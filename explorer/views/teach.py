"""What the page for pupils shows: sets to choose from, and what the chosen one has taught."""

from explorer.session.runs import numbered_runs
from explorer.session.taught_set import chosen_set, own_set
from explorer.session.transfer_parameters import SET
from explorer.transfer.photo_set import OWN
from explorer.transfer.trained import TaughtRun


def run_of_this_set() -> TaughtRun | None:
    """The newest run that was taught with the chosen set; None where there is none."""
    key = chosen_set().cache_key
    fitting = [run for run in numbered_runs().values() if run.set_key == key]
    return fitting[-1] if fitting else None


def sets_to_choose() -> tuple[str, ...]:
    """The ready-made sets, and the visitor's own if there is one."""
    return tuple(code for code in SET.codes if code != OWN or own_set() is not None)
