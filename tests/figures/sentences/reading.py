"""Numbers read back out of sentences, as the ranges that their printed digits stand for."""

import re
from decimal import Decimal

_SCALE = {
    "": 1,
    "k": 10**3,
    "M": 10**6,
    "G": 10**9,
    "KiB": 2**10,
    "MiB": 2**20,
    "GiB": 2**30,
    "B": 1,
}
_SLACK = 1e-9
"""For halves that binary fractions round either way."""


def amount_of(text: str, value: float) -> bool:
    """Whether "138.4 M", "15.47 GMACs", "1 FLOP" or "58.1 MiB" is this value as printed."""
    found = re.fullmatch(
        r"([\d,.]+)\s*([kMG]?)(?:MACs?|FLOPs?)?|([\d,.]+) ([KMG]iB|B)", text.strip()
    )
    assert found, text
    digits, unit = (found[1], found[2]) if found[1] else (found[3], found[4])
    return printed(digits, value / _SCALE[unit])


def printed(digits: str, value: float) -> bool:
    """Whether these digits are the value, rounded to as many decimals; "−" is a minus."""
    number = Decimal(digits.replace(",", "").replace("−", "-"))
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return abs(float(number) - value) <= 10.0**exponent / 2 + _SLACK * max(1, abs(value))


def three(digits: str, value: float) -> bool:
    """Whether these are about three digits of the value."""
    number = float(digits.replace(",", "").replace("−", "-"))
    return abs(number - value) <= max(0.005 * abs(value) + 1e-12, 0.5 if abs(value) >= 99.5 else 0)


def share(text: str, value: float) -> bool:
    """Whether "74.3 %", "less than 0.1 %" or "more than 99.9 %" is this share of 1."""
    number, percentage = float(re.sub(r"[^\d.]", "", text)), 100 * value
    if text.startswith("less than"):
        return 0 < percentage <= number
    if text.startswith("more than"):
        return percentage > number
    return printed(re.sub(r"[^\d.]", "", text), percentage)


SHARE = r"((?:less than |more than )?[\d,.]+ %)"
NUMBER = r"([−\d,.]+(?:e[+−-]?\d+)?)"


def whole(digits: str) -> int:
    """A number from "4,096"."""
    return int(digits.replace(",", ""))


def sides(text: str) -> tuple[int, ...]:
    """Numbers from "224×224×64"."""
    return tuple(map(whole, text.split("×")))


def indices(text: str) -> set[int] | None:
    """A set from "rows 5 to 12, 20"; None where gaps are only counted."""
    if "with gaps" in text:
        return None
    if text.startswith("no "):
        return set()
    found: set[int] = set()
    for part in re.sub(r"^\w+ ", "", text).replace(" and ", ", ").split(", "):
        first, _, last = part.partition(" to ")
        found |= set(range(whole(first), whole(last or first) + 1))
    return found
