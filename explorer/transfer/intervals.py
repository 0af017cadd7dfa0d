"""What a few right answers say about how often a head would be right: Wilson's interval."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

CERTAINTY = 0.95
"""How often such an interval holds the true share."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which shares the true one lies.

    Attributes:
        low: 0 to 1.
        high: 0 to 1.
    """

    low: float
    high: float


def wilson(num_right: int, num: int, certainty: float = CERTAINTY) -> Interval | None:
    """Work out the interval of a share that was counted.

    It stays between 0 and 1 and holds for few photos too, where the usual "plus or minus" does
    not. It supposes that the photos are a fair sample, which photos of one burst are not. Source:
    Wilson 1927, doi:10.1080/01621459.1927.10502953; compared with others by Newcombe 1998,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E.

    Args:
        num_right: How many were right.
        num: Of how many.
        certainty: How often the interval is to hold the true share, 0 to 1.

    Returns:
        None where nothing was counted: nothing is known then.

    Raises:
        ValueError: More were right than there are, or fewer than none.
    """
    if not 0 <= num_right <= num:
        raise ValueError(f"Received {num_right} right of {num}. Give 0 to {num} right ones.")
    if not num:
        return None
    z = NormalDist().inv_cdf((1 + certainty) / 2)
    share, weight = num_right / num, z * z / num
    middle = (share + weight / 2) / (1 + weight)
    half = z * sqrt(share * (1 - share) / num + weight / (4 * num)) / (1 + weight)
    low = middle - half if num_right else 0.0
    high = middle + half if num_right < num else 1.0
    return Interval(low, high)
