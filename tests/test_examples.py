"""The stored pictures are those of the record, and come from trained values alone."""

import io
from pathlib import Path

import pytest
from PIL import Image

from explorer.architecture.layers import Conv2D
from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import summarize
from explorer.examples import (
    EXAMPLE_CHANNELS,
    EXAMPLE_SIZE,
    FOLDER,
    RECORD,
    WALL_COLUMNS,
    WALL_LAYER,
    WALL_ROWS,
    StoredMap,
    StoredPhoto,
    StoredWall,
    read_record,
    sha256_of,
    stored_examples,
    stored_maps,
    written_record,
)
from explorer.images.samples import SAMPLES, read_sample
from explorer.images.sizing import fit
from explorer.observed import picture_of
from explorer.runtime.known_weights import TRAINED_LAYERS

MOST_BYTES = 1_000_000
EXAMPLES = stored_examples()
STORED: tuple[StoredMap | StoredWall, ...] = (
    EXAMPLES.wall,
    *(each for photo in EXAMPLES.photos for each in photo.maps),
)
CONVOLUTIONS = [each.name for each in PRESETS["vgg16"].layers if isinstance(each, Conv2D)]
GRIDS = {row.name: row.output_shape[:2] for row in summarize(PRESETS["vgg16"], (*EXAMPLE_SIZE, 3))}


def convolutions_before(layer: str) -> list[str]:
    """The convolutions whose values a layer's maps depend on, its own among them."""
    names = [each.name for each in PRESETS["vgg16"].layers]
    upto = names[: names.index(layer) + 1]
    return [name for name in CONVOLUTIONS if name in upto]


@pytest.mark.parametrize("stored", STORED, ids=lambda stored: stored.file)
def test_a_file_is_the_one_of_the_record(stored: StoredMap | StoredWall) -> None:
    assert sha256_of((FOLDER / stored.file).read_bytes()) == stored.sha256


@pytest.mark.parametrize("stored", STORED, ids=lambda stored: stored.file)
def test_all_that_made_a_picture_was_trained(stored: StoredMap | StoredWall) -> None:
    needed = convolutions_before(stored.layer)
    assert needed
    assert {name: EXAMPLES.weights[name] for name in needed} == {
        name: TRAINED_LAYERS[name] for name in needed
    }


def test_the_known_values_end_before_the_fourth_block() -> None:
    assert list(TRAINED_LAYERS) == list(EXAMPLES.weights) == CONVOLUTIONS[:7]
    assert convolutions_before("block4_conv1")[-1] not in TRAINED_LAYERS


def test_there_is_no_other_file_and_all_of_them_are_small() -> None:
    files = list(FOLDER.iterdir())
    assert {each.name for each in files} == {RECORD, *(stored.file for stored in STORED)}
    assert sum(each.stat().st_size for each in files) < MOST_BYTES


@pytest.mark.parametrize("stored", STORED, ids=lambda stored: stored.file)
def test_a_picture_has_a_px_for_each_value(stored: StoredMap | StoredWall) -> None:
    height, width = GRIDS[stored.layer]
    if isinstance(stored, StoredWall):
        assert (stored.layer, stored.channels) == (WALL_LAYER, WALL_COLUMNS * WALL_ROWS)
        height, width = height * WALL_ROWS, width * WALL_COLUMNS
    with Image.open(io.BytesIO((FOLDER / stored.file).read_bytes())) as picture:
        assert picture.size == (width, height)
    assert 0 <= stored.low < stored.high


@pytest.mark.parametrize("how", ["crop", "squeeze", "pad"])
@pytest.mark.parametrize("photo", SAMPLES)
def test_each_sample_has_its_maps(photo: str, how: str) -> None:
    picture = picture_of(fit(read_sample(photo).pixels, EXAMPLE_SIZE, how))
    found: dict[str, tuple[int, ...]] = {}
    for each in stored_maps(picture.digest):
        found[each.layer] = (*found.get(each.layer, ()), each.channel)
        assert each.file.startswith(f"{photo}-")
    assert found == EXAMPLE_CHANNELS


def test_other_pixels_are_no_example() -> None:
    pixels = fit(read_sample("chelsea").pixels, EXAMPLE_SIZE, "crop")
    pixels[0, 0, 0] ^= 1
    assert stored_maps(picture_of(pixels).digest) == ()


def test_the_record_is_read_as_it_was_written() -> None:
    assert read_record(written_record(EXAMPLES)) == EXAMPLES
    assert (FOLDER / RECORD).read_text("utf-8") == written_record(EXAMPLES)
    assert all(isinstance(each, StoredPhoto) for each in EXAMPLES.photos)


def test_the_pictures_of_doors_are_there() -> None:
    doors = Path(__file__).parents[1] / "assets" / "doors"
    pictures = {
        "architecture.svg",
        "convolution.svg",
        "preprocessing.svg",
        "receptive_fields.svg",
        "transfer.svg",
    }
    assert {each.name for each in doors.iterdir()} == pictures
