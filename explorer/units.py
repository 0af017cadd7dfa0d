"""Numbers as people read them: 138,357,544 as "138.4 M", bytes as "58.1 MiB"."""

UNKNOWN = "?"

_STEPS = ((10**9, "G"), (10**6, "M"), (10**3, "k"))
_BINARY_STEPS = ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB"))


def count(number: int | None) -> str:
    """The exact number with thousands separated; "?" where it is not known."""
    return UNKNOWN if number is None else f"{number:,}"


def short(number: float, digits: int = 1) -> str:
    """A number in G, M or k: 138357544 -> "138.4 M"; exact below a thousand."""
    for step, unit in _STEPS:
        if abs(number) >= step:
            return f"{number / step:,.{digits}f} {unit}"
    return f"{number:,}"


def macs(number: int, digits: int = 2) -> str:
    """Multiply-accumulates: 15470264320 -> "15.47 GMACs"."""
    if number == 0:
        return "0 MACs"
    text = short(number, digits)
    return f"{text}MACs" if text[-1].isalpha() else f"{text} MACs"


def memory(num_bytes: int, digits: int = 1) -> str:
    """Bytes in powers of 1024: 60950432 -> "58.1 MiB"."""
    for step, unit in _BINARY_STEPS:
        if num_bytes >= step:
            return f"{num_bytes / step:,.{digits}f} {unit}"
    return f"{num_bytes} B"


def size(shape: tuple[int, ...]) -> str:
    """A shape as people write it: (224, 224, 64) -> "224 x 224 x 64"."""
    return " × ".join(f"{part:,}" for part in shape)


def percent(share: float, digits: int = 1) -> str:
    """A share of 1 as a percentage: 0.7428 -> "74.3 %"."""
    return f"{100 * share:.{digits}f} %"
