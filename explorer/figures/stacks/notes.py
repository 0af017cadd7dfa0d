"""Sentences on stacks and single kernels: the paper's, AlexNet's, and where stacks save."""

from collections.abc import Iterator, Sequence

from explorer import units
from explorer.architecture.limits import BLOCK_LIMITS
from explorer.architecture.networks import IMAGENET_SHAPE, VGG_FILTERS
from explorer.architecture.stacks.cases import (
    PAPER_KERNEL,
    PAPER_PERCENT_MORE,
    SHALLOW_B_PERCENT_WORSE,
    pairs_against_5x5,
    ways_to_alexnet_field,
)
from explorer.architecture.stacks.comparison import (
    Alternative,
    Amount,
    BreakEven,
    MapSize,
    StackComparison,
    break_even,
    compare_stacks,
)
from explorer.architecture.stacks.stacks import Stack, single_kernel, steps_of_3x3
from explorer.figures.stacks.tables import (
    ONE_AGAINST_STACK,
    STACK_SAVES,
    against_3x3,
    amount_words,
    channels_listed,
    crossing_words,
    saving_words,
    weights_formula,
)
from explorer.kept import kept
from explorer.words import capitalised, several

MOST_CURVE_CHANNELS = int(BLOCK_LIMITS["filters"].most)


def stack_differences(comparison: StackComparison) -> Iterator[str]:
    """A sentence for each reason why the stack cannot replace the single kernel."""
    one, stack = comparison.one, comparison.stack
    if not comparison.same_field:
        fields = [units.pixels(each.receptive_field.size) for each in (one, stack)]
        yield (
            f"Their receptive fields differ. {_each(comparison, fields)} So the savings shown are "
            "not savings at the same receptive field."
        )
    if not comparison.same_output:
        grids = [units.size(each.output_shape[:2]) for each in (one, stack)]
        yield (
            f"Their output grids differ. {_each(comparison, grids)} So the savings in work and "
            "memory are not savings for the same output."
        )


def two_ways_to_tell(comparison: StackComparison) -> str:
    """The same difference by both conventions, with the weights of both."""
    one, stack = (amount_words(each, Amount.WEIGHTS) for each in (comparison.one, comparison.stack))
    more, saved = (
        each(Amount.WEIGHTS) for each in (comparison.more_in_one, comparison.saved_by_stack)
    )
    if not saved:
        return f"Both have {several(comparison.one.amount(Amount.WEIGHTS), 'weight')}."
    return (
        f"The same difference, stated two ways, for the weights. “{ONE_AGAINST_STACK}”: {one} is "
        f"{_more_or_less(more)} than {stack}. “{STACK_SAVES}”: {stack} is "
        f"{_more_or_less(-saved)} than {one}."
    )


def _more_or_less(change: float) -> str:
    return f"{units.change_size(change)} {'more' if change > 0 else 'less'}"


def _each(comparison: StackComparison, words: Sequence[str]) -> str:
    names = (comparison.one.name, comparison.stack.name)
    parts = [f"{name}: {text}" for name, text in zip(names, words, strict=True)]
    return f"{capitalised('; '.join(parts))}."


@kept()
def alexnet_notes() -> tuple[str, ...]:
    """What five 3x3 can and cannot replace in AlexNet's first layer, in short sentences."""
    first, five, strided, near, coarse = ways_to_alexnet_field()
    channels_in, channels_out = first.rows[0].input_shape[-1], first.output_shape[-1]
    side = units.size((first.receptive_field.size,) * 2)
    return (
        f"AlexNet's first layer, as in torchvision: {side}, stride "
        f"{first.receptive_field.effective_stride}, {channels_in} → {channels_out} channels.",
        f"What {five.name} can replace: the field of {units.pixels(five.receptive_field.size)}, "
        f"with {five.num_relus} ReLUs instead of {first.num_relus}.",
        "What they cannot replace: the stride. AlexNet moves its kernel by "
        f"{units.pixels(first.receptive_field.effective_stride)}, so its output is "
        f"{units.size(first.output_shape)}; {five.name} make {units.size(five.output_shape)} with "
        f"{_times(five, first, Amount.MACS)} the work ({amount_words(five, Amount.MACS)} against "
        f"{amount_words(first, Amount.MACS)}).",
        "If the last of the five has the stride, the field is AlexNet's and the grid nearly so "
        f"({strided.output_shape[0]} rows instead of {first.output_shape[0]}, because the padding "
        f"differs), but the work is still {_times(strided, first, Amount.MACS)} as much.",
        f"Nor do they save weights: a kernel on {channels_in} channels is cheap "
        f"({weights_formula(first)} = {amount_words(first, Amount.WEIGHTS)}), and all but the "
        f"first 3×3 work on {channels_out} channels ({weights_formula(five)} = "
        f"{amount_words(five, Amount.WEIGHTS)}, {_times(five, first, Amount.WEIGHTS)} as "
        "many).",
        "VGG shrinks the grid with pooling instead: after block2_conv1 it sees "
        f"{units.pixels(near.receptive_field.size)} at a stride of "
        f"{units.pixels(near.receptive_field.effective_stride)}, after block2_pool "
        f"{units.pixels(coarse.receptive_field.size)} at AlexNet's stride of "
        f"{units.pixels(coarse.receptive_field.effective_stride)}, with "
        f"{_times(coarse, first, Amount.MACS)} AlexNet's work. It gains depth but saves nothing.",
    )


