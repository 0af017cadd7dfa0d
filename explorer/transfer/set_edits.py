"""What a visitor may change about a set, with the one removal that can be undone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from explorer.transfer.incoming import NewPhoto
from explorer.transfer.limits import check_room, checked_label
from explorer.transfer.photo_set import OWN, PhotoSet, SetPart, SetPhoto
from explorer.transfer.split import divided, find_bursts
from explorer.words import several

DEFAULT_LABELS = ("Label 1", "Label 2")
"""A new set's; they can be renamed."""


@dataclass(frozen=True, slots=True)
class EditedSet:
    """A set, and what was removed from it last.

    Attributes:
        photos: The set.
        before: The set before the last removal; None where there is nothing to undo.
        removed: What was removed, in words, such as "3 photos".
    """

    photos: PhotoSet
    before: PhotoSet | None = None
    removed: str = ""

    @property
    def all_photos(self) -> dict[str, SetPhoto]:
        """All photos that it keeps in memory, by digest."""
        earlier = self.before.photos if self.before is not None else ()
        return {each.picture.digest: each for each in (*earlier, *self.photos.photos)}


def add_photos(photo_set: PhotoSet, new: Sequence[NewPhoto]) -> PhotoSet:
    """The set with more photos; labels that it lacks are added. Known photos keep their part.

    Raises:
        ValueError: It would have too many photos or labels, or a photo that it has already.
    """
    labels = tuple(dict.fromkeys((*photo_set.labels, *(each.label for each in new))))
    check_room(len(photo_set.photos) + len(new), len(labels))
    known = {photo.picture.digest for photo in photo_set.photos}
    for each in new:
        if each.picture.digest in known:
            raise ValueError(f"The set already has the photo {each.name}. Leave it out.")
        known.add(each.picture.digest)
    first_free = 1 + max((photo.burst for photo in photo_set.photos), default=-1)
    bursts = find_bursts(photo_set.photos, [each.picture for each in new], first_free)
    part_of = {burst: each.part for burst, each in zip(bursts, new, strict=True) if each.part}
    part_of |= {photo.burst: photo.part for photo in photo_set.photos}
    added = tuple(
        SetPhoto(each.picture, each.label, each.name, burst, part_of.get(burst, "training"))
        for each, burst in zip(new, bursts, strict=True)
    )
    settled = {each.picture.digest for each in photo_set.photos}
    settled |= {each.picture.digest for each in added if each.burst in part_of}
    whole = replace(photo_set, labels=labels, photos=(*photo_set.photos, *added), origin=OWN)
    return divided(whole, settled)


def make_room_for_labels(photo_set: PhotoSet, new: Sequence[NewPhoto]) -> PhotoSet:
    """The set without a new set's labels that nobody has used, where photos bring their own.

    Args:
        photo_set: As it is.
        new: Photos that come.
    """
    coming = {each.label.casefold() for each in new}
    if coming <= {label.casefold() for label in photo_set.labels}:
        return photo_set
    used = {photo.label for photo in photo_set.photos}
    kept = (
        label
        for label in photo_set.labels
        if label in used or label not in DEFAULT_LABELS or label.casefold() in coming
    )
    return photo_set.with_labels(kept)


def remove_photos(edited: EditedSet, digests: Collection[str]) -> EditedSet:
    """The set without some photos, which can be undone."""
    left = edited.photos.without(digests)
    num_gone = len(edited.photos.photos) - len(left.photos)
    if not num_gone:
        return edited
    return EditedSet(left, edited.photos, several(num_gone, "photo"))


def undo_removal(edited: EditedSet) -> EditedSet:
    """The set as it was before the last removal; photos and labels that came since stay.

    Raises:
        ValueError: There is nothing to undo, or no room for it any more.
    """
    if edited.before is None:
        raise ValueError("There is no removal to undo.")
    now, before = edited.photos, edited.before
    labels = tuple(dict.fromkeys((*before.labels, *now.labels)))
    here = {photo.picture.digest: photo for photo in now.photos}
    there = {photo.picture.digest for photo in before.photos}
    back = tuple(here.get(each.picture.digest, each) for each in before.photos)
    since = tuple(each for each in now.photos if each.picture.digest not in there)
    check_room(len(back) + len(since), len(labels))
    return EditedSet(replace(now, labels=labels, photos=(*back, *since), origin=OWN))


def relabel(edited: EditedSet, digest: str, label: str) -> EditedSet:
    """The set with another label for one photo.

    Raises:
        ValueError: No such label.
    """
    return replace(edited, photos=edited.photos.relabelled(digest, label))


def move_to_part(edited: EditedSet, digest: str, part: SetPart) -> EditedSet:
    """The set with a photo, and those that are nearly the same, in another part."""
    photo = edited.photos.photo(digest)
    if photo is None:
        return edited
    return replace(edited, photos=edited.photos.moved(photo.burst, part))


def divide_again(edited: EditedSet) -> EditedSet:
    """The set divided as if all photos had come at once."""
    return replace(edited, photos=replace(divided(edited.photos), origin=OWN))


def add_label(edited: EditedSet, text: str) -> EditedSet:
    """The set with one more label, which has no photos yet.

    Raises:
        ValueError: The name is not accepted, or there are enough labels.
    """
    labels = edited.photos.labels
    label = checked_label(text, labels)
    check_room(len(edited.photos.photos), len(labels) + 1)
    return replace(edited, photos=edited.photos.with_labels((*labels, label)))


def rename_label(edited: EditedSet, label: str, text: str) -> EditedSet:
    """The set with another name for a label, in the set before the last removal too.

    Raises:
        ValueError: The name is not accepted.
    """
    edited.photos.number_of(label)
    others = tuple(each for each in edited.photos.labels if each != label)
    new = checked_label(text, others)
    before = edited.before
    if before is not None and new in before.labels and new != label:
        before = None  # the removed label was called so: it cannot come back beside this one
    return EditedSet(
        _renamed(edited.photos, label, new),
        before and _renamed(before, label, new),
        edited.removed if before else "",
    )


def remove_label(edited: EditedSet, label: str) -> EditedSet:
    """The set without a label and its photos, which can be undone.

    Raises:
        ValueError: No such label.
    """
    edited.photos.number_of(label)
    labels = [each for each in edited.photos.labels if each != label]
    gone = several(len(edited.photos.of(label)), "photo")
    left = edited.photos.with_labels(labels)
    return EditedSet(left, edited.photos, f"the label {label} with {gone}")


def _renamed(photo_set: PhotoSet, label: str, new: str) -> PhotoSet:
    def other(name: str) -> str:
        return new if name == label else name

    photos = tuple(replace(each, label=other(each.label)) for each in photo_set.photos)
    labels = tuple(map(other, photo_set.labels))
    return replace(photo_set, labels=labels, photos=photos, origin=OWN)
