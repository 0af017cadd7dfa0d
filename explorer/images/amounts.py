"""How strong a change of a photo is: what a slider needs."""

import math
from dataclasses import dataclass

AMOUNT_DECIMALS = 6
"""Of a slider's values: adding up steps of 0.05 would end in 1.2500000000000002."""


@dataclass(frozen=True, slots=True)
class AmountRange:
    """The amounts of one change.

    Attributes:
        name: What is chosen, such as "Angle".
        unit: Of the number; "" for a factor.
        low: Smallest value.
        high: Largest value.
        step: From one value of the slider to the next.
        default: Value at the start.
    """

    name: str
    unit: str
    low: float
    high: float
    step: float
    default: float

    @property
    def number_type(self) -> type[int] | type[float]:
        """Whether the values are whole numbers, or fractions too."""
        return int if float(self.step).is_integer() else float

    def nearest(self, value: float) -> float:
        """The nearest value on the slider; the default for what is not a number."""
        known = self.default if math.isnan(value) else value
        within = min(max(known, self.low), self.high)
        steps = round((within - self.low) / self.step)
        return self.number_type(round(self.low + steps * self.step, AMOUNT_DECIMALS))
