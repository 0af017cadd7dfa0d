"""How far a change has spread: a picture of each layer, and what can be reached framed on it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from explorer import units
from explorer.architecture.fields.projective import ProjectiveField
from explorer.architecture.summary import LayerSummary
from explorer.figures.maps.depth_strip import DepthStrip, DepthTile, layer_tile, strip_of_tiles
from explorer.words import several


class ShownSpread(Protocol):
    """How far a change has spread in one layer: `LayerSpread` of the questions."""

    @property
    def png(self) -> bytes:
        """How much each place changed."""

    @property
    def largest(self) -> float:
        """The largest change of a place."""

    @property
    def num_changed(self) -> int:
        """Places that changed."""


def spread_strip(
    rows: Sequence[LayerSummary],
    spreads: Mapping[str, ShownSpread],
    reached: Sequence[ProjectiveField],
    photo_png: bytes,
) -> DepthStrip:
    """Describe the pictures.

    Args:
        rows: The layers, first layer first.
        spreads: By layer name; layers without one are left out.
        reached: The units that can be reached, of each layer; () to frame nothing.
        photo_png: The photo as the network gets it, with what is hidden.
    """
    fields = {field.layer_name: field for field in reached}
    tiles = [
        _tile(row, spreads[row.name], fields.get(row.name)) for row in rows if row.name in spreads
    ]
    return strip_of_tiles(rows, tiles, photo_png)


def _tile(row: LayerSummary, spread: ShownSpread, reached: ProjectiveField | None) -> DepthTile:
    height, width, _ = row.output_shape
    up_to = f"change 0 to {units.three_digits(spread.largest)}"
    if reached is None:
        changed = f"{_of(spread.num_changed, height * width)} changed"
        return layer_tile(row, (changed, up_to), spread.png)
    lines = (*reached_lines(reached), f"{units.count(spread.num_changed)} changed", up_to)
    return layer_tile(row, lines, spread.png, box=_shares(reached))


def reached_lines(reached: ProjectiveField) -> tuple[str, ...]:
    """Which units of a layer can be reached: rows, columns, and how many of all."""
    box = reached.box
    if box is None:
        return ("no unit reached",)
    return (
        _range("row", box.top, box.bottom) + ",",
        _range("column", box.left, box.right) + ":",
        _of(reached.num_units, reached.grid[0] * reached.grid[1]),
    )


def _of(part: int, whole: int) -> str:
    return f"{units.count(part)} of {several(whole, 'unit')}"


def _range(name: str, first: int, last: int) -> str:
    return f"{name} {first}" if first == last else f"{name}s {first} to {last}"


def _shares(reached: ProjectiveField) -> tuple[float, ...]:
    """Top, left, height and width of the box around what is reached, as shares of the grid."""
    box = reached.box
    if box is None:
        return ()
    height, width = reached.grid
    return box.top / height, box.left / width, box.height / height, box.width / width
