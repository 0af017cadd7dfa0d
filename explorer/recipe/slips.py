"""What articles about VGG get wrong, and what the paper says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slip:
    """A claim that is repeated, and the right value.

    Attributes:
        claim: As articles state it.
        right: What the paper says.
        source: Where it says so.
    """

    claim: str
    right: str
    source: str


SLIPS = (
    Slip(
        "VGG's convolutions have a stride of 2.",
        "The stride of every convolution is 1. Only the poolings, of 2 × 2, have a stride of 2.",
        "arXiv:1409.1556, section 2.1",
    ),
    Slip(
        "The second training scale is 356.",
        "It is 384. The networks were trained at S = 256, at S = 384, and with S drawn from 256 "
        "to 512.",
        "arXiv:1409.1556, section 3.1",
    ),
    Slip(
        "A mean picture is subtracted.",
        "One colour is subtracted from each pixel: the mean of red, green and blue over the "
        "training pictures.",
        "arXiv:1409.1556, section 2.1",
    ),
    Slip(
        "Random weights have a standard deviation of 0.01.",
        "Their variance is 0.01, so their standard deviation is 0.1.",
        "arXiv:1409.1556, section 3.1",
    ),
)
"""The first two stand in articles that this explorer began from, the others in many programs."""
