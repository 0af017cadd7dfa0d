"""The output size in words: what the floor drops, what is never read, and how "same" pads."""

from collections.abc import Iterator

from explorer import units
from explorer.architecture.convolution.sizes import WorkedSize
from explorer.architecture.shapes import Axis, Sweep, Sweeps, Window
from explorer.convolution.strips import CellStrip
from explorer.figures.fields.growth_notes import stretches
from explorer.figures.network.derivations import Derivation, latex_number, output_size
from explorer.words import several

_ONE: dict[Axis, str] = {"rows": "row", "columns": "column"}


def size_headline(sweeps: Sweeps) -> dict[str, str]:
    """The output size and what it is without the floor, by name."""
    worked = [WorkedSize(along) for along in sweeps]
    numbers = {"Output": units.size(tuple(each.size for each in worked))}
    if not all(each.divides for each in worked):
        exact = [_decimal(each) for each in worked]
        alike = sweeps[0] == sweeps[1]
        numbers["Without rounding"] = exact[0] if alike else " × ".join(exact)
    return numbers


def axes_apart(sweeps: Sweeps) -> tuple[tuple[str, Axis, Sweep], ...]:
    """The axes with a title each; one for both where they are alike."""
    rows, columns = sweeps
    if rows == columns:
        return (("Rows and columns alike", "rows", rows),)
    return ("Rows", "rows", rows), ("Columns", "columns", columns)


def rest_notes(along: Sweep, axis: Axis) -> Iterator[str]:
    """What the floor drops along one axis, what is never read, and which sizes give the same.

    Args:
        along: How the window moves.
        axis: Which axis, for the words.
    """
    worked, stride = WorkedSize(along), along.window.stride
    room = f"(W − F + 2P) / S = {worked.room:,} / {stride}"
    if worked.divides:
        yield f"{room} = {worked.size - 1:,} is a whole number: nothing is rounded."
    else:
        yield (
            f"{room} {_equals(worked)} {_decimal(worked, less=1)} is not a whole number. Some "
            "courses call this setting invalid. Keras rounds down to "
            f"{worked.size - 1:,}, and adds 1: {several(worked.size, 'output')}."
        )
    yield from _left_out(worked, _ONE[axis])
    sizes = worked.sizes_of_same_output
    if len(sizes) > 1:
        joined, together = (
            ("and", "both") if len(sizes) == len(("first", "last")) else ("to", "all")
        )
        yield (
            f"Inputs of {sizes[0]:,} {joined} {sizes[-1]:,} {axis} {together} give "
            f"{several(worked.size, 'output')}."
        )


def _left_out(worked: WorkedSize, what: str) -> Iterator[str]:
    """What the last window does not reach up to, and all values that no window reads."""
    along, rest = worked.sweep, worked.rest
    if rest:
        zeros = min(rest, along.pad_after)
        parts = [f"{several(rest - zeros, what)} of the input"] * (rest > zeros)
        parts += [f"{several(zeros, what)} of padding"] * (zeros > 0)
        yield f"Left over after the last window: {' and '.join(parts)}."
    if along.unreached:
        yield (
            f"No window reads {stretches(along.unreached, what)}: {len(along.unreached):,} of "
            f"{along.size_in:,}, counted from 0."
        )
    elif rest:
        yield f"Every {what} of the input is read."


def same_note(along: Sweep) -> str:
    """How many zeros "same" adds and where; "" for another padding."""
    if along.window.padding != "same":
        return ""
    before, after = along.pad_before, along.pad_after
    total = before + after
    if not total:
        return "“Same” adds no zeros here: the windows fit without them."
    places = f"{f'{before:,}' if before else 'none'} before the input, {after:,} after it."
    if before == after:
        return f"“Same” adds {several(total, 'zero')}: {places}"
    return (
        f"“Same” needs {several(total, 'zero')}, which cannot be split evenly: {places} Keras puts "
        "the extra zero after the input."
    )


def size_derivations(along: Sweep) -> Iterator[Derivation]:
    """The formulas of an output size with its numbers: extent, zeros of "same", size."""
    window = along.window
    if window.dilation > 1:
        numbers = rf"{window.dilation} \times ({window.size} - 1) + 1"
        yield Derivation(
            "Extent of the dilated kernel",
            (r"F = D \times (k - 1) + 1", numbers, latex_number(window.extent)),
            _gaps(window),
        )
    if window.padding == "same":
        yield from _same(along)
    yield output_size("Output size", along)


def _gaps(window: Window) -> str:
    gap = several(window.dilation - 1, "gap cell")
    if window.size == 1:
        return "1 weight: there is no gap, so dilation changes nothing."
    return f"{window.size} weights with {gap} between two."


def _same(along: Sweep) -> Iterator[Derivation]:
    window, size_in, size_out = along.window, along.size_in, along.size_out
    yield Derivation(
        "“Same” in Keras",
        (
            r"\left\lceil \frac{W}{S} \right\rceil",
            rf"\left\lceil \frac{{{size_in}}}{{{window.stride}}} \right\rceil",
            latex_number(size_out),
        ),
        "It does not depend on the kernel.",
    )
    needed = (size_out - 1) * window.stride + window.extent - size_in
    none = "Less than 0, so there are none: " if needed < 0 else ""
    yield Derivation(
        "Zeros needed, 2P",
        (
            r"(o - 1) \times S + F - W",
            rf"({size_out} - 1) \times {window.stride} + {window.extent} - {size_in}",
            latex_number(needed),
        ),
        f"{none}{along.pad_before:,} before and {along.pad_after:,} after.",
    )


def strip_alt(strip: CellStrip, axis: Axis) -> str:
    """What a strip shows, for those who do not see it."""
    what, window = _ONE[axis], strip.window
    values = sum(number is not None for number in strip.numbers)
    before, after = _zeros_around(strip)
    unread = [
        number
        for cell, number in zip(strip.cells, strip.numbers, strict=True)
        if cell == "unreached" and number is not None
    ]
    sentences = [
        f"A strip of {several(values, what)}, with {several(before, 'zero')} before and {after:,} "
        f"after.",
        f"{several(strip.num_outputs, 'output')}, each reading {several(window.size, 'cell')}"
        + (f", {window.dilation} apart" if window.dilation > 1 and window.size > 1 else "")
        + (
            f"; each window begins {several(window.stride, 'cell')} after the one before."
            if strip.num_outputs > 1
            else "."
        ),
    ]
    between = strip.cells.count("between")
    sentences += [f"Between the values: {several(between, 'zero')}."] * (between > 0)
    sentences += [f"Never read: {stretches(unread, what)}."] * bool(unread)
    return " ".join(sentences)


def _zeros_around(strip: CellStrip) -> tuple[int, int]:
    values = [place for place, number in enumerate(strip.numbers) if number is not None]
    return values[0], len(strip.numbers) - 1 - values[-1]


def _equals(worked: WorkedSize) -> str:
    """Whether the number with two decimals is exact."""
    return "=" if (worked.exact * 100).denominator == 1 else "≈"


def _decimal(worked: WorkedSize, less: int = 0) -> str:
    return f"{float(worked.exact - less):,.2f}".rstrip("0").rstrip(".")
