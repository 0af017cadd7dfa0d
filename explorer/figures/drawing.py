"""A network drawn to scale: each layer's output is a box, its height and depth the grid's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any

import plotly.graph_objects as go

from explorer import units
from explorer.architecture.blocks import block_face, blocks_of
from explorer.architecture.shapes import GRID_RANK, Shape
from explorer.architecture.summary import LayerSummary, beyond_input
from explorer.figures.strip import describe
from explorer.figures.theme import FAMILY_COLOURS, FONT_SIZE, SELECTED_COLOUR, styled

HEIGHT = 370
WIDTH_IN_SIDES = 2.4
"""Width of all boxes together, in sides of the largest grid: fits a wide page."""

TALLEST_IN_SIDES = 1.75
"""Height of a row of values: a taller one would dwarf the grids of a network of few channels."""

GAP_IN_SIDES = 0.06
BLOCK_GAP_IN_SIDES = 0.3
NARROWEST_BLOCK_IN_SIDES = 1.0
"""Room for a block's label, on a phone too."""

OBLIQUE = 0.3
"""Depth goes right and up by this share of the grid's width."""

ROOM_AT_THE_LEFT_IN_SIDES = 0.25
THINNEST_IN_SIDES = 0.008
VALUES_THICKNESS_IN_SIDES = 0.03
"""So that a layer of few channels, or a row of values, stays visible."""

