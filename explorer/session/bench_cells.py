"""What is typed in the cells of the bench, what they begin with, and which output is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from re import fullmatch

import numpy as np

from explorer.arrays import Float64Array
from explorer.convolution.bench_edits import (
    BenchPart,
    BenchPlace,
    OutputCell,
    SetNumber,
    read_set_number,
)
from explorer.convolution.notation import write_numbers
from explorer.convolution.number_sheet import CellName, NumberSheet, RefusedNumber, set_number
from explorer.convolution.sliding import COLOUR_CHANNELS
from explorer.edits import read_sent
from explorer.session.address import correct
from explorer.session.bench import bench_settings
from explorer.session.edit_ledger import EditLedger
from explorer.session.hand_parameters import (
    BIASES,
    CELL,
    FILTER,
    FILTER_NUMBERS,
    FILTER_SIZE,
    GROUPS,
    INPUT,
    INPUT_NUMBERS,
    INPUT_SHAPE,
    OF_PHOTO,
    OF_VGG16,
    PINNED,
    TYPED,
    WORKED_UNIT,
)
from explorer.session.kept_numbers import forget_own_numbers, is_private_name, keep_numbers
from explorer.session.parameter import Text
from explorer.session.parameters import ALL, OWN_PHOTO, PHOTO
from explorer.session.state import callback, visitor_state

_SHOWN, _REFUSED = "bench_shown", "bench_refused"
"""What was shown last, so that edits know what they change; what was typed and is no number."""


@dataclass(frozen=True, slots=True, eq=False)
class _Shown:
    """What the bench showed last.

    Attributes:
        sheet: Its numbers.
        is_private: Whether those of the input were made of the visitor's own photo.
    """

    sheet: NumberSheet
    is_private: bool


BENCH_EDITS = EditLedger("bench")
"""What was done of the edits in the cells."""


# --- the cells -----------------------------------------------------------------------------------


def with_refused_cells(grid: Float64Array, kernel: Float64Array, bias: Float64Array) -> NumberSheet:
    """The sheet that is shown, with what was typed and refused; it is kept for the next edits."""
    refused: Mapping[CellName, RefusedNumber] = visitor_state.get(_REFUSED, {})
    bare = NumberSheet(grid, kernel, bias, {})
    sheet = replace(bare, refused={cell: each for cell, each in refused.items() if bare.has(cell)})
    visitor_state[_SHOWN] = _Shown(sheet, is_made_of_own_photo())
    return sheet


def is_made_of_own_photo() -> bool:
    """Whether the input's numbers come from the visitor's own photo."""
    if INPUT.chosen() == TYPED:
        return is_private_name(INPUT_NUMBERS.chosen())
    return PHOTO.chosen() == OWN_PHOTO and (WORKED_UNIT.chosen() or INPUT.chosen() == OF_PHOTO)


def take_bench_edits(sent: object) -> bool:
    """Do what a browser sent and was not yet done; call it from a callback.

    Returns:
        Whether there was something to do.
    """
    return BENCH_EDITS.take(read_sent(sent, read_set_number), _do)


def _do(edit: SetNumber) -> None:
    shown: _Shown | None = visitor_state.get(_SHOWN)
    if shown is None:
        return
    sheet = set_number(shown.sheet, edit)
    visitor_state[_SHOWN], visitor_state[_REFUSED] = replace(shown, sheet=sheet), sheet.refused
    if sheet.part(edit.part) is not shown.sheet.part(edit.part):
        _choose_typed(edit.part, sheet, is_private=shown.is_private)


def _choose_typed(part: BenchPart, sheet: NumberSheet, *, is_private: bool) -> None:
    text = write_numbers(sheet.part(part))
    match part:
        case "input":
            INPUT.choose(TYPED)
            INPUT_NUMBERS.choose(keep_numbers(INPUT_NUMBERS.key, text, is_private=is_private))
        case "kernel":
            FILTER.choose(TYPED)
            FILTER_NUMBERS.choose(keep_numbers(FILTER_NUMBERS.key, text, is_private=False))
        case "bias":
            BIASES.choose(text)


# --- choosing from the lists ---------------------------------------------------------------------


def begin_with_input() -> None:
    """Take the input that was chosen from the list: what was refused in the former one goes."""
    _forget_refused("input")
    if INPUT.chosen() == TYPED:
        _keep_as_typed("input")
    else:
        INPUT_NUMBERS.choose(INPUT_NUMBERS.usual)
    if INPUT.chosen() == OF_PHOTO:
        _take_channels_of_photo()


def begin_with_filter() -> None:
    """Take the filter that was chosen from the list; one of VGG16 has a size of its own."""
    _forget_refused("kernel")
    BIASES.choose(BIASES.usual)
    if FILTER.chosen() == TYPED:
        _keep_as_typed("kernel")
        return
    FILTER_NUMBERS.choose(FILTER_NUMBERS.usual)
    if FILTER.chosen() == OF_VGG16:
        FILTER_SIZE.choose(FILTER_SIZE.usual)
        GROUPS.choose(GROUPS.usual)
        _take_channels_of_photo()


def begin_with_unit() -> None:
    """Work on the unit of VGG16 that is looked at, with its own numbers; for a callback."""
    WORKED_UNIT.choose(True)
    begin_anew()


def begin_with_patch(weights: Float64Array | None) -> None:
    """Work on the chosen patch of the photo, in its three colours; call it from a callback.

    Args:
        weights: Of the filters, (kernel height, kernel width, 3, filters), where the kernel was
            typed for another number of channels; None for the chosen kernel.
    """
    height, width, channels = bench_settings().input_shape
    if channels != len(COLOUR_CHANNELS):
        INPUT_SHAPE.choose(f"{height}x{width}x{len(COLOUR_CHANNELS)}")
        GROUPS.choose(GROUPS.usual)
    if weights is not None:
        text = write_numbers(weights)
        FILTER.choose(TYPED)
        FILTER_NUMBERS.choose(keep_numbers(FILTER_NUMBERS.key, text, is_private=False))
    INPUT.choose(OF_PHOTO)
    for parameter in (WORKED_UNIT, INPUT_NUMBERS, CELL, PINNED):
        ALL[parameter.key].choose(parameter.usual)
    visitor_state[_REFUSED] = {}


@callback
def leave_unit() -> None:
    """Work on numbers of one's own again."""
    WORKED_UNIT.choose(False)
    begin_anew()


