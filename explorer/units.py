"""Numbers as people read them: 138,357,544 as "138.4 M", bytes as "58.1 MiB"."""

from math import floor, isfinite, log10, prod

from explorer.words import noun

UNKNOWN = "?"
BYTES_PER_MIB = 2**20

_STEPS = ((10**9, "G"), (10**6, "M"), (10**3, "k"))
_BINARY_STEPS = ((2**30, "GiB"), (BYTES_PER_MIB, "MiB"), (2**10, "KiB"))

_WHOLE_FROM = 100

_ALL_PERCENT = 100
_ROUNDED_TO_NOTHING = 0.0005
"""A share of 1; a smaller one has no digit of a percentage with one decimal place."""


def count(number: int | None) -> str:
    """The exact number with thousands separated; "?" if it is not known."""
    return UNKNOWN if number is None else f"{number:,}"


def short(number: float, digits: int = 1) -> str:
    """A number in G, M or k: 138357544 -> "138.4 M"; exact below a thousand."""
    return _in_largest_unit(number, digits, _STEPS) or f"{number:,}"


def macs(number: int, digits: int = 2) -> str:
    """Multiply-accumulates: 15470264320 -> "15.47 GMACs", 1 -> "1 MAC"."""
    text = short(number, digits)
    if text[-1].isalpha():
        return f"{text}MACs"
    return "1 MAC" if number == 1 else f"{text} MACs"


def pixels(length: int | tuple[int, int]) -> str:
    """A length on the image, or one for rows and one for columns: "212 px", (3, 5) -> "3×5 px"."""
    sides = length if isinstance(length, tuple) else (length,)
    return f"{size(sides[:1] if len(set(sides)) == 1 else sides)} px"


def memory(num_bytes: int, digits: int = 1) -> str:
    """Bytes in powers of 1024: 60950432 -> "58.1 MiB"."""
    return _in_largest_unit(num_bytes, digits, _BINARY_STEPS) or f"{num_bytes} B"


def megabytes(num_bytes: int) -> str:
    """Bytes of a download, in powers of 1000 as servers count them: 58889256 -> "58.9 MB"."""
    return f"{num_bytes / 10**6:,.1f} MB"


def size(shape: tuple[int, ...]) -> str:
    """A shape as people write it: (224, 224, 64) -> "224×224×64"."""
    return "×".join(f"{part:,}" for part in shape)


def sized(shape: tuple[int, ...], singular: str) -> str:
    """A shape and what it is made of: (56, 74) -> "56×74 units", (1, 1) -> "1×1 unit"."""
    return f"{size(shape)} {noun(prod(shape), singular)}"


def percent(share: float, digits: int = 1) -> str:
    """A share of 1 as a percentage: 0.7428 -> "74.3 %".

    Only nothing is "0 %" and only all is "100 %": a share that would be rounded to either is "less
    than 0.1 %" or "more than 99.9 %", or "more than 100 %". A share of nothing is "?".
    """
    if not isfinite(share):
        return UNKNOWN
    if share in (0, 1):
        return f"{share:.0%}".replace("%", " %")
    step, rounded = 10.0**-digits, round(100 * share, digits)
    if rounded == 0:
        return f"less than {step:.{digits}f} %"
    if rounded == _ALL_PERCENT:
        return f"more than {_ALL_PERCENT - step if share < 1 else _ALL_PERCENT:.{digits}f} %"
    return f"{rounded:,.{digits}f} %"


def change_size(share: float) -> str:
    """A change as a percentage without its sign: -0.28 -> "28.0 %"."""
    return percent_change(share).lstrip("+−")


def percent_change(share: float) -> str:
    """A change as a percentage with its sign: "+38.9 %", "−28.0 %", "0 %".

    A change that would be rounded to nothing, or to minus all, has two digits of what is left:
    "+0.034 %", "−99.997 %".
    """
    rest = min(abs(share), abs(1 + share))
    digits = 1
    if share in (-1, 0, 1):
        digits = 0
    elif rest < _ROUNDED_TO_NOTHING:
        digits -= floor(log10(_ALL_PERCENT * rest))
    return f"{100 * (share or 0):{'+' if share else ''},.{digits}f} %".replace("-", "−")


def three_digits(number: float) -> str:
    """A measured number, whole from 100 on: "0.0831", "1,234", "−5.96e−8"; 0 has no sign."""
    text = f"{number:,.0f}" if abs(number) >= _WHOLE_FROM else f"{number or 0.0:.3g}"
    return text.replace("e-0", "e-").replace("-", "−")


def signed(number: float) -> str:
    """A measured number with its sign, to be added: "+ 12.4", "− 0.0831"."""
    return f"{'−' if number < 0 else '+'} {three_digits(abs(number))}"


def _in_largest_unit(number: float, digits: int, steps: tuple[tuple[int, str], ...]) -> str | None:
    """The number in the largest unit that it fills, or None if it fills none."""
    base = steps[-1][0]
    for step, unit in steps:
        # Rounded as it would be printed one unit below: 999,999 is "1.0 M", never "1,000.0 k".
        if round(base * abs(number) / step, digits) >= base:
            # Only the largest unit holds numbers of more than three digits.
            decimals = digits if round(abs(number) / step, digits) < base else 0
            return f"{number / step:,.{decimals}f} {unit}"
    return None
