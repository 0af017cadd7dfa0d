"""Exports: run by a fresh process before they are offered, refused if they differ, and removed."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from explorer.background import Cancelled, Control
from explorer.images.encoding import png_rgb
from explorer.images.sizing import fit
from explorer.runtime.checked_export import ExportRefused, ProcessBounds, answers_at_home
from explorer.shared import exports as exports_module
from explorer.shared.exports import Exports
from explorer.shared.questions import export
from explorer.shared.questions.export import ExportRun, checked_photos
from explorer.shared.questions.teaching import TeachHead
from explorer.transfer.photo_set import PhotoSet
from explorer.transfer.plan import TrainingPlan
from explorer.transfer.trained import TaughtRun
from explorer.views.observing import vgg16_at
from tests.transfer.taught import made_set

SIDE = 32
LABELS = ("=cat", "고양이")
NETWORK = vgg16_at((SIDE, SIDE), trained=False)


@pytest.fixture(scope="module")
def photo_set() -> PhotoSet:
    return made_set(LABELS, 7, SIDE)


@pytest.fixture(scope="module")
def run(photo_set: PhotoSet) -> TaughtRun:
    plan = TrainingPlan("block2_pool", "max", (4,), dropout=0.2, epochs=2, learning_rate=1e-4)
    return replace(TeachHead(NETWORK, photo_set, plan).run(Control()), name="My <b>run</b> 1")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where files are offered from in this test."""
    monkeypatch.setattr(exports_module, "SERVED", tmp_path)
    monkeypatch.setattr(export, "exports", Exports(tmp_path / "exports"))
    yield tmp_path / "exports"
    export.exports.remove_all()


def work(photo_set: PhotoSet, run: TaughtRun) -> ExportRun:
    return ExportRun(NETWORK, photo_set, run, "somebody")


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_zip_goes_home_and_answers_there(
    photo_set: PhotoSet, run: TaughtRun, folder: Path, tmp_path: Path
) -> None:
    found = work(photo_set, run).run(Control())
    assert files_in(folder) == [found.offer.path]
    assert found.offer.path.name == "my-b-run-b-1.zip"
    assert found.num_checked == 10
    assert found.difference < 1e-4

    home = tmp_path / "home"
    zipfile.ZipFile(found.offer.path).extractall(home)
    assert sorted(path.name for path in home.iterdir()) == sorted(found.files)
    photo = photo_set.of(part="validation")[0]
    Image.fromarray(photo.picture.pixels).save(home / "photo.png")
    printed = subprocess.run(
        [sys.executable, "predict.py", "--json", "photo.png"],
        cwd=home,
        capture_output=True,
        check=True,
    ).stdout
    ((name, probabilities),) = json.loads(printed)
    assert name == "photo.png"
    assert tuple(probabilities) == LABELS
    index = run.digests.index(photo.picture.digest)
    np.testing.assert_allclose(list(probabilities.values()), run.probabilities[index], atol=1e-4)

    table = np.load(home / "features.npz")
    assert table["features"].shape == (14, 128)
    assert table["labels"].tolist() == [each.label for each in photo_set.photos]
    text = (home / "features.csv").read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1][:3] == ["'=cat 0.png", "'=cat", "validation"]
    np.testing.assert_allclose([float(each) for each in rows[1][3:]], table["features"][0], 1e-5)
    export.exports.remove("somebody")
    assert list(folder.iterdir()) == []


def test_a_file_that_answers_differently_is_not_offered(
    photo_set: PhotoSet, run: TaughtRun, folder: Path
) -> None:
    other = replace(run, probabilities=run.probabilities[:, ::-1].copy())
    with pytest.raises(ExportRefused, match="answers differently from this page"):
        work(photo_set, other).run(Control())
    assert list(folder.iterdir()) == []
    assert export.exports.offered("somebody") is None


def test_nothing_is_left_where_it_is_stopped(
    photo_set: PhotoSet, run: TaughtRun, folder: Path
) -> None:
    control = Control(lambda progress: control.stop() if progress.done == 2 else None)
    with pytest.raises(Cancelled):
        work(photo_set, run).run(control)
    assert list(folder.iterdir()) == []


def test_a_set_with_other_labels_is_refused(photo_set: PhotoSet, run: TaughtRun) -> None:
    with pytest.raises(ValueError, match="has changed since this run"):
        checked_photos(photo_set.with_labels(("dog", "cat")), run)


def test_the_photos_of_the_check_come_from_all_labels(photo_set: PhotoSet, run: TaughtRun) -> None:
    photos = checked_photos(photo_set, run)
    assert len({each.picture.digest for each in photos}) == 10
    assert {each.label for each in photos} == set(LABELS)
    assert set(photo_set.of(part="validation")) <= set(photos)


# --- the other process ---------------------------------------------------------------------------


def script_of(folder: Path, code: str) -> Path:
    (folder / "predict.py").write_text(code)
    return folder / "predict.py"


