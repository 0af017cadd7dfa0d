"""The steps from a photo to the network's input, and one pixel's way, in words and numbers."""

from collections.abc import Mapping, Sequence

from explorer import units
from explorer.figures.preprocessing.fitting_note import cost_of_fitting
from explorer.fitting import Fitting
from explorer.orientation import STORED_UPRIGHT, TURNS, stored_size
from explorer.preprocessing import MEAN_BGR
from explorer.resampling import FILTER_NAME, SourceOfPixel
from explorer.way_in import (
    BGR_NAMES,
    RGB_NAMES,
    ArrayFacts,
    FollowedPixel,
    InputStep,
    PhotoFile,
    StepKey,
)
from explorer.words import capitalised, several

STEP_TITLES: Mapping[StepKey, str] = {
    "decoded": "Decode",
    "upright": "Turn upright",
    "fitted": "Resize",
    "reordered": "RGB to BGR",
    "centred": "Minus means",
}

_MEANS = ", ".join(f"{mean:.3f}" for mean in MEAN_BGR.tolist())


def decoding_note(format_name: str, file: PhotoFile, kept: tuple[int, int]) -> str:
    """What was read, and whether a large photo was reduced.

    Args:
        format_name: Of the file.
        file: How it holds the photo.
        kept: (height, width) of the photo as it is kept here, upright.
    """
    size = stored_size(file.size, file.orientation)
    read = f"The {format_name} file holds {units.size(size)} px, read as red, green and blue"
    if file.size == kept:
        return f"{read}: whole numbers from 0 to 255."
    turned = stored_size(kept, file.orientation)
    return f"{read}, and is kept here at {units.size(turned)} px."


def upright_note(orientation: int) -> str:
    """How the file says that the photo must be turned."""
    if orientation == STORED_UPRIGHT:
        return "The file stores it upright, so nothing changes."
    return (
        f"The file says that it must be {TURNS[orientation].what} (EXIF orientation "
        f"{orientation}). A program that ignores this shows the network the photo as it is stored."
    )


def resizing_note(done: Fitting) -> str:
    """From which size to which, with which filter, and what that costs."""
    down, across = done.scales
    start = (
        f"From {units.size(done.source)} to {units.size(done.target)} px with the {FILTER_NAME} "
        f"filter: a pixel of the input stands for "
        f"{units.three_digits(down)}×{units.three_digits(across)} px of the photo"
    )
    cost = cost_of_fitting(done)
    return f"{start}; {cost}." if cost else f"{start}. The proportions fit, so nothing is lost."


def reordering_note() -> str:
    """The order in which Caffe, and so VGG, keeps colours."""
    return (
        "The same numbers, blue first: the order of Caffe, in which VGG16 was trained. The picture "
        "shows the first number as red, as a program would that knows nothing of it."
    )


def centring_note() -> str:
    """What is subtracted, and what is not done."""
    return (
        f"Minus ImageNet's means of blue, green and red: {_MEANS}. Nothing is divided: the values "
        "stay grey levels. In the picture, mid-grey stands for 0."
    )


def array_facts(step: InputStep) -> dict[str, str]:
    """Shape, type, range and means of a step's numbers, by name."""
    facts = step.facts
    return {
        "Shape": units.size(facts.shape),
        "Type": facts.type_name,
        "Range": f"{_level(min(facts.least))} to {_level(max(facts.most))}",
        "Means": _means(facts),
    }


def _means(facts: ArrayFacts) -> str:
    named = zip(facts.channels, facts.means, strict=True)
    return ", ".join(f"{name} {_level(mean)}" for name, mean in named)


def _level(value: float) -> str:
    """A grey level, whole or with three decimals as the means have."""
    text = f"{value:.0f}" if float(value).is_integer() else f"{value:.3f}"
    return text.replace("-", "−")


def pixel_table(pixel: FollowedPixel) -> dict[str, Sequence[str]]:
    """One pixel's three numbers at each step, by column title; "none" where padding is.

    The colours are named where their order matters, and the subtraction is written out.
    """
    rows = {
        "Photo, nearest pixel": ("none",) * len(RGB_NAMES)
        if pixel.nearest is None
        else _named(RGB_NAMES, pixel.nearest),
        STEP_TITLES["fitted"]: _named(RGB_NAMES, pixel.fitted),
        STEP_TITLES["reordered"]: _named(BGR_NAMES, pixel.reordered),
        STEP_TITLES["centred"]: tuple(
            f"{level} − {mean:.3f} = {_level(centred)}"
            for level, mean, centred in zip(
                pixel.reordered, MEAN_BGR.tolist(), pixel.centred, strict=True
            )
        ),
    }
    columns = {
        f"{place} number": [numbers[at] for numbers in rows.values()]
        for at, place in enumerate(("First", "Second", "Third"))
    }
    return {"Step": list(rows), **columns}


def _named(names: Sequence[str], levels: Sequence[int]) -> tuple[str, ...]:
    return tuple(f"{name} {level}" for name, level in zip(names, levels, strict=True))


def pixel_origin_note(pixel: FollowedPixel) -> str:
    """Where one pixel of the input comes from."""
    row, column = pixel.place
    start = f"Row {row}, column {column} of the input"
    if pixel.source is None or pixel.in_file is None:
        return f"{start} holds no photo: padding filled it with ImageNet's mean colour."
    nearest_row, nearest_column = pixel.source.nearest
    return (
        f"{start} lies on row {nearest_row:,}, column {nearest_column:,} of the photo "
        f"({pixel.in_file.row:,.1f} px from the top and {pixel.in_file.column:,.1f} px from the "
        f"left of the picture in the file). {capitalised(_mixture(pixel.source))}."
    )


def _mixture(source: SourceOfPixel) -> str:
    weights = source.weights
    used = int((weights != 0).sum())
    if used == 1:
        return "it is that pixel, unchanged"
    largest = units.percent(float(weights.max()))
    return f"the filter mixes {several(used, 'pixel')} of the photo; one counts most, {largest}"
