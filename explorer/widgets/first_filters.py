"""The filters of VGG16's first layer, where a visitor wants to slide one of them."""

import numpy as np

from explorer.session.hand_parameters import FILTER, FILTERS, FIRST_FILTER, OF_VGG16
from explorer.shared.outcomes import Failed
from explorer.shared.questions.channel import Filter
from explorer.shared.weights import weights_state
from explorer.views.bench import NO_FILTERS, FirstFilters
from explorer.views.observing import observe
from explorer.widgets.model import look_quietly

FILTERS_LAYER = "block1_conv1"


def first_filters() -> FirstFilters:
    """The filters that are asked for, from the chosen one on; none where another kernel slides."""
    if FILTER.chosen() != OF_VGG16:
        return NO_FILTERS
    if weights_state().path is None:
        return _none(
            "VGG16's weights are not on this computer yet, so there is no filter of it to slide. "
            "The Activations pages fetch them. Choose another kernel until then."
        )
    numbers = range(FIRST_FILTER.chosen(), FIRST_FILTER.chosen() + FILTERS.chosen())
    asked = [Filter(FILTERS_LAYER, number % (FIRST_FILTER.most + 1)) for number in numbers]
    try:
        outcome = look_quietly(observe("trained"), *asked)
    except ValueError as error:
        return _none(str(error))
    if isinstance(outcome, Failed):
        return _none(outcome.sentence)
    found = [view for view in (outcome[each] for each in asked) if view is not None]
    kernel = np.stack([view.weights[..., ::-1] for view in found], axis=-1)  # blue first in VGG16
    return FirstFilters(kernel.astype(np.float64), np.array([view.bias for view in found]))


def _none(problem: str) -> FirstFilters:
    kernel = np.zeros((*NO_FILTERS.kernel.shape[:-1], FILTERS.chosen()))
    return FirstFilters(kernel, np.zeros(FILTERS.chosen()), problem)
