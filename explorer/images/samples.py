"""Four freely licensed photos that come with scikit-image: real pictures, offline."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType

from explorer.images.intake import Photo, take_in


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample photo: its name, what it shows, and where it comes from.

    Source and licence are taken from scikit-image's documentation of `skimage.data`.
    """

    file_name: str
    title: str
    alt: str
    source: str
    licence: str


SAMPLES: Mapping[str, Sample] = MappingProxyType(
    {
        "chelsea": Sample(
            file_name="chelsea.png",
            title="Chelsea the cat",
            alt="The face of a brown tabby cat with green eyes, close up, turned to the right.",
            source="Stefan van der Walt",
            licence="CC0: no copyright restrictions",
        ),
        "coffee": Sample(
            file_name="coffee.png",
            title="Coffee cup",
            alt="An espresso in a red cup on a red saucer, with a spoon, on a wooden table.",
            source="Rachel Michetti, courtesy of Pikolo Espresso Bar",
            licence="CC0: no copyright restrictions",
        ),
        "astronaut": Sample(
            file_name="astronaut.png",
            title="Eileen Collins, astronaut",
            alt="A smiling woman in an orange space suit, in front of a flag and a model shuttle.",
            source="NASA Great Images database",
            licence="Public domain: no known copyright restrictions",
        ),
        "rocket": Sample(
            file_name="rocket.jpg",
            title="Falcon 9 rocket",
            alt="A white rocket on its pad at dusk, between lattice masts and floodlights.",
            source="SpaceX Photos: Falcon 9 carrying DSCOVR, Cape Canaveral",
            licence="Public domain",
        ),
    }
)
"""Key -> sample photo, in the order in which they are offered."""


def read_sample(key: str) -> Photo:
    """Read a sample photo from the installed scikit-image package; nothing is downloaded.

    Args:
        key: One of the keys of `SAMPLES`.

    Returns:
        The photo, through the same intake as a visitor's own.

    Raises:
        ValueError: If there is no sample with that key.
    """
    if key not in SAMPLES:
        raise ValueError(
            f"Received the sample photo {key!r}. "
            f"Expected one of {', '.join(SAMPLES)}. Choose one of these."
        )
    # The file is read directly, because the functions of skimage.data look in the user's cache
    # folder first, and would use the network if a file were missing.
    file = resources.files("skimage") / "data" / SAMPLES[key].file_name
    return take_in(file.read_bytes())
