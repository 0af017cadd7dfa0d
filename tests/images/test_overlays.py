"""Maps over photos and boxes on them: every pixel by hand."""

import numpy as np
import numpy.typing as npt
import pytest
from numpy.testing import assert_array_equal

from explorer.architecture.receptive_field import Box
from explorer.arrays import Uint8Array
from explorer.images.overlays import (
    AROUND_FRAME,
    FRAME_COLOURS,
    HATCH_COLOURS,
    MAX_CANVAS_SIDE,
    crop,
    framed,
    framed_inside,
    laid_over,
)

GREYS = np.repeat(np.arange(256, dtype=np.uint8)[:, np.newaxis], 3, axis=1)
HATCHES = {tuple(colour) for colour in HATCH_COLOURS.tolist()}
RED = (255, 0, 0)


def photo(height: int = 12, width: int = 20) -> Uint8Array:
    """Dark pixels, all different, none with a hatch's colours."""
    rows, columns = np.mgrid[:height, :width]
    return np.stack([rows, columns, np.full_like(rows, 5)], -1).astype(np.uint8)


def is_hatched(pixels: Uint8Array) -> npt.NDArray[np.bool_]:
    return (pixels[..., np.newaxis, :] == HATCH_COLOURS).all(-1).any(-1)


MAP = np.array([[0, 100, 200], [50, 150, 250]], np.uint8)


@pytest.mark.parametrize("how", ["nearest", "bilinear"])
def test_without_opacity_only_the_photo_shows(how: str) -> None:
    assert_array_equal(laid_over(photo(), MAP, GREYS, 0, how), photo())  # type: ignore[arg-type]


def test_nearest_shows_each_unit_as_a_rectangle() -> None:
    shown = np.array([[0, 255, 255], [255, 0, 255]], np.uint8)
    found = laid_over(photo(12, 18), shown, GREYS, 1)
    expected = photo(12, 18)[..., 0]
    assert_array_equal(
        found[..., 0], np.maximum(np.kron(shown, np.ones((6, 6), np.uint8)), expected)
    )


def test_opacity_mixes_both() -> None:
    found = laid_over(np.full((2, 3, 3), 40, np.uint8), MAP, GREYS, 0.51)
    # 40 + 0.51 v / 255 (v - 40): 40 + 0.2 * 60, 40 + 0.4 * 160, 40 + 0.1 * 10, 40 + 0.3 * 110 ...
    assert_array_equal(found[..., 1], [[40, 52, 104], [41, 73, 145]])


def test_what_is_small_hides_little_of_the_photo() -> None:
    palette = np.zeros((256, 3), np.uint8)  # black: all that is left is the photo's share
    found = laid_over(
        np.full((1, 2, 3), 200, np.uint8), np.array([[51, 255]], np.uint8), palette, 1
    )
    assert_array_equal(found[..., 0], [[160, 0]])  # a fifth is hidden, and all of it


def test_bilinear_mixes_values_not_colours() -> None:
    palette = np.zeros((256, 3), np.uint8)
    palette[0] = (255, 0, 0)
    palette[90:110] = (0, 255, 0)  # only between both values of the map
    palette[200] = (0, 0, 255)
    black = np.zeros((9, 21, 3), np.uint8)
    found = laid_over(black, np.array([[0, 200]], np.uint8), palette, 1, "bilinear")
    assert tuple(found[4, 0]) == (0, 0, 0)  # 0 hides nothing
    assert found[4, 10].nonzero()[0].tolist() == [1]
    assert tuple(found[4, -1]) == (0, 0, 200)


def test_colours_come_from_the_palette() -> None:
    palette = np.random.default_rng(1).integers(0, 256, (256, 3), dtype=np.uint8)
    black = np.zeros((2, 3, 3), np.uint8)
    expected = np.rint(palette[MAP] * (MAP / 255)[..., np.newaxis])
    assert_array_equal(laid_over(black, MAP, palette, 1), expected)


def test_a_crop_inside_is_the_photo() -> None:
    assert_array_equal(crop(photo(), Box(2, 3, 5, 10)), photo()[2:6, 3:11])


@pytest.mark.parametrize(
    ("box", "rows", "columns"),
    [
        (Box(-2, 3, 2, 9), slice(2, 5), slice(0, 7)),
        (Box(1, -4, 3, 2), slice(0, 3), slice(4, 7)),
        (Box(10, 15, 14, 22), slice(0, 2), slice(0, 5)),
        (Box(-3, -5, 14, 24), slice(3, 15), slice(5, 25)),
    ],
    ids=["above", "left", "below right", "all round"],
)
def test_what_lies_in_the_padding_is_hatched(box: Box, rows: slice, columns: slice) -> None:
    found = crop(photo(), box)
    on_photo = np.zeros((box.height, box.width), np.bool_)
    on_photo[rows, columns] = True
    inside = box.clipped(12, 20)
    assert_array_equal(is_hatched(found), ~on_photo)
    assert_array_equal(
        found[rows, columns],
        photo()[inside.top : inside.bottom + 1, inside.left : inside.right + 1],
    )


@pytest.mark.parametrize(
    "box",
    [Box(-9, 2, -3, 5), Box(2, 30, 5, 35), Box(40, -40, 44, -30)],
    ids=["above", "right", "below left"],
)
def test_a_box_off_the_photo_is_all_hatched(box: Box) -> None:
    assert is_hatched(crop(photo(), box)).all()


