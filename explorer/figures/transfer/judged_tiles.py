"""Photos of a set beside each other, with what a head took each of them for."""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer import units
from explorer.figures.transfer.label_looks import short_label
from explorer.figures.transfer.learned_notes import judged_line
from explorer.transfer.confusion import PhotoJudgement

DELETED_SINCE = "deleted since"


@dataclass(frozen=True, slots=True)
class PhotoTile:
    """One photo.

    Attributes:
        description: The photo in words, for screen readers.
        lines: Short lines under it.
        is_gone: Whether there is no picture of it any more.
    """

    description: str
    lines: tuple[str, ...]
    is_gone: bool = False


def judged_tile(
    judged: PhotoJudgement, labels: Sequence[str], *, is_gone: bool = False
) -> PhotoTile:
    """A photo with its answer, and its own label where that is another.

    Args:
        judged: The answer.
        labels: In the order of their numbers.
        is_gone: Whether there is no picture of it any more.
    """
    own, answer = labels[judged.label], labels[judged.answer]
    sure = units.percent(judged.probability)
    lines = (
        (f"✓ {short_label(answer)}", sure)
        if judged.is_right
        else (f"✗ {short_label(answer)}", sure, f"is {short_label(own)}")
    )
    words = judged_line(judged, labels)
    if is_gone:
        return PhotoTile(f"{words}; {DELETED_SINCE}", (*lines, DELETED_SINCE), is_gone=True)
    return PhotoTile(words, lines)


def near_tile(label: str, distance: float) -> PhotoTile:
    """A photo that is near another one.

    Args:
        label: Its label.
        distance: 0 for the same direction of features.
    """
    far = units.three_digits(distance)
    return PhotoTile(f"{label}, at a distance of {far}", (short_label(label), f"distance {far}"))
