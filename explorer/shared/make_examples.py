"""Makes the stored pictures of the home page: ``python -m explorer.shared.make_examples``.

They come from VGG16's trained values or not at all: each layer's values are compared with the known
ones first. The same computer writes the same bytes each time.
"""

# ruff: noqa: T201 -- it is a command, and a command prints
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np

from explorer.arrays import Float32Array, Uint8Array
from explorer.examples import (
    EXAMPLE_CHANNELS,
    EXAMPLE_SIZE,
    FOLDER,
    RECORD,
    WALL_COLUMNS,
    WALL_LAYER,
    WALL_ROWS,
    Examples,
    StoredMap,
    StoredPhoto,
    StoredWall,
    sha256_of,
    written_record,
)
from explorer.figures.colour_maps import palette
from explorer.figures.maps.depth_strip import map_indices
from explorer.fitting import Fit
from explorer.images.encoding import webp_palette
from explorer.images.samples import SAMPLES, read_sample
from explorer.images.sizing import fit
from explorer.observed import Picture, picture_of
from explorer.runtime.download import WeightsUnavailable
from explorer.runtime.known_weights import trained_hashes
from explorer.runtime.weights import find_weights, read_weights

_Activations = Mapping[str, Float32Array]


@dataclass(frozen=True, slots=True)
class _Fitted:
    """A sample as the network gets it, and what the network makes of it."""

    photo: str
    how: Fit
    picture: Picture
    activations: _Activations


def make_examples(weights: Path) -> dict[str, bytes]:
    """All stored pictures and their record, by file name.

    Args:
        weights: A file of VGG16's weights.

    Raises:
        ValueError: Its layers do not hold the trained values.
        WeightsUnavailable: It is not a file of VGG16's weights.
    """
    hashes = trained_hashes(read_weights(weights))
    seen = _looks(weights)
    files: dict[str, bytes] = {}
    wall = _wall(seen[0], files)
    photos = tuple(_stored_photo(each, files) for each in seen)
    record = written_record(Examples(hashes, photos, wall))
    return files | {RECORD: record.encode()}


def _looks(weights: Path) -> list[_Fitted]:
    """Each sample fitted each way, once where both ways give the same picture."""
    from explorer.runtime import vgg16  # TensorFlow, once the weights are known to be trained

    network = vgg16.load(weights)
    layers = [*EXAMPLE_CHANNELS, WALL_LAYER]
    found: dict[str, _Fitted] = {}
    for photo in SAMPLES:
        for how in get_args(Fit):
            picture = picture_of(fit(read_sample(photo).pixels, EXAMPLE_SIZE, how))
            if picture.digest not in found:
                seen = network.activations(picture.pixels, layers)
                found[picture.digest] = _Fitted(photo, how, picture, seen)
    return list(found.values())


def _stored_photo(seen: _Fitted, files: dict[str, bytes]) -> StoredPhoto:
    maps = tuple(
        _stored_map(seen, layer, channel, files)
        for layer, channels in EXAMPLE_CHANNELS.items()
        for channel in channels
    )
    return StoredPhoto(seen.photo, seen.how, seen.picture.digest, maps)


def _stored_map(seen: _Fitted, layer: str, channel: int, files: dict[str, bytes]) -> StoredMap:
    values = np.ascontiguousarray(seen.activations[layer][..., channel])
    name = f"{seen.photo}-{seen.how}-{layer}-{channel}.webp"
    files[name] = _encoded(map_indices(values))
    low, high = float(values.min()), float(values.max())
    return StoredMap(layer, channel, low, high, name, sha256_of(files[name]))


def _wall(seen: _Fitted, files: dict[str, bytes]) -> StoredWall:
    """Maps edge to edge; the page frames the picture, not each map."""
    num_maps = WALL_COLUMNS * WALL_ROWS
    values = seen.activations[WALL_LAYER][..., :num_maps]
    maps = [map_indices(np.ascontiguousarray(values[..., each])) for each in range(num_maps)]
    rows = [np.hstack(maps[at : at + WALL_COLUMNS]) for at in range(0, num_maps, WALL_COLUMNS)]
    name = f"wall-{WALL_LAYER}.webp"
    files[name] = _encoded(np.vstack(rows))
    low, high = float(values.min()), float(values.max())
    return StoredWall(seen.photo, WALL_LAYER, num_maps, low, high, name, sha256_of(files[name]))


def _encoded(indices: Uint8Array) -> bytes:
    return webp_palette(indices, palette("viridis"))


def write_examples(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files, and remove what an earlier run left and this one did not make."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.name not in files:
            old.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)


def store_examples(arguments: Sequence[str] | None = None) -> int:
    """Make the stored pictures from the weights on this computer.

    Returns:
        The exit status: 0 if they were written, 1 if there are no trained weights.
    """
    given = sys.argv[1:] if arguments is None else arguments
    folder = Path(given[0]) if given else FOLDER
    try:
        weights = find_weights()
        if weights is None:
            raise WeightsUnavailable("No weights on this computer. Fetch them with make weights.")
        files = make_examples(weights)
    except (ValueError, WeightsUnavailable) as error:
        print(error, file=sys.stderr)
        return 1
    write_examples(folder, files)
    print(f"{len(files)} files, {sum(map(len, files.values())):,} bytes, in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(store_examples())
