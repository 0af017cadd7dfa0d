"""The photo as it should be prepared, and with each mistake."""

from collections.abc import Mapping
from dataclasses import replace

from explorer.observed import Observed, Picture
from explorer.preprocessing import WRONG_WAYS
from explorer.shared.questions.harm import MeasureHarm


def with_each_mistake(right: Observed, pictures: Mapping[str, Picture]) -> dict[str, Observed]:
    """What is observed with each mistake, by its name.

    Args:
        right: Without a mistake.
        pictures: The same photo with mistakes that are made before its pixels are prepared, such
            as squeezed into the input size, by name of the mistake.
    """
    return {
        **{name: replace(right, preparation=name) for name in WRONG_WAYS},
        **{name: replace(right, picture=picture) for name, picture in pictures.items()},
    }


def harm_of(
    right: Observed, mistakes: Mapping[str, Observed], *, with_classes: bool
) -> MeasureHarm:
    """The work that measures what mistakes do, in their order."""
    return MeasureHarm(right, tuple(mistakes.values()), with_classes)
