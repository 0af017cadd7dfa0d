"""Where weights are found, what a file of weights must hold, and the command that fetches them."""

import inspect
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import h5py
import numpy as np
import pytest

from explorer.architecture.shapes import Shape
from explorer.background import Progress
from explorer.runtime import weights
from explorer.runtime.download import WeightsUnavailable
from explorer.runtime.weights import NO_TOP, WITH_TOP, fetch_weights, find_weights, read_weights
from tests.runtime.weights_server import CONTENT, WeightsServer, error_404

REPOSITORY = Path(__file__).parents[2]

CONVOLUTIONS: dict[str, Shape] = {
    "block1_conv1": (3, 3, 3, 64),
    "block1_conv2": (3, 3, 64, 64),
    "block2_conv1": (3, 3, 64, 128),
    "block2_conv2": (3, 3, 128, 128),
    "block3_conv1": (3, 3, 128, 256),
    "block3_conv2": (3, 3, 256, 256),
    "block3_conv3": (3, 3, 256, 256),
    "block4_conv1": (3, 3, 256, 512),
    "block4_conv2": (3, 3, 512, 512),
    "block4_conv3": (3, 3, 512, 512),
    "block5_conv1": (3, 3, 512, 512),
    "block5_conv2": (3, 3, 512, 512),
    "block5_conv3": (3, 3, 512, 512),
}
DENSE: dict[str, Shape] = {"fc1": (25088, 4096), "fc2": (4096, 4096), "predictions": (4096, 1000)}
FIRST_KERNEL, FIRST_BIAS = "block1_conv1/block1_conv1_W_1:0", "block1_conv1/block1_conv1_b_1:0"


def write_weights(path: Path, kernels: Mapping[str, Shape]) -> Path:
    """Write a file in the layout of Keras' downloads.

    The n-th layer holds n everywhere, its bias -n; HDF5 stores such values in no space.
    """
    with h5py.File(path, "w") as file:
        for number, (name, shape) in enumerate(kernels.items(), 1):
            group = file.create_group(name)
            datasets = {f"{name}_W_1:0": shape, f"{name}_b_1:0": shape[-1:]}
            group.attrs["weight_names"] = np.array(list(datasets), dtype="S")
            for (dataset, values_shape), value in zip(
                datasets.items(), (number, -number), strict=True
            ):
                group.create_dataset(dataset, values_shape, "float32", fillvalue=value)
    return path


@pytest.fixture
def no_top_file(tmp_path: Path) -> Path:
    return write_weights(tmp_path / "no top.h5", CONVOLUTIONS)


@pytest.fixture
def with_top_file(tmp_path: Path) -> Path:
    return write_weights(tmp_path / "with top.h5", CONVOLUTIONS | DENSE)


def test_the_published_files_are_keras_own() -> None:
    from keras.src.applications import vgg16  # noqa: PLC0415 -- TensorFlow loads with it

    source = inspect.getsource(vgg16)
    assert (NO_TOP.url, WITH_TOP.url) == (vgg16.WEIGHTS_PATH_NO_TOP, vgg16.WEIGHTS_PATH)
    for published in (NO_TOP, WITH_TOP):
        assert f'"{published.name}"' in source
        assert f'"{published.md5}"' in source


def test_the_cache_folder_is_keras_own(monkeypatch: pytest.MonkeyPatch) -> None:
    from keras.src.backend import config  # noqa: PLC0415 -- TensorFlow loads with it

    monkeypatch.setenv("KERAS_HOME", config.keras_home())
    assert weights.cache_folder() == Path(config.keras_home()) / "models"


@pytest.mark.parametrize(
    ("home", "expected"),
    [(None, ".keras/models"), ("~/elsewhere", "elsewhere/models")],
    ids=["unset", "set"],
)
def test_the_cache_folder_follows_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str | None, expected: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    if home is None:
        monkeypatch.delenv("KERAS_HOME", raising=False)
    else:
        monkeypatch.setenv("KERAS_HOME", home)
    assert weights.cache_folder() == tmp_path / expected


def test_tensorflow_stays_unloaded() -> None:
    source = (
        "import sys, explorer.runtime.weights\n"
        "print({'tensorflow', 'keras', 'streamlit'} & set(sys.modules))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", source], check=True, capture_output=True, cwd=REPOSITORY
    )
    assert answer.stdout.strip() == b"set()"


def test_the_cached_file_is_found_until_it_changes(
    weights_server: WeightsServer, keras_models: Path
) -> None:
    assert find_weights(weights_server.published) is None
    keras_models.mkdir(parents=True)
    path = keras_models / weights_server.published.name
    path.write_bytes(CONTENT)
    assert find_weights(weights_server.published) == path
    path.write_bytes(CONTENT[::-1])
    os.utime(path, (0, 0))  # a clock may be too coarse to show the change
    assert find_weights(weights_server.published) is None


