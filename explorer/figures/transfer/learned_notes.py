"""What a head has learned, in sentences."""

from collections.abc import Sequence

from explorer import units
from explorer.arrays import Float32Array
from explorer.figures.transfer.label_looks import short_label
from explorer.transfer.confusion import Confusion, PhotoJudgement
from explorer.transfer.intervals import CERTAINTY, wilson
from explorer.transfer.threshold import WithThreshold, errors_end_above
from explorer.words import several

FEW = 30
"""Photos: with so few or fewer, the interval is a third wide or more where half are right."""


def quoted(label: str) -> str:
    """A label in a sentence, “such as this”."""
    return f"“{short_label(label)}”"


def share_words(num_right: int, num: int) -> str:
    """A count and its interval: "3 of 4, between 30 % and 95 %"; "?" where nothing was counted."""
    interval = wilson(num_right, num)
    if interval is None:
        return units.UNKNOWN
    low, high = units.percent(interval.low, 0), units.percent(interval.high, 0)
    return f"{num_right:,} of {num:,}, between {low} and {high}"


def accuracy_note(confusion: Confusion, kind: str = "for validation") -> str:
    """How often a head is right, and how sure that is.

    Args:
        confusion: Its answers.
        kind: Of the photos, after the word: "for validation".
    """
    num, num_right = confusion.num, confusion.num_right
    interval = wilson(num_right, num)
    if interval is None:
        return (
            f"The set has no photos {kind}, so nobody knows how often this head is right. Move "
            "some photos there, and teach again."
        )
    low, high = units.percent(interval.low, 0), units.percent(interval.high, 0)
    counted = f"{num_right:,} of {several(num, 'photo')} {kind} got the right answer."
    few = "So few photos prove little: it" if num <= FEW else "It"
    return (
        f"{counted} {few} may be right for anything from {low} to {high} of photos like these "
        f"({units.percent(CERTAINTY, 0)} interval)."
    )


def cell_title(label: str, answer: str, num: int) -> str:
    """What a cell of the matrix holds: "2 photos of “cat”, taken for “dog”"."""
    photos = f"{several(num, 'photo')} of {quoted(label)}"
    if label == answer:
        return f"{photos}, answered right"
    return f"{photos}, taken for {quoted(answer)}"


def judged_line(judged: PhotoJudgement, labels: Sequence[str]) -> str:
    """A photo and what it was taken for: "“cat”, taken for “dog” with 93.1 %"."""
    own, answer = quoted(labels[judged.label]), quoted(labels[judged.answer])
    sure = units.percent(judged.probability)
    if judged.is_right:
        return f"{own}, answered right with {sure}"
    return f"{own}, taken for {answer} with {sure}"


def mistakes_note(confusion: Confusion) -> str:
    """How many answers are wrong, and whether the surest one hints at a wrong label."""
    wrong = confusion.mistakes
    if not confusion.num:
        return "There are no such photos."
    if not wrong:
        return f"No mistakes: all {several(confusion.num, 'answer')} are right."
    surest = units.percent(wrong[0].probability)
    return (
        f"{several(len(wrong), 'mistake')} in {several(confusion.num, 'photo')}, the surest one "
        f"first: its wrong answer has {surest}. Is its label right? Then the head needs more "
        "photos like it. If not, relabel it."
    )


def threshold_note(found: WithThreshold, threshold: float) -> str:
    """What a threshold does to right answers, errors and refusals."""
    num = found.answered + found.refused
    if not num:
        return "There are no photos to try a threshold on."
    at = units.percent(threshold, 0)
    if not found.refused:
        return f"At {at}, every photo gets an answer: {found.right:,} right, {found.wrong:,} wrong."
    given = f"{found.right:,} right, {found.wrong:,} wrong" if found.answered else "none"
    return (
        f"At {at}, “none of these” is the answer for {found.refused:,} of "
        f"{several(num, 'photo')}: {found.refused_wrong:,} would have been wrong, and "
        f"{found.refused_right:,} right. Answers that stay: {given}."
    )


def threshold_hint(judged: Sequence[PhotoJudgement]) -> str:
    """Which threshold leaves no mistake, and what it costs."""
    if not judged:
        return ""
    above = errors_end_above(judged)
    if not above:
        return "Nothing is wrong, so on these photos a threshold can only refuse right answers."
    if above >= 1:
        return "The surest mistake has 100 %: no threshold catches it."
    kept = sum(each.is_right and each.probability > above for each in judged)
    num_right = sum(each.is_right for each in judged)
    return (
        f"The surest mistake has {units.percent(above)}. Any threshold above that leaves no "
        f"mistake on these photos, and {kept:,} of {several(num_right, 'right answer')}."
    )


def map_note(shares: tuple[float, float], num: int) -> str:
    """What the map of the photos shows of their features."""
    first, second = (units.percent(each) for each in shares)
    if first == units.UNKNOWN:
        why = "one photo" if num == 1 else f"{num:,} photos with the same features"
        return f"The map has {why}: there is nothing to lay out."
    return (
        f"The map shows {first} of the variance of the features from left to right, and {second} "
        "upwards. Photos that lie far apart already look different to the base, without any head. "
        "Photos that lie close together may still differ in ways that the map leaves out."
    )


def changed_note(num_gone: int, num_relabelled: int) -> str:
    """What has become of a run's photos since it was taught; "" for nothing."""
    parts = []
    if num_gone:
        are = "is" if num_gone == 1 else "are"
        parts.append(f"{several(num_gone, 'photo')} of this run's set {are} gone")
    if num_relabelled:
        have = "has" if num_relabelled == 1 else "have"
        parts.append(f"{several(num_relabelled, 'photo')} {have} another label")
    if not parts:
        return ""
    return (
        f"Since it was taught, {' and '.join(parts)}. The counts here are those of then. Teach "
        "again to get new ones."
    )


def cam_note(label: str, cam: Float32Array) -> str:
    """How to read Grad-CAM of a label, or why there is nothing to read.

    Args:
        label: Which label is explained.
        cam: float32 (rows, columns), at least 0.
    """
    rows, columns = cam.shape
    if not cam.any():
        return f"Nothing in this photo supports {quoted(label)}: Grad-CAM is 0 everywhere."
    positive = int((cam > 0).sum())
    return (
        f"Bright: supports {quoted(label)}. {positive:,} of the grid's {rows}×{columns} squares "
        "do. What speaks against it is cut off, as dark as what does not matter."
    )


def unmasked_note(right: int, num: int, counter_right: int, num_counter: int) -> str:
    """How often a head is right with and without what betrays the label.

    Args:
        right: Right answers for the set's own photos for validation.
        num: How many these are.
        counter_right: Right answers for photos whose backgrounds are swapped.
        num_counter: How many these are.
    """
    own = f"With the usual backgrounds: {share_words(right, num)} right."
    swapped = f"With swapped backgrounds: {share_words(counter_right, num_counter)} right."
    before, after = wilson(right, num), wilson(counter_right, num_counter)
    if before is None or after is None:
        return f"{own} {swapped}"
    if after.high < before.low:
        verdict = (
            "Only the backgrounds were swapped, so the head relies on them: right, for the wrong "
            "reason."
        )
    else:
        verdict = "The intervals overlap, so these photos do not prove that the background counts."
    return f"{own} {swapped} {verdict}"
