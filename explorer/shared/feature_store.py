"""Features of labelled photos, computed once for all visitors and kept within a bound.

One pass gives the averages and the maxima of all five layers, which are small: another layer or
another reduction needs no other pass. Whole grids are kept packed, of the layer that is asked for.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import prod
from typing import Literal

import numpy as np

from explorer import units
from explorer.architecture.networks import Reduction
from explorer.arrays import Float32Array, Uint8Array
from explorer.background import Control
from explorer.kept import kept_values
from explorer.observed import ObservedNetwork, Picture
from explorer.preprocessing import AS_TRAINED, preparation_named
from explorer.settings import FEATURES
from explorer.shared.models import vgg16_of
from explorer.shared.packing import Packed, packed
from explorer.transfer.plan import FEATURE_LAYERS
from explorer.transfer.reduction import reduced

MOST_ROWS_BYTES = 256 * 2**20
"""Of the features of one set as its head reads them: all rows are in memory while it learns."""

Form = Reduction | Literal["grid"]
"""What is made of a layer's output; "grid" leaves it as it is."""

_SMALL: tuple[Reduction, ...] = ("average", "max")
_store, _changed = kept_values(FEATURES.value)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Features to have.

    Attributes:
        network: VGG16 with its weights.
        layer_name: One of `FEATURE_LAYERS`; "" for VGG16's input, as a grid.
        form: What is made of its output.
        mirrored: Whether the photos are mirrored, left to right.
    """

    network: ObservedNetwork
    layer_name: str
    form: Form
    mirrored: bool = False

    def shape_of(self) -> tuple[int, ...]:
        """The shape of one photo's features."""
        shape = self.network.input_shape
        if self.layer_name:
            shape = self.network.row(self.layer_name).output_shape
        height, width, channels = shape
        match self.form:
            case "grid":
                return height, width, channels
            case "flatten":
                return (height * width * channels,)
            case _:
                return (channels,)


def features_of(
    wanted: Wanted,
    pictures: Sequence[Picture],
    control: Control,
    into: Float32Array | None = None,
) -> Float32Array:
    """Have features at hand; what is not kept is computed.

    Args:
        wanted: Which.
        pictures: Photos of one size, in any number.
        control: Receives how many photos are done; it may stop the work between two photos, and
            those that are done stay kept.
        into: Where they are put, float32 (photos, ...); None for a new array.

    Returns:
        float32, the photos along its first axis.

    Raises:
        ValueError: They take too much memory, or the network does not take the photos.
        Cancelled: The work was stopped.
    """
    require_room(wanted, len(pictures))
    rows = new_features(wanted, len(pictures)) if into is None else into
    if not wanted.layer_name:
        _fill_with_inputs(rows, wanted, pictures, control)
        return rows
    missing = []
    for index, picture in enumerate(pictures):
        kept = _kept(wanted, picture)
        if kept is None:
            missing.append(index)
        else:
            rows[index] = kept
    done = len(pictures) - len(missing)
    control.report(done, len(pictures))
    for index, row in _computed(wanted, pictures, missing, control):
        rows[index] = row
        done += 1
        control.report(done, len(pictures))
    return rows


def new_features(wanted: Wanted, num_photos: int) -> Float32Array:
    """Room for the features of photos, float32 (photos, ...).

    Raises:
        ValueError: They take too much memory.
    """
    require_room(wanted, num_photos)
    return np.empty((num_photos, *wanted.shape_of()), np.float32)


def require_room(wanted: Wanted, num_photos: int) -> None:
    """Refuse features that would take too much memory.

    Raises:
        ValueError: They would.
    """
    num_bytes = 4 * num_photos * prod(wanted.shape_of())
    if num_bytes > MOST_ROWS_BYTES:
        raise ValueError(
            f"The features of {units.count(num_photos)} photos would take "
            f"{units.memory(num_bytes)}. At most {units.memory(MOST_ROWS_BYTES)} are used at a "
            "time. Choose the average of each map, a later layer, or fewer photos."
        )


def _computed(
    wanted: Wanted, pictures: Sequence[Picture], missing: Sequence[int], control: Control
) -> Iterator[tuple[int, Float32Array]]:
    """Index and features of each photo that is not kept, from a pass each."""
    from explorer.runtime.set_features import each_grids

    if not missing:
        return
    photos = [_pixels(pictures[index], wanted.mirrored) for index in missing]
    passes = each_grids(vgg16_of(wanted.network), photos, FEATURE_LAYERS)
    for index in missing:
        control.check()
        grids = next(passes)
        _keep(wanted, pictures[index], grids)
        yield index, _formed(grids[wanted.layer_name], wanted.form)


def _fill_with_inputs(
    rows: Float32Array, wanted: Wanted, pictures: Sequence[Picture], control: Control
) -> None:
    """Put in what the first block gets: made in no time, so it is not kept."""
    prepare = preparation_named(AS_TRAINED).prepare
    for index, picture in enumerate(control.counted(pictures)):
        rows[index] = prepare(_pixels(picture, wanted.mirrored))


def _pixels(picture: Picture, mirrored: bool) -> Uint8Array:
    return np.ascontiguousarray(picture.pixels[:, ::-1]) if mirrored else picture.pixels


def _formed(grid: Float32Array, form: Form) -> Float32Array:
    return grid if form == "grid" else reduced(grid[np.newaxis], form)[0]


def _keep(wanted: Wanted, picture: Picture, grids: Mapping[str, Float32Array]) -> None:
    """Keep what is small of all layers, and what was asked for."""
    values: dict[Hashable, object] = {
        _key(wanted, picture, name, form): _formed(grids[name], form)
        for name in FEATURE_LAYERS
        for form in _SMALL
    }
    if wanted.form not in _SMALL:
        row = _formed(grids[wanted.layer_name], wanted.form)
        values[_key(wanted, picture, wanted.layer_name, wanted.form)] = packed({"": row})[""]
    with _changed:
        for key, value in values.items():
            with suppress(ValueError):  # larger than all that may be kept
                _store[key] = value


def _kept(wanted: Wanted, picture: Picture) -> Float32Array | None:
    with _changed:
        found = _store.get(_key(wanted, picture, wanted.layer_name, wanted.form))
    return found.unpacked() if isinstance(found, Packed) else found


def _key(wanted: Wanted, picture: Picture, layer_name: str, form: Form) -> Hashable:
    network = wanted.network
    return network.weights, network.file, layer_name, form, wanted.mirrored, picture.digest
