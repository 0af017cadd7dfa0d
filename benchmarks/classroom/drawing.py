"""Memory over time as a PNG, drawn with Pillow alone."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 500
LEFT, RIGHT, TOP, BOTTOM = 90, 30, 50, 60
TEXT_SIZE = 18
INK, GRID, LINE, LIMIT = "#101418", "#d8dde2", "#0067a1", "#d55e00"
STEP_GIB = 0.25
LINES_OF_TIME = 6


def draw_memory(path: Path, seen: Sequence[tuple[float, float]], limit: float, title: str) -> None:
    """Draw a curve.

    Args:
        path: The file to write.
        seen: (seconds, GiB), at least two.
        limit: A promise in GiB, drawn as a line.
        title: What the picture shows.
    """
    start, seconds = seen[0][0], max(1.0, seen[-1][0] - seen[0][0])
    most = max(limit, *(gib for _, gib in seen)) * 1.1
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(TEXT_SIZE)

    def place(second: float, gib: float) -> tuple[float, float]:
        across = LEFT + (WIDTH - LEFT - RIGHT) * second / seconds
        return across, HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * gib / most

    for step in range(int(most / STEP_GIB) + 1):
        gib = step * STEP_GIB
        draw.line([place(0, gib), place(seconds, gib)], GRID)
        draw.text((LEFT - 10, place(0, gib)[1]), f"{gib:.2f}", INK, font, "rm")
    for step in range(LINES_OF_TIME + 1):
        second = seconds * step / LINES_OF_TIME
        draw.line([place(second, 0), place(second, most)], GRID)
        draw.text((place(second, 0)[0], HEIGHT - BOTTOM + 8), f"{second / 60:.1f}", INK, font, "mt")
    draw.line([place(0, limit), place(seconds, limit)], LIMIT, 2)
    draw.text((place(seconds, limit)[0], place(0, limit)[1] - 4), "promised", LIMIT, font, "rs")
    draw.line([place(when - start, gib) for when, gib in seen], LINE, 2)
    draw.text((LEFT, 12), f"{title}: resident memory in GiB", INK, font)
    draw.text((WIDTH - RIGHT, HEIGHT - 8), "minutes", INK, font, "rs")
    image.save(path)
