"""Changing the photos that a run was taught with, and teaching again."""

from collections.abc import Callable
from functools import partial

from explorer.session.state import callback, visitor_state
from explorer.session.taught_plan import chosen_plan
from explorer.session.taught_set import change_set, chosen_set
from explorer.shared.questions.teaching import TeachHead
from explorer.transfer.photo_set import PhotoSet
from explorer.transfer.set_edits import EditedSet, relabel, remove_photos
from explorer.transfer.trained import TaughtRun
from explorer.views.asked_teaching import ask_to_teach
from explorer.views.learned import TAUGHT_SIZE
from explorer.views.observing import vgg16_at
from explorer.views.train import base, require_teachable

_PROBLEM = "learned_problem"


def can_be_changed(digest: str) -> bool:
    """Whether a photo is in the chosen set, so that it can be removed or relabelled."""
    return chosen_set().photo(digest) is not None


def label_now(digest: str) -> str:
    """The label that a photo has in the chosen set; "" where it is not in it."""
    photo = chosen_set().photo(digest)
    return "" if photo is None else photo.label


@callback
def remove_photo(digest: str) -> None:
    """Remove a photo from the visitor's set, or from a copy of the ready-made one."""
    _change(partial(remove_photos, digests=[digest]))


@callback
def relabel_photo(digest: str, field: str) -> None:
    """Give a photo the label that a field holds."""
    _change(partial(relabel, digest=digest, label=str(visitor_state[field])))


def _change(change: Callable[[EditedSet], EditedSet]) -> None:
    visitor_state[_PROBLEM] = ""
    try:
        change_set(change)
    except ValueError as error:
        visitor_state[_PROBLEM] = str(error)


def change_problem() -> str:
    """Why the last change could not be made; "" where it was."""
    return str(visitor_state.get(_PROBLEM, ""))


@callback
def teach_again(run: TaughtRun) -> None:
    """Teach a head on the chosen set as a run was taught, and show it when it is done."""
    teach_work(
        TeachHead(vgg16_at(TAUGHT_SIZE, trained=run.is_trained_base), chosen_set(), run.head.plan)
    )


@callback
def teach_first() -> None:
    """Teach a head on the chosen set as is chosen, and show it when it is done."""
    teach_set(chosen_set())


def teach_set(photo_set: PhotoSet) -> None:
    """Teach a head on a set as is chosen on the Train page; call it from a callback."""
    visitor_state[_PROBLEM] = ""
    try:
        plan = chosen_plan()
    except ValueError as error:
        visitor_state[_PROBLEM] = str(error)
    else:
        teach_work(TeachHead(base(), photo_set, plan))


def teach_work(work: TeachHead) -> None:
    """Teach a head, and show it when it is done; call it from a callback."""
    visitor_state[_PROBLEM] = ""
    try:
        require_teachable(work.photo_set)
        work.check()
    except ValueError as error:
        visitor_state[_PROBLEM] = str(error)
        return
    ask_to_teach(work)
