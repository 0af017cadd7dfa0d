"""A race between one kernel and a stack: every round, the ratio and the prediction."""

from collections.abc import Callable, Iterator, Sequence

from explorer import units
from explorer.architecture.stacks.comparison import Amount, StackComparison
from explorer.architecture.stacks.races import (
    WARM_UP_ROUNDS,
    WATCHED_ROUNDS,
    WHISKER_REACH,
    Measured,
    Race,
    TimeSpread,
    most_bytes_alive,
    predicted_ratio,
    time_spread,
    whiskers,
)
from explorer.figures import theme
from explorer.figures.stacks.curves import GUIDE_LOOK, ONE_LOOK, STACK_LOOK
from explorer.figures.stacks.tables import amount_words
from explorer.figures.theme import SELECTED_COLOUR, Parts
from explorer.words import capitalised, listed, several

_MILLISECONDS = 1000

_HEIGHT = 560
TIMES_BAND, RATIO_BAND = (0.46, 0.94), (0.0, 0.23)
"""The bottom and the top of each panel, as shares of the plot."""

_MARGIN = {"t": 8, "b": 60, "l": 16, "r": 24}
ONE_ROW, STACK_ROW = 1, 0
ROW_TOP, ROW_BOTTOM = 0.4, -0.5
_HEADROOM = 1.05
BOX_WIDTH, POINTS_BELOW, SCATTER, _POINT_SIZE = 0.3, -1.3, 0.4, 6

ROUNDS_NOTE = (
    "Each point is one timed round. A box holds the middle half of the rounds, and the line in it "
    "marks the median; the numbers in brackets are the ends of the box. The thin lines reach to "
    f"the last round within {WHISKER_REACH} times the box's length."
)


def race_rounds(race: Race) -> theme.Figure:
    """Draw every round: both times, and below them the stack's time as a multiple.

    Each point is a round. A box holds the middle half of them, the line in it marks the median.
    """
    ratios = race.ratios
    traces = [
        _box(_milliseconds(race.one), ONE_ROW, ONE_LOOK["color"], "%{x:.3~g} ms", 1),
        _box(_milliseconds(race.stack), STACK_ROW, STACK_LOOK["color"], "%{x:.3~g} ms", 1),
        _box(ratios, 0, SELECTED_COLOUR, "%{x:.2f} times", 2),
        _prediction(predicted_ratio(race.comparison)),
    ]
    slowest = _slowest(race)
    layout = {
        "showlegend": False,
        "annotations": list(_headings(race)),
        "xaxis": theme.axis("Time of one pass, ms", range=[0, slowest], anchor="y"),
        "yaxis": _rows(ONE_ROW, TIMES_BAND),
        "xaxis2": theme.axis(
            "Stack's time / single kernel's", range=[0, _widest(race)], anchor="y2"
        ),
        "yaxis2": _rows(0, RATIO_BAND) | {"anchor": "x2"},
    }
    return theme.figure(traces, layout, height=_HEIGHT, margin=_MARGIN)


def _milliseconds(measured: Measured) -> list[float]:
    return [_MILLISECONDS * seconds for seconds in measured.seconds]


def _slowest(race: Race) -> float:
    """Where the axis of the times ends, ms."""
    return _HEADROOM * _edge(_milliseconds(race.one), _milliseconds(race.stack))


def _widest(race: Race) -> float:
    """Where the axis of the ratios ends; it includes 1 and the prediction."""
    return _HEADROOM * max(_edge(race.ratios), predicted_ratio(race.comparison), 1.0)


def _edge(*values: Sequence[float]) -> float:
    """How far an axis reaches: to the last whisker, or to the largest value close to it.

    Otherwise a few very slow rounds would squeeze all others together.
    """
    boxes = [(max(each), time_spread(each)) for each in values]
    return max(min(most, box.high + WHISKER_REACH * (box.high - box.low)) for most, box in boxes)


def _box(values: Sequence[float], row: int, colour: str, template: str, panel: int) -> Parts:
    """A box with our own quartiles: each of Plotly's rules differs a little from NumPy's."""
    box, (low, high) = time_spread(values), whiskers(values)
    return {
        "type": "box",
        "orientation": "h",
        **{"q1": [box.low], "median": [box.median], "q3": [box.high]},
        **{"lowerfence": [low], "upperfence": [high]},
        "x": [list(values)],
        "y": [row],
        "xaxis": theme.axis_name("x", panel - 1),
        "yaxis": theme.axis_name("y", panel - 1),
        "boxpoints": "all",
        "pointpos": POINTS_BELOW,
        "jitter": SCATTER,
        "width": BOX_WIDTH,
        "marker": {"color": colour, "size": _POINT_SIZE, "opacity": 0.6},
        "line": {"color": colour, "width": 2},
        "hoveron": "points",
        "hovertemplate": f"{template}<extra></extra>",
    }


