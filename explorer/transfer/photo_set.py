"""A set of labelled photos to teach VGG16 with: records, and what may change about them."""

from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from explorer.observed import Picture

SetPart = Literal["training", "validation"]
"""What a photo is for: the head learns from the first, and is judged by the second."""

OWN = "own"
"""A visitor's own set; any other origin is the key of a ready-made one."""

TAUGHT_SIDE = 160
"""px: photos of a set are squares of this side, as in the articles whose head is taught here."""


@dataclass(frozen=True, slots=True)
class SetPhoto:
    """One photo of a set, as the network gets it.

    Attributes:
        picture: RGB, uint8 (side, side, 3). Nothing else of the file is kept.
        label: What it shows.
        name: What its file was called, cut; untrusted.
        burst: Photos that are nearly the same share it, so that they stay in one part.
        part: What it is for.
    """

    picture: Picture
    label: str
    name: str
    burst: int
    part: SetPart = "training"

    @property
    def cache_key(self) -> Hashable:
        """What results about it are kept under, without the pixels and the name."""
        return self.picture.digest, self.label, self.part


@dataclass(frozen=True, slots=True)
class PhotoSet:
    """Labelled photos, all of one size.

    Attributes:
        labels: What they show, in the order of the head's outputs; a label may have no photos yet.
        photos: In the order in which they came. No two have the same pixels.
        origin: `OWN`, or the key of a ready-made set.
    """

    labels: tuple[str, ...] = ()
    photos: tuple[SetPhoto, ...] = ()
    origin: str = OWN

    @property
    def cache_key(self) -> Hashable:
        """What results about it are kept under; names and pixels are no part of it."""
        return self.labels, tuple(photo.cache_key for photo in self.photos)

    @property
    def num_bytes(self) -> int:
        """How much memory the pixels take."""
        return sum(photo.picture.pixels.nbytes for photo in self.photos)

    def of(self, label: str | None = None, part: SetPart | None = None) -> tuple[SetPhoto, ...]:
        """The photos with a label, of a part, or both."""
        return tuple(
            photo
            for photo in self.photos
            if label in {None, photo.label} and part in {None, photo.part}
        )

    def number_of(self, label: str) -> int:
        """The number of a label, which is the head's output for it.

        Raises:
            ValueError: No such label.
        """
        if label not in self.labels:
            raise ValueError(
                f"Received the label {label!r}, which this set does not have. "
                f"Choose one of {', '.join(self.labels)}."
            )
        return self.labels.index(label)

    def photo(self, digest: str) -> SetPhoto | None:
        """The photo with these pixels; None if it is gone."""
        return next((each for each in self.photos if each.picture.digest == digest), None)

    def without(self, digests: Collection[str]) -> "PhotoSet":
        """The set without some photos; labels stay."""
        kept = tuple(each for each in self.photos if each.picture.digest not in digests)
        return replace(self, photos=kept, origin=OWN)

    def relabelled(self, digest: str, label: str) -> "PhotoSet":
        """The set with another label for one photo.

        Raises:
            ValueError: No such label.
        """
        self.number_of(label)
        return self._changed([digest], lambda photo: replace(photo, label=label))

    def moved(self, burst: int, part: SetPart) -> "PhotoSet":
        """The set with all photos of a burst in another part."""
        digests = [each.picture.digest for each in self.photos if each.burst == burst]
        return self._changed(digests, lambda photo: replace(photo, part=part))

    def with_labels(self, labels: Iterable[str]) -> "PhotoSet":
        """The set with these labels; the photos of labels that are gone go with them."""
        names = tuple(labels)
        return replace(
            self,
            labels=names,
            photos=tuple(each for each in self.photos if each.label in names),
            origin=OWN,
        )

    def _changed(
        self, digests: Collection[str], change: Callable[[SetPhoto], SetPhoto]
    ) -> "PhotoSet":
        photos = (change(each) if each.picture.digest in digests else each for each in self.photos)
        return replace(self, photos=tuple(photos), origin=OWN)
