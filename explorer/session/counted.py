"""The convolution whose parameters a visitor counts."""

from explorer.architecture.convolution.counted import CountedLayer
from explorer.convolution.typed_window import parse_sides, sides_text
from explorer.session.bench import bench_settings
from explorer.session.hand_parameters import (
    COUNTED_BIAS,
    COUNTED_CHANNELS,
    COUNTED_FILTERS,
    COUNTED_GROUPS,
    COUNTED_KERNEL,
)
from explorer.session.typed_sizes import SIZED_LIMITS


def counted_layer() -> CountedLayer:
    """What the fields say.

    Raises:
        ValueError: The kernel size cannot be read, or the groups do not divide the rest.
    """
    return CountedLayer(
        COUNTED_FILTERS.chosen(),
        COUNTED_CHANNELS.chosen(),
        parse_sides(COUNTED_KERNEL.chosen(), "kernel size", SIZED_LIMITS.kernel_side),
        COUNTED_GROUPS.chosen(),
        COUNTED_BIAS.chosen(),
    )


def choose_counted(layer: CountedLayer) -> None:
    """Fill in all fields; call it from a callback."""
    COUNTED_FILTERS.choose(layer.filters)
    COUNTED_CHANNELS.choose(layer.channels)
    COUNTED_KERNEL.choose(sides_text(*layer.kernel_size))
    COUNTED_GROUPS.choose(layer.groups)
    COUNTED_BIAS.choose(layer.use_bias)


def layer_of_the_bench() -> CountedLayer:
    """The layer on the bench, with a bias for each filter."""
    bench = bench_settings()
    return CountedLayer(bench.filters, bench.input_shape[-1], bench.kernel_size, bench.groups)
