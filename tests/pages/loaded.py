"""VGG16 for the tests of pages, loaded once for all: that takes 0.5 GiB and seconds."""

import functools
from pathlib import Path

from explorer.runtime import vgg16

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
