"""How the receptive field grows: squares over the picture, and a false shortcut."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from explorer import units
from explorer.architecture.fields.growth import Doubling, first_error
from explorer.architecture.receptive_field import Box, hull
from explorer.architecture.shapes import Shape
from explorer.figures import theme
from explorer.figures.fields.cone import REACHED_COLOUR, SEEN_COLOUR
from explorer.figures.theme import FONT_SIZE, SELECTED_COLOUR, SELECTED_FILL, Parts

GROWTH_HEIGHT, DOUBLING_HEIGHT = 600, 460
GROWTH_MARGIN = {"l": 72, "t": 44, "b": 64}
DOUBLING_MARGIN = GROWTH_MARGIN | {"b": 150}
"""px: numbers and title on the left, the legend above, numbers or names and title below."""

MOST_GRID_LINES = 40
"""Rows or columns of a picture that may have a line for each pixel."""

_HEADROOM = 1.12
BORDER_COLOUR = "#888888"
FAINT = "rgba(128, 128, 128, 0.12)"
LEGEND_GAP = 0.02
"""As a share of the height, because row 0's number stands at the very top."""

SIDE_ROOM = 0.75
"""px of the input around the drawing: room for lines, but for no number past the last pixel."""

PHOTO_OPACITY = 0.7
"""Low enough for lines to stand out on it."""

CORNERS = 6
"""Points of a closed outline, with the gap after it."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How outlines are drawn."""

    colour: str
    width: float = 2
    dash: str = "solid"
    fill: str = ""


def growth_squares(
    boxes: Sequence[Box], names: Sequence[str], shown: int, picture: Shape, photo: bytes = b""
) -> theme.Figure:
    """Draw a unit's field over the input, with the fields of units it sees and that see it.

    Args:
        boxes: One for each layer, the input's pixel first; see `nested_boxes`.
        names: Of the layers, the input first.
        shown: The unit's layer; 0 is the input.
        picture: (height, width) of the input, px.
        photo: A JPEG of the input, of any size; b"" for an empty grid.
    """
    height, width = picture[:2]
    image = Box(0, 0, height - 1, width - 1)
    seen = [box.clipped(height, width) for box in boxes]
    told = [f"{name}: {box.height}×{box.width} px" for name, box in zip(names, boxes, strict=False)]
    padded = [box for box, part in zip(boxes, seen, strict=True) if box != part]
    now = _Look(SELECTED_COLOUR, 3, fill=SELECTED_FILL)
    after, before = slice(shown + 1, None), slice(shown)
    squares = [
        _outlines("input", [image], _Look(BORDER_COLOUR, fill="" if photo else FAINT)),
        _outlines("in the padding", padded, _Look(BORDER_COLOUR, dash="dash")),
        _outlines("fields of units that see it", seen[after], _Look(REACHED_COLOUR), told[after]),
        _outlines("fields of units it sees", seen[before], _Look(SEEN_COLOUR), told[before]),
        _outlines(f"field of {names[shown]}", seen[shown : shown + 1], now, told[shown:]),
    ]
    layout = {
        "legend": {"y": 1 + LEGEND_GAP},
        "images": [_backdrop(photo, height, width)] if photo else [],
        **_picture_axes(hull([image, boxes[-1]])),
    }
    return theme.figure(squares, layout, height=GROWTH_HEIGHT, margin=GROWTH_MARGIN)


def is_tall(boxes: Sequence[Box], picture: Shape) -> bool:
    """Whether what `growth_squares` draws is taller than wide."""
    height, width = picture[:2]
    drawn = hull([Box(0, 0, height - 1, width - 1), boxes[-1]])
    return drawn.height > drawn.width


