"""What a run's head has learned: its answers, and the photos that it was taught with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from explorer.arrays import Float32Array
from explorer.figures.transfer.photo_map import Dot, NewDot
from explorer.images.ready_sets import READY_SETS, ready_set
from explorer.observed import Observed, ObservedNetwork, Picture
from explorer.session.photos import chosen_picture_at
from explorer.session.runs import chosen_run
from explorer.session.state import callback, visitor_state
from explorer.session.taught_set import chosen_set, own_set
from explorer.session.transfer_parameters import JUDGED_PART, MATRIX_ANSWER, MATRIX_LABEL, SET
from explorer.shared.questions.learned import LookAtSet, SetLook, TaughtAnswer
from explorer.shared.questions.long_work import LongWork, Result
from explorer.shared.requests import JobState
from explorer.transfer.confusion import (
    Confusion,
    PhotoJudgement,
    confusion_of,
    judge,
    labels_taught,
    parts_taught,
)
from explorer.transfer.neighbours import nearest
from explorer.transfer.photo_set import OWN, TAUGHT_SIDE, PhotoSet, SetPhoto
from explorer.transfer.trained import TaughtRun
from explorer.views.observing import vgg16_at
from explorer.views.work import start_work, work_state

TAUGHT_SIZE = (TAUGHT_SIDE, TAUGHT_SIDE)
MOST_NEAR = 6
"""Nearest photos that are shown."""

_SELECTED = "learned_photo"


@dataclass(frozen=True, slots=True, eq=False)
class LearnedRun:
    """A run, its answers, and what is left of the photos that it was taught with.

    Attributes:
        run: What was taught.
        network: What it was taught on.
        confusion: Its answers for the photos for validation, with the labels of then.
        photos: Those of its photos that are still there, by digest, with the labels of then.
        num_gone: How many are not.
        num_relabelled: How many have another label now.
    """

    run: TaughtRun
    network: ObservedNetwork
    confusion: Confusion
    photos: Mapping[str, SetPhoto]
    num_gone: int
    num_relabelled: int

    @property
    def labels(self) -> tuple[str, ...]:
        """What the head's outputs stand for."""
        return self.run.head.labels

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Of all photos that are still there."""
        return tuple(photo.picture for photo in self.photos.values())


def learned_run() -> LearnedRun | None:
    """What the chosen run has learned; None where nothing was taught yet."""
    run = chosen_run()
    return None if run is None else learned_from(run)


def learned_from(run: TaughtRun) -> LearnedRun:
    """What a run has learned, and what is left of its photos."""
    labels, now = labels_taught(run), set_taught(run)
    here: dict[str, SetPhoto] = {each.picture.digest: each for each in now.photos}
    network = vgg16_at(TAUGHT_SIZE, trained=run.is_trained_base)
    return LearnedRun(
        run=run,
        network=network,
        confusion=confusion_of(run),
        photos={digest: here[digest] for digest in labels if digest in here},
        num_gone=sum(digest not in here for digest in labels),
        num_relabelled=sum(
            digest in here and here[digest].label != label for digest, label in labels.items()
        ),
    )


def set_taught(run: TaughtRun) -> PhotoSet:
    """The set that a run was taught with, as it is now.

    A ready-made one stays as it is; but where its changed copy is chosen, that counts. A visitor's
    own set is still there while another one is chosen.
    """
    ready = next((each for each in map(ready_set, READY_SETS) if _is_of(run, each)), None)
    own, taught = own_set(), labels_taught(run)
    counts = own is not None and (ready is None or SET.chosen() == OWN)
    if own is not None and counts and any(p.picture.digest in taught for p in own.photos.photos):
        return own.photos
    return ready or chosen_set()


def title_of_set(run: TaughtRun) -> str:
    """What the set that a run was taught with is called."""
    return next(
        (each.title for key, each in READY_SETS.items() if _is_of(run, ready_set(key))),
        SET.labels[OWN],
    )


def _is_of(run: TaughtRun, photo_set: PhotoSet) -> bool:
    return photo_set.cache_key == run.set_key


# --- what is chosen ------------------------------------------------------------------------------


def chosen_cell(confusion: Confusion) -> tuple[int, int]:
    """(label, answer) of the chosen cell; the busiest mistake where none of these is chosen."""
    label, answer, last = MATRIX_LABEL.chosen(), MATRIX_ANSWER.chosen(), len(confusion.labels) - 1
    if label is None or answer is None or max(label, answer) > last:
        return confusion.busiest_cell
    return label, answer


def select_photo(digest: str) -> None:
    """Choose a photo to look at; call it from a callback. Links do not carry it."""
    visitor_state[_SELECTED] = digest


def selected_photo(among: Sequence[str]) -> str:
    """The digest of the chosen photo; the first of those where another one is chosen."""
    digest = str(visitor_state.get(_SELECTED, ""))
    return digest if digest in among else next(iter(among), "")


# --- what is asked -------------------------------------------------------------------------------


def set_look(learned: LearnedRun) -> JobState[SetLook]:
    """How far the look at all photos of the run is; it begins where nobody has begun it."""
    return begun_look(_whole_set(learned))


@callback
def look_again(learned: LearnedRun) -> None:
    """Begin anew, such as after an error."""
    start_work(_whole_set(learned))


def _whole_set(learned: LearnedRun) -> LookAtSet:
    return LookAtSet(learned.network, learned.run.head, learned.pictures)


def begun_look(work: LongWork[Result]) -> JobState[Result]:
    """How far work is; it begins where the visitor has not asked for it yet."""
    state = work_state(work)
    if state is None:
        start_work(work)
        state = work_state(work)
    return state or JobState()


def photo_question(learned: LearnedRun, picture: Picture) -> tuple[Observed, TaughtAnswer]:
    """What to ask the engine about one photo."""
    return Observed(learned.network, picture), TaughtAnswer(learned.run.head)


def new_picture() -> Picture:
    """The explorer's chosen photo, as the head gets it."""
    return chosen_picture_at(TAUGHT_SIZE, "crop")


