"""The chosen photo's way into VGG16: each step's picture and numbers, and one pixel followed."""

from dataclasses import dataclass, field

from explorer.architecture.receptive_field import Position
from explorer.figures.preprocessing.histograms import histogram_panels
from explorer.figures.preprocessing.way_in_notes import (
    array_facts,
    centring_note,
    decoding_note,
    reordering_note,
    resizing_note,
    upright_note,
)
from explorer.figures.theme import Figure
from explorer.fitting import Fit, Fitting, fitting
from explorer.images.encoding import png_rgb, thumbnail_png
from explorer.images.intake import Photo
from explorer.images.sizing import fit
from explorer.kept import kept
from explorer.observed import Picture
from explorer.session.choices import chosen_size
from explorer.session.parameters import FIT, PIXEL_COLUMN, PIXEL_ROW
from explorer.session.photos import chosen_photo, chosen_picture
from explorer.way_in import (
    FollowedPixel,
    InputStep,
    PhotoFile,
    StepKey,
    channel_histograms,
    follow_pixel,
    steps_in,
)

SHOWN_SIDE = 448
"""px of the longer side of a picture: twice what the page shows, for sharp screens."""


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One step as the page shows it.

    Attributes:
        key: Which one.
        png: Its picture.
        facts: Its numbers by name.
        note: What it does, in markdown.
    """

    key: StepKey
    png: bytes = field(repr=False)
    facts: dict[str, str]
    note: str


@dataclass(frozen=True, slots=True)
class WayIn:
    """All steps, and the histograms before and after the means are subtracted."""

    steps: tuple[ShownStep, ...]
    histograms: Figure = field(repr=False)


def chosen_way_in() -> WayIn:
    """The steps of the chosen photo to the chosen input size, fitted the chosen way."""
    photo, picture = chosen_photo(), chosen_picture()
    file = PhotoFile(photo.original_size, photo.orientation)
    return _way_in(photo, picture, file, photo.format, chosen_fitting())


@kept(mib=16)
def _way_in(
    photo: Photo, picture: Picture, file: PhotoFile, format_name: str, done: Fitting
) -> WayIn:
    """Two files can hold the same pixels in different ways, so the file is part of the key."""
    notes: dict[StepKey, str] = {
        "decoded": decoding_note(format_name, file, done.source),
        "upright": upright_note(file.orientation),
        "fitted": resizing_note(done),
        "reordered": reordering_note(),
        "centred": centring_note(),
    }
    steps = {step.key: step for step in steps_in(photo.pixels, file.orientation, picture.pixels)}
    before, after = (channel_histograms(steps[key]) for key in ("fitted", "centred"))
    shown = tuple(_shown(step, notes[step.key]) for step in steps.values())
    return WayIn(shown, histogram_panels(before, after))


def _shown(step: InputStep, note: str) -> ShownStep:
    return ShownStep(step.key, thumbnail_png(step.shown, SHOWN_SIDE), array_facts(step), note)


def chosen_fitting() -> Fitting:
    """How the chosen photo is fitted to the chosen input size."""
    height, width, _ = chosen_photo().pixels.shape
    return fitting((height, width), chosen_size().sides, FIT.chosen())


@dataclass(frozen=True, slots=True)
class WayToFit:
    """The photo fitted in one way.

    Attributes:
        how: Which.
        png: The picture.
        note: What it costs, in markdown.
    """

    how: Fit
    png: bytes = field(repr=False)
    note: str


def ways_to_fit() -> tuple[WayToFit, ...]:
    """The chosen photo in each way at the chosen input size."""
    return _ways_to_fit(chosen_photo(), chosen_size().sides)


@kept(mib=8)
def _ways_to_fit(photo: Photo, size: tuple[int, int]) -> tuple[WayToFit, ...]:
    height, width, _ = photo.pixels.shape
    return tuple(
        WayToFit(
            how,
            png_rgb(fit(photo.pixels, size, how)),
            resizing_note(fitting((height, width), size, how)),
        )
        for how in FIT.codes
    )


def pixel_place() -> Position:
    """The pixel that is followed: the chosen one, moved onto the input, or the middle."""
    sides = chosen_size().sides
    chosen = PIXEL_ROW.chosen(), PIXEL_COLUMN.chosen()
    row, column = (
        side // 2 if place is None else min(place, side - 1)
        for side, place in zip(sides, chosen, strict=True)
    )
    return row, column


def followed_pixel() -> FollowedPixel:
    """That pixel, through all steps."""
    photo = chosen_photo()
    file = PhotoFile(photo.original_size, photo.orientation)
    pixels = chosen_picture().pixels
    return follow_pixel(photo.pixels, file, chosen_fitting(), pixels, pixel_place())
