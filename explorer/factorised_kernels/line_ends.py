"""A question that no single kernel can answer, but two 3x3 with ReLU between them can."""

from dataclasses import dataclass

import numpy as np

from explorer.arrays import Float64Array
from explorer.factorised_kernels.named import LINE_ENDS
from explorer.factorised_kernels.pairs import COMPOSED_SIDE
from explorer.factorised_kernels.photos import both_ways


@dataclass(frozen=True, slots=True, eq=False)
class LineResponse:
    """The responses of detectors in the middle of one 5x5 pattern; see `line_end_test`.

    Attributes:
        title: What the pattern is.
        pattern: (5, 5) of 0 and 1.
        wanted: 1 if a line ends at the middle, else 0.
        best_single: Of the single 5x5 kernel that comes nearest to the wanted responses.
        best_single_with_bias: The same with a bias.
        stack: Of two 3x3 with nothing between them.
        stack_with_relu: Of the same two with ReLU between them.
    """

    title: str
    pattern: Float64Array
    wanted: float
    best_single: float
    best_single_with_bias: float
    stack: float
    stack_with_relu: float


def line_end_test() -> tuple[LineResponse, ...]:
    """Ask a question that no single kernel can answer, but two 3x3 with ReLU between them can.

    Does a line end at the middle? Left part: yes. Right part: yes. Whole line: no. Nothing: no. The
    whole line is the sum of its parts, so a kernel's response to it is the sum of both responses:
    the stronger for the parts, the stronger for the whole. A bias and a ReLU after it do not help:
    for left + bias > 0, right + bias > 0 and bias <= 0, left + right + bias is above 0 as well.

    The stack compares each pixel with its neighbours along the row, drops negative values (which
    separates the bright side of an end from the dark one), and adds up three neighbours.
    """
    patterns = np.array([pattern for _, pattern, _ in _LINES])
    wanted = np.array([target for *_, target in _LINES])
    flat = patterns.reshape(len(_LINES), -1)
    with_constant = np.column_stack([flat, np.ones(len(_LINES))])
    best, best_with_bias = (
        inputs @ np.linalg.lstsq(inputs, wanted, rcond=None)[0] for inputs in (flat, with_constant)
    )
    middle = (COMPOSED_SIDE // 2, COMPOSED_SIDE // 2)
    answers = [both_ways(pattern, LINE_ENDS.composed, LINE_ENDS) for pattern in patterns]
    return tuple(
        LineResponse(
            title=title,
            pattern=pattern,
            wanted=target,
            best_single=float(best[row]),
            best_single_with_bias=float(best_with_bias[row]),
            stack=float(answers[row].stacked[middle]),
            stack_with_relu=float(answers[row].with_relu[middle]),
        )
        for row, (title, pattern, target) in enumerate(_LINES)
    )


def _line(columns: slice) -> Float64Array:
    pattern = np.zeros((COMPOSED_SIDE, COMPOSED_SIDE))
    pattern[COMPOSED_SIDE // 2, columns] = 1
    return pattern


_LINES = (
    ("Line that ends here", _line(slice(0, 3)), 1.0),
    ("Line that begins 1 px to the right", _line(slice(3, None)), 1.0),
    ("Line that passes through", _line(slice(None)), 0.0),
    ("No line", _line(slice(0)), 0.0),
)
