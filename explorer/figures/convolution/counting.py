"""What is counted: one filter as its kernels and its bias, and all filters, in HTML and words."""

from collections.abc import Iterator, Sequence
from html import escape

from explorer import units
from explorer.architecture.convolution.counted import CountedAtSize, CountedLayer
from explorer.figures.network.derivations import Derivation, latex_number
from explorer.kept import SEVERAL, kept
from explorer.words import several

MOST_PLANES, MOST_FILTERS_DRAWN = 4, 6
"""Of more, the first are drawn, dots, and the last."""

LARGEST_PLANE, LARGEST_CELL, SMALLEST_CELL = 96, 18, 2
"""px on the page."""

COUNTING_LEGEND = "Blue: weights. Round: the bias."


@kept(results=SEVERAL)
def counting_picture(layer: CountedLayer) -> str:
    """One filter as a kernel for each channel that it reads, and a bias; then all filters."""
    one = "".join(_several(layer.channels_read, MOST_PLANES, _plane(layer)))
    bias = '<b>+</b><i class="bias">1</i>' if layer.use_bias else ""
    small = '<i class="filter"><i class="bias"></i></i>' if layer.use_bias else _FILTER
    all_filters = "".join(_several(layer.filters, MOST_FILTERS_DRAWN, small))
    return (
        f'<figure class="counting" role="img" aria-label="{escape(counting_alt(layer))}">'
        f"<div><span>one filter</span>{one}{bias}"
        f"<b>= {units.count(layer.num_of_filter)}</b></div>"
        f"<div><span>{several(layer.filters, 'filter')}</span>{all_filters}"
        f"<b>= {layer.filters:,} × {layer.num_of_filter:,} = "
        f"{layer.num_parameters:,}</b></div></figure>"
    )


_FILTER = '<i class="filter"></i>'


def _several(number: int, most: int, drawn: str) -> Iterator[str]:
    """As many as there are, or the first, dots and the last."""
    if number <= most:
        yield drawn * number
    else:
        yield drawn * (most - 1)
        yield f"<b>⋯</b>{drawn}"


def _plane(layer: CountedLayer) -> str:
    """A kernel for one channel: a grid of its weights."""
    tall, wide = layer.kernel_size
    side = min(LARGEST_CELL, max(SMALLEST_CELL, LARGEST_PLANE // max(tall, wide)))
    size = f"width: {wide * side}px; height: {tall * side}px; background-size: {side}px {side}px"
    return f'<i class="plane" style="{size}"></i>'


def counting_alt(layer: CountedLayer) -> str:
    """What the picture shows, for those who do not see it."""
    bias = " and one bias" if layer.use_bias else ""
    tall, wide = layer.kernel_size
    return (
        f"One filter: {several(layer.channels_read, 'kernel')} of {tall} × {wide} weights{bias}, "
        f"{several(layer.num_of_filter, 'number')}. The layer: {several(layer.filters, 'filter')}, "
        f"{several(layer.num_parameters, 'number')}."
    )


def counting_headline(layer: CountedLayer) -> dict[str, str]:
    """The numbers by name."""
    return {
        "Parameters": units.count(layer.num_parameters),
        "Weights": units.count(layer.num_weights),
        "Biases": units.count(layer.num_biases),
    }


def counting_derivation(layer: CountedLayer) -> Derivation:
    """The formula with the layer's numbers."""
    tall, wide = layer.kernel_size
    has_groups = layer.groups > 1
    read = (
        rf"\frac{{{latex_number(layer.channels)}}}{{{layer.groups}}}"
        if has_groups
        else (latex_number(layer.channels))
    )
    name = r"\frac{\text{in}}{\text{groups}}" if has_groups else r"\text{in}"
    bias = " + 1" if layer.use_bias else ""
    filters = latex_number(layer.filters)
    return Derivation(
        "Parameters",
        (
            rf"\text{{out}} \times \left({name} \times k_h \times k_w{bias}\right)",
            rf"{filters} \times \left({read} \times {tall} \times {wide}{bias}\right)",
            rf"{filters} \times {latex_number(layer.num_of_filter)}",
            latex_number(layer.num_parameters),
        ),
    )


def counting_notes(layer: CountedLayer) -> Iterator[str]:
    """What the factors are, and what groups change."""
    tall, wide = layer.kernel_size
    read = several(layer.channels_read, "channel")
    yield (
        f"One filter has {tall} × {wide} weights for each of {read}, not {tall} × {wide} in all: "
        f"{several(layer.num_weights_of_filter, 'weight')}."
        if layer.channels_read > 1
        else f"One filter has {tall} × {wide} weights for the one channel that it reads: "
        f"{several(layer.num_weights_of_filter, 'weight')}."
    )
    if layer.use_bias:
        yield (
            f"The + 1 is the filter's bias: {several(layer.num_biases, 'more number')} for "
            f"{several(layer.filters, 'filter')}, whatever the kernel and the input."
        )
    else:
        yield (
            "No filter has a bias, so the + 1 is left out. That is common before BatchNorm, which "
            "adds an offset of its own."
        )
    if layer.groups > 1:
        all_weights = layer.num_weights * layer.groups
        kind = "This is a depthwise convolution. " if layer.groups == layer.channels else ""
        yield (
            f"{kind}With {layer.groups:,} groups, a filter reads {layer.channels_read:,} of the "
            f"{layer.channels:,} channels, and the layer has {layer.num_weights:,} weights instead "
            f"of {all_weights:,}."
        )


def size_table(rows: Sequence[CountedAtSize]) -> dict[str, list[str | int]]:
    """What grows with the input and what does not."""
    return {
        "Input": [f"{units.size(row.size_in)} px" for row in rows],
        "Parameters": [row.num_parameters for row in rows],
        "Output values": [row.num_outputs for row in rows],
        "Multiply-accumulates": [row.num_macs for row in rows],
        "Dense layer instead": [row.num_dense for row in rows],
    }


def size_independence_note(small: CountedAtSize, large: CountedAtSize) -> str:
    """That parameters stay while the work grows.

    Args:
        small: A layer at one size.
        large: At a larger one.
    """
    return (
        f"From {units.size(small.size_in)} to {units.size(large.size_in)} px the convolution keeps "
        f"its {several(small.num_parameters, 'parameter')}, because it uses the same weights at "
        f"each position. Its work grows {large.num_macs / small.num_macs:,.0f} times. A dense "
        f"layer from the same input to as many outputs would grow from "
        f"{units.short(small.num_dense)} to {units.short(large.num_dense)} parameters."
    )
