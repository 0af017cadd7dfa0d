"""What is said about what a head has learned, counted photo by photo."""

import random
import re

import numpy as np

from explorer.figures.transfer.confusion_table import confusion_table
from explorer.figures.transfer.learned_notes import (
    accuracy_note,
    cam_note,
    cell_title,
    changed_note,
    judged_line,
    map_note,
    mistakes_note,
    quoted,
    share_words,
    threshold_hint,
    threshold_note,
    unmasked_note,
)
from explorer.transfer.confusion import Confusion, PhotoJudgement
from explorer.transfer.threshold import refusals
from tests.figures.sentences.cases import NetworkCase, Rule
from tests.figures.sentences.reading import SHARE, share, whole

LABELS = ("cat", "개와 고양이 그리고 아주 긴 이름을 가진 다른 동물들", "<b>[x](y)</b>", "1 of 2")


def random_judged(draw: random.Random) -> tuple[PhotoJudgement, ...]:
    """None, one or several; all right, all wrong, or some of both; equal probabilities too."""
    num, shares = draw.choice([0, 1, 2, 7, 40]), draw.choice([0.0, 1.0, 0.7])
    found = []
    for number in range(num):
        label = draw.randrange(len(LABELS))
        wrong = draw.choice([other for other in range(len(LABELS)) if other != label])
        answer = label if draw.random() < shares else wrong
        probability = draw.choice([0.5, 1.0, 0.25 + 0.75 * draw.random()])
        own = probability if answer == label else 0.0
        found.append(PhotoJudgement(str(number), label, answer, probability, own))
    return tuple(found)


def bounds(num_right: int, num: int) -> tuple[float, float]:
    """The shares that a score test does not reject: found by trying many."""
    tried = [n / 4000 for n in range(4001)]
    fits = [
        p for p in tried if num * (num_right / num - p) ** 2 <= 1.959964**2 * p * (1 - p) + 1e-12
    ]
    return min(fits), max(fits)


def is_share(text: str, value: float) -> bool:
    """As `share`, for bounds that are known to a quarter of a thousandth."""
    return any(share(text, min(max(value + by, 0.0), 1.0)) for by in (-0.0003, 0, 0.0003))


def count_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Counts are read back; the interval is found by trying all shares."""
    judged = random_judged(draw)
    confusion = Confusion(LABELS, judged)
    right, num = sum(each.answer == each.label for each in judged), len(judged)
    words, note = share_words(right, num), accuracy_note(confusion)
    assert (words == "?") == (not num) == ("nobody knows" in note)
    if not num:
        return
    found = re.fullmatch(rf"(\d+) of (\d+), between {SHARE} and {SHARE}", words)
    assert found is not None, words
    assert (whole(found[1]), whole(found[2])) == (right, num)
    low, high = bounds(right, num)
    assert is_share(found[3], low), (words, low)
    assert is_share(found[4], high), (words, high)
    told = re.match(rf"(\d+) of (\d+) photos? for validation .* from {SHARE} to {SHARE} of", note)
    assert told is not None, note
    assert told.groups() == found.groups()
    assert ("So few photos" in note) == (num <= 30)


def cell_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Each cell is counted by going through all photos; labels are named, and cut where long."""
    judged = random_judged(draw)
    table = confusion_table(Confusion(LABELS, judged), (0, 0))
    for row, cells in enumerate(table.rows):
        for column, cell in enumerate(cells):
            num = sum((each.label, each.answer) == (row, column) for each in judged)
            title = cell_title(LABELS[row], LABELS[column], num)
            assert cell.count == num
            assert cell.description == title
            assert re.match(rf"{num} photos? of ", title)
            assert ("answered right" in title) == (row == column)
            assert quoted(LABELS[row]) in title
            assert quoted(LABELS[column]) in title
    for label in LABELS:
        name = quoted(label)
        assert len(name) <= 26
        assert label.startswith(name[1:-1].removesuffix("…"))
        assert ("…" in name) == (len(label) > 24)
    for each in judged:
        line = judged_line(each, LABELS)
        assert ("answered right" in line) == (each.label == each.answer)
        sure = re.search(rf"with {SHARE}$", line)
        assert sure is not None
        assert share(sure[1], each.probability)


