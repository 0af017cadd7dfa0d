"""Photos of a set in one picture, with words under each; a click on one chooses it."""

from collections.abc import Callable, Sequence

from explorer.arrays import Uint8Array
from explorer.figures.transfer.judged_tiles import PhotoTile
from explorer.images.photo_sheet import photo_sheet
from explorer.widgets.component import data_of, register
from explorer.widgets.text import media_address

JUDGED_PHOTOS = "judged_photos"

MOST_TILES = 64
"""Photos that are shown at a time: a sheet of them takes 0.4 MiB."""

_photos = register(JUDGED_PHOTOS)


def show_photos(  # noqa: PLR0913 -- what stands around the photos
    tiles: Sequence[PhotoTile],
    photos: Sequence[Uint8Array | None],
    label: str,
    choose: Callable[[], None],
    *,
    key: str,
    selected: int = -1,
) -> None:
    """The first photos of a list, `MOST_TILES` at most.

    Args:
        tiles: The words of each.
        photos: RGB, uint8 (height, width, 3) each; None where it is gone.
        label: What they are, for screen readers.
        choose: A callback; the state under ``key`` says which photo, by number.
        key: Unlike those of the page's other photos.
        selected: The number of the chosen photo; -1 for none.
    """
    shown = tiles[:MOST_TILES]
    if not shown:
        return
    sheet, columns = photo_sheet(photos[:MOST_TILES])
    data = {
        "label": label,
        "tiles": [data_of(tile) for tile in shown],
        "columns": columns,
        "picture": media_address(sheet, key, "image/jpeg"),
        "selected": selected,
    }
    _photos(key=key, data=data, on_photo_change=choose)
