"""Where the weights of VGG16 are in a file, whichever version of Keras wrote it around them.

Keras' downloads hold VGG16 alone. A saved model may hold it as one layer among others, with other
names, and with a head of its own. Every layer's arrays are listed in the model's order; VGG16 is
found among them by its names or else by its shapes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from explorer.architecture.layers import Conv2D, Dense, sides_of
from explorer.architecture.networks import PRESETS
from explorer.architecture.shapes import Shape, output_shape
from explorer.runtime.download import WeightsUnavailable
from explorer.runtime.stored_layers import StoredLayer, stored_layers
from explorer.runtime.weights_file import NotVGG16Error, hdf5_of

WEIGHTS_VARIABLE = "VGG16_WEIGHTS"
"""The environment variable that names a file."""

_VGG_NAME = re.compile(r"block\d+_conv\d+")
_MOST_NAMED = 4
"""Arrays listed in a message."""

_KERNEL_AND_BIAS = 2
_BATCH_NORM = 4
"""Arrays of batch normalisation: scale, shift, mean and variance."""

Expected = Mapping[str, Shape]
"""The kernels of VGG16's layers by name, first layer first."""


@dataclass(frozen=True, slots=True)
class FoundVGG16:
    """VGG16's layers in a file.

    Attributes:
        layers: By Keras' name, first layer first: the convolutions, and VGG16's own dense layers
            where the file has them.
        is_renamed: Whether the convolutions have other names in the file.
        other_dense: Kernel shapes of dense layers that are not VGG16's.
    """

    layers: Mapping[str, StoredLayer]
    is_renamed: bool
    other_dense: tuple[Shape, ...]

    @property
    def has_dense_layers(self) -> bool:
        """Whether VGG16's own dense layers are among them."""
        return set(DENSE_KERNELS) <= set(self.layers)

    @property
    def note(self) -> str:
        """What a visitor should know about the file; "" if it holds VGG16 alone."""
        renamed = (
            "Its layers have other names than in Keras' VGG16; they were matched by order and "
            "shape. "
        )
        head = (
            f"Its own dense layers ({listed_shapes(self.other_dense)}) are not used: these pages "
            "show its 13 convolutions."
        )
        return (renamed * self.is_renamed + head * bool(self.other_dense)).strip()


def _kernels() -> Iterator[tuple[Conv2D | Dense, Shape]]:
    network = PRESETS["vgg16"]
    shape = network.default_input_shape
    for layer in network.layers:
        if isinstance(layer, Conv2D):
            yield layer, (*sides_of(layer.kernel_size), shape[-1], layer.filters)
        elif isinstance(layer, Dense):
            yield layer, (shape[-1], layer.units)
        shape = output_shape(layer, shape)


CONVOLUTION_KERNELS: Expected = {
    layer.name: shape for layer, shape in _kernels() if isinstance(layer, Conv2D)
}
DENSE_KERNELS: Expected = {
    layer.name: shape for layer, shape in _kernels() if isinstance(layer, Dense)
}


@contextmanager
def vgg16_in(path: Path) -> Iterator[FoundVGG16]:
    """VGG16's layers in a file, while it is open; whatever goes wrong becomes a sentence.

    Raises:
        WeightsUnavailable: It is not a file with VGG16's weights.
    """
    try:
        with hdf5_of(path) as root:
            yield find_vgg16(stored_layers(root))
    except (OSError, RuntimeError, KeyError, ValueError) as error:
        if isinstance(error, WeightsUnavailable):
            raise
        what = (
            error
            if isinstance(error, NotVGG16Error)
            else f"it is damaged or incomplete, or cannot be read ({error}). Copy or download it "
            "again"
        )
        raise WeightsUnavailable(
            f"{path} is not a file of VGG16 weights: {what}. Use a file that Keras downloaded or "
            f"saved with its VGG16: correct or unset {WEIGHTS_VARIABLE}, or replace the file."
        ) from error


def find_vgg16(stored: Sequence[StoredLayer]) -> FoundVGG16:
    """Find VGG16 among the layers of a file.

    Raises:
        NotVGG16Error: It is not there, or there twice.
    """
    _require_channels_last(stored)
    places = list(dict.fromkeys(layer.place for layer in stored))
    parts = [[layer for layer in stored if layer.place == place] for place in places]
    found = [(part, match) for part in parts if (match := _convolutions(part))]
    if not found and (match := _convolutions(stored)):  # one group for each block, perhaps
        found = [(list(stored), match)]
    if len(found) > 1:
        where = " and ".join(part[0].place or "the model itself" for part, _match in found)
        raise NotVGG16Error(f"it holds VGG16 more than once, in {where}. Save one of them alone")
    if not found:
        raise NotVGG16Error(_why_not(stored))
    part, layers = found[0]
    _require_vgg16_alone(part, layers)
    dense = _dense_layers(stored)
    own = tuple(
        layer.kernel_shape for layer in stored if layer.is_dense and layer not in dense.values()
    )
    is_renamed = any(name != layer.name for name, layer in layers.items() if layer.has_own_name)
    return FoundVGG16({**layers, **dense}, is_renamed, own)


