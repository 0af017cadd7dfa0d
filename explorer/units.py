"""Numbers as people read them: 138,357,544 as "138.4 M", bytes as "58.1 MiB"."""

UNKNOWN = "?"
BYTES_PER_MIB = 2**20

_STEPS = ((10**9, "G"), (10**6, "M"), (10**3, "k"))
_BINARY_STEPS = ((2**30, "GiB"), (BYTES_PER_MIB, "MiB"), (2**10, "KiB"))

_WHOLE_FROM = 100


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


def pixels(number: int) -> str:
    """A length on the image: "212 px"."""
    return f"{number:,} px"


def memory(num_bytes: int, digits: int = 1) -> str:
    """Bytes in powers of 1024: 60950432 -> "58.1 MiB"."""
    return _in_largest_unit(num_bytes, digits, _BINARY_STEPS) or f"{num_bytes} B"


def megabytes(num_bytes: int) -> str:
    """Bytes of a download, in powers of 1000 as servers count them: 58889256 -> "58.9 MB"."""
    return f"{num_bytes / 10**6:,.1f} MB"


def size(shape: tuple[int, ...]) -> str:
    """A shape as people write it: (224, 224, 64) -> "224×224×64"."""
    return "×".join(f"{part:,}" for part in shape)


def percent(share: float, digits: int = 1) -> str:
    """A share of 1 as a percentage: 0.7428 -> "74.3 %"."""
    return f"{100 * share:.{digits}f} %"


def three_digits(number: float) -> str:
    """A measured number, whole from 100 on: "0.0831", "−12.4", "1,234"; 0 has no sign."""
    text = f"{number:,.0f}" if abs(number) >= _WHOLE_FROM else f"{number or 0.0:.3g}"
    return text.replace("-", "−")


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
