"""Seeds of random cases: a few for every run, the others where there is time."""

import pytest


def seeds(in_every_run: int, in_all: int) -> list[object]:
    """What `parametrize` takes: the first ones, and the others marked as long."""
    long = pytest.mark.long
    others = [pytest.param(seed, marks=long) for seed in range(in_every_run, in_all)]
    return [*range(in_every_run), *others]
