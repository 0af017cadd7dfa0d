"""Kernels, patches and products as small grids of coloured numbers, in HTML."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer import units
from explorer.operations import PoolWork, UnitWork

Grid = NDArray[np.floating[Any]]

Part = tuple[str, Grid] | str
"""A grid with its caption, or a sign between two grids."""

NEGATIVE, POSITIVE = "0, 114, 178", "230, 159, 0"
"""Okabe and Ito's blue and orange, as red, green, blue."""

STRONGEST = 0.55
"""Opacity of the largest value's colour; text stays readable on it in both themes."""

LARGEST_WITH_NUMBERS = 5
"""Cells a side; in larger grids the numbers would be unreadable."""

MIDDLE_GREY, MOST = 128, 127
NUMBERS_LEGEND = "Orange: above 0. Blue: below 0. Stronger colour: further from 0."


def kernel_slices(
    weights: Grid, contributions: Mapping[str, float], channels: Sequence[int]
) -> str:
    """The slices of a filter for some input channels, each with its channel's contribution.

    Args:
        weights: The filter, (kernel_size, kernel_size, channels).
        contributions: By the name of each channel, in the same order.
        channels: Their indices.
    """
    largest = float(np.abs(weights).max())
    slices = (
        _captioned(_grid(weights[..., channel], largest), f"{name}: {units.signed(value)}")
        for (name, value), channel in zip(contributions.items(), channels, strict=True)
    )
    return _row(slices)


def colour_tile(weights: Grid) -> str:
    """A filter on red, green and blue as one tile, where grey is 0.

    Args:
        weights: (kernel_size, kernel_size, 3), red first.
    """
    scaled = MIDDLE_GREY + MOST * weights / (float(np.abs(weights).max()) or 1)
    cells = [
        [f'<td style="background: rgb({r:.0f}, {g:.0f}, {b:.0f})"></td>' for r, g, b in row]
        for row in scaled.tolist()
    ]
    return _row([_captioned(_table(cells), "all three together")])


def products(
    work: UnitWork,
    weights: Grid,
    names: Sequence[str],
    channels: Sequence[int],
    reads: Sequence[str],
) -> str:
    """Patch times weights for some input channels, as grids side by side with their sums.

    Args:
        work: The unit.
        weights: Its filter, (kernel_size, kernel_size, channels).
        names: Of these channels.
        channels: Their indices.
        reads: What the values of each of them are.
    """
    parts = [(each, float(np.abs(each).max())) for each in (work.patch, weights, work.products)]
    lines = []
    for name, channel, read in zip(names, channels, reads, strict=True):
        titles = (f"What it reads: {read}", f"Weights for {name}, no unit", "Products")
        patch, kernel, product = (
            _with_range(title, values[..., channel], scale)
            for title, (values, scale) in zip(titles, parts, strict=True)
        )
        total = f"<b>sum {units.signed(float(work.channel_sums[channel]))}</b>"
        lines.append(
            f"<p><b>{escape(name)}</b></p>"
            + _row([patch, _sign("×"), kernel, _sign("="), product, _sign("→"), total])
        )
    return "".join(lines)


def _with_range(title: str, values: Grid, scale: float) -> str:
    """A grid with a heading that says what its numbers are and between which they lie."""
    low, high = units.three_digits(float(np.nanmin(values))), float(np.nanmax(values))
    heading = f"{title}. {low} to {units.three_digits(high)}"
    return _captioned(_grid(values, scale, LARGEST_WITH_NUMBERS), heading)


def equation(parts: Sequence[Part], most: int = LARGEST_WITH_NUMBERS) -> str:
    """Small grids in a line, with captions, numbers and the signs between them.

    Args:
        parts: Caption and values of each grid, or a sign. Grids of one size share a colour scale.
        most: Rows of a grid up to which its numbers are written out.
    """
    grids = [part for part in parts if not isinstance(part, str)]
    scales: dict[int, float] = {}
    for _, values in grids:
        scales[len(values)] = max(scales.get(len(values), 0.0), float(np.abs(values).max()))
    return _row(
        _sign(part)
        if isinstance(part, str)
        else _captioned(_grid(part[1], scales[len(part[1])], most), part[0])
        for part in parts
    )


def pooling_window(work: PoolWork, read: str) -> str:
    """What a pooling unit looks at, with the value that it keeps framed.

    Args:
        work: The unit.
        read: What the values are.
    """
    scale = float(np.nanmax(np.abs(work.values)))
    grid = _grid(work.values, scale, LARGEST_WITH_NUMBERS, work.winner)
    return _row([_captioned(grid, f"What it reads: {read}")])


def _grid(values: Grid, scale: float, most: int = 0, framed: tuple[int, int] | None = None) -> str:
    """Cells in colours; with their numbers, where there are at most so many rows."""
    written = len(values) <= most
    return _table(
        [
            [_cell(value, scale, written, (i, j) == framed) for j, value in enumerate(row)]
            for i, row in enumerate(values.tolist())
        ]
    )


def _cell(value: float, scale: float, written: bool, framed: bool) -> str:
    if np.isnan(value):
        return "<td>padding</td>"
    opacity = STRONGEST * abs(value) / (scale or 1)
    colour = NEGATIVE if value < 0 else POSITIVE
    frame = "; outline: 3px solid; outline-offset: -3px" if framed else ""
    number = units.three_digits(value)
    return (
        f'<td title="{number}" '
        f'style="background: rgba({colour}, {opacity:.2f}){frame}">{number if written else ""}</td>'
    )


def _table(cells: Sequence[Sequence[str]]) -> str:
    rows = "".join(f"<tr>{''.join(row)}</tr>" for row in cells)
    return f'<table class="numbers">{rows}</table>'


def _captioned(grid: str, caption: str) -> str:
    return f"<figure>{grid}<figcaption>{escape(caption)}</figcaption></figure>"


def _sign(text: str) -> str:
    return f'<span class="sign">{text}</span>'


def _row(parts: Iterable[str]) -> str:
    return f'<div class="grids">{"".join(parts)}</div>'
