"""Marks travel in links as they were made."""

import pytest

from explorer.recipe.marks import marked, possible_contradictions, read_marks, write_marks


@pytest.mark.parametrize(
    ("text", "marks"), [("", {}), ("3m", {3: "m"}), ("3m.7c.16k", {3: "m", 7: "c", 16: "k"})]
)
def test_they_are_read_as_they_were_written(text: str, marks: dict[int, str]) -> None:
    assert dict(read_marks(text)) == marks
    assert write_marks(marks) == text  # type: ignore[arg-type]


def test_they_are_written_in_order() -> None:
    assert write_marks({10: "c", 2: "m"}) == "2m.10c"


@pytest.mark.parametrize("text", ["3", "m", "0m", "17c", "03m", "3x", "3m,7c", "3mc", "٣m", "3 m"])
def test_what_is_no_mark_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"from 1 to 16 with a letter each, such as 3m\.7c"):
        read_marks(text)


def test_a_mark_is_added_changed_and_taken_away() -> None:
    marks = marked(marked({}, 3, "m"), 7, "c")
    assert dict(marks) == {3: "m", 7: "c"}
    assert dict(marked(marks, 3, "c")) == {3: "c", 7: "c"}
    assert dict(marked(marks, 3, None)) == {7: "c"}
    assert dict(marked(marks, 5, None)) == {3: "m", 7: "c"}


@pytest.mark.parametrize(
    ("mirrored", "shifted", "letters"),
    [(True, True, "mck"), (False, True, "ck"), (True, False, "mc"), (False, False, "c")],
)
def test_what_was_not_done_cannot_be_wrong(mirrored: bool, shifted: bool, letters: str) -> None:
    assert "".join(possible_contradictions(mirrored, shifted)) == letters
