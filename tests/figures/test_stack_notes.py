"""Sentences on stacks: the paper's, AlexNet's, and up to where anything is saved."""

import pytest

from explorer.architecture.stack_comparison import Amount, compare
from explorer.architecture.stack_notation import parse
from explorer.architecture.stacks import Stack, single_kernel, steps_of_3x3
from explorer.figures.stack_notes import alexnet_notes, between_note, paper_notes, what_differs

MAP = (56, 40)


def note(channels: int, between: int | tuple[int, ...] | None = None, text: str = "3,3") -> str:
    one = single_kernel(5, channels, channels)
    return between_note(one, Stack(parse(text), channels, channels, between), MAP, Amount.WEIGHTS)


def test_alexnet() -> None:
    assert alexnet_notes() == (
        "AlexNet's first layer, as torchvision has it: 11×11, stride 4, 3 → 64 channels.",
        "What five 3×3 do replace: the field of 11 px, with 5 ReLUs instead of 1.",
        "What they do not replace: the stride. AlexNet moves its kernel by 4 px and makes a grid "
        "of 55×55×64; five 3×3 make 224×224×64 with 106.5 times the work (7.49 GMACs against "
        "70.28 MMACs).",
        "With the stride put on the last of the five, the field and the grid are AlexNet's (56 "
        "rows instead of 55, because the padding differs), and the work is still 81.8 times as "
        "much.",
        "Nor do they save weights: a kernel on 3 channels is cheap (121·3·64 = 23,232), and all "
        "but the first 3×3 work on 64 channels (9·3·64 + 4·9·64·64 = 149,184, 6.4 times as many).",
        "VGG's own way shrinks the grid with pooling instead: after block2_conv1 it sees 10 px at "
        "a stride of 2 px, after block2_pool 16 px at AlexNet's stride of 4 px, with 67.0 times "
        "AlexNet's work. It gains depth and saves nothing.",
    )


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("3,3", []),
        ("3,3,3", ["The two do not see the same. One 5×5: 5 px; three 3×3: 7 px."]),
        (
            "3s2,3",
            [
                "The two do not see the same",
                "They make different grids. One 5×5: 56×40; one 3×3 stride 2, one 3×3: 28×20.",
            ],
        ),
    ],
    ids=str,
)
def test_why_a_stack_cannot_stand_in(text: str, sentences: list[str]) -> None:
    compared = compare(single_kernel(5, 8, 8), Stack(parse(text), 8, 8), MAP)
    told = list(what_differs(compared))
    assert len(told) == len(sentences)
    assert all(one.startswith(start) for one, start in zip(told, sentences, strict=True))


def test_paper() -> None:
    weights, shallow, numbers, doubling = paper_notes()
    assert weights == (
        "arXiv:1409.1556, section 2.3: three 3×3 with C channels have 27 C² weights, one 7×7 has "
        "49 C², “81% more”. Exactly: +81.5 %; told from the other side, the stack saves 44.9 %."
    )
    assert shallow.startswith("arXiv:1409.1556, section 4.1: ")
    assert "7% higher than that of B" in shallow
    assert numbers == (
        "Shallow B sees as much (156 px after the last pooling) with 17.5 % less work (9.23 GMACs "
        "against 11.18 GMACs, convolutions only), yet has more weights: 10,860,672 against "
        "9,404,992, biases included."
    )
    assert "from 64 to 128, two 3×3 have 9·64·128 + 9·128·128 weights" in doubling
    assert "the pair takes 8.0 % more" in doubling


@pytest.mark.parametrize(
    ("between", "now"),
    [
        (None, "With the 18 chosen it saves 28.0 %."),
        (25, "With the 25 chosen it takes as much."),
        (36, "With the 36 chosen it takes 44.0 % more."),
    ],
    ids=str,
)
def test_up_to_where_a_stack_saves(between: int | None, now: str) -> None:
    assert note(18, between) == (
        "The stack saves weights with up to 24 channels between; both take the same at 25.0, 1.39 "
        f"times the 18 that come out. {now}"
    )


def test_several_numbers_between() -> None:
    assert "With the 2 to 6 chosen it saves" in note(18, (2, 6), "3,3,3")


def test_nothing_between() -> None:
    assert note(18, text="5") == "The stack has one convolution, so no channels lie between."


def test_nothing_saved() -> None:
    one, stack = single_kernel(5, 64, 64), Stack(steps_of_3x3(5), 64, 64)
    assert between_note(one, stack, MAP, Amount.MEMORY) == (
        "The stack never saves activation memory, however few channels lie between. "
        "With the 64 chosen it takes 50.0 % more."
    )


def test_a_stack_that_sees_more_than_the_map_is_refused() -> None:
    one, stack = single_kernel(5, 64, 64), Stack(steps_of_3x3(5), 64, 64)
    with pytest.raises(ValueError, match="must not see more than the map"):
        between_note(one, stack, (4, 40), Amount.MACS)
