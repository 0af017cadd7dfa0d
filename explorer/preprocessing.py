"""From RGB pixels to VGG16's input and back, and the common mistakes, by name."""

from collections.abc import Callable, Mapping
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
    """Channels in BGR order, but blue minus red's mean and red minus blue's."""
    check_pixels(pixels)
    return pixels[..., ::-1].astype(np.float32) - MEAN_RGB


def zero_to_one(pixels: Uint8Array) -> Float32Array:
    """Pixels divided by 255 first: after the mean is subtracted, hardly any picture is left."""
    check_pixels(pixels)
    return pixels[..., ::-1].astype(np.float32) / LARGEST_PIXEL - MEAN_BGR


def no_preprocessing(pixels: Uint8Array) -> Float32Array:
    """Plain RGB from 0 to 255: neither reordered nor centred."""
    check_pixels(pixels)
    return pixels.astype(np.float32)


def rgb_order(pixels: Uint8Array) -> Float32Array:
    """Each colour minus its own mean, but left in RGB order: red is where blue belongs."""
    check_pixels(pixels)
    return pixels.astype(np.float32) - MEAN_RGB


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
        "no preprocessing": no_preprocessing,
        "RGB order": rgb_order,
        "no mean": no_mean,
        "applied twice": applied_twice,
        "minus one to one": minus_one_to_one,
        "torchvision's way": torchvision_way,
    }
)
"""Name of the mistake -> the mistake, with the signature of `to_model_input`."""
