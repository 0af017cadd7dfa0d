"""The page on which a set of photos is collected."""

import io
import zipfile
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from explorer.belongings import belongings
from explorer.images.ready_sets import READY_SETS
from explorer.images.set_files import FileReading
from explorer.session.taught_set import SET_IS_GONE, bytes_of_all_sets
from explorer.transfer.photo_set import PhotoSet
from explorer.turns import PAGE_TURNS
from explorer.views import collecting
from explorer.views.collecting import ADDING
from tests.pages.conftest import OpenApp
from tests.pages.test_own_photo import keys_of
from tests.pages.visitor import (
    as_read,
    button,
    chosen,
    errors,
    metrics,
    open_expander,
    sentences,
    table,
)


def png(seed: int) -> bytes:
    squares = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(squares.repeat(20, 0).repeat(20, 1)).save(buffer, "PNG")
    return buffer.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def two_labels(many: int = 5) -> bytes:
    return zipped(
        {
            f"{label}/{n}.png": png(10 * n + len(label))
            for n in range(many)
            for label in ("cat", "horse")
        }
    )


def give(at: AppTest, name: str, data: bytes) -> AppTest:
    open_expander(at, ADDING)
    (field,) = (each for each in at.main.file_uploader if each.key.startswith("set_files"))
    return field.upload(name, data, "application/octet-stream").run()


def own(at: AppTest) -> PhotoSet:
    """What the server keeps."""
    found: PhotoSet = belongings.get(at.session_state["visitor"], "own_set").edited.photos
    return found


@pytest.fixture(autouse=True)
def forget_everybody() -> Iterator[None]:
    yield
    belongings._of.clear()


@pytest.mark.parametrize("key", READY_SETS)
def test_a_ready_made_set_is_shown_with_its_split(open_app: OpenApp, key: str) -> None:
    at = open_app(page="collect", set=key)
    assert errors(at) == []
    shown = metrics(at)
    assert int(shown["Photos"]) == int(shown["For training"]) + int(shown["◆ For validation"])
    for label in READY_SETS[key].labels:
        assert f"**{label}**:" in sentences(at)
    headings = [each.value for each in at.subheader]
    assert ("Counter-photos" in headings) == (key == "biased")


def test_a_zip_becomes_a_set(open_app: OpenApp) -> None:
    at = give(open_app(page="collect"), "set.zip", two_labels())
    assert errors(at) == []
    assert chosen(at, "set") == "own"
    assert own(at).labels == ("cat", "horse")
    assert metrics(at)["Photos"] == "10"
    assert metrics(at)["◆ For validation"] == "2"
    assert "10 photos added." in as_read("\n".join(each.value for each in at.caption))


def test_good_files_are_kept_and_bad_ones_listed(open_app: OpenApp) -> None:
    files = {"cat/1.png": png(1), "cat/2.txt": b"no", "../x.png": png(2), "dog/1.png": png(1)}
    at = give(open_app(page="collect"), "set.zip", zipped(files))
    assert errors(at) == []
    assert len(own(at).photos) == 1
    assert "1 photo added. 3 files left out:" in sentences(at)
    left_out = table(at, "Why, and what to do")
    assert sorted(left_out["Which"]) == ["../x.png", "1.png", "cat/2.txt"]
    button(at, "Dismiss").click().run()
    assert "left out" not in sentences(at)


def test_a_photo_without_a_folder_gets_the_chosen_label(open_app: OpenApp) -> None:
    at = open_expander(open_app(page="collect"), ADDING)
    at.selectbox(key="label_of_new").set_value("Label 2").run()
    give(at, "1.png", png(1))
    assert [(photo.label, photo.name) for photo in own(at).photos] == [("Label 2", "1.png")]
    warnings = [as_read(each.value) for each in at.warning]
    assert any("1 label. A head tells at least 2" in each for each in warnings)


