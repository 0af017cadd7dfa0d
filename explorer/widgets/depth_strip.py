"""A picture of each layer, side by side; a click on one chooses its layer."""

from collections.abc import Callable

from explorer.figures.maps.depth_strip import DepthStrip
from explorer.widgets.component import data_of, register
from explorer.widgets.sidebar import photo_alt

DEPTH_STRIP = "depth_strip"

SMALLEST_TO_LARGEST = ("Colours of each map: smallest value", "largest value")

_strip = register(DEPTH_STRIP)


def show_layer_pictures(  # noqa: PLR0913 -- what stands around the pictures
    strip: DepthStrip,
    selected: str,
    choose: Callable[[], None],
    *,
    label: str,
    told: str,
    ends: tuple[str, str] = SMALLEST_TO_LARGEST,
    is_wordy: bool = False,
) -> None:
    """The strip; a click or Enter chooses a layer.

    Args:
        strip: Its pictures.
        selected: Name of the chosen layer.
        choose: Called after a click; the state under `DEPTH_STRIP` says on which.
        label: What the strip is, for screen readers.
        told: What its pictures are.
        ends: What the first and the last colour stand for.
        is_wordy: Whether the lines under the pictures are long: then the pictures are larger.
    """
    words = {
        "label": label,
        "told": told,
        "ends": ends[0],
        "brightest": ends[1],
        "wordy": is_wordy,
        "photo_alt": photo_alt(),
        "selected": selected,
    }
    _strip(key=DEPTH_STRIP, data=data_of(strip) | words, on_selected_change=choose)
