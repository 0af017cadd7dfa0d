"""What the page for pupils shows: what the chosen set has taught, and the photo that is tried."""

from dataclasses import dataclass

from explorer.observed import Picture
from explorer.session.runs import kept_runs
from explorer.session.state import callback, visitor_state
from explorer.session.taught_set import chosen_set
from explorer.session.transfer_parameters import TRIED
from explorer.transfer.limits import set_problems
from explorer.transfer.photo_set import PhotoSet, SetPhoto
from explorer.transfer.trained import TaughtRun
from explorer.views.clicked_photo import clicked_photo
from explorer.views.learned import new_picture, select_photo, selected_photo

MOST_KEPT_BACK = 8
"""Photos for validation to choose from, of all labels together."""


@dataclass(frozen=True, slots=True, eq=False)
class TaughtSet:
    """What the chosen set has taught.

    Attributes:
        run: What came out.
        is_current: Whether the set is still as it was then.
    """

    run: TaughtRun
    is_current: bool


def taught_set() -> TaughtSet | None:
    """The newest run of the chosen set; where there is none, that of the set before it changed."""
    photo_set = chosen_set()
    runs = kept_runs()[::-1]
    key = photo_set.cache_key
    same = next((run for run in runs if run.set_key == key), None)
    if same is not None:
        return TaughtSet(same, is_current=True)
    earlier = next((run for run in runs if _was_taught_with(run, photo_set)), None)
    return None if earlier is None else TaughtSet(earlier, is_current=False)


def _was_taught_with(run: TaughtRun, photo_set: PhotoSet) -> bool:
    """Whether a run was taught with the labels and some photos of a set."""
    here = {each.picture.digest for each in photo_set.photos}
    return run.head.labels == photo_set.labels and not here.isdisjoint(run.digests)


def missing_in(photo_set: PhotoSet) -> tuple[str, ...]:
    """Why a set cannot be taught with yet."""
    return set_problems(
        {
            label: (len(photo_set.of(label, "training")), len(photo_set.of(label, "validation")))
            for label in photo_set.labels
        }
    )


def kept_back(photo_set: PhotoSet) -> tuple[SetPhoto, ...]:
    """Some photos for validation, as many of each label as there is room for."""
    by_label = [photo_set.of(label, "validation") for label in photo_set.labels]
    longest = max(map(len, by_label), default=0)
    in_turn = [each[number] for number in range(longest) for each in by_label if number < len(each)]
    return tuple(in_turn[:MOST_KEPT_BACK])


@dataclass(frozen=True, slots=True, eq=False)
class TriedPhoto:
    """The photo that is tried.

    Attributes:
        picture: As the head gets it.
        own: The photo of the set that it is; None for a new one.
    """

    picture: Picture
    own: SetPhoto | None = None


def tried_photo() -> TriedPhoto:
    """The photo that is tried; a new one where none is kept back."""
    photos = kept_back(chosen_set())
    if TRIED.chosen() == "kept" and photos:
        digest = selected_photo([each.picture.digest for each in photos])
        own = next(each for each in photos if each.picture.digest == digest)
        return TriedPhoto(own.picture, own)
    return TriedPhoto(new_picture())


@callback
def try_kept_photo(key: str, digests: tuple[str, ...]) -> None:
    """Try the photo that was clicked.

    Args:
        key: Of the component that was clicked.
        digests: The photos that it shows.
    """
    if digest := clicked_photo(key, digests):
        select_photo(digest)


@callback
def use_one_camera(number: int, keys: tuple[str, ...]) -> None:
    """Switch the other cameras off: a computer has one.

    Args:
        number: Of the label whose camera was switched.
        keys: Of the switches of all labels.
    """
    for other, key in enumerate(keys):
        if other != number and key in visitor_state:
            visitor_state[key] = False
