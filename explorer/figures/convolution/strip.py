"""One axis as a strip of coloured cells with a line for each output below it, in HTML."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import pairwise

from explorer.convolution.strips import CellStrip, StripCell
from explorer.kept import SEVERAL, kept

MOST_CELLS = 30
"""Of longer strips the parts between are left out: a phone is 30 cells wide."""

MOST_OUTPUTS = 7
"""Lines of outputs; of more, the first and the last are drawn."""

MOST_OUTPUTS_OF_LONG = 4
"""The same for a strip of which parts are left out: both ends of each window are drawn."""

_LEGENDS: dict[StripCell, str] = {
    "value": "Blue: a value that a window reads.",
    "unreached": "Orange with a cross: a value that no window reads.",
    "padding": "Grey with a 0: padding.",
    "between": "Dashed with a 0: put between the values.",
}
_TAP_LEGEND = "Yellow: what one output reads."
_GAP_LEGEND = "Three dots: cells or outputs that are not drawn."

_SIGNS: dict[StripCell, str] = {"value": "", "unreached": "×", "padding": "0", "between": "0"}
_DOTS = "⋯"

_Places = list[int | None]
"""Cells or outputs in order; None for a gap."""


@kept(results=SEVERAL)
def strip_picture(strip: CellStrip, title: str, alt: str) -> str:
    """Draw the strip.

    Args:
        strip: What to draw.
        title: Which axis it is.
        alt: What it shows, for those who do not see it.
    """
    outputs = _shown_outputs(strip)
    cells = _shown_cells(strip, [each for each in outputs if each is not None])
    lines = [
        _line("input", map(_cell, _kinds(strip, cells))),
        _line("", _numbers(strip, cells)),
        *(_output(strip, each, cells) for each in outputs),
    ]
    columns = f"grid-template-columns: 5rem repeat({len(cells)}, minmax(0, 2rem))"
    return (
        f'<figure class="strip" role="img" aria-label="{escape(alt)}">'
        f'<figcaption>{escape(title)}</figcaption><div style="{columns}">{"".join(lines)}</div>'
        "</figure>"
    )


def strip_legend(strips: Sequence[CellStrip]) -> str:
    """How to read the pictures of these strips."""
    drawn = {cell for strip in strips for cell in strip.cells}
    sentences = [sentence for cell, sentence in _LEGENDS.items() if cell in drawn]
    sentences += [_GAP_LEGEND] * any(map(_is_shortened, strips))
    return " ".join([*sentences[:1], _TAP_LEGEND, *sentences[1:]])


def _is_shortened(strip: CellStrip) -> bool:
    return len(strip.cells) > MOST_CELLS or strip.num_outputs > MOST_OUTPUTS


def _shown_outputs(strip: CellStrip) -> _Places:
    """The outputs that get a line."""
    is_long, last = len(strip.cells) > MOST_CELLS, strip.num_outputs - 1
    if strip.num_outputs <= (MOST_OUTPUTS_OF_LONG if is_long else MOST_OUTPUTS):
        return [*range(strip.num_outputs)]
    return [0, 1, None, last] if is_long else [0, 1, 2, None, last - 1, last]


def _shown_cells(strip: CellStrip, outputs: Sequence[int]) -> _Places:
    """The cells around the ends of the strip, of its values, and of the drawn windows."""
    last = len(strip.cells) - 1
    if last < MOST_CELLS:
        return [*range(len(strip.cells))]
    ends = {0, last, strip.numbers.index(0)}
    ends.add(last - strip.numbers[::-1].index(max(n for n in strip.numbers if n is not None)))
    for output in outputs:
        taps = strip.taps(output)
        ends |= {taps[0], taps[-1]}
    for around in (4, 3, 2, 1, 0):
        near = {end + step for end in ends for step in range(-around, around + 1)}
        found = _with_gaps(sorted(near & set(range(last + 1))))
        if len(found) <= MOST_CELLS:
            break
    return found


def _with_gaps(cells: Sequence[int]) -> _Places:
    """Cells with None where some are left out; a single one that would be is kept."""
    found: _Places = [cells[0]]
    for before, after in pairwise(cells):
        found += {1: [after], 2: [before + 1, after]}.get(after - before, [None, after])
    return found


def _kinds(strip: CellStrip, cells: _Places) -> Iterator[str]:
    for cell in cells:
        yield "gap" if cell is None else strip.cells[cell]


def _cell(kind: str) -> str:
    sign = _DOTS if kind == "gap" else _SIGNS[kind]  # type: ignore[index]  # the kind of a cell
    return f'<i class="{kind}">{sign}</i>'


def _numbers(strip: CellStrip, cells: _Places) -> Iterator[str]:
    """The numbers of the first and the last value below them."""
    values = [
        place
        for place, cell in enumerate(cells)
        if cell is not None and strip.numbers[cell] is not None
    ]
    for place, cell in enumerate(cells):
        is_end = place in {values[0], values[-1]}
        number = strip.numbers[cell] if is_end and cell is not None else None
        yield f"<i>{'' if number is None else number}</i>"


def _output(strip: CellStrip, output: int | None, cells: _Places) -> str:
    if output is None:
        return _line(_DOTS, ("<i></i>" for _ in cells))
    taps = strip.taps(output)
    span = range(taps[0], taps[-1] + 1)
    return _line(
        f"output {output}", (_read(cells, place, taps, span) for place in range(len(cells)))
    )


def _read(cells: _Places, place: int, taps: range, span: range) -> str:
    """A cell that an output reads, passes over, or neither."""
    cell = cells[place]
    if cell is None:
        before, after = cells[place - 1], cells[place + 1]
        if before not in span or after not in span:
            return "<i></i>"
        return f'<i class="{"tap" if taps.step == 1 else "passed"}">{_DOTS}</i>'
    if cell not in span:
        return "<i></i>"
    return f'<i class="{"tap" if cell in taps else "passed"}"></i>'


def _line(name: str, cells: Iterable[str]) -> str:
    return f"<span>{name}</span>{''.join(cells)}"
