"""The chosen photo as VGG's training would have used it, draw by draw."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from explorer.architecture.networks import IMAGENET_SHAPE, PRESETS
from explorer.architecture.receptive_field import Box
from explorer.architecture.summary import summarize, totals
from explorer.arrays import Uint8Array
from explorer.images.drawn import all_drawn, drawn, drawn_stages
from explorer.images.encoding import jpeg_rgb, png_rgb
from explorer.images.intake import Photo
from explorer.images.overlays import FRAME_COLOURS, framed_inside
from explorer.images.sizing import fit, thumbnail
from explorer.kept import kept
from explorer.observed import Observed, Picture, picture_of
from explorer.recipe.at_test_time import ClassMap, class_map, crop_grid
from explorer.recipe.colour_shift import OF_IMAGENET, ColourComponents, components_of
from explorer.recipe.draws import CROP_SIDE, Draw, RecipeSettings, draw_many, size_at
from explorer.recipe.initialisation import Beginning, beginnings
from explorer.recipe.marks import Marks, read_marks
from explorer.session.parameters import (
    BEGUN,
    COLOURS_OF,
    DRAWN,
    DRAWS_COLOUR,
    DRAWS_CROP,
    DRAWS_MIRROR,
    MARKED,
    NUM_PICTURES,
    RECIPE_SEED,
    TEST_SCALE,
    TRAINING_SCALE,
    ColoursOf,
)
from explorer.session.photos import chosen_photo
from explorer.shared.questions.change import MapDifference, Responses
from explorer.shared.questions.classes import BothProbabilities
from explorer.views.maps import chosen_wall
from explorer.views.observing import vgg16_at

STAGE_SIDE = 448
"""px of the longer side of a stage: twice what the page shows, for sharp screens."""

PLAIN = RecipeSettings("256", crops=False, mirrors=False, shifts_colour=False)
"""Nothing left to chance: what a draw is compared with."""

FRAME_INSETS = (4, 2, 0)
"""px from a crop's rim to each line of its frame, the innermost first: together they are thick
enough for the page, which shows the picture at a third of its size."""

_VGG16, _NETWORK_A = PRESETS["vgg16"], PRESETS["vgg11"]


JUDGED_SIDE = 1024
"""px of the longer side of a photo as it is judged."""


@dataclass(frozen=True, slots=True)
class DrawnSheet:
    """Training pictures of one photo.

    Attributes:
        settings: Which transforms are drawn.
        colours: What the colour shift moves along.
        draws: What was drawn.
        pictures: Each as a JPEG of 224 x 224 px.
    """

    settings: RecipeSettings
    colours: ColourComponents
    draws: tuple[Draw, ...]
    pictures: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ShownStages:
    """One draw step by step, each as a PNG.

    Attributes:
        resized: The whole photo, its shorter side S.
        cropped: The part of it that was drawn.
        mirrored: The same, mirrored if the draw says so.
        shifted: What the network would be trained on.
    """

    resized: bytes = field(repr=False)
    cropped: bytes = field(repr=False)
    mirrored: bytes = field(repr=False)
    shifted: bytes = field(repr=False)


def chosen_recipe() -> RecipeSettings:
    """The transforms that the visitor chose."""
    return RecipeSettings(
        TRAINING_SCALE.chosen(),
        DRAWS_CROP.chosen(),
        DRAWS_MIRROR.chosen(),
        DRAWS_COLOUR.chosen(),
        RECIPE_SEED.chosen(),
    )


def drawn_sheet() -> DrawnSheet:
    """The chosen number of draws of the chosen photo."""
    return _sheet(chosen_photo(), chosen_recipe(), COLOURS_OF.chosen(), int(NUM_PICTURES.chosen()))


@kept(mib=16)
def _sheet(photo: Photo, settings: RecipeSettings, colours_of: ColoursOf, count: int) -> DrawnSheet:
    colours = _components(photo) if colours_of == "photo" else OF_IMAGENET
    draws = draw_many(settings, photo_size(photo), colours, count)
    pictures = all_drawn(photo.pixels, draws)
    return DrawnSheet(settings, colours, draws, tuple(map(jpeg_rgb, pictures)))


@kept(results=64)
def _components(photo: Photo) -> ColourComponents:
    return components_of(photo.pixels)


def photo_size(photo: Photo) -> tuple[int, int]:
    """(height, width) of a photo as it is kept, px."""
    height, width, _ = photo.pixels.shape
    return height, width


def chosen_draw(sheet: DrawnSheet) -> Draw:
    """The draw that is shown step by step; the last one if there are fewer."""
    return sheet.draws[min(DRAWN.chosen(), len(sheet.draws)) - 1]


def chosen_stages(draw: Draw) -> ShownStages:
    """That draw, step by step."""
    return _stages(chosen_photo(), draw)


@kept(mib=8)
def _stages(photo: Photo, draw: Draw) -> ShownStages:
    stages = drawn_stages(photo.pixels, draw)
    parts = stages.cropped, stages.mirrored, stages.shifted
    return ShownStages(png_rgb(_crop_on(stages.resized, draw)), *map(png_rgb, parts))


def _crop_on(resized: Uint8Array, draw: Draw) -> Uint8Array:
    """A small copy of the resized photo with a frame around the crop."""
    small, by = _reduced(resized, STAGE_SIDE)
    last = CROP_SIDE - 1
    crop = Box(draw.row, draw.column, draw.row + last, draw.column + last)
    box = _scaled(crop, by)
    lines = [_without_rim(box, each) for each in FRAME_INSETS]
    return framed_inside(small, lines, FRAME_COLOURS[:1])


def _without_rim(box: Box, by: int) -> Box:
    return Box(box.top + by, box.left + by, box.bottom - by, box.right - by)


def _reduced(pixels: Uint8Array, side: int) -> tuple[Uint8Array, float]:
    """A copy whose longer side has at most ``side`` px, and its share of the size."""
    small = thumbnail(pixels, side)
    return small, max(small.shape) / max(pixels.shape)


def _scaled(box: Box, by: float) -> Box:
    """A box on a reduced picture; it holds at least one pixel."""
    top, left = round(box.top * by), round(box.left * by)
    height, width = (max(1, round(side * by)) for side in (box.height, box.width))
    return Box(top, left, top + height - 1, left + width - 1)


def plain_and_drawn(draw: Draw) -> tuple[Observed, Observed]:
    """VGG16 looking at the middle of the photo, and at the draw to compare with."""
    plain, other = _plain_and_drawn(chosen_photo(), draw)
    network = vgg16_at(plain.size)
    return Observed(network, plain), Observed(network, other)


@kept(mib=8)
def _plain_and_drawn(photo: Photo, draw: Draw) -> tuple[Picture, Picture]:
    (plain,) = draw_many(PLAIN, photo_size(photo), OF_IMAGENET, 1)
    first, second = (
        picture_of(drawn(photo.pixels, each), photo.cache_key) for each in (plain, draw)
    )
    return first, second


def drawn_questions(
    other: Observed, layer_name: str, channel: int
) -> tuple[MapDifference, Responses, BothProbabilities]:
    """What to ask about one map for both pictures, about all layers, and about the classes.

    The classes can only be asked for where `why_no_classes` says nothing.
    """
    look = chosen_wall().look
    one_map = MapDifference(other, None, layer_name, channel, look)
    return one_map, Responses(other, None), BothProbabilities(other, None)


@kept(mib=8)
def _whole(photo: Photo) -> bytes:
    return png_rgb(photo.pixels)


def photo_file() -> bytes:
    """The chosen photo as it is kept, as a PNG: what the code reads."""
    return _whole(chosen_photo())


def chosen_marks() -> Marks:
    """The draws that the visitor marked.

    Raises:
        ValueError: A link's marks cannot be read. The message says what is accepted.
    """
    return read_marks(MARKED.chosen())


def chosen_beginnings() -> tuple[Beginning, ...]:
    """How each layer of the chosen network began."""
    return _beginnings(BEGUN.chosen())


@kept(results=4)
def _beginnings(key: str) -> tuple[Beginning, ...]:
    return beginnings(PRESETS[key], _NETWORK_A)


def chosen_class_map() -> ClassMap:
    """The class scores of the chosen photo at the chosen test scale."""
    return _class_map(size_at(photo_size(chosen_photo()), int(TEST_SCALE.chosen())))


@kept(results=64)
def _class_map(size: tuple[int, int]) -> ClassMap:
    return class_map(_VGG16, size)


@dataclass(frozen=True, slots=True)
class JudgedPhoto:
    """The photo at a test scale with the squares that are judged; each a PNG.

    Attributes:
        whole: With the first, the second and the last window of the map of classes.
        crops: With the first, the second and the last of the crops.
    """

    whole: bytes = field(repr=False)
    crops: bytes = field(repr=False)


def judged_photo(found: ClassMap) -> JudgedPhoto:
    """The chosen photo with the squares that are judged at the chosen test scale."""
    return _judged_photo(chosen_photo(), found)


@kept(mib=8)
def _judged_photo(photo: Photo, found: ClassMap) -> JudgedPhoto:
    small, by = _reduced(fit(photo.pixels, found.picture, "squeeze"), JUDGED_SIDE)
    whole, crops = (
        png_rgb(framed_inside(small, [_scaled(box, by) for box in _three_of(boxes)]))
        for boxes in (found.windows, crop_grid(found.picture))
    )
    return JudgedPhoto(whole, crops)


def _three_of(boxes: Sequence[Box]) -> list[Box]:
    """The first, the second and the last; fewer where there are fewer."""
    return list(dict.fromkeys((*boxes[:2], boxes[-1])))


def macs_of_crop() -> int:
    """Of VGG16 for one crop of 224 x 224 px."""
    return totals(summarize(_VGG16, IMAGENET_SHAPE)).num_macs
