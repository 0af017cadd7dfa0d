"""Activations as files to take home; each is made when somebody asks for it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from explorer.architecture.summary import LayerSummary
from explorer.figures.maps.feature_wall import WallLook
from explorer.observed import Observed
from explorer.shared.engine import engine
from explorer.shared.questions.maps import CaptionedMaps, LayerFile
from explorer.views.file_names import photo_file_name

RANDOM_WEIGHTS = "Random weights: nothing in these maps was learned from pictures."
"""The last line under maps of a network that is not trained."""

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
    caption = maps_caption(name, is_trained=observed.network.is_trained)
    ask = partial(engine.answer, observed)
    return MapFiles(
        name,
        partial(ask, CaptionedMaps(row.name, None, look, caption)),
        partial(ask, CaptionedMaps(row.name, channel, look, caption)),
        partial(ask, LayerFile(row.name)),
    )


def maps_caption(name: str, *, is_trained: bool) -> str:
    """The last lines under maps: what the files are called, and where the weights are random."""
    return name if is_trained else f"{name}\n{RANDOM_WEIGHTS}"
