"""Draws are the same for everybody, and have the chances that the paper gives them."""

from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest

from explorer.recipe.colour_shift import OF_IMAGENET
from explorer.recipe.draws import (
    SCALES,
    Draw,
    RecipeSettings,
    ScaleKey,
    draw_many,
    num_crops,
    size_at,
)

PHOTO = (300, 451)
MANY = 4000


def draws(count: int = 12, photo: tuple[int, int] = PHOTO, **changes: object) -> tuple[Draw, ...]:
    return draw_many(replace(RecipeSettings(), **changes), photo, OF_IMAGENET, count)  # type: ignore[arg-type]


def test_a_link_from_last_year_gives_the_same_draws() -> None:
    """Two draws of seed 16: what links promise, whatever the version of Python."""
    first, second = draws(2)
    assert (first.scale, first.size, first.row, first.column) == (391, (391, 588), 30, 337)
    assert (first.mirrored, first.shift) == (False, (-1.7663, -2.0987, -2.7118))
    assert (second.scale, second.size, second.row, second.column) == (504, (504, 758), 92, 363)
    assert (second.mirrored, second.shift) == (True, (6.0768, 6.0279, 5.6104))


def test_more_draws_change_none_before_them() -> None:
    assert draws(30)[:12] == draws(12)
    assert [draw.number for draw in draws(3)] == [1, 2, 3]


def test_another_seed_gives_other_draws() -> None:
    assert {draw.alphas for draw in draws(50)}.isdisjoint({d.alphas for d in draws(50, seed=17)})


@pytest.mark.parametrize(
    ("off", "fields"),
    [
        ({"crops": False}, ("scale", "mirrored", "alphas", "shift")),
        ({"mirrors": False}, ("scale", "row", "column", "alphas", "shift")),
        ({"shifts_colour": False}, ("scale", "row", "column", "mirrored")),
        ({"scale": "256"}, ("mirrored", "alphas", "shift")),
    ],
    ids=["crop", "mirror", "colour", "scale"],
)
def test_a_transform_that_is_off_changes_no_other(
    off: dict[str, object], fields: tuple[str, ...]
) -> None:
    for on, without in zip(draws(), draws(**off), strict=True):  # type: ignore[arg-type]
        assert [getattr(on, name) for name in fields] == [getattr(without, name) for name in fields]


def test_without_transforms_every_picture_is_the_middle_of_the_photo() -> None:
    plain = draws(20, scale="256", crops=False, mirrors=False, shifts_colour=False)
    # 451 x 256 / 300 = 384.85
    assert {replace(draw, number=1) for draw in plain} == {
        Draw(1, 256, (256, 385), 16, 80, False, (0, 0, 0), (0, 0, 0))
    }


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("photo", [(300, 451), (451, 300), (1, 20), (1024, 1024)])
def test_the_crop_lies_on_the_picture(scale: ScaleKey, photo: tuple[int, int]) -> None:
    least, most = SCALES[scale]
    for draw in draws(200, photo, scale=scale):
        assert least <= draw.scale <= most
        assert min(draw.size) == draw.scale
        assert draw.size == size_at(photo, draw.scale)
        assert 0 <= draw.row <= draw.size[0] - 224
        assert 0 <= draw.column <= draw.size[1] - 224


def test_each_place_of_a_crop_is_as_likely() -> None:
    """At S = 256 a square photo has 33 places each way; chi-squared with 32 degrees of freedom."""
    found = draws(MANY, (400, 400), scale="256")
    for places in ([draw.row for draw in found], [draw.column for draw in found]):
        counts = np.bincount(places, minlength=33)
        assert len(counts) == 33
        expected = MANY / 33
        assert ((counts - expected) ** 2 / expected).sum() < 62.5  # exceeded once in 1,000


def test_each_scale_is_as_likely() -> None:
    scales = [draw.scale for draw in draws(MANY)]
    assert (min(scales), max(scales)) == (256, 512)
    counts, _ = np.histogram(scales, 16, (256, 513))
    expected = MANY / 16
    assert ((counts - expected) ** 2 / expected).sum() < 37.7  # 15 degrees of freedom, 1 in 1,000


def test_half_are_mirrored_and_the_shift_has_deviation_one_tenth() -> None:
    found = draws(MANY)
    assert np.mean([draw.mirrored for draw in found]) == pytest.approx(0.5, abs=0.026)
    alphas = np.array([draw.alphas for draw in found])
    assert alphas.mean(axis=0) == pytest.approx([0, 0, 0], abs=0.0053)
    assert alphas.std(axis=0) == pytest.approx([0.1, 0.1, 0.1], abs=0.004)
    assert np.corrcoef(alphas.T) - np.eye(3) == pytest.approx(np.zeros((3, 3)), abs=0.055)
    shares = [NormalDist(0, 0.1).cdf(alpha) for alpha in alphas[:, 0]]
    assert np.histogram(shares, 4, (0, 1))[0] == pytest.approx([1000] * 4, abs=95)


def test_the_numbers_of_one_draw_do_not_depend_on_each_other() -> None:
    found = draws(MANY, (400, 400), scale="256")
    table = np.array([[draw.row, draw.column, draw.mirrored, *draw.alphas] for draw in found])
    assert np.corrcoef(table.T) - np.eye(6) == pytest.approx(np.zeros((6, 6)), abs=0.055)


@pytest.mark.parametrize(
    ("size", "share"), [((224, 224), 1), ((224, 448), 0.5), ((448, 448), 0.25)]
)
def test_which_share_of_the_photo_a_crop_shows(size: tuple[int, int], share: float) -> None:
    assert replace(draws(1)[0], size=size).seen_share == share


@pytest.mark.parametrize(
    ("size", "crops"), [((256, 256), 33 * 33), ((224, 224), 1), ((224, 300), 77), ((100, 300), 0)]
)
def test_how_many_crops_there_are(size: tuple[int, int], crops: int) -> None:
    assert num_crops(size) == crops