def mistakes_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Mistakes are counted one by one, and the surest is looked for."""
    judged = random_judged(draw)
    note = mistakes_note(Confusion(LABELS, judged))
    wrong = [each.probability for each in judged if each.answer != each.label]
    assert ("There are no such photos" in note) == (not judged)
    assert ("No mistakes" in note) == bool(judged and not wrong)
    if wrong:
        found = re.match(rf"(\d+) mistakes? in (\d+) photos?, .* has {SHARE}\. ", note)
        assert found is not None, note
        assert (whole(found[1]), whole(found[2])) == (len(wrong), len(judged))
        assert share(found[3], max(wrong))


def threshold_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Answers that stay and answers that are refused are counted one by one."""
    judged, at = random_judged(draw), draw.choice([0.0, 0.5, 1.0, draw.randint(0, 100) / 100])
    note = threshold_note(refusals(judged, at), at)
    given = [each.is_right for each in judged if each.probability >= at]
    refused = [each.is_right for each in judged if each.probability < at]
    assert ("no photos" in note) == (not judged)
    if judged:
        told = re.match(rf"At {SHARE}, ", note)
        assert told is not None
        assert share(told[1], at)
        assert ("every photo gets an answer" in note) == (not refused)
        stay = re.search(r"(\d+) right, (\d+) wrong\.$", note)
        assert (stay is None) == (not given) == ("stay: none" in note)
        if stay:
            assert (whole(stay[1]), whole(stay[2])) == (sum(given), len(given) - sum(given))
    if judged and refused:
        found = re.search(
            r"for (\d+) of (\d+) photos?: (\d+) would have been wrong, and (\d+) right\.", note
        )
        assert found is not None, note
        assert [*map(whole, found.groups())] == [
            len(refused),
            len(judged),
            len(refused) - sum(refused),
            sum(refused),
        ]
    _check_hint(threshold_hint(judged), judged)


def _check_hint(hint: str, judged: tuple[PhotoJudgement, ...]) -> None:
    wrong = [each.probability for each in judged if not each.is_right]
    assert (hint == "") == (not judged)
    assert ("Nothing is wrong" in hint) == bool(judged and not wrong)
    found = re.search(rf"has {SHARE}\. .* and (\d+) of (\d+) right answers?\.$", hint)
    assert bool(found) == bool(wrong and max(wrong) < 1)
    assert ("no threshold catches it" in hint) == bool(wrong and max(wrong) == 1)
    if found:
        right = [each.probability for each in judged if each.is_right]
        assert share(found[1], max(wrong))
        assert whole(found[2]) == sum(each > max(wrong) for each in right)
        assert whole(found[3]) == len(right)


def map_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Shares are read back; where nothing differs, no share is claimed."""
    first = draw.choice([1.0, draw.random()])
    second = draw.choice([0.0, (1 - first) * draw.random()])
    found = re.match(
        rf"The map shows {SHARE} .* left to right, and {SHARE} upwards",
        map_note((first, second), 9),
    )
    assert found is not None
    assert share(found[1], first)
    assert share(found[2], second)
    nan, num = float("nan"), draw.choice([1, 2, 2000])
    same = map_note((nan, nan), num)
    assert ("one photo" in same) == (num == 1)
    assert (f"{num:,} photos with the same" in same) == (num > 1)
    assert "%" not in same


def changed_rule(draw: random.Random, _case: NetworkCase) -> None:
    """What has gone and what has another label, each only where there is any."""
    gone, other = draw.choice([0, 1, 5]), draw.choice([0, 1, 5])
    note = changed_note(gone, other)
    assert (note == "") == (not gone and not other)
    assert (f"{gone} photo{'s' if gone > 1 else ''} of this run's set" in note) == bool(gone)
    assert ("have another label" in note) == (other > 1)
    assert ("1 photo has another label" in note) == (other == 1)


def cam_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Squares above 0 are counted one by one."""
    rows, columns = draw.choice([(1, 1), (5, 5), (5, 10)])
    values = [[draw.choice([0.0, 0.0, 3.5]) for _ in range(columns)] for _ in range(rows)]
    note = cam_note("cat", np.array(values, np.float32))
    above = sum(value > 0 for row in values for value in row)
    assert ("0 everywhere" in note) == (above == 0)
    found = re.search(r"(\d+) of the grid's (\d+)×(\d+) squares", note)
    assert bool(found) == bool(above)
    assert not found or [*map(int, found.groups())] == [above, rows, columns]


def unmasked_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Counts are read back; a verdict is given only where the intervals are apart."""
    num, other = draw.choice([0, 1, 12, 40]), draw.choice([0, 1, 16])
    right, wrong = draw.choice([num, num // 2]), draw.choice([0, other // 2, other])
    note = unmasked_note(right, num, wrong, other)
    own, swapped = re.findall(r"backgrounds: (\?|\d+ of \d+)", note)
    assert own == (f"{right} of {num}" if num else "?")
    assert swapped == (f"{wrong} of {other}" if other else "?")
    known = bool(num and other)
    apart = known and bounds(wrong, other)[1] < bounds(right, num)[0]
    assert ("wrong reason" in note) == apart
    assert ("do not prove" in note) == (known and not apart)


LEARNED_RULES: dict[str, Rule] = {
    "figures.transfer.learned_notes.share_words": count_rule,
    "figures.transfer.learned_notes.accuracy_note": count_rule,
    "figures.transfer.learned_notes.cell_title": cell_rule,
    "figures.transfer.learned_notes.judged_line": cell_rule,
    "figures.transfer.learned_notes.mistakes_note": mistakes_rule,
    "figures.transfer.learned_notes.threshold_note": threshold_rule,
    "figures.transfer.learned_notes.threshold_hint": threshold_rule,
    "figures.transfer.learned_notes.map_note": map_rule,
    "figures.transfer.learned_notes.changed_note": changed_rule,
    "figures.transfer.learned_notes.cam_note": cam_rule,
    "figures.transfer.learned_notes.unmasked_note": unmasked_rule,
}
