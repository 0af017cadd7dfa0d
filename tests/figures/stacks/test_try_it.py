"""Kernels as grids, and the findings about them in sentences with their numbers."""

import re

import numpy as np
import pytest

from explorer.factorised_kernels.line_ends import line_end_test
from explorer.factorised_kernels.named import NAMED_KERNELS
from explorer.factorised_kernels.nearest import nearest_pair
from explorer.factorised_kernels.photos import Gap, Missing, both_ways, luminance, most_missing
from explorer.figures.stacks.try_it import (
    CUT_IN_HALF,
    gap_facts,
    kernel_grids,
    line_note,
    line_patterns,
    line_table,
    missing_note,
    pair_note,
    relu_facts,
)
from explorer.images.samples import SAMPLES, read_sample
from explorer.images.sizing import fit


def captions(html: str) -> list[str]:
    return re.findall(r"<figcaption>(.*?)</figcaption>", html)


def cells(html: str) -> list[float]:
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", html)
    return [float(text.replace("−", "-")) for text in cells]


PYRAMID = (1, 2, 3, 2, 1, 2, 4, 6, 4, 2, 3, 6, 9, 6, 3, 2, 4, 6, 4, 2, 1, 2, 3, 2, 1)


def test_of_an_exact_kernel_nothing_is_left_over() -> None:
    kernel = NAMED_KERNELS["pyramid"]
    assert kernel.pair is not None
    html = kernel_grids(kernel, kernel.pair, np.zeros((5, 5)))
    assert captions(html) == [
        *("first 3×3", "second 3×3", "both together"),
        *("wanted: Pyramid 1 2 3 2 1", "left over"),
    ]
    assert cells(html) == [*([1] * 18), *PYRAMID, *PYRAMID, *([0] * 25)]


def test_what_is_left_over_stands_beside_what_is_wanted() -> None:
    kernel = NAMED_KERNELS["cross"]
    nearest = nearest_pair(kernel.values)
    html = kernel_grids(kernel, nearest.pair, nearest.residual)
    assert captions(html) == [
        *("first 3×3", "second 3×3", "both together"),
        *("wanted: Diagonal cross", "left over"),
    ]
    numbers = cells(html)
    together, wanted, left_over = (
        np.array(numbers[start : start + 25]) for start in (18, 18 + 25, 18 + 50)
    )
    assert wanted.tolist() == kernel.values.ravel().tolist()
    assert together + left_over == pytest.approx(wanted, abs=0.011)


def test_no_cell_shows_a_minus_before_a_zero() -> None:
    kernel = NAMED_KERNELS["gabor"]
    pair = nearest_pair(kernel.values).pair
    assert ">-0<" not in kernel_grids(kernel, pair, np.full((5, 5), -1e-9))


@pytest.mark.parametrize(
    ("relative_residual", "is_exact", "only_positive", "told"),
    [
        (0.0, True, False, "make exactly this 5×5: 18 weights do the work of 25."),
        (0.359, False, True, "No two 3×3 without negative weights make this 5×5"),
        (0.359, False, True, "leave out 35.9 % of it: the norm (root of the sum of squares)"),
        (0.045, False, False, "No two 3×3 make this 5×5. The nearest two leave out 4.5 %"),
    ],
    ids=["exact", "only positive", "how much", "nearest"],
)
def test_whether_two_are_enough(
    relative_residual: float, is_exact: bool, only_positive: bool, told: str
) -> None:
    assert told in pair_note(relative_residual, is_exact=is_exact, only_positive=only_positive)


def test_an_exact_pair_differs_at_the_border_only() -> None:
    inside, border = gap_facts(Gap(5e-16, 0.122, 2e-16), is_exact=True)
    assert "the difference is 0 up to the rounding of 64-bit numbers (5e-16" in inside
    assert "1 px wide, they differ by up to 12.2 %" in border


