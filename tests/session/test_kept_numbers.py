"""Numbers that a link cannot hold, or must not."""

import pytest

from explorer.session import kept_numbers
from explorer.session.kept_numbers import (
    LONGEST_IN_LINK,
    MOST_TEXTS,
    forget_own_numbers,
    is_private_name,
    keep_numbers,
    numbers_kept,
    why_not_in_link,
)

KEY = "input_numbers"
LONG = "1_" * 600 + "1"


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What is kept for the visitor of a test."""
    kept: dict[str, object] = {}
    monkeypatch.setattr(kept_numbers, "visitor_state", kept)
    return kept


def test_few_numbers_are_in_the_link_themselves() -> None:
    longest = "1" * LONGEST_IN_LINK[KEY]
    assert keep_numbers(KEY, longest, is_private=False) == longest
    assert numbers_kept("1_2~3_4") == "1_2~3_4"
    assert why_not_in_link(KEY, "1_2~3_4") == ""


def test_many_numbers_get_a_name() -> None:
    name = keep_numbers(KEY, LONG, is_private=False)
    assert name == "large-1"
    assert numbers_kept(name) == LONG
    assert keep_numbers(KEY, LONG, is_private=False) == name
    assert keep_numbers(KEY, LONG + "_2", is_private=False) == "large-2"
    assert not is_private_name(name)
    assert why_not_in_link(KEY, name) == (
        "The input is too large for the link (1,201 characters; 1,000 fit). Whoever opens the "
        "link sees the default input."
    )


def test_what_is_made_of_an_own_photo_never_enters_the_link_and_can_be_forgotten() -> None:
    large = keep_numbers(KEY, LONG, is_private=False)
    name = keep_numbers(KEY, "1_2", is_private=True)
    assert name == "own-2"
    assert is_private_name(name)
    assert "your own photo" in why_not_in_link(KEY, name)
    forget_own_numbers()
    assert numbers_kept(name) is None
    assert numbers_kept(large) == LONG
    assert keep_numbers(KEY, "3", is_private=True) != name  # Back never shows other numbers


def test_a_name_of_another_session_stands_for_nothing() -> None:
    assert numbers_kept("large-9") is None
    assert numbers_kept("own-1") is None


def test_only_so_many_are_kept(state: dict[str, object]) -> None:
    names = [keep_numbers(KEY, f"{LONG}_{n}", is_private=False) for n in range(MOST_TEXTS + 5)]
    assert numbers_kept(names[4]) is None
    assert numbers_kept(names[5]) == f"{LONG}_5"
    assert len(names) == len(set(names))
