"""Cases to open: what textbooks and articles on Conv2D work through."""

from dataclasses import dataclass

from explorer.architecture.layers import Padding


@dataclass(frozen=True, slots=True)
class HandCase:
    """A layer to open on the bench.

    Attributes:
        title: For people.
        input_preset: One of `INPUT_PRESETS`.
        input_shape: (height, width, channels).
        filter_preset: Of the first filter, one of `FILTER_PRESETS`.
        kernel_size: (kernel height, kernel width).
        filters: How many.
        note: What is to be seen, one or two sentences.
        groups: How many parts channels and filters are split into.
        padding: Along both axes.
    """

    title: str
    input_preset: str
    input_shape: tuple[int, int, int]
    filter_preset: str
    kernel_size: tuple[int, int]
    filters: int
    note: str
    groups: int = 1
    padding: Padding = "same"


HAND_CASES = {
    "one-filter": HandCase(
        "1 filter of 2 × 2 on 3 × 3 × 1",
        "gradient",
        (3, 3, 1),
        "box",
        (2, 2),
        1,
        'One filter makes one map. "Same" keeps its size: zeros are added below and on the right.',
    ),
    "three-filters": HandCase(
        "3 filters of 2 × 2 on 3 × 3 × 1",
        "gradient",
        (3, 3, 1),
        "box",
        (2, 2),
        3,
        "Each filter reads the same channel and makes a map of its own.",
    ),
    "three-channels": HandCase(
        "2 filters of 2 × 2 on 3 × 3 × 3",
        "gradient",
        (3, 3, 3),
        "box",
        (2, 2),
        2,
        "Each filter has weights for all three channels and adds up what it finds: 2 filters make "
        "2 maps, not 6.",
    ),
    "depthwise": HandCase(
        "Depthwise: 3 filters of 3 × 3 on 6 × 6 × 3",
        "edge",
        (6, 6, 3),
        "sobel-x",
        (3, 3),
        3,
        "As many groups as channels: each filter reads one channel, and nothing is added over "
        "channels.",
        groups=3,
    ),
    "groups": HandCase(
        "2 groups: 4 filters of 3 × 3 on 6 × 6 × 4",
        "edge",
        (6, 6, 4),
        "sobel-x",
        (3, 3),
        4,
        "The first two filters read the first two channels, the other two the rest. Each has half "
        "of the weights that it would have without groups.",
        groups=2,
    ),
}
"""By a short name."""
