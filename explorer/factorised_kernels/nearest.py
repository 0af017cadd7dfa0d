"""The two 3x3 kernels that come nearest to a 5x5."""

from dataclasses import dataclass

import numpy as np

from explorer.arrays import Float64Array
from explorer.factorised_kernels.pairs import COMPOSED_SIDE, SIDE, KernelPair, check_kernel

NUM_WEIGHTS = SIDE * SIDE

# The search for the nearest pair. Of the named kernels the smoothed Laplacian is the hardest: one
# start in 30 leads to its best pair. Most starts are dropped early, which saves most of the time.
_SEED = 16
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
"""A relative residual below this counts as 0: the search slows down there if both kernels are
nearly the same, because changing one has the same effect as changing the other."""
RIDGE = 1e-12
"""Keeps an equation solvable if its kernel happens to be nearly 0."""


@dataclass(frozen=True, slots=True, eq=False)
class NearestPair:
    """The two 3x3 that come nearest to a 5x5 kernel, and what they leave over.

    Attributes:
        pair: Both kernels, of the same length. First comes the one whose weights sum to less:
            it detects, the other smooths. Its sum is positive, or its heaviest weight if it sums
            to 0: a ReLU after it then keeps the response to plain areas of a photo.
        residual: The wanted kernel minus what the pair makes up, (5, 5).
        relative_residual: Length of the residual over that of the wanted kernel: 0 to 1.
    """

    pair: KernelPair
    residual: Float64Array
    relative_residual: float

    @property
    def is_exact(self) -> bool:
        """Whether the pair makes up the kernel."""
        return self.relative_residual < NOTHING_LEFT