def test_a_second_upload_adds_to_the_set(open_app: OpenApp) -> None:
    at = give(open_app(page="collect"), "set.zip", two_labels(3))
    give(at, "more.zip", zipped({"cat/new.png": png(99)}))
    assert len(own(at).photos) == 7
    assert own(at).labels == ("cat", "horse")


def test_files_are_read_outside_of_the_page_s_turn(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = []
    each = FileReading.each

    def noting(files: FileReading) -> Iterator[object]:
        for one in each(files):
            held.append(PAGE_TURNS._holds_one)
            yield one

    monkeypatch.setattr(FileReading, "each", noting)
    at = give(open_app(page="collect"), "set.zip", two_labels(2))
    assert errors(at) == []
    assert held == [False] * 4


def test_reading_goes_on_where_a_click_ended_it(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page reads two files a look and is cut short after the first look."""
    monkeypatch.setattr(collecting, "READ_AT_ONCE", 2)
    at = open_app(page="collect")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("explorer.widgets.set_photos.read_what_is_given", collecting.read_next_files)
        give(at, "set.zip", two_labels(4))
    assert len(own(at).photos) == 2
    at.run()
    assert len(own(at).photos) == 8


def test_a_label_is_added_renamed_removed_and_brought_back(open_app: OpenApp) -> None:
    at = give(open_app(page="collect"), "set.zip", two_labels(2))
    at.text_input(key="new_label_name").set_value("<b>x</b>").run()
    button(at, "Add as a label").click().run()
    assert own(at).labels == ("cat", "horse", "<b>x</b>")
    assert any("has no photos. Add some" in as_read(each.value) for each in at.warning)
    at.text_input(key="new_label_name").set_value("Cats").run()
    button(at, "Rename the label").click().run()
    assert own(at).labels == ("Cats", "horse", "<b>x</b>")
    at.selectbox(key="changed_label").set_value("horse").run()
    button(at, "Remove the label and its photos").click().run()
    assert len(own(at).photos) == 2
    at.button(key="undo_removal").click().run()
    assert (own(at).labels[:2], len(own(at).photos)) == (("Cats", "horse"), 4)


def test_a_name_that_is_taken_is_refused_with_a_sentence(open_app: OpenApp) -> None:
    at = give(open_app(page="collect"), "set.zip", two_labels(2))
    at.text_input(key="new_label_name").set_value("HORSE").run()
    button(at, "Add as a label").click().run()
    assert errors(at) == ["The set already has the label horse. Write another name."]


def test_deleting_leaves_nothing(open_app: OpenApp) -> None:
    at = give(open_app(page="collect"), "set.zip", two_labels(2))
    origins = [str(photo.picture.digest) for photo in own(at).photos]
    assert any(list(keys_of(each)) for each in origins)  # what near-duplicates are judged by
    button(at, "Delete my photos").click().run()
    assert errors(at) == []
    assert chosen(at, "set") == "textures"
    assert bytes_of_all_sets() == 0
    assert [list(keys_of(each)) for each in origins] == [[]] * 4
    visitor = at.session_state["visitor"]
    assert belongings.get(visitor, "own_set") is None
    assert belongings.get(visitor, "reading_of_set") is None


def test_a_link_to_an_own_set_shows_a_ready_made_one(open_app: OpenApp) -> None:
    at = open_app(page="collect", set="own")
    assert chosen(at, "set") == "textures"
    assert as_read(SET_IS_GONE) in [as_read(each.value) for each in at.warning]


def test_choosing_own_photos_begins_a_set(open_app: OpenApp) -> None:
    at = open_app(page="collect")
    button(at, "Begin a set of my own").click().run()
    assert errors(at) == []
    assert chosen(at, "set") == "own"
    assert own(at).labels == ("Label 1", "Label 2")
    assert [as_read(each.value) for each in at.warning] == [
        "The set has no photos. Add some, or choose a ready-made set."
    ]


def test_whose_photos_these_are_is_said(open_app: OpenApp) -> None:
    told = sentences(open_app(page="collect"))
    for part in ("are yours", "never written to its disk", "about a minute after"):
        assert part in told
