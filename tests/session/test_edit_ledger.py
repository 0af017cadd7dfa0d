"""Edits that arrive twice are done once, and a refusal stays until somebody could read it."""

import pytest

from explorer.edits import NumberedEdit, SentEdits
from explorer.session.edit_ledger import EditLedger

# Without a visitor Streamlit keeps nothing between two uses of its state.


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What is kept for the visitor of a test."""
    state: dict[str, object] = {}
    monkeypatch.setattr("explorer.session.edit_ledger.visitor_state", state)
    return state


def sent(*numbered: tuple[int, int, str], sender: str = "one") -> SentEdits[str]:
    """Words with their numbers, and the number that was known when they were typed."""
    return SentEdits(sender, tuple(NumberedEdit(*each) for each in numbered))


class Typed:
    """Keeps the words that were done; refuses those in capitals."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def __call__(self, word: str) -> None:
        if word.isupper():
            raise ValueError(f"{word} is too loud.")
        self.words.append(word)


def test_each_edit_is_done_once() -> None:
    ledger, typed = EditLedger("words"), Typed()
    assert ledger.take(sent((1, 0, "a"), (2, 0, "b")), typed)
    assert not ledger.take(sent((1, 0, "a"), (2, 0, "b")), typed)
    assert ledger.take(sent((2, 0, "b"), (3, 0, "c")), typed)
    assert typed.words == ["a", "b", "c"]
    assert ledger.taken() == {"one": 3}


def test_senders_number_their_edits_themselves_and_editors_keep_theirs() -> None:
    ledger, other, typed = EditLedger("words"), EditLedger("more words"), Typed()
    ledger.take(sent((5, 0, "a")), typed)
    ledger.take(sent((1, 0, "b"), sender="two"), typed)
    other.take(sent((1, 0, "c")), typed)
    assert typed.words == ["a", "b", "c"]
    assert ledger.taken() == {"one": 5, "two": 1}
    assert other.taken() == {"one": 1}


def test_a_refusal_is_told_until_an_edit_of_somebody_who_could_read_it() -> None:
    ledger, typed = EditLedger("words"), Typed()
    assert ledger.told() == ""
    ledger.take(sent((1, 0, "A")), typed)
    assert ledger.told() == "A is too loud."
    ledger.take(sent((2, 0, "b")), typed)  # typed before the answer to the first came
    assert ledger.told() == "A is too loud."
    ledger.take(sent((3, 0, "C")), typed)
    assert ledger.told() == "A is too loud. C is too loud."
    ledger.take(sent((4, 3, "d")), typed)
    assert ledger.told() == ""
    assert typed.words == ["b", "d"]
    assert ledger.taken() == {"one": 4}


def test_another_sender_could_read_the_refusal() -> None:
    ledger, typed = EditLedger("words"), Typed()
    ledger.take(sent((7, 0, "A")), typed)
    ledger.take(sent((1, 0, "b"), sender="two"), typed)
    assert ledger.told() == ""


def test_a_problem_of_another_kind_can_be_told_and_forgotten() -> None:
    ledger = EditLedger("words")
    ledger.refuse("This is not a file.")
    assert ledger.told() == "This is not a file."
    ledger.forget_problem()
    assert ledger.told() == ""