def nearest_pair(kernel: Float64Array, *, negative_weights: bool = True) -> NearestPair:
    """Find the two 3x3 kernels that come nearest to a 5x5, by least squares over its 25 weights.

    With one kernel given, finding the best other one is a linear problem. The two are solved in
    turns, from many seeded starts, because turns can end in a local optimum. The best pair of all
    is then refined in both kernels at once. Without negative weights the turns are the
    multiplicative updates of Lee & Seung (2001), which keep every weight at 0 or above.

    Args:
        kernel: (5, 5), not all 0.
        negative_weights: Whether the 3x3 may have them.

    Raises:
        ValueError: The kernel has the wrong shape, is all 0 or not finite, or has a negative weight
            where none is allowed.
    """
    check_kernel(kernel, COMPOSED_SIDE)
    if not kernel.any():
        raise ValueError(
            "Received a kernel of zeros. Expected at least one weight other than 0. Change one."
        )
    if not negative_weights and kernel.min() < 0:
        raise ValueError(
            f"Received a kernel with the weight {kernel.min():g}. Two kernels without negative "
            "weights cannot make it. Allow negative weights, or choose another kernel."
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


def _places() -> Float64Array:
    """(25, 9, 9): 1 where weight p of one kernel and q of the other meet in weight k of the 5x5."""
    places = np.zeros((COMPOSED_SIDE, COMPOSED_SIDE, SIDE, SIDE, SIDE, SIDE))
    for row, column, other_row, other_column in np.ndindex(SIDE, SIDE, SIDE, SIDE):
        target = (row + other_row, column + other_column)
        places[(*target, row, column, other_row, other_column)] = 1
    return places.reshape(COMPOSED_SIDE**2, NUM_WEIGHTS, NUM_WEIGHTS)


_PLACES = _places()


def _systems(kernels: Float64Array) -> Float64Array:
    """The matrix from the other kernel's weights to the composed ones: (..., 9) to (..., 25, 9)."""
    systems: Float64Array = np.einsum("kpq,...p->...kq", _PLACES, kernels)
    return systems


def _alternate(wanted: Float64Array) -> tuple[Float64Array, Float64Array]:
    """Solve for each kernel in turns, from every start at once: two arrays (starts kept, 9)."""
    starts = np.random.default_rng(_SEED).normal(size=(NUM_STARTS, NUM_WEIGHTS))
    firsts, seconds = _take_turns(wanted, starts, EARLY_TURNS)
    best = np.argsort(_distances(wanted, firsts, seconds))[:NUM_KEPT]
    return _take_turns(wanted, firsts[best], LATE_TURNS)


def _take_turns(
    wanted: Float64Array, firsts: Float64Array, num_turns: int
) -> tuple[Float64Array, Float64Array]:
    seconds = _best_partners(wanted, firsts)
    for _ in range(num_turns):
        firsts = _best_partners(wanted, seconds)
        firsts /= np.linalg.norm(firsts, axis=1, keepdims=True)
        seconds = _best_partners(wanted, firsts)
    return firsts, seconds


def _best_partners(wanted: Float64Array, kernels: Float64Array) -> Float64Array:
    """For each kernel its best partner, by the normal equations."""
    systems = _systems(kernels)
    transposed = systems.mT
    gram = transposed @ systems
    scale = np.trace(gram, axis1=1, axis2=2)[:, np.newaxis, np.newaxis]
    partners: Float64Array = np.linalg.solve(
        gram + RIDGE * scale * np.eye(NUM_WEIGHTS), (transposed @ wanted)[..., np.newaxis]
    )
    return partners[..., 0]


def _alternate_non_negative(wanted: Float64Array) -> tuple[Float64Array, Float64Array]:
    """The same, with weights that are only ever multiplied by numbers of at least 0."""
    generator = np.random.default_rng(_SEED)
    firsts, seconds = generator.uniform(0.1, 1, (2, NUM_NON_NEGATIVE_STARTS, NUM_WEIGHTS))
    for _ in range(NON_NEGATIVE_UPDATES):
        seconds = _multiplied(wanted, firsts, seconds)
        firsts = _multiplied(wanted, seconds, firsts)
    return firsts, seconds


def _multiplied(wanted: Float64Array, given: Float64Array, kernels: Float64Array) -> Float64Array:
    systems = _systems(given)
    transposed = systems.mT
    made = (systems @ kernels[..., np.newaxis])[..., 0]
    smallest = np.finfo(np.float64).tiny
    updated: Float64Array = (
        kernels * (transposed @ wanted) / ((transposed @ made[..., np.newaxis])[..., 0] + smallest)
    )
    return updated


def _distances(wanted: Float64Array, firsts: Float64Array, seconds: Float64Array) -> Float64Array:
    """Length of what each pair leaves over, (pairs,)."""
    made = (_systems(firsts) @ seconds[..., np.newaxis])[..., 0]
    distances: Float64Array = np.linalg.norm(made - wanted, axis=1)
    return distances


def _refine(
    wanted: Float64Array, first: Float64Array, second: Float64Array
) -> tuple[Float64Array, Float64Array]:
    """Change both kernels at once (Levenberg-Marquardt) and keep each change that comes nearer.

    Turns alone make hardly any progress if both kernels are nearly the same, as in the pyramid.
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


def _left_over(wanted: Float64Array, weights: Float64Array) -> tuple[Float64Array, Float64Array]:
    """What both kernels leave over, (25,), and how it shrinks with each of their weights."""
    by_first = _systems(weights[NUM_WEIGHTS:])
    by_second = _systems(weights[:NUM_WEIGHTS])
    left_over: Float64Array = wanted - by_first @ weights[:NUM_WEIGHTS]
    return left_over, np.hstack([by_first, by_second])


def _in_standard_form(first: Float64Array, second: Float64Array) -> KernelPair:
    """Of the many pairs that make up the same kernel, the one that `NearestPair` describes."""
    if abs(first.sum()) > abs(second.sum()):
        first, second = second, first
    scale = np.sqrt(np.linalg.norm(second) / np.linalg.norm(first))
    heaviest = first.ravel()[np.argmax(np.abs(first).round(DIGITS_FOR_TIES))]
    total = (first.sum() * scale).round(DIGITS_FOR_TIES)
    scale = np.copysign(scale, total if total else heaviest)
    return KernelPair(first * scale, second / scale)
