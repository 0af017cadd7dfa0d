"""One 5x5 kernel against two 3x3: the kernels as grids, and the findings in sentences."""

from collections.abc import Iterator, Sequence

import numpy as np

from explorer import units
from explorer.arrays import Float64Array
from explorer.factorised_kernels.line_ends import LineResponse
from explorer.factorised_kernels.named import NamedKernel
from explorer.factorised_kernels.pairs import KernelPair
from explorer.factorised_kernels.photos import Gap, Missing
from explorer.figures.maps.number_grids import Part, equation
from explorer.words import listed

DECIMALS = 3
ROUNDING = 1e-9
"""A smaller share is the rounding of 64-bit numbers."""

CUT_IN_HALF = ("sobel", "laplacian", "line-ends", "laplacian-of-gaussian")
"""Kernels whose first 3x3 gives about as much below 0 as above, so that ReLU matters."""

FIRST, SECOND, TOGETHER = "first 3×3", "second 3×3", "both together"


def kernel_grids(kernel: NamedKernel, pair: KernelPair, residual: Float64Array) -> str:
    """The two 3x3, what they make together, and what they miss of the 5x5, as HTML.

    Both rows are there for every kernel, so that what follows stays where it is.

    Args:
        kernel: The wanted 5x5.
        pair: The two 3x3.
        residual: (5, 5); all 0 if nothing is left over.
    """
    made: list[Part] = [(FIRST, _shown(pair.first)), "then", (SECOND, _shown(pair.second)), "="]
    return equation([*made, (TOGETHER, _shown(pair.composed))]) + equation(
        [
            (f"wanted: {kernel.title}", _shown(kernel.values)),
            "= both together +",
            ("left over", _shown(residual)),
        ]
    )


def pair_note(relative_residual: float, *, is_exact: bool, only_positive: bool) -> str:
    """Whether two 3x3 are enough, in a sentence."""
    if is_exact:
        return "Two 3×3 make exactly this 5×5: 18 weights do the work of 25."
    which = "without negative weights " if only_positive else ""
    return (
        f"No two 3×3 {which}make this 5×5. The nearest two leave out "
        f"{units.percent(relative_residual)} of it: the norm (root of the sum of squares) "
        "of what is left over, relative to that of the kernel."
    )


def gap_facts(gap: Gap, *, is_exact: bool) -> Iterator[str]:
    """How one 5x5 and two 3x3 differ on a photo, in sentences."""
    if is_exact and gap.inside < ROUNDING:
        yield (
            "Inside, 1 px or more from the edge, both ways agree: the difference is 0 up to the "
            f"rounding of 64-bit numbers ({gap.inside:.0e} of the largest response)."
        )
    else:
        yield (
            "Inside, 1 px or more from the edge, the root mean square of the difference is "
            f"{units.percent(gap.typical)} of the root mean square of the response. The largest "
            f"difference there, {units.percent(gap.inside)} of the largest response, sets the "
            "range of the difference's colours."
        )
    yield (
        "In the outermost rows and columns, 1 px wide, they differ by up to "
        f"{units.percent(gap.at_border)} of the largest response."
    )


def photo_numbers(relative_residual: float, gap: Gap, *, is_exact: bool) -> dict[str, str]:
    """What two 3x3 leave over of a kernel and of its response, by name.

    Args:
        relative_residual: Of the kernel.
        gap: Between the two responses.
        is_exact: Whether the two make up the kernel; then what is left inside is rounding.
    """
    agree = is_exact and gap.inside < ROUNDING
    return {
        "Kernel left over": units.percent(relative_residual),
        "Largest difference inside": units.percent(0 if agree else gap.inside),
        "In the outermost px": units.percent(gap.at_border),
    }


def missing_note(missing: Missing, there: tuple[float, float]) -> str:
    """Why they differ at the border, with the numbers of one position.

    Args:
        missing: What the stack leaves out there.
        there: Responses there: of one 5x5, of two 3x3.
    """
    single, stacked = map(_exact, there)
    return (
        f"Why? Take row {missing.row}, column {missing.column}: the 5×5 gives {single}, the two "
        f"3×3 give {stacked}. There is padding between the two layers too: outside the photo, the "
        "second 3×3 reads zeros. The 5×5 still reads the photo there, where the first 3×3 would "
        f"have given {', '.join(map(_exact, missing.outside))}: {_products(missing)}, "
        "which is the 5×5 minus the two 3×3. One px further in, the second 3×3 reads nothing "
        "from outside."
    )


