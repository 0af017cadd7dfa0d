"""Grids of units to choose from."""

from fractions import Fraction

from explorer.architecture.fields.places import UnitGrid, UnitsAlong, unit_grid
from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import summarize


def one_per_pixel(height: int, width: int) -> UnitGrid:
    """As many units as px, each of which sees one."""
    rows, columns = (UnitsAlong(side, side, Fraction(0), Fraction(1)) for side in (height, width))
    return UnitGrid(rows, columns)


def layer_grid(layer: str, size: tuple[int, int], preset: str = "vgg16-no-top") -> UnitGrid:
    """The units of a layer on a picture of (height, width) px."""
    rows = summarize(PRESETS[preset], (*size, 3))
    (row,) = (row for row in rows if row.name == layer)
    return unit_grid(row, size)
