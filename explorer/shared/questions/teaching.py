"""Teaching a head, as long work: features of the frozen base first, then epoch by epoch."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from math import prod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from explorer.arrays import Float32Array
from explorer.background import Control
from explorer.observed import ObservedNetwork
from explorer.shared.feature_store import Wanted, features_of, new_features, require_room
from explorer.shared.models import weights_of
from explorer.shared.questions.long_work import LongWork
from explorer.transfer.heads import check_head_size
from explorer.transfer.photo_set import PhotoSet, SetPart
from explorer.transfer.plan import FEATURE_LAYERS, TrainingPlan
from explorer.transfer.trained import TaughtRun, TrainedHead

_Labelled = tuple[Float32Array, NDArray[np.int64]]


@dataclass(frozen=True)
class TeachHead(LongWork[TaughtRun]):
    """Teach a head. Progress counts photos while its latest result is None, then epochs.

    Attributes:
        network: VGG16 with its weights, for photos of the set's size.
        photo_set: What it is taught with.
        plan: How.
        start: A head of the same plan and set to go on with; the result is the same.
    """

    kind: ClassVar[str] = "teaching"

    network: ObservedNetwork
    photo_set: PhotoSet
    plan: TrainingPlan
    start: TrainedHead | None = field(default=None, compare=False)

    @property
    def cache_key(self) -> Hashable:
        """See `LongWork.cache_key`; where it goes on from does not matter."""
        network = self.network
        return network.weights, network.file, self.photo_set.cache_key, self.plan

    @property
    def is_fine_tuning(self) -> bool:
        """Whether convolutions learn too."""
        return self.plan.unfrozen_from is not None

    def wanted(self, *, mirrored: bool = False) -> Wanted:
        """The features that learning begins with."""
        if self.plan.unfrozen_from is None:
            return Wanted(self.network, self.plan.features, self.plan.reduction, mirrored)
        return Wanted(self.network, layer_before_block(self.plan), "grid", mirrored)

    def check(self) -> None:
        """Refuse what cannot be taught, before any photo is looked at.

        Raises:
            ValueError: No such block can learn, or the features or the head take too much memory.
        """
        mirrored = len(self.photo_set.of(part="training")) if self.plan.mirrored else 0
        require_room(self.wanted(), len(self.photo_set.photos) + mirrored)
        read = Wanted(self.network, self.plan.features, self.plan.reduction)
        check_head_size(self.plan, prod(read.shape_of()), len(self.photo_set.labels))

    def run(self, control: Control) -> TaughtRun:
        """See `LongWork.run`.

        Raises:
            ValueError: The plan does not fit the set, or takes too much memory.
        """
        self.check()
        training, validation = self._features(control)
        reporting = _Reporting(control, self, validation)
        if self.is_fine_tuning:
            from explorer.runtime.fine_tuning import fine_tune

            weights = weights_of(self.network)
            head = fine_tune(
                self.plan,
                self.photo_set.labels,
                training,
                validation,
                weights,
                reporting,
                self.start,
            )
        else:
            from explorer.runtime.teaching import teach

            head = teach(
                self.plan, self.photo_set.labels, *training, validation, reporting, self.start
            )
        return self.run_of(head, validation)

    def run_of(self, head: TrainedHead, validation: _Labelled) -> TaughtRun:
        """A head with its answers for the photos for validation."""
        features = validation[0]
        nothing = np.zeros((0, len(head.labels)), np.float32)
        return TaughtRun(
            name="",
            head=head,
            is_trained_base=self.network.is_trained,
            set_key=self.photo_set.cache_key,
            digests=tuple(each.picture.digest for each in self.photo_set.of(part="validation")),
            probabilities=_predicted(head, features) if len(features) else nothing,
        )

    def _features(self, control: Control) -> tuple[_Labelled, _Labelled]:
        """Those of the photos for training, mirrored ones behind them, and for validation.

        All are parts of one array: no moment holds them twice.
        """
        parts: tuple[tuple[SetPart, bool], ...] = (("validation", False), ("training", False))
        if self.plan.mirrored:
            parts = (*parts, ("training", True))
        counting = _Counting(control, [len(self.photo_set.of(part=part)) for part, _ in parts])
        features, numbers = new_features(self.wanted(), sum(counting.parts)), list[int]()
        for part, mirrored in parts:
            photos = self.photo_set.of(part=part)
            rows = features[len(numbers) : len(numbers) + len(photos)]  # not copied
            pictures = [each.picture for each in photos]
            features_of(self.wanted(mirrored=mirrored), pictures, counting, rows)
            numbers += [self.photo_set.number_of(each.label) for each in photos]
            counting.next_part()
        first, labelled = counting.parts[0], np.array(numbers, np.int64)
        return (features[first:], labelled[first:]), (features[:first], labelled[:first])


def _predicted(head: TrainedHead, features: Float32Array) -> Float32Array:
    from explorer.runtime.fine_tuning import predict_from_grids
    from explorer.runtime.teaching import predict

    return (predict_from_grids if head.convolutions else predict)(head, features)


@dataclass(frozen=True)
class TimeFineTuning(LongWork[float]):
    """Measure how many seconds a photo of an epoch takes where convolutions learn.

    Attributes:
        network: VGG16 with its weights.
        plan: What decides the time: which layers learn, and the head.
        num_labels: Outputs of the head.
    """

    kind: ClassVar[str] = "fine-tuning time"
    priority: ClassVar[int] = 1

    network: ObservedNetwork
    plan: TrainingPlan
    num_labels: int

    def run(self, control: Control) -> float:
        """See `LongWork.run`; what the photos show does not matter."""
        from explorer.runtime.fine_tuning import AT_A_TIME, seconds_of_a_photo

        control.check()
        shape = Wanted(self.network, layer_before_block(self.plan), "grid").shape_of()
        photos = np.ones((AT_A_TIME, *shape), np.float32), np.arange(AT_A_TIME) % self.num_labels
        labels = tuple(map(str, range(self.num_labels)))
        return seconds_of_a_photo(self.plan, labels, photos, weights_of(self.network))


def layer_before_block(plan: TrainingPlan) -> str:
    """The layer whose grid goes into the first block that learns; "" for VGG16's input.

    Raises:
        ValueError: No block of the base learns, or it comes after the layer that the head is put
            on.
    """
    block = plan.unfrozen_from or 0
    on_block = 1 + FEATURE_LAYERS.index(plan.features)
    if not 1 <= block <= on_block:
        raise ValueError(
            f"Received block {block} to learn, and a head on {plan.features}. Choose a block from "
            f"1 to {on_block}, or a later layer for the head."
        )
    return ("", *FEATURE_LAYERS)[block - 1]


class _Counting(Control):
    """Passes the progress of several parts on as one."""

    def __init__(self, control: Control, parts: list[int]) -> None:
        super().__init__()
        self._control = control
        self._done = 0
        self.parts = parts
        self._number = 0

    def report(self, done: int, total: int, latest: Any = None) -> None:
        self._control.report(self._done + done, sum(self.parts), latest)

    def check(self) -> None:
        self._control.check()

    def next_part(self) -> None:
        self._done += self.parts[self._number]
        self._number += 1


class _Reporting(Control):
    """Passes epochs on, with the head so far as a run."""

    def __init__(self, control: Control, work: TeachHead, validation: _Labelled) -> None:
        super().__init__()
        self._control, self._work, self._validation = control, work, validation

    def report(self, done: int, total: int, latest: Any = None) -> None:
        self._control.report(done, total, self._work.run_of(latest, self._validation))

    def check(self) -> None:
        self._control.check()
