"""A network drawn to scale: each layer's output is a box, as tall as its grid has rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from math import log2

from plotly.colors import find_intermediate_color, hex_to_rgb

from explorer import units
from explorer.architecture.blocks import block_face, blocks_of
from explorer.architecture.shapes import GRID_RANK, Shape
from explorer.architecture.summary import LayerSummary, beyond_input
from explorer.figures import theme
from explorer.figures.network.strip import describe
from explorer.figures.theme import FAMILY_COLOURS, SELECTED_COLOUR, Parts
from explorer.kept import SEVERAL, kept

_HEIGHT = 370
_MARGIN = {"l": 0, "r": 0, "b": 72}
"""px: three lines under the boxes, which need the full width of a phone."""

WIDTH_IN_SIDES = 2.4
"""Thickness of all grids together, in sides of the largest one; fits a wide page."""

GAP_IN_SIDES = 0.06
BLOCK_GAP_IN_SIDES = 0.3
CHARACTER_IN_SIDES = 0.21
"""Room for one character of a block's label, even on a phone."""

OBLIQUE = 0.3
"""Depth runs right and up by this share of the grid's width."""

ROOM_AROUND = 0.01
"""Of the size of all boxes together, for the outermost lines."""

THINNEST_IN_SIDES = 0.008
VALUES_THICKNESS_IN_SIDES = 0.03
LOWEST = 0.01
"""Keeps a layer of few channels, or a row of few values, visible."""

LINE_BREAK = "<br>"
EDGE_COLOUR = "#333333"
BLACK, _WHITE = (0, 0, 0), (255, 255, 255)
SHADE = 0.35
"""How much black the side of a box is mixed with, and how much white its top."""

Point = tuple[float, float]
Face = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class DrawnBox:
    """Where a layer's output is drawn; y = 0 is the middle of the grids' fronts.

    ``beyond`` means that the layer's receptive field is larger than the picture.
    """

    row: LayerSummary
    beyond: bool
    thickness: float
    bottom: float
    height: float
    shift: float = 0.0
    left: float = 0.0

    @property
    def right(self) -> float:
        """Where the front face ends."""
        return self.left + self.thickness

    @property
    def top(self) -> float:
        """Where the front face ends above."""
        return self.bottom + self.height

    @property
    def front(self) -> Face:
        """Corners of the front."""
        return _corners((self.left, self.bottom), (self.thickness, 0), (0, self.height))

    @property
    def roof(self) -> Face:
        """Corners of the face seen from above."""
        return _corners((self.left, self.top), (self.thickness, 0), (self.shift, self.shift))

    @property
    def side(self) -> Face:
        """Corners of the face seen from the right."""
        return _corners((self.right, self.bottom), (0, self.height), (self.shift, self.shift))


def _corners(start: Point, one: Point, other: Point) -> Face:
    """A parallelogram from a corner and its two edges."""
    (x, y), (across, up), (right, over) = start, one, other
    far = (x + across + right, y + up + over)
    return start, (x + across, y + up), far, (x + right, y + over)


@kept(results=SEVERAL)
def network_drawing(
    rows: tuple[LayerSummary, ...],
    selected: str | None = None,
    *,
    logarithmic: bool = False,
    folded: bool = False,
) -> theme.Figure:
    """Draw each layer that writes values, to scale.

    A grid is a box: its height is the grid's rows, its depth the columns, its thickness the
    channels. A row of values stands upright, and such rows can be compared by height. Height and
    thickness have separate scales, so that the drawing fills wide and narrow pages. Dotted edges:
    the receptive field is larger than the picture.

    Args:
        rows: A network's summary.
        selected: Name of the layer to mark.
        logarithmic: Draw log2(1 + n) for each length n, so that both small and large ones show.
        folded: Draw one box per block: that of its first convolution or dense layer.

    Returns:
        The boxes, with one point per layer that carries the layer's name.
    """
    drawn = [block_face(members) for _, members in blocks_of(rows)] if folded else rows
    pencil = _Pencil.for_rows([row for row in drawn if row.num_activations], logarithmic)
    beyond = beyond_input(rows)
    if folded:
        beyond = [block_face(members) for _, members in blocks_of(rows) if members[-1] in beyond]
    blocks = list(_placed(pencil, beyond))
    boxes = [box for _, members in blocks for box in members]
    marked = _face_of(rows, selected) if folded else selected
    layout = {
        "shapes": list(_shapes(boxes, marked)),
        "xaxis": theme.axis(
            tickvals=[_middle(members) for _, members in blocks],
            ticktext=[_label(block, [box.row for box in members]) for block, members in blocks],
            tickangle=0,
            showgrid=False,
            zeroline=False,
            range=_from_left_to_right(blocks, pencil.side),
        ),
        "yaxis": theme.axis(visible=False, range=_from_bottom_to_top(boxes)),
    }
    return theme.figure([_points(boxes)], layout, height=_HEIGHT, margin=_MARGIN)


