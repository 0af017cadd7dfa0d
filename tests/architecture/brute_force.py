"""Windows followed tap by tap along one axis, without the explorer's arithmetic."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import count, product
from typing import Any, NamedTuple

from explorer.architecture.layers import AveragePool2D, Conv2D, Layer, MaxPool2D, ZeroPad2D


class Slide(NamedTuple):
    """A window along one axis: offsets of its taps, stride, and zeros before and after."""

    taps: tuple[int, ...]
    stride: int
    before: int
    after: int

    def starts(self, size_in: int) -> list[int]:
        """Where the first tap lands, for each place where the whole window fits the padded axis."""
        candidates = range(-self.before, size_in + self.after, self.stride)
        return [start for start in candidates if start + self.taps[-1] < size_in + self.after]


def slide_of(layer: Layer, size_in: int, axis: int = 0) -> Slide | None:
    """How a layer slides along an axis of ``size_in``; None if it slides nothing.

    Axis 0 has the rows, axis 1 the columns.
    """
    if isinstance(layer, ZeroPad2D):
        before, after = _twice(_twice(layer.amount)[axis])
        return Slide((0,), 1, before, after)
    if isinstance(layer, Conv2D):
        dilation = _twice(layer.dilation)[axis]
        taps = tuple(dilation * tap for tap in range(_twice(layer.kernel_size)[axis]))
    elif isinstance(layer, MaxPool2D | AveragePool2D):
        taps = tuple(range(_twice(layer.pool_size)[axis]))
    else:
        return None
    return _padded(taps, _twice(layer.stride)[axis], layer.padding == "same", size_in)


def _twice(value: Any) -> Any:
    return value if isinstance(value, tuple) else (value, value)


def _padded(taps: tuple[int, ...], stride: int, is_same: bool, size_in: int) -> Slide:
    """The fewest zeros for which TensorFlow's number of windows fits; the odd one goes after."""
    wanted = len(range(0, size_in, stride)) if is_same else 0
    for zeros in count():
        slide = Slide(taps, stride, zeros // 2, zeros - zeros // 2)
        if len(slide.starts(size_in)) >= wanted:
            return slide
    raise AssertionError("unreachable")


def slides(
    layers: Sequence[Layer], size_in: int, axis: int = 0
) -> Iterator[tuple[Layer, Slide, int]]:
    """Each layer that slides a window, how it slides, and the size of the axis it slides along."""
    for layer in layers:
        slide = slide_of(layer, size_in, axis)
        if slide is not None:
            yield layer, slide, size_in
            size_in = len(slide.starts(size_in))


def pixels_reached(
    layers: Sequence[Layer], size_in: int, axis: int = 0
) -> dict[str, list[frozenset[int]]]:
    """The input pixels that each unit of each layer can see, without the zeros of padding."""
    fields = [frozenset([pixel]) for pixel in range(size_in)]
    reached = {}
    for layer, slide, size in slides(layers, size_in, axis):
        fields = [
            frozenset[int]().union(
                *(fields[start + tap] for tap in slide.taps if 0 <= start + tap < size)
            )
            for start in slide.starts(size)
        ]
        reached[layer.name] = fields
    return reached


def interval(chain: Sequence[Slide], unit: int) -> tuple[int, int]:
    """First and last input coordinate that a unit can see if padding never ends."""

    @cache
    def seen(depth: int, position: int) -> tuple[int, int]:
        if depth == 0:
            return position, position
        slide = chain[depth - 1]
        start = position * slide.stride - slide.before
        ends = [seen(depth - 1, start + tap) for tap in slide.taps]
        return min(first for first, _ in ends), max(last for _, last in ends)

    return seen(len(chain), unit)


def rows_unreached(slide: Slide, size_in: int) -> tuple[int, ...]:
    """The rows that no window touches."""
    touched = {start + tap for start, tap in product(slide.starts(size_in), slide.taps)}
    return tuple(sorted(set(range(size_in)) - touched))


def paths(chain: Sequence[Slide]) -> list[int]:
    """Walk every path from one unit to the input and count how many end at each coordinate."""
    ends: Counter[int] = Counter()
    for taps in product(*(slide.taps for slide in reversed(chain))):
        position = 0
        for slide, tap in zip(reversed(chain), taps, strict=True):
            position = position * slide.stride + tap
        ends[position] += 1
    return [ends[coordinate] for coordinate in range(max(ends) + 1)]
