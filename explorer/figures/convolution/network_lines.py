"""A whole network's parameters, line by line, each with its reason, as an HTML table."""

from collections.abc import Iterator, Sequence
from html import escape
from typing import assert_never

from explorer import units
from explorer.architecture import layers as kinds
from explorer.architecture.convolution.parameter_lines import ParameterLine, parameter_lines
from explorer.architecture.shapes import Sweep
from explorer.architecture.summary import LayerSummary
from explorer.kept import SEVERAL, kept
from explorer.words import several

_TITLES = ("Layer", "Output", "Parameters", "Trainable", "Not trainable", "So far")


@kept(results=SEVERAL)
def network_lines_table(rows: tuple[LayerSummary, ...]) -> str:
    """The table: a line for each layer with its reason below it, and the totals."""
    lines = parameter_lines(rows)
    head = "".join(f'<th scope="col">{title}</th>' for title in _TITLES[:-1])
    total = lines[-1].total
    bodies = "".join(
        _body(line, layer_reason(row), total) for line, row in zip(lines, rows, strict=True)
    )
    return (
        f'<table class="parameter-lines"><thead><tr>{head}'
        f'<th scope="col" class="so-far">{_TITLES[-1]}</th></tr></thead>{bodies}'
        f"<tfoot>{_totals(lines)}</tfoot></table>"
    )


def _body(line: ParameterLine, reason: str, total: int) -> str:
    product = f"<span>{line.product}</span> = " if line.num_parameters else ""
    share = 100 * line.num_parameters / total if total else 0
    name = f'<th scope="row">{escape(line.name)} <small>{line.kind}</small></th>'
    cells = (
        f'<td data-title="Output">{units.size(line.output_shape)}</td>',
        f'<td data-title="Parameters" class="share" style="--share: {share:.1f}%">'
        f"<span>{product}<b>{line.num_parameters:,}</b></span></td>",
        _number("Trainable", line.num_trainable),
        _number("Not trainable", line.num_non_trainable),
        f'<td data-title="So far" class="so-far">{line.total:,}</td>',
    )
    why = f'<tr><td class="why" colspan="{len(_TITLES)}">{escape(reason)}</td></tr>'
    return f"<tbody><tr>{name}{''.join(cells)}</tr>{why}</tbody>"


def _totals(lines: Sequence[ParameterLine]) -> str:
    trainable = sum(line.num_trainable for line in lines)
    total = lines[-1].total
    cells = (
        "<td></td>",
        f'<td data-title="Parameters"><b>{total:,}</b></td>',
        _number("Trainable", trainable),
        _number("Not trainable", total - trainable),
        '<td class="so-far"></td>',
    )
    return f'<tr><th scope="row">All layers</th>{"".join(cells)}</tr>'


def _number(title: str, number: int) -> str:
    kind = "" if number else ' class="zero"'
    return f'<td data-title="{title}"{kind}>{number:,}</td>'


def layer_reason(row: LayerSummary) -> str:
    """Why a layer has its shape and its number of parameters, in one or two sentences."""
    return " ".join(_reasons(row))


def _reasons(row: LayerSummary) -> Iterator[str]:
    layer, channels = row.layer, row.input_shape[-1]
    match layer:
        case kinds.Conv2D():
            tall, wide = kinds.sides_of(layer.kernel_size)
            bias = "one bias" if layer.use_bias else "no bias"
            yield (
                f"Each of {several(layer.filters, 'filter')} has {tall} × {wide} weights for "
                f"{_each(channels, 'channel')}, and {bias}."
            )
            yield from _size_reason(row, layer.padding)
        case kinds.Dense():
            bias = "one bias" if layer.use_bias else "no bias"
            yield (
                f"Each of {several(layer.units, 'unit')} has a weight for "
                f"{_each(channels, 'value')}, and {bias}."
            )
        case kinds.BatchNorm():
            yield (
                f"{_each(channels, 'channel').capitalize()} has four numbers: a scale and an "
                "offset, which are trained, and a running mean and variance, which are not."
            )
        case kinds.MaxPool2D() | kinds.AveragePool2D():
            word = "maximum" if isinstance(layer, kinds.MaxPool2D) else "mean"
            yield f"A {word} has nothing to learn."
            yield from _size_reason(row, layer.padding)
        case kinds.Dropout():
            yield "It switches values off while the network trains, and has nothing to learn."
        case kinds.Flatten():
            yield (
                f"{units.size(row.input_shape)} = {row.output_shape[0]:,} values in a row; nothing "
                "to learn. The number depends on the input size, so a dense layer after it does "
                "too."
            )
        case kinds.GlobalAveragePool():
            yield f"The mean of {_each(channels, 'map')}; nothing to learn."
        case kinds.GlobalMaxPool():
            yield f"The largest value of {_each(channels, 'map')}; nothing to learn."
        case kinds.ZeroPad2D():
            yield "Zeros around the input; nothing to learn."
        case kinds.LRN() | kinds.Activation():
            yield "A fixed function, with nothing to learn."
        case _:
            assert_never(layer)


def _each(number: int, what: str) -> str:
    """Such as: the one channel; each of 75 channels."""
    return f"the one {what}" if number == 1 else f"each of {several(number, what)}"


def _size_reason(row: LayerSummary, padding: kinds.Padding) -> Iterator[str]:
    """How the output size comes about."""
    if row.rows is None or row.columns is None:
        return
    axes = [row.rows] if row.rows == row.columns else [row.rows, row.columns]
    for along in axes:
        name = "" if len(axes) == 1 else (" of rows" if along is row.rows else " of columns")
        yield _along(along, padding, name)


def _along(along: Sweep, padding: kinds.Padding, name: str) -> str:
    before, after, stride = along.size_in, along.size_out, along.window.stride
    if padding == "same":
        if stride == 1:
            return f"“Same” padding keeps the size{name}: {before:,}."
        equals = ", rounded up, is" if before % stride else " ="
        return f"“Same” padding{name}: {before:,} / {stride}{equals} {after:,}."
    dropped = len(along.unreached)
    rest = f", and {several(dropped, 'row' if name != ' of columns' else 'column')} never read"
    return f"No padding{name}: {before:,} → {after:,}{rest if dropped else ''}."
