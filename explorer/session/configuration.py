"""The chosen network: a preset, or what a visitor made of it, with undo."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from explorer.architecture.network.changes import describe_changes
from explorer.architecture.network.notation import Reading, read_nearest, write_network
from explorer.architecture.network.sheet import BlockSheet, sheet_of
from explorer.architecture.network.sheet_edits import (
    Edit,
    ResetAll,
    UndoLast,
    apply_edit,
    read_edits,
)
from explorer.architecture.networks import PRESETS, Block, Head, Network, build_network
from explorer.kept import SEVERAL, kept
from explorer.session.edit_ledger import EditLedger
from explorer.session.parameters import BLOCKS, NETWORK
from explorer.session.state import visitor_state


def chosen_preset() -> Network:
    """The preset that the network started from."""
    return PRESETS[NETWORK.chosen()]


def chosen_network() -> Network:
    """The network for every page: a preset, or a changed one."""
    preset, text = chosen_preset(), BLOCKS.chosen()
    return _changed(preset, text) if text else preset


@kept(results=SEVERAL)
def _read_configuration(preset: Network, text: str) -> Reading:
    return read_nearest(text, (preset.blocks, preset.head))


@kept(results=SEVERAL)
def _changed(preset: Network, text: str) -> Network:
    reading = _read_configuration(preset, text)
    if not describe_changes(preset, reading.blocks, reading.head):
        return preset
    return build_network(
        f"{preset.name}, changed",
        reading.blocks,
        reading.head,
        default_input_shape=preset.default_input_shape,
        source=preset.source,
    )


def configuration_problems() -> tuple[str, ...]:
    """What a link or a typed configuration says that cannot be."""
    text = BLOCKS.chosen()
    return _read_configuration(chosen_preset(), text).problems if text else ()


def configuration_changes() -> tuple[str, ...]:
    """How the network differs from its preset, in sentences."""
    network = chosen_network()
    return describe_changes(chosen_preset(), network.blocks, network.head)


NETWORK_EDITS = EditLedger("network")
"""What was done of the edits in the block editor, and what became of changes elsewhere."""

_EARLIER, _SHEET = "earlier_steps", "sheet"
_LAST = "last_step"
"""The configuration of the previous run: a typed text replaces it before our code runs."""
MOST_UNDO_STEPS = 50
_REPLACED = "replaced_texts"
LATE_S = 10.0
"""s in which the browser may still send a text that an edit has replaced."""


@dataclass(frozen=True, slots=True)
class _Step:
    """What an undo goes back to.

    Attributes:
        preset_key: The preset's key.
        text: The changes, in the notation of links.
        sheet: What the editor shows, refused cells included; None where it showed nothing.
    """

    preset_key: str
    text: str
    sheet: BlockSheet | None = None

    @property
    def is_seen_as(self) -> object:
        """What differs between two steps that somebody can tell apart."""
        rows = self.sheet.rows if self.sheet else ()
        head_refused = self.sheet.head_refused if self.sheet else {}
        shown_rows = [(row.key, dict(row.refused)) for row in rows]
        return self.preset_key, self.text, shown_rows, dict(head_refused)


# --- the sheet in the editor ---------------------------------------------------------------------


def chosen_sheet() -> BlockSheet:
    """The chosen network as the editor shows it, refused cells included."""
    sheet: BlockSheet | None = visitor_state.get(_SHEET)
    network = chosen_network()
    if sheet is not None and _makes(sheet, network):
        return sheet
    return sheet_of(network.blocks, network.head)


def _makes(sheet: BlockSheet, network: Network) -> bool:
    """Whether a sheet's blocks and head make this network."""
    return write_network(sheet.blocks, sheet.head) == write_network(network.blocks, network.head)


def take_edits(sent: object) -> bool:
    """Do what a browser sent and was not yet done; call it from a callback.

    Returns:
        Whether there was something to do.
    """
    return NETWORK_EDITS.take(read_edits(sent), _edit)