@pytest.mark.parametrize(
    ("code", "bounds", "match"),
    [
        ("raise ValueError('no model')", ProcessBounds(), "fresh process: ValueError: no model"),
        ("print('hello')", ProcessBounds(), "something else than probabilities"),
        ("print('[]')", ProcessBounds(), "answered for 0 of 1 photos"),
        ("while True: pass", ProcessBounds(seconds=0.5), "not read within"),
        ("b = bytearray(2**30)", ProcessBounds(num_bytes=2**28), "MemoryError"),
    ],
    ids=["fails", "prints words", "prints too little", "never ends", "takes too much memory"],
)
def test_a_bad_script_is_refused(
    tmp_path: Path, code: str, bounds: ProcessBounds, match: str
) -> None:
    photos = [("0.png", png_rgb(np.zeros((2, 2, 3), np.uint8)))]
    script = script_of(tmp_path, code)
    with pytest.raises(ExportRefused, match=match):
        answers_at_home(script, photos, ("a", "b"), Control(), bounds)


def test_the_process_knows_no_setting_of_ours_and_no_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_WEIGHTS", "/secret")
    code = (
        "import json, os, sys\n"
        "data = sys.stdin.buffer.read()\n"
        "known = 'VGG16_WEIGHTS' in os.environ or 'http_proxy' not in os.environ\n"
        "print(json.dumps([['0.png', {'a': float(known), 'b': float(data[:2] == b'PK')}]]))\n"
    )
    photos = [("0.png", b"any bytes")]
    found = answers_at_home(script_of(tmp_path, code), photos, ("a", "b"), Control())
    assert found.tolist() == [[0.0, 1.0]]


# --- the script's own preparation ----------------------------------------------------------------


@pytest.mark.parametrize("size", [(90, 61), (61, 90), (160, 160), (33, 200)])
def test_the_script_cuts_and_resizes_as_the_pages_do(size: tuple[int, int]) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (*size, 3), np.uint8)
    found = names_of_script()["model_input"](Image.fromarray(pixels), (48, 48))
    expected = fit(pixels, (48, 48), "crop")
    np.testing.assert_array_equal(found, expected.astype(np.float32))


def names_of_script() -> dict[str, Any]:
    """What the script defines."""
    names: dict[str, Any] = {"__name__": "script", "__file__": str(export.SCRIPT)}
    exec(compile(export.SCRIPT.read_text("utf-8"), "predict.py", "exec"), names)
    return names


def test_the_script_says_what_is_no_photo_and_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo, text, zipped, missing = (tmp_path / each for each in ("a.png", "b", "c.zip", "d.png"))
    Image.new("RGB", (3, 2), "red").save(photo)
    text.write_text("no photo")
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.write(text, "b in a zip")
        archive.write(photo, "a in a zip")
    places = [str(each) for each in (text, missing, zipped, photo)]
    found = [(name, each.size) for name, each in names_of_script()["photos_in"](places)]
    assert found == [("a in a zip", (3, 2)), (str(photo), (3, 2))]
    assert capsys.readouterr().err.splitlines() == [
        f"{text}: Pillow cannot read this as a photo",
        f"{missing}: there is no such file",
        "b in a zip: Pillow cannot read this as a photo",
    ]


# --- offers --------------------------------------------------------------------------------------


def offered(exports: Exports, visitor: str, num_bytes: int = 5) -> Path:
    path = exports.new_folder() / "a.zip"
    path.write_bytes(bytes(num_bytes))
    exports.offer(visitor, path)
    return path


def test_a_visitor_has_one_file_and_others_keep_theirs(tmp_path: Path) -> None:
    exports = Exports(tmp_path)
    first, theirs, second = (offered(exports, name) for name in ("me", "them", "me"))
    assert [path.exists() for path in (first, theirs, second)] == [False, True, True]
    exports.remove("me")
    assert files_in(tmp_path) == [theirs]
    exports.remove_all()
    assert list(tmp_path.iterdir()) == []


def test_the_oldest_go_where_there_is_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_EXPORTS_MIB", "1")
    exports = Exports(tmp_path)
    paths = [offered(exports, name, 400_000) for name in ("a", "b", "c")]
    assert [path.exists() for path in paths] == [False, True, True]
    assert exports.offered("a") is None
    too_large = offered(exports, "d", 2**20 + 1)  # alone it may stay
    assert files_in(tmp_path) == [too_large]


def test_what_a_crash_left_behind_goes_at_the_next_start(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for owner in (str(ended.pid), "1", "note"):
        (tmp_path / f"{owner}-abc").mkdir()
    exports = Exports(tmp_path)
    ours = offered(exports, "me")
    exports.remove_left_over()
    kept = {path.name for path in tmp_path.iterdir()}
    assert kept == {"1-abc", ours.parent.name}  # process 1 runs
