"""The types of arrays that rooms hand to each other, one per precision.

Each function says what its arrays hold and what their axes are. Grids are (height, width,
channels), one map of a grid is (height, width).
"""

import numpy as np
from numpy.typing import NDArray

Uint8Array = NDArray[np.uint8]
"""Pixels, RGB, (height, width, 3); indices into a palette, (height, width); a palette, (256, 3)."""

Float32Array = NDArray[np.float32]
"""What a network computes with: activations, weights, gradients, (height, width, channels)."""

Float64Array = NDArray[np.float64]
"""What is computed outside the network: sums, profiles, kernels."""
