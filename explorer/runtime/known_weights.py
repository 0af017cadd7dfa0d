"""Which layers of VGG16 hold the published values, layer by layer.

A file's own hash says whether all of it is what was published. These hashes say it of each layer,
so that a picture of a layer can be traced to the values that made it.
"""

import functools
import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from explorer.runtime.weights import KernelAndBiases, Weights, read_weights

TRAINED_LAYERS: Mapping[str, str] = MappingProxyType(
    {
        "block1_conv1": "32314ce545bb80d6195eab0ae9b58a0b0975b0ada7c90215625203c5e63848ef",
        "block1_conv2": "e94df3db9672bf8cff1d83679599b0a4cf239d949325d2882f9826951e371973",
        "block2_conv1": "3433a2611003b893575188f77fe26ca40d4617b97781ac3dfe74af031ac04f02",
        "block2_conv2": "dd4bc0521dbbf66a37b6142dc5d32e8804a26923ff328cfaed70933f23ea03b8",
        "block3_conv1": "854cf503b56db99601c68e3dab9c4db10639cf53dca5e7dc494d265fad6a53c3",
        "block3_conv2": "5eb0344bac37c0192b3294aec89b394e95ab13751ab9076623cbf0116388f145",
        "block3_conv3": "0a5d598d159d78c413e033daae20d9b0581eddfe34f8188f17d317d5eb5d230f",
    }
)
"""SHA-256 of the trained values by layer, first layer first, as far as they are known.

Hashed are the bytes of the kernel and then of the bias, as little-endian float32 in Keras' order.
"""


def layer_hash(values: KernelAndBiases) -> str:
    """SHA-256 of a layer's kernel and bias, hexadecimal."""
    digest = hashlib.sha256()
    for array in values:
        digest.update(array.astype("<f4").tobytes())
    return digest.hexdigest()


def trained_hashes(weights: Weights) -> dict[str, str]:
    """The hashes of the layers in `TRAINED_LAYERS`, if all of them hold the trained values.

    Raises:
        ValueError: A layer holds other values, such as random ones.
    """
    found = {name: layer_hash(weights[name]) for name in TRAINED_LAYERS}
    others = [name for name, hashed in found.items() if hashed != TRAINED_LAYERS[name]]
    if others:
        raise ValueError(
            f"Received weights whose {', '.join(others)} do not hold VGG16's trained values. "
            "Expected the published ones. Fetch them with make weights."
        )
    return found


def first_fresh_layer(path: Path) -> str:
    """The first convolution in a file that was never trained; "" if there is none.

    Keras begins with biases of 0, and training moves them: a layer whose biases are all exactly 0
    holds the random values that it began with.

    Raises:
        WeightsUnavailable: It is not a file of VGG16's weights.
    """
    return _first_fresh_layer(path, path.stat().st_mtime_ns if path.exists() else 0)


@functools.lru_cache  # the home page asks in each run; an unchanged file is read once
def _first_fresh_layer(path: Path, _modified_ns: int) -> str:
    layers = read_weights(path)
    return next((name for name, (_kernel, bias) in layers.items() if not bias.any()), "")
