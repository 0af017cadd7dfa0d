"""Stored pictures of what the trained VGG16 makes of the sample photos, and the record of them.

`make examples` writes them; the home page shows them before any network is loaded. The record says
which values of which photo each picture shows, and which weights made them.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from explorer.kept import kept

FOLDER = Path(__file__).parents[1] / "assets" / "examples"
RECORD = "record.json"

EXAMPLE_CHANNELS: Mapping[str, tuple[int, ...]] = {
    "block1_conv2": (25, 24, 33),
    "block2_conv2": (112, 76, 4, 126),
    "block3_conv3": (19, 68, 52, 183, 221),
}
"""Channels by layer, chosen by eye on all sample photos: each shows something else."""

WALL_LAYER, WALL_COLUMNS, WALL_ROWS = "block2_pool", 9, 4
"""The wall shows the first channels of a layer, as many as fill its rows."""

EXAMPLE_SIZE = (224, 224)
"""Height and width of the photos, px."""


@dataclass(frozen=True, slots=True)
class StoredMap:
    """One feature map in a file.

    Attributes:
        layer: Its layer.
        channel: Its channel.
        low: Its smallest value, drawn in the darkest colour.
        high: Its largest value, drawn in the brightest colour.
        file: The name of the WebP, one px for each value.
        sha256: Of the file, hexadecimal.
    """

    layer: str
    channel: int
    low: float
    high: float
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A photo whose maps are stored.

    Attributes:
        photo: The key of the sample.
        fit: How it was fitted to `EXAMPLE_SIZE`.
        digest: Of the picture that the network got, as `observed.picture_of` computes it.
        maps: Its maps, layer by layer.
    """

    photo: str
    fit: str
    digest: str
    maps: tuple[StoredMap, ...]


@dataclass(frozen=True, slots=True)
class StoredWall:
    """Many maps of one layer in one file, row by row from channel 0.

    Attributes:
        photo: The key of the sample.
        layer: The layer.
        channels: How many of its channels.
        low: The smallest value of any of them; each map has colours of its own.
        high: The largest.
        file: The name of the WebP.
        sha256: Of the file, hexadecimal.
    """

    photo: str
    layer: str
    channels: int
    low: float
    high: float
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Examples:
    """All stored pictures.

    Attributes:
        weights: SHA-256 of the trained values of each layer up to the last that is shown.
        photos: The photos with their maps.
        wall: The wall of maps.
    """

    weights: Mapping[str, str]
    photos: tuple[StoredPhoto, ...]
    wall: StoredWall


def written_record(examples: Examples) -> str:
    """The record as JSON."""
    return json.dumps(asdict(examples), indent=1) + "\n"


def read_record(text: str) -> Examples:
    """The record from its JSON."""
    read: dict[str, Any] = json.loads(text)
    photos = tuple(
        StoredPhoto(**{**each, "maps": tuple(StoredMap(**one) for one in each["maps"])})
        for each in read["photos"]
    )
    return Examples(read["weights"], photos, StoredWall(**read["wall"]))


@kept()
def stored_examples() -> Examples:
    """What is stored."""
    return read_record((FOLDER / RECORD).read_text("utf-8"))


def stored_maps(digest: str) -> tuple[StoredMap, ...]:
    """The stored maps of a picture; none where these pixels are no example.

    Args:
        digest: Of the picture that the network would get.
    """
    return next((each.maps for each in stored_examples().photos if each.digest == digest), ())


@kept(mib=2)
def stored_file(name: str) -> bytes:
    """A stored picture."""
    return (FOLDER / name).read_bytes()


def sha256_of(data: bytes) -> str:
    """SHA-256 of a file's bytes, hexadecimal."""
    return hashlib.sha256(data).hexdigest()
