"""The strip of maps: colours by each map's own range, words, and pictures of one size."""

import numpy as np
import pytest

from explorer.architecture.layers import Conv2D, MaxPool2D
from explorer.architecture.networks import Network
from explorer.architecture.summary import summarize
from explorer.figures.colour_maps import palette
from explorer.figures.maps.depth_strip import LayerMap, depth_strip, map_indices
from explorer.figures.theme import FAMILY_COLOURS

ROWS = summarize(
    Network("two layers", (Conv2D("block1_conv1", 4, 3), MaxPool2D("block1_pool"))), (100, 150, 3)
)
MAPS = (LayerMap(3, 0.0, 1234.5, b"conv"), LayerMap(1, -0.25, 12.345, b"pool"))


def test_a_map_is_coloured_from_its_smallest_to_its_largest_value() -> None:
    indices = map_indices(np.array([[-1.0, 0.0, 1.0], [3.0, 1.0, -1.0]], np.float32))
    assert indices.dtype == np.uint8
    assert indices.tolist() == [[0, 64, 128], [255, 128, 0]]


@pytest.mark.parametrize("value", [0.0, -2.5, 7e30])
def test_a_map_of_one_value_has_the_darkest_colour(value: float) -> None:
    assert map_indices(np.full((2, 3), value, np.float32)).tolist() == [[0, 0, 0]] * 2


@pytest.mark.parametrize(
    ("shape", "drawn"),
    [
        ((7, 9), (7, 9)),
        ((256, 200), (256, 200)),
        ((257, 200), (128, 100)),
        ((512, 300), (256, 150)),
        ((1, 600), (1, 200)),
        ((1024, 3), (256, 1)),
    ],
)
def test_a_large_map_leaves_values_out(shape: tuple[int, int], drawn: tuple[int, int]) -> None:
    values = np.arange(shape[0] * shape[1], dtype=np.float32).reshape(shape)
    found = map_indices(values).shape
    assert found == pytest.approx(drawn, abs=1)
    assert max(found) <= 256


def test_a_map_is_left_unchanged() -> None:
    values = np.array([[1.0, 2.0], [3.0, 5.0]], np.float32)
    values.flags.writeable = False
    map_indices(values)
    assert values.tolist() == [[1.0, 2.0], [3.0, 5.0]]


def test_a_tile_for_each_layer_with_its_words() -> None:
    conv, pool = depth_strip(ROWS, MAPS, b"photo").tiles
    assert (conv.name, conv.lines) == ("block1_conv1", ("100×150×4", "channel 3", "0 to 1,234"))
    assert pool.description == "block1_pool, 50×75×4, channel 1, −0.25 to 12.3"
    assert [conv.colour, pool.colour] == [FAMILY_COLOURS[row.family] for row in ROWS]


def test_only_a_coarse_map_keeps_its_edges() -> None:
    assert [tile.sharp for tile in depth_strip(ROWS, MAPS, b"photo").tiles] == [False, True]


def test_pictures_are_data_urls_of_their_bytes() -> None:
    strip = depth_strip(ROWS, MAPS, b"photo")
    assert strip.tiles[0].picture == "data:image/png;base64,Y29udg=="
    assert strip.photo == "data:image/png;base64,cGhvdG8="


def test_tiles_have_the_shape_of_the_photo() -> None:
    strip = depth_strip(ROWS, MAPS, b"photo")
    assert strip.ratio == 1.5
    assert strip.photo_size == "100×150×3"


def test_the_colour_bar_goes_from_the_first_to_the_last_colour() -> None:
    colours = depth_strip(ROWS, MAPS, b"photo").colours
    first, last = (bytes.fromhex(colours[place][1:]) for place in (0, -1))
    assert list(first) == palette("viridis")[0].tolist()
    assert list(last) == palette("viridis")[-1].tolist()


def test_a_missing_map_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        depth_strip(ROWS, MAPS[:1], b"photo")
