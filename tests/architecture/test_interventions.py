"""What is switched off: written, read, counted and done by hand."""

import numpy as np
import pytest

from explorer.architecture.interventions import (
    ChannelsOff,
    OffWish,
    StrongestOff,
    read_interventions,
    write_interventions,
)

TEXTS = {
    "block3_conv3:12,40": (ChannelsOff("block3_conv3", (12, 40)),),
    "block2_conv1:all-but-7": (ChannelsOff("block2_conv1", (7,), all_but=True),),
    "block4_conv2:strongest-5": (StrongestOff("block4_conv2", 5),),
    "a:0;b_2:all-but-1,2;c:strongest-1": (
        ChannelsOff("a", (0,)),
        ChannelsOff("b_2", (1, 2), all_but=True),
        StrongestOff("c", 1),
    ),
    "": (),
}
GRID = np.arange(1, 13, dtype=np.float32).reshape(1, 3, 4)


@pytest.mark.parametrize("text", TEXTS)
def test_texts_are_read_and_written(text: str) -> None:
    assert read_interventions(text) == TEXTS[text]
    assert write_interventions(TEXTS[text]) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" a : 3 , 1 ", ChannelsOff("a", (1, 3))),
        ("a:3,1,3", ChannelsOff("a", (1, 3))),
        ("a:007", ChannelsOff("a", (7,))),
    ],
)
def test_one_way_of_writing_is_the_usual_one(text: str, expected: OffWish) -> None:
    assert read_interventions(text) == (expected,)


UNREADABLE = (
    *("a", "a:", ":3", "a:-1", "a:1.5", "a:all", "a:all-but-", "a:strongest-", "a:strongest-1,2"),
    *("a:1;", ";a:1", "a:123456", "a:1:2", "é:1"),
)


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_cannot_be_read_says_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match=r"cannot be read. .* Write block3_conv3:12,40 or "):
        read_interventions(text)


def test_nothing_to_switch_off_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Received 0 channels of a\. Expected 1 or more\."):
        read_interventions("a:strongest-0")
    with pytest.raises(ValueError, match=r"Received the channels \(\) of a."):
        ChannelsOff("a", ())
    with pytest.raises(ValueError, match=r"Received the channels \(2, -1\) of a."):
        ChannelsOff("a", (2, -1))


def test_channels_become_zero_by_hand() -> None:
    assert ChannelsOff("a", (1, 3)).applied(GRID).tolist() == [
        [[1, 0, 3, 0], [5, 0, 7, 0], [9, 0, 11, 0]]
    ]
    assert ChannelsOff("a", (1,), all_but=True).applied(GRID).tolist() == [
        [[0, 2, 0, 0], [0, 6, 0, 0], [0, 10, 0, 0]]
    ]
    assert GRID[0, 0, 1] == 2  # the original stays as it was


def test_the_only_channel() -> None:
    assert not ChannelsOff("a", (0,)).applied(GRID[..., :1]).any()
    only = ChannelsOff("a", (0,), all_but=True)
    assert only.numbers(1) == ()
    assert only.applied(GRID[..., :1]).tolist() == GRID[..., :1].tolist()
    assert not only.changes(GRID[..., :1])


def test_what_is_0_already_changes_nothing() -> None:
    dead = GRID * np.float32([1, 0, 1, 0])
    assert not ChannelsOff("a", (1, 3)).changes(dead)
    assert ChannelsOff("a", (1, 2)).changes(dead)