def _times(one: Alternative, other: Alternative, amount: Amount) -> str:
    return f"{one.amount(amount) / other.amount(amount):,.1f} times"


@kept()
def paper_notes() -> tuple[str, ...]:
    """What the VGG paper says about stacks, beside our numbers, in short sentences."""
    compared = against_3x3(PAPER_KERNEL)
    return (
        f"arXiv:1409.1556, section 2.3: {compared.stack.name} with C channels have "
        f"{weights_formula(compared.stack)} weights, {compared.one.name} has "
        f"{weights_formula(compared.one)}, “{PAPER_PERCENT_MORE}% more”. Exactly: "
        f"{units.percent_change(compared.more_in_one(Amount.WEIGHTS))}; stated the other way, the "
        f"stack saves {units.percent(compared.saved_by_stack(Amount.WEIGHTS))}.",
        "arXiv:1409.1556, section 4.1: network B with one 5×5 in place of each pair of "
        "3×3 (“Shallow B”) had a "
        f"top-1 error “{SHALLOW_B_PERCENT_WORSE}% higher than that of B (on a center crop)”.",
        *_shallow_notes(pairs_against_5x5()),
    )


def _shallow_notes(compared: StackComparison) -> Iterator[str]:
    shallow, deep = compared.one, compared.stack
    yield (
        "Shallow B has the same field "
        f"({units.pixels(shallow.receptive_field.size)} after the last pooling) "
        f"with {units.percent(-compared.more_in_one(Amount.MACS))} less work "
        f"({amount_words(shallow, Amount.MACS)} against {amount_words(deep, Amount.MACS)}, "
        "convolutions only), yet has more weights: "
        f"{amount_words(shallow, Amount.PARAMETERS)} against "
        f"{amount_words(deep, Amount.PARAMETERS)}, biases included."
    )
    first, second = VGG_FILTERS[:2]
    doubling = compare_stacks(
        single_kernel(5, first, second), Stack(steps_of_3x3(5), first, second), IMAGENET_SHAPE[:2]
    )
    yield (
        f"Where channels double, as from {first} to {second}, {doubling.stack.name} have "
        f"{weights_formula(doubling.stack)} weights and {doubling.one.name} has "
        f"{weights_formula(doubling.one)}: "
        f"the pair takes {units.percent(-doubling.saved_by_stack(Amount.WEIGHTS))} more, because "
        "its second convolution has the larger number of channels both in and out."
    )


def channels_note(stack: Stack) -> tuple[str, str]:
    """Whether more channels save more, and where the chosen ones are in that figure."""
    return (
        "No, the share stays the same. Here the channels in, between and out are all set to one "
        "number C. Then the weights and the work of both grow as C², so twice the channels take "
        "four times as much of each.",
        _where_chosen(stack),
    )


def _where_chosen(stack: Stack) -> str:
    numbers = {stack.channels_in, *stack.filters}
    if len(numbers) == 1:
        return f"Your choice, {several(stack.channels_in, 'channel')}, is marked."
    between = (
        f", {channels_listed(stack.filters[:-1])} between" if stack.num_convolutions > 1 else ""
    )
    return (
        f"Your choice is {several(stack.channels_in, 'channel')} in{between} and "
        f"{units.count(stack.channels_out)} out. Because the numbers differ, it is not on these "
        "curves; its savings are shown below."
    )


def between_note(one: Stack, stack: Stack, map_size: MapSize, amount: Amount) -> str:
    """How many channels between its convolutions a stack may have and still save.

    Args:
        one: The single kernel.
        stack: The stack.
        map_size: (height, width) in px.
        amount: What it should save.

    Raises:
        ValueError: See `compare_stacks`.
    """
    even = break_even(one, stack, map_size, amount)
    does = saving_words(compare_stacks(one, stack, map_size).saved_by_stack(amount))
    if even is None:
        return f"The stack has one convolution and no channels between. For {amount}, it {does}."
    now = f"With {_chosen_between(stack)}, it {does}."
    if not even.most_that_saves:
        return f"The stack never saves {amount}, even with one channel between. {now}"
    return f"{_until(even, amount, stack.channels_out)} {now}"


def _until(even: BreakEven, amount: Amount, channels_out: int) -> str:
    most, after = even.most_that_saves, units.count(even.most_that_saves + 1)
    at = (
        f"cross at {crossing_words(even)}, {units.three_digits(even.exact / channels_out)} times "
        f"the {several(channels_out, 'output channel')}."
    )
    if most >= MOST_CURVE_CHANNELS:
        return (
            f"The stack saves {amount} with any number of channels between: a layer has at most "
            f"{MOST_CURVE_CHANNELS:,} here, and the curves would only {at}"
        )
    up_to = "1 channel" if most == 1 else f"up to {units.count(most)} channels"
    beyond = f"as much with {after}" if even.exact.is_integer() else f"more from {after} on"
    return f"The stack saves {amount} with {up_to} between and takes {beyond}: the curves {at}"


def _chosen_between(stack: Stack) -> str:
    numbers = channels_listed(stack.filters[:-1])
    return (
        f"as many between as out, {numbers}"
        if stack.channels_between is None
        else f"your choice of {numbers}"
    )