DARKER, LIGHTER = "rgba(0,0,0,0.35)", "rgba(255,255,255,0.35)"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """Where a layer's output is drawn, in px of the input; y = 0 is the middle of the drawing.

    ``beyond`` tells that the layer's receptive field reaches beyond the picture.
    """

    row: LayerSummary
    beyond: bool
    left: float
    thickness: float
    height: float
    shift: float

    @property
    def right(self) -> float:
        """Where the front face ends."""
        return self.left + self.thickness

    @property
    def faces(self) -> tuple[tuple[Point, ...], tuple[Point, ...], tuple[Point, ...]]:
        """Corners of the front, the top and the side."""
        top, bottom, shift = self.height / 2, -self.height / 2, self.shift
        front = ((self.left, bottom), (self.right, bottom), (self.right, top), (self.left, top))
        above = (
            (self.left, top),
            (self.right, top),
            (self.right + shift, top + shift),
            (self.left + shift, top + shift),
        )
        side = (
            (self.right, bottom),
            (self.right, top),
            (self.right + shift, top + shift),
            (self.right + shift, bottom + shift),
        )
        return front, above, side


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure and the scale it is drawn in.

    Attributes:
        figure: The boxes, with one point per layer that carries the layer's name.
        channels_per_pixel: How many channels are as thick as one px of the grid is high.
    """

    figure: go.Figure
    channels_per_pixel: float


def network_drawing(
    rows: Sequence[LayerSummary],
    selected: str | None = None,
    *,
    logarithmic: bool = False,
    folded: bool = False,
) -> Drawing:
    """Draw each layer that writes values, to scale.

    A grid is a box: height and depth are its rows and columns, thickness its channels. A row of
    values stands upright, as tall as so many channels are thick. Dotted edges: the receptive field
    reaches beyond the picture.

    Args:
        rows: A network's summary.
        selected: Name of the layer to mark.
        logarithmic: Draw log2(1 + n) for each length n, so that small and large ones both show.
        folded: Draw one box per block, the one of its first convolution or dense layer.
    """
    drawn = [block_face(members) for _, members in blocks_of(rows)] if folded else rows
    pencil = _Pencil.for_rows([row for row in drawn if row.num_activations], logarithmic)
    beyond = beyond_input(rows)
    if folded:
        beyond = [block_face(members) for _, members in blocks_of(rows) if members[-1] in beyond]
    blocks = list(_placed(pencil, beyond))
    boxes = [box for _, members in blocks for box in members]
    side, scale = pencil.side, pencil.scale
    marked = _face_of(rows, selected) if folded else selected
    figure = go.Figure(_points(boxes))
    figure.update_layout(
        shapes=[shape for box in boxes for shape in _shapes(box, box.row.name == marked)],
        annotations=[_label(block, members, boxes) for block, members in blocks],
        showlegend=False,
    )
    figure.update_xaxes(
        visible=False, fixedrange=True, range=[-ROOM_AT_THE_LEFT_IN_SIDES * side, _end(boxes)]
    )
    figure.update_yaxes(visible=False, fixedrange=True, scaleanchor="x", constraintoward="top")
    return Drawing(styled(figure, height=HEIGHT), 1 / scale)


def _face_of(rows: Sequence[LayerSummary], name: str | None) -> str | None:
    """The layer that stands for the block of the layer called ``name``."""
    for _, members in blocks_of(rows):
        if name in {row.name for row in members}:
            return block_face(members).name
    return None


@dataclass(frozen=True, slots=True)
class _Pencil:
    """What is drawn and how long its lengths are.

    Attributes:
        lengths: Each layer with its output's lengths as they are drawn.
        side: The largest side of a grid.
        scale: How thick a channel is.
    """

    lengths: tuple[tuple[LayerSummary, tuple[float, ...]], ...]
    side: float
    scale: float

    @classmethod
    def for_rows(cls, rows: Sequence[LayerSummary], logarithmic: bool) -> "_Pencil":
        """Measure the layers, and choose the scale of channels so that all fit a wide page."""
        measured = tuple((row, _measured(row.output_shape, logarithmic)) for row in rows)
        grids = [lengths for _, lengths in measured if len(lengths) == GRID_RANK]
        values = [lengths[0] for _, lengths in measured if len(lengths) < GRID_RANK]
        side = max(max(height, width) for height, width, _ in grids)
        channels = sum(channels for *_, channels in grids)
        scale = min(WIDTH_IN_SIDES / channels, TALLEST_IN_SIDES / max(values, default=1))
        return cls(measured, side, scale * side)

    def box(self, row: LayerSummary, lengths: tuple[float, ...], left: float, beyond: bool) -> Box:
        """Draw a layer that begins at ``left``."""
        thinnest = THINNEST_IN_SIDES * self.side
        if len(lengths) < GRID_RANK:
            thickness = VALUES_THICKNESS_IN_SIDES * self.side
            return Box(row, beyond, left, thickness, max(lengths[0] * self.scale, thinnest), 0.0)
        height, width, channels = lengths
        return Box(row, beyond, left, max(channels * self.scale, thinnest), height, OBLIQUE * width)


def _measured(shape: Shape, logarithmic: bool) -> tuple[float, ...]:
    return tuple(log2(1 + length) if logarithmic else float(length) for length in shape)


def _placed(pencil: _Pencil, beyond: Sequence[LayerSummary]) -> Iterator[tuple[str, list[Box]]]:
    """Boxes from left to right, block by block."""
    left, side = 0.0, pencil.side
    lengths = {row.name: lengths for row, lengths in pencil.lengths}
    for block, members in blocks_of([row for row, _ in pencil.lengths]):
        boxes = []
        for row in members:
            boxes.append(pencil.box(row, lengths[row.name], left, row in beyond))
            left = boxes[-1].right + GAP_IN_SIDES * side
        yield block, boxes
        left += max(BLOCK_GAP_IN_SIDES * side, boxes[-1].shift)
        left = max(left, boxes[0].left + NARROWEST_BLOCK_IN_SIDES * side)


def _end(boxes: Sequence[Box]) -> float:
    return max(box.right + box.shift for box in boxes) + boxes[0].height * GAP_IN_SIDES


def _shapes(box: Box, selected: bool) -> Iterator[dict[str, Any]]:
    colour = FAMILY_COLOURS[box.row.family]
    line: dict[str, Any] = {"color": "#333333", "width": 0.7}
    if selected:
        line = {"color": SELECTED_COLOUR, "width": 3}
    if box.beyond:
        line |= {"dash": "dot", "width": 2}
    for face, shade in zip(box.faces, (None, LIGHTER, DARKER), strict=True):
        path = "M" + " L".join(f"{x:.3f},{y:.3f}" for x, y in face) + " Z"
        yield {"type": "path", "path": path, "fillcolor": colour, "line": line, "layer": "below"}
        if shade is not None:
            yield {"type": "path", "path": path, "fillcolor": shade, "line": line, "layer": "below"}


def _points(boxes: Sequence[Box]) -> go.Scatter:
    return go.Scatter(
        x=[(box.left + box.right) / 2 for box in boxes],
        y=[0.0] * len(boxes),
        mode="markers",
        marker={"size": 16, "symbol": "square", "opacity": 0},
        customdata=[box.row.name for box in boxes],
        text=[_hover(box.row) for box in boxes],
        hovertemplate="%{text}<extra></extra>",
    )


def _hover(row: LayerSummary) -> str:
    field = row.receptive_field
    seen = f"receptive field {units.pixels(field.size)}" if field else "sees the whole picture"
    memory = units.memory(row.activation_bytes)
    return f"{describe(row)}<br>{units.macs(row.num_macs)}, {memory}, {seen}"


def _label(block: str, members: Sequence[Box], boxes: Sequence[Box]) -> dict[str, Any]:
    """The block's name and its first layer's shape, under the block."""
    *grid, channels = members[0].row.output_shape
    lines = [block, "×".join(map(str, grid)), f"×{channels}" if grid else f"{channels:,}"]
    return {
        "x": (members[0].left + members[-1].right) / 2,
        "y": -max(box.height for box in boxes) / 2,
        "text": "<br>".join(line for line in lines if line),
        "showarrow": False,
        "yanchor": "top",
        "font": {"size": FONT_SIZE},
    }
