"""All photos of a set as dots: photos whose features are alike lie together."""

from collections.abc import Sequence
from dataclasses import dataclass

from explorer import units
from explorer.arrays import Float64Array
from explorer.figures import theme
from explorer.figures.theme import SELECTED_COLOUR, Parts
from explorer.figures.transfer.label_looks import figure_label, label_colour, label_shape
from explorer.transfer.photo_set import SetPart

DOTS_HEIGHT = 520
"""px."""

_MARGIN = {"l": 44, "r": 12, "t": 12, "b": 56}
_DOT, _RING = 13, 24
"""px across."""

_EDGE = {"width": 1, "color": "rgba(16, 20, 24, 0.55)"}
_LETTERS = 14
"""Of a label's name in the legend."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A photo on the map.

    Attributes:
        x: Its place.
        y: Upwards.
        label: The number of its label.
        part: What it is for.
        is_right: Whether the head's answer is its label.
    """

    x: float
    y: float
    label: int
    part: SetPart
    is_right: bool


@dataclass(frozen=True, slots=True, eq=False)
class NewDot:
    """A photo on the map that is not in the set.

    Attributes:
        place: float64 (2,).
        near: The dots that lines join with it: the photos that are most alike.
    """

    place: Float64Array
    near: tuple[int, ...] = ()


def photo_map(
    labels: Sequence[str],
    dots: Sequence[Dot],
    shares: tuple[float, float],
    selected: int | None = None,
    new: NewDot | None = None,
) -> theme.Figure:
    """Draw the map. Labels differ in colour and shape; shapes for validation are open.

    Args:
        labels: In the order of their numbers.
        dots: One for each photo; a click gives its index.
        shares: Of the variance, along each axis; NaN where the photos do not differ.
        selected: The chosen dot; None for none.
        new: A photo that is not in the set.
    """
    traces = [_rings(dots), *_labelled(labels, dots)]
    if selected is not None:
        traces.append(_mark(dots[selected].x, dots[selected].y, "chosen photo"))
    if new is not None:
        near = [dots[number] for number in new.near]
        traces = [_lines(new.place, near), *traces, _new_photo(new.place)]
    layout: Parts = {
        "xaxis": _axis("1st axis", shares[0]),
        "yaxis": _axis("2nd axis", shares[1]),
        "showlegend": True,
        "legend": {"y": 1.02, "itemclick": False, "itemdoubleclick": False},
    }
    rows_of_legend = -(-(len(labels) + 3) // 4)
    room = {"t": 26 * rows_of_legend + 10}
    return theme.figure(traces, layout, height=DOTS_HEIGHT, margin=_MARGIN | room)


def _axis(name: str, share: float) -> Parts:
    return theme.axis(
        f"{name}: {units.percent(share)} of the variance",
        showticklabels=False,
        showgrid=False,
        zeroline=False,
    )


def _labelled(labels: Sequence[str], dots: Sequence[Dot]) -> list[Parts]:
    """A trace for the photos of each label for training, and one for those for validation."""
    traces = []
    for number, name in enumerate(labels):
        for part in ("training", "validation"):
            here = [n for n, dot in enumerate(dots) if (dot.label, dot.part) == (number, part)]
            is_open = part == "validation"
            traces.append(
                theme.curve(
                    [dots[n].x for n in here] or [None],
                    [dots[n].y for n in here] or [None],
                    "markers",
                    name=figure_label(name, _LETTERS),
                    legendgroup=str(number),
                    showlegend=not is_open,
                    customdata=here,
                    hoverinfo="none",
                    marker=_marker(number, is_open=is_open),
                    unselected={"marker": {"opacity": 1}},
                )
            )
    return [*traces, _key_to_open()]


def _marker(number: int, *, is_open: bool) -> Parts:
    shape, colour = label_shape(number), label_colour(number)
    if is_open:
        return {"symbol": f"{shape}-open", "size": _DOT, "color": colour, "line": {"width": 3}}
    return {"symbol": shape, "size": _DOT, "color": colour, "line": _EDGE}


def _key_to_open() -> Parts:
    marker = {"symbol": "circle-open", "size": _DOT, "color": "#808495", "line": {"width": 3}}
    return theme.curve([None], [None], "markers", name="open: for validation", marker=marker)


def _rings(dots: Sequence[Dot]) -> Parts:
    """Around the photos with a wrong answer, under the dots."""
    wrong = [dot for dot in dots if not dot.is_right]
    line = {"width": 2, "color": SELECTED_COLOUR}
    return theme.curve(
        [dot.x for dot in wrong] or [None],
        [dot.y for dot in wrong] or [None],
        "markers",
        name="circled: wrong answer",
        hoverinfo="skip",
        marker={"symbol": "circle-open", "size": _RING, "color": SELECTED_COLOUR, "line": line},
    )


def _mark(x: float, y: float, name: str) -> Parts:
    marker = {"symbol": "square-open", "size": _RING + 6, "color": "#808495", "line": {"width": 4}}
    return theme.curve([x], [y], "markers", name=name, hoverinfo="skip", marker=marker)


def _lines(new: Float64Array, near: Sequence[Dot]) -> Parts:
    """From a new photo to those that are most alike, under the dots."""
    x, y = map(float, new)
    places = [(x, y, dot.x, dot.y) for dot in near]
    return theme.curve(
        [value for x_new, _y, x_near, _ in places for value in (x_new, x_near, None)] or [None],
        [value for _x, y_new, _, y_near in places for value in (y_new, y_near, None)] or [None],
        "lines",
        name="line: most alike",
        hoverinfo="skip",
        line={"width": 2, "color": "#808495"},
    )


def _new_photo(place: Float64Array) -> Parts:
    marker = {"symbol": "star-diamond", "size": 20, "color": "#808495", "line": _EDGE}
    x, y = map(float, place)
    return theme.curve([x], [y], "markers", name="the new photo", hoverinfo="skip", marker=marker)
