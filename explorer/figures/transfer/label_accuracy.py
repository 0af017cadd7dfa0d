"""How often a head is right for each label, with the interval that so few photos leave."""

from explorer.figures import theme
from explorer.figures.maps.probabilities import QUARTERS
from explorer.figures.theme import LINES, SELECTED_COLOUR, Parts
from explorer.figures.transfer.label_looks import figure_label
from explorer.figures.transfer.learned_notes import share_words
from explorer.transfer.confusion import Confusion
from explorer.transfer.intervals import wilson

ALL_LABELS = "All labels"

_ROW_HEIGHT, _ROOM_FOR_AXIS = 54, 64
"""px: a label's name and the bar under it; the axis below."""

_MARGIN = {"l": 16, "r": 16, "t": 4, "b": 56}
_BAR_WIDTH = 12
"""px of an interval's line."""

_NAME_ABOVE = 0.2
"""Of a row's height."""

_INTERVAL_COLOUR = "rgba(0, 114, 178, 0.45)"


def accuracy_bars(confusion: Confusion) -> theme.Figure:
    """A line from the least to the most that each label's share may be, and a point at the count.

    Where a label has no photos, its row has a question mark.
    """
    counts = [(ALL_LABELS, confusion.num_right, confusion.num)] + [
        (name, confusion.count(number, number), confusion.num_of(number))
        for number, name in enumerate(confusion.labels)
    ]
    known = [(place, *each[1:]) for place, each in enumerate(counts) if each[2]]
    traces = [*(_interval(*each) for each in known), _points(known)]
    last = len(counts) - 0.6
    layout: Parts = {
        "xaxis": theme.axis(
            "Share of right answers", range=[-0.03, 1.04], tickvals=QUARTERS, tickformat=".0%"
        ),
        "yaxis": theme.axis(range=[last, -0.7], visible=False),
        "annotations": [_name(place, *each) for place, each in enumerate(counts)],
        "shapes": [_track(place) for place in range(len(counts))],
        "showlegend": False,
    }
    height = _ROW_HEIGHT * len(counts) + _ROOM_FOR_AXIS
    return theme.figure(traces, layout, height=height, margin=_MARGIN)


def _interval(place: int, num_right: int, num: int) -> Parts:
    interval = wilson(num_right, num)
    ends = [interval.low, interval.high] if interval else []
    return theme.curve(
        ends,
        [place] * len(ends),
        line={"width": _BAR_WIDTH, "color": _INTERVAL_COLOUR},
        hoverinfo="skip",
    )


def _points(known: list[tuple[int, int, int]]) -> Parts:
    return theme.curve(
        [num_right / num for _place, num_right, num in known],
        [place for place, _right, _num in known],
        "markers",
        marker={"size": 12, "color": SELECTED_COLOUR, "line": {"width": 1, "color": "#101418"}},
        hoverinfo="skip",
    )


def _track(place: int) -> Parts:
    return {
        **{"type": "line", "layer": "below", "x0": 0, "x1": 1, "y0": place, "y1": place},
        "line": {"width": 1, "color": LINES},
    }


def _name(place: int, name: str, num_right: int, num: int) -> Parts:
    words = f"<b>{figure_label(name)}</b>: {share_words(num_right, num)}"
    y = place - _NAME_ABOVE
    return theme.text(words, x=0, y=y, xanchor="left", yanchor="bottom")
