"""Files, folders and zips of photos: the good ones are read, the others get a sentence."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping

import numpy as np
import pytest
from PIL import Image

from explorer.images import set_zip
from explorer.images.set_archive import set_archive
from explorer.images.set_files import FileReading, GivenFile
from explorer.images.set_paths import UnsafePath, is_of_the_system, place_of
from explorer.images.set_zip import ZipRejected, packed_files
from explorer.transfer.incoming import NewPhoto, RefusedFile, admit_photos, grouped
from explorer.transfer.limits import MOST_PHOTOS
from explorer.transfer.photo_set import TAUGHT_SIDE, PhotoSet
from explorer.transfer.set_edits import add_photos
from tests.transfer.photos import new_photo, photo_of, set_of


def png(colour: tuple[int, int, int] = (200, 30, 30), size: tuple[int, int] = (30, 20)) -> bytes:
    """Width and height in px."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


def zipped(files: Mapping[str, bytes], kind: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", kind) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def read(files: Mapping[str, bytes], label: str = "") -> tuple[list[NewPhoto], list[RefusedFile]]:
    reading = FileReading([GivenFile(name, data) for name, data in files.items()], label)
    found = list(reading.each())
    assert reading.done == reading.total
    return (
        [each for each in found if isinstance(each, NewPhoto)],
        [each for each in found if isinstance(each, RefusedFile)],
    )


def read_zip(files: Mapping[str, bytes]) -> tuple[list[NewPhoto], list[RefusedFile]]:
    return read({"set.zip": zipped(files)})


# --- what is read --------------------------------------------------------------------------------


def test_folders_are_the_labels_in_a_folder_and_in_a_zip() -> None:
    files = {"pets/cat/1.png": png(), "pets/dog/2.png": png((0, 0, 0))}
    for photos, refused in (read(files), read_zip(files)):
        assert [(photo.label, photo.name, photo.part) for photo in photos] == [
            ("cat", "1.png", None),
            ("dog", "2.png", None),
        ]
        assert refused == []


def test_a_photo_is_cut_to_the_square_in_its_middle() -> None:
    pixels = np.zeros((40, 120, 3), np.uint8)
    pixels[:, 36:84] = 255  # the square is 40:80, and its edge is resampled from a little more
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    (photo,), _ = read({"wide.png": buffer.getvalue()}, "a")
    assert photo.picture.pixels.shape == (TAUGHT_SIDE, TAUGHT_SIDE, 3)
    assert photo.picture.pixels.min() == 255
    with pytest.raises(ValueError, match="read-only"):
        photo.picture.pixels[0, 0] = 0


def test_a_chosen_label_is_for_files_without_a_folder() -> None:
    photos, refused = read({"1.png": png(), "dog/2.png": png((0, 0, 0))}, "cat")
    assert [photo.label for photo in photos] == ["cat", "dog"]
    assert refused == []
    _, (without,) = read({"1.png": png()})
    assert "not in a folder" in without.reason


@pytest.mark.parametrize(
    ("path", "label", "part"),
    [
        ("training/cat/1.png", "cat", "training"),
        ("Data/VAL/cat/1.png", "cat", "validation"),
        ("test/1.png", "test", None),
        ("training/train/1.png", "train", "training"),
        ("L" * 200 + "/1.png", "L" * 200, None),
        ("a\\cat\\1.png", "cat", None),
        ("./cat/1.png", "cat", None),
        ("1.png", "", None),
        ("고양이/1.png", "고양이", None),
        ("<b>x</b>.d/1.png", "b>.d", None),
    ],
)
def test_a_path_says_label_and_part(path: str, label: str, part: str | None) -> None:
    place = place_of(path)
    assert (place.label, place.part, place.name) == (label, part, "1.png")


@pytest.mark.parametrize(
    "labels",
    [("a", "b"), ("Train", "test"), ("yes/no?", "yes:no?"), ("L" * 39 + "*", "L" * 39 + "?")],
)
def test_a_set_comes_back_from_its_zip_as_it_was(labels: tuple[str, str]) -> None:
    whole = add_photos(PhotoSet(), [new_photo(n, labels[n % 2]) for n in range(12)])
    photos, refused = read({"photos.zip": set_archive(whole)})
    assert refused == []
    back = add_photos(PhotoSet(whole.labels), photos)

    def essence(photo_set: PhotoSet) -> list[tuple[str, str, str]]:
        return [(str(p.picture.digest), p.label, p.part) for p in photo_set.photos]

    assert essence(back) == essence(whole)


def test_labels_that_no_folder_can_be_called_stay_apart() -> None:
    labels = ("a/b", "a:b", "A_B", "..", "고양이")
    whole = PhotoSet(labels, tuple(photo_of(n, label) for n, label in enumerate(labels)))
    names = zipfile.ZipFile(io.BytesIO(set_archive(whole))).namelist()
    folders = [name.split("/")[1] for name in names]
    assert len({folder.casefold() for folder in folders}) == len(labels)
    assert not any(".." in name for name in names)
    assert set_archive(whole) == set_archive(whole)


def test_files_are_counted_as_they_are_read() -> None:
    """A zip counts as the files in it, and one that is read as done."""
    zip_of_two = zipped({"a/1.png": png(), "a/2.txt": b"no"})
    reading = FileReading([GivenFile("set.zip", zip_of_two), GivenFile("b/3.png", png())])
    counts = [(reading.done, reading.total) for _ in reading.each()]
    assert counts == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize(
    ("comment", "label"),
    [
        (b"", "a"),
        (b"packed by somebody", "a"),
        (b"\xff\xfe", "a"),
        (b"[1]", "a"),
        (b"[" * 60_000, "a"),
        (b'{"a": 1, "b": "x"}', "a"),
        (b'{"a": ""}', "a"),
        (b'{"a": " a\\u202e/b "}', "a/b"),
    ],
)
def test_a_comment_of_a_zip_names_labels_or_nothing(comment: bytes, label: str) -> None:
    buffer = io.BytesIO(zipped({"a/1.png": png()}))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = comment
    (photo,), refused = read({"set.zip": buffer.getvalue()})
    assert (photo.label, refused) == (label, [])


# --- what is not read ----------------------------------------------------------------------------


def test_good_files_are_kept_and_bad_ones_listed() -> None:
    files = {
        "a/1.png": png(),
        "a/cut.png": png()[:40],
        "a/note.txt": b"no picture",
        "a/empty.png": b"",
        "b/2.png": png((0, 0, 0)),
    }
    for photos, refused in (read(files), read_zip(files)):
        assert [photo.name for photo in photos] == ["1.png", "2.png"]
        assert [each.name for each in refused] == ["a/cut.png", "a/note.txt", "a/empty.png"]
        for each, reason in zip(refused, ("damaged", "not a picture", "empty"), strict=True):
            assert reason in each.reason


@pytest.mark.parametrize(
    "path",
    ["__MACOSX/a/._1.png", "a/.DS_Store", "a/Thumbs.db", "a/desktop.ini", ".git/1.png"],
)
def test_files_of_systems_are_passed_over(path: str) -> None:
    assert is_of_the_system(path)
    assert read_zip({path: b"anything", "a/1.png": png()})[1] == []


@pytest.mark.parametrize(
    "path", ["../cat/1.png", "/cat/1.png", "C:\\cat\\1.png", "a/../../1.png", "..\\cat\\1.png"]
)
def test_a_path_that_leads_outside_is_refused(path: str) -> None:
    with pytest.raises(UnsafePath, match="leads outside"):
        place_of(path)
    photos, (refused,) = read_zip({path: png()})
    assert photos == []
    assert "leads outside" in refused.reason


def test_a_zip_in_a_zip_is_not_opened() -> None:
    inner = zipped({"a/1.png": png()})
    photos, (refused,) = read_zip({"a/inner.zip": inner, "a/2.png": png()})
    assert [photo.name for photo in photos] == ["2.png"]
    assert "zip inside a zip" in refused.reason


def test_a_locked_file_is_refused_and_the_others_are_read() -> None:
    data = bytearray(zipped({"a/1.png": png(), "a/2.png": png((0, 0, 0))}))
    for start, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(start)
        data[at + flags] |= 1
    photos, (refused,) = read({"set.zip": bytes(data)})
    assert [photo.name for photo in photos] == ["2.png"]
    assert (refused.name, "password" in refused.reason) == ("a/1.png", True)


def test_a_file_that_grows_like_a_bomb_is_refused() -> None:
    data = zipped({"a/bomb.bmp": bytes(20 * 10**6), "a/1.png": png()}, zipfile.ZIP_DEFLATED)
    assert len(data) < 10**5
    photos, (refused,) = read({"set.zip": data})
    assert [photo.name for photo in photos] == ["1.png"]
    assert "times larger unpacked" in refused.reason


def test_a_file_too_large_unpacked_is_refused() -> None:
    data = zipped({"a/bomb.bmp": bytes(25 * 10**6 + 1)}, zipfile.ZIP_DEFLATED)
    _, (refused,) = read({"set.zip": data})
    assert "25,000,001 bytes unpacked. Accepted: up to 25 MB" in refused.reason


def test_a_plain_drawing_may_shrink_much() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (160, 160)).save(buffer, "BMP")
    data = zipped({"a/1.bmp": buffer.getvalue()}, zipfile.ZIP_DEFLATED)
    assert len(read({"set.zip": data})[0]) == 1


