"""Which 5x5 kernels two 3x3 make up, the nearest two for any other, and what ReLU adds between.

Slides without flipping, as Keras does. One after the other, two kernels with nothing between them
are one kernel: their full 2-D convolution. Read as a polynomial in two variables, with its weights
as coefficients, a 5x5 kernel is made up by two 3x3 exactly if it is the product of two that are
quadratic in each variable. Two 3x3 have 18 weights, of which one is spent (twice the first and half
the second is the same): 17 dimensions against the 25 of all 5x5, so hardly any is. Each one that is
an outer product is, because every real polynomial of degree 4 is a product of two of degree 2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

SIDE = 3
COMPOSED_SIDE = 5
NUM_WEIGHTS = SIDE * SIDE

BORDER = SIDE // 2
"""px: the outermost rows and columns, where a stack with "same" padding differs from one kernel.

The stack puts zeros around the first kernel's output too, where one kernel goes on computing from
the photo. Only positions whose second 3x3 reaches out of the grid notice: 1 row on each side. (The
second row sees padding as well, but the same zeros of the photo both ways.)
"""

PLANE_AXES = 2
RGB_CHANNELS = 3
LUMA = np.array([0.299, 0.587, 0.114])
"""Weights of red, green and blue in grey (ITU-R BT.601)."""

# The search for the nearest pair. Of the named kernels the smoothed Laplacian is the hardest: one
# start in 30 leads to its best pair. Most starts are dropped early, which saves most of the time.
SEED = 16
NUM_STARTS = 400
EARLY_TURNS = 10
NUM_KEPT = 40
LATE_TURNS = 30
REFINEMENTS = 100
FIRST_DAMPING = 1e-3
DAMPING_FACTOR = 10.0
LARGEST_DAMPING = 1e9
NUM_NON_NEGATIVE_STARTS = 16
NON_NEGATIVE_UPDATES = 600
DIGITS_FOR_TIES = 9
NOTHING_LEFT = 1e-5
"""A relative residual below this counts as 0: the search gets slow there where both kernels are
nearly the same, because a change of one is as good as that of the other."""
RIDGE = 1e-12
"""Keeps an equation solvable whose kernel happens to be nearly 0."""


@dataclass(frozen=True, slots=True, eq=False)
class KernelPair:
    """Two 3x3 kernels, one after the other.

    Attributes:
        first: What the photo meets, (3, 3).
        second: What follows, (3, 3).
    """

    first: FloatArray
    second: FloatArray

    @property
    def composed(self) -> FloatArray:
        """The one kernel that both make up, (5, 5)."""
        return compose(self.first, self.second)


@dataclass(frozen=True, slots=True, eq=False)
class NamedKernel:
    """A 5x5 kernel with a name.

    Attributes:
        title: What it is called on the page.
        values: (5, 5).
        pair: Two 3x3 that make it up exactly; None where none do.
        note: What there is to see.
    """

    title: str
    values: FloatArray
    pair: KernelPair | None
    note: str

    @property
    def is_exact(self) -> bool:
        """Whether two 3x3 make it up."""
        return self.pair is not None


@dataclass(frozen=True, slots=True, eq=False)
class NearestPair:
    """The two 3x3 that come nearest to a 5x5 kernel, and what they leave over.

    Attributes:
        pair: Both kernels, of the same length. First comes the one whose weights sum to less:
            it detects, the other smooths. Its heaviest weight is positive.
        residual: The wanted kernel minus what they make up, (5, 5).
        relative_residual: Length of the residual over that of the wanted kernel: 0 to 1.
    """

    pair: KernelPair
    residual: FloatArray
    relative_residual: float

    @property
    def is_exact(self) -> bool:
        """Whether the pair makes up the kernel."""
        return self.relative_residual < NOTHING_LEFT


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """How far the response of a stack is from that of one kernel, on one photo.

    Attributes:
        values: Stack minus single kernel, (height, width).
        inside: Largest difference further than `BORDER` from the rim, over the largest response.
        at_border: Largest difference in the outermost rows and columns, over the same.
        typical: Root mean square of the difference over that of the response, inside.
    """

    values: FloatArray
    inside: float
    at_border: float
    typical: float


@dataclass(frozen=True, slots=True, eq=False)
class BothWays:
    """A grey photo through one 5x5 kernel and through two 3x3, padding "same", biases 0.

    Attributes:
        single: Response of the 5x5, (height, width).
        stacked: Response of the two 3x3 with nothing between them.
        with_relu: The same with ReLU between them.
        gap: ``stacked`` against ``single``.
        relu_gap: ``with_relu`` against ``stacked``: what ReLU changes, padding being the same.
        share_cut: Share of the first kernel's responses that are negative, which ReLU cuts off.
    """

    single: FloatArray
    stacked: FloatArray
    with_relu: FloatArray
    gap: Gap
    relu_gap: Gap
    share_cut: float


@dataclass(frozen=True, slots=True, eq=False)
class LineResponse:
    """What detectors say in the middle of one 5x5 pattern; see `line_end_test`.

    Attributes:
        title: What the pattern is.
        pattern: (5, 5) of 0 and 1.
        wanted: 1 where a line ends in the middle, else 0.
        best_single: Of the single 5x5 kernel that comes nearest to what is wanted on all patterns.
        best_single_with_bias: The same with a bias.
        stack: Of two 3x3 with nothing between them.
        stack_with_relu: Of the same two with ReLU between them.
    """

    title: str
    pattern: FloatArray
    wanted: float
    best_single: float
    best_single_with_bias: float
    stack: float
    stack_with_relu: float


def luminance(pixels: NDArray[np.uint8]) -> FloatArray:
    """Turn RGB (height, width, 3) into grey (height, width) from 0 to 255.

    Raises:
        ValueError: The array has no three channels.
    """
    if pixels.shape[PLANE_AXES:] != (RGB_CHANNELS,):
        raise ValueError(
            f"Received pixels of shape {pixels.shape}. Expected RGB: (height, width, 3). "
            "Convert the picture first."
        )
    grey: FloatArray = pixels @ LUMA
    return grey


def compose(first: FloatArray, second: FloatArray) -> FloatArray:
    """The 5x5 kernel that does what two 3x3 do one after the other: their full convolution.

    Args:
        first: (3, 3).
        second: (3, 3).

    Raises:
        ValueError: One of them is no 3x3 kernel of finite numbers.
    """
    _check_kernel(first, SIDE)
    _check_kernel(second, SIDE)
    composed = np.zeros((COMPOSED_SIDE, COMPOSED_SIDE))
    for (row, column), weight in np.ndenumerate(second):
        composed[row : row + SIDE, column : column + SIDE] += weight * first
    return composed


def filtered(photo: FloatArray, kernel: FloatArray) -> FloatArray:
    """Slide a kernel over a grey photo, zeros around it: padding "same", not flipped.

    The same as `explorer.operations.convolve` for one channel, tap by tap in place of window by
    window, which is several times faster on a photo of 512 x 512.

    Args:
        photo: (height, width).
        kernel: Square, of odd size.

    Returns:
        (height, width).
    """
    height, width = photo.shape
    padded = np.pad(photo.astype(np.float64), len(kernel) // 2)
    response = np.zeros((height, width))
    for (row, column), weight in np.ndenumerate(kernel):
        if weight:
            response += weight * padded[row : row + height, column : column + width]
    return response


def both_ways(photo: FloatArray, kernel: FloatArray, pair: KernelPair) -> BothWays:
    """Put a photo through one 5x5 kernel, and through two 3x3 without and with ReLU between.

    Args:
        photo: Grey, (height, width), each side 5 px or more.
        kernel: (5, 5).
        pair: The two 3x3; they need not make up the kernel.

    Raises:
        ValueError: The photo or a kernel has another shape, or holds a value that is not finite.
    """
    _check_photo(photo)
    _check_kernel(kernel, COMPOSED_SIDE)
    _check_kernel(pair.first, SIDE)
    _check_kernel(pair.second, SIDE)
    single = filtered(photo, kernel)
    between = filtered(photo, pair.first)
    stacked = filtered(between, pair.second)
    with_relu = filtered(np.maximum(between, 0), pair.second)
    return BothWays(
        single=single,
        stacked=stacked,
        with_relu=with_relu,
        gap=_gap(stacked, single),
        relu_gap=_gap(with_relu, stacked),
        share_cut=float(np.mean(between < 0)),
    )


def nearest_pair(kernel: FloatArray, *, negative_weights: bool = True) -> NearestPair:
    """Find the two 3x3 kernels that come nearest to a 5x5, by least squares over its 25 weights.

    With one kernel given, the best other one is a linear problem: they are solved in turns, from
    many seeded starts, because turns can end in a pair that is only the best of its surroundings.
    The best of all is then refined in both kernels at once. Without negative weights the turns are
    the multiplicative updates of Lee & Seung (2001), which keep every weight at 0 or above.

    Args:
        kernel: (5, 5), not all 0.
        negative_weights: Whether the 3x3 may have them.

    Raises:
        ValueError: The kernel has another shape, is all 0 or not finite, or has a negative weight
            where none is allowed.
    """
    _check_kernel(kernel, COMPOSED_SIDE)
    if not kernel.any():
        raise ValueError(
            "Received a kernel of zeros. Expected at least one weight that is not 0. Change one."
        )
    if not negative_weights and kernel.min() < 0:
        raise ValueError(
            f"Received a kernel with the weight {kernel.min():g}. Two kernels without negative "
            "weights make none that has one. Allow them, or choose another kernel."
        )
    wanted = kernel.astype(np.float64).ravel()
    pairs = _alternate(wanted) if negative_weights else _alternate_non_negative(wanted)
    best = np.argmin(_distances(wanted, *pairs))
    first, second = (kernels[best] for kernels in pairs)
    if negative_weights:
        first, second = _refine(wanted, first, second)
    pair = _in_standard_form(first.reshape(SIDE, SIDE), second.reshape(SIDE, SIDE))
    residual = kernel - pair.composed
    return NearestPair(pair, residual, float(np.linalg.norm(residual) / np.linalg.norm(wanted)))


def line_end_test() -> tuple[LineResponse, ...]:
    """A question that no single kernel answers, and two 3x3 with ReLU between them do.

    Does a line end in the middle? Left part: yes. Right part: yes. Whole line: no. Nothing: no. The
    whole line is the sum of its parts, so a kernel answers it with the sum of both answers: the
    more it answers to the parts, the more to the whole. A bias and a ReLU after it do not help: for
    left + bias > 0, right + bias > 0 and bias <= 0, left + right + bias is above 0 as well.

    The stack takes each pixel against its neighbours along the row, drops what is negative (that
    is what tells the bright side of an end from the dark one), and adds up three neighbours.
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