def _require_channels_last(stored: Sequence[StoredLayer]) -> None:
    first = next(iter(CONVOLUTION_KERNELS.values()))[::-1]
    if any(layer.kernel_shape == first for layer in stored):
        raise NotVGG16Error(
            f"its kernels have the shape {first}, the channels first, as Theano and PyTorch keep "
            "them. Turn each into (height, width, channels, filters), and save them with Keras"
        )


def _convolutions(part: Sequence[StoredLayer]) -> dict[str, StoredLayer]:
    """The 13 convolutions by name, or else by their shapes in a row; {} if they are not there."""
    return _by_name(part, CONVOLUTION_KERNELS) or _in_a_row(part, CONVOLUTION_KERNELS)


def _dense_layers(stored: Sequence[StoredLayer]) -> dict[str, StoredLayer]:
    found = _by_name(stored, DENSE_KERNELS) or _in_a_row(stored, DENSE_KERNELS)
    return found if _fit(found.values(), DENSE_KERNELS.values()) else {}


def _by_name(part: Sequence[StoredLayer], expected: Expected) -> dict[str, StoredLayer]:
    named = {layer.name: layer for layer in part if layer.name in expected}
    return {name: named[name] for name in expected} if len(named) == len(expected) else {}


def _in_a_row(part: Sequence[StoredLayer], expected: Expected) -> dict[str, StoredLayer]:
    """Layers with just the expected shapes, one after the other; others may come before or after.

    VGG19 does not fit: after two kernels of 256 channels it has a third where VGG16 has 512.
    """
    rank = len(next(iter(expected.values())))
    # In its own order first. Keras 2 lists the layers of a nested model with the trainable first.
    for order in (part, sorted(part, key=lambda layer: layer.natural_name)):
        same = [layer for layer in order if len(layer.kernel_shape) == rank]
        for begin in range(len(same) - len(expected) + 1):
            run = same[begin : begin + len(expected)]
            if _fit(run, expected.values()):
                return dict(zip(expected, run, strict=True))
    return {}


def _fit(layers: Iterable[StoredLayer], shapes: Iterable[Shape]) -> bool:
    return [layer.kernel_shape for layer in layers] == list(shapes)


def _require_vgg16_alone(part: Sequence[StoredLayer], layers: Mapping[str, StoredLayer]) -> None:
    for name, layer in layers.items():
        _require_kernel_and_bias(name, layer, CONVOLUTION_KERNELS[name])
    # VGG19 has all of VGG16's convolutions by name and shape, and three more.
    foreign = sorted(
        layer.name for layer in part if _VGG_NAME.fullmatch(layer.name) and layer.name not in layers
    )
    if foreign:
        raise NotVGG16Error(f"it also has {', '.join(foreign)}, so it belongs to another network")
    normalised = [layer.shapes[0][-1] for layer in part if layer.num_arrays == _BATCH_NORM]
    filters = [shape[-1] for shape in CONVOLUTION_KERNELS.values()]
    if normalised[: len(filters)] == filters:
        raise NotVGG16Error(
            "it also has batch normalisation after each convolution, so it belongs to another "
            "network"
        )


def _require_kernel_and_bias(name: str, layer: StoredLayer, shape: Shape) -> None:
    if layer.num_arrays != _KERNEL_AND_BIAS:
        raise NotVGG16Error(f"it has no kernel and bias for {name}")
    for values, wanted in zip(layer.arrays, (shape, shape[-1:]), strict=True):
        if values.shape != wanted or values.dtype.kind != "f":
            raise NotVGG16Error(
                f"{name} holds {values.dtype} of shape {values.shape}, "
                f"not floating-point numbers of shape {wanted}"
            )


def _why_not(stored: Sequence[StoredLayer]) -> str:
    """What is missing, and what there is instead; in a few words."""
    kernels = [layer.kernel_shape for layer in stored if layer.kernel_shape]
    names = {layer.name for layer in stored}
    missing = [name for name in CONVOLUTION_KERNELS if name not in names]
    if len(missing) < len(CONVOLUTION_KERNELS):
        return f"it has no kernel and bias for {', '.join(missing)}"
    if not kernels:
        return "it holds no arrays of layers"
    return (
        "it does not hold VGG16's 13 convolutions in a row, whose kernels are "
        f"{listed_shapes(list(CONVOLUTION_KERNELS.values()))}. Found: {listed_shapes(kernels)}"
    )


def listed_shapes(shapes: Sequence[Shape]) -> str:
    """The first few shapes, and how many more there are."""
    told = ", ".join(" × ".join(map(str, shape)) for shape in shapes[:_MOST_NAMED])
    more = len(shapes) - _MOST_NAMED
    return f"{told} and {more} more" if more > 0 else told
