"""The paper's tables agree with each other, and with the table that the explorer shows."""

import pytest

from explorer.architecture.network.published import PAPER_TABLE
from explorer.architecture.networks import PRESETS
from explorer.recipe.at_test_time import TEST_SCALES
from explorer.recipe.draws import SCALES
from explorer.recipe.initialisation import WEIGHT_VARIANCE
from explorer.recipe.results import SCALE_RESULTS
from explorer.recipe.slips import SLIPS


def line(column: str, table: int, trained: str, method: str = "dense") -> tuple[float, float]:
    (found,) = (
        each
        for each in SCALE_RESULTS
        if (each.column, each.table, each.trained, each.method) == (column, table, trained, method)
    )
    return found.errors.top1, found.errors.top5


@pytest.mark.parametrize("column", ["C", "D", "E"])
def test_the_lines_at_one_scale_are_those_of_the_table(column: str) -> None:
    (paper,) = (each for each in PAPER_TABLE if each.column == column)
    assert line(column, 3, "256") == (paper.errors.top1, paper.errors.top5)
    if paper.best_errors is not None:
        best = (paper.best_errors.top1, paper.best_errors.top5)
        assert line(column, 4, "256-512") == line(column, 5, "256-512") == best


def test_the_test_scales_are_those_of_the_rule() -> None:
    for each in SCALE_RESULTS:
        several = TEST_SCALES[each.trained]
        assert each.tested == (several if each.table > 3 else (several[1],))


@pytest.mark.parametrize("column", ["C", "D", "E"])
def test_drawing_the_scale_was_better_than_either_fixed_one(column: str) -> None:
    for table in (3, 4):
        drawn, *fixed = (line(column, table, trained) for trained in ("256-512", "256", "384"))
        assert all(drawn < each for each in fixed)


def test_the_right_values_of_slips_are_those_used_here() -> None:
    stride, scale, mean, weights = SLIPS
    strides = {layer.stride for layer in PRESETS["vgg16"].layers if "conv" in layer.name}
    assert (strides, "The stride of every convolution is 1." in stride.right) == ({1}, True)
    used = {side for pair in SCALES.values() for side in pair}
    assert used == {256, 384, 512}
    assert "356" in scale.claim
    assert all(f"{side}" in scale.right for side in used)
    assert "One colour" in mean.right
    assert f"standard deviation is {WEIGHT_VARIANCE**0.5:.1f}" in weights.right
    assert all("arXiv:1409.1556, section " in slip.source for slip in SLIPS)
