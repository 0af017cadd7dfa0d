"""One 5x5 kernel and two 3x3 on the chosen photo."""

from dataclasses import dataclass, field

import numpy as np

from explorer.arrays import Float64Array
from explorer.factorised_kernels.named import NAMED_KERNELS, NamedKernel
from explorer.factorised_kernels.nearest import NearestPair, nearest_pair
from explorer.factorised_kernels.pairs import COMPOSED_SIDE, KernelPair
from explorer.factorised_kernels.photos import (
    Gap,
    Missing,
    both_ways,
    luminance,
    most_missing,
)
from explorer.figures import map_pictures
from explorer.figures.colour_maps import palette
from explorer.images.encoding import png_palette
from explorer.kept import kept
from explorer.observed import Picture
from explorer.session.parameters import EXAMPLE_KERNEL, NEGATIVE_WEIGHTS
from explorer.views.responses import ResponseColours, colours_for, response_png

CORNER = 12
"""px a side of the corner that is shown enlarged, so that its outermost px can be seen."""

_WHITE = 255.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """Two 3x3 in place of a 5x5.

    Attributes:
        key: The 5x5's name in a link.
        kernel: The 5x5.
        pair: The two 3x3: those that make it up, or else the nearest two.
        residual: What is left over of its weights, (5, 5).
        relative_residual: Length of that over the length of the 5x5.
        is_exact: Whether nothing is left over.
        only_positive: Whether the 3x3 may have no negative weights.
    """

    key: str
    kernel: NamedKernel = field(compare=False)
    pair: KernelPair = field(compare=False)
    residual: Float64Array = field(compare=False)
    relative_residual: float = field(compare=False)
    is_exact: bool = field(compare=False)
    only_positive: bool


@dataclass(frozen=True, slots=True, eq=False)
class Trio:
    """Two responses in the same colours and their difference, as PNGs.

    Attributes:
        first: One response.
        second: The other one.
        difference: Second minus first.
        largest: Value of the last colour of the difference, also for all above it; the first
            colour has its negative.
    """

    first: bytes
    second: bytes
    difference: bytes
    largest: float


@dataclass(frozen=True, slots=True, eq=False)
class TriedOut:
    """What both ways turn the photo into, as pictures and numbers.

    Attributes:
        photo: The photo in grey, PNG.
        ways: One 5x5 against two 3x3.
        corner: The same for the top left corner.
        relu: Two 3x3 without ReLU between them against two with it.
        colours: Of all responses.
        gap: How far the two 3x3 are from the one 5x5.
        relu_gap: How far ReLU moves them from what they were.
        share_cut: Share of the first 3x3's responses that ReLU cuts off.
        missing: What the padding between the two 3x3 takes away, where it takes most.
        there: Responses at that position: of the one 5x5, of the two 3x3.
    """

    photo: bytes
    ways: Trio
    corner: Trio
    relu: Trio
    colours: ResponseColours
    gap: Gap
    relu_gap: Gap
    share_cut: float
    missing: Missing
    there: tuple[float, float]


def has_negative_weights() -> bool:
    """Whether the chosen 5x5 has negative weights, which positive 3x3 cannot make."""
    return bool(NAMED_KERNELS[EXAMPLE_KERNEL.chosen()].values.min() < 0)


def chosen_attempt() -> Attempt:
    """The two 3x3 for the chosen 5x5."""
    key = EXAMPLE_KERNEL.chosen()
    kernel = NAMED_KERNELS[key]
    only_positive = not NEGATIVE_WEIGHTS.chosen() and not has_negative_weights()
    pair = kernel.pair
    if pair is not None and not (only_positive and _smallest_weight(pair) < 0):
        nothing = np.zeros_like(kernel.values)
        return Attempt(key, kernel, pair, nothing, 0.0, True, only_positive)
    nearest = _nearest(key, only_positive)
    return Attempt(
        key=key,
        kernel=kernel,
        pair=nearest.pair,
        residual=nearest.residual,
        relative_residual=nearest.relative_residual,
        is_exact=nearest.is_exact,
        only_positive=only_positive,
    )


def _smallest_weight(pair: KernelPair) -> float:
    return float(min(pair.first.min(), pair.second.min()))


@kept(results=2 * len(NAMED_KERNELS))
def _nearest(key: str, only_positive: bool) -> NearestPair:
    return nearest_pair(NAMED_KERNELS[key].values, negative_weights=not only_positive)


def tried_out(picture: Picture, attempt: Attempt) -> TriedOut:
    """Both ways on a photo.

    Raises:
        ValueError: The photo is smaller than the 5x5.
    """
    height, width = picture.size
    if min(height, width) < COMPOSED_SIDE:
        raise ValueError(
            f"The photo is {height} x {width} px at the chosen input size. A 5x5 kernel needs at "
            f"least {COMPOSED_SIDE} px a side. Choose another size in the sidebar."
        )
    return _tried_out(picture, attempt)


@kept(mib=32)
def _tried_out(picture: Picture, attempt: Attempt) -> TriedOut:
    grey = luminance(picture.pixels)
    ways = both_ways(grey, attempt.kernel.values, attempt.pair)
    colours = colours_for(ways.single, ways.stacked, ways.with_relu)
    missing = most_missing(grey, attempt.pair)
    position = missing.row, missing.column
    # The border would make what a pair leaves over inside too pale to be seen.
    largest = None if attempt.is_exact else ways.gap.inside * float(np.abs(ways.single).max())
    one_and_two = (ways.single, ways.stacked, colours, largest)
    return TriedOut(
        photo=response_png(grey, ResponseColours(0.0, _WHITE, palette("grey"))),
        ways=_trio(*one_and_two),
        corner=_trio(*one_and_two, part=CORNER),
        relu=_trio(ways.stacked, ways.with_relu, colours),
        colours=colours,
        gap=ways.gap,
        relu_gap=ways.relu_gap,
        share_cut=ways.share_cut,
        missing=missing,
        there=(float(ways.single[position]), float(ways.stacked[position])),
    )


def _trio(
    first: Float64Array,
    second: Float64Array,
    colours: ResponseColours,
    largest: float | None = None,
    part: int | None = None,
) -> Trio:
    """Both responses and their difference, coloured up to the largest; or only their corner."""
    difference = second - first
    limit = float(np.abs(difference).max()) if largest is None else largest
    first, second, difference = (each[:part, :part] for each in (first, second, difference))
    indices = map_pictures.around_zero(difference, limit)
    return Trio(
        first=response_png(first, colours),
        second=response_png(second, colours),
        difference=png_palette(indices, map_pictures.signed_palette()),
        largest=limit,
    )
