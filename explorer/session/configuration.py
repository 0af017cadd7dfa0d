"""The chosen network: a preset, or what a visitor made of it, with undo."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from explorer.architecture.network.changes import describe_changes
from explorer.architecture.network.notation import Reading, read_nearest, write_network
from explorer.architecture.networks import PRESETS, Block, Head, Network, build_network
from explorer.kept import SEVERAL, kept
from explorer.session.parameters import BLOCKS, NETWORK
from explorer.session.state import callback, visitor_state


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


_EDIT_PROBLEM, _EARLIER = "edit_problem", "earlier_configurations"
_LAST = "last_configuration"
"""The configuration of the previous run: a typed text replaces it before our code runs."""
MOST_UNDO_STEPS = 50


def change_network(
    blocks: Sequence[Block], head: Head | None, preset_key: str | None = None
) -> None:
    """Change the chosen network, and its preset where one is named; call it from a callback.

    A configuration beyond the limits changes nothing, and `told_edit_problem` says why.
    """
    key = preset_key or NETWORK.chosen()
    try:
        text = write_network(blocks, head)
    except ValueError as error:
        visitor_state[_EDIT_PROBLEM] = str(error)
    else:
        changed = describe_changes(PRESETS[key], tuple(blocks), head)
        _configure(key, text if changed else "")


@callback
def reset_network() -> None:
    """Go back to the preset; call it from a callback."""
    _configure(NETWORK.chosen(), "")


def _configure(preset_key: str, text: str) -> None:
    before = NETWORK.chosen(), BLOCKS.chosen()
    if before != (preset_key, text):
        _remember(before)
    _choose(preset_key, text)


def _choose(preset_key: str, text: str) -> None:
    NETWORK.choose(preset_key)
    BLOCKS.choose(text)
    visitor_state[_EDIT_PROBLEM] = ""


def _remember(configuration: tuple[str, str]) -> None:
    earlier = [*visitor_state.get(_EARLIER, []), configuration]
    visitor_state[_EARLIER] = earlier[-MOST_UNDO_STEPS:]


def note_configuration() -> None:
    """Note this run's configuration, so that a text typed after it can be undone."""
    visitor_state[_LAST] = NETWORK.chosen(), BLOCKS.chosen()


def keep_for_undo() -> None:
    """Keep the configuration before the one that was typed; call it from a callback."""
    visitor_state[_EDIT_PROBLEM] = ""
    if _LAST in visitor_state:
        _remember(visitor_state[_LAST])


@dataclass(frozen=True, slots=True)
class TableBase:
    """The blocks that an edited table began with, and those that its edits have made so far.

    While the edits lead to the chosen network, the table on the page stays as it is, so nothing
    that somebody types is lost. An undo, a link, a move or a visit to another page makes a new
    table.
    """

    number: int
    blocks: tuple[Block, ...]
    edited: tuple[Block, ...]

    @property
    def key(self) -> str:
        """The table's key, under which its edits are kept while it is on the page."""
        return f"block_table_{self.number}"

    @property
    def has_lost_its_edits(self) -> bool:
        """Whether the table was edited, and has been away from the page since."""
        return self.edited != self.blocks and self.key not in visitor_state


_TABLE_BASE = "block_table_base"


def table_base() -> TableBase:
    """The base of the block table on the page."""
    blocks = chosen_network().blocks
    base: TableBase | None = visitor_state.get(_TABLE_BASE)
    if base is None or base.edited != blocks or base.has_lost_its_edits:
        base = TableBase(base.number + 1 if base else 0, blocks, blocks)
        visitor_state[_TABLE_BASE] = base
    return base


def change_blocks_in_table(blocks: tuple[Block, ...]) -> None:
    """Change the chosen network to what the edited table says; call it from a callback."""
    change_network(blocks, chosen_network().head)
    if not told_edit_problem():
        base = visitor_state[_TABLE_BASE]
        visitor_state[_TABLE_BASE] = replace(base, edited=chosen_network().blocks)


def start_from_preset() -> None:
    """Forget the changes, undo included: another preset was chosen. Call it from a callback."""
    BLOCKS.choose("")
    visitor_state.update({_EDIT_PROBLEM: "", _EARLIER: []})


def told_edit_problem() -> str:
    """Why the last edit or file changed nothing; "" where it did."""
    return str(visitor_state.get(_EDIT_PROBLEM) or "")


def refuse_edit(problem: str) -> None:
    """Remember why an edit changed nothing; call it from a callback."""
    visitor_state[_EDIT_PROBLEM] = problem


def can_undo() -> bool:
    """Whether there is an earlier configuration to go back to."""
    return bool(visitor_state.get(_EARLIER))


@callback
def undo_change() -> None:
    """Go back to the configuration before the last change; call it from a callback."""
    *earlier, (preset_key, text) = visitor_state[_EARLIER]
    _choose(preset_key, text)
    visitor_state[_EARLIER] = earlier
