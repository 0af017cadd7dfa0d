"""Which part of the picture the units of a network's last grid see together.

A dense layer after Flatten and an average over the grid see that part, and nothing else: a stride
larger than its window and a window that does not fit leave rows and columns out.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from explorer.architecture.shapes import Sweep
from explorer.architecture.summary import LayerSummary

SeenAlong = NDArray[np.bool_]
"""Whether each row (or column) is seen."""


def seen_by_last_grid(rows: Sequence[LayerSummary]) -> tuple[SeenAlong, SeenAlong]:
    """Which rows and which columns of the picture are seen: (height,) and (width,)."""
    height, width, _ = rows[0].input_shape
    return (
        _seen([row.rows for row in rows if row.rows is not None], height),
        _seen([row.columns for row in rows if row.columns is not None], width),
    )


def _seen(sweeps: Sequence[Sweep], size: int) -> SeenAlong:
    """Go back from all units of the last sweep to an axis of ``size`` px."""
    seen = np.ones(sweeps[-1].size_out if sweeps else size, bool)
    for sweep in reversed(sweeps):
        starts = np.flatnonzero(seen) * sweep.window.stride - sweep.pad_before
        below = np.zeros(sweep.size_in, bool)
        for tap in range(sweep.window.size):
            read = starts + tap * sweep.window.dilation
            below[read[(read >= 0) & (read < sweep.size_in)]] = True
        seen = below
    return seen
