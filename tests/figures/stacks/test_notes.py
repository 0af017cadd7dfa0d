"""Sentences on stacks: the paper's, AlexNet's, and up to where stacks save."""

import re

import pytest

from explorer.architecture.stacks.comparison import Amount, compare_stacks
from explorer.architecture.stacks.notation import parse_stack
from explorer.architecture.stacks.stacks import Stack, single_kernel, steps_of_3x3
from explorer.figures.stacks.notes import (
    alexnet_notes,
    between_note,
    channels_note,
    paper_notes,
    stack_differences,
    two_ways_to_tell,
)

MAP = (56, 40)


def note(channels: int, between: int | tuple[int, ...] | None = None, text: str = "3,3") -> str:
    one = single_kernel(5, channels, channels)
    return between_note(
        one, Stack(parse_stack(text), channels, channels, between), MAP, Amount.WEIGHTS
    )


def test_alexnet() -> None:
    assert alexnet_notes() == (
        "AlexNet's first layer, as in torchvision: 11×11, stride 4, 3 → 64 channels.",
        "What five 3×3 can replace: the field of 11 px, with 5 ReLUs instead of 1.",
        "What they cannot replace: the stride. AlexNet moves its kernel by 4 px, so its output is "
        "55×55×64; five 3×3 make 224×224×64 with 106.5 times the work (7.49 GMACs against "
        "70.28 MMACs).",
        "If the last of the five has the stride, the field is AlexNet's and the grid nearly so (56 "
        "rows instead of 55, because the padding differs), but the work is still 81.8 times as "
        "much.",
        "Nor do they save weights: a kernel on 3 channels is cheap (121·3·64 = 23,232), and all "
        "but the first 3×3 work on 64 channels (9·3·64 + 4·9·64·64 = 149,184, 6.4 times as many).",
        "VGG shrinks the grid with pooling instead: after block2_conv1 it sees 10 px at "
        "a stride of 2 px, after block2_pool 16 px at AlexNet's stride of 4 px, with 67.0 times "
        "AlexNet's work. It gains depth but saves nothing.",
    )


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("3,3", []),
        ("3,3,3", ["Their receptive fields differ. One 5×5: 5 px; three 3×3: 7 px."]),
        (
            "3s2,3",
            [
                "Their receptive fields differ",
                "Their output grids differ. One 5×5: 56×40; one 3×3 stride 2, one 3×3: 28×20. "
                "So the savings in work and memory are not savings for the same output.",
            ],
        ),
    ],
    ids=str,
)
def test_why_a_stack_cannot_replace_a_kernel(text: str, sentences: list[str]) -> None:
    compared = compare_stacks(single_kernel(5, 8, 8), Stack(parse_stack(text), 8, 8), MAP)
    told = list(stack_differences(compared))
    assert len(told) == len(sentences)
    assert all(one.startswith(start) for one, start in zip(told, sentences, strict=True))


@pytest.mark.parametrize(
    ("text", "channels", "told"),
    [
        ("3,3", (64, 64), "102,400 is 38.9 % more than 73,728.* 73,728 is 28.0 % less than 102"),
        ("3,3", (64, 128), "204,800 is 7.4 % less than 221,184.* 221,184 is 8.0 % more than 204"),
        ("5", (64, 64), "^Both have 102,400 weights.$"),
    ],
)
def test_two_ways_to_tell_follow_the_choice(
    text: str, channels: tuple[int, int], told: str
) -> None:
    compared = compare_stacks(single_kernel(5, *channels), Stack(parse_stack(text), *channels), MAP)
    assert re.search(told, two_ways_to_tell(compared))


