"""The photo as it should be prepared, and with each mistake."""

from collections.abc import Mapping
from dataclasses import replace

from explorer.observed import Observed, Picture
from explorer.preprocessing import WRONG_WAYS
from explorer.shared.questions.harm import Harms, MeasureHarm


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


def ranked(mistakes: Mapping[str, Observed], harms: Harms, layer_name: str) -> dict[str, float]:
    """How much a layer changes by name of the mistake, the worst first, as far as it is known.

    Args:
        mistakes: In the order in which their harm was asked for.
        harms: What is known so far.
        layer_name: Which layer.
    """
    known = zip(mistakes, harms.found, strict=False)  # some may be missing yet
    changes = {name: harm.changes[layer_name] for name, harm in known}
    return dict(sorted(changes.items(), key=lambda found: -found[1]))
