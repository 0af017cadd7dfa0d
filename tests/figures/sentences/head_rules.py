"""What is said about heads, counted from weights that are written down here."""

import random
import re

import numpy as np

from explorer.figures.transfer.head_bars import head_bars_alt
from explorer.figures.transfer.head_notes import (
    batch_note,
    freezing_note,
    pooled_note,
    values_note,
)
from explorer.transfer.heads import base_blocks, head_totals
from explorer.transfer.plan import FEATURE_LAYERS, TrainingPlan
from tests.figures.sentences.cases import NetworkCase, Rule
from tests.figures.sentences.reading import NUMBER, SHARE, printed, share, three, whole

CONVOLUTIONS = (
    (1_792, 36_928),
    (73_856, 147_584),
    (295_168, 590_080, 590_080),
    (1_180_160, 2_359_808, 2_359_808),
    (2_359_808, 2_359_808, 2_359_808),
)
"""Parameters of VGG16's convolutions by block: published, as Keras' summary prints them."""

CHANNELS = (64, 128, 256, 512, 512)


def drawn_plan(draw: random.Random) -> tuple[TrainingPlan, int, tuple[int, int, int]]:
    """A plan, the number of classes and the input."""
    plan = TrainingPlan(
        draw.choice(FEATURE_LAYERS),
        draw.choice(("average", "max", "flatten")),
        draw.choice(((), (1,), (256,), (7, 5))),
        unfrozen_from=draw.choice((None, 1, 2, 3, 4, 5)),
    )
    side = draw.choice((32, draw.randint(32, 300)))
    return plan, draw.choice((1, 2, 10, 1000)), (side, draw.choice((side, 63, 500)), 3)


def grid_of(plan: TrainingPlan, size: tuple[int, int]) -> tuple[int, int, int]:
    """What is left of an input after the poolings, which halve it and drop an odd row."""
    block = FEATURE_LAYERS.index(plan.features) + 1
    height, width = size
    for _ in range(block):
        height, width = height // 2, width // 2
    return height, width, CHANNELS[block - 1]


def dense_parameters(values: int, units: tuple[int, ...]) -> list[int]:
    """Of each dense layer: a weight for each value, and a bias, for each unit."""
    return [(before + 1) * number for before, number in zip((values, *units), units, strict=False)]