@lru_cache(maxsize=16)
def doubling_chart(rows: tuple[Doubling, ...]) -> theme.Figure:
    """Draw the receptive field of each layer beside the result of multiplying by each stride."""
    right, wrong = [row.size for row in rows], [row.doubled for row in rows]
    curves = (
        ("right", right, SEEN_COLOUR, "circle", "solid"),
        ("multiplied by each stride", wrong, SELECTED_COLOUR, "x", "dot"),
    )
    traces = [
        theme.curve(
            [row.name for row in rows],
            sizes,
            mode="lines+markers",
            name=f"{name}: {units.pixels((1, *sizes)[-1])}",
            line={"color": colour, "width": 3, "dash": dash},
            marker={"symbol": symbol, "size": 9},
            hovertemplate="%{x}: %{y} px<extra></extra>",
        )
        for name, sizes, colour, symbol, dash in curves
    ]
    top = _HEADROOM * max((*right, *wrong), default=1)
    error = first_error(rows)
    layout = {
        "xaxis": theme.axis("Layer", type="category", tickangle=-90),
        "yaxis": theme.axis("Receptive field, px", range=[0, top]),
        "annotations": [] if error is None else [_where_it_errs(rows, error, top)],
    }
    return theme.figure(traces, layout, height=DOUBLING_HEIGHT, margin=DOUBLING_MARGIN)


def _outlines(name: str, boxes: Sequence[Box], look: _Look, texts: Sequence[str] = ()) -> Parts:
    """Boxes as one trace of closed lines; pixels extend half a px to each side."""
    x: list[float | None] = []
    y: list[float | None] = []
    for box in boxes:
        if not box.height or not box.width:  # all of it lies in the padding
            x += [None] * CORNERS
            y += [None] * CORNERS
            continue
        left, right, top, bottom = box.left - 0.5, box.right + 0.5, box.top - 0.5, box.bottom + 0.5
        x += [left, right, right, left, left, None]
        y += [top, top, bottom, bottom, top, None]
    return theme.curve(
        x,
        y,
        name=name,
        showlegend=bool(boxes),
        line={"color": look.colour, "width": look.width, "dash": look.dash},
        fill="toself" if look.fill else "none",
        fillcolor=look.fill or None,
        text=[text for text, _ in zip(texts, boxes, strict=False) for _ in range(CORNERS)] or None,
        hoverinfo="text" if texts else "skip",
    )


def _backdrop(photo: bytes, height: int, width: int) -> dict[str, object]:
    """The photo under the squares; pixels extend half a px to each side."""
    return {
        "source": f"data:image/jpeg;base64,{b64encode(photo).decode()}",
        "xref": "x",
        "yref": "y",
        "x": -0.5,
        "y": -0.5,
        "sizex": width,
        "sizey": height,
        "sizing": "stretch",
        "layer": "below",
        "opacity": PHOTO_OPACITY,
    }


def _picture_axes(view: Box) -> Parts:
    """Square pixels, rows from the top; a line per pixel if there are few."""
    is_small = max(view.height, view.width) <= MOST_GRID_LINES
    minor = {"tick0": -0.5, "dtick": 1, "showgrid": True, "gridcolor": theme.LINES}
    shared: Parts = {"constrain": "domain", "zeroline": False, "showgrid": False}
    shared |= {"minor": minor if is_small else None}
    across = [view.left - SIDE_ROOM, view.right + SIDE_ROOM]
    down = [view.bottom + SIDE_ROOM, view.top - SIDE_ROOM]
    bound = {"scaleanchor": "x", "constraintoward": "top"}
    return {
        "xaxis": theme.axis("Column, px", range=across, **shared),
        "yaxis": theme.axis("Row, px", range=down, **bound, **shared),
    }


def _where_it_errs(rows: Sequence[Doubling], error: Doubling, top: float) -> dict[str, object]:
    """An arrow to the first wrong size from text above or below both curves, which only rise."""
    place, is_too_large = rows.index(error), error.doubled > error.size
    return {
        "text": (
            f"wrong from {error.name} on:<br>"
            f"{units.pixels(error.doubled)}, not {units.pixels(error.size)}"
        ),
        "x": place,
        "y": error.doubled,
        "axref": "x",
        "ayref": "y",
        "ax": place,
        "ay": top if is_too_large else 0,
        "yanchor": "top" if is_too_large else "bottom",
        "xanchor": "left" if 2 * place < len(rows) else "right",
        "align": "left",
        "font": {"size": FONT_SIZE},
        "arrowcolor": SELECTED_COLOUR,
    }