def _gap(response: FloatArray, reference: FloatArray) -> Gap:
    difference = response - reference
    inner = (slice(BORDER, -BORDER), slice(BORDER, -BORDER))
    rim = np.ones(difference.shape, np.bool_)
    rim[inner] = False
    return Gap(
        values=difference,
        inside=_share(np.abs(difference[inner]).max(), np.abs(reference).max()),
        at_border=_share(np.abs(difference[rim]).max(), np.abs(reference).max()),
        typical=_share(np.linalg.norm(difference[inner]), np.linalg.norm(reference[inner])),
    )


def _share(part: np.floating[Any], whole: np.floating[Any]) -> float:
    """Part over whole; where there is no whole, 0 if there is no part either."""
    if whole == 0:
        return 0.0 if part == 0 else float("inf")
    return float(part / whole)


def _places() -> FloatArray:
    """(25, 9, 9): 1 where weight p of one kernel and q of the other meet in weight k of the 5x5."""
    places = np.zeros((COMPOSED_SIDE, COMPOSED_SIDE, SIDE, SIDE, SIDE, SIDE))
    for row, column, other_row, other_column in np.ndindex(SIDE, SIDE, SIDE, SIDE):
        target = (row + other_row, column + other_column)
        places[(*target, row, column, other_row, other_column)] = 1
    return places.reshape(COMPOSED_SIDE**2, NUM_WEIGHTS, NUM_WEIGHTS)


