"""Which layers questions read, and which pictures they are about."""

from collections.abc import Mapping, Sequence
from typing import Any

from explorer.digests import Digest
from explorer.observed import Observed
from explorer.shared.questions.question import Question


def needed_layers(
    observed: Observed, questions: Sequence[Question[Any]]
) -> dict[Observed, tuple[str, ...]]:
    """The layers that all questions read, by what is observed; what is asked about comes first."""
    needs: dict[Observed, tuple[str, ...]] = {observed: ()}
    for question in questions:
        for each, names in question.needs(observed).items():
            needs[each] = (*needs.get(each, ()), *names)
    return {each: tuple(dict.fromkeys(names)) for each, names in needs.items()}


def needed_if_known(
    observed: Observed, questions: Sequence[Question[Any]]
) -> Mapping[Observed, tuple[str, ...]]:
    """The same; nothing where a question fails to say it, which it will do again when answered."""
    try:
        return needed_layers(observed, questions)
    except Exception:  # `look` never raises: whatever it is becomes a sentence when it is answered
        return {observed: ()}


def digests_of(observed: Observed, questions: Sequence[Question[Any]]) -> list[Digest]:
    """Of all pictures that questions are about; what is observed comes last, as the newest."""
    return [each.picture.digest for each in needed_if_known(observed, questions)][::-1]
