"""How a photo is fitted to an input size: what is taken, where it goes, and what is lost."""

from dataclasses import dataclass
from typing import Literal, get_args

Fit = Literal["crop", "squeeze", "pad"]
"""Cut off what is too long, change the proportions, or fill what stays empty."""

CropBox = tuple[float, float, float, float]
"""Left, top, right and bottom in px; fractions of a pixel are possible."""

FILL = (124, 117, 104)
"""RGB around a padded photo: ImageNet's mean, rounded. Subtracting the mean leaves about 0.

VGG16's own zero padding continues it, where a black rim would be an edge that the photo lacks.
"""


@dataclass(frozen=True, slots=True)
class Fitting:
    """A photo of one size fitted to another.

    Attributes:
        how: In which way.
        source: (height, width) of the photo, px.
        target: (height, width) of the network's input, px.
        box: The part of the photo that is taken.
        place: (top, left, height, width) in the target that it fills, whole px.
    """

    how: Fit
    source: tuple[int, int]
    target: tuple[int, int]
    box: CropBox
    place: tuple[int, int, int, int]

    @property
    def taken(self) -> tuple[float, float]:
        """(height, width) of the part that is taken, px of the photo."""
        left, top, right, bottom = self.box
        return bottom - top, right - left

    @property
    def scales(self) -> tuple[float, float]:
        """Px of the photo for each row and for each column of the target that it fills."""
        height, width = self.taken
        return height / self.place[2], width / self.place[3]

    @property
    def stretch(self) -> float:
        """How many times wider things look than in the photo, for the same height."""
        down, across = self.scales
        return down / across

    @property
    def lost_share(self) -> float:
        """The share of the photo that is cut off, 0 to 1."""
        (height, width), (source_height, source_width) = self.taken, self.source
        return 1 - (height * width) / (source_height * source_width)

    @property
    def filled_share(self) -> float:
        """The share of the target that the photo does not reach, 0 to 1."""
        (_, _, height, width), (target_height, target_width) = self.place, self.target
        return 1 - (height * width) / (target_height * target_width)

    def is_inside(self, row: int, column: int) -> bool:
        """Whether the photo reaches a pixel of the target."""
        top, left, height, width = self.place
        return top <= row < top + height and left <= column < left + width


def fitting(source: tuple[int, int], target: tuple[int, int], how: Fit) -> Fitting:
    """Work out how a photo of one (height, width) fills another.

    "crop" takes the largest centred part that has the target's proportions (cut at fractions of a
    pixel, so that nothing is stretched). "squeeze" takes everything, and resizes height and width
    independently. "pad" takes everything and keeps the proportions, to the nearest pixel; what
    stays empty on both sides is filled.

    Raises:
        ValueError: The target has no pixel, or there is no such way.
    """
    height, width = target
    if height < 1 or width < 1:
        raise ValueError(
            f"Received the size (height, width) = {target}. "
            "Expected at least 1 pixel each way. Choose a larger size."
        )
    whole = (0, 0, source[1], source[0])
    match how:
        case "crop":
            return Fitting(how, source, target, _centred_box(source, target), (0, 0, *target))
        case "squeeze":
            return Fitting(how, source, target, whole, (0, 0, *target))
        case "pad":
            return Fitting(how, source, target, whole, _centred_place(source, target))
        case _:
            ways = ", ".join(repr(way) for way in get_args(Fit))
            raise ValueError(f"Received how={how!r}. Expected one of {ways}. Choose one of them.")


def _centred_box(source: tuple[int, int], target: tuple[int, int]) -> CropBox:
    """The largest centred part of the source with the target's proportions."""
    height, width = source
    target_height, target_width = target
    if width * target_height > height * target_width:
        kept = height * target_width / target_height
        return (width - kept) / 2, 0, (width + kept) / 2, height
    kept = width * target_height / target_width
    return 0, (height - kept) / 2, width, (height + kept) / 2


def _centred_place(source: tuple[int, int], target: tuple[int, int]) -> tuple[int, int, int, int]:
    """The largest centred part of the target with the source's proportions."""
    scale = min(target[0] / source[0], target[1] / source[1])
    height, width = (max(1, round(side * scale)) for side in source)
    return (target[0] - height) // 2, (target[1] - width) // 2, height, width