def _prediction(ratio: float) -> Parts:
    return theme.curve(
        [ratio] * 2,
        [ROW_BOTTOM, BOX_WIDTH / 2],
        xaxis="x2",
        yaxis="y2",
        line=GUIDE_LOOK,
        hoverinfo="skip",
    )


def _rows(last: int, band: tuple[float, float]) -> Parts:
    return {
        "visible": False,
        "range": [ROW_BOTTOM, last + ROW_TOP],
        "domain": band,
        "fixedrange": True,
    }


def _headings(race: Race) -> Iterator[Parts]:
    """Over each box, the numbers that it shows."""
    for row, (each, measured) in zip((ONE_ROW, STACK_ROW), race.both, strict=True):
        times = _milliseconds(measured)
        unseen = _unseen(times, _slowest(race))
        yield _heading(f"<b>{each.name}</b>: {_spread_words(times)} ms{unseen}", row, "y")
    predicted = predicted_ratio(race.comparison)
    unseen = _unseen(race.ratios, _widest(race))
    words = f"<b>Ratio</b>: {_spread_words(race.ratios, _ratio)}{unseen}"
    yield _heading(f"{words}<br>dotted: predicted from the work, {predicted:.2f}", 0, "y2")


def _spread_words(
    values: Sequence[float], written: Callable[[float], str] = units.three_digits
) -> str:
    box = time_spread(values)
    low, median, high = map(written, (box.low, box.median, box.high))
    return f"{median} ({low} to {high})"


def _unseen(values: Sequence[float], end: float) -> str:
    number = sum(value > end for value in values)
    are = "is" if number == 1 else "are"
    return f"<br>{several(number, 'round')} {are} off the chart" if number else ""


def _ratio(value: float) -> str:
    return f"{value:.2f}"


def _heading(text: str, row: int, panel: str) -> Parts:
    return theme.heading(text, row + ROW_TOP / 2, yref=panel)


# --- numbers and sentences -----------------------------------------------------------------------


def race_table(race: Race) -> dict[str, list[str]]:
    """Measured and predicted, one row each, by column title."""
    rows = [*_time_rows(race), *_memory_rows(race)]
    one, stack = race.comparison.one, race.comparison.stack
    titles = ("Number", f"1: {one.name}", f"2: {stack.name}", "2 as a multiple of 1")
    return {title: [row[place] for row in rows] for place, title in enumerate(titles)}


RaceRow = tuple[str, ...]
"""A name, the single kernel, the stack, and the stack as a multiple."""


def _time_rows(race: Race) -> Iterator[RaceRow]:
    times = [time_spread(measured.seconds) for _, measured in race.both]
    ratio, expected = time_spread(race.ratios), predicted_ratio(race.comparison)
    medians = [each.median for each in times]
    both = (race.comparison.one, race.comparison.stack)
    yield "Time, median", *map(_time, medians), f"{ratio.median:.2f}"
    yield (
        "Time, middle half",
        *(f"{_time(each.low)} to {_time(each.high)}" for each in times),
        f"{ratio.low:.2f} to {ratio.high:.2f}",
    )
    expected_times = (medians[0], expected * medians[0])
    yield "Time, predicted", *map(_time, expected_times), f"{expected:.2f}"
    yield "Work", *(amount_words(each, Amount.MACS) for each in both), f"{expected:.2f}"
    speeds = [each.amount(Amount.MACS) / median for each, median in zip(both, medians, strict=True)]
    yield "Work per second", *map(_speed, speeds), f"{speeds[1] / speeds[0]:.2f}"


def _memory_rows(race: Race) -> Iterator[RaceRow]:
    yield "Memory, measured", *_measured_memory(race)
    yield "Memory, predicted", *_predicted_memory(race)
    kept = [each.amount(Amount.MEMORY) for each, _ in race.both]
    yield "Input and all maps", *_memory_cells(kept)


def _measured_memory(race: Race) -> tuple[str, str, str]:
    return _memory_cells([measured.most_bytes for _, measured in race.both])


def _predicted_memory(race: Race) -> tuple[str, str, str]:
    return _memory_cells([most_bytes_alive(each.rows) for each, _ in race.both])


def _memory_cells(num_bytes: Sequence[int | None]) -> tuple[str, str, str]:
    one, stack = num_bytes
    if not one or stack is None:
        return units.UNKNOWN, units.UNKNOWN, units.UNKNOWN
    return units.memory(one), units.memory(stack), f"{stack / one:.2f}"