def _products(missing: Missing) -> str:
    """The sum of products; "≈" if the printed digits do not add up exactly."""
    outside, weights = np.round(missing.outside, DECIMALS), np.round(missing.weights, DECIMALS)
    products = " + ".join(
        f"{_factor(value)} × {_factor(weight)}"
        for value, weight in zip(outside, weights, strict=True)
    )
    is_exact = round(float(outside @ weights - missing.total), DECIMALS) == 0
    return f"{products} {'=' if is_exact else '≈'} {_exact(missing.total)}"


def _factor(value: float) -> str:
    return f"({_exact(value)})" if value < 0 else _exact(value)


def relu_facts(gap: Gap, share_cut: float) -> Iterator[str]:
    """What a ReLU between the two 3x3 changes on a photo, in sentences."""
    if share_cut == 0:
        yield (
            "The first 3×3 gives nothing below 0 on this photo, so ReLU changes nothing. Choose "
            f"{listed(CUT_IN_HALF, 'or')} to see it at work."
        )
    else:
        yield (
            f"ReLU cuts off {units.percent(share_cut)} of what the first 3×3 gives: everything "
            "below 0. Inside, the root mean square of the difference is "
            f"{units.percent(gap.typical)} of that of the response without ReLU."
        )
        yield (
            "The two are no longer one kernel: no 5×5 responds like this to every photo, because "
            "the response to the sum of two photos is no longer the sum of their responses."
        )
    yield (
        "Without ReLU the sign is free: minus the first 3×3, then minus the second, make the same "
        "5×5. With ReLU the sign matters, because the other sign keeps what this one cuts off, and "
        "cuts off what this one keeps. Here the weights of the first 3×3 never sum to less than 0, "
        "so plain areas of the photo are not cut off."
    )


def line_patterns(responses: Sequence[LineResponse]) -> str:
    """The patterns of the line-end test as grids, in HTML."""
    return equation([(each.title, each.pattern) for each in responses])


def line_table(responses: Sequence[LineResponse]) -> dict[str, list[object]]:
    """One row per pattern by column title: the wanted answer and that of each detector."""
    return {
        "At the middle of the pattern": [each.title for each in responses],
        "Wanted": [_number(each.wanted) for each in responses],
        "Nearest single 5×5": [_number(each.best_single) for each in responses],
        "The same with a bias": [_number(each.best_single_with_bias) for each in responses],
        "Two 3×3": [_number(each.stack) for each in responses],
        "Two 3×3, ReLU between": [_number(each.stack_with_relu) for each in responses],
    }


def line_note(responses: Sequence[LineResponse]) -> str:
    """What the line-end test shows, in a few sentences with its numbers."""
    begins, ends, whole, _ = responses
    return (
        f"A kernel adds up what it finds. The whole line is the sum of its two parts, so its "
        f"answer is the sum of theirs: {_number(begins.best_single)} + "
        f"{_number(ends.best_single)} = {_number(whole.best_single)}, where "
        f"{_number(whole.wanted)} is wanted. A bias does not help: the nearest kernel then answers "
        f"{_number(whole.best_single_with_bias)} to everything. Nor does a ReLU after the 5×5: "
        "to answer 0 to no line, its bias must not be above 0, and if both parts then get more "
        "than 0, the whole line gets at least as much as both together. A ReLU between two 3×3 "
        "removes the dark side of a line's end before it cancels the bright side, and the answers "
        "are right: a stack can ask questions that no single kernel can."
    )


def _shown(values: Float64Array) -> Float64Array:
    rounded: Float64Array = np.round(values, DECIMALS) + 0.0  # no minus before a 0
    return rounded


def _exact(value: float) -> str:
    """All digits of a response: grey values have three decimals, most kernels integer weights."""
    text = f"{value:,.{DECIMALS}f}".rstrip("0").rstrip(".")
    return text.replace("-", "−") if text != "-0" else "0"


def _number(value: float) -> str:
    """Up to three digits, with the minus sign of the page's other numbers."""
    return units.three_digits(round(float(value), DECIMALS))
