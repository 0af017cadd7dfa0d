"""The learning rate over iterations and epochs."""

from functools import cache
from itertools import pairwise

from explorer.figures import theme
from explorer.figures.theme import SELECTED_COLOUR, Parts
from explorer.recipe.schedule import (
    ITERATIONS,
    NUM_DROPS,
    PAPER_EPOCHS,
    RateLevel,
    epochs_of,
    iterations_of,
    rate_levels,
)

UNKNOWN_TIMES = "When it fell is<br>not published:<br>drawn at equal<br>distances"
"""Short lines: on a phone, the right half of the plot is as wide as one of them."""

WHY_IT_FELL = (
    "The paper does not say when the rate fell, only why: accuracy on the validation pictures had "
    "stopped rising. The three falls, dashed, are drawn at equal distances."
)

_HEIGHT = 420
_MARGIN = {"l": 92, "r": 24, "t": 72, "b": 64}
_EPOCH_STEP = 10
_THOUSAND = 1000
_ROOM = 0.4
"""Powers of ten above and below the rates."""

_TICKS = {1e-2: "0.01", 1e-3: "0.001", 1e-4: "0.0001", 1e-5: "0.00001"}


@cache
def schedule_chart() -> theme.Figure:
    """Draw the four learning rates, with the falls dashed, because nobody knows when they were."""
    levels = rate_levels()
    layout: Parts = {
        "xaxis": theme.axis(
            "Iterations of 256 pictures, thousands", range=[0, ITERATIONS / _THOUSAND], dtick=50
        ),
        "xaxis2": _epochs_axis(),
        "yaxis": theme.axis(
            "Learning rate",
            type="log",
            range=[-5 - _ROOM, -2 + _ROOM],
            tickvals=list(_TICKS),
            ticktext=list(_TICKS.values()),
        ),
        "annotations": [_warning()],
        "showlegend": False,
    }
    traces = [*map(_level, levels), _falls(levels), _carrier()]
    return theme.figure(traces, layout, height=_HEIGHT, margin=_MARGIN)


def _level(level: RateLevel) -> Parts:
    ends = level.start / _THOUSAND, level.stop / _THOUSAND
    times = (
        f"from iteration {level.start:,.0f}"
        if level.is_start_published
        else "from an unknown time",
        f"to iteration {level.stop:,.0f}" if level.is_stop_published else "to an unknown time",
    )
    return theme.curve(
        ends,
        [level.rate] * len(ends),
        line={"color": SELECTED_COLOUR, "width": 4},
        hovertemplate=f"learning rate {_TICKS[level.rate]}, {', '.join(times)}<extra></extra>",
    )


def _falls(levels: tuple[RateLevel, ...]) -> Parts:
    """Dashed lines from one rate to the next."""
    x: list[float | None] = []
    y: list[float | None] = []
    for before, after in pairwise(levels):
        x += [after.start / _THOUSAND] * 2 + [None]
        y += [before.rate, after.rate, None]
    return theme.curve(
        x,
        y,
        name="falls, times unknown",
        line={"color": SELECTED_COLOUR, "width": 2, "dash": "dash"},
        hoverinfo="skip",
    )


def _epochs_axis() -> Parts:
    """The same times in epochs, on top."""
    ticks = [*range(0, PAPER_EPOCHS - _EPOCH_STEP // 2, _EPOCH_STEP), PAPER_EPOCHS]
    return theme.axis(
        "Epochs",
        overlaying="x",
        side="top",
        range=[0, epochs_of(ITERATIONS)],
        tickvals=[min(tick, epochs_of(ITERATIONS)) for tick in ticks],
        ticktext=[str(tick) for tick in ticks],
    )


def _carrier() -> Parts:
    """Nothing to see: an axis without a trace would not be drawn."""
    x = [0, iterations_of(1) / _THOUSAND]
    return theme.curve(x, [None, None], xaxis="x2", hoverinfo="skip")


def _warning() -> Parts:
    return theme.text(
        UNKNOWN_TIMES,
        **{"x": 1, "xref": "paper", "xanchor": "right"},
        **{"y": 1, "yref": "paper", "yanchor": "top"},
        align="right",
    )


def schedule_alt() -> str:
    """What the chart shows, for those who do not see it."""
    return (
        f"The learning rate falls {NUM_DROPS} times by a factor of 10, from 0.01 to 0.00001, over "
        f"{ITERATIONS:,} iterations or {PAPER_EPOCHS} epochs. When it fell is not known."
    )
