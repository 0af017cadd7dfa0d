"""What measured receptive fields show, in sentences and tables."""

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt

from explorer import units
from explorer.architecture.fields.effective import TWO_SIGMA_SHARE, Spread, Unit, middle_box
from explorer.architecture.receptive_field import Box
from explorer.architecture.shapes import Shape
from explorer.architecture.summary import LayerSummary
from explorer.words import listed, several

SizeCells = Sequence[str | int | float]

SHARE = units.percent(TWO_SIGMA_SHARE, 2)
SHARE_NOTE = (
    f"{SHARE} is what a bell-shaped curve holds within two standard deviations of its middle, "
    "the measure of Luo et al."
)
TOO_WEAK = units.percent(1 - TWO_SIGMA_SHARE, 2)


def _on_photo(box: Box, photo_size: Shape) -> Box:
    """The part of a box that lies on the photo."""
    return box.clipped(*photo_size[:2])


def _size(box: Box) -> str:
    return units.size((box.height, box.width))


def box_note(box: Box, photo_size: Shape) -> str:
    """Where the theoretical field lies, and how much of it is padding."""
    rows, columns = f"rows {box.top} to {box.bottom}", f"columns {box.left} to {box.right}"
    start = (
        f"In theory, it can see {rows} and {columns}, counted from 0: a box of {_size(box)} px."
    ).replace("-", "−")
    outside = [
        f"{several(size, what)} {side} it"
        for size, what, side in (
            (-box.top, "row", "above"),
            (box.bottom + 1 - photo_size[0], "row", "below"),
            (-box.left, "column", "left of"),
            (box.right + 1 - photo_size[1], "column", "right of"),
        )
        if size > 0
    ]
    if not outside:
        return f"{start} All of it lies on the photo."
    return (
        f"{start} Only {_size(_on_photo(box, photo_size))} px of it lie on the photo; "
        f"{units.percent(box.share_outside(*photo_size[:2]))} is padding: {listed(outside)}. "
        "Padding is zero for every photo, so nothing can be measured there."
    )


def measured_numbers(spreads: Mapping[str, Spread], box: Box, photo_size: Shape) -> dict[str, str]:
    """The numbers of a unit by name: theoretical field, padding in it, measured squares."""
    numbers = {
        "Theoretical field": f"{_size(box)} px",
        "Padding in the box": units.percent(box.share_outside(*photo_size[:2])),
    }
    for name, spread in spreads.items():
        numbers[f"{SHARE} square, {name}"] = units.pixels(spread.side)
    return numbers


def square_note(spread: Spread, box: Box, photo_size: Shape) -> str:
    """The square with most of the mass compared with the box, under a picture of both."""
    if not spread.side:
        return "No pixel counts."
    inside = _on_photo(box, photo_size)
    on_photo = f", {_size(inside)} of it on the photo"
    return (
        f"{_held(spread)} of the mass lies within {units.pixels(spread.side)}; the box measures "
        f"{units.pixels(box.height)}{'' if inside == box else on_photo}."
    ).capitalize()


def _held(spread: Spread) -> str:
    """How much of the mass its square holds."""
    return "all" if spread.share == 1 else units.percent(spread.share, 2)


def average_note(over: str, num_units: int, num_photos: int, unit: Unit) -> str:
    """What the average is over, in sentences.

    Args:
        over: "positions", "channels" or "photos".
        num_units: How many units.
        num_photos: On how many photos.
        unit: The chosen one.
    """
    channel = "all channels together" if unit.channel is None else f"channel {unit.channel}"
    fields = {
        "positions": f"{several(num_units, 'position')} of {unit.layer_name}, spread evenly over "
        f"its grid, {channel}, on this photo",
        "channels": f"{several(num_units, 'channel')} of {unit.layer_name}, each on its own, at "
        f"position {unit.position}, on this photo",
        "photos": f"position {unit.position} of {unit.layer_name}, {channel}, on "
        f"{several(num_photos, 'photo')}: the samples, and your own if you have uploaded one",
    }
    return (
        f"Averaged: {fields[over]}. The fields are aligned at their centres. Each pixel's mean is "
        "over the fields that have it on the photo."
    )


def measured_spread_notes(
    spreads: Mapping[str, Spread], even: Spread, box: Box, photo_size: Shape
) -> Iterator[str]:
    """What a unit uses of what it can see.

    Args:
        spreads: Of the measured fields, by name: "trained", "untrained".
        even: Of a field in which every pixel counts the same.
        box: The theoretical field.
        photo_size: (height, width, ...) of the photo.
    """
    yield box_note(box, photo_size)
    for name, spread in spreads.items():
        yield f"{name.capitalize()}: {_used(spread, even, box, photo_size)}"
    yield from _comparison(spreads)


