"""VGG16's trained weights: where they are, how they come here, and what is in them.

Run as a program, ahead of a class, it fetches them: ``python -m explorer.runtime.weights``.
Nothing here needs TensorFlow, so a page can ask for weights before it loads it.
"""

# ruff: noqa: T201 -- it is a command too, and a command prints
import argparse
import functools
import os
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import h5py
import numpy as np
from numpy.typing import NDArray

from explorer.architecture.layers import Conv2D, Dense
from explorer.architecture.networks import PRESETS
from explorer.architecture.shapes import Shape, output_shape
from explorer.runtime.download import (
    MEGABYTE,
    FetchCancelled,
    Patience,
    Progress,
    Request,
    WeightsFile,
    WeightsUnavailable,
    fetch,
    is_verified,
)

__all__ = [
    "NO_TOP",
    "WITH_TOP",
    "FetchCancelled",
    "Patience",
    "Progress",
    "WeightsFile",
    "WeightsUnavailable",
    "fetch_weights",
    "find_weights",
    "read_only",
    "read_weights",
]

PUBLISHED_AT = "https://storage.googleapis.com/tensorflow/keras-applications/vgg16/"
NO_TOP_NAME = "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"
WITH_TOP_NAME = "vgg16_weights_tf_dim_ordering_tf_kernels.h5"

NO_TOP = WeightsFile(
    name=NO_TOP_NAME,
    url=PUBLISHED_AT + NO_TOP_NAME,
    md5="6d6bbae143d832006294945121d1f1fc",
    num_bytes=58_889_256,
    include_top=False,
)
"""The 13 convolutions, as keras.applications.VGG16 downloads them."""

WITH_TOP = WeightsFile(
    name=WITH_TOP_NAME,
    url=PUBLISHED_AT + WITH_TOP_NAME,
    md5="64373286793e3c8b2b4e3219cbf3544b",
    num_bytes=553_467_096,
    include_top=True,
)
"""The same and the dense layers."""

WEIGHTS_VARIABLE = "VGG16_WEIGHTS"
OFFLINE_VARIABLE = "VGG16_OFFLINE"

KernelAndBiases = tuple[NDArray[np.float32], NDArray[np.float32]]
"""A layer's kernel (kernel_size, kernel_size, channels in, filters) and its bias (filters,).

Of a dense layer they are (values in, units) and (units,).
"""

Weights = Mapping[str, KernelAndBiases]
"""Kernel and bias by Keras' layer name, as float32."""


def find_weights(wanted: WeightsFile = NO_TOP) -> Path | None:
    """Look for weights on this computer, without the network.

    First the file that the environment variable VGG16_WEIGHTS names: with dense layers it serves
    every wish, without them only the wish for convolutions. It is its owner's choice, so it needs
    VGG16's layers but no known hash. Then Keras' cache folder, where the published hash counts,
    and where the file with the dense layers serves both wishes too.

    Returns:
        The file's path, or None where there is none.

    Raises:
        WeightsUnavailable: VGG16_WEIGHTS names something that is no file of VGG16's weights.
    """
    named = _named_file(wanted)
    if named is not None:
        return named
    for published in dict.fromkeys((wanted, WITH_TOP)):
        path = cache_folder() / published.name
        if is_verified(path, published):
            return path
    return None


def _named_file(wanted: WeightsFile) -> Path | None:
    name = os.environ.get(WEIGHTS_VARIABLE)
    if not name:
        return None
    path = Path(name).expanduser()
    try:
        modified_ns = path.stat().st_mtime_ns
    except OSError:
        modified_ns = 0  # reading it says what is wrong
    return path if _serves(path, wanted, modified_ns) else None


@functools.lru_cache  # a page asks several times in each run; an unchanged file is read once
def _serves(path: Path, wanted: WeightsFile, _modified_ns: int) -> bool:
    with _vgg16_file(path) as root:
        if wanted.include_top and not _has_dense_layers(root):
            return False
        _find_layers(root, include_top=wanted.include_top)
    return True


def cache_folder() -> Path:
    """Where Keras keeps downloaded models: it and the explorer share what either one fetched."""
    home = os.environ.get("KERAS_HOME")
    if home is None:
        user = os.path.expanduser("~")
        home = os.path.join(user if os.access(user, os.W_OK) else "/tmp", ".keras")
    return Path(home).expanduser() / "models"


def is_offline() -> bool:
    """Whether VGG16_OFFLINE forbids the network: any value but an empty one and 0."""
    return os.environ.get(OFFLINE_VARIABLE, "") not in {"", "0"}