def test_all_files_together_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(set_zip, "MOST_UNPACKED_BYTES", 2 * len(png()))
    photos, (refused,) = read_zip({f"a/{n}.png": png() for n in range(3)})
    assert len(photos) == 2
    assert "more than" in refused.reason


def test_a_file_that_claims_to_be_small_is_not_read_further() -> None:
    """The size in the directory is a lie: no more than that is unpacked, and the sum is wrong."""
    data = bytearray(zipped({"a/1.bmp": bytes(10**6)}, zipfile.ZIP_DEFLATED))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    _, (refused,) = read({"set.zip": bytes(data)})
    assert "damaged in the zip" in refused.reason


def lost_its_end(data: bytes) -> bytes:
    return data[:-10]


def lost_its_start(data: bytes) -> bytes:
    return b"PK\x03\x04" + data[60:]


@pytest.mark.parametrize("damage", [lost_its_end, lost_its_start])
def test_a_damaged_zip_is_one_line(damage: Callable[[bytes], bytes]) -> None:
    photos, refused = read({"set.zip": damage(zipped({"a/1.png": png()})), "b/2.png": png()})
    assert [photo.name for photo in photos] == ["2.png"]
    assert [each.name for each in refused] in (["set.zip"], ["a/1.png"])
    assert "damaged" in refused[0].reason


