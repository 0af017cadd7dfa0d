"""A hidden patch: every pixel outside stays, and inside is what it should be."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from explorer.architecture.receptive_field import Box
from explorer.images.occlusion import Cover, occluded
from explorer.preprocessing import to_model_input

PIXELS = np.random.default_rng(5).integers(0, 256, (20, 31, 3), np.uint8)
INSIDE = {
    "inside": (Box(3, 4, 10, 19), (slice(3, 11), slice(4, 20))),
    "one pixel": (Box(19, 0, 19, 0), (slice(19, 20), slice(0, 1))),
    "over the edge": (Box(-7, 25, 2, 99), (slice(0, 3), slice(25, 31))),
    "everything": (Box(0, 0, 19, 30), (slice(0, 20), slice(0, 31))),
}


@pytest.mark.parametrize("cover", ["grey", "blur"])
@pytest.mark.parametrize("name", INSIDE)
def test_only_the_patch_changes(name: str, cover: Cover) -> None:
    box, part = INSIDE[name]
    original, found = PIXELS.copy(), occluded(PIXELS, box, cover)
    assert (found.dtype, found.shape) == (np.uint8, PIXELS.shape)
    assert np.array_equal(PIXELS, original)
    outside = np.ones(PIXELS.shape[:2], bool)
    outside[part] = False
    assert np.array_equal(found[outside], PIXELS[outside])
    assert not np.array_equal(found[part], PIXELS[part])


def test_grey_is_what_the_network_takes_for_nothing() -> None:
    box, part = INSIDE["inside"]
    found = occluded(PIXELS, box, "grey")[part]
    assert np.unique(found.reshape(-1, 3), axis=0).tolist() == [[124, 117, 104]]
    assert np.abs(to_model_input(found)).max() < 0.5


@pytest.mark.parametrize(
    ("name", "sigma"), [("inside", 2.0), ("everything", 5.0), ("one pixel", 2.0)]
)
def test_a_blur_is_pillow_s(name: str, sigma: float) -> None:
    """A quarter of the shorter side: 8 rows and 20 rows; at least 2 px."""
    box, part = INSIDE[name]
    blurred = np.asarray(Image.fromarray(PIXELS).filter(ImageFilter.GaussianBlur(sigma)))
    assert np.array_equal(occluded(PIXELS, box, "blur")[part], blurred[part])


@pytest.mark.parametrize("cover", ["grey", "blur"])
def test_a_photo_of_one_pixel(cover: Cover) -> None:
    assert occluded(PIXELS[:1, :1], Box(0, 0, 0, 0), cover).shape == (1, 1, 3)


@pytest.mark.parametrize("box", [Box(20, 0, 25, 5), Box(0, -9, 5, -1), Box(5, 5, 4, 9)])
def test_a_patch_beside_the_photo_is_refused(box: Box) -> None:
    with pytest.raises(
        ValueError, match=r"on a photo of 20 x 31 px\. Nothing of it is on the photo"
    ):
        occluded(PIXELS, box, "grey")


def test_other_covers_and_pictures_are_refused() -> None:
    with pytest.raises(ValueError, match=r"Received the cover 'black'\. Accepted: grey, blur"):
        occluded(PIXELS, Box(0, 0, 1, 1), "black")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="Expected an RGB picture"):
        occluded(PIXELS[..., 0], Box(0, 0, 1, 1), "grey")
