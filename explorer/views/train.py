"""Teaching the chosen head on the chosen set: the plan, the work, and what is kept of it."""

from dataclasses import dataclass, replace

from explorer.observed import ObservedNetwork
from explorer.session.parameters import WEIGHTS
from explorer.session.runs import run_to_go_on
from explorer.session.state import callback
from explorer.session.taught_plan import chosen_plan
from explorer.session.taught_set import chosen_set
from explorer.shared.questions.teaching import TeachHead, TimeFineTuning
from explorer.shared.requests import JobState
from explorer.transfer.heads import HeadTotals, head_totals
from explorer.transfer.photo_set import TAUGHT_SIDE, PhotoSet
from explorer.transfer.plan import TrainingPlan
from explorer.transfer.trained import TaughtRun
from explorer.views.asked_teaching import ask_to_teach, is_asked
from explorer.views.observing import vgg16_at
from explorer.views.work import start_work, work_state

PHOTO_SHAPE = (TAUGHT_SIDE, TAUGHT_SIDE, 3)


@dataclass(frozen=True, slots=True)
class Teaching:
    """The chosen set and plan, and where teaching stands.

    Attributes:
        work: What is or would be done.
        state: Where it stands; None if it was not asked for.
        run: What has come out so far; None before the first epoch.
    """

    work: TeachHead
    state: JobState[TaughtRun] | None
    run: TaughtRun | None

    @property
    def is_running(self) -> bool:
        """Whether it runs or waits for its turn."""
        return self.state is not None and self.state.running

    @property
    def is_in_line(self) -> bool:
        """Whether others come before its turn."""
        return self.state is not None and self.state.num_before > 0

    @property
    def epochs_done(self) -> int:
        """How many."""
        return 0 if self.run is None else len(self.run.head.epochs)

    @property
    def is_done(self) -> bool:
        """Whether all epochs that are chosen are done."""
        return self.run is not None and self.epochs_done >= self.work.plan.epochs

    @property
    def can_go_on(self) -> bool:
        """Whether there is something to go on from, and something left to do."""
        return self.run is not None and not self.is_done and bool(self.run.head.optimizer)

    @property
    def num_training(self) -> int:
        """Photos of an epoch, mirrored ones counted too."""
        photos = len(self.work.photo_set.of(part="training"))
        return photos * (2 if self.work.plan.mirrored else 1)

    @property
    def num_validation(self) -> int:
        """Photos that judge the head."""
        return len(self.work.photo_set.of(part="validation"))


def teaching() -> Teaching:
    """Where teaching the chosen head stands.

    Raises:
        ValueError: As for `chosen_plan`, or the set cannot be taught so.
    """
    photo_set = chosen_set()
    require_teachable(photo_set)
    work = TeachHead(base(), photo_set, chosen_plan())
    work.check()
    state = work_state(work) if is_asked(work) else None
    run = None if state is None else state.result or state.progress.latest
    if run is None:
        trained = work.network.is_trained
        run = run_to_go_on(photo_set.cache_key, work.plan, is_trained_base=trained)
    return Teaching(work, state, run)


def base() -> ObservedNetwork:
    """VGG16 with the chosen weights, for photos of a set."""
    return vgg16_at(PHOTO_SHAPE[:2], trained=WEIGHTS.chosen() == "trained")


def require_teachable(photo_set: PhotoSet) -> None:
    """Refuse a set that no head can be taught with.

    Raises:
        ValueError: It has one label, or a label without a photo for training.
    """
    empty = [label for label in photo_set.labels if not photo_set.of(label=label, part="training")]
    if len(photo_set.labels) < 2 or empty:  # noqa: PLR2004
        reason = f"{empty[0]!r} has no photo for training" if empty else "it has one label"
        raise ValueError(
            f"Nothing can be taught with this set: {reason}. Two labels are needed, each with a "
            "photo for training. Add them on the Photos page."
        )


def totals_of(plan: TrainingPlan, photo_set: PhotoSet) -> HeadTotals:
    """The parameters of the base and the head."""
    return head_totals(plan, len(photo_set.labels), PHOTO_SHAPE)


def fine_tuning_time(work: TeachHead) -> JobState[float]:
    """Seconds that a photo of an epoch takes where convolutions learn, measured here."""
    plan = replace(work.plan, epochs=1, learning_rate=0.001, seed=0, mirrored=False)
    timing = TimeFineTuning(work.network, plan, len(work.photo_set.labels))
    if work_state(timing) is None:
        start_work(timing)
    return work_state(timing) or JobState()


@callback
def start_teaching(work: TeachHead) -> None:
    """Teach from the start."""
    ask_to_teach(work)


@callback
def teach_on(work: TeachHead, run: TaughtRun) -> None:
    """Go on from where a stopped teaching was."""
    ask_to_teach(replace(work, start=run.head))
