"""What ready-made sets are drawn with: textures, shapes, and scenery, from a seed.

A drawing takes a random generator and gives RGB, uint8 (TAUGHT_SIDE, TAUGHT_SIDE, 3).
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from explorer.arrays import Uint8Array
from explorer.transfer.photo_set import TAUGHT_SIDE

Generator = np.random.Generator
Drawing = Callable[[Generator], Uint8Array]
Plane = npt.NDArray[np.float64]
"""(side, side), or (side, side, 3) for a picture with values from 0 to 255."""

Corners = Sequence[tuple[float, float]]
"""x and y of the corners of a shape, -1 to 1 from its middle; y grows downwards."""

_FULL_TURN = 2 * np.pi
_EDGE = 0.5
"""px: half the width of the soft edge of a dot or a ring."""

_FINER = 3
"""A shape is drawn that many times larger and reduced, so that its edge is smooth."""

_CIRCLE = tuple((np.cos(a), np.sin(a)) for a in np.linspace(0, _FULL_TURN, 48, endpoint=False))

OUTLINES: Mapping[str, Corners] = {
    "circle": _CIRCLE,
    "square": [(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)],
    "triangle": [(0, -1.1), (0.95, 0.6), (-0.95, 0.6)],
}
"""About equally large areas, so that brightness tells nothing."""

# --- textures ------------------------------------------------------------------------------------


def texture_of(name: str) -> Drawing:
    """A texture by its name in `TEXTURES`, in any colours, direction and size, with noise."""

    def draw_it(draw: Generator) -> Uint8Array:
        rows, columns = _turned(_grid(), draw.uniform(0, _FULL_TURN))
        share = TEXTURES[name](rows, columns, draw)
        return _noisy(_mixed(share, *_two_colours(draw)), draw, draw.uniform(3, 9))

    return draw_it


def _stripes(rows: Plane, _columns: Plane, draw: Generator) -> Plane:
    return _soft(_wave(rows, draw.uniform(10, 16), draw.uniform(0, _FULL_TURN)), 0.15)


def _checks(rows: Plane, columns: Plane, draw: Generator) -> Plane:
    period = draw.uniform(14, 22)
    return _soft(_wave(rows, period) * _wave(columns, period), 0.08)


def _dots(rows: Plane, columns: Plane, draw: Generator) -> Plane:
    period = draw.uniform(14, 20)
    return _soft(period / 4.5 - _from_lattice(rows, columns, period), _EDGE)


def _rings(rows: Plane, columns: Plane, draw: Generator) -> Plane:
    period, half_width = draw.uniform(16, 22), 2.0
    from_ring = np.abs(period / 3 - _from_lattice(rows, columns, period))
    return _soft(half_width - from_ring, _EDGE)


TEXTURES: Mapping[str, Callable[[Plane, Plane, Generator], Plane]] = {
    "stripes": _stripes,
    "checks": _checks,
    "dots": _dots,
    "rings": _rings,
}
"""Share of the first colour at each pixel; periods in px."""


def _wave(along: Plane, period: float, phase: float = 0.0) -> Plane:
    return np.sin(_FULL_TURN * along / period + phase)


def _soft(value: Plane, width: float) -> Plane:
    """About 1 where a value is above 0, about 0 where it is below; the edge has a width."""
    return 1 / (1 + np.exp(-value / width))


def _from_lattice(rows: Plane, columns: Plane, period: float) -> Plane:
    """Distance of each pixel from the nearest point of a square lattice, px."""
    down, across = ((along + period / 2) % period - period / 2 for along in (rows, columns))
    return np.hypot(down, across)


# --- shapes --------------------------------------------------------------------------------------


def shape_of(name: str) -> Drawing:
    """One of the `OUTLINES`, anywhere, of any size, direction and colour."""

    def draw_it(draw: Generator) -> Uint8Array:
        size = draw.uniform(18, 45)
        place = draw.uniform(size * 1.1, TAUGHT_SIDE - size * 1.1, 2)
        inside = _mask(OUTLINES[name], place, size, draw.uniform(0, _FULL_TURN))
        return _noisy(_mixed(inside, *_two_colours(draw)), draw, draw.uniform(4, 18))

    return draw_it


def _mask(corners: Corners, place: Plane, size: float, angle: float = 0.0) -> Plane:
    """How much of each pixel is inside a shape, 0 to 1.

    Args:
        corners: Of the shape.
        place: x and y of its middle, px.
        size: px for a distance of 1.
        angle: It is turned by that, radians.
    """
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    points = (np.array(corners) @ turn.T * size + place) * _FINER
    image = Image.new("L", (TAUGHT_SIDE * _FINER, TAUGHT_SIDE * _FINER))
    ImageDraw.Draw(image).polygon([(x, y) for x, y in points.tolist()], fill=255)
    return np.asarray(image.reduce(_FINER)) / 255


# --- scenery -------------------------------------------------------------------------------------

_HULL = [(-1.0, 0.25), (1.0, 0.25), (0.7, 0.65), (-0.7, 0.65)]
_SAIL = [(-0.05, -0.95), (0.65, 0.1), (-0.05, 0.1)]
_BODY = [(-1.0, 0.0), (-0.6, -0.05), (-0.4, -0.45), (0.35, -0.45), (0.6, -0.05), (1.0, 0.05)]
_BODY += [(1.0, 0.45), (-1.0, 0.45)]
_WINDOW = [(-0.45, -0.08), (-0.32, -0.36), (0.28, -0.36), (0.44, -0.08)]


def _wheel(across: float) -> Corners:
    return [(across + 0.22 * x, 0.45 + 0.22 * y) for x, y in _CIRCLE]


PARTS_OF_THINGS: Mapping[str, Sequence[tuple[Corners, str]]] = {
    "boat": [(_HULL, "paint"), (_SAIL, "light")],
    "car": [(_BODY, "paint"), (_WINDOW, "light"), (_wheel(-0.5), "dark"), (_wheel(0.5), "dark")],
}
"""What a thing is made of: outlines, and the colour of each."""


def scenery_of(thing: str, ground: str) -> Drawing:
    """A thing on a ground: small, anywhere, in any colour, to the left or to the right.

    Args:
        thing: A name in `PARTS_OF_THINGS`.
        ground: A name in `GROUNDS`.
    """

    def draw_it(draw: Generator) -> Uint8Array:
        picture = GROUNDS[ground](draw)
        size = draw.uniform(22, 38)
        place = draw.uniform(size * 1.1, TAUGHT_SIDE - size * 1.1, 2)
        colours = {
            "paint": draw.uniform(30, 225, 3),
            "light": draw.uniform(200, 245, 3),
            "dark": draw.uniform(15, 45, 3),
        }
        to_left = draw.choice([-1, 1])
        for corners, colour in PARTS_OF_THINGS[thing]:
            inside = _mask([(x * to_left, y) for x, y in corners], place, size)
            picture += inside[..., None] * (colours[colour] - picture)
        return _noisy(picture, draw, draw.uniform(3, 9))

    return draw_it


def _water(draw: Generator) -> Plane:
    rows, columns = _turned(_grid(), draw.uniform(-0.15, 0.15))
    period = draw.uniform(8, 16)
    bent = rows + draw.uniform(1, 3) * _wave(columns, draw.uniform(40, 70))
    crest = _soft(_wave(bent, period, draw.uniform(0, _FULL_TURN)) - 0.4, 0.25)
    blue = np.array([35, 95, 160]) + draw.uniform(-18, 18, 3)
    return _mixed(crest, blue + draw.uniform(35, 60), blue)


def _grass(draw: Generator) -> Plane:
    blades = draw.normal(0, 1, (TAUGHT_SIDE + 6, TAUGHT_SIDE))
    tall = np.mean([blades[shift : shift + TAUGHT_SIDE] for shift in range(7)], axis=0)
    green = np.array([70, 125, 45]) + draw.uniform(-18, 18, 3)
    return _mixed(_soft(tall, 0.25), green + draw.uniform(30, 50), green - 20)


GROUNDS: Mapping[str, Callable[[Generator], Plane]] = {"water": _water, "grass": _grass}

# --- what all of them share ----------------------------------------------------------------------


def _grid() -> tuple[Plane, Plane]:
    """Row and column of each pixel, px from the middle."""
    along = np.arange(TAUGHT_SIDE) - (TAUGHT_SIDE - 1) / 2
    rows, columns = np.meshgrid(along, along, indexing="ij")
    return rows, columns


def _turned(grid: tuple[Plane, Plane], angle: float) -> tuple[Plane, Plane]:
    rows, columns = grid
    return (
        rows * np.cos(angle) - columns * np.sin(angle),
        rows * np.sin(angle) + columns * np.cos(angle),
    )


def _two_colours(draw: Generator, least: float = 90.0) -> tuple[Plane, Plane]:
    """Two colours whose brightness differs by at least so many grey levels, in any order."""
    while True:
        first, second = draw.uniform(20, 235, (2, 3))
        if abs(first.mean() - second.mean()) >= least:
            return first, second


def _mixed(share: Plane, first: Plane, second: Plane) -> Plane:
    """The first colour where the share is 1, the second where it is 0."""
    mixture: Plane = second + share[..., None] * (first - second)
    return mixture


def _noisy(picture: Plane, draw: Generator, deviation: float) -> Uint8Array:
    """The picture with normal noise of a deviation in grey levels, rounded, from 0 to 255."""
    noise = draw.normal(0, deviation, (TAUGHT_SIDE, TAUGHT_SIDE, 1))
    pixels: Uint8Array = np.clip(np.rint(picture + noise), 0, 255).astype(np.uint8)
    return pixels
