"""From RGB pixels to VGG16's input and back, and the common mistakes, by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from explorer.arrays import Float32Array, Uint8Array

# Means of the ImageNet training pictures in Caffe's order. Keras' VGG16 uses the same three numbers
# (keras/src/applications/imagenet_utils.py, mode "caffe").
MEAN_BGR = np.array([103.939, 116.779, 123.680], dtype=np.float32)
MEAN_RGB = MEAN_BGR[::-1]

# Mean and standard deviation of torchvision's models, for pixels between 0 and 1, in RGB order.
TORCHVISION_MEAN = np.array([0.485, 0.456, 0.406], dtype=np.float32)
TORCHVISION_STD = np.array([0.229, 0.224, 0.225], dtype=np.float32)

AS_TRAINED = "as trained"
"""The preparation that VGG16 was trained with: BGR, minus the means of ImageNet."""

CHANNEL_AXIS = (3,)  # what follows height and width in a shape
LARGEST_PIXEL = np.float32(255)
HALF_RANGE = np.float32(127.5)


def check_pixels(pixels: npt.NDArray[np.generic]) -> None:
    """Refuse whatever is not an RGB picture of uint8 (height, width, 3) with at least one pixel.

    Raises:
        ValueError: If the type, the number of axes or the number of channels is wrong.
    """
    if pixels.dtype != np.uint8 or pixels.shape[2:] != CHANNEL_AXIS or pixels.size == 0:
        raise ValueError(
            f"Received an array of {pixels.dtype} with shape {pixels.shape}. "
            "Expected an RGB picture: uint8 with shape (height, width, 3), neither of them 0. "
            "Convert it first, for example with explorer.images.intake.read_photo."
        )


def to_model_input(pixels: Uint8Array) -> Float32Array:
    """Prepare a picture as VGG16 expects it: channels in BGR order, the ImageNet mean subtracted.

    The same as keras.applications.vgg16.preprocess_input, without the batch axis.

    Args:
        pixels: RGB, uint8 (height, width, 3).

    Returns:
        BGR, float32 (height, width, 3), about -124 to 152.

    Raises:
        ValueError: If the pixels are not uint8 (height, width, 3).
    """
    check_pixels(pixels)
    return pixels[..., ::-1].astype(np.float32) - MEAN_BGR


def to_pixels(model_input: npt.NDArray[np.floating]) -> Uint8Array:
    """Undo `to_model_input`: exact for every picture; other values are rounded and clipped.

    Args:
        model_input: BGR minus the mean, floating point (height, width, 3).

    Returns:
        RGB, uint8 (height, width, 3).

    Raises:
        ValueError: If the shape is wrong, or a value is infinite or not a number.
    """
    if model_input.shape[2:] != CHANNEL_AXIS:
        raise ValueError(
            f"Received a model input of shape {model_input.shape}. "
            "Expected (height, width, 3). Take one picture out of the batch first."
        )
    if not np.isfinite(model_input).all():
        raise ValueError(
            "Received a model input with values that are infinite or not a number. "
            "Expected finite values. Look for a division by zero where it was made."
        )
    pixels = np.clip(np.rint(model_input + MEAN_BGR), 0, LARGEST_PIXEL)
    return np.ascontiguousarray(pixels[..., ::-1].astype(np.uint8))


def means_swapped(pixels: Uint8Array) -> Float32Array:
    """Channels in BGR order, but blue minus red's mean and red minus blue's.

    As in quiver, which copied an early version of Keras: it subtracts BGR's means from RGB, and
    swaps the channels afterwards (`quiver_engine/imagenet_utils.py` of keplr-io/quiver).
    """
    check_pixels(pixels)
    return pixels[..., ::-1].astype(np.float32) - MEAN_RGB


def zero_to_one(pixels: Uint8Array) -> Float32Array:
    """Pixels divided by 255 first: after the mean is subtracted, hardly any picture is left."""
    check_pixels(pixels)
    return pixels[..., ::-1].astype(np.float32) / LARGEST_PIXEL - MEAN_BGR


def scaled_only(pixels: Uint8Array) -> Float32Array:
    """RGB divided by 255 and nothing else, as many tutorials do it for networks of their own."""
    check_pixels(pixels)
    return pixels.astype(np.float32) / LARGEST_PIXEL


def no_preprocessing(pixels: Uint8Array) -> Float32Array:
    """Plain RGB from 0 to 255: neither reordered nor centred."""
    check_pixels(pixels)
    return pixels.astype(np.float32)


def rgb_order(pixels: Uint8Array) -> Float32Array:
    """Each colour minus its own mean, but left in RGB order: red is where blue belongs."""
    check_pixels(pixels)
    return pixels.astype(np.float32) - MEAN_RGB


def bgr_to_begin_with(pixels: Uint8Array) -> Float32Array:
    """BGR taken for RGB, as `cv2.imread` reads a file: it is swapped to RGB, minus BGR's means."""
    check_pixels(pixels)
    return to_model_input(pixels[..., ::-1])


