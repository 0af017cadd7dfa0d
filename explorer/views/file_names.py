"""Names of files about the chosen photo."""

from collections.abc import Mapping

from explorer.fitting import Fit
from explorer.observed import Observed
from explorer.session.choices import chosen_size, file_name
from explorer.session.parameters import FIT, PHOTO

_FITTED: Mapping[Fit, str] = {"crop": "", "squeeze": "squeezed", "pad": "padded"}


def photo_file_name(observed: Observed) -> str:
    """Photo, how it was fitted, network, size and whether it is untrained; without an ending."""
    size, network = chosen_size(), observed.network
    parts = (
        PHOTO.chosen(),
        _FITTED[FIT.chosen()],
        file_name() if network.weights == "own" else f"vgg16-{size.height}x{size.width}",
        "" if network.is_trained else "untrained",
    )
    return "-".join(filter(None, parts))
