"""The VGG paper's six networks with our numbers, and all published numbers against ours."""

from collections.abc import Sequence

from explorer import units
from explorer.architecture.network.published import (
    PAPER_TABLE,
    Errors,
    PaperConfiguration,
    Published,
    check,
    our_numbers,
)
from explorer.architecture.networks import PRESETS
from explorer.figures import theme
from explorer.figures.theme import FONT_SIZE, SELECTED_COLOUR, Parts
from explorer.kept import SEVERAL, kept

Judged = tuple[PaperConfiguration, Errors]
PaperColumn = list[str] | list[int] | list[float] | list[float | None]

_HEIGHT = 420
_MARGIN = {"l": 76, "t": 40, "b": 60}
"""px: labels and title on the left, the legend above, labels and title below."""

_GIGA = 10**9
_POINT_SIZE, RING_SIZE, RING_WIDTH = 13, 22, 3
ONE_SCALE, SEVERAL_SCALES = "one scale, S = Q = 256", "several scales"
ONE_SCALE_LOOK = {"color": "#0072B2", "symbol": "circle"}
SEVERAL_SCALES_LOOK = {"color": "#009E73", "symbol": "square"}
LABEL_BELOW = frozenset({"A"})
"""A and A-LRN do the same work, so one name goes below its point and the other above."""

GMACS_RANGE = (5.5, 22)
TOP5_RANGE = (7.1, 11)
"""Room for the labels."""

UNIT_WORDS = {1: "", 10**6: " M", 10**9: " G"}
AGREES, PUBLISHED_DIFFERS = "✓ agrees", "≠ differs"


def paper_table() -> dict[str, PaperColumn]:
    """The paper's tables 1 to 4 beside our exact numbers at 224 x 224, by column title.

    Errors of one network on ImageNet's validation pictures: table 3, trained at S = 256 and tested
    at Q = 256. "Several scales" is table 4, None where it has no such row.
    """
    ours = [our_numbers(each) for each in PAPER_TABLE]
    several = [each.best_errors for each in PAPER_TABLE]
    return {
        "Network": [each.column for each in PAPER_TABLE],
        "Weight layers": [each.weight_layers for each in PAPER_TABLE],
        "Paper's parameters, M": [each.million_parameters for each in PAPER_TABLE],
        "Parameters": [each.num_parameters for each in ours],
        "GMACs": [each.num_macs / _GIGA for each in ours],
        "Field at the last pooling, px": [each.receptive_field for each in ours],
        "Top-1 error, %": [each.errors.top1 for each in PAPER_TABLE],
        "Top-5 error, %": [each.errors.top5 for each in PAPER_TABLE],
        "Top-1, several scales, %": [each.top1 if each else None for each in several],
        "Top-5, several scales, %": [each.top5 if each else None for each in several],
    }


def paper_note() -> str:
    """What depth did to the errors, with the paper's numbers."""
    a, c, d, e = (each for each in PAPER_TABLE if each.column in {"A", "C", "D", "E"})
    best = [each.best_errors.top1 for each in (d, e) if each.best_errors]
    return (
        "Simonyan & Zisserman trained networks of the same design and growing depth. Tested at one "
        f"scale, the top-1 error falls from {a.errors.top1} % with {a.weight_layers} layers (A) to "
        f"{d.errors.top1} % with {d.weight_layers} (D); with {e.weight_layers} (E) it is "
        f"{e.errors.top1} %. Tested at several scales, D has {best[0]} % and E {best[1]} %. Depth "
        f"is not everything: C has as many layers as D, but three of them are 1×1 convolutions "
        f"where D has 3×3, and its error is {c.errors.top1} %."
    )


@kept(results=SEVERAL)
def error_against_work(network_key: str | None = None) -> theme.Figure:
    """Scatter the top-5 error of the paper's networks over their work at 224 x 224.

    Args:
        network_key: The network to mark, if it is one of the six.
    """
    one = [(each, each.errors) for each in PAPER_TABLE]
    several = [(each, each.best_errors) for each in PAPER_TABLE if each.best_errors]
    series = [
        _points(one, network_key, ONE_SCALE, ONE_SCALE_LOOK),
        _points(several, network_key, SEVERAL_SCALES, SEVERAL_SCALES_LOOK),
        _rings([pair for pair in (*one, *several) if pair[0].network_key == network_key]),
    ]
    layout = {
        "xaxis": theme.axis("Work, GMACs at 224×224", range=GMACS_RANGE),
        "yaxis": theme.axis("Top-5 error, %", range=TOP5_RANGE),
    }
    return theme.figure(series, layout, height=_HEIGHT, margin=_MARGIN)


def _points(
    pairs: Sequence[Judged], network_key: str | None, name: str, look: dict[str, str]
) -> Parts:
    """A series; the ring carries the chosen network's name instead."""
    return _scatter(pairs) | {
        "name": name,
        "marker": {"size": _POINT_SIZE, **look},
        "text": [
            "" if configuration.network_key == network_key else configuration.column
            for configuration, _ in pairs
        ],
        "customdata": [
            f"{configuration.column}: {units.macs(our_numbers(configuration).num_macs)}<br>"
            f"top-5 error {errors.top5} %, top-1 error {errors.top1} %"
            for configuration, errors in pairs
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _rings(pairs: Sequence[Judged]) -> Parts:
    """A ring and a bold name at each point of the chosen network."""
    return _scatter(pairs) | {
        "marker": {
            "symbol": "circle-open",
            "size": RING_SIZE,
            "color": SELECTED_COLOUR,
            "line": {"width": RING_WIDTH},
        },
        "text": [f"<b>{configuration.column}</b>" for configuration, _ in pairs],
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _scatter(pairs: Sequence[Judged]) -> Parts:
    return theme.curve(
        [our_numbers(configuration).num_macs / _GIGA for configuration, _ in pairs],
        [errors.top5 for _, errors in pairs],
        mode="markers+text",
        textposition=[
            "bottom center" if configuration.column in LABEL_BELOW else "top center"
            for configuration, _ in pairs
        ],
        textfont={"size": FONT_SIZE},
    )


@kept(results=SEVERAL)
def published_table(numbers: tuple[Published, ...]) -> dict[str, PaperColumn]:
    """Published numbers beside ours, by column title, compared to the printed digits.

    The network has a column if there are several.
    """
    checks = [check(each) for each in numbers]
    networks: list[str] = [PRESETS[each.network_key].name for each in numbers]
    return {
        **({"Network": networks} if len(set(networks)) > 1 else {}),
        "Input": [units.size(each.input_shape) for each in numbers],
        "Layer": [each.layer for each in numbers],
        "Number": [str(each.quantity) for each in numbers],
        "Published": [f"{each.value:,}{UNIT_WORDS[each.unit]}" for each in numbers],
        "Ours": [each.ours for each in checks],
        "Match": [AGREES if each.matches else PUBLISHED_DIFFERS for each in checks],
        "Source": [each.source for each in numbers],
    }
