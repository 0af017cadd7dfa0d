"""What may change about a set, and the removal that can be undone."""

import pytest

from explorer.observed import picture_of
from explorer.transfer.incoming import NewPhoto
from explorer.transfer.limits import (
    LONGEST_LABEL,
    MOST_LABELS,
    MOST_PHOTOS,
    check_room,
    checked_label,
    clean_text,
    set_problems,
)
from explorer.transfer.photo_set import OWN, PhotoSet
from explorer.transfer.set_edits import (
    DEFAULT_LABELS,
    EditedSet,
    add_label,
    add_photos,
    divide_again,
    make_room_for_labels,
    move_to_part,
    relabel,
    remove_label,
    remove_photos,
    rename_label,
    undo_removal,
)
from tests.transfer.photos import nearly, new_photo, photo_of, pixels_of, set_of


def digests(photo_set: PhotoSet) -> list[str]:
    return [str(photo.picture.digest) for photo in photo_set.photos]


# --- adding --------------------------------------------------------------------------------------


def test_photos_are_added_with_their_labels_and_divided() -> None:
    done = add_photos(PhotoSet(("a",)), [new_photo(seed, "ab"[seed % 2]) for seed in range(20)])
    assert done.labels == ("a", "b")
    assert [len(done.of(label, "validation")) for label in "ab"] == [2, 2]
    assert len({photo.burst for photo in done.photos}) == 20


@pytest.mark.parametrize(
    ("used", "coming", "labels"),
    [
        ("", "cat", ()),
        ("", "label 1", DEFAULT_LABELS),
        ("Label 2", "cat", ("Label 2",)),
    ],
    ids=["their own", "one of the two", "one is used"],
)
def test_labels_of_a_new_set_go_where_photos_bring_others(
    used: str, coming: str, labels: tuple[str, ...]
) -> None:
    begun = PhotoSet(DEFAULT_LABELS)
    if used:
        begun = add_photos(begun, [new_photo(1, used)])
    assert make_room_for_labels(begun, [new_photo(2, coming)]).labels == labels


def test_a_label_that_a_visitor_added_stays_without_photos() -> None:
    begun = PhotoSet(("dog", *DEFAULT_LABELS))
    assert make_room_for_labels(begun, [new_photo(2, "cat")]).labels == ("dog",)


def test_photos_that_came_before_stay_in_their_part() -> None:
    first = add_photos(PhotoSet(), [new_photo(seed) for seed in range(10)])
    moved = move_to_part(EditedSet(first), first.photos[0].picture.digest, "validation").photos
    done = add_photos(moved, [new_photo(100 + seed) for seed in range(10)])
    assert done.photos[:10] == moved.photos


def test_another_shot_joins_the_part_of_its_burst() -> None:
    first = add_photos(PhotoSet(), [new_photo(seed) for seed in range(10)])
    for before in first.photos:
        shot = NewPhoto(picture_of(nearly(before.picture.pixels)), "a", "again.png")
        after = add_photos(first, [shot]).photos[-1]
        assert (after.burst, after.part) == (before.burst, before.part)


def test_a_part_that_is_asked_for_is_given() -> None:
    parts = ["validation"] * 3 + ["training"]
    done = add_photos(PhotoSet(), [new_photo(n, "a", part) for n, part in enumerate(parts)])
    assert [photo.part for photo in done.photos] == parts


def test_shots_of_one_burst_get_one_part_even_if_two_are_asked_for() -> None:
    one, two = picture_of(pixels_of(1)), picture_of(nearly(pixels_of(1)))
    new = [NewPhoto(one, "a", "1", "validation"), NewPhoto(two, "a", "2", "training")]
    assert len({photo.part for photo in add_photos(PhotoSet(), new).photos}) == 1


def test_the_same_pixels_are_not_added_twice() -> None:
    with pytest.raises(ValueError, match=r"already has the photo 1\.png\. Leave it out"):
        add_photos(set_of(a=2), [new_photo(1, "b")])


