"""Where on the photo a visitor looks, exactly; an address only holds the unit that looks there.

Several units of a fine layer lie under one of a coarse layer. The place is kept, so that the way
back leads to the unit it came from, also with the browser's Back.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from explorer.session.state import visitor_state

_PLACES, _EARLIER = "places", "earlier_places"

MOST_ADDRESSES = 256
"""Places of one visitor to keep: the history of a long lesson."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place along one side of the photo.

    Attributes:
        share: Of the side, as in `UnitsAlong.share`.
        shown: The row (or column) of the unit that was last shown for it.
    """

    share: Fraction
    shown: int


def kept_places() -> dict[str, Place]:
    """The places in use, by key of the row or the column."""
    places: dict[str, Place] = visitor_state.setdefault(_PLACES, {})
    return places


def remember_places(address: Mapping[str, str]) -> None:
    """Remember the places in use for an address that is written."""
    earlier: OrderedDict[object, dict[str, Place]]
    earlier = visitor_state.setdefault(_EARLIER, OrderedDict())
    key = tuple(address.items())
    earlier[key] = dict(kept_places())
    earlier.move_to_end(key)
    while len(earlier) > MOST_ADDRESSES:
        earlier.popitem(last=False)


def recall_places(address: Mapping[str, str]) -> None:
    """Go back to the places of an address that is read; none where it is a new one."""
    earlier = visitor_state.get(_EARLIER, {})
    visitor_state[_PLACES] = dict(earlier.get(tuple(address.items()), {}))
