"""What is said about a layer run by Keras, worked out from the numbers one by one."""

import random
import re

import numpy as np

from explorer.convolution.agreement import Agreement
from explorer.figures.convolution.in_keras import agreement_note
from tests.figures.sentences.cases import NetworkCase, Rule
from tests.figures.sentences.reading import three, whole


def agreement_rule(draw: random.Random, _case: NetworkCase) -> None:
    """The largest difference is found cell by cell; only what rounding can make is rounding."""
    shape = draw.randint(1, 4), draw.randint(1, 5), draw.randint(1, 3)
    noise = np.random.default_rng(draw.randrange(2**32))
    ours = noise.normal(0, 100, shape)
    size = draw.choice([0, 0, 1e-9, 1e-6, 1e-3, 5])
    theirs = ours + noise.normal(0, size, shape) * (noise.random(shape) < 0.5)
    rounding = draw.choice([1e-9, 1e-4, 1])
    note = agreement_note(Agreement(ours, theirs, rounding))
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


FILTERED_RULES: dict[str, Rule] = {
    "figures.convolution.in_keras.agreement_note": agreement_rule,
}
