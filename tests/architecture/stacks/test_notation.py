"""Stacks as text: what is read, what is refused, and in which words."""

from itertools import product

import pytest

from explorer.architecture.stacks.notation import parse_channels, parse_stack
from explorer.architecture.stacks.stacks import MAX_STEPS, Convolution, Pooling, Step

CASES: dict[str, tuple[Step, ...]] = {
    "3,3,3": (Convolution(3),) * 3,
    "3s2,3d2,p2": (Convolution(3, 2), Convolution(3, dilation=2), Pooling()),
    "11s4,p3s2,5": (Convolution(11, 4), Pooling(3, 2), Convolution(5)),
    "1": (Convolution(1),),
    "p1,15d8": (Pooling(1, 1), Convolution(15, dilation=8)),
    "p2,p3s2": (Pooling(), Pooling(3, 2)),
}


@pytest.mark.parametrize(("text", "steps"), CASES.items(), ids=CASES)
def test_texts(text: str, steps: tuple[Step, ...]) -> None:
    assert parse_stack(text) == steps


@pytest.mark.parametrize(
    ("text", "usual"),
    [
        (" 3 , 3S2 ,\tP2 ", "3,3s2,p2"),
        ("3s1d1", "3"),
        ("3s1d2,3s2d1", "3d2,3s2"),
        ("3,p2s2", "3,p2"),
        ("003", "3"),
    ],
)
def test_other_spellings(text: str, usual: str) -> None:
    assert parse_stack(text) == parse_stack(usual)


def test_every_pair_of_steps() -> None:
    sizes = product((1, 3, 15), (1, 2, 8))
    convolutions = {f"{size}s{stride}": Convolution(size, stride) for size, stride in sizes}
    for size, dilation in product((1, 3), (2, 8)):
        convolutions[f"{size}d{dilation}"] = Convolution(size, dilation=dilation)
    pool_sizes = product((1, 2, 3, 8), (1, 2, 8))
    poolings = {f"p{size}s{stride}": Pooling(size, stride) for size, stride in pool_sizes}
    seconds: dict[str, Step] = {**convolutions, **poolings}
    for (text, step), (other_text, other) in product(convolutions.items(), seconds.items()):
        assert parse_stack(f"{text},{other_text}") == (step, other)


def test_the_most_steps_are_accepted() -> None:
    assert len(parse_stack(",".join(["3"] * MAX_STEPS))) == MAX_STEPS


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"at least one step\. Received: none\. Write 3,3,3"),
        (" , ", r"at least one step\. Received: none"),
        ("3,4", r'Step 2, "4": .* must be odd.* Received: 4\. Use 3 or 5\.'),
        ("0,3", r'Step 1, "0": .*kernel size must be a whole number from 1 to 15\. Received: 0'),
        ("3,3s0", r'Step 2, "3s0": .*stride must be a whole number from 1 to 8\. Received: 0'),
        ("3d0", r"dilation must be a whole number from 1 to 8\. Received: 0"),
        ("3s2d2", r"Received: stride 2, dilation 2\. Set one of them to 1"),
        ("99", r"from 1 to 15\. Received: 99"),
        ("3,p0", r"pooling's size must be a whole number from 1 to 8\. Received: 0"),
        ("3,p2s0", r"pooling's stride must be a whole number from 1 to 8\. Received: 0"),
        ("three", r'Step 1 of the stack cannot be read\. Received: "three"\. Accepted: a kernel'),
        ("3,,3", r'Step 2 of the stack cannot be read\. Received: ""'),
        ("-3", r'Received: "-3"'),
        ("3.5", r'Received: "3\.5"'),
        ("3d2s2", r'Received: "3d2s2"'),
        ("3x3", r'Received: "3x3".* Write 3,3,3 or 3s2,3d2,p2'),
        ("\uff13", r"cannot be read"),
        ("9" * 5000, r'Received: "9{20}\.\.\."'),
        ("<b>3</b>", r'Received: "\?b\?3\?\?b\?"'),
        (",".join(["3"] * 1000), r"at most 12 steps\. Received: 1,000\. Leave some out"),
    ],
    ids=lambda value: value[:12],
)
def test_refused_in_a_sentence(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_stack(text)


@pytest.mark.parametrize(
    ("text", "channels"),
    [("", None), ("  ", None), (",", None), ("64", 64), (" 64 , 96 ", (64, 96)), ("0", 0)],
)
def test_channels_between(text: str, channels: int | tuple[int, ...] | None) -> None:
    assert parse_channels(text) == channels


@pytest.mark.parametrize("text", ["64,", "many", "6.5", "-3", "64;96", "9" * 5000, "٦٤"])
def test_other_texts_are_not_channels(text: str) -> None:
    with pytest.raises(ValueError, match="Channels between must be whole numbers"):
        parse_channels(text)
