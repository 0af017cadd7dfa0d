"""What a taught head makes of photos: of one, in a question; of a whole set, in long work."""

import hashlib
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explorer.arrays import Float32Array
from explorer.background import Control
from explorer.observed import Observed, ObservedNetwork, Picture
from explorer.preprocessing import AS_TRAINED, preparation_named
from explorer.shared.models import network_of
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


@dataclass(frozen=True)
class TaughtAnswer(Question[PhotoLook]):
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
        from explorer.runtime.taught_base import frozen_layer

        name, observed = frozen_layer(self.head), seen.observed
        begin = seen.layer(name) if name else prepared(observed.picture, observed.preparation)
        return look_at_grid(self.head, begin)

    @property
    def cache_key(self) -> Hashable:
        """See `Question.cache_key`."""
        return type(self).__name__, head_key(self.head)


def prepared(picture: Picture, preparation: str) -> Float32Array:
    """VGG16's input, float32 (height, width, 3)."""
    return preparation_named(preparation).prepare(picture.pixels)


def look_at_grid(head: TrainedHead, begin: Float32Array) -> PhotoLook:
    """What a head makes of the last frozen grid of one photo, float32 (height, width, channels)."""
    from explorer.runtime.taught_base import after_frozen
    from explorer.runtime.taught_cam import taught_cams
    from explorer.runtime.teaching import predict

    grids = after_frozen(head, begin[np.newaxis])
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


@dataclass(frozen=True)
class LookAtSet(LongWork[SetLook]):
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
        from explorer.runtime.taught_base import after_frozen
        from explorer.runtime.teaching import predict

        probabilities, features = [], []
        for begin in _begins(self, control):
            grids = after_frozen(self.head, begin[np.newaxis])
            probabilities.append(predict(self.head, reduced(grids, self.head.plan.reduction))[0])
            features.append(reduced(grids, "average")[0])
        means = np.stack(features)
        digests = tuple(str(each.digest) for each in self.pictures)
        return SetLook(digests, np.stack(probabilities), means, principal_map(means))

    @property
    def cache_key(self) -> Hashable:
        """See `LongWork.cache_key`."""
        digests = tuple(each.digest for each in self.pictures)
        return self.network, head_key(self.head), digests


def _begins(work: LookAtSet, control: Control) -> Iterator[Float32Array]:
    """The last frozen grid of each photo, one after the other."""
    from explorer.runtime.set_features import each_grids
    from explorer.runtime.taught_base import frozen_layer

    name, network = frozen_layer(work.head), network_of(work.network)
    for picture in control.counted(work.pictures):
        if name:
            (grids,) = each_grids(network, [picture.pixels], [name])
            yield grids[name]
        else:
            yield prepared(picture, AS_TRAINED)
