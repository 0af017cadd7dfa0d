"""What the layers make of a photo, in sentences and tables."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import prod, sqrt

from explorer import units
from explorer.architecture.layers import MaxPool2D
from explorer.architecture.network.export import csv_text
from explorer.architecture.shapes import Shape
from explorer.architecture.summary import LayerSummary
from explorer.feature_maps import ChannelStatistics, LayerStatistics
from explorer.words import several

StatisticsColumn = list[str] | list[int] | list[float] | list[bool]
_Facts = Sequence[tuple[LayerSummary, LayerStatistics]]


def depth_facts(
    rows: Sequence[LayerSummary], statistics: Sequence[LayerStatistics]
) -> tuple[str, ...]:
    """One sentence per fact, with the numbers of a photo.

    Args:
        rows: The layers, first layer first.
        statistics: Of each of them, for that photo.
    """
    facts = list(zip(rows, statistics, strict=True))
    return (
        _sizes(rows[0], rows[-1]),
        _num_values(rows[0], rows[-1]),
        _zeros(facts),
        *_pooling(facts),
        _largest(facts),
        _dead(facts),
    )


def statistics_table(
    rows: Sequence[LayerSummary], statistics: Sequence[LayerStatistics]
) -> dict[str, StatisticsColumn]:
    """One row per layer by column title, exact numbers; shares from 0 to 1."""
    shapes = [row.output_shape for row in rows]
    return {
        "layer": [row.name for row in rows],
        "kind": [row.kind for row in rows],
        "height": [shape[0] for shape in shapes],
        "width": [shape[1] for shape in shapes],
        "channels": [shape[2] for shape in shapes],
        "low": [each.low for each in statistics],
        "high": [each.high for each in statistics],
        "mean": [each.mean for each in statistics],
        "share_of_zeros": [each.share_zero for each in statistics],
        "dead_maps": [each.num_dead for each in statistics],
        "macs": [row.num_macs for row in rows],
    }


def channel_table(statistics: ChannelStatistics) -> dict[str, StatisticsColumn]:
    """One row per channel of a layer by column title, exact numbers; shares from 0 to 1."""
    return {
        "channel": list(range(len(statistics.low))),
        "low": statistics.low.tolist(),
        "high": statistics.high.tolist(),
        "mean": statistics.mean.tolist(),
        "variance": statistics.variance.tolist(),
        "share_of_zeros": statistics.share_zero.tolist(),
        "dead": statistics.dead.tolist(),
    }


def shown_table(
    rows: Sequence[LayerSummary], statistics: Sequence[LayerStatistics]
) -> dict[str, StatisticsColumn]:
    """The same as text, one row per layer."""
    return {
        "Layer": [row.name for row in rows],
        "Kind": [row.kind for row in rows],
        "Output": [units.size(row.output_shape) for row in rows],
        "Smallest": [units.three_digits(each.low) for each in statistics],
        "Largest": [units.three_digits(each.high) for each in statistics],
        "Mean": [units.three_digits(each.mean) for each in statistics],
        "Zeros": [units.percent(each.share_zero) for each in statistics],
        "Dead maps": [f"{each.num_dead} of {each.num_channels}" for each in statistics],
        "MACs": [row.num_macs for row in rows],
    }


def channels_csv(statistics: Callable[[], ChannelStatistics]) -> str:
    """The channels of a layer as CSV, computed only when called."""
    return csv_text(channel_table(statistics()))


def _sizes(first: LayerSummary, last: LayerSummary) -> str:
    grid = _change_of_grid(first.output_shape[:2], last.output_shape[:2])
    channels = _change_of_channels(first.output_shape[2], last.output_shape[2])
    return f"From {first.name} to {last.name}, {grid}, and {channels}."


def _change_of_grid(before: Shape, after: Shape) -> str:
    if prod(after) >= prod(before):
        return f"the grid goes from {units.size(before)} to {units.size(after)}"
    height, width = (large / small for large, small in zip(before, after, strict=True))
    fold = sqrt(height * width)
    return f"the grid shrinks {_fold(fold)} each way ({units.size(before)} to {units.size(after)})"


def _change_of_channels(before: int, after: int) -> str:
    if before == after:
        return f"the number of channels stays {before:,}"
    verb, fold = ("grows", after / before) if after > before else ("shrinks", before / after)
    return f"the number of channels {verb} {_fold(fold)} ({before:,} to {after:,})"


def _fold(ratio: float) -> str:
    return f"{ratio:.0f}-fold" if ratio.is_integer() else f"about {ratio:.2g}-fold"


def _num_values(first: LayerSummary, last: LayerSummary) -> str:
    before, after = first.num_activations, last.num_activations
    ratio, word = (before / after, "fewer") if after < before else (after / before, "more")
    many = "as many" if before == after else f"{units.three_digits(ratio)} times {word}"
    return (
        f"{first.name} writes {several(before, 'value')}, {last.name} {units.count(after)}: {many}."
    )


def _zeros(facts: _Facts) -> str:
    fewest_row, fewest = min(facts, key=lambda fact: fact[1].share_zero)
    most_row, most = max(facts, key=lambda fact: fact[1].share_zero)
    if not most.share_zero:
        return "No layer has a value that is exactly 0."
    return (
        f"{most_row.name} has the most zeros, {units.percent(most.share_zero)} of its values; "
        f"{fewest_row.name} has the fewest, {units.percent(fewest.share_zero)}."
    )


def _pooling(facts: _Facts) -> Iterator[str]:
    """What the max pool that removes most zeros does; nothing if none does."""
    pools = [
        (row, before, after)
        for (_, before), (row, after) in pairwise(facts)
        if isinstance(row.layer, MaxPool2D) and after.share_zero < before.share_zero
    ]
    if pools:
        row, before, after = max(pools, key=lambda pool: pool[1].share_zero - pool[2].share_zero)
        yield (
            f"{row.name} keeps the largest value of each window, so there are fewer zeros: "
            f"{units.percent(before.share_zero)} before it, {units.percent(after.share_zero)} "
            f"after it. The mean goes from {units.three_digits(before.mean)} to "
            f"{units.three_digits(after.mean)}."
        )


def _largest(facts: _Facts) -> str:
    low_row, low = min(facts, key=lambda fact: fact[1].high)
    high_row, high = max(facts, key=lambda fact: fact[1].high)
    return (
        f"The largest value of all, {units.three_digits(high.high)}, is first reached in "
        f"{high_row.name}; in {low_row.name} no value is above {units.three_digits(low.high)}."
    )


def _dead(facts: _Facts) -> str:
    row, most = max(facts, key=lambda fact: fact[1].num_dead)
    if not most.num_dead:
        return "No feature map is dead: each responds to this photo somewhere."
    none = sum(not each.num_dead for _, each in facts)
    return (
        f"Dead maps, 0 everywhere for this photo: {row.name} has the most, {most.num_dead} of "
        f"{most.num_channels}; {none} of {several(len(facts), 'layer')} "
        f"{'has' if none == 1 else 'have'} none."
    )