def fetch_weights(
    wanted: WeightsFile = NO_TOP,
    *,
    progress: Progress | None = None,
    cancelled: threading.Event | None = None,
    patience: Patience | None = None,
) -> Path:
    """Find weights on this computer, or else download them into Keras' cache folder.

    While another program downloads the same file, wait for it; its bytes count as progress.

    Args:
        wanted: Which file.
        progress: Called in this thread, several times a second, with bytes received and in all.
            Counts from 0 again only where another program gave up and this one takes over.
        cancelled: Set it to stop, within a fraction of a second.
        patience: When to give up; None for limits that suit a slow network.

    Returns:
        The file's path.

    Raises:
        FetchCancelled: ``cancelled`` was set. Nothing partial is left.
        WeightsUnavailable: No network, a stalled server, a wrong or partial file, no room, a
            folder that cannot be written to, offline mode, or a wrong VGG16_WEIGHTS. The message
            says what happened and what to do.
    """
    found = find_weights(wanted)
    if found is not None:
        return found
    if is_offline():
        raise WeightsUnavailable(
            f"The VGG16 weights are not on this computer, and {OFFLINE_VARIABLE} forbids the "
            f"network. Unset {OFFLINE_VARIABLE} to download {wanted.num_bytes / MEGABYTE:.1f} MB, "
            f"or set {WEIGHTS_VARIABLE} to a file of VGG16 weights on this computer."
        )
    return fetch(Request(wanted, cache_folder(), progress, cancelled, patience or Patience()))


def read_weights(path: Path, *, include_top: bool = False) -> Weights:
    """Read the trained values of VGG16 from an HDF5 file.

    Keras' own downloads, ``model.save("x.h5")`` and ``model.save_weights("x.weights.h5")`` of its
    VGG16 can be read.

    Args:
        path: The file.
        include_top: Read the dense layers fc1, fc2 and predictions too.

    Returns:
        Kernel and bias of block1_conv1 ... block5_conv3, and of the dense layers if asked for.

    Raises:
        WeightsUnavailable: It is not a file of VGG16's weights.
    """
    with _vgg16_file(path) as root:
        found = _find_layers(root, include_top=include_top)
        return {name: (_float32(kernel), _float32(bias)) for name, (kernel, bias) in found.items()}


def read_only(weights: Weights) -> Weights:
    """Guard weights that several readers share: the same arrays, which nobody can change."""
    for kernel, bias in weights.values():
        kernel.flags.writeable = bias.flags.writeable = False
    return MappingProxyType(dict(weights))


def _float32(values: h5py.Dataset) -> NDArray[np.float32]:
    return np.asarray(values[...], dtype=np.float32)


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
def _vgg16_file(path: Path) -> Iterator[h5py.Group]:
    """The group that holds the layers; whatever goes wrong while reading becomes a sentence."""
    try:
        if not path.is_file():
            raise _NotVGG16Error("there is no such file")
        with h5py.File(path, "r") as file:
            yield file.get("model_weights", file)
    except (OSError, _NotVGG16Error) as error:
        what = (
            error if isinstance(error, _NotVGG16Error) else f"it cannot be read as HDF5 ({error})"
        )
        raise WeightsUnavailable(
            f"{path} is not a file of VGG16 weights: {what}. Accepted are Keras' own downloads "
            f"and what Keras saves of its VGG16. Correct or unset {WEIGHTS_VARIABLE}, "
            "or replace the file."
        ) from error


def _has_dense_layers(root: h5py.Group) -> bool:
    *_, predictions = _trained_layers(include_top=True)
    return _pair(root, predictions) is not None


def _find_layers(
    root: h5py.Group, *, include_top: bool
) -> dict[str, tuple[h5py.Dataset, h5py.Dataset]]:
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
        raise _NotVGG16Error(f"it also has {', '.join(foreign)}, so it is another network's")
    return found


def _pair(root: h5py.Group, layer: _TrainedLayer) -> tuple[h5py.Dataset, h5py.Dataset] | None:
    """Kernel and bias of a layer, in the layout of Keras 1 and 2 or else in that of Keras 3."""
    if isinstance(group := root.get(layer.name), h5py.Group):
        # bytes or str, as the Keras that wrote them liked
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


PROGRESS_STEP_PERCENT = 5
INTERRUPTED = 130
"""Exit status after Ctrl+C, as shells have it."""


def _print_progress() -> Progress:
    """Make a callback that prints each step: on one line of a terminal, on several in a log."""
    line_end = "\r" if sys.stdout.isatty() else "\n"
    printed = -1

    def show(received: int, total: int) -> None:
        nonlocal printed
        percent = 100 * received // total // PROGRESS_STEP_PERCENT * PROGRESS_STEP_PERCENT
        if percent != printed:
            printed = percent
            end = "\n" if received == total else line_end
            print(f"{percent:3} % of {total / MEGABYTE:.1f} MB", end=end, flush=True)

    return show


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch weights from the command line.

    Returns:
        The exit status: 0 where the weights are here, 1 where they are not.
    """
    parser = argparse.ArgumentParser(
        prog="python -m explorer.runtime.weights",
        description="Fetch VGG16's trained weights into Keras' cache folder.",
    )
    parser.add_argument(
        "--with-top", action="store_true", help="with the dense layers, for class probabilities"
    )
    wanted = WITH_TOP if parser.parse_args(arguments).with_top else NO_TOP
    try:
        found = find_weights(wanted)
        if found is not None:
            print(f"Already here: {found}")
        else:
            print(f"Fetched: {fetch_weights(wanted, progress=_print_progress())}")
    except WeightsUnavailable as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Nothing was kept.", file=sys.stderr)
        return INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main())
