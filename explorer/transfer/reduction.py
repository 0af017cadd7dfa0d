"""What stands between the base and the head: a grid of values becomes one row."""

from typing import assert_never

import numpy as np

from explorer.architecture.networks import Reduction
from explorer.arrays import Float32Array


def reduced(grids: Float32Array, reduction: Reduction) -> Float32Array:
    """One row of values from each grid, as Keras' layers make it.

    Args:
        grids: (n, height, width, channels).
        reduction: "average" and "max" keep one value of each map, "flatten" keeps all: the channels
            of the first position, then those of the position to its right, row after row.

    Returns:
        (n, values): as many values as channels, or height * width * channels of them.

    Raises:
        ValueError: An array of another rank, or a grid without values.
    """
    if grids.ndim != 4 or 0 in grids.shape[1:]:  # noqa: PLR2004  # the axes that are named here
        raise ValueError(
            "Grids have the shape (n, height, width, channels), none of them 0 but n. "
            f"Received: {grids.shape}."
        )
    match reduction:
        case "average":
            rows = grids.mean(axis=(1, 2), dtype=np.float32)
        case "max":
            rows = grids.max(axis=(1, 2))
        case "flatten":
            rows = grids.reshape(len(grids), -1)
        case _:
            assert_never(reduction)
    return np.ascontiguousarray(rows, np.float32)


def num_reduced(grid: tuple[int, int, int], reduction: Reduction) -> int:
    """How many values one row has.

    Args:
        grid: (height, width, channels).
        reduction: As in `reduced`.
    """
    height, width, channels = grid
    return height * width * channels if reduction == "flatten" else channels
