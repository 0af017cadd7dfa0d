"""Where a visitor looks: a layer, one of its channels, one of its units.

A page shows what was chosen, or something near it if it does not have that. The choice itself is
kept for pages that have it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from fractions import Fraction
from string import digits

from explorer.architecture.blocks import block_name
from explorer.architecture.fields.places import UnitGrid, UnitsAlong, unit_grid
from explorer.architecture.receptive_field import Position
from explorer.session.address import correct
from explorer.session.choices import chosen_size, chosen_summary, maps_of_vgg16
from explorer.session.kept_places import Place, kept_places
from explorer.session.parameter import Name, Whole
from explorer.session.parameters import CHANNEL, COLUMN, LAYER, ROW, WEIGHTS

UnitNumber = Whole[int | None]
"""A row or a column."""


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


def unit_here(grid: UnitGrid) -> Position:
    """The (row, column) of the unit that is shown: the one that looks where the visitor looks.

    From layer to layer and from size to size it stays over the same place of the photo, and going
    back gives exactly the same unit. The default is the grid's middle.
    """
    return _unit_along(ROW, grid.rows), _unit_along(COLUMN, grid.columns)


def _unit_along(parameter: UnitNumber, units: UnitsAlong) -> int:
    asked, places = parameter.chosen(), kept_places()
    if asked is None:
        places.pop(parameter.key, None)
        return units.num // 2
    if not _is_known(parameter):
        unit = min(asked, units.num - 1)
        places[parameter.key] = Place(units.share(unit), unit)
        correct(parameter, unit)
    share = places[parameter.key].share
    unit = units.nearest(share)
    places[parameter.key] = Place(share, unit)
    if unit != asked:
        parameter.choose(unit)
    return unit


def _is_known(parameter: UnitNumber) -> bool:
    """Whether the place of the chosen unit is kept; not so where a new address chose it."""
    place = kept_places().get(parameter.key)
    return place is not None and place.shown == parameter.chosen()


def choose_unit(position: Position, grid: UnitGrid) -> None:
    """Choose a unit by its (row, column), and with it a place; call it from a callback.

    Args:
        position: Of the unit.
        grid: The grid on which it was chosen: meanwhile the page may have got another layer.
    """
    row, column = position
    choose_along(ROW, row, grid.rows)
    choose_along(COLUMN, column, grid.columns)


def choose_along(parameter: UnitNumber, unit: int, units: UnitsAlong) -> None:
    """Choose a unit's row or column; along the other side the place stays.

    If the unit is the one that looks at the kept place, that place stays too.
    """
    place = kept_places().get(parameter.key)
    if place is None or units.nearest(place.share) != unit:
        place = Place(units.share(unit), unit)
    kept_places()[parameter.key] = replace(place, shown=unit)
    parameter.choose(unit)


def place_along(parameter: UnitNumber, units: UnitsAlong) -> float:
    """Where the shown unit looks along one side, px from the centre of the photo's first px."""
    place = kept_places().get(parameter.key)
    share = units.share(units.num // 2) if place is None else place.share
    return float(share * units.side - Fraction(1, 2))


@contextmanager
def holding_the_unit() -> Iterator[None]:
    """Find out where the unit of a link looks, if the page that runs shows no unit.

    Else the place would be lost with the next choice of a layer or a size.
    """
    is_done = False
    try:
        yield
        is_done = True
    finally:
        # A page that was cut short may have a default layer of its own.
        if (is_done or LAYER.chosen()) and any(map(_is_unknown, (ROW, COLUMN))):
            _hold()


def _is_unknown(parameter: UnitNumber) -> bool:
    return parameter.chosen() is not None and not _is_known(parameter)


def _hold() -> None:
    size = chosen_size().sides
    with suppress(ValueError):  # the page says why there is no such network
        rows = chosen_summary() if WEIGHTS.chosen() == "own" else maps_of_vgg16(size)
        layer = next((row for row in rows if row.name == LAYER.chosen()), rows[0])
        grid = unit_grid(layer, size)
        for parameter, units in ((ROW, grid.rows), (COLUMN, grid.columns)):
            unit = parameter.chosen()
            if unit is not None and unit < units.num and not _is_known(parameter):
                kept_places()[parameter.key] = Place(units.share(unit), unit)
