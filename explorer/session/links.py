"""What a link asks for that does not exist here."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import get_args

import streamlit as st

from explorer.architecture.limits import BLOCK_LIMITS, shown
from explorer.architecture.networks import PRESETS
from explorer.architecture.profiles import KernelKind
from explorer.architecture.stack_comparison import Amount
from explorer.feature_maps import ChannelOrder
from explorer.figures.attribution import Explanation
from explorer.figures.colour_maps import ColourMap
from explorer.figures.contact_sheet import ColourRange
from explorer.figures.feature_wall import TileSize
from explorer.figures.measured import Measure
from explorer.images.samples import SAMPLES
from explorer.session.change import CHANGES
from explorer.session.choices import AS_PUBLISHED, NUM_CHANNELS
from explorer.session.classes import RANKS
from explorer.session.excitation import SIDES
from explorer.session.field_growth import FieldOf
from explorer.session.keys import IN_SIDEBAR, UNBOUND, Key
from explorer.session.measured import MANY, Over, Scope
from explorer.session.photos import OWN_PHOTO
from explorer.session.shared_model import Look
from explorer.session.stacks import DEFAULT_CHANNELS, KERNELS
from explorer.session.try_it import EXAMPLES

_PROBLEMS = "link_problems"
_OPENED = "opened_by_link"

ACCEPTED: Mapping[Key, Sequence[str]] = {
    Key.NETWORK: tuple(PRESETS),
    Key.CHANNELS: (AS_PUBLISHED, *NUM_CHANNELS),
    Key.PHOTO: (*SAMPLES, OWN_PHOTO),
    Key.FIT: ("crop", "squeeze"),
    Key.WEIGHTS: get_args(Look),
    Key.COLOURS: get_args(ColourRange),
    Key.COLOUR_MAP: get_args(ColourMap),
    Key.ORDER: get_args(ChannelOrder),
    Key.TILES: get_args(TileSize),
    Key.CHANGE: CHANGES,
    Key.OTHER_PHOTO: (*SAMPLES, OWN_PHOTO),
    Key.EXAMPLE_KERNEL: EXAMPLES,
    Key.SIDE: SIDES,
    Key.FOLLOW: ("strongest", "chosen"),
    Key.FIELD_OF: get_args(FieldOf),
    Key.KERNEL_KIND: get_args(KernelKind),
    Key.CLASS: RANKS,
    Key.EXPLANATION: get_args(Explanation),
    Key.SCOPE: get_args(Scope),
    Key.OVER: get_args(Over),
    Key.MANY: MANY,
    Key.MEASURE: get_args(Measure),
    Key.KERNEL: KERNELS,
    Key.AMOUNT: tuple(Amount),
}
TYPED_TEXTS = frozenset({Key.SIZE, Key.BLOCKS, Key.STACK, Key.MAP, Key.BETWEEN})
"""Whose fields take any text, and say what is wrong with it."""

LAYER_NAMES = frozenset(layer.name for network in PRESETS.values() for layer in network.layers)


def forget_endless_numbers() -> None:
    """Take numbers without end out of the address and begin again: a number field breaks on them.

    Call it before any widget.
    """
    endless = [
        key
        for key, value in st.query_params.items()
        if key not in TYPED_TEXTS and _is_endless(value)
    ]
    for key in endless:
        del st.query_params[key]
    if endless:
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


def carry_link_over(page: str) -> None:
    """Let what a link chose hold on the next page too, though nobody has touched it.

    Streamlit carries over what a visitor chooses, but not what only an address chose: at the first
    change of page that is said once more. Call it before any widget.

    Args:
        page: Where the visitor is.
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
            st.query_params[key] = str(value)
    st.session_state[_OPENED] = _Opened(page, ())


def _asked_of_pages() -> Iterator[Key]:
    """What the address chooses on pages; the sidebar stays, and with it what is chosen there."""
    for key in Key:
        if key in st.query_params and key not in IN_SIDEBAR | UNBOUND:
            yield key


def link_problems() -> tuple[str, ...]:
    """Sentences about the address a visitor came with; looked at once, before any widget."""
    if _PROBLEMS not in st.session_state:
        st.session_state[_PROBLEMS] = tuple(_problems())
    problems: tuple[str, ...] = st.session_state[_PROBLEMS]
    return problems


def forget_link_problems() -> None:
    """The sentences were read; call it from a callback."""
    st.session_state[_PROBLEMS] = ()


def _problems() -> Iterator[str]:
    asked = st.query_params
    if asked.get(Key.PHOTO) == OWN_PHOTO:
        yield "This link was made with somebody's own photo, which is in no link. Shown: a sample."
    for key, accepted in ACCEPTED.items():
        value = asked.get(key)
        if value and value not in accepted:
            yield (
                f'The link asks for {key} "{shown(value)}", which there is not. Shown: the usual '
                f"one. There are: {', '.join(accepted)}."
            )
    for key in (Key.CHANNELS_IN, Key.CHANNELS_OUT):
        value = asked.get(key)
        if value and not _is_number_of_channels(value):
            yield (
                f'The link asks for {key} "{shown(value)}". Shown: {DEFAULT_CHANNELS}. It must be '
                f"{BLOCK_LIMITS['filters']}."
            )
    for key in (Key.CHANNEL, Key.ROW, Key.COLUMN):
        value = asked.get(key)
        if value and not re.fullmatch("[0-9]{1,4}", value):
            yield (
                f'The link asks for {key} "{shown(value)}". Shown: the usual one. It must be a '
                "whole number from 0 to 9999."
            )
    layer = asked.get(Key.LAYER)
    if layer and not asked.get(Key.BLOCKS) and layer not in LAYER_NAMES:
        yield f'The link asks for layer "{shown(layer)}", which no network has. Shown: the first.'


def _is_number_of_channels(text: str) -> bool:
    return bool(re.fullmatch("[0-9]{1,6}", text)) and BLOCK_LIMITS["filters"].holds(int(text))
