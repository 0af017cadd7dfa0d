"""Activations as files to take home; each is made when somebody asks for it."""

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from explorer import units
from explorer.architecture.summary import LayerSummary
from explorer.arrays import Float32Array
from explorer.figures.maps.contact_sheet import GAP_INDEX, contact_sheet
from explorer.figures.maps.feature_wall import WallLook
from explorer.images.captioned import captioned_png
from explorer.observed import Observed
from explorer.shared.activations import activations
from explorer.views.file_names import photo_file_name

Make = Callable[[], bytes]
"""Makes a file, in a thread that knows nothing of the visitor."""


@dataclass(frozen=True, slots=True)
class MapFiles:
    """The files to take home of a layer; each makes its bytes when called.

    Attributes:
        name: The name of the files, without layer, channel and ending.
        sheet: All maps with colour bar and caption, PNG.
        one_map: One map, likewise.
        values: The layer's activations, NumPy's .npz: "activations" (height, width, channels).
    """

    name: str
    sheet: Make
    one_map: Make
    values: Make


def map_files(observed: Observed, row: LayerSummary, channel: int, look: WallLook) -> MapFiles:
    """The files of the maps of one layer."""
    name = photo_file_name(observed)

    def of_layer() -> Float32Array:
        return activations(observed, row.name)

    def sheet() -> bytes:
        return _drawn(of_layer(), look, f"All feature maps of {row.name}, channel 0 top left", name)

    def one_map() -> bytes:
        only = of_layer()[..., [channel]]
        return _drawn(only, look, f"{row.name}, channel {channel}", name)

    def values() -> bytes:
        file = io.BytesIO()
        np.savez(file, activations=of_layer())
        return file.getvalue()

    return MapFiles(name, sheet, one_map, values)


def _drawn(maps: Float32Array, look: WallLook, title: str, name: str) -> bytes:
    drawn = contact_sheet(maps, look.colour_range, look.colour_map)
    low, high = float(maps.min()), float(maps.max())
    several = look.colour_range == "channel" and maps.shape[-1] > 1
    ends = (
        ("each map's smallest", "each map's largest activation")
        if several
        else (units.three_digits(low), f"{units.three_digits(high)}: activation, no unit")
    )
    height, width, _ = maps.shape
    caption = f"{title}; {height} x {width} values each.\n{name}"
    return captioned_png(drawn.indices, drawn.palette, ends, caption, blank=GAP_INDEX)