def _face_of(rows: Sequence[LayerSummary], name: str | None) -> str | None:
    """The layer that stands for the block of the layer called ``name``."""
    for _, members in blocks_of(rows):
        if name in {row.name for row in members}:
            return block_face(members).name
    return None


@dataclass(frozen=True, slots=True)
class _Pencil:
    """What is drawn, and at what scale.

    Attributes:
        lengths: Each layer with the lengths of its output as drawn.
        side: The largest side of a grid.
        scale: How thick a channel is.
        bottom: Where the lowest front begins.
        reach: How far up from there the grids reach.
        most_values: The longest row of values.
    """

    lengths: tuple[tuple[LayerSummary, tuple[float, ...]], ...]
    side: float
    scale: float
    bottom: float
    reach: float
    most_values: float

    @classmethod
    def for_rows(cls, rows: Sequence[LayerSummary], logarithmic: bool) -> "_Pencil":
        """Measure the layers, and scale the channels so that all fit a wide page."""
        measured = tuple((row, _measured(row.output_shape, logarithmic)) for row in rows)
        grids = [lengths for _, lengths in measured if len(lengths) == GRID_RANK]
        values = [lengths[0] for _, lengths in measured if len(lengths) < GRID_RANK]
        side = max(max(height, width) for height, width, _ in grids)
        bottom = -max(height for height, *_ in grids) / 2
        top = max(height / 2 + OBLIQUE * width for height, width, _ in grids)
        scale = WIDTH_IN_SIDES * side / sum(channels for *_, channels in grids)
        return cls(measured, side, scale, bottom, top - bottom, max(values, default=1))

    def box(self, row: LayerSummary, lengths: tuple[float, ...], beyond: bool) -> DrawnBox:
        """The box of a layer, not yet in its place."""
        if len(lengths) < GRID_RANK:
            thickness = VALUES_THICKNESS_IN_SIDES * self.side
            height = self.reach * max(lengths[0] / self.most_values, LOWEST)
            return DrawnBox(row, beyond, thickness, self.bottom, height)
        rows, columns, channels = lengths
        thickness = max(channels * self.scale, THINNEST_IN_SIDES * self.side)
        return DrawnBox(row, beyond, thickness, -rows / 2, rows, OBLIQUE * columns)


def _measured(shape: Shape, logarithmic: bool) -> tuple[float, ...]:
    return tuple(log2(1 + length) if logarithmic else float(length) for length in shape)


def _placed(
    pencil: _Pencil, beyond: Sequence[LayerSummary]
) -> Iterator[tuple[str, list[DrawnBox]]]:
    """Boxes from left to right, block by block, each block at least as wide as its label."""
    left, end_of_label, side = 0.0, 0.0, pencil.side
    lengths = {row.name: lengths for row, lengths in pencil.lengths}
    for block, members in blocks_of([row for row, _ in pencil.lengths]):
        boxes = _in_a_row(
            [pencil.box(row, lengths[row.name], row in beyond) for row in members], side
        )
        half_label, half = _label_width(block, members, side) / 2, boxes[-1].right / 2
        left = max(left, end_of_label + half_label - half)
        yield block, [replace(box, left=left + box.left) for box in boxes]
        end_of_label = left + half + half_label
        gap = max(BLOCK_GAP_IN_SIDES * side, boxes[-1].shift + GAP_IN_SIDES * side)
        left += boxes[-1].right + gap


def _in_a_row(boxes: Sequence[DrawnBox], side: float) -> list[DrawnBox]:
    """A block's boxes side by side, starting at 0."""
    ends = accumulate(box.thickness + GAP_IN_SIDES * side for box in boxes)
    return [replace(box, left=left) for box, left in zip(boxes, (0.0, *ends), strict=False)]