def test_the_cached_file_with_dense_layers_serves_both_requests(
    weights_server: WeightsServer, keras_models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(weights, "WITH_TOP", weights_server.published)
    keras_models.mkdir(parents=True)
    path = keras_models / weights_server.published.name
    path.write_bytes(CONTENT)
    assert find_weights(NO_TOP) == path
    assert find_weights(weights_server.published) == path


def test_a_named_file_comes_first(
    weights_server: WeightsServer, no_top_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch_weights(weights_server.published)
    monkeypatch.setenv("VGG16_WEIGHTS", str(no_top_file))
    assert fetch_weights(weights_server.published) == no_top_file


def test_a_named_file_without_dense_layers_serves_convolutions_only(
    keras_models: Path, no_top_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_WEIGHTS", str(no_top_file))
    assert find_weights(NO_TOP) == no_top_file
    assert find_weights(WITH_TOP) is None


def test_a_named_file_with_dense_layers_serves_both_requests(
    keras_models: Path, with_top_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_WEIGHTS", str(with_top_file))
    assert find_weights(NO_TOP) == with_top_file
    assert find_weights(WITH_TOP) == with_top_file


def test_a_head_for_other_classes_is_reported(
    keras_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ten_classes = CONVOLUTIONS | DENSE | {"predictions": (4096, 10)}
    monkeypatch.setenv("VGG16_WEIGHTS", str(write_weights(tmp_path / "ten.h5", ten_classes)))
    with pytest.raises(
        WeightsUnavailable,
        match=r"dense layers of its own \(25088 × 4096, 4096 × 4096, 4096 × 10\), not VGG16's",
    ):
        find_weights(WITH_TOP)
    assert find_weights(NO_TOP) == tmp_path / "ten.h5"


def remove(path: Path) -> None:
    path.unlink()


def make_text(path: Path) -> None:
    path.write_text("weights")


def make_empty(path: Path) -> None:
    path.write_bytes(b"")


def make_partial(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def make_vgg19(path: Path) -> None:
    write_weights(path, CONVOLUTIONS | {"block3_conv4": (3, 3, 256, 256)})


def make_alexnet(path: Path) -> None:
    write_weights(path, {"conv1": (11, 11, 3, 64), "conv2": (5, 5, 64, 192)})


def make_half(path: Path) -> None:
    write_weights(path, {name: CONVOLUTIONS[name] for name in list(CONVOLUTIONS)[:7]})


def make_not_a_number(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        file[FIRST_BIAS][3] = np.nan


def make_flat(path: Path) -> None:
    write_weights(path, CONVOLUTIONS | {"block1_conv1": (1, 3, 3, 64)})


def make_integers(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        del file[FIRST_KERNEL]
        file.create_dataset(FIRST_KERNEL, (3, 3, 3, 64), "int8")


def make_unbiased(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        del file[FIRST_BIAS]


NOT_VGG16 = {
    "missing": (remove, "the file does not exist"),
    "folder": (make_folder, r"it is a folder\. Name the file in it"),
    "text": (make_text, r"neither an HDF5 file nor a \.keras file\. Save it with Keras"),
    "empty": (make_empty, r"it is empty\. Copy or download it again"),
    "partial": (make_partial, r"it is damaged or incomplete.* \(.*truncated file.*again"),
    "VGG19": (make_vgg19, "it also has block3_conv4"),
    "another network": (
        make_alexnet,
        "does not hold VGG16's 13 convolutions in a row.*Found: 11 × 11 × 3 × 64, 5 × 5 × 64 × 192",
    ),
    "half of the layers": (make_half, "it has no kernel and bias for block4_conv1, block4_conv2"),
    "not a number": (make_not_a_number, "block1_conv1 holds values that are not finite numbers"),
    "wrong shape": (make_flat, r"block1_conv1 holds float32 of shape \(1, 3, 3, 64\), not"),
    "integers": (make_integers, "block1_conv1 holds int8 of shape"),
    "no bias": (make_unbiased, "no kernel and bias for block1_conv1"),
}


def test_a_good_named_file_is_checked_again_when_it_changes(
    keras_models: Path, no_top_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "named.h5"
    shutil.copy(no_top_file, path)
    os.utime(path, ns=(0, 0))  # so that even a coarse clock shows the next change
    monkeypatch.setenv("VGG16_WEIGHTS", str(path))
    assert find_weights(NO_TOP) == path
    make_vgg19(path)
    with pytest.raises(WeightsUnavailable, match="it also has block3_conv4"):
        find_weights(NO_TOP)


@pytest.mark.parametrize(("spoil", "sentence"), NOT_VGG16.values(), ids=NOT_VGG16)
def test_a_named_file_that_is_not_vgg16_is_reported(
    weights_server: WeightsServer,
    no_top_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[Path], None],
    sentence: str,
) -> None:
    spoil(no_top_file)
    monkeypatch.setenv("VGG16_WEIGHTS", str(no_top_file))
    with pytest.raises(WeightsUnavailable, match=sentence):
        find_weights(weights_server.published)
    with pytest.raises(WeightsUnavailable, match=rf"no top\.h5 is not .*{sentence}"):
        fetch_weights(weights_server.published)
    assert weights_server.num_requests == 0


@pytest.mark.parametrize("root", ["/", "/model_weights"], ids=["weights", "whole model"])
def test_reads_kernels_and_biases_of_keras_downloads(no_top_file: Path, root: str) -> None:
    with h5py.File(no_top_file, "r+") as file:
        for name in () if root == "/" else CONVOLUTIONS:
            file.move(name, f"{root}/{name}")
    read = read_weights(no_top_file)
    assert {name: kernel.shape for name, (kernel, _) in read.items()} == CONVOLUTIONS
    for number, (kernel, bias) in enumerate(read.values(), 1):
        assert kernel.dtype == bias.dtype == np.float32
        assert (kernel == number).all()
        assert (bias == -number).all()
        assert bias.shape == kernel.shape[-1:]


def test_reads_dense_layers_when_asked(with_top_file: Path) -> None:
    assert set(read_weights(with_top_file)) == set(CONVOLUTIONS)
    read = read_weights(with_top_file, include_top=True)
    assert {name: kernel.shape for name, (kernel, _) in read.items()} == CONVOLUTIONS | DENSE
    assert (read["predictions"][1] == -16).all()


def test_missing_dense_layers_are_reported(no_top_file: Path) -> None:
    with pytest.raises(WeightsUnavailable, match="no kernel and bias for fc1"):
        read_weights(no_top_file, include_top=True)


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning:keras")
@pytest.mark.parametrize("name", ["saved.weights.h5", "saved.h5"])
def test_reads_what_keras_saves(tmp_path: Path, name: str) -> None:
    import keras  # noqa: PLC0415 -- TensorFlow loads with it

    model = keras.applications.VGG16(weights=None, include_top=False)
    save = model.save_weights if ".weights." in name else model.save
    save(tmp_path / name)
    read = read_weights(tmp_path / name)
    assert len(read) == 13
    for layer, arrays in read.items():
        for array, expected in zip(arrays, model.get_layer(layer).get_weights(), strict=True):
            np.testing.assert_array_equal(array, expected)


def test_reads_real_values(real_weights_file: Path) -> None:
    _kernel, bias = read_weights(real_weights_file)["block1_conv1"]
    expected = [0.73429835, 0.09340367, 0.06775674, 0.8862966]  # to eight decimals
    np.testing.assert_allclose(bias[:4], expected, rtol=1e-7)


def test_the_command_fetches_once(
    weights_server: WeightsServer,
    keras_models: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(weights, "NO_TOP", weights_server.published)
    path = keras_models / "tiny.h5"
    assert weights.main([]) == 0
    *progress, last = capsys.readouterr().out.splitlines()
    assert progress[-1] == "100 % of 0.1 MB"
    assert last == f"Fetched: {path}"
    assert weights.main([]) == 0
    assert capsys.readouterr().out == f"Already here: {path}\n"
    assert weights_server.num_requests == 1


def test_the_command_reports_a_failure(
    weights_server: WeightsServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(weights, "WITH_TOP", weights_server.published)
    weights_server.answer = error_404
    assert weights.main(["--with-top"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "404" in err


def test_the_command_can_be_interrupted(
    weights_server: WeightsServer,
    keras_models: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def interrupt(_progress: Progress) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(weights, "NO_TOP", weights_server.published)
    monkeypatch.setattr(weights, "_print_progress", lambda: interrupt)
    assert weights.main([]) == 130
    assert capsys.readouterr().err == "\nStopped. Nothing was kept.\n"
    assert [path.name for path in keras_models.iterdir()] == ["tiny.h5.lock"]


def test_the_command_runs_as_a_module(keras_models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VGG16_OFFLINE", "1")
    command = [sys.executable, "-W", "error", "-m", "explorer.runtime.weights", "--with-top"]
    answer = subprocess.run(command, check=False, capture_output=True, text=True, cwd=REPOSITORY)
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr.startswith("The VGG16 weights are not on this computer")
    assert "553.5 MB" in answer.stderr


@pytest.mark.parametrize(
    ("is_terminal", "expected"),
    [
        (False, "  0 % of 1.0 MB\n 10 % of 1.0 MB\n100 % of 1.0 MB\n"),
        (True, "  0 % of 1.0 MB\r 10 % of 1.0 MB\r100 % of 1.0 MB\n"),
    ],
    ids=["log", "terminal"],
)
def test_the_command_prints_steps(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    is_terminal: bool,
    expected: str,
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: is_terminal)
    show = weights._print_progress()
    for received in (0, 1, 49_999, 100_000, 149_999, 1_000_000):
        show(Progress(received, 1_000_000))
    assert capsys.readouterr().out == expected
