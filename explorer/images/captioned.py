"""Pictures of maps to download: with a caption, and a bar that explains the colours."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

CAPTION_MARGIN, BAR_HEIGHT, _FONT_SIZE = 16, 18, 18
"""px."""

LEAST_WIDTH = 640
"""px: what the caption needs."""

_PAPER, _INK = (255, 255, 255), (0, 0, 0)


def captioned_png(
    indices: NDArray[np.uint8],
    palette: NDArray[np.uint8],
    ends: tuple[str, str],
    caption: str,
    *,
    blank: int | None = None,
) -> bytes:
    """Draw maps over a colour bar and a caption, black on white, as PNG.

    Args:
        indices: uint8 (height, width), each the number of a colour.
        palette: uint8 (256, 3): the colours.
        ends: What the first and the last colour of the bar stand for.
        caption: What the picture shows, in one line or several.
        blank: The index that is not a value: left white, and not in the bar.
    """
    colours = palette.copy()
    last = len(palette) - 1
    if blank is not None:
        colours[blank], last = _PAPER, last - 1
    maps = _at_least_as_wide(Image.fromarray(colours[indices]))
    font = ImageFont.load_default(_FONT_SIZE)
    lines = caption.splitlines()
    below = 4 * CAPTION_MARGIN + BAR_HEIGHT + (1 + len(lines)) * (_FONT_SIZE + CAPTION_MARGIN // 2)
    width = max(maps.width + 2 * CAPTION_MARGIN, LEAST_WIDTH)
    page = Image.new("RGB", (width, maps.height + below), _PAPER)
    page.paste(maps, (CAPTION_MARGIN, CAPTION_MARGIN))
    draw = ImageDraw.Draw(page)
    top = maps.height + 2 * CAPTION_MARGIN
    bar = palette[np.linspace(0, last, width - 2 * CAPTION_MARGIN).round().astype(int)]
    page.paste(
        Image.fromarray(np.repeat(bar[np.newaxis], BAR_HEIGHT, axis=0)), (CAPTION_MARGIN, top)
    )
    top += BAR_HEIGHT + CAPTION_MARGIN // 2
    draw.text((CAPTION_MARGIN, top), ends[0], _INK, font)
    draw.text((width - CAPTION_MARGIN, top), ends[1], _INK, font, anchor="ra")
    below_ends = (CAPTION_MARGIN, top + _FONT_SIZE + CAPTION_MARGIN)
    draw.text(below_ends, "\n".join(lines), _INK, font, spacing=CAPTION_MARGIN // 2)
    file = io.BytesIO()
    page.save(file, "PNG")
    return file.getvalue()


def _at_least_as_wide(maps: Image.Image) -> Image.Image:
    """Small maps enlarged by a whole number, so that values keep sharp edges."""
    zoom = max((LEAST_WIDTH - 2 * CAPTION_MARGIN) // maps.width, 1)
    return maps.resize((zoom * maps.width, zoom * maps.height), Image.Resampling.NEAREST)
