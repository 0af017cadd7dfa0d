"""Which of the sidebar's choices each page uses; the sidebar folds the others away."""

from collections.abc import Mapping
from typing import Literal

from explorer.session.parameters import FIELD_OF, WEIGHTS
from explorer.session.transfer_parameters import LEARNED_VIEW

Choice = Literal["photo", "network", "size"]

ALL_CHOICES: frozenset[Choice] = frozenset({"photo", "network", "size"})
_INPUT: frozenset[Choice] = frozenset({"network", "size"})
_LOOKING: frozenset[Choice] = frozenset({"photo", "size"})
_NOTHING: frozenset[Choice] = frozenset()

USED: Mapping[str, frozenset[Choice]] = {
    "architecture": _INPUT,
    "budget": _INPUT,
    "input_sizes": _INPUT,
    "compare": _INPUT,
    "build": ALL_CHOICES,
    "convolution": _LOOKING,
    "filters": _LOOKING,
    "sliding": _LOOKING,
    "output_size": _NOTHING,
    "parameters": _NOTHING,
    "filtered": _LOOKING,
    "activations": _LOOKING,
    "depth": _LOOKING,
    "change": _LOOKING,
    "classes": frozenset({"photo"}),
    "excite": _LOOKING,
    "stacks": _NOTHING,
    "channels": _NOTHING,
    "growth": ALL_CHOICES,
    "pixels": _INPUT,
    "measured": _LOOKING,
    "race": _NOTHING,
    "try_it": _LOOKING,
    "mistakes": _LOOKING,
    "causes": _LOOKING,
    "preprocessing": _LOOKING,
    "collect": _NOTHING,
    "heads": _LOOKING,
    "train": _NOTHING,
    "learned": frozenset({"photo"}),
    "recipe": frozenset({"photo"}),
    "runs": _NOTHING,
    "take_home": _NOTHING,
    "teach": _NOTHING,
    "health": _NOTHING,
}
"""By page; a page that is not here uses them all."""

INTO_OWN_NETWORK = frozenset({"activations", "depth", "change", "mistakes", "causes"})
"""Pages that look into the sidebar's network where the visitor asks for it."""

OF_A_STACK = frozenset({"growth", "pixels"})
"""Pages that follow the field of a stack instead where the visitor asks for it."""


def used_choices(page: str) -> frozenset[Choice]:
    """What a page uses, as it now stands."""
    used = USED.get(page, ALL_CHOICES)
    if page in INTO_OWN_NETWORK and WEIGHTS.chosen() == "own":
        return ALL_CHOICES
    if page == "learned" and LEARNED_VIEW.chosen() != "new":
        return _NOTHING
    if page in OF_A_STACK and FIELD_OF.chosen() == "stack":
        return _NOTHING
    return used