def test_a_hatch_has_stripes_of_both_colours() -> None:
    hatch = crop(photo(), Box(-9, -9, -1, -1))
    assert {tuple(pixel) for pixel in hatch.reshape(-1, 3).tolist()} == HATCHES
    assert_array_equal(hatch[1:, :-1], hatch[:-1, 1:])


def test_a_crop_belongs_to_the_caller() -> None:
    pixels = photo()
    crop(pixels, Box(0, 0, 3, 4))[:] = 99
    assert_array_equal(pixels, photo())


def test_a_frame_lies_around_its_box() -> None:
    picture = framed(photo(), [Box(4, 6, 6, 9)], [RED])
    assert picture.canvas == Box(0, 0, 11, 19)
    expected = photo()
    expected[2:9, 4:12] = AROUND_FRAME
    expected[3:8, 5:11] = RED
    expected[4:7, 6:10] = photo()[4:7, 6:10]
    assert_array_equal(picture.pixels, expected)


def test_the_canvas_grows_where_a_box_leaves_the_photo() -> None:
    picture = framed(photo(), [Box(-3, 15, 2, 24)], [RED])
    assert picture.canvas == Box(-5, 0, 11, 26)  # 2 px of lines around the box
    assert picture.pixels.shape == (17, 27, 3)
    assert_array_equal(picture.pixels[5 + 5 :, :12], photo()[5:, :12])
    assert tuple(picture.pixels[5 - 4, 20]) == RED
    assert tuple(picture.pixels[5 + 3, 20]) == RED
    assert is_hatched(picture.pixels[5 - 3 : 5, 15:25]).all()
    assert_array_equal(picture.pixels[5:8, 15:20], photo()[:3, 15:20])


def test_a_line_inside_a_box_leaves_the_rest_of_the_photo_as_it_is() -> None:
    pixels = framed_inside(photo(), [Box(0, 13, 11, 19)], [RED])
    expected = photo()
    expected[:, 13:20] = AROUND_FRAME
    expected[1:11, 14:19] = RED
    expected[2:10, 15:18] = photo()[2:10, 15:18]
    assert_array_equal(pixels, expected)


def test_a_box_too_small_for_lines_inside_keeps_its_middle() -> None:
    pixels = framed_inside(photo(), [Box(4, 6, 6, 8)], [RED])
    assert_array_equal(pixels[5, 7], photo()[5, 7])
    assert {tuple(pixels[row, 7].tolist()) for row in (4, 6)} == {RED}


def test_boxes_have_colours_of_their_own() -> None:
    boxes = [Box(2, 2, 3, 3), Box(2, 8, 3, 9), Box(8, 2, 9, 3), Box(8, 8, 9, 9)]
    pixels = framed(photo(), boxes).pixels
    lines = [tuple(pixels[box.top - 1, box.left].tolist()) for box in boxes]
    assert lines == [*FRAME_COLOURS, FRAME_COLOURS[0]]


def test_lines_get_wider_with_the_photo() -> None:
    pixels = framed(photo(20, 256), [Box(8, 100, 9, 110)], [RED]).pixels
    assert [tuple(pixels[row, 105].tolist()) for row in range(4, 8)] == [
        *(AROUND_FRAME, AROUND_FRAME, RED, RED)
    ]


def test_without_boxes_the_photo_stays() -> None:
    picture = framed(photo(), [])
    assert_array_equal(picture.pixels, photo())
    assert picture.pixels.flags.writeable


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: laid_over(photo(), MAP, GREYS, 1.5), "Received opacity=1.5"),
        (lambda: laid_over(photo(), MAP, GREYS, float("nan")), "Received opacity=nan"),
        (lambda: laid_over(photo(), MAP, GREYS, 1, "cubic"), "Received how='cubic'"),  # type: ignore[arg-type]
        (lambda: laid_over(photo(), MAP.astype(float), GREYS, 1), "indices of float64"),  # type: ignore[arg-type]
        (lambda: laid_over(photo(), MAP[0], GREYS, 1), r"with shape \(3,\)"),
        (lambda: laid_over(photo(), MAP, GREYS[:9], 1), "a palette of uint8 with shape"),
        (lambda: laid_over(photo()[..., 0], MAP, GREYS, 1), "Expected an RGB picture"),
        (lambda: crop(photo(), Box(3, 3, 2, 5)), "a box of 0 x 3 px"),
        (lambda: crop(photo(), Box(0, 0, 5, MAX_CANVAS_SIDE)), "a box of 6 x 4097 px"),
        (lambda: crop(photo().astype(float), Box(0, 0, 1, 1)), "Expected an RGB picture"),  # type: ignore[arg-type]
        (lambda: framed(photo(), [Box(3, 3, 2, 5)]), "a box of 0 x 3 px"),
        (lambda: framed(photo(), [Box(0, 9000, 1, 9001)]), "Choose a unit"),
        (lambda: framed(photo(), [], []), "no colours for the lines"),
    ],
    ids=[
        *("opacity", "opacity nan", "how", "map type", "map shape", "palette", "grey photo"),
        *("empty box", "large box", "floats", "empty frame", "far frame", "no colour"),
    ],
)
def test_what_is_not_accepted(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=message):
        call()
