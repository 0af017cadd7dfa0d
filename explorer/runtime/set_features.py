"""Features of many photos from the frozen base: the grids that a head is put on.

Photos go through the frozen network that all pages share, which takes one photo at a time. A second
one for batches would take 508 MiB more, and no time less: 8 photos of 160 x 160 px took 1.01 s of
the processors one by one, and 1.10 s as a batch of Keras' model (measured). Photos go through in
turns that are short enough for a page's pass to wait for one, and take turns with such passes.
"""

from collections.abc import Iterator, Sequence
from time import monotonic

import numpy as np

from explorer.arrays import Float32Array, Uint8Array
from explorer.background import Control
from explorer.runtime.differentiable import one_step
from explorer.runtime.feature_network import check_layer_names, passes
from explorer.runtime.vgg16 import VGG16

LONGEST_PASSES_S = 0.15
"""Of a turn: a page's pass waits no longer, unless one photo takes longer."""

MOST_IN_A_TURN = 8
"""Photos: their grids are in memory together."""

PHOTOS_RANK = 4
"""Axes of a batch of photos."""


def each_grids(
    network: VGG16, pictures: Sequence[Uint8Array], layer_names: Sequence[str]
) -> Iterator[dict[str, Float32Array]]:
    """Put photos through the base, in turns of a few; only those of a turn are computed ahead.

    Args:
        network: VGG16, trained or not.
        pictures: RGB, uint8 (height, width, 3) each, all of one size.
        layer_names: Layers whose outputs to return. All of one photo come from one pass.

    Yields:
        For each photo, read-only float32 (height, width, channels) by layer name.

    Raises:
        ValueError: A photo has the wrong type, shape or size, or a name is unknown.
    """
    check_layer_names(layer_names, network.layer_names)
    left = list(pictures)
    while left:
        with one_step():
            few = _grids_of_some(network, left[:MOST_IN_A_TURN], layer_names)
        del left[: len(few)]
        yield from few


def _grids_of_some(
    network: VGG16, pictures: Sequence[Uint8Array], layer_names: Sequence[str]
) -> list[dict[str, Float32Array]]:
    """Those of the first photos: of at least one pass, and of others that end in time."""
    found: list[dict[str, Float32Array]] = []
    with passes:
        begin = monotonic()
        while few := pictures[len(found) : len(found) + network.photos_at_once]:
            with_next = (monotonic() - begin) * (len(found) + len(few)) / max(len(found), 1)
            if found and with_next > LONGEST_PASSES_S:
                break
            grids = network.grids_now(np.stack(few), layer_names)
            found += [{name: grid[n] for name, grid in grids.items()} for n in range(len(few))]
    return found


def grids_of(
    network: VGG16,
    pictures: Uint8Array,
    layer_names: Sequence[str],
    control: Control | None = None,
) -> dict[str, Float32Array]:
    """The outputs of layers of the base for a batch of photos.

    Args:
        network: VGG16, trained or not.
        pictures: RGB, uint8 (photos, height, width, 3), each side 32 to 512 px.
        layer_names: Layers whose outputs to return.
        control: Receives how many photos are done; it may stop the work before each.

    Returns:
        float32 (photos, height, width, channels) by layer name.

    Raises:
        ValueError: There are no photos, they have the wrong type, shape or size, or a name is
            unknown.
        Cancelled: The work was stopped.
    """
    if pictures.ndim != PHOTOS_RANK or not len(pictures):
        raise ValueError(
            f"Received photos of shape {pictures.shape}. Give at least one, as "
            "(photos, height, width, 3)."
        )
    control = control or Control()
    found: dict[str, list[Float32Array]] = {name: [] for name in layer_names}
    for done, grids in enumerate(each_grids(network, list(pictures), layer_names), 1):
        for name, grid in grids.items():
            found[name].append(grid)
        control.report(done, len(pictures))
        control.check()
    return {name: np.stack(grids) for name, grids in found.items()}