# --- what follows --------------------------------------------------------------------------------


def judged_photos(learned: LearnedRun, look: SetLook | None) -> Confusion:
    """The answers for the chosen part of the photos; those for training need a look at all."""
    part = JUDGED_PART.chosen()
    if part == "validation" or look is None:
        return learned.confusion
    labels, parts = labels_taught(learned.run), parts_taught(learned.run)
    wanted = {
        index: digest
        for index, digest in enumerate(look.digests)
        if part == "all" or parts[digest] == part
    }
    numbers = (learned.labels.index(labels[digest]) for digest in wanted.values())
    rows = look.probabilities[list(wanted)]
    return Confusion(learned.labels, judge(tuple(wanted.values()), numbers, rows))


def dots_of(learned: LearnedRun, look: SetLook) -> tuple[Dot, ...]:
    """The photos of a look as dots of a map, in its order."""
    labels, parts = labels_taught(learned.run), parts_taught(learned.run)
    numbers = [learned.labels.index(labels[digest]) for digest in look.digests]
    judged = judge(look.digests, numbers, look.probabilities)
    return tuple(
        Dot(float(x), float(y), each.label, parts[each.digest], each.is_right)
        for each, (x, y) in zip(judged, look.places.points, strict=True)
    )


def judged_in(learned: LearnedRun, look: SetLook, digest: str) -> PhotoJudgement:
    """What the head took one of the photos of a look for."""
    index = look.digests.index(digest)
    number = learned.labels.index(labels_taught(learned.run)[digest])
    return judge([digest], [number], look.probabilities[index : index + 1])[0]


def new_dot(learned: LearnedRun, look: SetLook, features: Float32Array) -> NewDot:
    """Where a new photo lies on the map of the set, and the dots of the nearest photos.

    Args:
        learned: The run.
        look: At all its photos.
        features: float32 (channels,) of the photo.
    """
    near = nearest_photos(learned, look, features)
    return NewDot(
        look.places.placed(features[np.newaxis])[0],
        tuple(look.digests.index(photo.picture.digest) for photo, _distance in near),
    )


def nearest_photos(
    learned: LearnedRun, look: SetLook, features: Float32Array, but: str = ""
) -> tuple[tuple[SetPhoto, float], ...]:
    """The photos for training that are nearest to a photo, with their distances.

    Args:
        learned: The run.
        look: At all its photos.
        features: float32 (channels,) of the photo.
        but: The digest of the photo itself, where it is one of them.
    """
    parts = parts_taught(learned.run)
    at = [n for n, each in enumerate(look.digests) if parts[each] == "training" and each != but]
    found = nearest(look.features[at], features, MOST_NEAR)
    return tuple((learned.photos[look.digests[at[each.index]]], each.distance) for each in found)
