"""Where a visitor looks: a layer, one of its channels, one of its units.

A page shows what was chosen, or something near it if it does not have that. The choice itself is
kept for pages that have it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from string import digits

from explorer.architecture.blocks import block_name
from explorer.architecture.fields.growth import Axis
from explorer.architecture.receptive_field import Position
from explorer.architecture.shapes import Shape
from explorer.session.address import correct
from explorer.session.parameter import Name
from explorer.session.parameters import CHANNEL, COLUMN, LAYER, ROW
from explorer.session.state import visitor_state

_PLACE = "place"


def layer_here(names: Sequence[str], usual: str, parameter: Name = LAYER) -> str:
    """The layer that a page shows.

    Args:
        names: The layers that the page has, in network order.
        usual: The page's default.
        parameter: The parameter that holds the choice.
    """
    wanted = parameter.chosen()
    if not wanted or wanted in names:
        return wanted or usual
    stand_in = _stand_in(wanted, names)
    correct(parameter, stand_in)
    return stand_in


def _stand_in(wanted: str, names: Sequence[str]) -> str:
    """The last layer of the same kind and block, else the last of the block, else of all."""
    kind, block = wanted.rstrip(digits), block_name(wanted)
    of_kind = [name for name in names if name.rstrip(digits) == kind]
    of_block = [name for name in names if block and block_name(name) == block]
    return (of_kind or of_block or names)[-1]


def channel_here(num_channels: int) -> int:
    """The channel that a layer shows: the chosen one, or its last if it has fewer."""
    channel = nearest_channel(num_channels)
    correct(CHANNEL, channel)
    return channel


def nearest_channel(num_channels: int) -> int:
    """The chosen channel, or the last one of a layer that has fewer."""
    return min(CHANNEL.chosen(), num_channels - 1)


@dataclass(frozen=True, slots=True)
class _Place:
    """A place of the input, kept as the unit that was chosen there.

    Attributes:
        grid: (height, width) of the layer in which it was chosen.
        position: The unit's (row, column) in that layer.
        shown: The (row, column) of the unit at that place in the layer shown last.
    """

    grid: Shape
    position: Position
    shown: Position

    def on(self, grid: Shape) -> Position:
        """The unit of another grid nearest to the same place."""
        row, column = (
            (2 * unit + 1) * size // (2 * before)
            for unit, before, size in zip(self.position, self.grid, grid, strict=True)
        )
        return row, column


def unit_here(grid: Shape) -> Position:
    """The (row, column) of the unit that is shown on a grid (height, width, ...).

    From layer to layer it stays over the same place of the input, and going back gives exactly the
    same unit. The default is the grid's centre.
    """
    sides, asked = grid[:2], (ROW.chosen(), COLUMN.chosen())
    if asked == (None, None):
        return sides[0] // 2, sides[1] // 2
    place: _Place | None = visitor_state.get(_PLACE)
    if place is None or place.shown != asked:
        position = _nearest(asked[0], sides[0]), _nearest(asked[1], sides[1])
        correct(ROW, position[0])
        correct(COLUMN, position[1])
        place = _Place(sides, position, position)
    choose_unit(place.on(sides))
    visitor_state[_PLACE] = replace(place, shown=place.on(sides))
    return place.on(sides)


def _nearest(asked: int | None, size: int) -> int:
    return size // 2 if asked is None else min(asked, size - 1)


def choose_unit(position: Position) -> None:
    """Choose a unit by its (row, column)."""
    row, column = position
    ROW.choose(row)
    COLUMN.choose(column)


def choose_unit_along(axis: Axis, unit: int, shown: Position, grids: tuple[Shape, Shape]) -> None:
    """Choose a unit of another layer along one axis, at the same place along the other one.

    Call it from a callback.

    Args:
        axis: Along which the unit was chosen.
        unit: Its row, or column.
        shown: The (row, column) of the unit that was shown.
        grids: (height, width, ...) of that unit's layer, and of the other layer.
    """
    before, grid = grids[0][:2], grids[1][:2]
    row, column = _Place(before, shown, shown).on(grid)
    choose_unit((unit, column) if axis == "rows" else (row, unit))
