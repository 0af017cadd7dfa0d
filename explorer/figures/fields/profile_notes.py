"""How much each pixel counts, in words and tables: paths, exact spreads, sizes by depth."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import sqrt

import numpy as np

from explorer import units
from explorer.architecture.fields.profiles import (
    IN_THE_FIELD,
    AtDepth,
    KernelKind,
    KernelWeights,
    dense_profile,
    deviation,
    effective_extent,
    effective_length,
    profile,
    variance,
    variances,
)
from explorer.architecture.layers import Conv2D, Layer
from explorer.architecture.receptive_field import path_counts, shape_of_paths
from explorer.architecture.shapes import Window
from explorer.architecture.stacks.stacks import SMALL_KERNEL, Stack, field_size, steps_of_3x3
from explorer.arrays import Float64Array
from explorer.kept import SEVERAL, kept

EFFECTIVE_NOTE = (
    "Effective field: the pixels whose share is at least "
    f"{units.percent(IN_THE_FIELD, 2)} of the largest share, as in Luo et al.; a bell-shaped curve "
    f"holds the other {units.percent(1 - IN_THE_FIELD, 2)} within two standard deviations."
)

ProfileCells = Sequence[str | int | float]

STACKS_IN_TABLE = range(1, 6)
"""Layers of 3x3; five of them see as much as AlexNet's 11x11."""

LARGEST_DENOMINATOR = 10_000
"""With a larger denominator, a decimal says more than a fraction."""

CLEARLY_WIDER = 1.01
"""Times a standard deviation; less may be rounding or chance."""

MOST_TERMS = 20
"""Of a sum shown in a sentence."""


@kept(results=SEVERAL)
def spread_profiles(repeats: int) -> dict[str, Float64Array]:
    """Profiles of one kernel, of 3x3 layers that see as much, and of a dense layer, by name."""
    size = _kernel_size(repeats)
    one, stack = _titles(repeats)
    whole = _dense_size(repeats)
    return {
        one: profile([Window(size)]),
        stack: profile([Window(SMALL_KERNEL)] * repeats),
        f"a dense layer on {whole} px": dense_profile(whole),
    }


def weights_profiles(
    windows: Sequence[Window], weights: Sequence[KernelWeights], kind: KernelKind
) -> dict[str, Float64Array]:
    """Profiles of one kernel, and of layers that see as much with equal and other weights."""
    chosen = {} if kind == "uniform" else {f"{kind} weights": profile(windows, weights)}
    return {
        "one kernel": profile([Window(field_size(windows))]),
        "uniform weights": profile(windows),
        **chosen,
    }


def _kernel_size(repeats: int) -> int:
    """The field of this many layers of 3x3."""
    return repeats * (SMALL_KERNEL - 1) + 1


def _dense_size(repeats: int) -> int:
    """The input of a dense layer beside the others, px: twice as wide, so that it stands out."""
    return 2 * _kernel_size(repeats) + 1


def _titles(repeats: int) -> tuple[str, str]:
    """Names of one kernel and of layers of 3x3 that see as much: "one 5×5", "two 3×3"."""
    size = _kernel_size(repeats)
    return f"one {size}×{size}", Stack(steps_of_3x3(size), 1, 1).title


def profile_spread_notes(repeats: int) -> Iterator[str]:
    """The exact spread of one kernel and of a stack of 3x3 that sees as much."""
    one, stack = _titles(repeats)
    kernel_size = _kernel_size(repeats)
    wide, narrow = variance([Window(kernel_size)]), variance([Window(SMALL_KERNEL)] * repeats)
    yield (
        f"{one.capitalize()}, all weights equal: variance ({kernel_size}² − 1) / 12 = {wide} px², "
        f"standard deviation {_root(wide)}."
    )
    if repeats > 1:
        yield (
            f"{stack.capitalize()}: each layer adds ({SMALL_KERNEL}² − 1) / 12 = 2/3 px², together "
            f"{repeats} × 2/3 = {narrow} px²; standard deviation {_root(narrow)}."
        )
        yield (
            f"Both see {units.pixels(kernel_size)}. The stack has {narrow / wide} of the variance, "
            "because more of its paths lead to the middle."
        )
    else:
        yield "With one layer, the kernel and the stack are the same."
    yield (
        "A dense layer has no window: it reads its whole input, drawn here as "
        f"{units.pixels(_dense_size(repeats))}, and every pixel counts the same."
    )


def _root(variance_px: Fraction) -> str:
    """The square root as a formula and as a decimal: "√(4/3) = 1.1547 px"."""
    shown = str(variance_px)
    under = shown if variance_px.denominator == 1 else f"({shown})"
    return f"√{under} = {_decimal(sqrt(variance_px))} px"


def _decimal(number: float) -> str:
    return f"{number:,.4f}"