def _label_width(block: str, rows: Sequence[LayerSummary], side: float) -> float:
    longest_line = max(map(len, _label(block, rows).split(LINE_BREAK)))
    return CHARACTER_IN_SIDES * side * longest_line


def _middle(boxes: Sequence[DrawnBox]) -> float:
    return (boxes[0].left + boxes[-1].right) / 2


def _from_left_to_right(blocks: Sequence[tuple[str, list[DrawnBox]]], side: float) -> list[float]:
    """All boxes and labels; the first label begins at 0 or later."""
    block, last = blocks[-1]
    end_of_label = _middle(last) + _label_width(block, [box.row for box in last], side) / 2
    end = max(end_of_label, *(box.right + box.shift for _, boxes in blocks for box in boxes))
    return [-ROOM_AROUND * end, (1 + ROOM_AROUND) * end]


def _from_bottom_to_top(boxes: Sequence[DrawnBox]) -> list[float]:
    bottom = min(box.bottom for box in boxes)
    top = max(box.top + box.shift for box in boxes)
    room = ROOM_AROUND * (top - bottom)
    return [bottom - room, top + room]


def _shapes(boxes: Sequence[DrawnBox], marked: str | None) -> Iterator[Parts]:
    """Roofs and sides from left to right, each over what is behind it; then all fronts.

    Nothing hides a front, so all fronts of one look are one path: Plotly is slow with many.
    """
    for box in boxes:
        if box.shift:
            colour, line = FAMILY_COLOURS[box.row.family], _line(box, marked)
            yield _path([box.roof], _mixed(colour, _WHITE), line)
            yield _path([box.side], _mixed(colour, BLACK), line)

    def look(box: DrawnBox) -> tuple[bool, bool, str]:
        return box.row.name == marked, box.beyond, FAMILY_COLOURS[box.row.family]

    for (*_, colour), alike in groupby(sorted(boxes, key=look), look):
        members = list(alike)
        yield _path([box.front for box in members], colour, _line(members[0], marked))


def _line(box: DrawnBox, marked: str | None) -> Parts:
    line: Parts = {"color": EDGE_COLOUR, "width": 0.7}
    if box.row.name == marked:
        line = {"color": SELECTED_COLOUR, "width": 3}
    return line | {"dash": "dot", "width": 2} if box.beyond else line


def _path(faces: Sequence[Face], colour: str, line: Parts) -> Parts:
    outlines = ("M" + " L".join(f"{x:.3f},{y:.3f}" for x, y in face) + " Z" for face in faces)
    return {
        "type": "path",
        "path": " ".join(outlines),
        "fillcolor": colour,
        "line": line,
        "layer": "below",
    }


def _mixed(colour: str, other: tuple[int, int, int]) -> str:
    red, green, blue = find_intermediate_color(hex_to_rgb(colour), other, SHADE)
    return f"rgb({red:.0f},{green:.0f},{blue:.0f})"


_POINT_SIZE = 10
"""px: on a phone the boxes of a block are 12 px apart, and each is clicked by its own point."""


def _points(boxes: Sequence[DrawnBox]) -> Parts:
    return theme.curve(
        [(box.left + box.right) / 2 for box in boxes],
        [(box.bottom + box.top) / 2 for box in boxes],
        mode="markers",
        marker={"size": _POINT_SIZE, "symbol": "square", "opacity": 0},
        customdata=[box.row.name for box in boxes],
        text=[_hover(box.row) for box in boxes],
        hovertemplate="%{text}<extra></extra>",
    )


def _hover(row: LayerSummary) -> str:
    field = row.receptive_field
    seen = (
        f"receptive field {units.pixels(field.sizes)}"
        if field
        else "sees all that the last grid sees"
    )
    memory = units.memory(row.activation_bytes)
    return f"{describe(row)}<br>{units.macs(row.num_macs)}, {memory}, {seen}"


def _label(block: str, rows: Sequence[LayerSummary]) -> str:
    """The block's name and its first layer's shape; for rows of values, the first and the last."""
    first, last = rows[0].output_shape, rows[-1].output_shape
    lines = [block, units.count(first[0])]
    if len(first) == GRID_RANK:
        lines = [block, "×".join(map(str, first[:2])), f"×{first[-1]}"]
    elif len(rows) > 1:
        lines.append(f"to {units.count(last[0])}")
    return LINE_BREAK.join(lines)
