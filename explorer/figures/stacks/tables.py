"""Tables of stacks against single kernels: the chosen pair, stacks of 3x3, and other ways."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from explorer import units
from explorer.architecture.stacks.cases import pairs_against_5x5
from explorer.architecture.stacks.comparison import (
    Alternative,
    Amount,
    BreakEven,
    StackComparison,
    compare_stacks,
)
from explorer.architecture.stacks.stacks import SINGLE_KERNELS, Stack, single_kernel, steps_of_3x3
from explorer.kept import SEVERAL, kept
from explorer.words import listed

StackColumn = list[str] | list[int] | list[float]

SAME, STACKS_DIFFER = "= same", "≠ differs"
ONE_AGAINST_STACK, STACK_SAVES = "One against the stack", "The stack saves"
EQUAL_CHANNELS = 64
"""Of the general table; any other number would give the same ratios."""

MOST_DECIMALS = 6
"""Of a break-even."""

AMOUNT_WORDS = {
    Amount.WEIGHTS: "Weights",
    Amount.PARAMETERS: "Weights and biases",
    Amount.MACS: "Work",
    Amount.MEMORY: "Activation memory",
}


_WRITTEN: Mapping[Amount, Callable[[int], str]] = {
    Amount.WEIGHTS: units.count,
    Amount.PARAMETERS: units.count,
    Amount.MACS: units.macs,
    Amount.MEMORY: units.memory,
}


@kept(results=SEVERAL)
def stack_comparison_table(comparison: StackComparison) -> dict[str, list[str]]:
    """One row per number by column title, with the difference stated both ways.

    The titles are numbered, because both may have the same name.
    """
    rows = [*_properties(comparison), *(_amount(comparison, amount) for amount in Amount)]
    titles = (
        *("Number", f"1: {comparison.one.name}", f"2: {comparison.stack.name}"),
        *(ONE_AGAINST_STACK, STACK_SAVES),
    )
    return {title: [row[place] for row in rows] for place, title in enumerate(titles)}


@kept(results=SEVERAL)
def headline(comparison: StackComparison) -> dict[str, str]:
    """What changes from one kernel to the stack, in a few words each, by name."""
    one, stack = comparison.one, comparison.stack
    same_relus = one.num_relus == stack.num_relus
    side = units.size((stack.receptive_field.size,) * 2)
    return {
        "Receptive field": f"{side} px{'' if comparison.same_field else ' ≠'}",
        **{
            AMOUNT_WORDS[amount]: change_words(comparison, amount)
            for amount in (Amount.WEIGHTS, Amount.MACS, Amount.MEMORY)
        },
        "ReLUs": SAME if same_relus else f"{stack.num_relus}, not {one.num_relus}",
    }


StackRow = tuple[str, str, str, str, str]


def _properties(comparison: StackComparison) -> Iterator[StackRow]:
    """What is not a cost: a difference is marked, and nothing is saved."""
    for title, words in (
        ("Receptive field", lambda each: units.pixels(each.receptive_field.size)),
        ("Effective stride", lambda each: units.pixels(each.receptive_field.effective_stride)),
        ("Output", lambda each: units.size(each.output_shape)),
        ("ReLUs", lambda each: units.count(each.num_relus)),
        ("Weights, as a formula", weights_formula),
    ):
        one, stack = words(comparison.one), words(comparison.stack)
        yield title, one, stack, SAME if one == stack else STACKS_DIFFER, ""


def _amount(comparison: StackComparison, amount: Amount) -> StackRow:
    one, stack = (amount_words(each, amount) for each in (comparison.one, comparison.stack))
    more = comparison.more_in_one(amount)
    if not more:
        return AMOUNT_WORDS[amount], one, stack, SAME, SAME
    saved = comparison.saved_by_stack(amount)
    saves = f"{'−' if saved < 0 else ''}{units.change_size(-saved)}"
    return AMOUNT_WORDS[amount], one, stack, units.percent_change(more), saves


def amount_words(alternative: Alternative, amount: Amount) -> str:
    """An amount with its unit: parameters exactly, work in GMACs, memory in MiB."""
    return _WRITTEN[amount](alternative.amount(amount))


def change_words(comparison: StackComparison, amount: Amount) -> str:
    """How a stack's amount compares with one kernel's: "−28.0 %", "+50.0 %", "= same"."""
    saved = comparison.saved_by_stack(amount)
    return units.percent_change(-saved) if saved else SAME


def saving_words(saved: float) -> str:
    """A share that is saved or added: "saves 28.0 %", "takes 8.0 % more"."""
    if not saved:
        return "takes as much"
    share = units.change_size(-saved)
    return f"saves {share}" if saved > 0 else f"takes {share} more"


def crossing_words(even: BreakEven) -> str:
    """Where both take the same: "25", "355.6", or "271.97" rather than "272.0"."""
    if even.exact.is_integer():
        return f"{even.exact:,.0f}"
    between_whole = (
        digits for digits in range(1, MOST_DECIMALS) if not round(even.exact, digits).is_integer()
    )
    return f"{even.exact:,.{next(between_whole, MOST_DECIMALS)}f}"


def channels_listed(numbers: Sequence[int]) -> str:
    """One number if all are equal, otherwise each: "64", "64 and 96", "16, 16 and 32"."""
    return listed([units.count(each) for each in (numbers if len({*numbers}) > 1 else numbers[:1])])


def weights_formula(alternative: Alternative) -> str:
    """Weights without biases: "25 C²" if all channels are C, else "9·3·64 + 2·9·64·64"."""
    ends = [(row.input_shape[-1], row.output_shape[-1]) for row in alternative.convolutions]
    if len({channels for pair in ends for channels in pair}) == 1:
        return f"{sum(alternative.kernel_areas)} C²"
    terms = Counter(zip(alternative.kernel_areas, ends, strict=True))
    return " + ".join(
        f"{f'{repeats}·' if repeats > 1 else ''}{area}·{channels_in}·{channels_out}"
        for (area, (channels_in, channels_out)), repeats in terms.items()
    )


@kept()
def stacks_of_3x3_table() -> dict[str, StackColumn]:
    """One kernel of 5x5 to 11x11 against 3x3 with the same field, C channels throughout."""
    compared = [against_3x3(kernel_size) for kernel_size in SINGLE_KERNELS]
    return {
        "One kernel": [f"{size}×{size}" for size in SINGLE_KERNELS],
        "Stack": [each.stack.name for each in compared],
        "Weights of one, C²": [sum(each.one.kernel_areas) for each in compared],
        "Weights of stack, C²": [sum(each.stack.kernel_areas) for each in compared],
        ONE_AGAINST_STACK: [
            units.percent_change(each.more_in_one(Amount.WEIGHTS)) for each in compared
        ],
        STACK_SAVES: [units.percent(each.saved_by_stack(Amount.WEIGHTS)) for each in compared],
        "ReLUs": [f"{each.one.num_relus} v {each.stack.num_relus}" for each in compared],
    }


def against_3x3(kernel_size: int) -> StackComparison:
    """One kernel against 3x3 with the same field and equal channels in, between and out."""
    one = single_kernel(kernel_size, EQUAL_CHANNELS, EQUAL_CHANNELS)
    stack = Stack(steps_of_3x3(kernel_size), EQUAL_CHANNELS, EQUAL_CHANNELS)
    return compare_stacks(one, stack, (kernel_size, kernel_size))


@kept(results=SEVERAL)
def ways_table(ways: tuple[Alternative, ...]) -> dict[str, StackColumn]:
    """Several ways to roughly the same field, one row each, by column title."""
    return {
        "Way": [way.name for way in ways],
        "Field, px": [way.receptive_field.size for way in ways],
        "Stride, px": [way.receptive_field.effective_stride for way in ways],
        "Output": [units.size(way.output_shape) for way in ways],
        "Weights": [way.amount(Amount.WEIGHTS) for way in ways],
        "With biases": [way.amount(Amount.PARAMETERS) for way in ways],
        "Work": [amount_words(way, Amount.MACS) for way in ways],
        "ReLUs": [way.num_relus for way in ways],
        "Activation memory": [amount_words(way, Amount.MEMORY) for way in ways],
    }


@kept()
def shallow_table() -> dict[str, list[str]]:
    """The convolutions of Shallow B and of B at 224 x 224, as a comparison."""
    return stack_comparison_table(pairs_against_5x5())
