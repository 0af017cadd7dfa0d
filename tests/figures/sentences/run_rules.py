"""What is said about runs and about an exported file, read back."""

import random
import re

from explorer.figures.transfer.export_notes import checked_note, tables_note
from explorer.figures.transfer.run_chart import run_chart_alt, runs_note
from explorer.transfer.run_series import RunRow
from tests.figures.sentences.cases import NetworkCase, Rule
from tests.figures.sentences.learned_rules import bounds
from tests.figures.sentences.reading import whole


def random_rows(draw: random.Random) -> list[RunRow]:
    """No run, one or several; judged by none, one or many photos; equal ones too."""
    num = draw.choice([0, 1, 3, 20, 200])
    return [
        RunRow(f"run {number}", draw.choice([0, num // 2, num]), num, 100, 10, 1.5, 3)
        for number in range(draw.choice([0, 1, 2, 5]))
    ]


def runs_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Which runs are clearly lower is found by trying all shares."""
    rows = random_rows(draw)
    note, judged = runs_note(rows), [row for row in rows if row.num]
    if len(judged) < 2:
        assert note == ""
        return
    most = max(row.num_right for row in judged)
    assert note.startswith(f"Most right: {most} of {judged[0].num}.")
    least = bounds(most, judged[0].num)[0]
    lower = sum(bounds(row.num_right, row.num)[1] < least for row in judged)
    told = {
        kind: int(number)
        for number, kind in re.findall(r"(\d+) other runs? (?:is|are) (\w+)", note)
    }
    assert told.get("clearly", 0) == lower
    assert told.get("too", 0) == len(judged) - 1 - lower
    assert "0 other" not in note
    assert "1 other runs" not in note


def runs_alt_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Every run is named with its count."""
    rows = random_rows(draw)
    told = re.findall(r"run (\d+): (\d+) of (\d+) right", run_chart_alt(rows))
    assert told == [
        (str(number), str(row.num_right), str(row.num)) for number, row in enumerate(rows)
    ]


def checked_rule(draw: random.Random, _case: NetworkCase) -> None:
    """The number of photos, and a difference that is not smaller than it is."""
    num, difference = draw.choice([1, 2, 10]), draw.choice([0.0, 3e-8, 9.96e-5])
    note = checked_note(num, difference)
    assert f" {num} photo{'s' if num > 1 else ''} through" in note
    told = float(re.search(r"at most ([\d.e+-]+)\.$", note)[1])  # type: ignore[index]
    assert difference <= told <= 1.1 * difference + 1e-12


LARGEST_TABLES = {"CSV": 2_097_152, "both": 16_777_216}
"""Numbers: about 24 MB of text, and 64 MiB."""


def tables_rule(draw: random.Random, _case: NetworkCase) -> None:
    """A table is left out where it is larger than the largest; at the limit it is not."""
    num_values = draw.choice([64, 512, 12_800])
    limit = draw.choice([*LARGEST_TABLES.values()])
    num_photos = draw.choice([1, limit // num_values, limit // num_values + 1, 20_000])
    note, num = tables_note(num_photos, num_values), sum([num_values] * num_photos)
    left_out = [name for name, most in LARGEST_TABLES.items() if num > most]
    if not left_out:
        assert note == ""
        return
    assert [*map(whole, re.findall(r"\b(?:hold|holds) ([\d,]+)", note))] == [
        num,
        LARGEST_TABLES[left_out[-1]],
    ]
    assert note.startswith("features.csv is left out" if len(left_out) == 1 else "The tables")
    assert ("features.npz has them all" in note) == (len(left_out) == 1)


RUN_RULES: dict[str, Rule] = {
    "figures.transfer.run_chart.runs_note": runs_rule,
    "figures.transfer.run_chart.run_chart_alt": runs_alt_rule,
    "figures.transfer.export_notes.checked_note": checked_rule,
    "figures.transfer.export_notes.tables_note": tables_rule,
}
