"""Mistakes that people make before a photo reaches VGG16: what they are, and who makes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from explorer.arrays import Uint8Array
from explorer.preprocessing import (
    AS_TRAINED,
    LARGEST_PIXEL,
    MEAN_BGR,
    preparation_named,
    to_pixels,
)

RIGHT_CODE = (
    "from keras.applications.vgg16 import preprocess_input\n\n"
    "x = preprocess_input(pixels.astype('float32'))"
)
"""What makes VGG16's input from pixels."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake.

    Attributes:
        label: What it is called in a list.
        what: What goes wrong, in one sentence.
        who: Who does it, in markdown, with the source.
        code: The mistake in Python, from ``pixels``, RGB of uint8, or from a file's ``path``.
        preparation: The name of the preparation in `PREPARATIONS`; where that is the right one, the
            mistake is made before there are pixels to prepare.
        right_code: How to do the same correctly.
    """

    label: str
    what: str
    who: str
    code: str
    preparation: str = AS_TRAINED
    right_code: str = RIGHT_CODE

    @property
    def is_another_picture(self) -> bool:
        """Whether it changes the picture, not how its pixels are prepared."""
        return self.preparation == AS_TRAINED


_KERAS_VGG = "[Keras' page on VGG16](https://keras.io/api/applications/vgg/)"
_OPENCV = "[OpenCV](https://docs.opencv.org/4.x/d4/da8/group__imgcodecs.html)"
_KERAS_READS = "[Keras' `load_img`](https://keras.io/api/data_loading/image/)"

SQUEEZED, ON_ITS_SIDE = "squeezed", "on-its-side"
"""Codes of the mistakes that change the picture."""

MISTAKES: Mapping[str, Mistake] = MappingProxyType(
    {
        "minus-one-to-one": Mistake(
            "Scaled to −1 to 1",
            "The values are more than a hundred times too small. To VGG16 the photo is grey "
            "almost everywhere.",
            "It is right for [Keras' MobileNet](https://keras.io/api/applications/mobilenet/), and "
            "is called `mode='tf'` in [Keras' code](https://github.com/keras-team/keras/blob/"
            "master/keras/src/applications/imagenet_utils.py). Both functions are called "
            "`preprocess_input`: one wrong import is enough.",
            "x = pixels / 127.5 - 1",
            "minus one to one",
        ),
        "scaled-only": Mistake(
            "Divided by 255",
            "The values lie between 0 and 1, so there is hardly any difference left between dark "
            "and bright.",
            "It is usual for networks that are trained from scratch, and was copied for VGG16, as "
            "in [this tutorial on feature maps](https://tertiaryinfotech.com/?p=884).",
            "x = pixels / 255",
            "scaled only",
        ),
        "zero-to-one": Mistake(
            "0 to 1, then minus means",
            "The means are those of values up to 255. Subtracted from values up to 1 they leave an "
            "almost black picture.",
            "It happens where `preprocess_input` gets a PNG from "
            "[Matplotlib, which reads it as 0 to 1]"
            "(https://matplotlib.org/stable/api/_as_gen/matplotlib.pyplot.imread.html).",
            "x = preprocess_input(pixels.astype('float32') / 255)",
            "zero to one",
        ),
        "torchvision": Mistake(
            "Prepared for torchvision",
            "Means and deviations are those of pixels from 0 to 1, and red comes first: the values "
            "are more than fifty times too small.",
            "It is right for [torchvision's own weights](https://docs.pytorch.org/vision/stable/"
            "models/generated/torchvision.models.vgg16.html), which were trained in another way.",
            "x = (pixels / 255 - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]",
            "torchvision's way",
        ),
        "rgb-order": Mistake(
            "Red first, not blue",
            "Each colour loses its own mean, but red stands where VGG16 expects blue.",
            "It happens to whoever follows the paper's words, “subtracting the mean RGB value” "
            "([section 2.1](https://arxiv.org/abs/1409.1556)), with weights that expect blue "
            "first.",
            "x = pixels - [123.68, 116.779, 103.939]",
            "RGB order",
        ),
        "bgr-read": Mistake(
            "Blue read as red (OpenCV)",
            "The colours are already in VGG16's order, and `preprocess_input` reverses them.",
            f"{_OPENCV} reads files with blue first, so its pictures need no reordering.",
            "x = preprocess_input(pixels[..., ::-1].astype('float32'))",
            "BGR to begin with",
        ),
        "means-swapped": Mistake(
            "Means swapped",
            "Blue loses red's mean and red loses blue's, so everything is a little too orange.",
            "[quiver](https://github.com/keplr-io/quiver/blob/master/quiver_engine/"
            "imagenet_utils.py) subtracts first and reorders afterwards.",
            "x = (pixels - [103.939, 116.779, 123.68])[..., ::-1]",
            "means swapped",
        ),
        "no-mean": Mistake(
            "Means not subtracted",
            "Every value is more than a hundred too large: everything is far too bright.",
            f"It is what {_OPENCV} gives, with blue first, put into the network as it is.",
            "x = pixels[..., ::-1]",
            "no mean",
        ),
        "not-prepared": Mistake(
            "Not prepared at all",
            "The values are too large, and red stands where VGG16 expects blue.",
            "Keras' VGG16 does not prepare its input. Whoever leaves out `preprocess_input` gets "
            f"no error ({_KERAS_VGG}).",
            "x = pixels",
            "no preprocessing",
        ),
        "twice": Mistake(
            "Prepared twice",
            "The second time reverses the colours again and subtracts the means again: everything "
            "is too dark.",
            "It happens where both the reading of the data and the model call `preprocess_input` "
            f"({_KERAS_VGG}).",
            "x = preprocess_input(pixels.astype('float32'))\nx = preprocess_input(x)",
            "applied twice",
        ),
        SQUEEZED: Mistake(
            "Squeezed",
            "Height and width are resized independently, so a photo that is not square is "
            "distorted.",
            f"It is what {_KERAS_READS} does with a target size, unless it is asked to keep the "
            "aspect ratio.",
            "picture = load_img(path, target_size=size, interpolation='bicubic')",
            right_code="from keras.utils import load_img\n\npicture = load_img(\n    path, "
            "target_size=size, interpolation='bicubic', keep_aspect_ratio=True\n)",
        ),
        ON_ITS_SIDE: Mistake(
            "Lying on its side",
            "A phone that was held upright stores the picture lying, with a note on how to turn "
            "it. Whoever ignores the note sees everything turned by a quarter.",
            f"{_KERAS_READS} and Pillow's `Image.open` ignore it; [`ImageOps.exif_transpose`]"
            "(https://pillow.readthedocs.io/en/stable/reference/ImageOps.html) turns the picture.",
            "picture = Image.open(path)",
            right_code="from PIL import Image, ImageOps\n\n"
            "picture = ImageOps.exif_transpose(Image.open(path))",
        ),
    }
)
"""By code, which links carry: first those of values, then those of colours, then of pictures."""


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """What a network gets from a picture that is prepared in some way.

    Attributes:
        pixels: The picture that gives this input if it is prepared correctly: RGB, uint8 (height,
            width, 3), rounded and clipped.
        low: The smallest value of the input.
        high: The largest.
        share_beyond: Of the input's values, those that no picture gives if prepared correctly.
    """

    pixels: Uint8Array
    low: float
    high: float
    share_beyond: float


def effect_of(pixels: Uint8Array, preparation: str) -> Effect:
    """What a network gets from a picture: RGB, uint8 (height, width, 3).

    Args:
        pixels: The picture.
        preparation: How it is prepared: a name in `PREPARATIONS`.
    """
    prepared = preparation_named(preparation).prepare(pixels)
    as_pixels = prepared + MEAN_BGR
    beyond = np.mean((np.rint(as_pixels) < 0) | (np.rint(as_pixels) > LARGEST_PIXEL))
    return Effect(to_pixels(prepared), float(prepared.min()), float(prepared.max()), float(beyond))
