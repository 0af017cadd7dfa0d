"""VGG16 for the tests of pages, loaded once for all: that takes 0.5 GiB and seconds."""

import functools
from dataclasses import replace
from pathlib import Path

import numpy as np

from explorer.runtime import vgg16
from explorer.runtime.dense import dense_layers

FEW_UNITS = 8
WIDTHS = {"fc1": (7 * 7 * 512, FEW_UNITS), "fc2": (FEW_UNITS, FEW_UNITS)} | {
    "predictions": (FEW_UNITS, 1000)
}

_load, _load_untrained = vgg16.load, vgg16.load_untrained


def load(path: Path | None = None, *, include_top: bool = False) -> vgg16.VGG16:
    """VGG16 with the weights of a file; None for untrained ones."""
    return _of_file(path, include_top)


@functools.cache
def _of_file(path: Path | None, include_top: bool) -> vgg16.VGG16:
    return _load(path, include_top=include_top)


@functools.cache
def load_untrained() -> vgg16.VGG16:
    """VGG16 with untrained weights that are not frozen."""
    return _load_untrained()


@functools.cache
def whole_network() -> vgg16.VGG16:
    """VGG16 with seeded convolutions and dense layers of few units, called trained."""
    random = np.random.default_rng(4)
    weights = {
        name: (
            random.normal(0, (2 / shape[0]) ** 0.5, shape).astype(np.float32),
            np.full(shape[1], 0.1, np.float32),
        )
        for name, shape in WIDTHS.items()
    }
    return replace(load_untrained(), weights_path=Path("with top.h5"), dense=dense_layers(weights))
