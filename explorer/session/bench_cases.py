"""Cases of articles on the bench: opening one, and knowing which one is open."""

from explorer.convolution.cases import HAND_CASES, HandCase
from explorer.convolution.typed_window import shape_text
from explorer.session.bench_cells import begin_anew
from explorer.session.hand_parameters import (
    AFTER,
    BIASES,
    DILATION,
    FILTER,
    FILTER_SIZE,
    FILTERS,
    GROUPS,
    INPUT,
    INPUT_SHAPE,
    PADDING,
    STRIDE,
    WORKED_UNIT,
)
from explorer.session.parameter import choices
from explorer.session.parameters import ALL

_SET_BY_CASE = (
    *(INPUT, INPUT_SHAPE, FILTER, FILTER_SIZE, FILTERS, GROUPS, PADDING),
    *(STRIDE, DILATION, AFTER, BIASES, WORKED_UNIT),
)
"""What a case decides; where it says nothing, the default."""


def open_case(case: HandCase) -> None:
    """Set all fields of the bench; call it before they are drawn."""
    begin_anew()
    said = _said_by(case)
    for parameter in _SET_BY_CASE:
        ALL[parameter.key].choose(said.get(parameter.key, parameter.usual))


def case_here() -> str | None:
    """The key of the case that the bench shows, nothing changed; None for none."""
    for key, case in HAND_CASES.items():
        said = _said_by(case)
        if all(
            choices().get(each.key, each.usual) == said.get(each.key, each.usual)
            for each in _SET_BY_CASE
        ):
            return key
    return None


def is_untouched() -> bool:
    """Whether nothing on the bench was chosen: it shows its defaults."""
    return not any(parameter.key in choices() for parameter in _SET_BY_CASE)


def _said_by(case: HandCase) -> dict[str, object]:
    return {
        INPUT.key: case.input_preset,
        INPUT_SHAPE.key: shape_text(*case.input_shape),
        FILTER.key: case.filter_preset,
        FILTER_SIZE.key: shape_text(*case.kernel_size),
        FILTERS.key: case.filters,
        GROUPS.key: case.groups,
        PADDING.key: case.padding,
    }
