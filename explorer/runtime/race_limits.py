"""Which races are too long or too large for a computer that others use too. Not TensorFlow's."""

from explorer import units
from explorer.architecture.stacks.comparison import StackComparison
from explorer.architecture.stacks.races import MOST_RACE_MACS, macs_per_round
from explorer.runtime.memory import LIMIT_VARIABLE, memory_limit, required_bytes


def require_race(comparison: StackComparison) -> None:
    """Refuse a race that would take too much time or memory.

    Raises:
        ValueError: It would; the sentence has what it takes, what is allowed and what to do. Or
            the limit is no number; see `memory.memory_limit`.
    """
    macs = macs_per_round(comparison)
    if macs > MOST_RACE_MACS:
        raise ValueError(
            f"One round of this race takes {units.macs(macs)}, {comparison.one.name} and "
            f"{comparison.stack.name} together; allowed are {units.macs(MOST_RACE_MACS)}, because "
            "everybody else's pictures wait meanwhile. Choose a smaller map or fewer channels."
        )
    required, limit = race_bytes(comparison), memory_limit()
    if required > limit:
        raise ValueError(
            f"This race takes about {units.memory(required)} of memory, because both alternatives "
            f"are held at once; allowed are {units.memory(limit)}. Choose a smaller map or fewer "
            f"channels, or start the explorer with a larger {LIMIT_VARIABLE}."
        )


def race_bytes(comparison: StackComparison) -> int:
    """Estimate what both alternatives take together, each with its weights and its pass."""
    return sum(required_bytes(each.rows) for each in (comparison.one, comparison.stack))
