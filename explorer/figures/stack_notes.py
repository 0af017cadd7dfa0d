"""Stacks against single kernels in sentences: the paper's, AlexNet's, and where they save."""

from collections.abc import Iterator, Sequence

from explorer import units
from explorer.architecture.networks import IMAGENET_SHAPE, VGG_FILTERS
from explorer.architecture.stack_cases import (
    PAPER_KERNEL,
    PAPER_PERCENT_MORE,
    SHALLOW_B_PERCENT_WORSE,
    pairs_against_5x5,
    ways_to_alexnet_field,
)
from explorer.architecture.stack_comparison import (
    Alternative,
    Amount,
    BreakEven,
    Comparison,
    MapSize,
    break_even,
    compare,
)
from explorer.architecture.stacks import Stack, single_kernel, steps_of_3x3
from explorer.figures.stack_tables import (
    against_3x3,
    amount_words,
    saving_words,
    signed_percent,
    weights_formula,
)


def what_differs(comparison: Comparison) -> Iterator[str]:
    """A sentence for each reason why the stack cannot stand in for the single kernel."""
    one, stack = comparison.one, comparison.stack
    if not comparison.same_field:
        fields = [units.pixels(each.receptive_field.size) for each in (one, stack)]
        yield (
            f"The two do not see the same. {_each(comparison, fields)} What the stack saves is no "
            "saving for the same receptive field."
        )
    if not comparison.same_output:
        grids = [units.size(each.output_shape[:2]) for each in (one, stack)]
        yield f"They make different grids. {_each(comparison, grids)}"


def _each(comparison: Comparison, words: Sequence[str]) -> str:
    names = (comparison.one.name, comparison.stack.name)
    told = [f"{name}: {text}" for name, text in zip(names, words, strict=True)]
    sentence = "; ".join(told)
    return f"{sentence[0].upper()}{sentence[1:]}."


def alexnet_notes() -> tuple[str, ...]:
    """What five 3x3 do and do not replace in AlexNet's first layer, in short sentences."""
    first, five, strided, near, coarse = ways_to_alexnet_field()
    channels_in, channels_out = first.rows[0].input_shape[-1], first.output_shape[-1]
    side = units.size((first.receptive_field.size,) * 2)
    return (
        f"AlexNet's first layer, as torchvision has it: {side}, stride "
        f"{first.receptive_field.effective_stride}, {channels_in} → {channels_out} channels.",
        f"What {five.name} do replace: the field of {units.pixels(five.receptive_field.size)}, "
        f"with {five.num_relus} ReLUs instead of {first.num_relus}.",
        "What they do not replace: the stride. AlexNet moves its kernel by "
        f"{units.pixels(first.receptive_field.effective_stride)} and makes a grid of "
        f"{units.size(first.output_shape)}; {five.name} make {units.size(five.output_shape)} with "
        f"{_times(five, first, Amount.MACS)} the work ({amount_words(five, Amount.MACS)} against "
        f"{amount_words(first, Amount.MACS)}).",
        "With the stride put on the last of the five, the field and the grid are AlexNet's "
        f"({strided.output_shape[0]} rows instead of {first.output_shape[0]}, because the padding "
        f"differs), and the work is still {_times(strided, first, Amount.MACS)} as much.",
        f"Nor do they save weights: a kernel on {channels_in} channels is cheap "
        f"({weights_formula(first)} = {amount_words(first, Amount.WEIGHTS)}), and all but the "
        f"first 3×3 work on {channels_out} channels ({weights_formula(five)} = "
        f"{amount_words(five, Amount.WEIGHTS)}, {_times(five, first, Amount.WEIGHTS)} as "
        "many).",
        "VGG's own way shrinks the grid with pooling instead: after block2_conv1 it sees "
        f"{units.pixels(near.receptive_field.size)} at a stride of "
        f"{units.pixels(near.receptive_field.effective_stride)}, after block2_pool "
        f"{units.pixels(coarse.receptive_field.size)} at AlexNet's stride of "
        f"{units.pixels(coarse.receptive_field.effective_stride)}, with "
        f"{_times(coarse, first, Amount.MACS)} AlexNet's work. It gains depth and saves nothing.",
    )


