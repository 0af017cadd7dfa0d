"""What a taught head makes of photos: of one, in a question; of a whole set, in long work."""

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from explorer.arrays import Float32Array
from explorer.background import Control
from explorer.observed import Observed, ObservedNetwork, Picture
from explorer.preprocessing import AS_TRAINED, preparation_named
from explorer.shared.feature_store import Wanted, features_of
from explorer.shared.questions.long_work import LongWork
from explorer.shared.questions.question import MIB, Question, Seen
from explorer.transfer.principal import PrincipalMap, principal_map
from explorer.transfer.reduction import reduced
from explorer.transfer.trained import TrainedHead


def head_key(head: TrainedHead) -> Hashable:
    """What is known about a head is kept under this, without its weights."""
    digest = hashlib.sha256()
    for array in (*head.weights, *(each for _name, *pair in head.convolutions for each in pair)):
        digest.update(np.ascontiguousarray(array).tobytes())
    return head.plan.features, head.plan.reduction, head.labels, digest.hexdigest()


class ByKey:
    """Equal if it is kept under the same key: heads hold arrays, which do not compare as one."""

    @property
    def cache_key(self) -> Hashable:
        """What the result is kept under."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        """Whether both are of one kind and kept under the same key."""
        return isinstance(other, ByKey) and self._name == other._name

    def __hash__(self) -> int:
        """Of the kind and the key."""
        return hash(self._name)

    @property
    def _name(self) -> tuple[type, Hashable]:
        return type(self), self.cache_key


@dataclass(frozen=True, slots=True, eq=False)
class PhotoLook:
    """What a taught head makes of one photo.

    Attributes:
        probabilities: float32 (labels,); the sum is 1.
        cams: float32 (labels, height, width): where the photo supports each label (Grad-CAM).
        features: float32 (channels,): the mean of each map that the head gets.
    """

    probabilities: Float32Array
    cams: Float32Array
    features: Float32Array


@dataclass(frozen=True, eq=False)
class TaughtAnswer(ByKey, Question[PhotoLook]):
    """What a taught head makes of the photo.

    Attributes:
        head: Taught on the observed network.
    """

    most_bytes: ClassVar[int] = 4 * MIB

    head: TrainedHead

    def reads(self, observed: Observed) -> tuple[str, ...]:
        """See `Question.reads`."""
        from explorer.runtime.taught_base import frozen_layer

        del observed
        name = frozen_layer(self.head)
        return (name,) if name else ()

    def answer(self, seen: Seen) -> PhotoLook:
        """See `Question.answer`."""
        from explorer.runtime.taught_base import after_frozen, frozen_layer

        name, observed = frozen_layer(self.head), seen.observed
        begin = seen.layer(name) if name else prepared(observed.picture, observed.preparation)
        return look_at_grids(self.head, after_frozen(self.head, begin[np.newaxis]))

    @property
    def cache_key(self) -> Hashable:
        """See `Question.cache_key`."""
        return type(self).__name__, head_key(self.head)


def prepared(picture: Picture, preparation: str) -> Float32Array:
    """VGG16's input, float32 (height, width, 3)."""
    return preparation_named(preparation).prepare(picture.pixels)


def look_at_grids(head: TrainedHead, grids: Float32Array) -> PhotoLook:
    """What a head makes of one photo, from the output of its layer.

    Args:
        head: The head.
        grids: float32 (1, height, width, channels).
    """
    from explorer.runtime.taught_cam import taught_cams
    from explorer.runtime.teaching import predict

    num = len(head.labels)
    return PhotoLook(
        probabilities=predict(head, reduced(grids, head.plan.reduction))[0],
        cams=taught_cams(head, np.repeat(grids, num, axis=0), range(num)),
        features=reduced(grids, "average")[0],
    )


@dataclass(frozen=True, slots=True, eq=False)
class SetLook:
    """What a taught head makes of the photos of a set.

    Attributes:
        digests: Which photos.
        probabilities: float32 (photos, labels).
        features: float32 (photos, channels): the mean of each map that the head gets.
        places: The same as places on a map.
    """

    digests: tuple[str, ...]
    probabilities: Float32Array
    features: Float32Array
    places: PrincipalMap


@dataclass(frozen=True, eq=False)
class LookAtSet(ByKey, LongWork[SetLook]):
    """Look at all photos of a set with a taught head.

    Attributes:
        network: What the head was taught on.
        head: The head.
        pictures: Of all photos of the set; at least one.
    """

    kind: ClassVar[str] = "learned"
    is_kept: ClassVar[bool] = False
    """The result belongs to one visitor, and goes with them."""

    network: ObservedNetwork
    head: TrainedHead
    pictures: tuple[Picture, ...]

    def run(self, control: Control) -> SetLook:
        """See `LongWork.run`."""
        from explorer.runtime.teaching import predict

        probabilities, features = [], []
        for picture in control.counted(self.pictures):
            values, means = _values_and_means(self.network, self.head, picture)
            probabilities.append(predict(self.head, values)[0])
            features.append(means[0])
        together = np.stack(features)
        digests = tuple(each.digest for each in self.pictures)
        return SetLook(digests, np.stack(probabilities), together, principal_map(together))

    @property
    def cache_key(self) -> Hashable:
        """See `LongWork.cache_key`."""
        return self.network, head_key(self.head), tuple(each.digest for each in self.pictures)


def _values_and_means(
    network: ObservedNetwork, head: TrainedHead, picture: Picture
) -> tuple[Float32Array, Float32Array]:
    """What the head's dense layers get of a photo, (1, values), and the mean of each map."""
    if head.convolutions:
        grids = _last_grid(network, head, picture)
        return reduced(grids, head.plan.reduction), reduced(grids, "average")
    wanted = Wanted(network, head.plan.features, head.plan.reduction)
    values = features_of(wanted, [picture], Control())
    return values, features_of(replace(wanted, form="average"), [picture], Control())


def _last_grid(network: ObservedNetwork, head: TrainedHead, picture: Picture) -> Float32Array:
    """The output of the head's layer, (1, height, width, channels), through what learned too."""
    from explorer.runtime.taught_base import after_frozen, frozen_layer

    name = frozen_layer(head)
    if not name:
        return after_frozen(head, prepared(picture, AS_TRAINED)[np.newaxis])
    return after_frozen(head, features_of(Wanted(network, name, "grid"), [picture], Control()))


@dataclass(frozen=True, eq=False)
class LookAtFew(ByKey, LongWork[tuple[PhotoLook, ...]]):
    """Look at a few photos with a taught head, and where each supports which label.

    Attributes:
        network: What the head was taught on.
        head: The head.
        pictures: A few photos.
    """

    kind: ClassVar[str] = "learned_few"
    is_kept: ClassVar[bool] = False

    network: ObservedNetwork
    head: TrainedHead
    pictures: tuple[Picture, ...]

    def run(self, control: Control) -> tuple[PhotoLook, ...]:
        """See `LongWork.run`."""
        return tuple(
            look_at_grids(self.head, _last_grid(self.network, self.head, picture))
            for picture in control.counted(self.pictures)
        )

    @property
    def cache_key(self) -> Hashable:
        """See `LongWork.cache_key`."""
        return self.network, head_key(self.head), tuple(each.digest for each in self.pictures)