def test_one_damaged_file_leaves_the_others() -> None:
    data = bytearray(zipped({"a/1.png": png(), "a/2.png": png((0, 0, 0))}))
    data[data.index(b"IDAT") + 8] ^= 0xFF
    photos, (refused,) = read({"set.zip": bytes(data)})
    assert [photo.name for photo in photos] == ["2.png"]
    assert "damaged in the zip" in refused.reason


def test_a_zip_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(set_zip, "MAX_ZIP_BYTES", 50)
    with pytest.raises(ZipRejected, match=r"bytes\. Accepted: up to"):
        packed_files(zipped({"a/1.png": png()}))


def test_a_zip_of_many_entries_is_refused_before_they_are_listed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(set_zip, "MAX_ENTRIES", 2)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(ZipRejected, match=r"about 3 files\. Accepted: up to 2\. Pack fewer"):
        packed_files(b"PK\x03\x04" + 3 * b"PK\x01\x02")


def test_an_empty_zip_says_so() -> None:
    for data in (zipped({}), zipped({"a/": b""})):
        with pytest.raises(ZipRejected, match=r"no files\. Put photos into its folders"):
            packed_files(data)


def named_in(encoding: str, name: str) -> bytes:
    """A zip whose name is written in an encoding that the zip does not name."""
    raw = name.encode(encoding)
    data = zipped({"x" * (len(raw)) + "/1.png": png()})
    return data.replace(b"x" * len(raw), raw)


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_korean_folders_of_any_program_are_read(encoding: str) -> None:
    (photo,), refused = read({"set.zip": named_in(encoding, "고양이")})
    assert (photo.label, refused) == ("고양이", [])


