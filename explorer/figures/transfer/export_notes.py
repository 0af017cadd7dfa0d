"""What is said about an exported model, in words."""

from math import ceil, log10

from explorer.transfer.take_away import (
    MOST_CSV_VALUES,
    MOST_NPZ_VALUES,
    TABLE_CSV,
    TABLE_NPZ,
    tables_in,
)
from explorer.words import several


def checked_note(num_photos: int, difference: float) -> str:
    """What the check found.

    Args:
        num_photos: How many photos went through the file.
        difference: The largest difference between two probabilities.
    """
    checked = (
        f"Checked: the script put {several(num_photos, 'photo')} through this file in a fresh "
        "process. Its probabilities"
    )
    if not difference:
        return f"{checked} are exactly this page's."
    places = max(0, -ceil(log10(difference)))  # the next power of ten is not below it
    return f"{checked} differ from this page's by at most {10**-places:.{places}f}."


def tables_note(num_photos: int, num_values: int) -> str:
    """Why a table is missing; "" if none is."""
    num, fitting = num_photos * num_values, tables_in(num_photos, num_values)
    if TABLE_CSV in fitting:
        return ""
    if fitting:
        return (
            f"{TABLE_CSV} is left out: it would hold {num:,} numbers. The largest that is written "
            f"holds {MOST_CSV_VALUES:,}. {TABLE_NPZ} has them all."
        )
    return (
        f"The tables of features are left out: they would hold {num:,} numbers. The largest that "
        f"is written holds {MOST_NPZ_VALUES:,}. Features by the average of each map are smaller."
    )
