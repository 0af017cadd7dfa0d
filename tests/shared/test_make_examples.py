"""Stored pictures are made again from the trained values, and from nothing else."""

import io
import shutil
from collections.abc import Mapping
from pathlib import Path

import h5py
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from explorer.examples import FOLDER, RECORD, StoredMap, read_record, stored_examples
from explorer.figures.colour_maps import palette
from explorer.images.samples import SAMPLES
from explorer.runtime.download import WeightsUnavailable
from explorer.shared import make_examples as module
from explorer.shared.make_examples import make_examples, store_examples

ONE_STEP = 1
"""Of 256 colours: what another computer's rounding may move."""

FEW = ("chelsea", "rocket")


@pytest.fixture(scope="module")
def made(real_weights_file: Path) -> Mapping[str, bytes]:
    """The files of some photos, made anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "SAMPLES", {key: SAMPLES[key] for key in FEW})
        return make_examples(real_weights_file)


def indices(picture: bytes) -> NDArray[np.int64]:
    """The number of each pixel's colour in viridis."""
    with Image.open(io.BytesIO(picture)) as image:
        pixels = np.asarray(image.convert("RGB")).astype(int)
    keys = {tuple(colour): number for number, colour in enumerate(palette("viridis").tolist())}
    return np.array([[keys[tuple(pixel)] for pixel in row] for row in pixels.tolist()])


def test_the_stored_pictures_are_made_again(made: Mapping[str, bytes]) -> None:
    pictures = made.keys() - {RECORD}
    stored = {each.name for each in FOLDER.iterdir()}
    assert pictures == {name for name in stored if name.startswith((*FEW, "wall"))}
    for name in pictures:
        difference = np.abs(indices(made[name]) - indices((FOLDER / name).read_bytes()))
        assert difference.max() <= ONE_STEP, name


def test_the_record_says_the_same_again(made: Mapping[str, bytes]) -> None:
    again = read_record(made[RECORD].decode())
    before = stored_examples()
    assert again.weights == before.weights
    photos = {(each.photo, each.fit): each for each in before.photos}
    for photo in again.photos:
        same = photos[photo.photo, photo.fit]
        assert photo.digest == same.digest
        for one, other in zip(photo.maps, same.maps, strict=True):
            assert facts(one)[:3] == facts(other)[:3]
            assert facts(one)[3:] == pytest.approx(facts(other)[3:], rel=1e-4)


def facts(stored: StoredMap) -> tuple[object, ...]:
    """What the record says of a map, but for the bytes of its file."""
    return stored.layer, stored.channel, stored.file, stored.low, stored.high


def test_the_same_bytes_each_time(
    made: Mapping[str, bytes], real_weights_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SAMPLES", {"chelsea": SAMPLES["chelsea"]})
    again = make_examples(real_weights_file)
    del again[RECORD]  # it lists fewer photos
    assert len(again) > 1
    assert again == {name: made[name] for name in again}


def test_other_weights_are_refused(
    real_weights_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = shutil.copy(real_weights_file, tmp_path / "other.h5")
    with h5py.File(file, "a") as weights:
        weights["block3_conv2"]["block3_conv2_b_1:0"][0] += 1
    monkeypatch.setenv("VGG16_WEIGHTS", str(file))
    assert store_examples([str(tmp_path / "pictures")]) == 1
    assert "block3_conv2 do not hold VGG16's trained values" in capsys.readouterr().err
    assert not (tmp_path / "pictures").exists()


def test_without_weights_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("VGG16_WEIGHTS", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    assert store_examples([str(tmp_path / "pictures")]) == 1
    assert "No weights on this computer" in capsys.readouterr().err
    assert not (tmp_path / "pictures").exists()


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.h5").write_text("text")
    with pytest.raises(WeightsUnavailable, match=r"neither an HDF5 file nor a \.keras file"):
        make_examples(tmp_path / "text.h5")


def test_what_is_no_longer_made_is_removed(tmp_path: Path) -> None:
    (tmp_path / "old.webp").write_bytes(b"old")
    module.write_examples(tmp_path, {"new.webp": b"new", RECORD: b"{}"})
    assert {each.name for each in tmp_path.iterdir()} == {"new.webp", RECORD}