def no_mean(pixels: Uint8Array) -> Float32Array:
    """BGR order, but the mean is not subtracted: everything is too bright."""
    check_pixels(pixels)
    return pixels[..., ::-1].astype(np.float32)


def applied_twice(pixels: Uint8Array) -> Float32Array:
    """Prepared twice: the second time reorders back to RGB and subtracts the mean again."""
    return to_model_input(pixels)[..., ::-1] - MEAN_BGR


def minus_one_to_one(pixels: Uint8Array) -> Float32Array:
    """RGB scaled to -1 to 1, which is right for MobileNet and Inception in Keras."""
    check_pixels(pixels)
    return pixels.astype(np.float32) / HALF_RANGE - np.float32(1)


def torchvision_way(pixels: Uint8Array) -> Float32Array:
    """RGB from 0 to 1, centred and scaled, which is right for torchvision's weights of VGG16."""
    check_pixels(pixels)
    return (pixels.astype(np.float32) / LARGEST_PIXEL - TORCHVISION_MEAN) / TORCHVISION_STD


WRONG_WAYS: Mapping[str, Callable[[Uint8Array], Float32Array]] = MappingProxyType(
    {
        "means swapped": means_swapped,
        "zero to one": zero_to_one,
        "scaled only": scaled_only,
        "no preprocessing": no_preprocessing,
        "RGB order": rgb_order,
        "BGR to begin with": bgr_to_begin_with,
        "no mean": no_mean,
        "applied twice": applied_twice,
        "minus one to one": minus_one_to_one,
        "torchvision's way": torchvision_way,
    }
)
"""Name of the mistake -> the mistake, with the signature of `to_model_input`."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """A way from pixels to a network's input, the right one or a wrong one.

    Attributes:
        prepare: From RGB, uint8 (height, width, 3) to the input, float32 (height, width, 3).
        colours: The colour of the photo that each channel of the input holds.
        steps: What is done to the values of each of them, 0 to 255, in words; "" for nothing.
    """

    prepare: Callable[[Uint8Array], Float32Array]
    colours: tuple[str, str, str]
    steps: tuple[str, str, str]


_RGB = ("red", "green", "blue")
_BGR = ("blue", "green", "red")
_MEANS = dict(zip(_BGR, MEAN_BGR.tolist(), strict=True))


def _minus(colours: tuple[str, str, str], means_of: tuple[str, str, str]) -> tuple[str, str, str]:
    """Subtracting from each colour the mean of another one, or its own."""
    pairs = [*zip(colours, means_of, strict=True)]
    whose = ["its" if own == other else f"{other}'s" for own, other in pairs]
    first, second, third = (
        f"minus {owner} mean, {_MEANS[other]:.2f}"
        for owner, other in zip(whose, means_of, strict=True)
    )
    return first, second, third


def _joined(*steps: tuple[str, str, str]) -> tuple[str, str, str]:
    first, second, third = (", ".join(each) for each in zip(*steps, strict=True))
    return first, second, third


def _all(step: str) -> tuple[str, str, str]:
    return step, step, step


def _torchvision_steps() -> tuple[str, str, str]:
    pairs = zip(TORCHVISION_MEAN.tolist(), TORCHVISION_STD.tolist(), strict=True)
    first, second, third = (f"minus {mean:.3f}, divided by {std:.3f}" for mean, std in pairs)
    return first, second, third


_IN_WORDS: Mapping[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "means swapped": (_BGR, _minus(_BGR, _RGB)),
    "zero to one": (_BGR, _joined(_all("divided by 255"), _minus(_BGR, _BGR))),
    "scaled only": (_RGB, _all("divided by 255")),
    "no preprocessing": (_RGB, _all("")),
    "RGB order": (_RGB, _minus(_RGB, _RGB)),
    "BGR to begin with": (_RGB, _minus(_RGB, _BGR)),
    "no mean": (_BGR, _all("")),
    "applied twice": (_RGB, _joined(_minus(_RGB, _RGB), _minus(_RGB, _BGR))),
    "minus one to one": (_RGB, _all("divided by 127.5, minus 1")),
    "torchvision's way": (_RGB, _joined(_all("divided by 255"), _torchvision_steps())),
}

PREPARATIONS: Mapping[str, Preparation] = MappingProxyType(
    {
        AS_TRAINED: Preparation(to_model_input, _BGR, _minus(_BGR, _BGR)),
        **{name: Preparation(way, *_IN_WORDS[name]) for name, way in WRONG_WAYS.items()},
    }
)
"""By name: the right way first, then each mistake."""


def preparation_named(name: str) -> Preparation:
    """One of the `PREPARATIONS`.

    Raises:
        ValueError: There is none of that name.
    """
    if name not in PREPARATIONS:
        raise ValueError(
            f"Received the preparation {name!r}. Accepted: {', '.join(PREPARATIONS)}. Choose one."
        )
    return PREPARATIONS[name]