def values_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Flatten has a weight for each place of each map; where there is one place, all are alike."""
    plan, classes, shape = drawn_plan(draw)
    height, width, channels = grid_of(plan, shape[:2])
    flat, pooled = (
        head_totals(TrainingPlan(plan.features, kind, plan.units), classes, shape)
        for kind in ("flatten", "max")
    )
    note = values_note(flat, pooled)
    if (height, width) == (1, 1):
        assert f"1×1×{channels}" in note
        assert "three heads are the same" in note
        return
    units = (*plan.units, classes)
    after_flat = dense_parameters(height * width * channels, units)[0]
    after_pool = dense_parameters(channels, units)[0]
    found = re.search(
        rf"has {NUMBER} parameters after Flatten and {NUMBER} after GAP or GMP: {NUMBER} times",
        note,
    )
    assert found is not None, note
    assert (whole(found[1]), whole(found[2])) == (after_flat, after_pool), note
    assert printed(found[3], after_flat / after_pool), note
    assert f"= {height * width * channels:,} values; GAP and GMP pass on {channels}," in note


def batch_rule(draw: random.Random, _case: NetworkCase) -> None:
    """The shapes are those that NumPy makes."""
    plan, _, shape = drawn_plan(draw)
    grid = grid_of(plan, shape[:2])
    note = batch_note(shape, grid, plan.features)
    shapes = [tuple(map(int, each.split(", "))) for each in re.findall(r"\((\d[\d, ]*)\)", note)]
    batch = np.broadcast_to(np.float32(0), (32, *grid))
    assert shapes == [batch.shape, (32, batch[0].size), batch.max(axis=(1, 2)).shape]
    assert f"photos of {shape[0]}×{shape[1]} px leaves {plan.features}" in note


def freezing_rule(draw: random.Random, _case: NetworkCase) -> None:
    """What is frozen and what is trained, block by block."""
    plan, classes, shape = drawn_plan(draw)
    height, width, channels = grid_of(plan, shape[:2])
    values = channels * (height * width if plan.reduction == "flatten" else 1)
    head = sum(dense_parameters(values, (*plan.units, classes)))
    last = FEATURE_LAYERS.index(plan.features) + 1
    trained = [number for number in range(1, last + 1) if number >= (plan.unfrozen_from or 6)]
    base = {number: sum(CONVOLUTIONS[number - 1]) for number in range(1, last + 1)}
    learns = sum(base[number] for number in trained)
    total = head + sum(base.values())
    unfrozen = [n for n, block in enumerate(base_blocks(plan), 1) if block.trainable]
    note = freezing_note(head_totals(plan, classes, shape), tuple(unfrozen), plan)
    assert unfrozen == trained
    beyond = re.search(r"ends at (\w+), so it has no block (\d) to train\.", note)
    assert (beyond is None) == (plan.unfrozen_from is None or plan.unfrozen_from <= last)
    if beyond:
        assert (beyond[1], int(beyond[2])) == (plan.features, plan.unfrozen_from)
    if len(trained) == last:
        assert note == f"Nothing is frozen: training changes all {total:,} parameters."
        return
    told = re.search(rf"{SHARE} of the network", note)
    assert told is not None
    assert abs(float(re.sub(r"[^\d.]", "", told[1])) - 100 * (head + learns) / total) <= 0.01, note
    assert f"head's {head:,} parameter" in note
    assert f"{total - head - learns:,} " in note
    named = re.search(r"the ([\d,]+) of blocks? ([\d, and]+),", note)
    assert (named is None) == (not trained)
    if named:
        assert whole(named[1]) == learns
        assert [int(each) for each in re.findall(r"\d", named[2])] == trained


def pooled_rule(draw: random.Random, _case: NetworkCase) -> None:
    """The strongest map, found by going through all of them."""
    shape = draw.randint(1, 9), draw.randint(1, 9), draw.choice((1, 2, 64))
    values = np.random.default_rng(draw.randrange(999)).normal(size=shape).clip(0)
    values *= draw.choice((0.0, 1e-3, 1.0, 1e4))
    note = pooled_note(
        shape,
        values.mean(axis=(0, 1)).astype(np.float32),
        values.max(axis=(0, 1)).astype(np.float32),
        int((values == 0).sum()),
    )
    found = re.search(
        rf"{NUMBER} values that .* on, {SHARE} are 0\. .* Map {NUMBER} has the largest average, "
        rf"{NUMBER}; its largest value is {NUMBER}\.$",
        note,
    )
    assert found is not None, note
    maps = [values[..., number] for number in range(shape[-1])]
    shown = maps[whole(found[3])]
    assert whole(found[1]) == values.size
    assert share(found[2], sum(each == 0 for each in values.ravel()) / values.size), note
    assert shown.mean() >= max(each.mean() for each in maps) - 1e-6 * abs(values).max()
    assert three(found[4], float(shown.mean())), note
    assert three(found[5], float(shown.max())), note


def alt_rule(draw: random.Random, _case: NetworkCase) -> None:
    """The bars' numbers, after a head's name each."""
    plan, classes, shape = drawn_plan(draw)
    totals = {plan.reduction: head_totals(plan, classes, shape)}
    height, width, channels = grid_of(plan, shape[:2])
    values = channels * (height * width if plan.reduction == "flatten" else 1)
    head = sum(dense_parameters(values, (*plan.units, classes)))
    alone, together = (head_bars_alt(totals, alone=each) for each in (True, False))
    assert alone.endswith(f": {head:,}.")
    last = FEATURE_LAYERS.index(plan.features) + 1
    assert f"{head + sum(map(sum, CONVOLUTIONS[:last])):,}, trained" in together


HEAD_RULES: dict[str, Rule] = {
    "figures.transfer.head_notes.values_note": values_rule,
    "figures.transfer.head_notes.batch_note": batch_rule,
    "figures.transfer.head_notes.freezing_note": freezing_rule,
    "figures.transfer.head_notes.pooled_note": pooled_rule,
    "figures.transfer.head_bars.head_bars_alt": alt_rule,
}
