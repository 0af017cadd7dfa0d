"""Questions about all feature maps of a layer."""

import io
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer import units
from explorer.arrays import Float32Array
from explorer.feature_maps import (
    ChannelStatistics,
    LayerStatistics,
    channel_statistics,
    layer_statistics,
)
from explorer.figures.colour_maps import ColourMap
from explorer.figures.maps.contact_sheet import GAP_INDEX, ColourRange, SheetLayout, contact_sheet
from explorer.figures.maps.feature_wall import WallLook
from explorer.images.captioned import captioned_png
from explorer.images.encoding import png_palette
from explorer.observed import Observed
from explorer.shared.questions.question import KIB, MIB, Answer, Question, Seen


@dataclass(frozen=True)
class LayerQuestion(Question[Answer]):
    """A question about one layer on one picture.

    Attributes:
        layer_name: Which layer.
    """

    layer_name: str

    def reads(self, observed: Observed) -> tuple[str, ...]:
        """See `Question.reads`."""
        del observed
        return (self.layer_name,)


@dataclass(frozen=True, slots=True)
class SheetView:
    """All maps of a layer as one picture, and where each of them is on it."""

    png: bytes
    layout: SheetLayout


@dataclass(frozen=True)
class Sheet(LayerQuestion[SheetView]):
    """All feature maps of a layer as one PNG."""

    most_bytes: ClassVar[int] = 4 * MIB

    colour_range: ColourRange
    colour_map: ColourMap

    def answer(self, seen: Seen) -> SheetView:
        """See `Question.answer`."""
        maps = seen.layer(self.layer_name)
        sheet = contact_sheet(maps, self.colour_range, self.colour_map)
        png = png_palette(sheet.indices, sheet.palette, transparent=GAP_INDEX)
        return SheetView(png, sheet.layout)


@dataclass(frozen=True, slots=True, eq=False)
class LayerFacts:
    """Statistics of a layer's activations, all together and channel by channel."""

    layer: LayerStatistics
    channels: ChannelStatistics


@dataclass(frozen=True)
class Facts(LayerQuestion[LayerFacts]):
    """Statistics of a layer's activations."""

    most_bytes: ClassVar[int] = 128 * KIB

    def answer(self, seen: Seen) -> LayerFacts:
        """See `Question.answer`."""
        channels = channel_statistics(seen.layer(self.layer_name))
        return LayerFacts(layer_statistics(channels), channels)


@dataclass(frozen=True)
class LayerFile(LayerQuestion[bytes]):
    """A layer's activations as NumPy's .npz: "activations" (height, width, channels)."""

    most_bytes: ClassVar[int] = 65 * MIB

    def answer(self, seen: Seen) -> bytes:
        """See `Question.answer`."""
        file = io.BytesIO()
        np.savez(file, activations=seen.layer(self.layer_name))
        return file.getvalue()


@dataclass(frozen=True)
class CaptionedMaps(LayerQuestion[bytes]):
    """The maps of a layer, or one of them, with a colour bar and a caption: a PNG to keep.

    Attributes:
        channel: Which one; None for all.
        look: Their colours.
        source: The last line of the caption, or the last ones.
    """

    most_bytes: ClassVar[int] = 8 * MIB

    channel: int | None
    look: WallLook
    source: str

    def answer(self, seen: Seen) -> bytes:
        """See `Question.answer`."""
        maps = seen.layer(self.layer_name)
        if self.channel is None:
            title = f"All feature maps of {self.layer_name}, channel 0 top left"
            return self._drawn(maps, title)
        return self._drawn(maps[..., [self.channel]], f"{self.layer_name}, channel {self.channel}")

    def _drawn(self, maps: Float32Array, title: str) -> bytes:
        drawn = contact_sheet(maps, self.look.colour_range, self.look.colour_map)
        low, high = float(maps.min()), float(maps.max())
        several = self.look.colour_range == "channel" and maps.shape[-1] > 1
        ends = (
            ("each map's smallest", "each map's largest activation")
            if several
            else (units.three_digits(low), f"{units.three_digits(high)}: activation, no unit")
        )
        height, width, _ = maps.shape
        caption = f"{title}; {height} x {width} values each.\n{self.source}"
        return captioned_png(drawn.indices, drawn.palette, ends, caption, blank=GAP_INDEX)
