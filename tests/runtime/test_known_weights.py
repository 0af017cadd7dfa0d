"""Trained values are told from others, layer by layer."""

import hashlib
import shutil
from pathlib import Path

import h5py
import numpy as np
import pytest

from explorer.runtime.download import WeightsUnavailable
from explorer.runtime.known_weights import (
    TRAINED_LAYERS,
    first_fresh_layer,
    layer_hash,
    trained_hashes,
)
from explorer.runtime.weights import Weights, read_weights
from tests.conftest import MAKE_WEIGHTS

PUBLISHED = MAKE_WEIGHTS.with_name("vgg16_blocks1-3_fp32.npz")
RANDOM = np.random.default_rng(16)


def random_weights() -> Weights:
    """Values of the right shape for some layers, none of them trained."""
    return {
        name: (RANDOM.normal(size=(3, 3, 2, 4)).astype("f4"), np.zeros(4, "f4"))
        for name in TRAINED_LAYERS
    }


def test_a_hash_is_that_of_the_bytes_in_order() -> None:
    kernel, bias = np.array([[[[1.0]]]], "f4"), np.array([-2.0], "f4")
    expected = hashlib.sha256(bytes.fromhex("0000803f 000000c0")).hexdigest()
    assert layer_hash((kernel, bias)) == expected
    assert layer_hash((kernel, -bias)) != expected


def test_the_known_values_are_the_published_ones() -> None:
    if not PUBLISHED.exists():
        pytest.skip("the trained values of VGG16's first blocks are not on this computer")
    with np.load(PUBLISHED) as values:
        found = {
            name: hashlib.sha256(
                values[f"{name}_kernel"].tobytes() + values[f"{name}_bias"].tobytes()
            ).hexdigest()
            for name in TRAINED_LAYERS
        }
    assert found == TRAINED_LAYERS


def test_trained_values_are_accepted(real_weights_file: Path) -> None:
    assert trained_hashes(read_weights(real_weights_file)) == TRAINED_LAYERS


def test_random_values_are_refused() -> None:
    with pytest.raises(
        ValueError, match=r"^Received weights whose block1_conv1, .*block3_conv3 do"
    ):
        trained_hashes(random_weights())


def test_one_other_value_is_refused(real_weights_file: Path) -> None:
    weights = dict(read_weights(real_weights_file))
    kernel, bias = weights["block2_conv1"]
    weights["block2_conv1"] = kernel, np.nextafter(bias, np.float32(9))
    with pytest.raises(ValueError, match=r"^Received weights whose block2_conv1 do not hold"):
        trained_hashes(weights)


def test_a_layer_with_biases_of_0_was_never_trained(
    real_weights_file: Path, moved_biases_file: Path, tmp_path: Path
) -> None:
    assert first_fresh_layer(real_weights_file) == "block4_conv1"
    assert first_fresh_layer(moved_biases_file) == ""
    file = Path(shutil.copy(moved_biases_file, tmp_path / "one.h5"))
    with h5py.File(file, "a") as weights:
        weights["block5_conv2"]["block5_conv2_b_1:0"][...] = 0
    assert first_fresh_layer(file) == "block5_conv2"


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsUnavailable, match="the file does not exist"):
        first_fresh_layer(tmp_path / "none.h5")