def _time(seconds: float) -> str:
    return f"{units.three_digits(_MILLISECONDS * seconds)} ms"


def _speed(macs_per_second: float) -> str:
    return f"{units.macs(round(macs_per_second), 1)}/s"


def race_title(race: Race) -> str:
    """Who ran, on which map, in markdown."""
    one, stack = race.comparison.one, race.comparison.stack
    height, width, channels = one.rows[0].input_shape
    return (
        f"**2: {stack.name}** as a multiple of **1: {one.name}**, on a map of "
        f"{units.size((height, width))} px, from {several(channels, 'channel')} to "
        f"{one.output_shape[-1]}; memory without the input map:"
    )


def race_headline(race: Race) -> dict[str, str]:
    """The stack as a multiple of the single kernel, measured and predicted, by name."""
    return {
        "Time, measured": _times(f"{time_spread(race.ratios).median:.2f}"),
        "Time, predicted": _times(f"{predicted_ratio(race.comparison):.2f}"),
        "Memory, measured": _times(_measured_memory(race)[-1]),
        "Memory, predicted": _times(_predicted_memory(race)[-1]),
    }


def _times(ratio: str) -> str:
    return ratio if ratio == units.UNKNOWN else f"{ratio} ×"


def race_expectation(comparison: StackComparison) -> str:
    """What work and maps predict, before anything is measured."""
    one, stack = comparison.one, comparison.stack
    work = [amount_words(each, Amount.MACS) for each in (one, stack)]
    alive = [units.memory(most_bytes_alive(each.rows)) for each in (one, stack)]
    return (
        f"By arithmetic: {work[0]} for {one.name}, {work[1]} for {stack.name}. If nothing else "
        f"took time, the stack would take {predicted_ratio(comparison):.2f} times as long. The "
        f"maps that exist at once take at most {alive[0]} and {alive[1]}, not counting the input, "
        "which is there before either runs."
    )


def race_notes(race: Race) -> tuple[str, ...]:
    """What the race showed in time, speed, noise and memory, in short sentences."""
    return (_ratio_note(race), _speed_note(race), _noise_note(race), _memory_note(race))


def _ratio_note(race: Race) -> str:
    one, stack = race.comparison.one.name, race.comparison.stack.name
    ratio, expected = time_spread(race.ratios), predicted_ratio(race.comparison)
    return (
        f"{capitalised(stack)} took {ratio.median:.2f} times as long as {one}: the median "
        f"of {len(race.ratios)} timed rounds, with the middle half from {ratio.low:.2f} to "
        f"{ratio.high:.2f}. Another {WARM_UP_ROUNDS + WATCHED_ROUNDS} rounds came first, to warm "
        "up and to measure memory. The work predicts "
        f"{expected:.2f} times. {_judged(ratio, expected)}"
    )


def _judged(ratio: TimeSpread, expected: float) -> str:
    if expected < ratio.low:
        return "So the stack is slower than its work predicts."
    if expected > ratio.high:
        return "So the stack is faster than its work predicts."
    return "The two agree within the noise."


def _speed_note(race: Race) -> str:
    words = [
        f"{_speed(each.amount(Amount.MACS) / time_spread(measured.seconds).median)} in {each.name}"
        for each, measured in race.both
    ]
    return (
        f"Work is not all that takes time: this computer did {words[0]} and {words[1]}. Each layer "
        "has to be started and reads and writes its maps, and some kernel sizes suit a processor "
        "better than others."
    )


def _noise_note(race: Race) -> str:
    shares = [
        f"{units.percent((times.high - times.low) / times.median, 0)} of the median for {each.name}"
        for each, measured in race.both
        for times in [time_spread(measured.seconds)]
    ]
    return (
        f"Noise: the middle half of the times spans {shares[0]} and {shares[1]}. "
        "Other work on this computer can slow a round. Both run in every round, so the ratio is "
        "more reliable than the times."
    )


def _memory_note(race: Race) -> str:
    predicted = listed(
        [f"{units.memory(most_bytes_alive(each.rows))} for {each.name}" for each, _ in race.both]
    )
    measured_peaks = listed(
        [
            f"{units.memory(peak)} for {each.name}"
            for each, measured in race.both
            if (peak := measured.most_bytes) is not None
        ]
    )
    taken = "this computer does not report what a pass took"
    if measured_peaks:
        taken = f"a pass took {measured_peaks} at its peak"
    return (
        f"Memory, not counting the input: {taken}. The prediction is {predicted}: while a layer "
        "computes, its input and its output exist, but the first layer's input is there before "
        "and counts for neither. Training would keep the input and all maps."
    )