@callback
def restore_unit() -> None:
    """Take back what was changed in the unit's numbers."""
    begin_anew()


def begin_anew() -> None:
    """Forget what was typed, and what was looked at; call it from a callback."""
    for parameter in (INPUT, INPUT_NUMBERS, FILTER, FILTER_NUMBERS, BIASES, CELL, PINNED):
        parameter.choose(parameter.usual)
    visitor_state[_REFUSED] = {}


def forget_own_photo_on_bench() -> None:
    """Forget the numbers that were made of the visitor's own photo; call it from a callback."""
    forget_own_numbers()
    shown: _Shown | None = visitor_state.get(_SHOWN)
    if shown is not None and shown.is_private:
        visitor_state[_SHOWN] = None
        visitor_state[_REFUSED] = {}


def _keep_as_typed(part: BenchPart) -> None:
    shown: _Shown | None = visitor_state.get(_SHOWN)
    if shown is not None:
        _choose_typed(part, shown.sheet, is_private=shown.is_private)


def _take_channels_of_photo() -> None:
    """Three channels, unless there is one: a photo is in colour or in grey."""
    shape = bench_settings().input_shape
    if shape[-1] not in {1, len(COLOUR_CHANNELS)}:
        INPUT_SHAPE.choose("x".join(map(str, (*shape[:2], len(COLOUR_CHANNELS)))))


def _forget_refused(part: BenchPart) -> None:
    refused: Mapping[CellName, RefusedNumber] = visitor_state.get(_REFUSED, {})
    visitor_state[_REFUSED] = {
        cell: refusal for cell, refusal in refused.items() if cell.part != part
    }


# --- which output is looked at -------------------------------------------------------------------


def bench_place(output: Float64Array) -> BenchPlace:
    """The output that is looked at, and the one that is pinned beside it.

    Without a choice it is the one that is farthest from 0.

    Args:
        output: (height, width, filters).
    """
    cell = _place(CELL, output.shape) or _farthest_from_zero(output)
    return BenchPlace(cell, _place(PINNED, output.shape))


def _farthest_from_zero(output: Float64Array) -> OutputCell:
    row, column, number = np.unravel_index(int(np.abs(output).argmax()), output.shape)
    return int(row), int(column), int(number)


def _place(parameter: Text, shape: tuple[int, ...]) -> OutputCell | None:
    """The output that a parameter names, or the nearest one; None for none."""
    text = parameter.chosen()
    if not text:
        return None
    numbers = [int(part) for part in text.split("_") if fullmatch("[0-9]{1,3}", part)]
    if len(numbers) != len(shape):
        correct(parameter, parameter.usual)
        return None
    row, column, number = (min(at, size - 1) for at, size in zip(numbers, shape, strict=True))
    correct(parameter, f"{row}_{column}_{number}")
    return row, column, number


def choose_place(place: BenchPlace) -> None:
    """Look at an output, and keep another one pinned; call it from a callback."""
    for parameter, cell in ((CELL, place.cell), (PINNED, place.pinned)):
        parameter.choose("_".join(map(str, cell)) if cell else "")
