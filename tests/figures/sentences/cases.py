"""Odd networks and sizes drawn from a seed, and their numbers, found by walking and counting."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from math import prod

from explorer.architecture import layers as kinds
from explorer.architecture.networks import PRESETS, Block, Head, Network, build_network
from explorer.architecture.summary import LayerSummary, summarize
from tests.architecture.brute_force import Slide, slide_of

Numbers = dict[str, int]


@dataclass(frozen=True)
class NetworkCase:
    """A network at an input size that it can be applied to."""

    network: Network
    rows: tuple[LayerSummary, ...]

    @property
    def size(self) -> tuple[int, int]:
        """(height, width) of the input."""
        height, width, _ = self.rows[0].input_shape
        return height, width


Rule = Callable[[random.Random, NetworkCase], None]
"""Draws what it needs, makes sentences, and fails where one of them is not true."""


def side(draw: random.Random) -> int:
    """1 to 1,024 px; small ones as often as large ones."""
    return draw.randint(1, draw.choice([1, 4, 16, 64, 300, 1024]))


def random_block(draw: random.Random) -> Block:
    """A block with any option."""
    repeats = draw.choice([1, 1, 1, 2, 3])
    stride = draw.choice([1, 1, 1, 2, 3, 8])
    sizes = tuple(draw.choice([1, 2, 3, 3, 5, 7, 15]) for _ in range(repeats))
    return Block(
        draw.choice([1, 2, 3, 64, 513]),
        repeats,
        draw.choice([sizes, sizes[0]]),
        stride,
        draw.choice(["same", "same", "valid", 1, 4]),
        draw.choice([1, 2, 8]) if stride == 1 else 1,
        draw.choice(["none", "none", "batch", "lrn"]),
        draw.choice([0.0, 0.0, 0.5]),
        draw.choice(["max", "max", "average", "none"]),
        draw.choice([1, 2, 2, 3, 8]),
        draw.choice([1, 2, 2, 3, 8]),
        draw.choice(["same", "valid"]),
        draw.choice([True, True, False]),
    )


def random_head(draw: random.Random) -> Head | None:
    """None, or a head with no, one or several hidden layers."""
    units = tuple(draw.choice([1, 7, 300]) for _ in range(draw.choice([0, 0, 1, 3])))
    rates = draw.choice([(), (0.5,) * (len(units) + 1)])
    reduction = draw.choice(["flatten", "average", "max"])
    head = Head(draw.choice([1, 2, 1000]), units, reduction, rates)
    return draw.choice([None, head, head])


def random_network(draw: random.Random) -> Network:
    """A preset, or one to three blocks of any kind."""
    if draw.random() < 0.2:
        return draw.choice(list(PRESETS.values()))
    blocks = [random_block(draw) for _ in range(draw.choice([1, 1, 2, 3]))]
    return build_network("a random network", blocks, random_head(draw))


def random_shape(draw: random.Random) -> tuple[int, int, int]:
    """Any input, half of them square."""
    height = side(draw)
    return height, draw.choice([height, side(draw)]), draw.choice([1, 3])


def fitting_case(draw: random.Random, network: Network | None = None) -> NetworkCase:
    """A network and an input; where a layer does not fit, another input or network is drawn."""
    while True:
        chosen = network or random_network(draw)
        shape = random_shape(draw)
        if fits(chosen.layers, shape[:2]):
            return NetworkCase(chosen, summarize(chosen, shape))


def fits(layers: Sequence[kinds.Layer], size: tuple[int, int]) -> bool:
    """Whether every window has at least one place along both sides."""
    return all(sizes_along(layers, length)[-1] > 0 for length in size)


@cache
def slide_along(layer: kinds.Layer, size: int) -> tuple[Slide | None, int]:
    """How a layer slides along an axis, and the size of the axis after it."""
    slide = slide_of(layer, size) if size else None
    return slide, len(slide.starts(size)) if slide else size


def sizes_along(layers: Sequence[kinds.Layer], size: int) -> list[int]:
    """The size of an axis before each layer and after the last; 0 from where a window fails."""
    found = [size]
    for layer in layers:
        size = slide_along(layer, size)[1]
        found.append(size)
    return found


def chain_along(layers: Sequence[kinds.Layer], size: int) -> list[Slide]:
    """How each layer that slides a window slides along an axis of ``size``."""
    chain = []
    for layer, before in zip(layers, sizes_along(layers, size), strict=False):
        slide, _ = slide_along(layer, before)
        chain += [slide] if slide else []
    return chain


def ends_of(chain: Sequence[Slide], unit: int) -> tuple[int, int]:
    """First and last px that a unit sees if padding never ends: its outer taps, walked back."""
    first = last = unit
    for slide in reversed(chain):
        first = first * slide.stride - slide.before
        last = last * slide.stride - slide.before + slide.taps[-1]
    return first, last


def field_sizes(layers: Sequence[kinds.Layer], size: int) -> dict[str, int]:
    """The field of each layer with a grid, and of what follows it unit by unit, by name."""
    found = {}
    for number, layer in enumerate(layers, 1):
        if isinstance(layer, kinds.Dense | kinds.GlobalPool):
            break
        first, last = ends_of(chain_along(layers[:number], size), 0)
        found[layer.name] = last - first + 1
    return found


def seen_along(layers: Sequence[kinds.Layer], size: int) -> set[int]:
    """The px that some unit of the last grid sees, followed tap by tap from its units."""
    sizes, units = sizes_along(layers, size), set(range(sizes_along(layers, size)[-1]))
    for layer, before in reversed([*zip(layers, sizes, strict=False)]):
        slide, _ = slide_along(layer, before)
        if slide is not None:
            read = {
                unit * slide.stride - slide.before + tap for unit in units for tap in slide.taps
            }
            units = {place for place in read if 0 <= place < before}
    return units


def counted(case: NetworkCase) -> tuple[Numbers, Numbers, Numbers]:
    """Parameters, MACs and values written of each layer, by name, from shapes walked anew."""
    height, width, channels = case.rows[0].input_shape
    rows, columns = (sizes_along(case.network.layers, length) for length in (height, width))
    parameters, work, values, is_grid = {}, {}, {}, True
    for place, layer in enumerate(case.network.layers):
        grid = (rows[place + 1], columns[place + 1]) if is_grid else ()
        parameters[layer.name] = work[layer.name] = 0
        match layer:
            case kinds.Conv2D():
                weights = channels * layer.kernel_size * layer.kernel_size * layer.filters
                work[layer.name] = weights * prod(grid)
                parameters[layer.name] = weights + (layer.filters if layer.use_bias else 0)
                channels = layer.filters
            case kinds.Dense():
                weights = work[layer.name] = channels * layer.units
                parameters[layer.name] = weights + (layer.units if layer.use_bias else 0)
                channels = layer.units
            case kinds.BatchNorm():
                parameters[layer.name] = 4 * channels
            case kinds.Flatten():
                channels, is_grid, grid = channels * prod(grid), False, ()
            case kinds.GlobalAveragePool() | kinds.GlobalMaxPool():
                is_grid, grid = False, ()
            case _:
                pass
        passes_on = isinstance(layer, kinds.Flatten | kinds.Dropout)
        values[layer.name] = 0 if passes_on else channels * prod(grid)
    return parameters, work, values
