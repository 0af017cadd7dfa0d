"""The page for pupils: photos of one's own, training, and what it says about a photo."""

import io
import json
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from explorer.belongings import belongings
from explorer.shared.questions.teaching import TeachHead
from explorer.transfer.photo_set import PhotoSet
from tests.pages.conftest import OpenApp
from tests.pages.visitor import (
    as_read,
    button,
    charts,
    chosen,
    errors,
    sentences,
    wait_for_work,
)

EPOCHS, LAYER = "4", "block1_pool"


def picture(seed: int, level: int) -> bytes:
    """Noise around a grey level, as a PNG."""
    noise = np.random.default_rng(seed).integers(0, 40, (8, 8, 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray((noise + np.uint8(level)).repeat(20, 0).repeat(20, 1)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(autouse=True)
def forget_everybody() -> Iterator[None]:
    yield
    belongings._of.clear()


@pytest.fixture
def at(open_app: OpenApp) -> AppTest:
    """A visitor who has begun a set of their own."""
    at = open_app(page="teach", epochs=EPOCHS, taught_layer=LAYER)
    return button(at, "Use photos of your own").click().run()


def own(at: AppTest) -> PhotoSet:
    """What the server keeps."""
    found: PhotoSet = belongings.get(at.session_state["visitor"], "own_set").edited.photos
    return found


def give(at: AppTest, number: int, *files: tuple[str, bytes]) -> AppTest:
    """Add files to the label of that number, one after the other."""
    for name, data in files:
        key = f"teach_files_{number}"
        (field,) = (each for each in at.main.file_uploader if each.key.startswith(key))
        field.upload(name, data, "image/png").run()
    return at


def filled(at: AppTest, many: int = 5) -> AppTest:
    """Two labels with photos: dark and bright ones."""
    for number, level in enumerate((10, 200)):
        give(at, number, *((f"{n}.png", picture(n + 50 * number, level)) for n in range(many)))
    return at


def photos_shown(at: AppTest, label: str) -> list[str]:
    """The descriptions of photos beside each other."""
    sheets = [json.loads(each.proto.json) for each in at.get("bidi_component")]
    (sheet,) = (each for each in sheets if each.get("label") == label)
    return [tile["description"] for tile in sheet["tiles"]]


def trained(at: AppTest, label: str = "Train") -> AppTest:
    button(at, label).click().run()
    wait_for_work(at, TeachHead.kind)
    assert errors(at) == []
    return at


def test_an_own_set_begins_with_two_empty_labels_and_says_what_is_missing(at: AppTest) -> None:
    assert errors(at) == []
    assert chosen(at, "set") == "own"
    assert [at.text_input(key=f"teach_name_{n}").value for n in (0, 1)] == ["Label 1", "Label 2"]
    assert button(at, "Train").disabled
    assert "The set has no photos. Add some, or choose a ready-made set." in sentences(at)


def test_photos_get_the_label_of_the_box_that_they_are_given_to(at: AppTest) -> None:
    give(at, 1, ("a.png", picture(1, 10)), ("b.png", picture(2, 10)))
    give(at, 0, ("c.png", picture(3, 200)))
    assert [(each.label, each.name) for each in own(at).photos] == [
        ("Label 2", "a.png"),
        ("Label 2", "b.png"),
        ("Label 1", "c.png"),
    ]
    assert not button(at, "Train").disabled


def test_a_label_is_renamed_with_its_photos_and_another_one_is_added(at: AppTest) -> None:
    give(at, 0, ("a.png", picture(1, 10)))
    at.text_input(key="teach_name_0").set_value("고양이 <b>").run()
    assert own(at).photos[0].label == "고양이 <b>"
    button(at, "Add a label").click().run()
    assert own(at).labels == ("고양이 <b>", "Label 2", "Label 3")
    at.text_input(key="teach_name_1").set_value("고양이 <b>").run()
    assert any("The set already has the label" in as_read(each.value) for each in at.error)
    assert own(at).labels[1] == "Label 2"


def test_a_label_too_many_is_removed_and_brought_back(at: AppTest) -> None:
    assert not [each for each in at.button if each.label.startswith("Remove label")]
    button(at, "Add a label").click().run()
    give(at, 2, ("a.png", picture(1, 10)))
    button(at, "Remove label 3").click().run()
    assert (own(at).labels, own(at).photos) == (("Label 1", "Label 2"), ())
    at.button(key="undo_removal").click().run()
    assert own(at).labels == ("Label 1", "Label 2", "Label 3")
    assert [each.label for each in own(at).photos] == ["Label 3"]
    assert errors(at) == []


def test_a_bad_file_is_listed_and_the_good_ones_are_kept(at: AppTest) -> None:
    give(at, 0, ("a.png", picture(1, 10)), ("b.png", b"no picture"))
    assert len(own(at).photos) == 1
    assert "0 photos added. 1 file left out:" in sentences(at)


def test_own_photos_are_taught_and_a_kept_back_one_is_tried(at: AppTest) -> None:
    trained(filled(at))
    assert "photos kept back got the right answer" in sentences(at)
    bars = charts(at)["try_bars"]["data"][0]
    assert sum(bars["x"]) == pytest.approx(1, abs=1e-5)
    assert len(set(bars["marker"]["color"])) == 2
    assert "It can only answer with: Label 1, Label 2." in " ".join(
        as_read(each.value) for each in at.caption
    )
    (kept,) = own(at).of("Label 2", "validation")
    tiles = photos_shown(at, "Photos that were kept back")
    assert tiles == ["Label 1, kept back", "Label 2, kept back"]
    assert kept.part == "validation"


def test_after_a_change_the_head_of_before_goes_on_answering(at: AppTest) -> None:
    trained(filled(at))
    give(at, 0, ("new.png", picture(99, 60)))
    assert "The photos have changed. **Train again** to use them." in sentences(at)
    assert "try_bars" in charts(at)
    trained(at, "Train again")
    assert "The photos have changed" not in sentences(at)


def test_a_new_photo_is_tried_without_a_verdict(at: AppTest) -> None:
    trained(filled(at))
    assert any(each in sentences(at) for each in ("Right.", "Wrong: this is"))
    at.button_group(key="tried").set_value("new").run()
    assert errors(at) == []
    assert "It says" in sentences(at)
    assert not any(each in sentences(at) for each in ("Right.", "Wrong: this is"))
