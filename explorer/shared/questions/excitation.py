"""Questions about how much a photo excites a channel."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.architecture.receptive_field import Position
from explorer.figures import map_pictures
from explorer.figures.colour_maps import palette
from explorer.images.encoding import png_palette, png_rgb
from explorer.images.overlays import crop, framed
from explorer.shared.questions.maps import LayerQuestion
from explorer.shared.questions.measured import field_of
from explorer.shared.questions.question import MIB, Seen


@dataclass(frozen=True, slots=True)
class PhotoExcitation:
    """How much a photo excites a channel, and where most.

    Attributes:
        mean: Of the channel's feature map.
        maximum: Of its units.
        position: (row, column) of the unit that responds most.
        map_png: The map, one px per unit.
        photo_png: The photo, with a line around what that unit sees.
        patch_png: What that unit sees, padding hatched.
    """

    mean: float
    maximum: float
    position: Position
    map_png: bytes
    photo_png: bytes
    patch_png: bytes


@dataclass(frozen=True)
class ExcitedByPhoto(LayerQuestion[PhotoExcitation]):
    """How much a photo excites a channel, and where most."""

    most_bytes: ClassVar[int] = 4 * MIB

    channel: int

    def answer(self, seen: Seen) -> PhotoExcitation:
        """See `Question.answer`."""
        observed = seen.observed
        field = field_of(observed.network.row(self.layer_name))
        values = np.ascontiguousarray(seen.layer(self.layer_name)[..., self.channel])
        row, column = divmod(int(values.argmax()), values.shape[1])
        box, maximum = field.box((row, column)), float(values.max())
        pixels = observed.picture.pixels
        on_photo = box.clipped(*observed.picture.size)
        return PhotoExcitation(
            mean=float(values.mean(dtype=np.float64)),
            maximum=maximum,
            position=(row, column),
            map_png=png_palette(map_pictures.in_range(values, 0, maximum), palette("viridis")),
            photo_png=png_rgb(framed(pixels, [on_photo]).pixels),
            patch_png=png_rgb(crop(pixels, box)),
        )
