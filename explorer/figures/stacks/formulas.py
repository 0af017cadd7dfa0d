"""Where the numbers of a kernel and a stack come from: each rule with the numbers of both."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from explorer import units
from explorer.architecture.cost import BYTES_PER_VALUE
from explorer.architecture.stacks.comparison import Alternative, Amount, StackComparison
from explorer.architecture.summary import LayerSummary
from explorer.figures.stacks.tables import amount_words
from explorer.kept import SEVERAL, kept
from explorer.words import capitalised


@kept(results=SEVERAL)
def stack_formulas(comparison: StackComparison) -> tuple[str, ...]:
    """A sentence for each number: its rule, then the single kernel, then the stack.

    Args:
        comparison: Of convolutions and poolings only.
    """
    return tuple(
        f"{rule} {capitalised(comparison.one.name)}: {work_out(comparison.one)}. "
        f"{capitalised(comparison.stack.name)}: {work_out(comparison.stack)}."
        for rule, work_out in _RULES
    )


def _sum(terms: Iterable[str]) -> str:
    """Terms joined by plus signs, with equal ones as a multiple: "2·(9·64·64) + 64"."""
    counted = Counter(terms)
    return " + ".join(
        term if times == 1 else f"{times}·({term})" if "·" in term else f"{times}·{term}"
        for term, times in counted.items()
    )


def _field(alternative: Alternative) -> str:
    terms = "".join(f" + {term}" for term in _field_terms(alternative))
    return f"1{terms} = {units.pixels(alternative.receptive_field.size)}"


def _field_terms(alternative: Alternative) -> Iterator[str]:
    strides = 1
    for window in alternative.windows:
        yield f"({window.size} − 1)·{window.dilation * strides}"
        strides *= window.stride


def _weights(alternative: Alternative) -> str:
    terms = _sum(term for _, term in _kernels(alternative))
    return f"{terms} = {units.count(alternative.amount(Amount.WEIGHTS))}"


def _kernels(alternative: Alternative) -> Iterator[tuple[LayerSummary, str]]:
    """Each convolution, and its number of weights as a product."""
    for row, area in zip(alternative.convolutions, alternative.kernel_areas, strict=True):
        yield row, f"{area}·{row.input_shape[-1]}·{row.output_shape[-1]}"


def _biases(alternative: Alternative) -> str:
    weights, both = (alternative.amount(each) for each in (Amount.WEIGHTS, Amount.PARAMETERS))
    channels = _sum(str(row.output_shape[-1]) for row in alternative.convolutions)
    return f"{units.count(weights)} + {channels} = {units.count(both)}"


def _macs(alternative: Alternative) -> str:
    terms = _sum(
        f"{row.output_shape[0]}·{row.output_shape[1]}·{weights}"
        for row, weights in _kernels(alternative)
    )
    number = alternative.amount(Amount.MACS)
    return f"{terms} = {units.count(number)}, {amount_words(alternative, Amount.MACS)}"


def _memory(alternative: Alternative) -> str:
    shapes = [alternative.rows[0].input_shape, *(row.output_shape for row in alternative.rows)]
    terms = _sum("·".join(map(str, shape)) for shape in shapes)
    number = alternative.amount(Amount.MEMORY)
    return (
        f"{BYTES_PER_VALUE}·({terms}) = {units.count(number)} bytes, "
        f"{amount_words(alternative, Amount.MEMORY)}"
    )


_RULES: tuple[tuple[str, Callable[[Alternative], str]], ...] = (
    (
        "Receptive field: 1 px, and each layer adds (kernel size − 1) · dilation · all strides "
        "before it.",
        _field,
    ),
    (
        "Weights: kernel height · kernel width · channels in · channels out, for each convolution; "
        "25 stands for 5·5, 9 for 3·3.",
        _weights,
    ),
    ("Biases: one more number for each output channel of a convolution.", _biases),
    (
        "Work: at each position of an output, each weight takes one multiply-accumulate: rows · "
        "columns of the output · weights.",
        _macs,
    ),
    (
        f"Activation memory: {BYTES_PER_VALUE} bytes for each value of the input and of each "
        "output, because training keeps them all.",
        _memory,
    ),
)
