"""A question about a few maps of one layer, for a photo on its way through the network."""

from dataclasses import dataclass
from typing import ClassVar

from explorer.feature_maps import strongest_channels
from explorer.figures.maps.depth_strip import LayerMap
from explorer.shared.questions.depth import layer_map
from explorer.shared.questions.maps import LayerQuestion
from explorer.shared.questions.question import MIB, Seen


@dataclass(frozen=True)
class FewMaps(LayerQuestion[tuple[LayerMap, ...]]):
    """A few feature maps of a layer, each in its own colours.

    Attributes:
        channels: Which ones; none for the strongest: those with the largest mean.
        most: How many of the strongest.
    """

    most_bytes: ClassVar[int] = MIB

    channels: tuple[int, ...]
    most: int = 0

    def answer(self, seen: Seen) -> tuple[LayerMap, ...]:
        """See `Question.answer`."""
        values = seen.layer(self.layer_name)
        channels = self.channels or strongest_channels(values, self.most)
        return tuple(layer_map(values, channel) for channel in channels)