_PLACES = _places()


def _systems(kernels: FloatArray) -> FloatArray:
    """What makes the composed weights of the other kernel's: (..., 9) to (..., 25, 9)."""
    systems: FloatArray = np.einsum("kpq,...p->...kq", _PLACES, kernels)
    return systems


def _alternate(wanted: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Solve for each kernel in turns, from every start at once: two arrays (starts kept, 9)."""
    starts = np.random.default_rng(SEED).normal(size=(NUM_STARTS, NUM_WEIGHTS))
    firsts, seconds = _take_turns(wanted, starts, EARLY_TURNS)
    best = np.argsort(_distances(wanted, firsts, seconds))[:NUM_KEPT]
    return _take_turns(wanted, firsts[best], LATE_TURNS)


def _take_turns(
    wanted: FloatArray, firsts: FloatArray, num_turns: int
) -> tuple[FloatArray, FloatArray]:
    seconds = _best_partners(wanted, firsts)
    for _ in range(num_turns):
        firsts = _best_partners(wanted, seconds)
        firsts /= np.linalg.norm(firsts, axis=1, keepdims=True)
        seconds = _best_partners(wanted, firsts)
    return firsts, seconds


def _best_partners(wanted: FloatArray, kernels: FloatArray) -> FloatArray:
    """For each kernel the one that comes nearest with it, by the normal equations."""
    systems = _systems(kernels)
    transposed = systems.mT
    gram = transposed @ systems
    scale = np.trace(gram, axis1=1, axis2=2)[:, np.newaxis, np.newaxis]
    partners: FloatArray = np.linalg.solve(
        gram + RIDGE * scale * np.eye(NUM_WEIGHTS), (transposed @ wanted)[..., np.newaxis]
    )
    return partners[..., 0]


def _alternate_non_negative(wanted: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The same with weights that are only ever multiplied by numbers from 0 up."""
    generator = np.random.default_rng(SEED)
    firsts, seconds = generator.uniform(0.1, 1, (2, NUM_NON_NEGATIVE_STARTS, NUM_WEIGHTS))
    for _ in range(NON_NEGATIVE_UPDATES):
        seconds = _multiplied(wanted, firsts, seconds)
        firsts = _multiplied(wanted, seconds, firsts)
    return firsts, seconds


def _multiplied(wanted: FloatArray, given: FloatArray, kernels: FloatArray) -> FloatArray:
    systems = _systems(given)
    transposed = systems.mT
    made = (systems @ kernels[..., np.newaxis])[..., 0]
    smallest = np.finfo(np.float64).tiny
    updated: FloatArray = (
        kernels * (transposed @ wanted) / ((transposed @ made[..., np.newaxis])[..., 0] + smallest)
    )
    return updated


def _distances(wanted: FloatArray, firsts: FloatArray, seconds: FloatArray) -> FloatArray:
    """Length of what each pair leaves over, (pairs,)."""
    made = (_systems(firsts) @ seconds[..., np.newaxis])[..., 0]
    distances: FloatArray = np.linalg.norm(made - wanted, axis=1)
    return distances


def _refine(
    wanted: FloatArray, first: FloatArray, second: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Change both kernels at once (Levenberg-Marquardt) and keep each change that comes nearer.

    Turns alone hardly move any more where both kernels are nearly the same, as in the pyramid.
    """
    damping = FIRST_DAMPING
    weights = np.concatenate([first, second])
    left_over, system = _left_over(wanted, weights)
    for _ in range(REFINEMENTS):
        damped = np.vstack([system, np.sqrt(damping) * np.eye(len(weights))])
        target = np.concatenate([left_over, np.zeros(len(weights))])
        tried = weights + np.linalg.lstsq(damped, target, rcond=None)[0]
        tried_left_over, tried_system = _left_over(wanted, tried)
        if np.linalg.norm(tried_left_over) < np.linalg.norm(left_over):
            weights, left_over, system = tried, tried_left_over, tried_system
            damping /= DAMPING_FACTOR
        else:
            damping *= DAMPING_FACTOR
        if damping > LARGEST_DAMPING:
            break
    return weights[:NUM_WEIGHTS], weights[NUM_WEIGHTS:]


def _left_over(wanted: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """What both kernels leave over, (25,), and how it shrinks with each of their weights."""
    by_first = _systems(weights[NUM_WEIGHTS:])
    by_second = _systems(weights[:NUM_WEIGHTS])
    left_over: FloatArray = wanted - by_first @ weights[:NUM_WEIGHTS]
    return left_over, np.hstack([by_first, by_second])


def _in_standard_form(first: FloatArray, second: FloatArray) -> KernelPair:
    """Of the many pairs that make up the same kernel, the one that `NearestPair` describes."""
    if abs(first.sum()) > abs(second.sum()):
        first, second = second, first
    scale = np.sqrt(np.linalg.norm(second) / np.linalg.norm(first))
    heaviest = first.ravel()[np.argmax(np.abs(first).round(DIGITS_FOR_TIES))]
    scale = np.copysign(scale, heaviest)
    return KernelPair(first * scale, second / scale)


def _check_kernel(kernel: FloatArray, side: int) -> None:
    if kernel.shape != (side, side) or not np.isfinite(kernel).all():
        raise ValueError(
            f"Received a kernel of shape {kernel.shape}. Expected ({side}, {side}) with finite "
            "numbers. Give one number for each tap."
        )


def _check_photo(photo: FloatArray) -> None:
    is_large_enough = photo.ndim == PLANE_AXES and min(photo.shape) >= COMPOSED_SIDE
    if not is_large_enough or not np.isfinite(photo).all():
        raise ValueError(
            f"Received a photo of shape {photo.shape}. Expected grey values, finite, (height, "
            f"width), each at least {COMPOSED_SIDE}. Turn RGB into grey with luminance."
        )


def _outer(column: Sequence[float], row: Sequence[float]) -> FloatArray:
    return np.outer(column, row).astype(np.float64)


def _exact(title: str, first: FloatArray, second: FloatArray, note: str) -> NamedKernel:
    pair = KernelPair(first, second)
    return NamedKernel(title, pair.composed, pair, note)


GABOR_SPREAD = 1.5
"""px: standard deviation of the bell around the Gabor's wave."""

GABOR_WAVELENGTH = 4.0
"""px, along the diagonal."""

_TAPS = np.arange(COMPOSED_SIDE) - COMPOSED_SIDE // 2
_SQUARED_DISTANCE = np.add.outer(_TAPS**2, _TAPS**2)


def _gabor() -> FloatArray:
    """A wave that runs along the diagonal, under a bell."""
    along = np.add.outer(_TAPS, _TAPS) / np.sqrt(2)
    bell = np.exp(-_SQUARED_DISTANCE / (2 * GABOR_SPREAD**2))
    wave: FloatArray = bell * np.cos(2 * np.pi * along / GABOR_WAVELENGTH)
    return wave


def _laplacian_of_gaussian() -> FloatArray:
    """Second derivatives of a bell of standard deviation 1 px, made to sum to 0."""
    sampled = (_SQUARED_DISTANCE - 2) * np.exp(-_SQUARED_DISTANCE / 2)
    centred: FloatArray = sampled - sampled.mean()
    return centred


BOX = np.ones((SIDE, SIDE))
BINOMIAL = _outer([1, 2, 1], [1, 2, 1])
SOBEL = _outer([1, 2, 1], [-1, 0, 1])
LAPLACIAN = np.array([[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]])

GOLDEN_RATIO = (1 + np.sqrt(5)) / 2
"""1 + x + x^2 + x^3 + x^4 = (1 + golden x + x^2) (1 + (1 - golden) x + x^2)."""
_WIDE, _NARROW = [1, GOLDEN_RATIO, 1], [1, 1 - GOLDEN_RATIO, 1]

LINE_ENDS = KernelPair(_outer([0, 1, 0], [-1, 2, -1]), _outer([0, 1, 0], [1, 1, 1]))

KERNELS: Mapping[str, NamedKernel] = MappingProxyType(
    {
        "pyramid": _exact(
            "Pyramid 1 2 3 2 1",
            BOX,
            BOX,
            "Two 3x3 boxes: the mean of means counts the middle most.",
        ),
        "binomial": _exact(
            "Binomial 1 4 6 4 1",
            BINOMIAL,
            BINOMIAL,
            "Two of 1 2 1: each further one comes nearer to a Gaussian.",
        ),
        "sobel": _exact(
            "Sobel 5x5: left against right",
            SOBEL,
            BINOMIAL,
            "A 3x3 Sobel, then smoothing. ReLU between them keeps one direction of edges.",
        ),
        "laplacian": _exact(
            "Laplacian, smoothed",
            LAPLACIAN,
            BINOMIAL,
            "A 3x3 Laplacian, then smoothing. ReLU between them keeps the dark side of edges.",
        ),
        "line-ends": _exact(
            "Ends of lines in a row",
            LINE_ENDS.first,
            LINE_ENDS.second,
            "Without ReLU both kernels cancel at the end of a line; with it they find the end.",
        ),
        "box": _exact(
            "Box 5x5",
            _outer(_NARROW, _NARROW),
            _outer(_WIDE, _WIDE),
            "Two 3x3 boxes make the pyramid, not this. Two 3x3 with the golden ratio do, but only "
            "with negative weights: without them something is left over.",
        ),
        "gabor": NamedKernel(
            "Gabor, diagonal",
            _gabor(),
            None,
            "A wave along the diagonal under a bell: no outer product, and no two 3x3.",
        ),
        "laplacian-of-gaussian": NamedKernel(
            "Laplacian of Gaussian",
            _laplacian_of_gaussian(),
            None,
            "Sampled from the formula: nearly two 3x3, but not exactly.",
        ),
        "ring": NamedKernel(
            "Ring",
            np.isin(_SQUARED_DISTANCE, (4, 5)).astype(np.float64),
            None,
            "The 12 taps that lie 2 to 2.24 px from the middle.",
        ),
        "cross": NamedKernel(
            "Diagonal cross",
            np.maximum(np.eye(COMPOSED_SIDE), np.eye(COMPOSED_SIDE)[::-1]),
            None,
            "Each diagonal alone is two 3x3. Both together are not.",
        ),
        "random": NamedKernel(
            "Random weights",
            np.random.default_rng(SEED).normal(size=(COMPOSED_SIDE, COMPOSED_SIDE)),
            None,
            "What an untrained 5x5 looks like: most of its freedom is beyond two 3x3.",
        ),
    }
)
"""Key -> 5x5 kernel, in the order in which they are offered: what two 3x3 make up first."""


def _line(columns: slice) -> FloatArray:
    pattern = np.zeros((COMPOSED_SIDE, COMPOSED_SIDE))
    pattern[COMPOSED_SIDE // 2, columns] = 1
    return pattern


_LINES = (
    ("Line that ends here", _line(slice(0, 3)), 1.0),
    ("Line that begins after here", _line(slice(3, None)), 1.0),
    ("Line that goes on", _line(slice(None)), 0.0),
    ("No line", _line(slice(0)), 0.0),
)
