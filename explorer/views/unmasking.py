"""The biased ready-made set: what its head answers where the background does not help."""

from dataclasses import dataclass

from explorer.images.ready_sets import counter_photos, ready_set
from explorer.session.runs import kept_runs
from explorer.session.state import callback
from explorer.session.transfer_parameters import SET
from explorer.shared.questions.learned import LookAtFew, PhotoLook
from explorer.shared.requests import JobState
from explorer.transfer.confusion import PhotoJudgement, judge
from explorer.transfer.photo_set import SetPhoto
from explorer.transfer.trained import TaughtRun
from explorer.views.learned import LearnedRun, begun_look
from explorer.views.relearning import teach_set

BIASED = "biased"
"""The key of the ready-made set whose backgrounds betray the labels."""

MOST_OWN = 8
"""Photos for validation that are looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class Unmasked:
    """A photo, its answer, and where it supports that.

    Attributes:
        photo: The photo.
        judged: The answer.
        look: What the head makes of it.
    """

    photo: SetPhoto
    judged: PhotoJudgement
    look: PhotoLook


@dataclass(frozen=True, slots=True, eq=False)
class Unmasking:
    """The set's own photos beside those whose backgrounds are swapped.

    Attributes:
        own: Some photos for validation.
        swapped: The counter-photos.
    """

    own: tuple[Unmasked, ...]
    swapped: tuple[Unmasked, ...]

    @property
    def num_right(self) -> int:
        """How many counter-photos get the right answer."""
        return sum(each.judged.is_right for each in self.swapped)


def biased_run() -> TaughtRun | None:
    """The newest run that was taught with the biased set; None where there is none."""
    key = ready_set(BIASED).cache_key
    return next((run for run in reversed(kept_runs()) if run.set_key == key), None)


@callback
def teach_biased() -> None:
    """Teach the biased set, and look at what comes out."""
    SET.choose(BIASED)
    teach_set(ready_set(BIASED))


def unmasking_state(learned: LearnedRun) -> JobState[tuple[PhotoLook, ...]]:
    """How far the look at the photos is that unmask a head."""
    pictures = tuple(each.picture for each in _photos(learned))
    return begun_look(LookAtFew(learned.network, learned.run.head, pictures))


def unmasking(learned: LearnedRun, looks: tuple[PhotoLook, ...]) -> Unmasking:
    """Photos with their answers, in the order of `unmasking_state`."""
    found = tuple(
        Unmasked(photo, _judged(learned, photo, look), look)
        for photo, look in zip(_photos(learned), looks, strict=True)
    )
    num_own = len(found) - len(counter_photos(BIASED))
    return Unmasking(found[:num_own], found[num_own:])


def _photos(learned: LearnedRun) -> tuple[SetPhoto, ...]:
    """As many of each label for validation, then the counter-photos."""
    each = MOST_OWN // len(learned.labels)
    own = (
        photo
        for label in learned.labels
        for photo in ready_set(BIASED).of(label, "validation")[:each]
    )
    return (*own, *counter_photos(BIASED))


def _judged(learned: LearnedRun, photo: SetPhoto, look: PhotoLook) -> PhotoJudgement:
    number = learned.labels.index(photo.label)
    return judge([photo.picture.digest], [number], look.probabilities[None])[0]