def _edit(edit: Edit) -> None:
    match edit:
        case UndoLast():
            _undo()
        case ResetAll():
            _reset()
        case _:
            sheet = apply_edit(chosen_sheet(), edit)
            _choose(_step_to(sheet.blocks, sheet.head, NETWORK.chosen(), sheet))


# --- changes, undo, reset ------------------------------------------------------------------------


def change_network(
    blocks: Sequence[Block], head: Head | None, preset_key: str | None = None
) -> None:
    """Change the chosen network, and its preset where one is named; call it from a callback.

    A configuration beyond the limits changes nothing, and `NETWORK_EDITS` says why.
    """
    try:
        _choose(_step_to(blocks, head, preset_key or NETWORK.chosen(), sheet_of(blocks, head)))
    except ValueError as error:
        NETWORK_EDITS.refuse(str(error))


def _reset() -> None:
    preset = chosen_preset()
    change_network(preset.blocks, preset.head)


def can_reset() -> bool:
    """Whether anything differs from the preset, refused cells included."""
    return chosen_network() != chosen_preset() or chosen_sheet().has_refusals


def _step_to(
    blocks: Sequence[Block], head: Head | None, preset_key: str, sheet: BlockSheet
) -> _Step:
    """The step to a configuration.

    Raises:
        ValueError: It exceeds the limits.
    """
    text = write_network(blocks, head)
    changed = describe_changes(PRESETS[preset_key], tuple(blocks), head)
    return _Step(preset_key, text if changed else "", sheet)


def _step_here() -> _Step:
    return _Step(NETWORK.chosen(), BLOCKS.chosen(), chosen_sheet())


def _choose(step: _Step) -> None:
    here = _step_here()
    if here.is_seen_as != step.is_seen_as:
        _remember(here)
    _go_to(step)


def is_late_echo(text: str | None) -> bool:
    """Whether the browser sends a text that an edit replaced a moment ago.

    With each edit it sends what its field of the text holds, which is the text of before while
    edits are quicker than the answers.
    """
    replaced: dict[str, float] = visitor_state.get(_REPLACED, {})
    return monotonic() - replaced.get(text or "", -LATE_S) < LATE_S


def _note_replaced(before: str, after: str) -> None:
    replaced: dict[str, float] = visitor_state.setdefault(_REPLACED, {})
    now = monotonic()
    if before != after:
        replaced[before] = now
    replaced.pop(after, None)
    visitor_state[_REPLACED] = {text: at for text, at in replaced.items() if now - at < LATE_S}


def _go_to(step: _Step) -> None:
    _note_replaced(BLOCKS.chosen(), step.text)
    NETWORK.choose(step.preset_key)
    BLOCKS.choose(step.text)
    visitor_state[_SHEET] = step.sheet
    NETWORK_EDITS.forget_problem()


def _remember(step: _Step) -> None:
    earlier = [*visitor_state.get(_EARLIER, []), step]
    visitor_state[_EARLIER] = earlier[-MOST_UNDO_STEPS:]


def note_configuration() -> None:
    """Note this run's configuration, so that a text typed after it can be undone."""
    visitor_state[_LAST] = _Step(NETWORK.chosen(), BLOCKS.chosen(), visitor_state.get(_SHEET))


def keep_for_undo() -> None:
    """Keep the configuration before the one that was typed; call it from a callback."""
    NETWORK_EDITS.forget_problem()
    if _LAST in visitor_state:
        _remember(visitor_state[_LAST])


def start_from_preset() -> None:
    """Forget the changes, undo included: another preset was chosen. Call it from a callback."""
    BLOCKS.choose("")
    NETWORK_EDITS.forget_problem()
    visitor_state.update({_EARLIER: [], _SHEET: None})


def can_undo() -> bool:
    """Whether there is an earlier configuration to go back to."""
    return bool(visitor_state.get(_EARLIER))


def _undo() -> None:
    if not can_undo():
        raise ValueError("There is nothing left to undo.")
    *earlier, last = visitor_state[_EARLIER]
    _go_to(last)
    visitor_state[_EARLIER] = earlier