def _used(spread: Spread, even: Spread, box: Box, photo_size: Shape) -> str:
    """What a unit uses of the box, by both measures."""
    if not spread.side:
        return "no pixel counts: no small change of this photo changes this unit."
    num_seen = _on_photo(box, photo_size).num_pixels
    area = _on_photo(box.square_inside(spread.side), photo_size).num_pixels / num_seen
    on_photo = " on the photo" if box.share_outside(*photo_size[:2]) else ""
    return (
        f"a square of {units.pixels(spread.side)} around the centre holds {_held(spread)} of the "
        f"mass, on {units.percent(area, 0)} of the box's area{on_photo}; if every pixel counted "
        f"the same, {SHARE} would take {units.pixels(even.side)}. "
        f"{units.count(spread.num_pixels)} of {units.count(num_seen)} pixels have more than "
        f"{TOO_WEAK} of the strongest one's weight, which gives an effective size of "
        f"{_root(spread.num_pixels)}, {_share_of_box(spread, box, photo_size)}."
    )


def _share_of_box(spread: Spread, box: Box, photo_size: Shape) -> str:
    """The effective size as a share of the theoretical one, which no field fills at a border."""
    theoretical = (
        f"{units.percent(spread.effective_size / box.height, 0)} of the theoretical "
        f"{units.pixels(box.height)}"
    )
    if not box.share_outside(*photo_size[:2]):
        return theoretical
    num_seen = _on_photo(box, photo_size).num_pixels
    return (
        f"{units.percent(spread.effective_size / sqrt(num_seen), 0)} of the {_root(num_seen)} that "
        f"the box has on the photo, and {theoretical}, padding included"
    )


def _root(num_pixels: int) -> str:
    """The side of a square with this many pixels, with its formula."""
    return f"√{units.count(num_pixels)} = {units.three_digits(sqrt(num_pixels))} px"


def _comparison(spreads: Mapping[str, Spread]) -> Iterator[str]:
    if len(spreads) > 1 and all(spread.side for spread in spreads.values()):
        trained, untrained = spreads["trained"], spreads["untrained"]
        yield (
            f"{_judged(trained.side, untrained.side)} Luo et al. saw fields grow with training in "
            "the networks that they trained, but one unit on one photo may differ."
        )


def _judged(trained: int, untrained: int) -> str:
    if trained == untrained:
        return f"Judged by the square, trained and untrained fields are equal here: {trained} px."
    word = "wider" if trained > untrained else "narrower"
    return (
        f"Judged by the square, the trained field is {word} than the untrained one here: "
        f"{trained} px against {untrained} px."
    )


def measured_layer_table(
    rows: Sequence[LayerSummary], spreads: Mapping[str, Sequence[Spread]]
) -> dict[str, SizeCells]:
    """Theoretical and measured sizes, one row per convolution by column title."""
    photo_size = rows[0].input_shape
    table: dict[str, SizeCells] = {
        "Layer": [row.name for row in rows],
        "Theoretical, px": [middle_box(row).height for row in rows],
        "On the photo, px": [_size(_on_photo(middle_box(row), photo_size)) for row in rows],
    }
    for name, measured in spreads.items():
        table[f"{SHARE} square, {name}, px"] = [each.side for each in measured]
        table[f"Effective size, {name}, px"] = [round(each.effective_size, 1) for each in measured]
    return table


def layer_notes(
    rows: Sequence[LayerSummary], spreads: Mapping[str, Sequence[Spread]]
) -> Iterator[str]:
    """How the measured share of the theoretical size changes from the first to the last layer."""
    first, last = middle_box(rows[0]), middle_box(rows[-1])
    yield (
        f"From {rows[0].name} to {rows[-1].name}, the theoretical field grows from "
        f"{units.pixels(first.height)} to {units.pixels(last.height)}."
    )
    yield from _padding_note(rows)
    photo_size = rows[0].input_shape
    is_padded = last.share_outside(*photo_size[:2]) > 0
    for name, measured in spreads.items():
        start, end = measured[0], measured[-1]
        full = [sqrt(_on_photo(box, photo_size).num_pixels) for box in (first, last)]
        yield (
            f"{name.capitalize()}: the {SHARE} square goes from {units.pixels(start.side)} to "
            f"{units.pixels(end.side)}, from {units.percent(start.side / first.height, 0)} to "
            f"{units.percent(end.side / last.height, 0)} of the theoretical side"
            f"{', padding included' if is_padded else ''}; the effective size goes from "
            f"{units.percent(start.effective_size / full[0], 0)} to "
            f"{units.percent(end.effective_size / full[1], 0)}"
            f"{' of the size with every pixel of the box on the photo' if is_padded else ''}."
        )


def _padding_note(rows: Sequence[LayerSummary]) -> Iterator[str]:
    """From which layer on boxes reach beyond the photo, if any do."""
    photo_size = rows[0].input_shape
    padded = [row for row in rows if middle_box(row).share_outside(*photo_size[:2])]
    if padded:
        last = middle_box(padded[-1])
        yield (
            f"From {padded[0].name} on, part of the box is padding, where nothing can be measured: "
            f"of the {_size(last)} px of {padded[-1].name}, only "
            f"{_size(_on_photo(last, photo_size))} lie on the photo."
        )
