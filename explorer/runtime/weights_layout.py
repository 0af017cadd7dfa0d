"""Where the weights of VGG16 are in an HDF5 file, whichever version of Keras wrote it."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import h5py

from explorer.architecture.layers import Conv2D, Dense
from explorer.architecture.networks import PRESETS
from explorer.architecture.shapes import Shape, output_shape
from explorer.runtime.download import WeightsUnavailable

WEIGHTS_VARIABLE = "VGG16_WEIGHTS"
"""The environment variable that names a file."""


@dataclass(frozen=True, slots=True)
class _TrainedLayer:
    """A layer with weights: its Keras name, its place in a Keras 3 file, its kernel's shape."""

    name: str
    keras3_group: str
    kernel_shape: Shape


def _trained_layers(*, include_top: bool) -> Iterator[_TrainedLayer]:
    network = PRESETS["vgg16"]
    shape = network.default_input_shape
    seen = Counter[str]()
    for layer in network.layers:
        if isinstance(layer, Conv2D) or (include_top and isinstance(layer, Dense)):
            kind = type(layer).__name__.lower()
            # Keras 3 numbers the layers of a kind: conv2d, conv2d_1, conv2d_2 ... dense, dense_1
            group = f"layers/{kind}_{seen[kind]}".removesuffix("_0")
            seen[kind] += 1
            yield _TrainedLayer(layer.name, f"{group}/vars", _kernel_shape(layer, shape[-1]))
        shape = output_shape(layer, shape)


def _kernel_shape(layer: Conv2D | Dense, channels: int) -> Shape:
    if isinstance(layer, Conv2D):
        return layer.kernel_size, layer.kernel_size, channels, layer.filters
    return channels, layer.units


class _NotVGG16Error(ValueError):
    """An HDF5 file that holds something else; the message says what is wrong, in a few words."""


@contextmanager
def vgg16_file(path: Path) -> Iterator[h5py.Group]:
    """The group that holds the layers; whatever goes wrong while reading becomes a sentence."""
    try:
        if not path.is_file():
            raise _NotVGG16Error("the file does not exist")
        with h5py.File(path, "r") as file:
            yield file.get("model_weights", file)
    except (OSError, _NotVGG16Error) as error:
        what = (
            error if isinstance(error, _NotVGG16Error) else f"it cannot be read as HDF5 ({error})"
        )
        raise WeightsUnavailable(
            f"{path} is not a file of VGG16 weights: {what}. Use a file that Keras downloaded or "
            f"saved from its VGG16: correct or unset {WEIGHTS_VARIABLE}, or replace the file."
        ) from error


def has_dense_layers(root: h5py.Group) -> bool:
    """Whether a file holds the three dense layers too."""
    *_, predictions = _trained_layers(include_top=True)
    return _pair(root, predictions) is not None


def find_layers(
    root: h5py.Group, *, include_top: bool
) -> dict[str, tuple[h5py.Dataset, h5py.Dataset]]:
    """Kernel and bias in the file by layer name; if one is missing, `vgg16_file` reports it."""
    found = {}
    for layer in _trained_layers(include_top=include_top):
        pair = _pair(root, layer)
        if pair is None:
            raise _NotVGG16Error(f"it has no kernel and bias for {layer.name}")
        for values, shape in zip(pair, (layer.kernel_shape, layer.kernel_shape[-1:]), strict=True):
            if values.shape != shape or values.dtype.kind != "f":
                raise _NotVGG16Error(
                    f"{layer.name} holds {values.dtype} of shape {values.shape}, "
                    f"not floating-point numbers of shape {shape}"
                )
        found[layer.name] = pair
    # VGG19 has all of VGG16's convolutions by name and shape, and three more.
    foreign = sorted(name for name in root if "_conv" in name and name not in found)
    if foreign:
        raise _NotVGG16Error(f"it also has {', '.join(foreign)}, so it belongs to another network")
    return found


def _pair(root: h5py.Group, layer: _TrainedLayer) -> tuple[h5py.Dataset, h5py.Dataset] | None:
    """Kernel and bias of a layer, in the layout of Keras 1 and 2 or else in that of Keras 3."""
    if isinstance(group := root.get(layer.name), h5py.Group):
        # bytes or str, depending on the version of Keras
        names = [os.fsdecode(name) for name in group.attrs.get("weight_names", ())]
    elif isinstance(group := root.get(layer.keras3_group), h5py.Group):
        names = ["0", "1"]
    else:
        return None
    match [group.get(name) for name in names]:
        case [h5py.Dataset() as kernel, h5py.Dataset() as bias]:
            return kernel, bias
        case _:
            return None
