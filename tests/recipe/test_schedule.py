"""The paper's schedule, and whether its iterations agree with its epochs."""

import pytest

from explorer.recipe.schedule import (
    ITERATIONS,
    PAPER_EPOCHS,
    PAPER_TRAINING_PICTURES,
    TRAINING_PICTURES,
    epochs_of,
    iterations_of,
    rate_levels,
)


def test_the_paper_s_iterations_are_its_epochs() -> None:
    """370,000 x 256 = 94,720,000 pictures; / 1,281,167 = 73.93."""
    assert epochs_of(ITERATIONS) == pytest.approx(94_720_000 / 1_281_167)
    assert round(epochs_of(ITERATIONS)) == PAPER_EPOCHS
    assert epochs_of(ITERATIONS, 1_280_000) == 74
    assert epochs_of(ITERATIONS, PAPER_TRAINING_PICTURES) == pytest.approx(72.86, abs=0.005)


def test_epochs_and_iterations_are_the_same_axis() -> None:
    assert iterations_of(1) == pytest.approx(TRAINING_PICTURES / 256)
    assert epochs_of(iterations_of(74)) == pytest.approx(74)
    assert iterations_of(74) == pytest.approx(370_337, abs=1)


def test_the_rate_falls_three_times_by_ten() -> None:
    levels = rate_levels()
    assert [level.rate for level in levels] == pytest.approx([1e-2, 1e-3, 1e-4, 1e-5])
    assert [level.start for level in levels] == [0, 92_500, 185_000, 277_500]
    assert [level.stop for level in levels] == [92_500, 185_000, 277_500, 370_000]


def test_only_the_beginning_and_the_end_are_published() -> None:
    published = [(level.is_start_published, level.is_stop_published) for level in rate_levels()]
    assert published == [(True, False), (False, False), (False, False), (False, True)]
