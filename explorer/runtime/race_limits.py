"""Which races are too long or too large for a computer that others use too. Not TensorFlow's."""

from explorer import units
from explorer.architecture.races import MOST_MACS, macs_per_round
from explorer.architecture.stack_comparison import Comparison
from explorer.runtime.memory import LIMIT_VARIABLE, memory_limit, required_bytes


def require_race(comparison: Comparison) -> None:
    """Refuse a race that would take too much time or memory.

    Raises:
        ValueError: It would; the sentence has what it takes, what is allowed and what to do. Or
            the limit is no number; see `memory.memory_limit`.
    """
    macs = macs_per_round(comparison)
    if macs > MOST_MACS:
        raise ValueError(
            f"One round of this race takes {units.macs(macs)}, {comparison.one.name} and "
            f"{comparison.stack.name} together; allowed are {units.macs(MOST_MACS)}, because "
            "everybody else's pictures wait meanwhile. Choose a smaller map or fewer channels."
        )
    required, limit = race_bytes(comparison), memory_limit()
    if required > limit:
        raise ValueError(
            f"This race takes about {units.memory(required)} of memory, because both alternatives "
            f"are held at once; allowed are {units.memory(limit)}. Choose a smaller map or fewer "
            f"channels, or start the explorer with a larger {LIMIT_VARIABLE}."
        )


def race_bytes(comparison: Comparison) -> int:
    """Estimate what both alternatives take together, each with its weights and its pass."""
    return sum(required_bytes(each.rows) for each in (comparison.one, comparison.stack))
