"""Which races are too long or too large for a shared computer. Needs no TensorFlow."""

from explorer import units
from explorer.architecture.stacks.comparison import StackComparison
from explorer.architecture.stacks.races import MOST_RACE_MACS, macs_per_round
from explorer.runtime.memory import LIMIT_VARIABLE, memory_limit, required_bytes


def require_race(comparison: StackComparison) -> None:
    """Refuse a race that would take too much time or memory.

    Raises:
        ValueError: It would; the message gives the cost, the limit and what to do. Or the limit is
            not a number; see `memory.memory_limit`.
    """
    macs = macs_per_round(comparison)
    if macs > MOST_RACE_MACS:
        raise ValueError(
            f"One round of this race takes {units.macs(macs)} for {comparison.one.name} and "
            f"{comparison.stack.name} together. The limit is {units.macs(MOST_RACE_MACS)}, because "
            "every other visitor has to wait. Choose a smaller map or fewer channels."
        )
    required, limit = race_bytes(comparison), memory_limit()
    if required > limit:
        raise ValueError(
            f"This race takes about {units.memory(required)} of memory, because both alternatives "
            f"are held at once. The limit is {units.memory(limit)}. Choose a smaller map or fewer "
            f"channels, or start the explorer with a larger {LIMIT_VARIABLE}."
        )


def race_bytes(comparison: StackComparison) -> int:
    """Estimate what both alternatives take together, each with its weights and its pass."""
    return sum(required_bytes(each.rows) for each in (comparison.one, comparison.stack))
