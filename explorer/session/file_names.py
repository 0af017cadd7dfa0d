"""What files of the chosen photo are called."""

from explorer.session.choices import chosen_size, file_name
from explorer.session.parameters import FIT, PHOTO, WEIGHTS
from explorer.session.shared_model import observed_network


def photo_file_name() -> str:
    """Photo, how it was fitted, network, size and whether it is untrained; without an ending."""
    size = chosen_size()
    parts = (
        PHOTO.chosen(),
        "squeezed" if FIT.chosen() == "squeeze" else "",
        file_name() if WEIGHTS.chosen() == "own" else f"vgg16-{size.height}x{size.width}",
        "" if observed_network().trained else "untrained",
    )
    return "-".join(filter(None, parts))