@pytest.mark.parametrize(
    ("stack", "told"),
    [
        (Stack(parse_stack("3,3"), 2048, 2048), "Your choice, 2,048 channels, is marked."),
        (
            Stack(parse_stack("3,3,3"), 3, 64),
            "Your choice is 3 channels in, 64 between and 64 out. ",
        ),
        (
            Stack(parse_stack("3,3"), 64, 64, 32),
            "Your choice is 64 channels in, 32 between and 64 out. ",
        ),
        (Stack(parse_stack("5"), 3, 64), "Your choice is 3 channels in and 64 out. "),
    ],
    ids=["marked", "other ends", "other between", "nothing between"],
)
def test_where_the_chosen_channels_are(stack: Stack, told: str) -> None:
    answer, where = channels_note(stack)
    assert answer.startswith("No, the share stays the same. ")
    assert where.startswith(told)
    assert ("not on these curves" in where) == ("marked" not in told)


def test_paper() -> None:
    weights, shallow, numbers, doubling = paper_notes()
    assert weights == (
        "arXiv:1409.1556, section 2.3: three 3×3 with C channels have 27 C² weights, one 7×7 has "
        "49 C², “81% more”. Exactly: +81.5 %; stated the other way, the stack saves 44.9 %."
    )
    assert shallow.startswith("arXiv:1409.1556, section 4.1: ")
    assert "7% higher than that of B" in shallow
    assert numbers == (
        "Shallow B has the same field (156 px after the last pooling) with 17.5 % less work "
        "(9.23 GMACs against 11.18 GMACs, convolutions only), yet has more weights: "
        "10,860,672 against 9,404,992, biases included."
    )
    assert "from 64 to 128, two 3×3 have 9·64·128 + 9·128·128 weights" in doubling
    assert "the pair takes 8.0 % more" in doubling


@pytest.mark.parametrize(
    ("between", "now"),
    [
        (None, "With as many between as out, 18, it saves 28.0 %."),
        (25, "With your choice of 25, it takes as much."),
        (36, "With your choice of 36, it takes 44.0 % more."),
    ],
    ids=str,
)
def test_up_to_where_a_stack_saves(between: int | None, now: str) -> None:
    assert note(18, between) == (
        "The stack saves weights with up to 24 channels between and takes as much with 25: the "
        f"curves cross at 25, 1.39 times the 18 output channels. {now}"
    )


@pytest.mark.parametrize(
    ("kernel_size", "ends", "told"),
    [
        # 9 (in + out) M = 25 in out
        (5, (256, 256), "up to 355 channels between and takes more from 356 on: the curves cross "),
        (5, (256, 256), " cross at 355.6, 1.39 times the 256 output channels."),
        (5, (196, 196), "up to 272 channels between and takes more from 273 on: the curves cross "),
        (
            5,
            (1, 4096),
            "up to 2 channels between and takes more from 3 on: the curves cross at 2.8",
        ),
        (5, (1, 4096), " cross at 2.8, 0.000678 times the 4,096 output channels."),
        (5, (1, 2), "with 1 channel between and takes more from 2 on: the curves cross at 1.9"),
        (
            5,
            (4096, 4096),
            "a layer has at most 4,096 here, and the curves would only cross at 5,688.9,",
        ),
    ],
)
def test_a_crossing_between_whole_numbers(
    kernel_size: int, ends: tuple[int, int], told: str
) -> None:
    one, stack = single_kernel(kernel_size, *ends), Stack(steps_of_3x3(kernel_size), *ends)
    assert told in between_note(one, stack, MAP, Amount.WEIGHTS)


def test_several_numbers_between() -> None:
    assert "With your choice of 2 and 6, it saves" in note(18, (2, 6), "3,3,3")


def test_nothing_between() -> None:
    assert note(18, text="3") == (
        "The stack has one convolution and no channels between. For weights, it saves 64.0 %."
    )


def test_nothing_saved() -> None:
    one, stack = single_kernel(5, 64, 64), Stack(steps_of_3x3(5), 64, 64)
    assert between_note(one, stack, MAP, Amount.MEMORY) == (
        "The stack never saves activation memory, even with one channel between. "
        "With as many between as out, 64, it takes 50.0 % more."
    )


def test_a_stack_that_sees_more_than_the_map_is_refused() -> None:
    one, stack = single_kernel(5, 64, 64), Stack(steps_of_3x3(5), 64, 64)
    with pytest.raises(ValueError, match="must not see more than the map"):
        between_note(one, stack, (4, 40), Amount.MACS)
