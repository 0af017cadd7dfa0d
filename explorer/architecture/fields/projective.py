"""The projective field: the units that a pixel can reach, layer by layer.

It is the receptive field seen from the other end (Lehky & Sejnowski 1988, doi:10.1038/333452a0):
a unit is in the projective field of a pixel if the pixel is in the receptive field of the unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.architecture.receptive_field import Box
from explorer.architecture.shapes import GRID_RANK, Sweep
from explorer.architecture.summary import LayerSummary

UnitsReached = tuple[int, ...]
"""Rows (or columns) of units, in order; a stride or a dilation may leave gaps."""


@dataclass(frozen=True, slots=True)
class ProjectiveField:
    """The units of a layer that a patch of the photo can reach: each of the rows and columns.

    Attributes:
        layer_name: Which layer.
        rows: Rows of its grid; () for none.
        columns: Columns of its grid; () for none.
        grid: (rows, columns) in all.
    """

    layer_name: str
    rows: UnitsReached
    columns: UnitsReached
    grid: tuple[int, int]

    @property
    def num_units(self) -> int:
        """Places in the grid that are reached."""
        return len(self.rows) * len(self.columns)

    @property
    def share(self) -> float:
        """Of all places in the grid, 0 to 1."""
        return self.num_units / (self.grid[0] * self.grid[1])

    @property
    def box(self) -> Box | None:
        """The smallest box of units around them; None where nothing is reached."""
        if not self.num_units:
            return None
        return Box(self.rows[0], self.columns[0], self.rows[-1], self.columns[-1])


def projective_fields(rows: Sequence[LayerSummary], patch: Box) -> tuple[ProjectiveField, ...]:
    """The units that a patch can reach, of each layer up to the last grid.

    Whether one of them really changes depends on the weights and on what is around it: these are
    the units that could.

    Args:
        rows: The layers of a network, the first layer first.
        patch: Rows and columns of the photo in px; a single pixel is a box of one. The part of it
            outside the photo does not count.
    """
    height, width = rows[0].input_shape[:2] if rows else (0, 0)
    inside = patch.clipped(height, width)
    down = tuple(range(inside.top, inside.bottom + 1))
    across = tuple(range(inside.left, inside.right + 1))
    found: list[ProjectiveField] = []
    for row in rows:
        if len(row.output_shape) != GRID_RANK:
            break
        down, across = _reached(row.rows, down), _reached(row.columns, across)
        height, width, _channels = row.output_shape
        found.append(ProjectiveField(row.name, down, across, (height, width)))
    return tuple(found)


def _reached(sweep: Sweep | None, below: UnitsReached) -> UnitsReached:
    """The units that read any of these; a layer that slides no window works on each place alone."""
    if sweep is None:
        return below
    return tuple(sorted({unit for place in below for unit in sweep.readers(place)}))
