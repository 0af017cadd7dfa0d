"""Layers of real networks: the output sizes that were published."""

import pytest

from explorer.architecture.convolution.real_layers import REAL_LAYERS
from explorer.architecture.convolution.sizes import WorkedSize
from explorer.architecture.shapes import sweep

PUBLISHED = {
    "alexnet-paper": (54, False),  # the paper says 224 and 55, which do not go together
    "alexnet": (55, False),
    "vgg": (224, True),
    "vgg-pool": (5, False),
    "resnet": (112, False),
    "vit": (14, True),
    "pool-same": (4, True),
}
"""Output size, and whether the stride divides."""


@pytest.mark.parametrize("key", REAL_LAYERS)
def test_published_output_sizes(key: str) -> None:
    layer = REAL_LAYERS[key]
    worked = WorkedSize(sweep(layer.window, layer.size_in))
    assert (worked.size, worked.divides) == PUBLISHED[key]


def test_what_the_notes_say_is_so() -> None:
    sweeps = {key: sweep(each.window, each.size_in) for key, each in REAL_LAYERS.items()}
    assert sweeps["vgg-pool"].unreached == (10,)
    assert sweep(REAL_LAYERS["alexnet-paper"].window, 227).size_out == 55
    assert (sweeps["vgg"].pad_before, sweeps["vgg"].pad_after) == (1, 1)
    resnet = WorkedSize(sweeps["resnet"])
    assert (resnet.rest, resnet.sweep.unreached) == (1, ())
    assert WorkedSize(sweeps["alexnet"]).rest == 1
    assert sweeps["vit"].window.stride == sweeps["vit"].window.extent
