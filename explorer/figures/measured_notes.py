"""What measured receptive fields say, in sentences and tables."""

from collections.abc import Iterator, Mapping, Sequence

from explorer import units
from explorer.architecture.effective_field import TWO_SIGMA_SHARE, Spread, Unit
from explorer.architecture.receptive_field import Box
from explorer.architecture.shapes import Shape
from explorer.architecture.summary import LayerSummary

Cells = Sequence[str | int | float]

SHARE = units.percent(TWO_SIGMA_SHARE, 2)
TOO_WEAK = units.percent(1 - TWO_SIGMA_SHARE, 2)


def padding_share(box: Box, photo_size: Shape) -> float:
    """How much of a theoretical field lies in the padding, 0 to 1."""
    return 1 - _seen(box, photo_size) / (box.height * box.width)


def _seen(box: Box, photo_size: Shape) -> int:
    """Pixels of the photo in a box."""
    inside = box.clipped(photo_size[0], photo_size[1])
    return inside.height * inside.width


def box_note(box: Box, photo_size: Shape) -> str:
    """Where the theoretical field lies, and how much of it in the padding."""
    rows, columns = f"rows {box.top} to {box.bottom}", f"columns {box.left} to {box.right}"
    inside = box.clipped(photo_size[0], photo_size[1])
    start = (
        f"In theory it can see {rows} and {columns}, counted from 0: a box of "
        f"{units.size((box.height, box.width))} px."
    ).replace("-", "−")
    outside = [
        f"{units.count(size)} {what if size > 1 else what[:-1]} {side} it"
        for size, what, side in (
            (-box.top, "rows", "above"),
            (box.bottom + 1 - photo_size[0], "rows", "below"),
            (-box.left, "columns", "left of"),
            (box.right + 1 - photo_size[1], "columns", "right of"),
        )
        if size > 0
    ]
    if not outside:
        return f"{start} All of it lies on the photo."
    return (
        f"{start} Only {units.size((inside.height, inside.width))} px of it lie on the photo; "
        f"{units.percent(padding_share(box, photo_size))} is padding: {', '.join(outside)}. "
        "Padding holds zeros whatever the photo, so nothing can be measured there."
    )


def measured_numbers(spreads: Mapping[str, Spread], box: Box, photo_size: Shape) -> dict[str, str]:
    """The numbers of a unit by name: theoretical field, padding in it, measured squares."""
    numbers = {
        "Theoretical field": f"{units.size((box.height, box.width))} px",
        "Padding in the box": units.percent(padding_share(box, photo_size)),
    }
    for name, spread in spreads.items():
        numbers[f"{SHARE} square, {name}"] = units.pixels(spread.side)
    return numbers


def average_note(over: str, num_units: int, num_photos: int, unit: Unit) -> str:
    """What is averaged, in a sentence.

    Args:
        over: "positions", "channels" or "photos".
        num_units: How many units.
        num_photos: On how many photos.
        unit: The chosen one.
    """
    channel = "all channels together" if unit.channel is None else f"channel {unit.channel}"
    fields = {
        "positions": f"{num_units} positions of {unit.layer_name}, spread evenly over its grid, "
        f"{channel}, on your photo",
        "channels": f"{num_units} channels of {unit.layer_name}, each by itself, at position "
        f"{unit.position}, on your photo",
        "photos": f"position {unit.position} of {unit.layer_name}, {channel}, on {num_photos} "
        "photos: the samples, and your own if you have brought one",
    }
    return (
        f"Averaged: {fields[over]}. The fields are laid centre on centre; a pixel's mean is over "
        "those fields that have it on the photo."
    )


def spread_notes(
    spreads: Mapping[str, Spread], even: Spread, box: Box, photo_size: Shape
) -> Iterator[str]:
    """What a unit uses of what it can see.

    Args:
        spreads: Of the measured fields, by name: "trained", "untrained".
        even: Of a field in which every pixel counts alike.
        box: The theoretical field.
        photo_size: (height, width, ...) of the photo.
    """
    yield box_note(box, photo_size)
    for name, spread in spreads.items():
        yield f"{name.capitalize()}: {_used(spread, even, box, _seen(box, photo_size))}"
    yield from _comparison(spreads)


def _used(spread: Spread, even: Spread, box: Box, num_seen: int) -> str:
    """What a unit uses of the box, by both measures."""
    if not spread.side:
        return "no pixel counts. A ReLU blocks every way to this unit for this photo."
    return (
        f"a square of {units.pixels(spread.side)} around the centre holds {SHARE} of the mass, "
        f"{units.percent((spread.side / box.height) ** 2, 0)} of the box's area; if each pixel "
        f"counted alike it would take {units.pixels(even.side)}. "
        f"{units.count(spread.num_pixels)} of {units.count(num_seen)} pixels have more than "
        f"{TOO_WEAK} of the strongest one's weight, which makes an effective size of "
        f"√{units.count(spread.num_pixels)} = {units.three_digits(spread.effective_size)} px, "
        f"{units.percent(spread.effective_size / box.height, 0)} of the theoretical "
        f"{units.pixels(box.height)}."
    )


def _comparison(spreads: Mapping[str, Spread]) -> Iterator[str]:
    if len(spreads) > 1 and all(spread.side for spread in spreads.values()):
        trained, untrained = spreads["trained"], spreads["untrained"]
        yield (
            f"{_judged(trained.side, untrained.side)} Luo et al. saw fields grow with training in "
            "the networks that they trained; one unit on one photo may differ."
        )


def _judged(trained: int, untrained: int) -> str:
    if trained == untrained:
        return f"By the square, trained and untrained weights spread alike here: {trained} px."
    word = "wider" if trained > untrained else "narrower"
    return (
        f"By the square, the trained field is {word} than the untrained one here: {trained} px "
        f"against {untrained} px."
    )


def layer_table(
    rows: Sequence[LayerSummary], spreads: Mapping[str, Sequence[Spread]]
) -> dict[str, Cells]:
    """Theoretical and measured sizes, one row per convolution by column title."""
    table: dict[str, Cells] = {
        "Layer": [row.name for row in rows],
        "Theoretical, px": [_theoretical(row) for row in rows],
    }
    for name, measured in spreads.items():
        table[f"{SHARE} square, {name}, px"] = [each.side for each in measured]
        table[f"Effective size, {name}, px"] = [round(each.effective_size, 1) for each in measured]
    return table


def layer_notes(
    rows: Sequence[LayerSummary], spreads: Mapping[str, Sequence[Spread]]
) -> Iterator[str]:
    """How the measured share of the theoretical size changes from the first to the last layer."""
    first, last = _theoretical(rows[0]), _theoretical(rows[-1])
    yield (
        f"From {rows[0].name} to {rows[-1].name} the theoretical field grows from "
        f"{units.pixels(first)} to {units.pixels(last)}."
    )
    for name, measured in spreads.items():
        start, end = measured[0], measured[-1]
        yield (
            f"{name.capitalize()}: the {SHARE} square grows from {units.pixels(start.side)} to "
            f"{units.pixels(end.side)}, from {units.percent(start.side / first, 0)} to "
            f"{units.percent(end.side / last, 0)} of the theoretical side; the effective size from "
            f"{units.percent(start.effective_size / first, 0)} to "
            f"{units.percent(end.effective_size / last, 0)}."
        )


def _theoretical(row: LayerSummary) -> int:
    return row.receptive_field.size if row.receptive_field else 0
