"""The shift by hand, against the published numbers' own properties, and of odd photos."""

import numpy as np
import pytest

from explorer.recipe.colour_shift import OF_IMAGENET, ColourComponents, components_of


@pytest.mark.parametrize(
    ("alphas", "shift"),
    [
        ((0, 0, 0), (0, 0, 0)),
        ((0.1, 0, 0), (-3.1475, -3.2213, -3.2368)),
        ((0, -0.1, 0), (-0.3448, 0.0022, 0.3331)),
        ((0, 0, 1), (0.4600, -0.9341, 0.4823)),
    ],
)
def test_the_published_components_by_hand(
    alphas: tuple[float, ...], shift: tuple[float, ...]
) -> None:
    """255 x 0.1 x 0.2175 x -0.5675 = -3.1475 for red, and so on."""
    assert OF_IMAGENET.shift(alphas) == pytest.approx(shift, abs=6e-5)


def test_the_published_directions_are_at_right_angles_and_of_length_1() -> None:
    vectors = np.array(OF_IMAGENET.eigenvectors)
    assert vectors.T @ vectors == pytest.approx(np.eye(3), abs=2e-4)


def test_a_shift_is_a_row_for_each_colour() -> None:
    swapped = ((0.0, 1.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0))
    colours = ColourComponents((0.5, 0.2, 0.1), swapped, "by hand")
    assert colours.shift((0.1, 0.0, 0.0)) == (0, 12.75, 0)


def test_the_components_of_a_photo_rebuild_its_covariance() -> None:
    draw = np.random.default_rng(3)
    mixed = draw.normal(128, 20, (40, 50, 3)) @ np.array(
        [[1, 0.5, 0.2], [0, 0.6, 0.3], [0, 0, 0.4]]
    )
    pixels = np.clip(mixed, 0, 255).astype(np.uint8)
    found = components_of(pixels)
    vectors = np.array(found.eigenvectors)
    rebuilt = vectors @ np.diag(found.eigenvalues) @ vectors.T
    expected = np.cov(pixels.reshape(-1, 3).T / 255, bias=True)
    assert rebuilt == pytest.approx(expected, abs=3e-4)
    assert list(found.eigenvalues) == sorted(found.eigenvalues, reverse=True)
    assert (vectors[np.abs(vectors).argmax(axis=0), range(3)] > 0).all()


def test_a_grey_photo_moves_along_grey_alone() -> None:
    levels = np.arange(256, dtype=np.uint8).reshape(16, 16, 1)
    found = components_of(np.repeat(levels, 3, axis=2))
    assert found.eigenvalues == pytest.approx((3 * np.var(np.arange(256) / 255), 0, 0), abs=5e-5)
    red, green, blue = found.shift((0.1, 0.1, 0.1))
    assert red == pytest.approx(green, abs=1e-3) == pytest.approx(blue, abs=1e-3)
    assert red == pytest.approx(255 * 0.1 * found.eigenvalues[0] * 3**-0.5, abs=1e-3)


@pytest.mark.parametrize("shape", [(1, 1, 3), (7, 5, 3)])
def test_a_plain_photo_is_not_shifted(shape: tuple[int, ...]) -> None:
    plain = np.full(shape, 77, np.uint8)
    assert components_of(plain).shift((0.3, -0.2, 0.1)) == (0, 0, 0)
    assert np.isfinite(components_of(plain).eigenvectors).all()
