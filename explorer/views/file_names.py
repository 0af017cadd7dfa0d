"""Names of files about the chosen photo."""

from collections.abc import Mapping
from zlib import crc32

from explorer.architecture.interventions import ChannelsOff
from explorer.fitting import Fit
from explorer.observed import Observed
from explorer.preprocessing import AS_TRAINED
from explorer.session.choices import chosen_size, file_name
from explorer.session.parameters import FIT, PHOTO

MOST_NAMED = 4
"""Channels that a name lists; more are counted, with a checksum that tells them from others."""

_FITTED: Mapping[Fit, str] = {"crop": "", "squeeze": "squeezed", "pad": "padded"}


def photo_file_name(observed: Observed) -> str:
    """Photo, how it was fitted, network, size and whether it is untrained; without an ending.

    A wrong preparation and what is switched off are in the name too: such maps must not be taken
    for the right ones.
    """
    size, network = chosen_size(), observed.network
    parts = (
        PHOTO.chosen(),
        _FITTED[FIT.chosen()],
        file_name() if network.weights == "own" else f"vgg16-{size.height}x{size.width}",
        "" if network.is_trained else "untrained",
        "" if observed.preparation == AS_TRAINED else _in_a_name(observed.preparation),
        *map(_off_in_a_name, observed.interventions),
    )
    return "-".join(filter(None, parts))


def _in_a_name(words: str) -> str:
    return words.lower().replace("'", "").replace(" ", "-")


def _off_in_a_name(off: ChannelsOff) -> str:
    num = len(off.channels)
    which = "-".join(map(str, off.channels))
    if num > MOST_NAMED:
        which = f"{num}-channels-{crc32(which.encode()):08x}"
    return f"{off.layer_name}-{'only' if off.all_but else 'without'}-{which}"
