"""What is computed again instead of being kept is what one whole pass gives, bit for bit."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from explorer.runtime.vgg16 import VGG16
from explorer.shared.derived import pooled
from tests.pages import loaded
from tests.shared.looks import ONE_PIXEL, SMALL, photo

SIZES = (SMALL, ONE_PIXEL, (96, 33), (224, 224))
NETWORKS = {"frozen": loaded.load, "not frozen": loaded.load_untrained}


@pytest.fixture
def no_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The weights come from a seed."""
    monkeypatch.delenv("VGG16_WEIGHTS", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("load", NETWORKS.values(), ids=NETWORKS)
def test_short_passes_and_poolings(load: Callable[[], VGG16], size: tuple[int, int]) -> None:
    network, pixels = load(), photo(1, size).pixels
    whole = network.activations(pixels)
    for wanted in (network.cheap_layers, network.cheap_layers[:1], network.cheap_layers[-1:]):
        for name, values in network.activations(pixels, wanted).items():
            assert values.tobytes() == whole[name].tobytes(), name
    names = network.layer_names
    for before, name in pairwise(names):
        if name.endswith("pool"):
            assert pooled(whole[before]).tobytes() == whole[name].tobytes(), name


def test_pooling_by_hand() -> None:
    grid = np.float32([[1, 5, 9], [7, 2, 9], [9, 9, 9]])[..., np.newaxis]
    assert pooled(grid).tolist() == [[[7]]]
    assert pooled(grid[:2]).shape == (1, 1, 1)
    assert pooled(grid[:1]).shape == (0, 1, 1)
