"""An axis of layers in network order, with each block's number under its layers.

On a phone there is no room for layer names. Layers stand at 0, 1, 2 ..., and each is 1 wide.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.architecture.blocks import blocks_of
from explorer.architecture.summary import LayerSummary
from explorer.figures import theme
from explorer.figures.theme import SELECTED_COLOUR, SELECTED_FILL, Parts

_SEPARATOR_LINE = {"color": "rgba(128, 128, 128, 0.5)", "width": 1, "dash": "dot"}


@dataclass(frozen=True, slots=True)
class Panels:
    """Panels over the same layers, from the top down.

    Attributes:
        number: How many.
        share: Of the figure's height, what each panel draws in; the rest holds its heading.
    """

    number: int
    share: float

    def top(self, panel: int) -> float:
        """The top of a panel, as a share of the figure's height."""
        return (self.number - 1 - panel) / self.number + self.share

    def domain(self, panel: int) -> list[float]:
        """The bottom and the top of a panel, likewise."""
        return [self.top(panel) - self.share, self.top(panel)]

    def heading(self, panel: int, text: str, **options: Any) -> Parts:
        """A text above a panel that begins at its left edge."""
        return theme.heading(text, self.top(panel), yref="paper", **options)


def layer_curve(rows: Sequence[LayerSummary], values: Sequence[Any], **options: Any) -> Parts:
    """A point for each layer that carries the layer's name, and lines between the points."""
    return theme.curve(
        list(range(len(rows))),
        list(values),
        mode="lines+markers",
        customdata=[row.name for row in rows],
        unselected={"marker": {"opacity": 1}},
        **options,
    )


def block_axis(title: str, rows: Sequence[LayerSummary], **options: Any) -> Parts:
    """The number of each block under the middle of its layers."""
    spans = list(_spans(rows))
    return theme.axis(
        title,
        tickvals=[(first + last) / 2 for first, last, _ in spans],
        ticktext=[number for _, _, number in spans],
        tickangle=0,
        range=[-0.5, len(rows) - 0.5],
        showgrid=False,
        zeroline=False,
        **options,
    )


def block_separators(
    rows: Sequence[LayerSummary], domains: Sequence[Sequence[float]] = ((0, 1),)
) -> Parts:
    """Lines between blocks, drawn as one path.

    Args:
        rows: The layers.
        domains: The bottom and the top of each line, as shares of the figure's height.
    """
    lines = [
        f"M{first - 0.5},{low} V{high}"
        for low, high in domains
        for first, _, _ in list(_spans(rows))[1:]
    ]
    return {
        "type": "path",
        "layer": "below",
        "path": " ".join(lines) or "M0,0",
        "yref": "paper",
        "line": _SEPARATOR_LINE,
    }


def band(place: int, look: Parts, *, top: float = 1, yref: str = "paper") -> Parts:
    """A band behind the layer at ``place``, from 0 up to ``top``."""
    around = {"x0": place - 0.5, "x1": place + 0.5, "y0": 0, "y1": top, "yref": yref}
    return {"type": "rect", "layer": "below", **around, **look}


def selected_bands(
    rows: Sequence[LayerSummary], selected: str | None, *, top: float = 1, yref: str = "paper"
) -> Iterator[Parts]:
    """A band behind the selected layer, if it is one of ``rows``."""
    look = {"fillcolor": SELECTED_FILL, "line": {"color": SELECTED_COLOUR, "width": 2}}
    for place, row in enumerate(rows):
        if row.name == selected:
            yield band(place, look, top=top, yref=yref)


def _spans(rows: Sequence[LayerSummary]) -> Iterator[tuple[int, int, str]]:
    """First and last place of each block, and its label."""
    place = 0
    for block, members in blocks_of(rows):
        yield place, place + len(members) - 1, block.removeprefix("block ")
        place += len(members)
