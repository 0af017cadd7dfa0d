"""How the receptive field grows layer by layer, and which units lie on the way, along one axis.

Definitions and recurrences: Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional
Neural Networks", Distill 2019 (doi:10.23915/distill.00021).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from explorer.architecture.receptive_field import Box, Position, ReceptiveField
from explorer.architecture.shapes import Sweep, Window
from explorer.architecture.summary import LayerSummary

Axis = Literal["rows", "columns"]
Indices = frozenset[int]
Run = tuple[int, int]
"""The first and the last of indices that follow each other."""

INPUT = "input"


@dataclass(frozen=True, slots=True)
class AxisLayer:
    """A layer that slides a window, along one axis."""

    name: str
    sweep: Sweep

    def taps(self, unit: int) -> tuple[int, ...]:
        """The positions of the layer below that a unit reads; some may lie in the padding."""
        window = self.sweep.window
        start = unit * window.stride - self.sweep.pad_before
        return tuple(start + tap * window.dilation for tap in range(window.size))

    def readers(self, position: int) -> Indices:
        """The units that read a position of the layer below."""
        window = self.sweep.window
        padded = position + self.sweep.pad_before
        starts = (padded - tap * window.dilation for tap in range(window.size))
        return frozenset(
            start // window.stride
            for start in starts
            if start % window.stride == 0 and 0 <= start // window.stride < self.sweep.size_out
        )


@dataclass(frozen=True, slots=True)
class Cone:
    """What one unit sees and which units it reaches, along one axis.

    Layers are counted from the input, which is 0.

    Attributes:
        depth: The layer of the unit.
        unit: Its index there.
        lit: For each layer the indices that the unit sees (below it) or reaches (above it).
        padding: For each layer the places beside its grid whose zeros the unit sees.
    """

    depth: int
    unit: int
    lit: tuple[Indices, ...]
    padding: tuple[Indices, ...]


@dataclass(frozen=True, slots=True)
class Growth:
    """What one layer adds to the receptive field.

    Attributes:
        name: The layer's name.
        window: What it slides.
        jump: px of the input from one of the values that it reads to the next.
        added: px that the field grows by: (extent of the window - 1) * jump.
        size: px of the field after the layer.
        jump_after: px from one of its units to the next.
    """

    name: str
    window: Window
    jump: int
    added: int
    size: int
    jump_after: int


@dataclass(frozen=True, slots=True)
class Doubling:
    """The receptive field after a layer beside what "pooling doubles it" makes of it.

    At any stride, that is: the shortcut multiplies by it what was seen so far.

    Attributes:
        name: The layer's name.
        size: px of the field.
        doubled: What the wrong way gives: stride * field so far + extent - stride.
        seen_by_last: How many positions of the layer's input one unit of the last layer sees.
            The same recurrence gives it, walked from the last layer to the first.
    """

    name: str
    size: int
    doubled: int
    seen_by_last: int


def layers_along(rows: Sequence[LayerSummary], axis: Axis) -> tuple[AxisLayer, ...]:
    """The layers of a network that slide a window over rows (or columns), first layer first.

    Layers that work on each position alone are left out, and so is what follows the last grid:
    a unit of a dense layer sees everything.
    """
    layers = []
    for row in rows:
        swept = row.rows if axis == "rows" else row.columns
        if swept is not None:
            layers.append(AxisLayer(row.name, swept))
    return tuple(layers)


def layer_sizes(layers: Sequence[AxisLayer]) -> tuple[int, ...]:
    """How many positions the input and each layer have; () where no layer slides a window."""
    return (
        *(layer.sweep.size_in for layer in layers[:1]),
        *(layer.sweep.size_out for layer in layers),
    )


def cone(layers: Sequence[AxisLayer], depth: int, unit: int) -> Cone:
    """Follow one unit down to the input and up to the last layer, tap by tap.

    Index sets, not intervals: a dilation, or a stride larger than its window, leaves gaps.
    Zeros that padding adds are seen where a window touches them; they depend on nothing below.

    Args:
        layers: The layers, first layer first.
        depth: Where the unit is; 0 is the input.
        unit: Its index there.

    Raises:
        ValueError: There is no such layer or unit.
    """
    sizes = layer_sizes(layers)
    _check_unit(sizes, depth, unit)
    seen, padding = _seen(layers[:depth], unit)
    lit = [*seen, frozenset([unit])]
    for layer in layers[depth:]:
        lit.append(frozenset[int]().union(*(layer.readers(position) for position in lit[-1])))
    no_zeros = [frozenset[int]()] * (len(sizes) - depth)
    return Cone(depth, unit, tuple(lit), (*padding, *no_zeros))


def runs(indices: Iterable[int]) -> tuple[Run, ...]:
    """Indices as stretches without a gap: {1, 2, 3, 7} -> ((1, 3), (7, 7))."""
    found: list[Run] = []
    for index in sorted(indices):
        if found and index == found[-1][1] + 1:
            found[-1] = found[-1][0], index
        else:
            found.append((index, index))
    return tuple(found)


def growth(layers: Sequence[AxisLayer]) -> tuple[Growth, ...]:
    """What each layer adds to the receptive field, first layer first."""
    fields = _fields(layers, layers)
    return tuple(
        Growth(
            layer.name,
            layer.sweep.window,
            before.effective_stride,
            after.size - before.size,
            after.size,
            after.effective_stride,
        )
        for layer, (before, after) in zip(layers, pairwise(fields), strict=True)
    )


def centres(layers: Sequence[AxisLayer]) -> tuple[tuple[float, int], ...]:
    """Where on the input the units of each layer lie, the input first.

    Returns:
        For each layer the centre of its first unit's field, and how far it is to the next unit's,
        in px.
    """
    fields = _fields(layers, layers)
    return tuple((field.centre((0, 0))[0], field.effective_stride) for field in fields)


def way_through(layers: Sequence[AxisLayer], depth: int, unit: int) -> tuple[int, ...]:
    """One unit of each layer, the input first, each read by the next, through a given one.

    Of those that are read, or read it, the one whose field is centred nearest to the given unit's;
    of two that are equally near the first. At a border one on the grid, where there is one.

    Args:
        layers: The layers, first layer first.
        depth: Where the unit is; 0 is the input.
        unit: Its index there.

    Returns:
        An index for each layer. It ends before a layer that leaves the way's last unit out.

    Raises:
        ValueError: There is no such layer or unit.
    """
    _check_unit(layer_sizes(layers), depth, unit)
    places, way = centres(layers), [unit]
    first, spacing = places[depth]
    aim = first + unit * spacing
    for layer, place in zip(reversed(layers[:depth]), reversed(places[:depth]), strict=True):
        taps = layer.taps(way[0])
        on_grid = [tap for tap in taps if 0 <= tap < layer.sweep.size_in]
        way.insert(0, _nearest(on_grid or taps, place, aim))
    for layer, place in zip(layers[depth:], places[depth + 1 :], strict=True):
        readers = sorted(layer.readers(way[-1]))
        if not readers:
            break
        way.append(_nearest(readers, place, aim))
    return tuple(way)


def nested_boxes(
    rows: Sequence[AxisLayer], columns: Sequence[AxisLayer], depth: int, position: Position
) -> tuple[Box, ...]:
    """The fields of a unit, of units that it is made from, and of units that are made from it.

    They are those of `way_through` along both axes, so that each box lies inside the next.

    Args:
        rows: The layers along the rows, first layer first.
        columns: The same layers along the columns.
        depth: Where the unit is; 0 is the input.
        position: Its (row, column) in that layer's grid.

    Returns:
        One box per layer, the input's single pixel first; they may leave the image. They end
        before a layer that leaves the last one's unit out.

    Raises:
        ValueError: There is no such layer or unit.
    """
    down = way_through(rows, depth, position[0])
    across = way_through(columns, depth, position[1])
    fields = _fields(rows, columns)
    return tuple(
        field.box((row, column)) for field, row, column in zip(fields, down, across, strict=False)
    )


def doubling(layers: Sequence[AxisLayer]) -> tuple[Doubling, ...]:
    """The field layer by layer, right and as "pooling doubles it" has it.

    Doubling at a pooling is right on the way back, from a unit to the input: two pooled values
    come from four. On the way forward it doubles what earlier layers saw, though a pooling adds
    no more than (extent - 1) * jump. What it gives is the field of the same layers in reverse
    order, too large or too small. VGG16 has 212 px; the wrong way gives 308.
    """
    doubled = seen = 1
    wrong, back = [], []
    for layer in layers:
        doubled = _positions_read(doubled, layer)
        wrong.append(doubled)
    for layer in reversed(layers):
        seen = _positions_read(seen, layer)
        back.append(seen)
    return tuple(
        Doubling(row.name, row.size, *values)
        for row, *values in zip(growth(layers), wrong, reversed(back), strict=True)
    )


def first_error(rows: Sequence[Doubling]) -> Doubling | None:
    """The first layer where doubling gives a wrong size; None where it gives none."""
    return next((row for row in rows if row.doubled != row.size), None)


def _nearest(indices: Sequence[int], place: tuple[float, int], aim: float) -> int:
    """The unit centred nearest to ``aim`` px; ``place`` is its layer's, as `centres` gives it."""
    first, spacing = place
    return min(indices, key=lambda index: abs(first + index * spacing - aim))


