"""What the layers make of a photo, in sentences and tables."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from explorer import units
from explorer.architecture.layers import MaxPool2D
from explorer.architecture.network.export import csv_text
from explorer.architecture.shapes import Shape
from explorer.architecture.summary import LayerSummary
from explorer.feature_maps import ChannelStatistics, LayerStatistics
from explorer.words import several

StatisticsColumn = list[str] | list[int] | list[float] | list[bool]
_ONE = "about 1-fold"
"""A ratio that is not 1, but too close to it for two digits."""

_WHOLE = 100
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
        *(_from_first_to_last(rows[0], rows[-1]) if len(rows) > 1 else _only_layer(rows[0])),
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


def _only_layer(row: LayerSummary) -> Iterator[str]:
    height, width, channels = row.output_shape
    yield (
        f"{row.name} is the only layer: its grid is {units.size((height, width))}, with "
        f"{several(channels, 'channel')}, {several(row.num_activations, 'value')} in all."
    )


def _from_first_to_last(first: LayerSummary, last: LayerSummary) -> Iterator[str]:
    grid = _change_of_grid(first.output_shape[:2], last.output_shape[:2])
    channels = _change_of_channels(first.output_shape[2], last.output_shape[2])
    yield f"From {first.name} to {last.name}, {grid}, and {channels}."
    yield _num_values(first, last)


def _change_of_grid(before: Shape, after: Shape) -> str:
    """Each side on its own: they may shrink differently, or one of them not at all."""
    sizes = f"{units.size(before)} to {units.size(after)}"
    if before == after:
        return f"the grid stays {units.size(before)}"
    folds = [_fold(large / small) for large, small in zip(before, after, strict=True)]
    if any(large < small for large, small in zip(before, after, strict=True)) or _ONE in folds:
        return f"the grid goes from {sizes}"
    if folds[0] == folds[1]:
        return f"the grid shrinks {folds[0]} each way ({sizes})"
    if before[0] == after[0]:
        return f"the grid keeps its height and shrinks {folds[1]} in width ({sizes})"
    if before[1] == after[1]:
        return f"the grid keeps its width and shrinks {folds[0]} in height ({sizes})"
    return f"the grid shrinks {folds[0]} in height and {folds[1]} in width ({sizes})"


def _change_of_channels(before: int, after: int) -> str:
    if before == after:
        return f"the number of channels stays {before:,}"
    verb, fold = ("grows", after / before) if after > before else ("shrinks", before / after)
    if _fold(fold) == _ONE:
        return f"the number of channels {verb} from {before:,} to {after:,}"
    return f"the number of channels {verb} {_fold(fold)} ({before:,} to {after:,})"


def _fold(ratio: float) -> str:
    """How many times as large, in two digits or, from 100 on, in whole numbers."""
    if ratio.is_integer():
        return f"{ratio:,.0f}-fold"
    return f"about {ratio:,.0f}-fold" if round(ratio) >= _WHOLE else f"about {ratio:.2g}-fold"


def _num_values(first: LayerSummary, last: LayerSummary) -> str:
    before, after = first.num_activations, last.num_activations
    ratio, word = (before / after, "fewer") if after < before else (after / before, "more")
    many = "as many" if before == after else f"{units.three_digits(ratio)} times {word}"
    return (
        f"{first.name} writes {several(before, 'value')}, {last.name} {units.count(after)}: {many}."
    )


def _zeros(facts: _Facts) -> str:
    shares = [each.share_zero for _, each in facts]
    fewest, most = min(shares), max(shares)
    if not most:
        return "No layer has a value that is exactly 0."
    if fewest == most:
        each = "each layer's values" if len(facts) > 1 else "its values"
        return f"{units.percent(most)} of {each} are zeros."
    return (
        f"{_with_share(facts, most)} the most zeros, {units.percent(most)} of its values; "
        f"{_with_share(facts, fewest)} the fewest, {units.percent(fewest)}."
    )


def _with_share(facts: _Facts, share: float) -> str:
    return _who([row.name for row, each in facts if each.share_zero == share])


def _who(names: Sequence[str]) -> str:
    """The first of equals, and how many others there are: "a has", "a and 2 other layers have"."""
    first, *others = names
    if not others:
        return f"{first} has"
    return f"{first} and {several(len(others), 'other layer')} have"


def _pooling(facts: _Facts) -> Iterator[str]:
    """What the max pool that removes most zeros does; nothing if none does."""
    pools = [
        (row, before, after)
        for (_, before), (row, after) in pairwise(facts)
        if isinstance(row.layer, MaxPool2D) and after.share_zero < before.share_zero
    ]
    if pools:
        row, before, after = max(pools, key=lambda pool: pool[1].share_zero - pool[2].share_zero)
        cause = ", so there are fewer zeros" if _covers_its_input(row) else ""
        yield (
            f"{row.name} keeps the largest value of each window{cause}: "
            f"{units.percent(before.share_zero)} of the values before it are zeros, "
            f"{units.percent(after.share_zero)} after it. The mean goes from "
            f"{units.three_digits(before.mean)} to {units.three_digits(after.mean)}."
        )


def _covers_its_input(row: LayerSummary) -> bool:
    """Whether windows of several values reach all of the input: zeros are then not left out."""
    sweeps = [sweep for sweep in (row.rows, row.columns) if sweep is not None]
    return all(sweep.window.size > 1 and not sweep.unreached for sweep in sweeps)


def _largest(facts: _Facts) -> str:
    low_row, low = min(facts, key=lambda fact: fact[1].high)
    high_row, high = max(facts, key=lambda fact: fact[1].high)
    largest = units.three_digits(high.high)
    if len(facts) == 1:
        return f"The largest value is {largest}."
    if low.high == high.high:
        return f"The largest value of each layer is {largest}."
    return (
        f"The largest value of all, {largest}, is first reached in "
        f"{high_row.name}; in {low_row.name} no value is above {units.three_digits(low.high)}."
    )


def _dead(facts: _Facts) -> str:
    most = max((each for _, each in facts), key=lambda each: each.num_dead)
    if not most.num_dead:
        return "No feature map is dead: each responds to this photo somewhere."
    if len(facts) == 1:
        return f"Dead maps, 0 everywhere for this photo: {most.num_dead} of {most.num_channels}."
    none = sum(not each.num_dead for _, each in facts)
    equals = [other.name for other, each in facts if each.num_dead == most.num_dead]
    of_all = f" of {most.num_channels}" if len(equals) == 1 else ""
    return (
        f"Dead maps, 0 everywhere for this photo: {_who(equals)} the most, {most.num_dead}"
        f"{of_all}; {none} of {several(len(facts), 'layer')} "
        f"{'has' if none == 1 else 'have'} none."
    )
