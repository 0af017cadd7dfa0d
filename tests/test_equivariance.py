"""Maps that move with the photo: by hand, and in VGG16 with untrained weights."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest
from numpy.testing import assert_array_equal

from explorer.agreement import Agreement, agreement
from explorer.architecture.networks import PRESETS
from explorer.architecture.receptive_field import FieldAlong, ReceptiveField
from explorer.architecture.summary import summarize
from explorer.equivariance import (
    Displacement,
    Mirror,
    Movement,
    Response,
    Shift,
    moved_activations,
    respond,
)
from explorer.images.transforms import mirrored, shifted
from explorer.runtime import vgg16
from explorer.runtime.vgg16 import VGG16

FloatArray = npt.NDArray[np.float32]

EXACT = 1e-3


def square_field(size: int, stride: int, padding: int = 0) -> ReceptiveField:
    along = FieldAlong(size, stride, padding)
    return ReceptiveField(along, along)


PIXEL = ReceptiveField()
CONVOLUTION = square_field(3, 1, 1)
POOLING = square_field(2, 2, 0)


def maps(*shape: int, seed: int = 4) -> FloatArray:
    return np.random.default_rng(seed).random(shape, dtype=np.float32)


def row(*values: float) -> FloatArray:
    """One row of one channel."""
    return np.array([[[value] for value in values]], np.float32)


@pytest.mark.parametrize(
    ("first", "second", "cosine", "difference"),
    [
        (row(3, 4), row(3, 4), 1, 0),
        (row(3, 4), row(6, 8), 1, 5 / np.sqrt((25 + 100) / 2)),
        (row(3, 0), row(0, 3), 0, np.sqrt(2)),
        (row(3, 4), row(-3, -4), -1, 2),
        (row(3, 4), row(4, 3), 24 / 25, np.sqrt(2) / 5),
        (row(3, 4), row(0, 0), None, np.sqrt(2)),
        (row(0, 0), row(0, 0), None, 0),
    ],
    ids=["same", "twice", "nothing in common", "opposite", "swapped", "one dead", "both dead"],
)
def test_agreement_by_hand(
    first: FloatArray, second: FloatArray, cosine: float | None, difference: float
) -> None:
    found = agreement(first, second)
    assert found.num_units == 2
    assert found.cosine == (None if cosine is None else pytest.approx(cosine))
    assert found.relative_difference == pytest.approx(difference)


def test_the_same_is_exactly_the_same() -> None:
    values = maps(7, 9, 5)
    assert agreement(values, values.copy()).relative_difference == 0


@pytest.mark.parametrize(
    ("stride", "shift", "units", "rest"),
    [
        *((1, 1, 1, 0), (1, -3, -3, 0), (1, 0, 0, 0)),
        *((2, 1, 0, 1), (2, -1, 0, -1), (2, 2, 1, 0), (2, 3, 1, 1), (2, 5, 2, 1)),
        *((4, 1, 0, 1), (4, 2, 0, 2), (4, 3, 1, -1), (4, 6, 1, 2), (4, -7, -2, 1)),
        *((32, 8, 0, 8), (32, 17, 1, -15), (32, 64, 2, 0)),
    ],
)
def test_the_nearest_whole_units(stride: int, shift: int, units: int, rest: int) -> None:
    field = square_field(1, stride)
    values = maps(6, 9, 2)
    size = (6 * stride, 9 * stride)
    down = respond(values, values, field, size, Shift(down=shift)).displacement
    right = respond(values, values, field, size, Shift(right=shift)).displacement
    assert down == Displacement(units, 0, rest, 0)
    assert right == Displacement(0, units, 0, rest)
    assert right.is_exact == (rest == 0)


def test_a_moved_row_by_hand() -> None:
    original, changed = row(1, 2, 3, 4, 5), row(9, 9, 1, 2, 3)
    response = respond(original, changed, PIXEL, (1, 5), Shift(right=2))
    assert response.moved == Agreement(3, pytest.approx(1), 0)
    assert response.moved_inside == response.moved
    assert response.in_place.num_units == 5
    assert response.in_place.cosine == pytest.approx(
        (9 + 18 + 3 + 8 + 15) / np.sqrt(55 * (81 + 81 + 1 + 4 + 9))
    )
    assert response.largest.cosine == 1
    assert response.largest.relative_difference == pytest.approx(4 / np.sqrt((25 + 81) / 2))
    assert response.mean.relative_difference == pytest.approx(
        (4.8 - 3) / np.sqrt((3**2 + 4.8**2) / 2), rel=1e-5
    )


NONE = np.nan


@pytest.mark.parametrize(
    ("movement", "units", "expected"),
    [
        (Shift(right=1), (0, 1), [[NONE, 1, 2], [NONE, 4, 5]]),
        (Shift(right=-2), (0, -2), [[3, NONE, NONE], [6, NONE, NONE]]),
        (Shift(down=1), (1, 0), [[NONE, NONE, NONE], [1, 2, 3]]),
        (Shift(down=-1), (-1, 0), [[4, 5, 6], [NONE, NONE, NONE]]),
        (Shift(right=9), (0, 9), [[NONE, NONE, NONE], [NONE, NONE, NONE]]),
        (Shift(down=-9), (-9, 0), [[NONE, NONE, NONE], [NONE, NONE, NONE]]),
        (Shift(right=1), (0, 0), [[1, 2, 3], [4, 5, 6]]),
        (Mirror(), (0, 0), [[3, 2, 1], [6, 5, 4]]),
    ],
    ids=["right", "left", "down", "up", "out of it", "out above", "less than a unit", "mirror"],
)
def test_where_activations_should_be(
    movement: Movement, units: tuple[int, int], expected: list[list[float]]
) -> None:
    values = np.array([[1, 2, 3], [4, 5, 6]], np.float32)
    displacement = Displacement(*units, 0, 0)
    assert_array_equal(moved_activations(values, movement, displacement), expected)
    of_a_layer = np.dstack([values, 10 * values])
    assert_array_equal(
        moved_activations(of_a_layer, movement, displacement),
        np.dstack([expected, 10 * np.array(expected)]),
    )


@pytest.mark.parametrize("shift", [Shift(right=4), Shift(right=-6), Shift(down=2), Shift(down=-8)])
def test_moved_activations_differ_as_the_response_says(shift: Shift) -> None:
    original, changed = maps(6, 9, 2), maps(6, 9, 2, seed=5)
    response = respond(original, changed, POOLING, (12, 18), shift)
    assert response.displacement is not None
    assert response.moved is not None
    placed = moved_activations(original, shift, response.displacement)
    has_one = ~np.isnan(placed)
    assert response.moved.num_units == has_one.sum()
    found = agreement(placed[has_one][:, None, None], changed[has_one][:, None, None])
    assert found.relative_difference == pytest.approx(response.moved.relative_difference)


def test_channels_are_kept_apart_in_the_pooled_vectors() -> None:
    original = np.stack([[[1, 2]], [[0, 0]]], -1).astype(np.float32)
    response = respond(original, original[..., ::-1], PIXEL, (1, 2))
    assert response.largest.cosine == response.mean.cosine == 0
    assert response.largest.num_units == response.mean.num_units == 2


@dataclass(frozen=True, slots=True)
class OneAxis:
    """A field that slides along a row of pixels, to count by brute force."""

    size: int
    stride: int
    padding: int
    num_units: int
    num_pixels: int

    def pixels(self, unit: int) -> range:
        start = unit * self.stride - self.padding
        return range(start, start + self.size)

    def num_inside(self, shift: int, units: int) -> int:
        """Units that see only pixels of both photos, as do their counterparts."""
        photo = set(range(self.num_pixels))
        held = {pixel for pixel in photo if pixel - shift in photo}
        return sum(
            0 <= unit - units < self.num_units
            and held.issuperset(self.pixels(unit))
            and photo.issuperset(self.pixels(unit - units))
            for unit in range(self.num_units)
        )


AXES = [
    *(OneAxis(1, 1, 0, 23, 23), OneAxis(3, 1, 1, 23, 23), OneAxis(6, 2, 2, 11, 23)),
    *(OneAxis(16, 4, 6, 6, 24), OneAxis(14, 4, 5, 5, 23)),
]
SHIFTS = [-9, -8, -4, -3, -1, 1, 2, 3, 4, 7, 8]


@pytest.mark.parametrize("axis", AXES, ids=str)
@pytest.mark.parametrize("sideways", [False, True], ids=["down", "right"])
def test_units_inside_are_those_that_brute_force_finds(axis: OneAxis, sideways: bool) -> None:
    field = square_field(axis.size, axis.stride, axis.padding)
    for shift in SHIFTS:
        grid, size = (axis.num_units, 2), (axis.num_pixels, 2 * axis.stride)
        movement = Shift(right=shift) if sideways else Shift(down=shift)
        values = maps(*(grid[::-1] if sideways else grid), 1)
        response = respond(values, values, field, size[::-1] if sideways else size, movement)
        assert response.displacement is not None
        units = response.displacement.columns if sideways else response.displacement.rows
        found = response.moved_inside.num_units if response.moved_inside else 0
        assert found == 2 * axis.num_inside(shift, units), shift


def test_a_shift_beyond_the_map_leaves_nothing_to_compare() -> None:
    values = maps(2, 3, 4)
    response = respond(values, values, PIXEL, (2, 3), Shift(right=3))
    assert response.moved is None
    assert response.moved_inside is None


def test_a_mirrored_row_by_hand() -> None:
    response = respond(row(1, 2, 3, 4), row(4, 3, 2, 1), POOLING, (2, 8), Mirror())
    assert response.displacement == Displacement(0, 0, 0, 0)
    assert response.moved == Agreement(4, pytest.approx(1), 0)
    assert response.in_place.cosine == pytest.approx(20 / 30)


@pytest.mark.parametrize(
    ("num_columns", "width", "rest"), [(4, 8, 0), (4, 9, -1)], ids=["whole", "one column left out"]
)
def test_the_rest_of_a_mirror_is_what_pooling_left_out(
    num_columns: int, width: int, rest: int
) -> None:
    # With 9 columns the last is left out; mirrored, it is the first that is missing.
    values = maps(2, num_columns, 1)
    found = respond(values, values, POOLING, (4, width), Mirror()).displacement
    assert found == Displacement(0, 0, 0, rest)


def test_without_movement_only_units_in_place_are_compared() -> None:
    first, second = maps(3, 5, 2), maps(3, 5, 2, seed=9)
    response = respond(first, second, CONVOLUTION, (3, 5))
    assert (response.displacement, response.moved, response.moved_inside) == (None, None, None)
    assert response.in_place == agreement(first, second)


def test_activations_are_not_changed() -> None:
    values = maps(4, 6, 2)
    values.flags.writeable = False
    before = values.copy()
    for movement in (None, Mirror(), Shift(1, -2)):
        respond(values, values, CONVOLUTION, (4, 6), movement)
    assert_array_equal(values, before)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (maps(3, 4, 2), maps(4, 3, 2)),
        (maps(3, 4), maps(3, 4)),
        (maps(0, 4, 2), maps(0, 4, 2)),
    ],
    ids=["turned", "no channels", "empty"],
)
def test_activations_must_fit(first: FloatArray, second: FloatArray) -> None:
    with pytest.raises(ValueError, match="Received activations of shapes"):
        agreement(first, second)


@pytest.fixture(scope="module")
def network() -> VGG16:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KERAS_HOME", "/nowhere")
        patch.delenv("VGG16_WEIGHTS", raising=False)
        return vgg16.load()


def responses(
    network: VGG16, size: tuple[int, int], movement: Shift | Mirror
) -> Mapping[str, Response]:
    """The response of every layer to the movement of a photo of noise."""
    photo = np.random.default_rng(12).integers(0, 256, (*size, 3), dtype=np.uint8)
    match movement:
        case Shift():
            changed = shifted(photo, movement.down, movement.right)
        case Mirror():
            changed = mirrored(photo)
    rows = summarize(PRESETS["vgg16-no-top"], (*size, 3))
    fields = {row.name: row.receptive_field for row in rows if row.receptive_field is not None}
    before, after = network.activations(photo), network.activations(changed)
    return {
        name: respond(before[name], after[name], field, size, movement)
        for name, field in fields.items()
    }


# The field of block4_conv2 is 76 px and fits the 96 columns that stay; that of block3_pool is 44 px
# and fits the 64 rows. The next ones (92 and 60 px) would fit too, but no unit lies just there.
@pytest.mark.parametrize(
    ("movement", "deepest"),
    [
        (Shift(right=32), "block4_conv2"),
        (Shift(right=-32), "block4_conv2"),
        (Shift(down=32), "block3_pool"),
    ],
    ids=str,
)
def test_vgg16_moves_with_a_shift_of_32_px(network: VGG16, movement: Shift, deepest: str) -> None:
    found = responses(network, (96, 128), movement)
    assert len(found) == 18
    for name, response in found.items():
        assert response.displacement is not None
        assert response.displacement.is_exact, name
        if response.moved_inside is not None:
            assert response.moved_inside.relative_difference < EXACT, name
            assert response.in_place.relative_difference > 100 * EXACT, name
    inside = [name for name, response in found.items() if response.moved_inside is not None]
    assert inside == list(found)[: list(found).index(deepest) + 1]


@pytest.mark.parametrize(
    ("size", "movement"),
    [((96, 320), Shift(right=32)), ((320, 96), Shift(down=-32)), ((96, 352), Shift(right=64))],
    ids=str,
)
def test_every_layer_moves_where_the_photo_is_large_enough(
    network: VGG16, size: tuple[int, int], movement: Shift
) -> None:
    for name, response in responses(network, size, movement).items():
        assert response.moved_inside is not None, name
        assert response.moved is not None, name
        assert response.moved_inside.relative_difference < EXACT, name
        assert response.moved_inside.cosine == pytest.approx(1, abs=EXACT), name
        assert response.moved.num_units > response.moved_inside.num_units, name


@pytest.mark.parametrize("movement", [Shift(right=1), Shift(down=-1)], ids=str)
def test_one_pixel_moves_convolutions_before_pooling_only(network: VGG16, movement: Shift) -> None:
    found = responses(network, (96, 128), movement)
    for name in ("block1_conv1", "block1_conv2"):
        response = found[name]
        assert response.moved_inside is not None
        assert response.moved_inside.relative_difference < EXACT
    pooled = found["block1_pool"]
    assert pooled.moved_inside is not None
    assert abs(pooled.displacement.rest_down + pooled.displacement.rest_right) == 1  # type: ignore[union-attr]
    assert 10 * EXACT < pooled.moved_inside.relative_difference < 1
    # Pooling hides some of the shift: units in place are more alike than before.
    assert pooled.in_place.cosine is not None
    assert found["block1_conv2"].in_place.cosine is not None
    assert pooled.in_place.cosine > found["block1_conv2"].in_place.cosine


@pytest.mark.parametrize("shift", [2, 6])
@pytest.mark.parametrize("name", ["block1_pool", "block2_conv2"])
def test_two_pixels_move_what_was_pooled_once(network: VGG16, shift: int, name: str) -> None:
    response = responses(network, (64, 96), Shift(shift, -shift))[name]
    assert response.displacement == Displacement(shift // 2, -shift // 2, 0, 0)
    assert response.moved_inside is not None
    assert response.moved_inside.relative_difference < EXACT


def test_random_kernels_are_not_mirrored_with_the_photo(network: VGG16) -> None:
    response = responses(network, (64, 96), Mirror())["block1_conv1"]
    assert response.moved is not None
    assert response.moved.relative_difference > 0.1
    assert response.mean.cosine == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(
    "part",
    [
        pytest.param((slice(2, 5), slice(1, 3)), id="in the middle"),
        pytest.param((slice(0, 1), slice(6, 7)), id="one position in a corner"),
        pytest.param((slice(0, 0), slice(0, 0)), id="nothing"),
    ],
)
def test_what_is_known_to_be_the_same_need_not_be_compared(part: tuple[slice, slice]) -> None:
    random = np.random.default_rng(16)
    first = random.random((6, 7, 3)).astype(np.float32)
    second = first.copy()
    second[part] *= -2
    whole, known = agreement(first, second), agreement(first, second, part)
    assert known.num_units == whole.num_units
    assert known.cosine == pytest.approx(whole.cosine, abs=1e-6)
    assert known.relative_difference == pytest.approx(whole.relative_difference, abs=1e-6)
    a, b = first.astype(float).ravel(), second.astype(float).ravel()
    assert known.cosine == pytest.approx(a @ b / np.linalg.norm(a) / np.linalg.norm(b), abs=1e-6)
