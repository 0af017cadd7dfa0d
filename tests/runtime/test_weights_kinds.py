"""A file of weights that is not Keras', or not in its place, is named, with what to do."""

import json
import os
import pickle
import shutil
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest

from explorer.runtime.download import WeightsUnavailable
from explorer.runtime.weights import fetch_weights, find_weights, read_weights
from tests.runtime.test_weights import CONVOLUTIONS, write_weights
from tests.runtime.weights_server import CONTENT, WeightsServer, error_404

Write = Callable[[Path], None]


def content(data: bytes) -> Write:
    return lambda path: path.write_bytes(data) and None


def zipped(*names: str) -> Write:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            for name in names:
                archive.writestr(name, b"content")

    return write


def safetensors(path: Path) -> None:
    header = json.dumps({"features.0.bias": {"dtype": "F32", "shape": [64]}}).encode()
    path.write_bytes(struct.pack("<Q", len(header)) + header + bytes(256))


def theano(path: Path) -> None:
    write_weights(path, {name: shape[::-1] for name, shape in CONVOLUTIONS.items()})


def saved_model(path: Path) -> None:
    path.mkdir()
    (path / "saved_model.pb").write_bytes(b"\x08\x01")


def checkpoint(path: Path) -> None:
    """What the name of a checkpoint stands for: two files."""
    end = bytes(48) + 0xDB4775248B80FB57.to_bytes(8, "little")
    path.with_name(f"{path.name}.index").write_bytes(end)
    path.with_name(f"{path.name}.data-00000-of-00001").write_bytes(bytes(99))


def checkpoint_index(path: Path) -> None:
    path.write_bytes(bytes(48) + 0xDB4775248B80FB57.to_bytes(8, "little"))


def tar(path: Path) -> None:
    with tarfile.open(path, "w") as archive:
        archive.add(__file__, "vgg16.h5")


def no_arrays(path: Path) -> None:
    with h5py.File(path, "w") as file:
        file.attrs["keras_version"] = "3.0"


def an_array(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, np.zeros(3))


TORCH = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03."
"""The first bytes of vgg16-397923af.pth, which torchvision publishes."""

FOREIGN: dict[str, tuple[str, Write, str]] = {
    "PyTorch": ("vgg16.pth", zipped("archive/data.pkl", "archive/data/0"), "it is a PyTorch file"),
    "PyTorch as h5": (
        "vgg16.h5",
        zipped("vgg16/data.pkl"),
        r"PyTorch file\. To convert it.*permut",
    ),
    "old PyTorch": ("vgg16-397923af.pth", content(TORCH), "it is a PyTorch file"),
    "pickle": (
        "vgg16.pkl",
        content(pickle.dumps({"conv1": 1})),
        "a Python pickle, which could run",
    ),
    "safetensors": ("model.safetensors", safetensors, "it is a safetensors file"),
    "ONNX": ("vgg16", content(b"\x08\x03\x12\x07pytorch\x1a\x031.4"), "it is an ONNX model"),
    "ONNX by name": ("vgg16.onnx", content(b"\x0a\x05model"), "it is an ONNX model"),
    "checkpoint": ("vgg16.ckpt", checkpoint, "part of a TensorFlow checkpoint.*load_weights"),
    "index": ("vgg16.ckpt.index", checkpoint_index, "part of a TensorFlow checkpoint"),
    "data": ("v.data-00000-of-00001", content(bytes(99)), "part of a TensorFlow checkpoint"),
    "SavedModel": ("vgg16", saved_model, "a TensorFlow SavedModel, a folder"),
    "zipped SavedModel": ("vgg16.zip", zipped("vgg16/saved_model.pb"), "SavedModel in a zip"),
    "graph": ("frozen.pb", content(b"\x0a\x10\x0a\x05input"), "it is a TensorFlow graph"),
    "TensorFlow Lite": ("vgg16.tflite", content(b"\x1c\0\0\0TFL3\0\0"), "a TensorFlow Lite model"),
    "Caffe": ("VGG_16.caffemodel", content(b"\x0a\x0aVGG_ILSVRC"), "it is a Caffe model"),
    "MATLAB": ("verydeep-16.mat", content(b"MATLAB 5.0 MAT-file, ".ljust(200)), "a MATLAB file"),
    "NumPy": ("vgg16.npy", an_array, "it is a NumPy file"),
    "NumPy archive": ("vgg16.npz", zipped("conv1_1_W.npy", "conv1_1_b.npy"), "a NumPy archive"),
    "web page": ("vgg16.h5", content(b"\n<!DOCTYPE html><html>"), "it is a web page. Download the"),
    "Git LFS": (
        "v.h5",
        content(b"version https://git-lfs.github.com/spec/v1\n"),
        "Git LFS pointer",
    ),
    "gzip": ("vgg16.h5.gz", content(b"\x1f\x8b\x08\0\0\0"), r"a packed file\. Unpack it"),
    "tar": ("vgg16.tar", tar, r"it is a tar archive\. Unpack it"),
    "zip": ("vgg16.zip", zipped("models/vgg16.h5"), r"a zip archive around the file\. Unpack it"),
    "other zip": (
        "notes.docx",
        zipped("word/document.xml"),
        r"zip archive without model\.weights\.h5",
    ),
    "parts": (
        "vgg16.weights.json",
        content(b'{"weight_map": {}}'),
        "list of a model's parts. Save",
    ),
    "Theano": ("th.h5", theano, r"the shape \(64, 3, 3, 3\), the channels first, as Theano"),
    "no arrays": ("config.h5", no_arrays, "it holds no arrays of layers"),
}


