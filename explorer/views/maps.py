"""How a visitor wants to see all feature maps of a layer."""

from dataclasses import dataclass

from explorer.feature_maps import ChannelOrder
from explorer.figures.maps.feature_wall import WallLook
from explorer.session.parameters import COLOUR_MAP, COLOUR_RANGE, HIDE_DEAD, ORDER, TILES


@dataclass(frozen=True, slots=True)
class WallChoices:
    """How to draw the wall, and which maps come first."""

    look: WallLook
    order: ChannelOrder
    hide_dead: bool


def chosen_wall() -> WallChoices:
    """How the visitor wants the wall."""
    look = WallLook(TILES.chosen(), COLOUR_RANGE.chosen(), COLOUR_MAP.chosen())
    return WallChoices(look, ORDER.chosen(), HIDE_DEAD.chosen())
