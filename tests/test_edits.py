"""What a browser sends as its edits: in their order, and nothing that is not an edit."""

import pytest

from explorer.edits import LONGEST_SENDER, NumberedEdit, SentEdits, read_sent


def read_word(sent: object) -> str | None:
    """An edit of these tests is a word."""
    match sent:
        case {"word": str(word)}:
            return word
        case _:
            return None


def numbered(number: object, word: object = "a", known: object = 0) -> dict[str, object]:
    return {"number": number, "known": known, "word": word}


def test_edits_come_in_the_order_of_their_numbers() -> None:
    edits = [numbered(12, "c", 3), numbered(2, "a"), numbered(7, "b", 2)]
    read = read_sent({"sender": "one", "edits": edits, "tries": 4}, read_word)
    assert read.sender == "one"
    assert read.edits == (
        NumberedEdit(2, 0, "a"),
        NumberedEdit(7, 2, "b"),
        NumberedEdit(12, 3, "c"),
    )
    assert read.after(6) == SentEdits("one", read.edits[1:])
    assert read.after(12).edits == ()


@pytest.mark.parametrize(
    "wrong",
    [
        numbered(0),
        numbered(-1),
        numbered("1"),
        numbered(1, known=None),
        numbered(1, word=3),
        {"word": "a"},
        "a",
        None,
    ],
)
def test_what_is_not_an_edit_is_left_out(wrong: object) -> None:
    read = read_sent({"sender": "one", "edits": [wrong, numbered(3)]}, read_word)
    assert read.edits == (NumberedEdit(3, 0, "a"),)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {"edits": [numbered(1)]},
        {"sender": "one"},
        {"sender": 1, "edits": [numbered(1)]},
        {"sender": "x" * (LONGEST_SENDER + 1), "edits": [numbered(1)]},
        {"sender": "one", "edits": numbered(1)},
    ],
)
def test_anything_else_holds_no_edits(sent: object) -> None:
    assert read_sent(sent, read_word) == SentEdits()
