"""Why the class probabilities are not known, where they are not."""

from explorer.observed import Observed
from explorer.runtime.weights import WITH_TOP
from explorer.shared.weights import weights_state
from explorer.views.classes import TRAINED_SIZE


def why_no_classes(observed: Observed) -> str:
    """Why VGG16 cannot say here what it finds, as a sentence; "" where it can."""
    if observed.network.weights != "trained":
        return "This network was never trained: its answer would be chance."
    if observed.picture.size != TRAINED_SIZE:
        height, width = TRAINED_SIZE
        return (
            f"VGG16's dense layers take photos of {height} × {width} px only. Choose that input "
            "size in the sidebar."
        )
    if weights_state(WITH_TOP, start=False).path is None:
        return (
            "The classes come from VGG16's three dense layers, which are not on this computer. "
            "Whoever runs the explorer gets them with `make weights TOP=1`."
        )
    return ""
