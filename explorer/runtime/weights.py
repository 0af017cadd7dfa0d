"""VGG16's trained weights: where they are, how they are fetched, and what is in them.

Run it as a program to fetch them ahead of a class: ``python -m explorer.runtime.weights``.
Nothing here needs TensorFlow, so a page can ask for weights before TensorFlow is loaded.
"""

# ruff: noqa: T201 -- it is a command too, and a command prints
import argparse
import functools
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import h5py
import numpy as np

from explorer.arrays import Float32Array
from explorer.background import Control, Progress
from explorer.runtime.download import (
    MEGABYTE,
    Request,
    WeightsFile,
    WeightsUnavailable,
    fetch,
    is_verified,
)
from explorer.runtime.similar_files import misplaced
from explorer.runtime.transfer import Patience
from explorer.runtime.weights_file import NotVGG16Error
from explorer.runtime.weights_layout import (
    CONVOLUTION_KERNELS,
    DENSE_KERNELS,
    WEIGHTS_VARIABLE,
    FoundVGG16,
    listed_shapes,
    vgg16_in,
)

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
"""The same, and the dense layers."""

OFFLINE_VARIABLE = "VGG16_OFFLINE"

KernelAndBiases = tuple[Float32Array, Float32Array]
"""A layer's kernel (kernel_size, kernel_size, channels in, filters) and its bias (filters,).

Of a dense layer they are (values in, units) and (units,).
"""

Weights = Mapping[str, KernelAndBiases]
"""Kernel and bias by Keras' layer name, as float32."""


