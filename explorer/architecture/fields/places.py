"""Places on a picture, and which unit of a layer looks there.

A place is a share of the picture's side, so it is the same for every layer and every input size.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from explorer.architecture.receptive_field import FieldAlong
from explorer.architecture.summary import LayerSummary

_HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class UnitsAlong:
    """The units of a layer along one side of the picture.

    Attributes:
        side: Of the picture, px.
        num: How many units there are.
        first: The centre of the first one's field, px from the centre of the picture's first px.
        spacing: From one centre to the next, px.
    """

    side: int
    num: int
    first: Fraction
    spacing: Fraction

    def share(self, unit: int) -> Fraction:
        """Where the centre of a unit's field lies; 0 and 1 are the picture's edges.

        Exact, so that the same layer at the same size gives the same unit for it. Fields that
        reach into the padding may have their centre outside the picture.
        """
        return (self.first + unit * self.spacing + _HALF) / self.side

    def nearest(self, share: Fraction) -> int:
        """The unit whose field has its centre nearest to a place; of two, the later."""
        px = share * self.side - _HALF
        unit = floor((px - self.first) / self.spacing + _HALF)
        return min(max(unit, 0), self.num - 1)


@dataclass(frozen=True, slots=True)
class UnitGrid:
    """The units of a layer on a picture."""

    rows: UnitsAlong
    columns: UnitsAlong


def unit_grid(row: LayerSummary, picture_size: tuple[int, int]) -> UnitGrid:
    """Where the units of a layer lie.

    Args:
        row: A layer that makes feature maps.
        picture_size: (height, width) of the network's input, px.
    """
    field, (height, width) = row.receptive_field, picture_size
    num_rows, num_columns = row.output_shape[:2]
    if field is None:
        return UnitGrid(_spread_out(height, num_rows), _spread_out(width, num_columns))
    return UnitGrid(
        _as_fields_lie(height, num_rows, field.height),
        _as_fields_lie(width, num_columns, field.width),
    )


def _as_fields_lie(side: int, num: int, field: FieldAlong) -> UnitsAlong:
    first = Fraction(field.size - 1, 2) - field.effective_padding
    return UnitsAlong(side, num, first, Fraction(field.effective_stride))


def _spread_out(side: int, num: int) -> UnitsAlong:
    """Units that all see the whole picture, as if each stood for an equal part of it."""
    spacing = Fraction(side, num)
    return UnitsAlong(side, num, (spacing - 1) / 2, spacing)
