"""How a receptive field grows, in words and tables: each layer's step, and a false shortcut."""

from collections.abc import Collection, Iterator, Sequence

from explorer import units
from explorer.architecture.fields.growth import (
    AxisLayer,
    Doubling,
    Growth,
    cone,
    first_error,
    growth,
    runs,
)
from explorer.architecture.layers import sides_of
from explorer.architecture.receptive_field import Box, Position
from explorer.architecture.shapes import Shape, Window
from explorer.words import several

GrowthCells = Sequence[str | int]

MOST_RUNS = 3
"""Runs of rows that a sentence lists; more are counted."""


def field_numbers(box: Box, picture: Shape, layers: Sequence[AxisLayer]) -> dict[str, str]:
    """The field of a unit, and what its layer adds, by name.

    Args:
        box: The unit's receptive field.
        picture: (height, width, ...) of the input.
        layers: Along one axis, from the input to the unit's layer.
    """
    on_picture, last = box.clipped(*picture[:2]), growth(layers)[-1]
    return {
        "Receptive field": units.pixels(box.height),
        "On the picture": units.size((on_picture.height, on_picture.width)),
        "Effective stride": units.pixels(last.jump_after),
        "This layer adds": units.pixels(last.added),
    }


def growth_table(rows: Sequence[Growth]) -> dict[str, GrowthCells]:
    """What each layer adds, in numbers, by column title."""
    return {
        "Layer": [row.name for row in rows],
        "Window": [window_in_words(row.window) for row in rows],
        "Stride so far, px": [row.jump for row in rows],
        "Adds, px": [f"{_product(row)} = {row.added}" for row in rows],
        "Field, px": [row.size for row in rows],
        "Stride after, px": [row.jump_after for row in rows],
    }


def window_in_words(window: Window) -> str:
    """In words: "3×3", "2×2 stride 2", or "2 zeros around" for explicit padding."""
    if window.size == 1 and not isinstance(window.padding, str):
        before, after = sides_of(window.padding)
        if before != after:
            return f"{several(before, 'zero')} before, {after} after"
        return f"{several(before, 'zero')} around"
    words = [f"{window.size}×{window.size}"]
    words += [f"stride {window.stride}"] * (window.stride > 1)
    words += [f"dilation {window.dilation}"] * (window.dilation > 1)
    return " ".join(words)


def growth_note(rows: Sequence[Growth]) -> str:
    """The last layer's step in a sentence, and all steps as one sum."""
    last = rows[-1]
    before = last.size - last.added
    steps = " + ".join(str(row.added) for row in rows)
    return (
        f"{last.name} adds {_product(last)} px = {units.pixels(last.added)} to the "
        f"{units.pixels(before)} before it: {units.pixels(last.size)}. From the first layer on: "
        f"1 + {steps} = {units.pixels(last.size)}."
    )


def _product(row: Growth) -> str:
    """The numbers of (kernel size - 1) x dilation x stride so far."""
    dilation = f" × {row.window.dilation}" if row.window.dilation > 1 else ""
    return f"({row.window.size} − 1){dilation} × {row.jump}"


def unit_notes(
    rows: Sequence[AxisLayer], columns: Sequence[AxisLayer], depth: int, position: Position
) -> Iterator[str]:
    """What a unit sees of the input, how much of it is padding, and what sees the unit.

    Args:
        rows: The layers along the rows, first layer first.
        columns: The same layers along the columns.
        depth: The unit's layer, 1 for the first.
        position: Its (row, column) there.
    """
    down, across = cone(rows, depth, position[0]), cone(columns, depth, position[1])
    yield (
        f"It sees {stretches(down.lit[0], 'row')} and {stretches(across.lit[0], 'column')} of "
        "the input, counted from 0."
    )
    zeros = sum(map(len, down.padding)), sum(map(len, across.padding))
    if any(zeros):
        yield (
            f"On the way it meets padding zeros: {zeros[0]} along the rows and {zeros[1]} along "
            "the columns, in all layers together."
        )
    names = [layer.name for layer in rows]
    for number in range(depth, len(names)):
        if not (down.lit[number + 1] and across.lit[number + 1]):
            yield f"{names[number]} leaves it out, so no unit from there on sees it."
            return
    if depth < len(names):
        yield (
            f"{units.size((len(down.lit[-1]), len(across.lit[-1])))} of the "
            f"{units.sized((rows[-1].sweep.size_out, columns[-1].sweep.size_out), 'unit')} of "
            f"{names[-1]} see it."
        )


def stretches(indices: Collection[int], what: str) -> str:
    """Name indices: "rows 5 to 12", "rows 2, 5, 8", "12 rows from 0 to 33, with gaps"."""
    found = runs(indices)
    if not found:
        return f"no {what}"
    if len(found) == 1:
        first, last = found[0]
        return f"{what} {first}" if first == last else f"{what}s {first} to {last}"
    if len(found) <= MOST_RUNS:
        named = (str(first) if first == last else f"{first} to {last}" for first, last in found)
        return f"{what}s {', '.join(named)}"
    return f"{len(indices)} {what}s from {found[0][0]} to {found[-1][1]}, with gaps"


def doubling_notes(rows: Sequence[Doubling]) -> Iterator[str]:
    """Where "each stride multiplies the field" is wrong, by how much, or right by chance."""
    error = first_error(rows)
    if error is None:
        yield (
            "Here both ways give the same field for every layer, so the two curves coincide. "
            "These layers would see as much in reverse order, too. Without a stride, this is "
            "always the case."
        )
        return
    place = rows.index(error)
    before = rows[place - 1].size if place else 1
    yield (
        f"It is wrong from {error.name} on: the field before is {units.pixels(before)}. "
        f"{_how_it_errs(error, before)}"
    )
    by_chance = [f"{row.name} ({row.size} px)" for row in rows[place:] if row.doubled == row.size]
    if by_chance:
        yield f"Later it is right by chance, which hides the error: {', '.join(by_chance)}."
    last = rows[-1]
    if last.doubled != last.size:
        yield (
            f"At the end it gives {units.pixels(last.doubled)} for {last.name}. The field is "
            f"{units.pixels(last.size)}."
        )


def _how_it_errs(error: Doubling, before: int) -> str:
    """Whether the shortcut gives too much or too little, and why."""
    wrong, right = units.pixels(error.doubled), units.pixels(error.size)
    added = units.pixels(error.size - before)
    if error.doubled > error.size:
        return f"The shortcut turns it into {wrong}, but {error.name} adds only {added}: {right}."
    return (
        f"The shortcut turns it into only {wrong}, but {error.name} adds {added}, because the "
        f"values that it reads lie more than 1 px apart: {right}."
    )


def doubling_table(rows: Sequence[Doubling]) -> dict[str, GrowthCells]:
    """The right and the wrong field of each layer, and what one last unit reads, by title."""
    last = rows[-1].name if rows else "last layer"
    return {
        "Layer": [row.name for row in rows],
        "Field, px": [row.size for row in rows],
        "Shortcut, px": [row.doubled for row in rows],
        "Off by, px": [row.doubled - row.size for row in rows],
        f"One unit of {last} reads of this layer's input": [row.seen_by_last for row in rows],
    }
