"""How the receptive field grows layer by layer along one axis, and through which units.

Definitions and recurrences: Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional
Neural Networks", Distill 2019 (doi:10.23915/distill.00021).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from explorer.architecture.receptive_field import Box, FieldAlong, Position, ReceptiveField
from explorer.architecture.shapes import Axis, Sweep, Window
from explorer.architecture.summary import LayerSummary

Indices = frozenset[int]
Run = tuple[int, int]
"""The first and last of consecutive indices."""

INPUT_NAME = "input"


@dataclass(frozen=True, slots=True)
class AxisLayer:
    """A layer that slides a window, seen along one axis."""

    name: str
    sweep: Sweep

    def taps(self, unit: int) -> tuple[int, ...]:
        """The positions in the layer below that a unit reads; some may be padding."""
        return self.sweep.taps(unit)

    def readers(self, position: int) -> Indices:
        """The units that read a position in the layer below."""
        return frozenset(self.sweep.readers(position))


@dataclass(frozen=True, slots=True)
class Cone:
    """What one unit sees and which units it reaches, along one axis.

    Layers are counted from the input, which is 0.

    Attributes:
        depth: The layer of the unit.
        unit: Its index there.
        lit: For each layer, the indices that the unit sees (below it) or reaches (above it).
        padding: For each layer, the padded places beside its grid that the unit sees.
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
        window: The window that it slides.
        jump: Distance on the input, in px, between neighbouring values that it reads.
        added: How much the field grows, in px: (extent of the window - 1) * jump.
        size: The field after the layer, in px.
        jump_after: Distance on the input, in px, between its own neighbouring units.
    """

    name: str
    window: Window
    jump: int
    added: int
    size: int
    jump_after: int


@dataclass(frozen=True, slots=True)
class Doubling:
    """The receptive field after a layer, and what "pooling doubles it" gives instead.

    For any stride, the shortcut multiplies the field so far by the stride.

    Attributes:
        name: The layer's name.
        size: The field, in px.
        doubled: The wrong result: stride * field so far + extent - stride.
        seen_by_last: How many positions of the layer's input one unit of the last layer sees:
            the same recurrence, from the last layer to the first.
    """

    name: str
    size: int
    doubled: int
    seen_by_last: int


def layers_along(rows: Sequence[LayerSummary], axis: Axis) -> tuple[AxisLayer, ...]:
    """The layers of a network that slide a window over rows (or columns), first layer first.

    Layers that work on each position separately are left out. So are layers after the last grid: a
    unit of a dense layer sees everything.
    """
    swept = ((row.name, row.rows if axis == "rows" else row.columns) for row in rows)
    return tuple(AxisLayer(name, sweep) for name, sweep in swept if sweep is not None)


def layer_sizes(layers: Sequence[AxisLayer]) -> tuple[int, ...]:
    """How many positions the input and each layer have; () if no layer slides a window."""
    return (
        *(layer.sweep.size_in for layer in layers[:1]),
        *(layer.sweep.size_out for layer in layers),
    )


def cone(layers: Sequence[AxisLayer], depth: int, unit: int) -> Cone:
    """Follow one unit down to the input and up to the last layer, tap by tap.

    The result is sets of indices, not intervals, because a dilation, or a stride larger than its
    window, leaves gaps. A unit sees zeros of padding where a window touches them; they depend on
    nothing below.

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
    """Indices as runs without gaps: {1, 2, 3, 7} -> ((1, 3), (7, 7))."""
    found: list[Run] = []
    for index in sorted(indices):
        if found and index == found[-1][1] + 1:
            found[-1] = found[-1][0], index
        else:
            found.append((index, index))
    return tuple(found)


def growth(layers: Sequence[AxisLayer]) -> tuple[Growth, ...]:
    """What each layer adds to the receptive field, first layer first."""
    fields = _fields(layers)
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
    """Where the units of each layer lie on the input, the input first.

    Returns:
        For each layer, the centre of its first unit's field and the distance to the next, in px.
    """
    return tuple((field.centre(0), field.effective_stride) for field in _fields(layers))


def way_through(layers: Sequence[AxisLayer], depth: int, unit: int) -> tuple[int, ...]:
    """A chain of units through a given one: one per layer, the input first, each read by the next.

    Each is the candidate whose field has its centre nearest to the given unit's, and the first of
    two that are equally near. Units on the grid are preferred to padding.

    Args:
        layers: The layers, first layer first.
        depth: Where the unit is; 0 is the input.
        unit: Its index there.

    Returns:
        An index for each layer. The chain ends before a layer that does not read its last unit.

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
    """The fields of a unit, of units that it is computed from, and of units computed from it.

    The units are those of `way_through` along both axes, so that each box lies inside the next.

    Args:
        rows: The layers along the rows, first layer first.
        columns: The same layers along the columns.
        depth: Where the unit is; 0 is the input.
        position: Its (row, column) in that layer's grid.

    Returns:
        One box per layer, the input's single pixel first; boxes may extend beyond the image. They
        end before a layer that does not read the last unit.

    Raises:
        ValueError: There is no such layer or unit.
    """
    down = way_through(rows, depth, position[0])
    across = way_through(columns, depth, position[1])
    fields = map(ReceptiveField, _fields(rows), _fields(columns))
    return tuple(
        field.box((row, column)) for field, row, column in zip(fields, down, across, strict=False)
    )


def doubling(layers: Sequence[AxisLayer]) -> tuple[Doubling, ...]:
    """The field layer by layer, both correctly and by the rule "pooling doubles it".

    Doubling at a pooling is right on the way back, from a unit to the input: two pooled values
    come from four. On the way forward it doubles what earlier layers saw, although a pooling adds
    only (extent - 1) * jump. The result is the field of the same layers in reverse order, which
    may be too large or too small. VGG16 has 212 px; the wrong way gives 308.
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
    """The first layer where doubling gives a wrong size; None if it never does."""
    return next((row for row in rows if row.doubled != row.size), None)


def _nearest(indices: Sequence[int], place: tuple[float, int], aim: float) -> int:
    """The unit whose centre is nearest to ``aim`` px; ``place`` is its layer's, from `centres`."""
    first, spacing = place
    return min(indices, key=lambda index: abs(first + index * spacing - aim))


def _positions_read(num_units: int, layer: AxisLayer) -> int:
    """How many positions neighbouring units read together (Distill, equation 1)."""
    window = layer.sweep.window
    return window.stride * num_units + window.extent - window.stride


def _fields(layers: Sequence[AxisLayer]) -> list[FieldAlong]:
    """The field of the input's pixels, then that of each layer's units."""
    fields = [FieldAlong()]
    for layer in layers:
        fields.append(fields[-1].through(layer.sweep.window, layer.sweep.pad_before))
    return fields


def _seen(layers: Sequence[AxisLayer], unit: int) -> tuple[list[Indices], list[Indices]]:
    """What a unit above ``layers`` sees of each layer below, and which zeros of its padding."""
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
            f"Layer {depth} does not exist. Choose a number from 0, the input, to "
            f"{len(sizes[1:])}, the last layer that slides a window."
        )
    if not 0 <= unit < sizes[depth]:
        raise ValueError(
            f"Unit {unit} of layer {depth} does not exist. Choose a number from 0 to "
            f"{sizes[depth] - 1}."
        )
