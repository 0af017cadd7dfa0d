"""What a link asks for that does not exist here."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import get_args

import streamlit as st

from explorer.architecture.fields.growth import Axis
from explorer.architecture.fields.profiles import KernelKind
from explorer.architecture.limits import BLOCK_LIMITS, shown
from explorer.architecture.networks import PRESETS
from explorer.architecture.stacks.comparison import Amount
from explorer.feature_maps import ChannelOrder
from explorer.figures.colour_maps import ColourMap
from explorer.figures.fields.measured import Measure
from explorer.figures.maps.attribution import Explanation
from explorer.figures.maps.contact_sheet import ColourRange
from explorer.figures.maps.feature_wall import TileSize
from explorer.images.samples import SAMPLES
from explorer.session.change import CHANGES
from explorer.session.choices import AS_PUBLISHED, NUM_CHANNELS
from explorer.session.classes import RANKS
from explorer.session.excitation import GROWN_SIDES, MOST_SEED
from explorer.session.field_growth import MOST_POSITIONS, FieldOf
from explorer.session.keys import IN_SIDEBAR, UNBOUND, Key
from explorer.session.link_problems import link_was_read, tell_of_link
from explorer.session.measured import MANY, Over, Scope
from explorer.session.photos import OWN_PHOTO
from explorer.session.profiles import DEPTHS, KERNEL_SIZES, LARGEST_DRAW, MOST_REPEATS
from explorer.session.shared_model import Look
from explorer.session.stacks import SINGLE_KERNEL_CODES
from explorer.session.try_it import EXAMPLES

_OPENED = "opened_by_link"

ON_OR_OFF = ("true", "false")
NUM_FILTERS = int(BLOCK_LIMITS["filters"].least), int(BLOCK_LIMITS["filters"].most)
LARGEST_PLACE = 9999
"""Of a channel, row or column in any layer."""

ACCEPTED: Mapping[Key, Sequence[str]] = {
    Key.NETWORK: tuple(PRESETS),
    Key.OTHER_NETWORK: tuple(PRESETS),
    Key.CHANNELS: (AS_PUBLISHED, *NUM_CHANNELS),
    Key.PHOTO: (*SAMPLES, OWN_PHOTO),
    Key.FIT: ("crop", "squeeze"),
    Key.WEIGHTS: get_args(Look),
    Key.COLOURS: get_args(ColourRange),
    Key.COLOUR_MAP: get_args(ColourMap),
    Key.ORDER: get_args(ChannelOrder),
    Key.TILES: get_args(TileSize),
    Key.HIDE_DEAD: ON_OR_OFF,
    Key.CHANGE: CHANGES,
    Key.OTHER_PHOTO: (*SAMPLES, OWN_PHOTO),
    Key.EXAMPLE_KERNEL: EXAMPLES,
    Key.NEGATIVE: ON_OR_OFF,
    Key.SIDE: GROWN_SIDES,
    Key.FOLLOW: ("strongest", "chosen"),
    Key.FIELD_OF: get_args(FieldOf),
    Key.AXIS: get_args(Axis),
    Key.ON_PHOTO: ON_OR_OFF,
    Key.KERNEL_KIND: get_args(KernelKind),
    Key.KERNEL_SIZE: KERNEL_SIZES,
    Key.CLASS: RANKS,
    Key.EXPLANATION: get_args(Explanation),
    Key.ZOOM: ON_OR_OFF,
    Key.SCOPE: get_args(Scope),
    Key.OVER: get_args(Over),
    Key.MANY: MANY,
    Key.MEASURE: get_args(Measure),
    Key.KERNEL: SINGLE_KERNEL_CODES,
    Key.AMOUNT: tuple(Amount),
}

WHOLE_NUMBERS: Mapping[Key, tuple[int, int]] = {
    Key.CHANNELS_IN: NUM_FILTERS,
    Key.CHANNELS_OUT: NUM_FILTERS,
    Key.CHANNEL: (0, LARGEST_PLACE),
    Key.ROW: (0, LARGEST_PLACE),
    Key.COLUMN: (0, LARGEST_PLACE),
    Key.SEED: (0, MOST_SEED),
    Key.OPACITY: (0, 100),
    Key.POSITIONS: (1, MOST_POSITIONS),
    Key.REPEATS: (1, MOST_REPEATS),
    Key.DEPTH: DEPTHS,
    Key.DRAW: (0, LARGEST_DRAW),
}
"""The least and the most."""

TYPED_TEXTS = frozenset({Key.SIZE, Key.BLOCKS, Key.STACK, Key.MAP, Key.BETWEEN})
"""Whose fields take any text, and say what is wrong with it."""

LAYER_NAMES = frozenset(layer.name for network in PRESETS.values() for layer in network.layers)


def read_link(page: str) -> None:
    """Let the address choose what there is to choose; forget the rest. Call it before any widget.

    Args:
        page: Where the visitor is.
    """
    _forget_what_there_is_not()
    _carry_over(page)


def _forget_what_there_is_not() -> None:
    """Begin again without it, so that the usual is shown; a number field breaks on endless ones."""
    problems = {} if link_was_read() else dict(_problems())
    tell_of_link(*problems.values())
    asked = st.query_params.items()
    endless = {key for key, text in asked if key not in TYPED_TEXTS and _is_endless(text)}
    for key in endless | problems.keys():
        del st.query_params[key]
    if endless or problems:
        st.rerun()


def _is_endless(text: str) -> bool:
    try:
        return not isfinite(float(text))
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class _Opened:
    """The page a visitor came to, and what the address chose there."""

    page: str
    keys: tuple[Key, ...]


def _carry_over(page: str) -> None:
    """Let what a link chose hold on the next page too, though nobody has touched it.

    Streamlit carries over what a visitor chooses, but not what only an address chose: at the first
    change of page that is said once more.
    """
    if _OPENED not in st.session_state:
        st.session_state[_OPENED] = _Opened(page, tuple(_asked_of_pages()))
    opened: _Opened = st.session_state[_OPENED]
    if opened.page == page:
        return
    for key in opened.keys:
        value = st.session_state.get(key)
        if value is not None:
            st.session_state[key] = value
            st.query_params[key] = str(value).lower() if isinstance(value, bool) else str(value)
    st.session_state[_OPENED] = _Opened(page, ())


def _asked_of_pages() -> Iterator[Key]:
    """What the address chooses on pages; the sidebar stays, and with it what is chosen there."""
    for key in Key:
        if key in st.query_params and key not in IN_SIDEBAR | UNBOUND:
            yield key


def _problems() -> Iterator[tuple[Key, str]]:
    """What the address asks for that there is not, each with a sentence."""
    asked = st.query_params
    if asked.get(Key.PHOTO) == OWN_PHOTO:
        yield (
            Key.PHOTO,
            "This link was made with somebody's own photo, which is in no link. Shown: a sample.",
        )
    for key in Key:
        value = asked.get(key)
        accepted = _accepted(key, value) if value else ""
        if value and accepted:
            yield (
                key,
                f'The link asks for {key} "{shown(value)}", which there is not. Shown: the usual '
                f"one. {accepted}",
            )


def _accepted(key: Key, value: str) -> str:
    """What a parameter may be, as a sentence; "" where it is that."""
    if key in ACCEPTED and value not in ACCEPTED[key]:
        return f"There are: {', '.join(ACCEPTED[key])}."
    if key in WHOLE_NUMBERS:
        least, most = WHOLE_NUMBERS[key]
        if not re.fullmatch("[0-9]{1,6}", value) or not least <= int(value) <= most:
            return f"It must be a whole number from {least} to {most:,}."
    is_unknown_layer = key == Key.LAYER and value not in LAYER_NAMES
    if is_unknown_layer and not st.query_params.get(Key.BLOCKS):
        return "No network has such a layer."
    return ""