def test_a_set_has_a_most_of_photos_and_labels() -> None:
    check_room(MOST_PHOTOS, MOST_LABELS)
    with pytest.raises(ValueError, match=r"would have 2,001 photos\. It has at most 2,000"):
        check_room(MOST_PHOTOS + 1, 2)
    with pytest.raises(ValueError, match=r"would have 11 labels\. It has at most 10"):
        add_photos(PhotoSet(), [new_photo(n, f"label {n}") for n in range(MOST_LABELS + 1)])


# --- removing, and undoing that ------------------------------------------------------------------


def test_removed_photos_come_back_to_their_places() -> None:
    edited = EditedSet(set_of(a=3, b=2))
    gone = remove_photos(edited, digests(edited.photos)[1:3])
    assert (len(gone.photos.photos), gone.removed) == (3, "2 photos")
    assert undo_removal(gone).photos == edited.photos
    assert undo_removal(gone).before is None


def test_undo_keeps_what_came_since() -> None:
    edited = EditedSet(set_of(a=3))
    gone = remove_photos(edited, digests(edited.photos)[:1])
    later = EditedSet(add_photos(gone.photos, [new_photo(50, "b")]), gone.before, gone.removed)
    back = undo_removal(later).photos
    assert digests(back)[:3] == digests(edited.photos)
    assert (back.labels, len(back.photos)) == (("a", "b"), 4)


def test_undo_keeps_a_label_that_was_given_since() -> None:
    edited = EditedSet(set_of(a=2, b=2))
    first, second, *_ = digests(edited.photos)
    gone = relabel(remove_photos(edited, [first]), second, "b")
    assert [photo.label for photo in undo_removal(gone).photos.photos] == ["a", "b", "b", "b"]


def test_a_label_goes_with_its_photos_and_comes_back_with_them() -> None:
    edited = EditedSet(set_of(a=3, b=2))
    gone = remove_label(edited, "a")
    assert (gone.photos.labels, len(gone.photos.photos)) == (("b",), 2)
    assert gone.removed == "the label a with 3 photos"
    assert undo_removal(gone).photos == edited.photos


def test_removing_nothing_keeps_the_undo() -> None:
    gone = remove_label(EditedSet(set_of(a=1, b=1)), "a")
    assert remove_photos(gone, ["not there"]) is gone


def test_nothing_to_undo_is_said() -> None:
    with pytest.raises(ValueError, match="no removal to undo"):
        undo_removal(EditedSet(set_of(a=1)))


def test_both_sets_count_as_kept() -> None:
    gone = remove_label(EditedSet(set_of(a=3, b=2)), "a")
    assert len(gone.all_photos) == 5


# --- labels --------------------------------------------------------------------------------------


def test_a_renamed_label_is_renamed_in_what_can_be_undone() -> None:
    edited = EditedSet(set_of(a=2, b=1))
    gone = remove_photos(edited, digests(edited.photos)[:1])
    named = rename_label(gone, "a", "cats")
    assert named.photos.labels == ("cats", "b")
    assert [photo.label for photo in undo_removal(named).photos.photos] == ["cats", "cats", "b"]


def test_a_label_may_take_the_name_of_a_removed_one() -> None:
    named = rename_label(remove_label(EditedSet(set_of(a=2, b=1)), "a"), "b", "a")
    assert (named.photos.labels, named.before, named.removed) == (("a",), None, "")


def test_capitals_of_a_label_can_be_changed() -> None:
    assert rename_label(EditedSet(set_of(cat=1)), "cat", "Cat").photos.labels == ("Cat",)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no letters"),
        (" \t\n", "no letters"),
        ("\u200b", "no letters"),
        ("A", "already has the label a"),
        ("x" * (LONGEST_LABEL + 1), "more than 40 characters"),
    ],
)
def test_a_label_that_is_not_accepted_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        add_label(EditedSet(set_of(a=1)), text)


