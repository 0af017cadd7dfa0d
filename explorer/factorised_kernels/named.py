"""Well-known 5x5 kernels, with the two 3x3 that make them up, if there are any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from explorer.arrays import Float64Array
from explorer.factorised_kernels.pairs import COMPOSED_SIDE, SIDE, KernelPair

RANDOM_SEED = 16


@dataclass(frozen=True, slots=True, eq=False)
class NamedKernel:
    """A 5x5 kernel with a name.

    Attributes:
        title: Its name on the page.
        values: (5, 5).
        pair: Two 3x3 that make it up exactly; None if there are none.
        note: What to notice.
    """

    title: str
    values: Float64Array
    pair: KernelPair | None
    note: str

    @property
    def is_exact(self) -> bool:
        """Whether two 3x3 make it up."""
        return self.pair is not None


def _outer(column: Sequence[float], row: Sequence[float]) -> Float64Array:
    return np.outer(column, row).astype(np.float64)


def _exact(title: str, first: Float64Array, second: Float64Array, note: str) -> NamedKernel:
    pair = KernelPair(first, second)
    return NamedKernel(title, pair.composed, pair, note)


GABOR_SPREAD = 1.5
"""px: standard deviation of the bell around the Gabor's wave."""

GABOR_WAVELENGTH = 4.0
"""px, along the diagonal."""

_TAPS = np.arange(COMPOSED_SIDE) - COMPOSED_SIDE // 2
_SQUARED_DISTANCE = np.add.outer(_TAPS**2, _TAPS**2)


def _gabor() -> Float64Array:
    """A wave that runs along the diagonal, under a bell."""
    along = np.add.outer(_TAPS, _TAPS) / np.sqrt(2)
    bell = np.exp(-_SQUARED_DISTANCE / (2 * GABOR_SPREAD**2))
    wave: Float64Array = bell * np.cos(2 * np.pi * along / GABOR_WAVELENGTH)
    return wave


def _laplacian_of_gaussian() -> Float64Array:
    """Second derivatives of a bell of standard deviation 1 px, made to sum to 0."""
    sampled = (_SQUARED_DISTANCE - 2) * np.exp(-_SQUARED_DISTANCE / 2)
    centred: Float64Array = sampled - sampled.mean()
    return centred


BOX = np.ones((SIDE, SIDE))
BINOMIAL = _outer([1, 2, 1], [1, 2, 1])
SOBEL = _outer([1, 2, 1], [-1, 0, 1])
LAPLACIAN = np.array([[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]])

GOLDEN_RATIO = (1 + np.sqrt(5)) / 2
"""1 + x + x^2 + x^3 + x^4 = (1 + golden x + x^2) (1 + (1 - golden) x + x^2)."""
_WIDE, _NARROW = [1, GOLDEN_RATIO, 1], [1, 1 - GOLDEN_RATIO, 1]

LINE_ENDS = KernelPair(_outer([0, 1, 0], [-1, 2, -1]), _outer([0, 1, 0], [1, 1, 1]))

NAMED_KERNELS: Mapping[str, NamedKernel] = MappingProxyType(
    {
        "pyramid": _exact(
            "Pyramid 1 2 3 2 1",
            BOX,
            BOX,
            "Two 3×3 boxes: the mean of means counts the middle most.",
        ),
        "binomial": _exact(
            "Binomial 1 4 6 4 1",
            BINOMIAL,
            BINOMIAL,
            "1 2 1 applied twice: each further pass comes closer to a Gaussian.",
        ),
        "sobel": _exact(
            "Sobel 5×5: left against right",
            SOBEL,
            BINOMIAL,
            "A 3×3 Sobel, then smoothing. ReLU between them keeps one direction of edges.",
        ),
        "laplacian": _exact(
            "Laplacian, smoothed",
            LAPLACIAN,
            BINOMIAL,
            "A 3×3 Laplacian, then smoothing. ReLU between them keeps the dark side of edges.",
        ),
        "line-ends": _exact(
            "Ends of lines in a row",
            LINE_ENDS.first,
            LINE_ENDS.second,
            "Without ReLU both kernels cancel at the end of a line; with it they find the end.",
        ),
        "box": _exact(
            "Box 5×5",
            _outer(_NARROW, _NARROW),
            _outer(_WIDE, _WIDE),
            "Two 3×3 boxes make the pyramid, not this box. Two 3×3 with the golden ratio do make "
            "it, but only with negative weights: without them, a difference remains.",
        ),
        "gabor": NamedKernel(
            "Gabor, diagonal",
            _gabor(),
            None,
            "A wave along the diagonal under a bell: not an outer product, and not two 3×3.",
        ),
        "laplacian-of-gaussian": NamedKernel(
            "Laplacian of Gaussian",
            _laplacian_of_gaussian(),
            None,
            "Sampled from the formula: nearly two 3×3, but not exactly.",
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
            "Each diagonal alone is two 3×3. Both together are not.",
        ),
        "random": NamedKernel(
            "Random weights",
            np.random.default_rng(RANDOM_SEED).normal(size=(COMPOSED_SIDE, COMPOSED_SIDE)),
            None,
            "What an untrained 5×5 looks like: two 3×3 can hardly ever make one.",
        ),
    }
)
"""Key -> 5x5 kernel, in the order in which they are offered: first those that two 3x3 make up."""
