"""What the Feature maps page asks about a layer, one of its channels and one unit of that."""

from dataclasses import dataclass
from typing import Any

from explorer.architecture.receptive_field import Position
from explorer.figures.maps.feature_wall import WallLook
from explorer.shared.questions.channel import ChannelMap, ChannelValues, Filter, UnitSum
from explorer.shared.questions.maps import Facts, Sheet
from explorer.shared.questions.question import Question


@dataclass(frozen=True, slots=True)
class MapQuestions:
    """All that the page asks.

    Attributes:
        facts: Statistics of the layer.
        sheet: All maps.
        channel_map: The channel's map beside the photo.
        values: The channel's values.
        weights: The channel's filter.
        unit: One unit of the channel, worked out.
    """

    facts: Facts
    sheet: Sheet
    channel_map: ChannelMap
    values: ChannelValues
    weights: Filter
    unit: UnitSum

    @property
    def all(self) -> tuple[Question[Any], ...]:
        """Every one of them."""
        return (
            *(self.facts, self.sheet, self.channel_map),
            *(self.values, self.weights, self.unit),
        )


def map_questions(
    layer_name: str, channel: int, position: Position, look: WallLook
) -> MapQuestions:
    """What to ask about a layer, a channel of it, and the unit at a position of that channel."""
    return MapQuestions(
        Facts(layer_name),
        Sheet(layer_name, look.colour_range, look.colour_map),
        ChannelMap(layer_name, channel, look),
        ChannelValues(layer_name, channel),
        Filter(layer_name, channel),
        UnitSum(layer_name, channel, position),
    )
