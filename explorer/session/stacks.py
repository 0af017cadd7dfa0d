"""The single kernel and the stack that a visitor compares: chosen once, for every page."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

import streamlit as st

from explorer import units
from explorer.architecture.limits import shown
from explorer.architecture.stacks.comparison import MapSize, StackComparison, compare_stacks
from explorer.architecture.stacks.notation import parse_channels, parse_stack
from explorer.architecture.stacks.stacks import SINGLE_KERNELS, Stack, single_kernel, steps_of_3x3
from explorer.session.choices import parse_size
from explorer.session.keys import Key

SINGLE_KERNEL_CODES = tuple(map(str, SINGLE_KERNELS))
DEFAULT_MAP = "56x56"
DEFAULT_CHANNELS = 256
"""With that map: what lies between the convolutions of VGG16's third block."""

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class ChosenStacks:
    """What is compared.

    Attributes:
        one: The single kernel.
        stack: What may take its place.
        map_size: (height, width) in px.
        comparison: What both take; None where one of them sees more than the map.
        problems: Sentences on what was typed and cannot be.
    """

    one: Stack
    stack: Stack
    map_size: MapSize
    comparison: StackComparison | None
    problems: tuple[str, ...]


def chosen_stacks() -> ChosenStacks:
    """The single kernel and the stack that are chosen; where a text is none, the usual ones."""
    problems: list[str] = []
    one = single_kernel(_chosen_kernel(), _channels(Key.CHANNELS_IN), _channels(Key.CHANNELS_OUT))
    stack = _chosen_stack(one, problems)
    map_size = _read(
        Key.MAP, _parse_map, parse_size(DEFAULT_MAP), units.size(parse_size(DEFAULT_MAP)), problems
    )
    try:
        comparison = compare_stacks(one, stack, map_size)
    except ValueError as error:
        problems.append(str(error))
        comparison = None
    return ChosenStacks(one, stack, map_size, comparison, tuple(problems))


def _chosen_stack(one: Stack, problems: list[str]) -> Stack:
    """As typed; else convolutions of 3x3 with the single kernel's field."""
    usual = replace(one, steps=steps_of_3x3(_chosen_kernel()))
    stack = _read(
        Key.STACK,
        lambda text: replace(usual, steps=parse_stack(text)),
        usual,
        usual.title,
        problems,
    )
    usual_words = "as many as come out" if stack.num_convolutions > 1 else stack.title
    return _read(Key.BETWEEN, lambda text: _with_between(stack, text), stack, usual_words, problems)


def _with_between(stack: Stack, text: str) -> Stack:
    between = parse_channels(text)
    if between is not None and stack.num_convolutions == 1:
        raise ValueError(
            "No channels lie between in a stack of one convolution. "
            f'Received: "{shown(text)}". Leave the field empty, or add a convolution.'
        )
    return replace(stack, channels_between=between)


def _read(
    key: Key,
    parse_text: Callable[[str], _Value],
    usual: _Value,
    shown: str,
    problems: list[str],
) -> _Value:
    """What a text field holds; where it is empty or cannot be read, the usual value."""
    text = str(st.session_state.get(key) or "")
    if not text.strip():
        return usual
    try:
        return parse_text(text)
    except ValueError as error:
        problems.append(f"{error} Shown: {shown}.")
        return usual


def _parse_map(text: str) -> MapSize:
    return parse_size(text, "map")


def _chosen_kernel() -> int:
    choice = st.session_state.get(Key.KERNEL)
    return int(choice if choice in SINGLE_KERNEL_CODES else SINGLE_KERNEL_CODES[0])


def _channels(key: Key) -> int:
    return int(st.session_state.get(key) or DEFAULT_CHANNELS)