@pytest.mark.parametrize(("name", "write", "sentence"), FOREIGN.values(), ids=FOREIGN)
def test_another_kind_of_file_is_named(
    keras_models: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    write: Write,
    sentence: str,
) -> None:
    path = tmp_path / name
    write(path)
    monkeypatch.setenv("VGG16_WEIGHTS", str(path))
    with pytest.raises(WeightsUnavailable, match=f"is not a file of VGG16 weights: .*{sentence}"):
        find_weights()


class Bomb:
    """Makes a folder when it is unpickled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (str(self.folder),)


@pytest.mark.parametrize("protocol", range(6))
def test_a_pickle_is_never_opened(tmp_path: Path, protocol: int) -> None:
    path, made = tmp_path / "vgg16.pth", tmp_path / "made"
    data = pickle.dumps(Bomb(made), protocol)
    path.write_bytes(data)
    with pytest.raises(WeightsUnavailable, match="is not a file of VGG16 weights"):
        read_weights(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", data)
    with pytest.raises(WeightsUnavailable, match="it is a PyTorch file"):
        read_weights(path)
    assert not made.exists()


@pytest.mark.parametrize(
    "found", ["vgg16 (1).h5", "vgg16.h5.h5", "Copy of vgg16.h5", "VGG16.h5", "vgg_16.h5"]
)
def test_a_file_that_is_named_nearly_so_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: str
) -> None:
    (tmp_path / found).write_bytes(b"content")
    (tmp_path / "notes.txt").write_bytes(b"content")
    monkeypatch.setenv("VGG16_WEIGHTS", str(tmp_path / "vgg16.h5"))
    with pytest.raises(WeightsUnavailable) as error:
        find_weights()
    assert f"the file does not exist; found {tmp_path / found}: use that, or" in str(error.value)


def test_an_unlike_name_is_not_suggested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "resnet50.h5").write_bytes(b"content")
    monkeypatch.setenv("VGG16_WEIGHTS", str(tmp_path / "vgg16.h5"))
    with pytest.raises(WeightsUnavailable, match=r"the file does not exist\. Use a file"):
        find_weights()


NAME = "tiny.h5"
"""Of the file that the tests' server publishes."""

MISPLACED = {
    "a second download": "models/tiny (1).h5",
    "two endings": "models/tiny.h5.h5",
    "another ending": "models/tiny.hdf5",
    "no ending": "models/tiny",
    "the folder above": "tiny.h5",
    "a copy in the folder above": "tiny - Copy.h5",
    "a folder below": "models/vgg16/tiny.h5",
}


@pytest.mark.parametrize("place", MISPLACED.values(), ids=MISPLACED)
def test_a_whole_file_in_another_place_is_named(
    weights_server: WeightsServer, keras_models: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    found = keras_models.parent / place
    found.parent.mkdir(parents=True, exist_ok=True)
    found.write_bytes(CONTENT)
    monkeypatch.setenv("VGG16_OFFLINE", "1")
    with pytest.raises(WeightsUnavailable) as error:
        fetch_weights(weights_server.published)
    expected = keras_models / NAME
    begin = f"Found {found}, expected {expected}: rename or move it. VGG16_OFFLINE forbids"
    assert str(error.value).startswith(begin)
    keras_models.mkdir(exist_ok=True)
    shutil.move(found, expected)  # as it says
    assert fetch_weights(weights_server.published) == expected


@pytest.mark.parametrize("place", ["models/tiny.h5", "models/tiny.h5.crdownload", "tiny.h5"])
def test_an_incomplete_file_is_named(
    weights_server: WeightsServer, keras_models: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    found = keras_models.parent / place
    found.parent.mkdir(parents=True, exist_ok=True)
    found.write_bytes(CONTENT[:-7])
    monkeypatch.setenv("VGG16_OFFLINE", "1")
    with pytest.raises(WeightsUnavailable) as error:
        fetch_weights(weights_server.published)
    total = weights_server.published.num_bytes
    assert f"Found {found}" in str(error.value)
    assert f"not whole: it has {total - 7:,} bytes, and the published file has {total:,}." in str(
        error.value
    )
    elsewhere = f" (expected: {keras_models / NAME})"
    assert (elsewhere in str(error.value)) == (place != "models/tiny.h5")
    assert "not on this computer" not in str(error.value)


def test_a_damaged_file_is_named_when_the_download_fails_too(
    weights_server: WeightsServer, keras_models: Path
) -> None:
    keras_models.mkdir(parents=True)
    (keras_models / NAME).write_bytes(CONTENT[::-1])
    weights_server.answer = error_404
    with pytest.raises(
        WeightsUnavailable, match=r"^Found .*tiny\.h5, but it is damaged: .*MD5.*404"
    ):
        fetch_weights(weights_server.published)


def test_other_files_beside_it_are_not_named(
    weights_server: WeightsServer, keras_models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keras_models.mkdir(parents=True)
    for name in ("tiny.h5.lock", "tiny_with_top.h5", "resnet.h5", ".tiny.h5.part"):
        (keras_models / name).write_bytes(CONTENT)
    monkeypatch.setenv("VGG16_OFFLINE", "1")
    with pytest.raises(
        WeightsUnavailable, match=r"^The VGG16 weights are not on this computer, and"
    ):
        fetch_weights(weights_server.published)
