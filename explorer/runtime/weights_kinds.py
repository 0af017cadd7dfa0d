"""Files of weights that are not Keras': recognised by their first bytes, and named with a way out.

None of them is ever opened: unpickling a file runs whatever code its author put there.
"""

import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"
KERAS_WEIGHTS = "model.weights.h5"
"""Where the arrays are in a ``.keras`` file, which is a zip archive."""

_START_BYTES = 512
_TENSORFLOW_TABLE_END = 0xDB4775248B80FB57.to_bytes(8, "little")
"""The last bytes of a checkpoint's index (tensorflow/core/lib/io/format.h)."""

_TORCH_PICKLE = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
"""How ``torch.save`` began before version 1.6: a pickled number (torch/serialization.py)."""

_SET_AND_SAVE = (
    "put each kernel and bias into keras.applications.VGG16(weights=None) with layer.set_weights, "
    "and save that with model.save_weights('vgg16.weights.h5')"
)
_FROM_TORCH = (
    "To convert it, load it where it came from, turn each kernel with kernel.permute(2, 3, 1, 0), "
    f"{_SET_AND_SAVE}. torchvision's VGG16 was trained on pictures prepared in another way than "
    "Keras', so its maps will differ"
)
_FROM_OTHERS = f"To convert it, load it where it came from, {_SET_AND_SAVE}"
_FROM_TENSORFLOW = (
    "To convert it, load it into your Keras model with model.load_weights, and save that with "
    "model.save_weights('vgg16.weights.h5')"
)
_UNPACK = "Unpack it, and use the file in it"
_DOWNLOAD_AGAIN = "Download the file itself"


@dataclass(frozen=True, slots=True)
class Start:
    """The beginning of a file, and what else tells its kind.

    Attributes:
        path: The file.
        first: Its first bytes.
        last: Its last 8 bytes.
    """

    path: Path
    first: bytes
    last: bytes

    def ends_in(self, *endings: str) -> bool:
        """Whether the file's name ends in one of these, whatever the case."""
        return self.path.name.lower().endswith(endings)


@dataclass(frozen=True, slots=True)
class _Kind:
    what: str
    advice: str
    is_it: Callable[[Start], bool]


def _is_safetensors(start: Start) -> bool:
    return start.first[8:9] == b"{" and b'"' in start.first[9:12]


def _is_onnx(start: Start) -> bool:
    # A protocol buffer: field 1, the version, then field 2, the name of the producer.
    is_model = start.first[:1] == b"\x08" and start.first[2:3] == b"\x12"
    return is_model or start.ends_in(".onnx")


def _is_web_page(start: Start) -> bool:
    return start.first.lstrip().lower().startswith((b"<!doctype html", b"<html"))


def _begins(*signatures: bytes) -> Callable[[Start], bool]:
    return lambda start: start.first.startswith(signatures)


_KINDS = (
    _Kind("a PyTorch file", _FROM_TORCH, _begins(_TORCH_PICKLE)),
    _Kind("a Git LFS pointer", _DOWNLOAD_AGAIN, _begins(b"version https://git-lfs")),
    _Kind("a web page", _DOWNLOAD_AGAIN, _is_web_page),
    _Kind("a MATLAB file", _FROM_OTHERS, _begins(b"MATLAB 5.0", b"MATLAB 7")),
    _Kind("a NumPy file", _FROM_OTHERS, _begins(b"\x93NUMPY")),
    _Kind(
        "a packed file", _UNPACK, _begins(b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!")
    ),
    _Kind("a tar archive", _UNPACK, lambda start: start.first[257:262] == b"ustar"),
    _Kind("a TensorFlow Lite model", _FROM_OTHERS, lambda start: start.first[4:8] == b"TFL3"),
    _Kind(
        "part of a TensorFlow checkpoint",
        _FROM_TENSORFLOW,
        lambda start: (
            start.last == _TENSORFLOW_TABLE_END
            or start.first.startswith(b"model_checkpoint_path")
            or ".data-0" in start.path.name
        ),
    ),
    _Kind("a safetensors file", _FROM_TORCH, _is_safetensors),
    _Kind(
        "a Python pickle, which could run code and is never opened here; PyTorch writes such files",
        _FROM_TORCH,
        lambda start: (
            start.first[:1] == b"\x80" and start.first[1:2] in {b"\x02", b"\x03", b"\x04", b"\x05"}
        ),
    ),
    _Kind("an ONNX model", _FROM_OTHERS, _is_onnx),
    _Kind("a Caffe model", _FROM_OTHERS, lambda start: start.ends_in(".caffemodel")),
    _Kind("a TensorFlow graph", _FROM_TENSORFLOW, lambda start: start.ends_in(".pb")),
    _Kind(
        "the list of a model's parts",
        "Save the weights in one file: model.save_weights('vgg16.weights.h5')",
        lambda start: start.ends_in(".json"),
    ),
)  # the first that fits is the one


def start_of(path: Path) -> Start:
    """Read what tells a file's kind.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        first = file.read(_START_BYTES)
        file.seek(max(0, file.seek(0, os.SEEK_END) - 8))
        return Start(path, first, file.read())


def foreign_kind(start: Start) -> str:
    """What a file is that is neither HDF5 nor a zip archive, and what to do; a few words."""
    for kind in _KINDS:
        if kind.is_it(start):
            return f"it is {kind.what}. {kind.advice}"
    return "it is neither an HDF5 file nor a .keras file. " + _what_is_read()


def foreign_archive(archive: zipfile.ZipFile) -> str:
    """The same for a zip archive that is not a ``.keras`` file."""
    names = archive.namelist()
    if any(name.endswith(("data.pkl", "constants.pkl")) for name in names):
        return f"it is a PyTorch file. {_FROM_TORCH}"
    if names and all(name.endswith(".npy") for name in names):
        return f"it is a NumPy archive. {_FROM_OTHERS}"
    if any(name.endswith("saved_model.pb") for name in names):
        return f"it is a TensorFlow SavedModel in a zip archive. {_FROM_TENSORFLOW}"
    if any(name.endswith((".h5", ".keras")) for name in names):
        return f"it is a zip archive around the file. {_UNPACK}"
    return f"it is a zip archive without {KERAS_WEIGHTS}. {_what_is_read()}"


def foreign_folder(path: Path) -> str:
    """The same for a folder."""
    if (path / "saved_model.pb").exists():
        return f"it is a TensorFlow SavedModel, a folder. {_FROM_TENSORFLOW}"
    return "it is a folder. Name the file in it"


def _what_is_read() -> str:
    return "Save it with Keras: model.save_weights('vgg16.weights.h5') or model.save('vgg16.keras')"