@pytest.mark.parametrize(
    "text", ["고양이", "<b>cat</b>", "[cat](http://x.test)", "x" * LONGEST_LABEL]
)
def test_any_other_label_is_taken_as_it_is(text: str) -> None:
    assert checked_label(f" {text} ", ()) == text


def test_a_korean_name_in_pieces_is_the_same_name() -> None:
    in_pieces = "\u1100\u1169"  # the letters that macOS writes in file names
    assert clean_text(in_pieces, 10) == "\uace0"


def test_long_text_is_cut_with_a_sign() -> None:
    assert clean_text("a b" * 10, 5) == "a ba…"
    assert clean_text("ab\x00c\u202ed\ne", 9) == "ab cd e"


def test_ten_labels_are_enough() -> None:
    edited = EditedSet(PhotoSet(tuple(f"label {n}" for n in range(MOST_LABELS))))
    with pytest.raises(ValueError, match=r"at most 10\. Remove a label"):
        add_label(edited, "one more")


# --- one photo -----------------------------------------------------------------------------------


def test_a_photo_gets_another_label() -> None:
    edited = relabel(EditedSet(set_of(a=1, b=1)), digests(set_of(a=1))[0], "b")
    assert [photo.label for photo in edited.photos.photos] == ["b", "b"]
    assert edited.photos.labels == ("a", "b")
    with pytest.raises(ValueError, match="the label 'c', which this set does not have"):
        relabel(edited, digests(edited.photos)[0], "c")


def test_a_photo_moves_with_its_burst() -> None:
    photos = (photo_of(1, burst=0), photo_of(2, burst=0), photo_of(3, burst=1))
    edited = EditedSet(PhotoSet(("a",), photos))
    moved = move_to_part(edited, photos[1].picture.digest, "validation").photos
    assert [photo.part for photo in moved.photos] == ["validation", "validation", "training"]
    assert move_to_part(edited, "not there", "validation") is edited


def test_a_ready_made_set_becomes_an_own_one_with_the_first_change() -> None:
    ready = PhotoSet(("a", "b"), set_of(a=3, b=3).photos, "textures")
    first = ready.photos[0].picture.digest
    for changed in (
        add_photos(ready, [new_photo(99)]),
        remove_photos(EditedSet(ready), [first]).photos,
        relabel(EditedSet(ready), first, "b").photos,
        move_to_part(EditedSet(ready), first, "validation").photos,
        rename_label(EditedSet(ready), "a", "c").photos,
        remove_label(EditedSet(ready), "a").photos,
        add_label(EditedSet(ready), "c").photos,
        divide_again(EditedSet(ready)).photos,
    ):
        assert changed.origin == OWN


# --- what is missing -----------------------------------------------------------------------------


def test_a_set_that_can_be_taught_with_has_no_problems() -> None:
    assert set_problems({"a": (1, 0), "b": (4, 1)}) == ()


@pytest.mark.parametrize(
    ("counts", "problems"),
    [
        ({}, ["no photos. Add some, or choose"]),
        ({"a": (0, 0), "b": (0, 0)}, ["no photos. Add some, or choose"]),
        ({"a": (4, 1)}, ["has 1 label. A head tells at least 2"]),
        ({"a": (1, 0)}, ["has 1 label. A head tells at least 2"]),
        ({"a": (4, 1), "b": (0, 0)}, ["b has no photos. Add some, or remove the label"]),
        (
            {"a": (4, 1), "b": (0, 0), "c": (0, 0), "d": (0, 2), "e": (0, 0)},
            ["b, c and e have no photos. Add some, or remove the labels.", "d has no photos for"],
        ),
        ({"a": (4, 1), "b": (0, 3)}, ["b has no photos for training. Move some"]),
    ],
)
def test_what_is_missing_is_said(counts: dict[str, tuple[int, int]], problems: list[str]) -> None:
    told = set_problems(counts)
    assert len(told) == len(problems)
    for sentence, part in zip(told, problems, strict=True):
        assert part in sentence
