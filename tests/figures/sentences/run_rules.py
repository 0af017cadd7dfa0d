"""What is said about runs and about an exported file, read back."""

import random
import re

from explorer.figures.transfer.export_notes import checked_note, tables_note
from explorer.figures.transfer.run_chart import run_chart_alt
from explorer.figures.transfer.run_notes import bases_note, runs_note, shared_note
from explorer.transfer.plan import FEATURE_LAYERS, TrainingPlan
from explorer.transfer.run_series import RunRow
from tests.figures.sentences.cases import NetworkCase, Rule
from tests.figures.sentences.learned_rules import bounds
from tests.figures.sentences.reading import printed, whole


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


def bases_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Each pair is found again by its counts; heads of other plans are no pair."""
    num = draw.choice([0, 1, 20, 300])
    plans = [TrainingPlan(name, draw.choice(("average", "flatten"))) for name in FEATURE_LAYERS]
    rows = [
        RunRow("run", draw.randint(0, num), num, 1, 1, 1.0, 1, plan, is_trained)
        for plan in draw.sample(plans, 3)
        for is_trained in draw.choice([(True,), (False,), (True, False), (False, True)])
    ]
    note = bases_note(rows)
    trained, untrained = (
        {row.plan.features: row for row in rows if row.num and row.is_trained_base == each}
        for each in (True, False)
    )
    told = re.findall(
        r"\*\*(\w+), [\w ]+:\*\* (\d+) of (\d+) right on trained weights, "
        r"(\d+) of (\d+) on random ones: (?:(no difference)|the (trained|random) weights are "
        r"(\d+) percentage points better)(, but the intervals overlap)?\.",
        note,
    )
    assert {each[0] for each in told} == trained.keys() & untrained.keys()
    assert note.count(" right on ") == len(told)
    for name, right, of, random_right, random_of, equal, better, points, close in told:
        both = trained[name].num_right, untrained[name].num_right
        assert (int(right), int(random_right)) == both
        assert {int(of), int(random_of)} == {num}
        assert bool(equal) == (both[0] == both[1])
        if not equal:
            assert printed(points, abs(both[0] - both[1]) * 100 / num)
            assert (better == "trained") == (both[1] < both[0])
        lower, higher = (bounds(each, num) for each in sorted(both))
        assert bool(close) == (not equal and higher[0] <= lower[1])


def shared_rule(draw: random.Random, _case: NetworkCase) -> None:
    """The numbers are those of the plans, but for those in which they differ."""
    rate, epochs = draw.choice([1e-5, 0.001, 0.1]), draw.choice([1, 30])
    seed, layer = draw.randint(0, 9999), draw.choice(FEATURE_LAYERS)
    plan = TrainingPlan(layer, learning_rate=rate, epochs=epochs, seed=seed)
    found = re.match(
        r"All share: learning rate (\S+), (\d+) epochs?, (\w+), .* seed (\d+)$", shared_note([plan])
    )
    assert found is not None
    assert (float(found[1]), int(found[2]), found[3]) == (rate, epochs, layer)
    assert int(found[4]) == seed
    others = [
        TrainingPlan(name, learning_rate=rate, epochs=77, seed=seed) for name in FEATURE_LAYERS
    ]
    note = shared_note([plan, *others])
    assert f"learning rate {rate:g}, average of each map, seed {seed}" in note
    assert "block" not in note
    assert "epoch" not in note


def checked_rule(draw: random.Random, _case: NetworkCase) -> None:
    """The number of photos, and a difference that is not smaller than it is; without exponents."""
    num, difference = draw.choice([1, 2, 10]), draw.choice([0.0, 3e-8, 1e-6, 9.96e-5])
    note = checked_note(num, difference)
    assert f" {num} photo{'s' if num > 1 else ''} through" in note
    if not difference:
        assert note.endswith("are exactly this page's.")
        return
    told = float(re.search(r"at most (0\.0*1)\.$", note)[1])  # type: ignore[index]
    assert difference <= told < 10 * difference


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
    "figures.transfer.run_notes.runs_note": runs_rule,
    "figures.transfer.run_notes.bases_note": bases_rule,
    "figures.transfer.run_notes.shared_note": shared_rule,
    "figures.transfer.run_chart.run_chart_alt": runs_alt_rule,
    "figures.transfer.export_notes.checked_note": checked_rule,
    "figures.transfer.export_notes.tables_note": tables_rule,
}