@kept()
def stacks_table() -> dict[str, ProfileCells]:
    """Path counts and spreads of one to five layers of 3x3, each beside its single kernel."""
    titles = [_titles(repeats) for repeats in STACKS_IN_TABLE]
    counts = [path_counts([Window(SMALL_KERNEL)] * repeats).tolist() for repeats in STACKS_IN_TABLE]
    return {
        "Stack": [stack for _, stack in titles],
        "Paths to each pixel of the field": [", ".join(map(str, each)) for each in counts],
        "Shape": [shape_of_paths(each) for each in counts],
        "Deviation of the stack, px": [
            _decimal(sqrt(variance([Window(SMALL_KERNEL)] * repeats)))
            for repeats in STACKS_IN_TABLE
        ],
        "Single kernel": [one for one, _ in titles],
        "Deviation of the kernel, px": [
            _decimal(sqrt(variance([Window(len(each))]))) for each in counts
        ],
    }


def layers_note(windows: Sequence[Window], weights: Sequence[KernelWeights]) -> str:
    """The spread of any layers with any weights, as a fraction if that is readable."""
    terms = variances(windows, weights)
    total = sum(terms, Fraction(0))
    if total.denominator > LARGEST_DENOMINATOR:
        return (
            "The variances of the layers add up, each times (dilation × stride so far)²: together "
            f"{_decimal(float(total))} px², standard deviation {_decimal(sqrt(total))} px."
        )
    listed = " + ".join(map(str, terms)) if len(terms) <= MOST_TERMS else f"{len(terms)} terms"
    summed = f"{listed} = {total}" if len(terms) > 1 else str(total)
    return (
        "Each layer adds the variance of its taps, times (dilation × stride so far)²: "
        f"{summed} px². Standard deviation {_root(total)}."
    )


def gap_notes(shares: Float64Array) -> Iterator[str]:
    """What the effective field counts if some pixels inside it do not count."""
    counted, extent = effective_length(shares), effective_extent(shares)
    if extent > counted:
        yield (
            f"The {units.pixels(counted)} that count are spread over {units.pixels(extent)}, with "
            "gaps between them."
        )


def field_facts(windows: Sequence[Window], shares: Float64Array) -> dict[str, str]:
    """Sizes of a field by name: theoretical, effective and spread."""
    counted, size = effective_length(shares), field_size(windows)
    return {
        "Theoretical field": units.pixels(size),
        "Effective field": units.pixels(counted),
        "Share of the field": units.percent(counted / size),
        "Standard deviation": f"{deviation(shares):.4g} px",
    }


def relu_notes(
    layers: Sequence[Layer],
    uniform: Float64Array,
    linear: Float64Array,
    relu: Float64Array,
    one: Float64Array,
) -> Iterator[str]:
    """What random weights and ReLU do to a profile, as measured.

    Args:
        layers: Whose profiles these are.
        uniform: With equal weights.
        linear: The mean of random networks without ReLU.
        relu: The mean with ReLU; all 0 if ReLUs close every path of every network.
        one: One network with ReLU; all 0 if they close every path.
    """
    num_convolutions = sum(isinstance(layer, Conv2D) for layer in layers)
    if not num_convolutions:
        yield "No layer here has weights to draw, so all four profiles are the same."
        return
    yield (
        f"Standard deviation: {_spread_of(uniform)} with uniform weights; {_spread_of(linear)} for "
        f"the mean without ReLU, {_spread_of(relu)} with it; {_spread_of(one)} for the one network."
    )
    if num_convolutions == 1:
        yield "No ReLU follows the only convolution, so both means are the same."
    elif not one.any():
        yield (
            "In the one network drawn here, ReLUs close every path, so no pixel counts. Another "
            "draw above gives another network."
        )
    else:
        yield (
            "For one network and one input, ReLU decides which paths stay open. Another draw above "
            "gives other networks."
        )
    root = np.sqrt(uniform)
    if min(deviation(root), deviation(linear)) > CLEARLY_WIDER * deviation(uniform) > 0:
        yield (
            "Random weights have both signs: without ReLU, a pixel then counts about as the square "
            "root of its paths (Luo et al.), so that profile is wider than that of uniform weights."
        )


def _spread_of(shares: Float64Array) -> str:
    return f"{deviation(shares):.4g} px" if shares.any() else units.UNKNOWN


def depth_notes(points: Sequence[AtDepth], kernel_size: int) -> Iterator[str]:
    """How both fields grow from a depth to four times that depth."""
    last = points[-1]
    quarter = next(point for point in points if 4 * point.depth >= last.depth)
    yield (
        f"Theoretical: 1 + depth × ({kernel_size} − 1). From {quarter.depth} to {last.depth} "
        f"layers it grows from {units.pixels(quarter.theoretical)} to "
        f"{units.pixels(last.theoretical)}, times {last.theoretical / quarter.theoretical:.2f}."
    )
    yield (
        f"Effective: roughly in proportion to √depth. There it grows from "
        f"{units.pixels(quarter.effective)} to {units.pixels(last.effective)}, times "
        f"{last.effective / quarter.effective:.2f}; its share of the theoretical field falls from "
        f"{units.percent(quarter.effective / quarter.theoretical)} to "
        f"{units.percent(last.effective / last.theoretical)}."
    )
    yield (
        "A pixel belongs to the effective field if its share is at least "
        f"{units.percent(IN_THE_FIELD, 2)} of the largest, as in Luo et al."
    )