def find_weights(wanted: WeightsFile = NO_TOP) -> Path | None:
    """Look for weights on this computer, without the network.

    First the file that the environment variable VGG16_WEIGHTS names. Its owner chose it, so it
    needs VGG16's layers but no known hash. Then Keras' cache folder, where the published hash must
    match. A file with the dense layers also serves requests for the convolutions alone.

    Returns:
        The file's path, or None if there is none.

    Raises:
        WeightsUnavailable: VGG16_WEIGHTS does not name a file of VGG16's weights.
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
    return path if _serves(path, wanted, _modified_ns(path)) else None


def _modified_ns(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0  # reading it says what is wrong


@functools.lru_cache  # a page asks several times in each run; an unchanged file is read once
def _serves(path: Path, wanted: WeightsFile, _modified_ns: int) -> bool:
    with vgg16_in(path) as found:
        own_head = () if found.has_dense_layers else found.other_dense
        if wanted.include_top and not found.has_dense_layers and not own_head:
            return False
        if not (wanted.include_top and own_head):
            for _name, _values in _read(found, include_top=wanted.include_top):
                pass  # reading is the test
            return True
    raise WeightsUnavailable(
        f"{path} has dense layers of its own ({listed_shapes(own_head)}), not VGG16's for "
        "ImageNet's 1,000 classes, so there are no class probabilities. For these, name a file "
        f"with VGG16's dense layers in {WEIGHTS_VARIABLE}, or unset it."
    )


def weights_note(path: Path) -> str:
    """What a visitor should know about a file of weights; "" if it holds VGG16 alone.

    Such as a head of its own, which is not used.
    """
    try:
        return _note(path, _modified_ns(path))
    except WeightsUnavailable:
        return ""


@functools.lru_cache
def _note(path: Path, _modified_ns: int) -> str:
    with vgg16_in(path) as found:
        return found.note


def cache_folder() -> Path:
    """Where Keras keeps downloaded models: Keras and the explorer share their downloads."""
    home = os.environ.get("KERAS_HOME")
    if home is None:
        user = os.path.expanduser("~")
        home = os.path.join(user if os.access(user, os.W_OK) else "/tmp", ".keras")
    return Path(home).expanduser() / "models"


def is_offline() -> bool:
    """Whether VGG16_OFFLINE forbids the network: any value except an empty one and 0."""
    return os.environ.get(OFFLINE_VARIABLE, "") not in {"", "0"}


def fetch_weights(
    wanted: WeightsFile = NO_TOP,
    control: Control | None = None,
    *,
    patience: Patience | None = None,
) -> Path:
    """Find weights on this computer, or download them into Keras' cache folder.

    While another program downloads the same file, wait for it; its bytes count as progress.

    Args:
        wanted: Which file.
        control: Receives the bytes so far and in all, several times a second; they start from 0
            again only if another program gave up and this one takes over. It may stop the download
            within a fraction of a second.
        patience: When to give up; None for limits that suit a slow network.

    Returns:
        The file's path.

    Raises:
        Cancelled: The download was stopped. Nothing partial is left.
        WeightsUnavailable: No network, a stalled server, a wrong or partial file, no room, a
            folder that cannot be written to, offline mode, or a wrong VGG16_WEIGHTS. The message
            says what happened and what to do.
    """
    found = find_weights(wanted)
    if found is not None:
        return found
    nearly = _nearly_there(wanted)
    if is_offline():
        absent = (
            f"{nearly} {OFFLINE_VARIABLE} forbids the network."
            if nearly
            else f"The VGG16 weights are not on this computer, and {OFFLINE_VARIABLE} forbids the "
            "network."
        )
        raise WeightsUnavailable(
            f"{absent} Unset {OFFLINE_VARIABLE} to download {wanted.num_bytes / MEGABYTE:.1f} MB, "
            f"or set {WEIGHTS_VARIABLE} to a file of VGG16 weights on this computer."
        )
    try:
        return fetch(Request(wanted, cache_folder(), control or Control(), patience or Patience()))
    except WeightsUnavailable as error:
        raise WeightsUnavailable(f"{nearly} {error}".strip()) from error


def _nearly_there(wanted: WeightsFile) -> str:
    """Sentences about a file that would be the wanted one if it were whole, or elsewhere."""
    expected = cache_folder() / wanted.name
    return " ".join(_what_is_wrong(path, expected, wanted) for path in misplaced(expected))


def _what_is_wrong(path: Path, expected: Path, wanted: WeightsFile) -> str:
    place = "" if path == expected else f" (expected: {expected})"
    if is_verified(path, wanted):
        return f"Found {path}, expected {expected}: rename or move it."
    num_bytes = path.stat().st_size
    if num_bytes != wanted.num_bytes:
        return (
            f"Found {path}{place}, but it is not whole: it has {num_bytes:,} bytes, and the "
            f"published file has {wanted.num_bytes:,}. Copy or download it again."
        )
    return (
        f"Found {path}{place}, but it is damaged: it has another MD5 than the published file. "
        "Copy or download it again."
    )


def read_weights(path: Path, *, include_top: bool = False) -> Weights:
    """Read the trained values of VGG16 from a file that Keras wrote. Nothing in it is run.

    Keras' own downloads, ``model.save("x.h5")``, ``model.save("x.keras")`` and
    ``model.save_weights("x.weights.h5")`` can be read, of VGG16 or of a model that holds it.

    Args:
        path: The file.
        include_top: Read the dense layers fc1, fc2 and predictions too.

    Returns:
        Kernel and bias of block1_conv1 ... block5_conv3, and of the dense layers if asked for.

    Raises:
        WeightsUnavailable: It does not hold VGG16's weights.
    """
    with vgg16_in(path) as found:
        if include_top and not found.has_dense_layers:
            own = f"; its own are {listed_shapes(found.other_dense)}" if found.other_dense else ""
            raise NotVGG16Error(f"it has no kernel and bias for {', '.join(DENSE_KERNELS)}{own}")
        return dict(_read(found, include_top=include_top))


def _read(found: FoundVGG16, *, include_top: bool) -> Iterator[tuple[str, KernelAndBiases]]:
    for name in (*CONVOLUTION_KERNELS, *(DENSE_KERNELS if include_top else ())):
        kernel, bias = map(_float32, found.layers[name].arrays)
        if not (np.isfinite(kernel).all() and np.isfinite(bias).all()):
            raise NotVGG16Error(f"{name} holds values that are not finite numbers")
        yield name, (kernel, bias)


def read_only(weights: Weights) -> Weights:
    """Protect weights that several readers share: the same arrays, which nobody can change."""
    for kernel, bias in weights.values():
        kernel.flags.writeable = bias.flags.writeable = False
    return MappingProxyType(dict(weights))


def _float32(values: h5py.Dataset) -> Float32Array:
    return np.asarray(values[...], dtype=np.float32)


PROGRESS_STEP_PERCENT = 5
INTERRUPTED = 130
"""Exit status after Ctrl+C, as in shells."""


def _print_progress() -> Callable[[Progress], None]:
    """Make a listener that prints each step: on one line of a terminal, on several in a log."""
    line_end = "\r" if sys.stdout.isatty() else "\n"
    printed = -1

    def show(progress: Progress) -> None:
        nonlocal printed
        received, total = progress.done, progress.total
        percent = 100 * received // total // PROGRESS_STEP_PERCENT * PROGRESS_STEP_PERCENT
        if percent != printed:
            printed = percent
            end = "\n" if received == total else line_end
            print(f"{percent:3} % of {total / MEGABYTE:.1f} MB", end=end, flush=True)

    return show


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch weights from the command line.

    Returns:
        The exit status: 0 if the weights are here, 1 if they are not.
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
            print(f"Fetched: {fetch_weights(wanted, Control(_print_progress()))}")
    except WeightsUnavailable as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Nothing was kept.", file=sys.stderr)
        return INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main())