def _times(one: Alternative, other: Alternative, amount: Amount) -> str:
    return f"{one.amount(amount) / other.amount(amount):,.1f} times"


def paper_notes() -> tuple[str, ...]:
    """What the VGG paper says of stacks, beside our numbers, in short sentences."""
    compared = against_3x3(PAPER_KERNEL)
    return (
        f"arXiv:1409.1556, section 2.3: {compared.stack.name} with C channels have "
        f"{weights_formula(compared.stack)} weights, {compared.one.name} has "
        f"{weights_formula(compared.one)}, “{PAPER_PERCENT_MORE}% more”. Exactly: "
        f"{signed_percent(compared.more_in_one(Amount.WEIGHTS))}; told from the other side, the "
        f"stack saves {units.percent(compared.saved_by_stack(Amount.WEIGHTS))}.",
        "arXiv:1409.1556, section 4.1: network B with one 5×5 in place of each pair of "
        "3×3 (“Shallow B”) had a "
        f"top-1 error “{SHALLOW_B_PERCENT_WORSE}% higher than that of B (on a center crop)”.",
        *_shallow_notes(pairs_against_5x5()),
    )


def _shallow_notes(compared: Comparison) -> Iterator[str]:
    shallow, deep = compared.one, compared.stack
    yield (
        f"Shallow B sees as much ({units.pixels(shallow.receptive_field.size)} after the last "
        f"pooling) with {units.percent(-compared.more_in_one(Amount.MACS))} less work "
        f"({amount_words(shallow, Amount.MACS)} against {amount_words(deep, Amount.MACS)}, "
        "convolutions only), yet has more weights: "
        f"{amount_words(shallow, Amount.PARAMETERS)} against "
        f"{amount_words(deep, Amount.PARAMETERS)}, biases included."
    )
    first, second = VGG_FILTERS[:2]
    doubling = compare(
        single_kernel(5, first, second), Stack(steps_of_3x3(5), first, second), IMAGENET_SHAPE[:2]
    )
    yield (
        f"Where channels double, as from {first} to {second}, {doubling.stack.name} have "
        f"{weights_formula(doubling.stack)} weights and {doubling.one.name} has "
        f"{weights_formula(doubling.one)}: "
        f"the pair takes {units.percent(-doubling.saved_by_stack(Amount.WEIGHTS))} more, because "
        "its second convolution has the larger number on both sides."
    )


def between_note(one: Stack, stack: Stack, map_size: MapSize, amount: Amount) -> str:
    """Up to how many channels between its convolutions a stack saves anything.

    Args:
        one: The single kernel.
        stack: The stack.
        map_size: (height, width) in px.
        amount: What is to be saved.

    Raises:
        ValueError: See `stack_comparison.compare`.
    """
    even = break_even(one, stack, map_size, amount)
    if even is None:
        return "The stack has one convolution, so no channels lie between."
    saved = compare(one, stack, map_size).saved_by_stack(amount)
    now = f"With {_between(stack)} it {saving_words(saved)}."
    if not even.most_that_saves:
        return f"The stack never saves {amount}, however few channels lie between. {now}"
    return f"{_until(even, amount, stack.channels_out)} {now}"


def _until(even: BreakEven, amount: Amount, channels_out: int) -> str:
    return (
        f"The stack saves {amount} with up to {units.count(even.most_that_saves)} channels "
        f"between; both take the same at {even.exact:,.1f}, "
        f"{even.exact / channels_out:.2f} times the {units.count(channels_out)} that come out."
    )


def _between(stack: Stack) -> str:
    between = sorted(set(stack.filters[:-1]))
    span = f"{between[0]} to {between[-1]}" if len(between) > 1 else f"{between[0]}"
    return f"the {span} chosen"
