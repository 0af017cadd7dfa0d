"""What is said about a layer run by Keras, or slid over a photo, found out number by number."""

import random
import re

import numpy as np

from explorer.convolution.agreement import KerasAgreement
from explorer.convolution.sliding import for_colours
from explorer.figures.convolution.filtered import colours_note, cut_note, range_note, sizes_note
from explorer.figures.convolution.in_keras import agreement_note
from tests.figures.sentences.cases import NetworkCase, Rule
from tests.figures.sentences.reading import NUMBER, SHARE, share, sides, three, whole


def agreement_rule(draw: random.Random, _case: NetworkCase) -> None:
    """The largest difference is found cell by cell; only what rounding can make is rounding."""
    shape = draw.randint(1, 4), draw.randint(1, 5), draw.randint(1, 3)
    noise = np.random.default_rng(draw.randrange(2**32))
    ours = noise.normal(0, 100, shape)
    size = draw.choice([0, 0, 1e-9, 1e-6, 1e-3, 5])
    theirs = ours + noise.normal(0, size, shape) * (noise.random(shape) < 0.5)
    rounding = draw.choice([1e-9, 1e-4, 1])
    note = agreement_note(KerasAgreement(ours, theirs, rounding))
    count = re.search(r"([\d,]+) numbers?\b", note)
    assert count is not None
    assert whole(count[1]) == ours.size
    gaps = [abs(one - other) for one, other in zip(ours.flat, theirs.flat, strict=True)]
    differing = [gap for gap in gaps if gap]
    assert ("exactly" in note) == (not differing)
    if not differing:
        return
    told = re.search(r"difference (?:among [\d,]+ numbers? )?is ([\d.,]+(?:e−?\d+)?)[.,]", note)
    assert told is not None
    assert three(told[1].replace("e−", "e-"), max(gaps))
    assert ("to within 1e−6" in note) == all(gap <= 1e-6 for gap in gaps)
    if max(gaps) > 1e-6:
        assert ("rounding.**" in note) == all(gap <= rounding for gap in gaps)
        assert ("Not equal" in note) == any(gap > rounding for gap in gaps)


def photo_rule(draw: random.Random, _case: NetworkCase) -> None:
    """What a filter reads is found by giving it one colour at a time; sums are counted."""
    channels, groups = draw.choice([(1, 1), (2, 1), (2, 2), (3, 1), (3, 3), (4, 1), (4, 2), (4, 4)])
    of_a_group, number = channels // groups, draw.randrange(groups)
    reads = list(range(of_a_group * number, of_a_group * (number + 1)))
    bias = float(draw.choice([0, 0, -3, 2.5]))
    note = colours_note(channels, reads, bias)
    kernel = for_colours(np.ones((1, 1, of_a_group, groups)), channels, groups)[0, 0, :, number]
    read = {name for name, weight in zip(("red", "green", "blue"), kernel, strict=True) if weight}
    told = note.partition(" It does not read ")[0].partition(" A photo has ")[0]
    assert {name for name in ("red", "green", "blue") if name in told} == read
    assert ("added up" in note) == (len(read) > 1)
    assert ("reads nothing" in note) == (not read)
    assert ("The bias" in note) == bool(bias)
    if bias:
        assert three(note.rpartition("The bias, ")[2].partition(", is")[0], bias)


def cut_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Counted one by one."""
    low = draw.choice([-3, -1, 0])
    values = [draw.randint(low, low + draw.choice([0, 2, 5])) for _ in range(draw.randint(1, 3000))]
    below = sum(value < 0 for value in values)
    note = cut_note(below / len(values))
    assert note.startswith("No sum") == (below == 0)
    assert note.startswith("All sums") == (below == len(values))
    if 0 < below < len(values):
        told = re.match(SHARE, note.lower())
        assert told is not None
        assert share(told[1], below / len(values))


def size_and_range_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Sides are read back; so are the ends of a range."""
    size_in, size_out = (
        (draw.randint(1, 1024), draw.randint(1, draw.choice([1, 1024]))) for _ in range(2)
    )
    before, after = re.findall(r"[\d,]+×[\d,]+", sizes_note(size_in, size_out))
    assert (sides(before), sides(after)) == (size_in, size_out)
    values = [draw.uniform(-2000, 2000) for _ in range(draw.randint(1, 4))]
    note = range_note(min(values), max(values))
    ends = re.findall(NUMBER, note)
    assert ("everywhere" in note) == (len({*values}) == 1)
    for end, value in zip(ends, (min(values), max(values)), strict=False):
        assert three(end, value)


FILTERED_RULES: dict[str, Rule] = {
    "figures.convolution.in_keras.agreement_note": agreement_rule,
    "figures.convolution.filtered.colours_note": photo_rule,
    "figures.convolution.filtered.cut_note": cut_rule,
    "figures.convolution.filtered.sizes_note": size_and_range_rule,
    "figures.convolution.filtered.range_note": size_and_range_rule,
}
