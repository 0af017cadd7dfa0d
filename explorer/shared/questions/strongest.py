"""A question about which channels of a layer respond most, before they are switched off."""

from dataclasses import dataclass
from typing import ClassVar

from explorer.feature_maps import strongest_channels
from explorer.shared.questions.maps import LayerQuestion
from explorer.shared.questions.question import KIB, Seen


@dataclass(frozen=True)
class StrongestChannels(LayerQuestion[tuple[int, ...]]):
    """The channels with the largest means, the strongest first.

    Attributes:
        most: How many of them.
    """

    most_bytes: ClassVar[int] = 16 * KIB

    most: int

    def answer(self, seen: Seen) -> tuple[int, ...]:
        """See `Question.answer`."""
        return strongest_channels(seen.layer(self.layer_name), self.most)