def _positions_read(num_units: int, layer: AxisLayer) -> int:
    """How many positions some neighbouring units read together (Distill, equation 1)."""
    window = layer.sweep.window
    return window.stride * num_units + window.extent - window.stride


def _fields(rows: Sequence[AxisLayer], columns: Sequence[AxisLayer]) -> list[ReceptiveField]:
    """The field of the input's pixels, then of each layer's units."""
    fields = [ReceptiveField()]
    for down, across in zip(rows, columns, strict=True):
        sweeps = down.sweep, across.sweep
        fields.append(fields[-1].through(sweeps[0].window, *(each.pad_before for each in sweeps)))
    return fields


def _seen(layers: Sequence[AxisLayer], unit: int) -> tuple[list[Indices], list[Indices]]:
    """What a unit on top of ``layers`` sees of each layer below it, and which zeros beside it."""
    seen: list[Indices] = []
    padding: list[Indices] = []
    units = frozenset([unit])
    for layer in reversed(layers):
        read = frozenset(tap for each in units for tap in layer.taps(each))
        units = frozenset(tap for tap in read if 0 <= tap < layer.sweep.size_in)
        seen.insert(0, units)
        padding.insert(0, read - units)
    return seen, padding


def _check_unit(sizes: Sequence[int], depth: int, unit: int) -> None:
    if not 0 <= depth < len(sizes):
        raise ValueError(
            f"Received layer {depth}. There are the input, which is 0, and {len(sizes[1:])} layers "
            f"that slide a window: choose one from 0 to {len(sizes[1:])}."
        )
    if not 0 <= unit < sizes[depth]:
        raise ValueError(
            f"Received unit {unit} of layer {depth}. It has {sizes[depth]} along this axis: "
            f"choose one from 0 to {sizes[depth] - 1}."
        )
