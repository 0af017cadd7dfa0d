"""The single kernel and the stack that a visitor compares, chosen once for every page."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from explorer.architecture.limits import shown
from explorer.architecture.stacks.comparison import MapSize, StackComparison, compare_stacks
from explorer.architecture.stacks.notation import parse_channels, parse_stack
from explorer.architecture.stacks.stacks import Stack, single_kernel, steps_of_3x3
from explorer.session.choices import parse_size
from explorer.session.parameter import Text
from explorer.session.parameters import BETWEEN, CHANNELS_IN, CHANNELS_OUT, KERNEL, MAP, STACK

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class ChosenStacks:
    """What is compared.

    Attributes:
        one: The single kernel.
        stack: What may replace it.
        map_size: (height, width) in px.
        comparison: What both take; None where a text cannot be read, because nobody asked for
            what stands in for it, or where one of the two sees more than the map.
        problems: Sentences about typed texts that cannot be used.
    """

    one: Stack
    stack: Stack
    map_size: MapSize
    comparison: StackComparison | None
    problems: tuple[str, ...]


def chosen_stacks() -> ChosenStacks:
    """The chosen single kernel and stack; what cannot be read has a stand-in and a sentence."""
    problems: list[str] = []
    one = single_kernel(int(KERNEL.chosen()), CHANNELS_IN.chosen(), CHANNELS_OUT.chosen())
    stack = _chosen_stack(one, problems)
    map_size = _read(MAP, _parse_map, parse_size(MAP.usual), problems)
    comparison = None if problems else _compared(one, stack, map_size, problems)
    return ChosenStacks(one, stack, map_size, comparison, tuple(problems))


def _compared(
    one: Stack, stack: Stack, map_size: MapSize, problems: list[str]
) -> StackComparison | None:
    try:
        return compare_stacks(one, stack, map_size)
    except ValueError as error:
        problems.append(str(error))
        return None


def _chosen_stack(one: Stack, problems: list[str]) -> Stack:
    """The typed stack; else convolutions of 3x3 with the single kernel's field."""
    usual = replace(one, steps=steps_of_3x3(int(KERNEL.chosen())))
    stack = _read(STACK, lambda text: replace(usual, steps=parse_stack(text)), usual, problems)
    return _read(BETWEEN, lambda text: _with_between(stack, text), stack, problems)


def _with_between(stack: Stack, text: str) -> Stack:
    between = parse_channels(text)
    if between is not None and stack.num_convolutions == 1:
        raise ValueError(
            "A stack of one convolution has no channels between. "
            f'Received: "{shown(text)}". Leave the field empty, or add a convolution.'
        )
    return replace(stack, channels_between=between)


def _read(
    parameter: Text,
    parse_text: Callable[[str], _Value],
    usual: _Value,
    problems: list[str],
) -> _Value:
    """What a text field holds; the default if it is empty, or, with a sentence, unreadable."""
    text = parameter.chosen()
    if not text.strip():
        return usual
    try:
        return parse_text(text)
    except ValueError as error:
        problems.append(str(error))
        return usual


def _parse_map(text: str) -> MapSize:
    return parse_size(text, "a map")
