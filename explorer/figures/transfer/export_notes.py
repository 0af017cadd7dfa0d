"""What is said about an exported model, in words."""

from explorer.words import several

_NOTHING = 5e-8


def checked_note(num_photos: int, difference: float) -> str:
    """What the check found.

    Args:
        num_photos: How many photos went through the file.
        difference: The largest difference between two probabilities.
    """
    return (
        f"Checked: the script put {several(num_photos, 'photo')} through this file in a fresh "
        f"process. Its probabilities differ from this page's by at most {difference:.1e}."
    )
