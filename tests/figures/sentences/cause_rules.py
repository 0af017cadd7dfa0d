"""What is said about a change that something caused, counted unit by unit."""

import random
import re
from dataclasses import dataclass

from explorer.agreement import Agreement
from explorer.architecture.fields.projective import ProjectiveField
from explorer.architecture.interventions import ChannelsOff
from explorer.architecture.summary import LayerSummary
from explorer.equivariance import Response
from explorer.figures.maps.cause_notes import (
    lost_title,
    off_words,
    patch_reach_note,
    spread_facts,
    too_early_note,
    verdict_note,
)
from explorer.figures.maps.spread import reached_lines
from explorer.observed import feature_rows
from tests.figures.sentences.cases import NetworkCase, Rule
from tests.figures.sentences.reading import SHARE, share, whole


@dataclass(frozen=True)
class DrawnSpread:
    """A spread as a photo might give it."""

    response: Response
    num_changed: int
    num_outside: int
    largest: float = 1.0
    png: bytes = b""


def random_field(draw: random.Random, name: str, grid: tuple[int, int]) -> ProjectiveField:
    rows, columns = (
        tuple(sorted(draw.sample(range(side), draw.randint(0, min(side, 5))))) for side in grid
    )
    return ProjectiveField(name, rows, columns, grid)


def random_spread(draw: random.Random, row: LayerSummary) -> DrawnSpread:
    height, width, _ = row.output_shape
    num_changed = draw.choice([0, 1, height * width, draw.randint(0, height * width)])
    difference = draw.choice([0.0001, 0.25, draw.random()]) if num_changed else 0.0
    agreement = Agreement(row.num_activations, 0.5, difference)
    outside = draw.choice([0, 0, min(num_changed, 1)])
    return DrawnSpread(Response(agreement, agreement, agreement), num_changed, outside)


def spread_rule(draw: random.Random, case: NetworkCase) -> None:
    """Which layer changed most, how many units changed, and whether the check is claimed."""
    rows = feature_rows(case.rows)
    if not rows:
        return
    spreads = {row.name: random_spread(draw, row) for row in rows}
    fields = [random_field(draw, row.name, row.output_shape[:2]) for row in rows]
    reached = draw.choice([fields, []])
    told = spread_facts(rows, spreads, reached)
    together = " ".join(told)
    assert ("Nothing changed, in any layer" in together) == (
        not any(each.num_changed for each in spreads.values())
    )
    if len(told) == 1:
        return
    largest = max(each.response.in_place.relative_difference for each in spreads.values())
    most = told[0].partition(" changed most")[0]
    assert spreads[most].response.in_place.relative_difference == largest
    for name, part, of, percent in re.findall(
        rf"In (\S+), ([\d,]+) of ([\d,]+) units? changed \({SHARE}\)", together
    ):
        (row,) = (row for row in rows if row.name == name)
        places = row.output_shape[0] * row.output_shape[1]
        assert (whole(part), whole(of)) == (spreads[name].num_changed, places)
        assert share(percent, spreads[name].num_changed / places)
    outside = [row.name for row in rows if spreads[row.name].num_outside]
    assert ("nothing changed: compared" in together) == (bool(reached) and not outside)
    assert ("Outside the units" in together) == bool(reached)
    if reached and outside:
        number = re.search(r"can reach, ([\d,]+) units? changed, in", told[-1])
        assert number is not None
        assert whole(number[1]) == sum(each.num_outside for each in spreads.values())
        assert all(name in told[-1] for name in outside)


def reach_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Units are counted one by one."""
    grids = [(draw.randint(1, 9), draw.randint(1, 9)) for _ in range(draw.randint(0, 3))]
    fields = [random_field(draw, f"layer{n}", grid) for n, grid in enumerate(grids)]
    note = patch_reach_note(fields)
    assert bool(note) == bool(fields)
    counts = {
        field.layer_name: (
            sum(1 for _ in field.rows for _ in field.columns),
            sum(1 for _ in range(field.grid[0]) for _ in range(field.grid[1])),
        )
        for field in fields
    }
    found = re.findall(r"([\d,]+) of ([\d,]+) units? of (layer\d)", note)
    assert {name for _, _, name in found} == {
        each.layer_name for each in (*fields[:1], *fields[-1:])
    }
    assert all((whole(part), whole(of)) == counts[name] for part, of, name in found)
    for field in fields:
        lines = " ".join(reached_lines(field))
        assert ("no unit" in lines) == (counts[field.layer_name][0] == 0)
        if counts[field.layer_name][0]:
            ends = [whole(each) for each in re.findall(r"\d+", lines)]
            part, of = counts[field.layer_name]
            assert ends[-2:] == [part, of]
            assert {*ends[:-2]} == {
                *(end for units in (field.rows, field.columns) for end in (units[0], units[-1]))
            }


def off_rule(draw: random.Random, case: NetworkCase) -> None:
    """Channels are named, or counted."""
    rows = feature_rows(case.rows)
    if not rows:
        return
    row = draw.choice(rows)
    num_channels = row.output_shape[-1]
    channels = draw.sample(range(num_channels), draw.randint(1, min(num_channels, 12)))
    off = ChannelsOff(row.name, tuple(channels), draw.random() < 0.3)
    words, title = off_words(off, num_channels), lost_title(off)
    zero = [n for n in range(num_channels) if (n in channels) != off.all_but]
    assert row.name in words
    assert title == f"Channel {min(channels)}, {'left' if off.all_but else 'off'}"
    named = re.findall(r"\d+", words.partition(row.name)[2])
    if off.all_but:
        *left, number, of = map(int, named)
        assert (sorted(left), number, of) == (sorted(channels), len(zero), num_channels)
    elif len(channels) == 1:
        assert words == f"channel {channels[0]} of {row.name}"
    else:
        assert whole(words.partition(" of ")[0]) == len(zero)
        assert [*map(int, named)] == (sorted(channels) if len(channels) <= 8 else [])
    assert too_early_note(rows[0], off).startswith(f"{rows[0].name} comes before {row.name}")


def verdict_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Probabilities are read back; the first class stays or is replaced."""
    first, last = draw.choice(["tabby", "crane"]), draw.choice(["tabby", "crane", "lynx"])
    before, then, after = (draw.choice([0.0, 1e-5, 0.5, 1.0, draw.random()]) for _ in range(3))
    note = verdict_note((first, before), then, (last, after))
    told = re.search(rf"from {SHARE} to {SHARE}\.", note)
    assert told is not None
    assert share(told[1], before)
    assert share(told[2], then)
    assert ("stays" in note) == (first == last)
    if first != last:
        now = re.search(rf"is now (\w+), with {SHARE}\.$", note)
        assert now is not None
        assert now[1] == last
        assert share(now[2], after)


CAUSE_RULES: dict[str, Rule] = {
    "figures.maps.cause_notes.spread_facts": spread_rule,
    "figures.maps.cause_notes.patch_reach_note": reach_rule,
    "figures.maps.spread.reached_lines": reach_rule,
    "figures.maps.cause_notes.off_words": off_rule,
    "figures.maps.cause_notes.lost_title": off_rule,
    "figures.maps.cause_notes.too_early_note": off_rule,
    "figures.maps.cause_notes.verdict_note": verdict_rule,
}
