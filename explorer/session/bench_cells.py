"""What is typed in the cells of the bench, what they begin with, and which output is looked at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from re import fullmatch

import numpy as np

from explorer.arrays import Float64Array
from explorer.convolution.bench_edits import (
    BENCH_PARTS,
    BenchPart,
    BenchPlace,
    OutputCell,
    SetNumber,
    read_place,
    read_set_number,
)
from explorer.convolution.notation import write_numbers
from explorer.convolution.number_sheet import CellName, NumberSheet, RefusedNumber, set_number
from explorer.convolution.sliding import COLOUR_CHANNELS
from explorer.convolution.typed_window import shape_text
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
from explorer.session.parameter import OneOf, Parameter, Text
from explorer.session.parameters import OWN_PHOTO, PHOTO
from explorer.session.state import callback, visitor_state

_SHOWN, _REFUSED = "bench_shown", "bench_refused"
"""What was shown last, so that edits know what they change; what was typed and is no number."""

_BEFORE_UNIT = "bench_before_unit"
"""What was on the bench before a unit of VGG16."""

_TYPED_AND_SEEN: tuple[Parameter[str], ...] = (
    *(INPUT, INPUT_NUMBERS, FILTER, FILTER_NUMBERS, BIASES),
    *(CELL, PINNED),
)
"""Whose numbers are on the bench, and which output is looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class _Shown:
    """What the bench showed last.

    Attributes:
        sheet: Its numbers.
        is_private: Whether those of the input were made of the visitor's own photo.
        parts: Those whose numbers were really shown: a pooling has no kernel, for example.
    """

    sheet: NumberSheet
    is_private: bool
    parts: frozenset[BenchPart]


BENCH_EDITS = EditLedger("bench")
"""What was done of the edits in the cells."""

BENCH_PLACES = EditLedger("bench_place")
"""Which outputs were looked at."""


# --- the cells -----------------------------------------------------------------------------------


def with_refused_cells(
    bare: NumberSheet, *, parts: Iterable[BenchPart] = BENCH_PARTS, of_unit: bool = False
) -> NumberSheet:
    """The sheet that is shown, with what was typed and refused; it is kept for the next edits.

    Args:
        bare: Its numbers.
        parts: Those that are really shown.
        of_unit: Whether they are those of a unit of VGG16.
    """
    refused: Mapping[CellName, RefusedNumber] = visitor_state.get(_REFUSED, {})
    sheet = replace(bare, refused={cell: each for cell, each in refused.items() if bare.has(cell)})
    is_private = _is_made_of_own_photo(of_unit=of_unit)
    visitor_state[_SHOWN] = _Shown(sheet, is_private, frozenset(parts))
    return sheet


def _is_made_of_own_photo(*, of_unit: bool) -> bool:
    if INPUT.chosen() == TYPED:
        return is_private_name(INPUT_NUMBERS.chosen())
    return PHOTO.chosen() == OWN_PHOTO and (of_unit or INPUT.chosen() == OF_PHOTO)


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
        _keep_as_typed("input", INPUT)
    else:
        INPUT_NUMBERS.forget()
    if INPUT.chosen() == OF_PHOTO:
        _take_channels_of_photo()


def begin_with_filter() -> None:
    """Take the filter that was chosen from the list; one of VGG16 has a size of its own."""
    _forget_refused("kernel")
    BIASES.forget()
    if FILTER.chosen() == TYPED:
        _keep_as_typed("kernel", FILTER)
        return
    FILTER_NUMBERS.forget()
    if FILTER.chosen() == OF_VGG16:
        FILTER_SIZE.forget()
        GROUPS.forget()
        _take_channels_of_photo()


def begin_with_unit() -> None:
    """Work on the unit of VGG16 that is looked at, with its own numbers; for a callback."""
    if not WORKED_UNIT.chosen():
        visitor_state[_BEFORE_UNIT] = {each.key: each.chosen() for each in _TYPED_AND_SEEN}
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
        INPUT_SHAPE.choose(shape_text(height, width, len(COLOUR_CHANNELS)))
        GROUPS.forget()
    if weights is not None:
        text = write_numbers(weights)
        FILTER.choose(TYPED)
        FILTER_NUMBERS.choose(keep_numbers(FILTER_NUMBERS.key, text, is_private=False))
    INPUT.choose(OF_PHOTO)
    for parameter in (WORKED_UNIT, INPUT_NUMBERS, CELL, PINNED):
        parameter.forget()
    visitor_state[_REFUSED] = {}


@callback
def leave_unit() -> None:
    """Work on numbers of one's own again, on those from before if there were any."""
    WORKED_UNIT.choose(False)
    begin_anew()
    before: Mapping[str, str] = visitor_state.pop(_BEFORE_UNIT, {})
    for parameter in _TYPED_AND_SEEN:
        parameter.choose(before.get(parameter.key, parameter.usual))


@callback
def restore_unit() -> None:
    """Take back what was changed in the unit's numbers."""
    begin_anew()


def begin_anew() -> None:
    """Forget what was typed, and what was looked at; call it from a callback."""
    for parameter in _TYPED_AND_SEEN:
        parameter.forget()
    visitor_state[_REFUSED] = {}


def forget_own_photo_on_bench() -> None:
    """Forget the numbers that were made of the visitor's own photo; call it from a callback."""
    forget_own_numbers()
    if is_private_name(INPUT_NUMBERS.chosen()):
        INPUT.forget()
        INPUT_NUMBERS.forget()
    before: Mapping[str, str] = visitor_state.get(_BEFORE_UNIT, {})
    if is_private_name(before.get(INPUT_NUMBERS.key, "")):
        del visitor_state[_BEFORE_UNIT]
    shown: _Shown | None = visitor_state.get(_SHOWN)
    if shown is not None and shown.is_private:
        visitor_state[_SHOWN] = None
        visitor_state[_REFUSED] = {}


def _keep_as_typed(part: BenchPart, preset: OneOf[str]) -> None:
    """Take over the numbers that are shown; where none are, begin with the default."""
    shown: _Shown | None = visitor_state.get(_SHOWN)
    if shown is None or part not in shown.parts:
        preset.forget()
        return
    _choose_typed(part, shown.sheet, is_private=shown.is_private)


def _take_channels_of_photo() -> None:
    """Three channels, unless there is one: a photo is in colour or in grey."""
    shape = bench_settings().input_shape
    if shape[-1] not in {1, len(COLOUR_CHANNELS)}:
        INPUT_SHAPE.choose(shape_text(*shape[:2], len(COLOUR_CHANNELS)))


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


def take_bench_place(sent: object) -> None:
    """Look at the output that the browser says, once; call it from a callback.

    With Back and Forward the browser sends the last one again, but the address says which it is.
    """
    BENCH_PLACES.take(read_sent(sent, read_place), _choose_place)


def _choose_place(place: BenchPlace) -> None:
    for parameter, cell in ((CELL, place.cell), (PINNED, place.pinned)):
        parameter.choose("_".join(map(str, cell)) if cell else "")
