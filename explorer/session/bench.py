"""The layer that a visitor works out by hand: how it slides, and the numbers that were typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from explorer.architecture.cost import check_groups
from explorer.architecture.shapes import GridWindow, Window
from explorer.arrays import Float64Array
from explorer.convolution.bench_edits import BenchPart, SetNumber, read_set_number
from explorer.convolution.layer import HandActivation
from explorer.convolution.limits import MOST_DILATION, MOST_KERNEL_SIDE, MOST_STRIDE
from explorer.convolution.notation import fitted, read_numbers, write_numbers
from explorer.convolution.number_sheet import (
    CellName,
    NumberSheet,
    RefusedNumber,
    set_number,
)
from explorer.convolution.typed_window import parse_padding, parse_shape, parse_sides
from explorer.edits import read_sent
from explorer.session.address import tell_of_link
from explorer.session.edit_ledger import EditLedger
from explorer.session.kept_numbers import is_private_name, keep_numbers, numbers_kept
from explorer.session.parameter import OneOf, Text
from explorer.session.parameters import (
    AFTER,
    BIASES,
    DILATION,
    FILTER,
    FILTER_NUMBERS,
    FILTER_SIZE,
    FILTERS,
    GROUPS,
    INPUT,
    INPUT_NUMBERS,
    INPUT_SHAPE,
    OF_PHOTO,
    OWN_PHOTO,
    PADDING,
    PHOTO,
    STRIDE,
    TYPED,
    WORKED_UNIT,
)
from explorer.session.state import visitor_state

_Value = TypeVar("_Value")

_SHEET, _REFUSED = "bench_sheet", "bench_refused"
"""What was shown last, so that edits know what they change; what was typed and is no number."""

BENCH_EDITS = EditLedger("bench")
"""What was done of the edits in the cells."""


# --- how it slides -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BenchSettings:
    """How the layer on the bench slides, and over what.

    Attributes:
        input_shape: (height, width, channels).
        kernel_size: (height, width).
        filters: How many.
        groups: Parts that channels and filters are split into.
        window: What slides.
        activation: What follows.
        problems: A sentence for each field that cannot be used, by the key of its parameter; then
            the default stands in for it here, and there is no output.
    """

    input_shape: tuple[int, int, int]
    kernel_size: tuple[int, int]
    filters: int
    groups: int
    window: GridWindow
    activation: HandActivation
    problems: Mapping[str, str]

    @property
    def kernel_shape(self) -> tuple[int, int, int, int]:
        """(kernel height, kernel width, channels of a group, filters)."""
        return (*self.kernel_size, self.input_shape[-1] // self.groups, self.filters)


def bench_settings() -> BenchSettings:
    """What the fields of the bench say."""
    problems: dict[str, str] = {}
    shape = _read(INPUT_SHAPE, parse_shape, problems)
    size = _read(FILTER_SIZE, _sides("kernel size", MOST_KERNEL_SIDE), problems)
    strides = _read(STRIDE, _sides("stride", MOST_STRIDE), problems)
    dilations = _read(DILATION, _sides("dilation", MOST_DILATION), problems)
    paddings = _read(PADDING, parse_padding, problems)
    rows, columns = map(Window, size, strides, dilations, paddings)
    return BenchSettings(
        input_shape=shape,
        kernel_size=size,
        filters=FILTERS.chosen(),
        groups=_groups(FILTERS.chosen(), shape[-1], problems),
        window=GridWindow(rows, columns),
        activation=AFTER.chosen(),
        problems=problems,
    )


def _sides(what: str, most: int) -> Callable[[str], tuple[int, int]]:
    return lambda text: parse_sides(text, what, most)


def _read(parameter: Text, parse: Callable[[str], _Value], problems: dict[str, str]) -> _Value:
    try:
        return parse(parameter.chosen())
    except ValueError as error:
        problems[parameter.key] = str(error)
        return parse(parameter.usual)


def _groups(filters: int, channels: int, problems: dict[str, str]) -> int:
    groups = GROUPS.chosen()
    try:
        check_groups(filters, channels, groups)
    except ValueError as error:
        problems[GROUPS.key] = str(error)
        return 1
    return groups


# --- numbers that were typed ---------------------------------------------------------------------


def typed_input(shape: tuple[int, ...]) -> Float64Array | None:
    """The input that was typed, in a shape; None where a preset is chosen.

    Args:
        shape: (height, width, channels).
    """
    numbers = _typed(INPUT, INPUT_NUMBERS)
    return None if numbers is None else fitted(numbers, (*shape, 1))[..., 0]


def typed_kernel(shape: tuple[int, ...]) -> Float64Array | None:
    """The weights that were typed, in a shape; None where a preset is chosen.

    Args:
        shape: (kernel height, kernel width, channels of a group, filters).
    """
    numbers = _typed(FILTER, FILTER_NUMBERS)
    return None if numbers is None else fitted(numbers, shape)


def _typed(preset: OneOf[str], parameter: Text) -> Float64Array | None:
    """(rows, columns, channels, filters) of what was typed in place of a preset."""
    if preset.chosen() != TYPED:
        return None
    text = numbers_kept(parameter.chosen())
    try:
        if text is None:
            raise ValueError(
                f'The link asks for the {preset.key} "{parameter.chosen()}". Numbers that are too '
                "many for a link, or were made of somebody's own photo, are not part of it. The "
                "default is shown."
            )
        return read_numbers(text)
    except ValueError as error:
        tell_of_link(str(error))
        preset.choose(preset.usual)
        parameter.choose(parameter.usual)
        return None


def typed_biases(filters: int) -> Float64Array | None:
    """The biases that were typed, (filters,); None for none."""
    if not BIASES.chosen():
        return None
    try:
        numbers = read_numbers(BIASES.chosen())
    except ValueError as error:
        tell_of_link(f"{error} The link's biases are not used.")
        BIASES.choose(BIASES.usual)
        return None
    return fitted(numbers.ravel(), (filters,))


# --- the cells -----------------------------------------------------------------------------------


def with_refused_cells(grid: Float64Array, kernel: Float64Array, bias: Float64Array) -> NumberSheet:
    """The sheet that is shown, with what was typed and refused; it is kept for the next edits."""
    refused: Mapping[CellName, RefusedNumber] = visitor_state.get(_REFUSED, {})
    sheet = NumberSheet(grid, kernel, bias, refused)
    known = {cell: refusal for cell, refusal in refused.items() if sheet.has(cell)}
    visitor_state[_SHEET] = sheet = NumberSheet(grid, kernel, bias, known)
    return sheet


def take_bench_edits(sent: object) -> bool:
    """Do what a browser sent and was not yet done; call it from a callback.

    Returns:
        Whether there was something to do.
    """
    return BENCH_EDITS.take(read_sent(sent, read_set_number), _do)


def _do(edit: SetNumber) -> None:
    before: NumberSheet | None = visitor_state.get(_SHEET)
    if before is None:
        return
    sheet = set_number(before, edit)
    part = edit.part
    visitor_state[_SHEET], visitor_state[_REFUSED] = sheet, sheet.refused
    if sheet.part(part) is not before.part(part):
        _choose_typed(part, sheet.part(part))


def _choose_typed(part: BenchPart, numbers: Float64Array) -> None:
    match part:
        case "input":
            _keep(INPUT, INPUT_NUMBERS, numbers, is_private=is_made_of_own_photo())
        case "kernel":
            _keep(FILTER, FILTER_NUMBERS, numbers, is_private=False)
        case "bias":
            BIASES.choose(write_numbers(numbers[np.newaxis, :, np.newaxis]))


def _keep(preset: OneOf[str], parameter: Text, numbers: Float64Array, *, is_private: bool) -> None:
    text = write_numbers(numbers)
    parameter.choose(keep_numbers(parameter.key, text, is_private=is_private))
    preset.choose(TYPED)


def is_made_of_own_photo() -> bool:
    """Whether the input's numbers come from the visitor's own photo."""
    if INPUT.chosen() == TYPED:
        return is_private_name(INPUT_NUMBERS.chosen())
    return PHOTO.chosen() == OWN_PHOTO and (WORKED_UNIT.chosen() or INPUT.chosen() == OF_PHOTO)


def forget_refused(part: BenchPart) -> None:
    """Forget what was refused in a part that is replaced; call it from a callback."""
    refused: Mapping[CellName, RefusedNumber] = visitor_state.get(_REFUSED, {})
    visitor_state[_REFUSED] = {
        cell: refusal for cell, refusal in refused.items() if cell.part != part
    }