def test_a_nearest_pair_differs_inside_too() -> None:
    inside, _ = gap_facts(Gap(0.024, 0.39, 0.017), is_exact=False)
    assert "difference is 1.7 % of the root mean square of the response." in inside
    assert "The largest difference there, 2.4 % of the largest response, sets" in inside


def test_the_border_is_explained_with_whole_numbers() -> None:
    pair = NAMED_KERNELS["pyramid"].pair
    assert pair is not None
    photo = np.arange(48, dtype=float).reshape(6, 8)
    ways = both_ways(photo, pair.composed, pair)
    told = missing_note(most_missing(photo, pair), (ways.single[5, 5], ways.stacked[5, 5]))
    # The last row is 40 to 47, and most is missing below it, where its boxes of three would give
    # 43 + 44 + 45, 44 + 45 + 46 and 45 + 46 + 47.
    assert "row 5, column 5" in told
    assert "given 132, 135, 138: 132 × 1 + 135 × 1 + 138 × 1 = 405, which" in told
    # Columns weigh 1 2 3 2 1: 261, 333 and 405 in rows 3, 4 and 5, which weigh 1 2 3.
    assert "the 5×5 gives 2,142, the two 3×3 give 1,737." in told


def test_the_border_is_explained_with_fractions_and_minus_signs() -> None:
    missing = Missing(3, 0, np.array([-1.5, 0.0, 1234.125]), np.array([1, -0.0004, -2]))
    told = missing_note(missing, (-2, 3))
    assert "Take row 3, column 0" in told
    assert "(−1.5) × 1 + 0 × 0 + 1,234.125 × (−2) = −2,469.75, which" in told
    assert "the 5×5 gives −2, the two 3×3 give 3." in told


def test_digits_that_do_not_give_the_sum_are_not_called_equal() -> None:
    missing = Missing(0, 1, np.array([100.0, 0, 0]), np.array([(1 + 5**0.5) / 2, 0, 0]))
    assert "100 × 1.618 + 0 × 0 + 0 × 0 ≈ 161.803, which" in missing_note(missing, (0, 0))


def test_relu_with_nothing_to_cut_names_kernels_that_show_its_effect() -> None:
    told, _ = relu_facts(Gap(0, 0, 0), 0.0)
    assert "Choose sobel, laplacian, line-ends or laplacian-of-gaussian to see it" in told


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("key", CUT_IN_HALF)
def test_the_named_kernels_show_its_effect(key: str, sample: str) -> None:
    kernel = NAMED_KERNELS[key]
    pair = kernel.pair or nearest_pair(kernel.values).pair
    grey = luminance(fit(read_sample(sample).pixels, (96, 64), "crop"))
    ways = both_ways(grey, kernel.values, pair)
    assert 0.25 < ways.share_cut < 0.75
    assert np.abs(ways.with_relu).max() > 0.1 * np.abs(ways.stacked).max()


def test_relu_is_described_with_what_it_cuts() -> None:
    cut, more, sign = relu_facts(Gap(0.8, 0.9, 0.77), 0.498)
    assert "cuts off 49.8 %" in cut
    assert "difference is 77.0 % of that of the response without ReLU" in cut
    assert "no 5×5 responds like this to every photo" in more
    assert "Without ReLU the sign is free" in sign


def test_the_line_ends_in_a_table() -> None:
    table = line_table(line_end_test())
    assert table["Wanted"] == ["1", "1", "0", "0"]
    assert table["Two 3×3, ReLU between"] == table["Wanted"]
    assert table["Nearest single 5×5"] == ["0.333", "0.333", "0.667", "0"]
    assert table["The same with a bias"] == ["0.5"] * 4
    assert table["Two 3×3"] == ["0"] * 4


def test_the_line_ends_in_words_and_as_patterns() -> None:
    responses = line_end_test()
    assert "0.333 + 0.333 = 0.667, where 0 is wanted" in line_note(responses)
    assert "answers 0.5 to everything" in line_note(responses)
    html = line_patterns(responses)
    assert captions(html) == [each.title for each in responses]
    assert sum(cells(html)) == 3 + 2 + 5 + 0
