"""How several channels and several filters work together, as grids of numbers."""

from collections.abc import Iterator

import numpy as np

from explorer import units
from explorer.convolution.bench import BenchLayer
from explorer.convolution.layer import ConvolutionWork
from explorer.convolution.limits import MOST_SIDE
from explorer.figures.convolution.bench_shown import map_names
from explorer.figures.maps.number_grids import Part, equation
from explorer.words import capitalised, listed, several

MOST_ROWS = 2 * MOST_SIDE
"""Rows of a map up to which its numbers are written out: all of them, whatever the padding."""

_NOT_LINEAR = {"relu": "ReLU", "softmax": "softmax over the filters"}


def filter_lines(bench: BenchLayer, work: ConvolutionWork) -> tuple[str, ...]:
    """One line for each filter: what it makes of each channel, their sum, and its map.

    Args:
        bench: The layer.
        work: Its steps.
    """
    names = map_names(work.sums.shape[-1])
    return tuple(
        equation(list(_line(bench, work, number, name)), MOST_ROWS)
        for number, name in enumerate(names)
    )


def _line(bench: BenchLayer, work: ConvolutionWork, number: int, name: str) -> Iterator[Part]:
    """Channels with "+" between them, the bias, and the map before and after its activation."""
    for place, channel in enumerate(work.channels_read[:, number].tolist()):
        if place:
            yield "+"
        yield f"from {bench.channels[channel]}", work.channel_sums[:, :, place, number]
    if work.bias[number]:
        yield f"{units.signed(float(work.bias[number]))} (bias)"
    yield "="
    yield name, work.pre_activation[:, :, number]
    if bench.layer.activation in _NOT_LINEAR:
        yield "→"
        yield f"{name} after {_NOT_LINEAR[bench.layer.activation]}", work.activation[:, :, number]


def maps_added(work: ConvolutionWork) -> str:
    """The maps of all filters added up, which is the map of one filter with their weights added."""
    names, maps = map_names(work.sums.shape[-1]), np.moveaxis(work.pre_activation, -1, 0)
    parts: list[Part] = []
    for name, values in zip(names, maps, strict=True):
        parts += [(name, values), "+"]
    parts[-1] = "="
    return equation([*parts, ("added", work.pre_activation.sum(axis=-1))], MOST_ROWS)


def filters_note(bench: BenchLayer) -> str:
    """How many maps come from how many channels and filters, and the numbers that takes."""
    height, width, of_a_group, filters = bench.layer.kernel.shape
    channels = len(bench.channels)
    return (
        f"**{several(channels, 'channel')} in, {several(filters, 'filter')}, "
        f"{several(filters, 'map')} out.** Each filter has {height} × {width} × {of_a_group} = "
        f"{several(height * width * of_a_group, 'weight')} and a bias, so the layer has "
        f"{filters} × ({height} × {width} × {of_a_group} + 1) = "
        f"{several(filters * (height * width * of_a_group + 1), 'parameter')}."
    )


def groups_note(bench: BenchLayer, work: ConvolutionWork) -> str:
    """Which channels each filter reads, where there are groups; "" where all read all."""
    groups = bench.layer.groups
    if groups == 1:
        return ""
    channels, filters = len(bench.channels), work.sums.shape[-1]
    weights = bench.layer.kernel.size
    kind = "Depthwise: as many groups as channels. " if groups == channels else ""
    read = [
        f"{name} reads {listed([bench.channels[each] for each in read])}"
        for name, read in zip(map_names(filters), work.channels_read.T.tolist(), strict=True)
    ]
    return (
        f"**{kind}{groups} groups.** {capitalised('; '.join(read))}. With 1 group the filters "
        f"would have {weights * groups:,} weights; here they have {weights:,}."
    )
