"""What a link asks for that does not exist here."""

import re
from collections.abc import Iterator, Mapping, Sequence

import streamlit as st

from explorer.architecture.limits import BLOCK_LIMITS, shown
from explorer.architecture.networks import PRESETS
from explorer.architecture.stack_comparison import Amount
from explorer.images.samples import SAMPLES
from explorer.session.choices import AS_PUBLISHED, NUM_CHANNELS
from explorer.session.keys import Key
from explorer.session.photos import OWN_PHOTO
from explorer.session.stacks import DEFAULT_CHANNELS, KERNELS

_PROBLEMS = "link_problems"

ACCEPTED: Mapping[Key, Sequence[str]] = {
    Key.NETWORK: tuple(PRESETS),
    Key.CHANNELS: (AS_PUBLISHED, *NUM_CHANNELS),
    Key.PHOTO: (*SAMPLES, OWN_PHOTO),
    Key.FIT: ("crop", "squeeze"),
    Key.FOLLOW: ("strongest", "chosen"),
    Key.KERNEL: KERNELS,
    Key.AMOUNT: tuple(Amount),
}
LAYER_NAMES = frozenset(layer.name for network in PRESETS.values() for layer in network.layers)


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
    layer = asked.get(Key.LAYER)
    if layer and not asked.get(Key.BLOCKS) and layer not in LAYER_NAMES:
        yield f'The link asks for layer "{shown(layer)}", which no network has. Shown: the first.'


def _is_number_of_channels(text: str) -> bool:
    return bool(re.fullmatch("[0-9]{1,6}", text)) and BLOCK_LIMITS["filters"].holds(int(text))
