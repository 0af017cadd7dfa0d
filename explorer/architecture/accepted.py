"""Which values a field accepts, and how a sentence says so."""

from dataclasses import dataclass

from explorer.words import listed


@dataclass(frozen=True, slots=True)
class Accepted:
    """The values that a field may have.

    Attributes:
        least: The smallest number.
        most: The largest number; below ``least`` where no number is accepted.
        decimals: Most digits after the decimal point; 0 for whole numbers.
        words: Words, or True and False, that are accepted as well.
    """

    least: float = 1
    most: float = 0
    decimals: int = 0
    words: tuple[str | bool, ...] = ()

    def holds(self, value: object) -> bool:
        """Whether a field may have this value, whatever its type."""
        if isinstance(value, str | bool):
            return value in self.words
        if isinstance(value, int) or (self.decimals and isinstance(value, float)):
            return self.least <= value <= self.most and round(value, self.decimals) == value
        return False

    def nearest(self, number: float) -> float:
        """The accepted number nearest to ``number``."""
        within = min(max(number, self.least), self.most)
        return round(within, self.decimals) if self.decimals else within

    def __str__(self) -> str:
        choices = [str(word) if isinstance(word, bool) else f'"{word}"' for word in self.words]
        if self.least <= self.most:
            kind = "a number" if self.decimals else "a whole number"
            digits = f" with at most {self.decimals} decimal places" if self.decimals else ""
            choices.append(f"{kind} from {self.least} to {self.most}{digits}")
        return listed(choices, "or")
