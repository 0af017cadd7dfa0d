"""AlexNet's colour shift, which VGG's training uses too: pixels move along the colours' own axes.

Krizhevsky et al. 2012, section 4.1: the principal components of the pixels' colours are p1, p2, p3,
with eigenvalues l1, l2, l3. To each pixel of a training picture [p1 p2 p3][a1 l1, a2 l2, a3 l3] is
added, where a1, a2, a3 are drawn once for a picture, from a Gaussian with standard deviation 0.1.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.arrays import Float64Array, Uint8Array

ALPHA_DEVIATION = 0.1
LARGEST_LEVEL = 255
COMPONENT_DECIMALS = 4
"""As many as the published numbers have."""

SHIFT_DECIMALS = 4
"""Of a shift in grey levels: so that code with the drawn values gives exactly the same picture."""

Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class ColourComponents:
    """The principal components of colours, for values from 0 to 1.

    Attributes:
        eigenvalues: Variances along the components, the largest first.
        eigenvectors: A row for each of red, green and blue, a column for each component.
        source: Where the numbers come from.
    """

    eigenvalues: Triple
    eigenvectors: tuple[Triple, Triple, Triple]
    source: str

    def shift(self, alphas: Sequence[float]) -> Triple:
        """What is added to red, green and blue, in grey levels."""
        along = np.array(self.eigenvalues) * np.array(alphas)
        levels = LARGEST_LEVEL * (np.array(self.eigenvectors) @ along)
        return _triple(levels.round(SHIFT_DECIMALS))


OF_IMAGENET = ColourComponents(
    eigenvalues=(0.2175, 0.0188, 0.0045),
    eigenvectors=(
        (-0.5675, 0.7192, 0.4009),
        (-0.5808, -0.0045, -0.8140),
        (-0.5836, -0.6948, 0.4203),
    ),
    source=(
        "a random subset of ImageNet's training pictures: facebookarchive/fb.resnet.torch, "
        "datasets/imagenet.lua"
    ),
)
"""AlexNet's and VGG's own numbers were not published. These are the ones that later code uses."""


def components_of(pixels: Uint8Array) -> ColourComponents:
    """The principal components of one photo's colours, rounded like the published ones.

    Args:
        pixels: RGB, uint8 (height, width, 3).
    """
    colours = pixels.reshape(-1, 3) / LARGEST_LEVEL
    centred = colours - colours.mean(axis=0)
    values, vectors = np.linalg.eigh(centred.T @ centred / len(centred))
    order = np.argsort(values)[::-1]
    largest_first = np.maximum(values[order], 0).round(COMPONENT_DECIMALS)
    columns = _with_fixed_signs(vectors[:, order]).round(COMPONENT_DECIMALS)
    rows = _triple(columns[0]), _triple(columns[1]), _triple(columns[2])
    return ColourComponents(_triple(largest_first), rows, "this photo's own pixels")


def _with_fixed_signs(vectors: Float64Array) -> Float64Array:
    """An eigenvector may have either sign: its largest entry is made positive."""
    largest = np.abs(vectors).argmax(axis=0)
    signed: Float64Array = vectors * np.sign(vectors[largest, np.arange(3)])
    return signed


def _triple(numbers: Float64Array) -> Triple:
    first, second, third = (float(number) + 0.0 for number in numbers)  # not -0
    return first, second, third