def test_markup_in_names_stays_text() -> None:
    photos, refused = read_zip({"<img src=x>/1.png": png(), "[a](b)/x.png": b"no"})
    assert [photo.label for photo in photos] == ["<img src=x>"]
    assert refused[0].name == "[a](b)/x.png"


def test_labels_that_begin_alike_never_become_one() -> None:
    """As long as a label may be is read; what is longer is named with its reason."""
    photos, refused = read_zip({"L" * n + "/1.png": png((n, 0, 0)) for n in (40, 41, 42)})
    assert [photo.label for photo in photos] == ["L" * 40]
    assert [each.name for each in refused] == ["L" * 41 + "/1.png", "L" * 42 + "/1.png"]
    assert all("more than 40 characters" in each.reason for each in refused)
    assert read({"1.png": png()}, "L" * 41)[1][0].reason == refused[0].reason


def test_a_long_path_is_cut_at_its_start() -> None:
    _, (refused,) = read({"folder/" * 40 + "end.txt": b"no"})
    assert refused.name.startswith("…")
    assert refused.name.endswith("end.txt")
    assert len(refused.name) == 80


# --- what a set takes ----------------------------------------------------------------------------


def test_the_same_photo_under_two_labels_has_the_first_one() -> None:
    photos, _ = read({"a/1.png": png(), "b/2.png": png(), "a/3.png": png()})
    admitted = admit_photos(PhotoSet(), photos)
    assert [photo.name for photo in admitted.taken] == ["1.png"]
    other, again = admitted.refused
    assert (other.name, "under a. A photo has one label" in other.reason) == ("b/2.png", True)
    assert (again.name, "It is kept once" in again.reason) == ("a/3.png", True)


def test_labels_that_differ_in_capitals_are_one() -> None:
    admitted = admit_photos(set_of(Cat=1), [new_photo(9, "cat"), new_photo(10, "CAT")])
    assert [photo.label for photo in admitted.taken] == ["Cat", "Cat"]


def test_twenty_thousand_photos_are_2_000() -> None:
    photo = new_photo(0)
    full = PhotoSet(("a",), tuple(photo_of(n) for n in range(3)))
    many = [photo_of(n) for n in range(3, MOST_PHOTOS + 2)]
    new = [NewPhoto(each.picture, "a", each.name) for each in many]
    admitted = admit_photos(full, new)
    assert (len(admitted.taken), len(admitted.refused)) == (MOST_PHOTOS - 3, 2)
    assert "at most 2,000 photos" in admitted.refused[0].reason
    assert photo.picture.digest in {each.picture.digest for each in full.photos}


def test_the_eleventh_label_is_refused() -> None:
    admitted = admit_photos(PhotoSet(), [new_photo(n, f"label {n}") for n in range(11)])
    assert len(admitted.taken) == 10
    assert "10 labels, the most there may be" in admitted.refused[0].reason


def test_what_was_left_out_is_grouped_by_reason() -> None:
    refused = [RefusedFile("1", "x"), RefusedFile("2", "y"), RefusedFile("3", "y")]
    assert list(grouped(refused).items()) == [("y", ("2", "3")), ("x", ("1",))]
