"""VGG16's values come bit for bit out of whatever model Keras saved around them."""
# ruff: noqa: PLC0415 -- TensorFlow loads with Keras

import os
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from explorer.runtime import weights_file
from explorer.runtime.download import WeightsUnavailable
from explorer.runtime.weights import NO_TOP, WITH_TOP, find_weights, read_weights, weights_note
from tests.runtime.test_weights import CONVOLUTIONS

pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation:DeprecationWarning:keras",
    "ignore:You are saving your model as an HDF5 file:UserWarning",
)

SHAPE = (32, 32, 3)
LAYOUTS = ("weights.h5", "h5")
"""Of the arrays; a ``.keras`` file has the first one inside."""

FORMATS = ("weights.h5", "h5", "keras")
BATCH_OF_ONE = (1, *SHAPE)

Wrap = Callable[[Any], Any]


@pytest.fixture(scope="module")
def base() -> Any:
    """VGG16 without dense layers, with seeded values in its biases too."""
    import keras

    model = keras.applications.VGG16(weights=None, include_top=False, input_shape=SHAPE)
    rng = np.random.default_rng(5)
    model.set_weights(
        [rng.standard_normal(values.shape, np.float32) for values in model.get_weights()]
    )
    return model


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """Where a test saves; 59 MB do not stay until pytest forgets its folders."""
    yield tmp_path / "model"
    for left in tmp_path.iterdir():
        left.unlink()


def alone(base: Any) -> Any:
    return base


def sequential(base: Any) -> Any:
    import keras
    from keras import layers

    head = [layers.Flatten(), layers.Dense(16, activation="relu"), layers.Dense(2)]
    return keras.Sequential([keras.Input(SHAPE), base, *head])


def functional(base: Any) -> Any:
    """With layers before and after, and what an optimiser remembers in the shapes of weights."""
    import keras
    from keras import layers

    photo = keras.Input(SHAPE)
    x = base(layers.Rescaling(1 / 255)(photo))
    model = keras.Model(photo, layers.Dense(5)(layers.GlobalAveragePooling2D()(x)))
    model.compile("sgd", "mse")
    model.optimizer.build(model.trainable_variables)
    return model


def unwrapped(base: Any) -> Any:
    """The layers themselves with a head, and with a name of VGG16's on another dense layer."""
    import keras
    from keras import layers

    rows = layers.GlobalAveragePooling2D()(base.output)
    rows = layers.BatchNormalization()(rows)
    return keras.Model(base.input, layers.Dense(7, name="predictions")(rows))


def two_deep(base: Any) -> Any:
    import keras
    from keras import layers

    inner = keras.Sequential([keras.Input(SHAPE), base, layers.GlobalAveragePooling2D()])
    return keras.Sequential([keras.Input(SHAPE), inner, layers.Dense(3)])


def renamed(base: Any) -> Any:
    import keras

    def other(layer: Any) -> Any:
        config = layer.get_config()
        config["name"] = layer.name.replace("block", "stage").replace("_conv", "_step")
        return type(layer).from_config(config)

    copy = keras.models.clone_model(base, clone_function=other)
    copy.set_weights(base.get_weights())
    return copy


def renamed_inside(base: Any) -> Any:
    return sequential(renamed(base))


def convolution_after(base: Any) -> Any:
    import keras
    from keras import layers

    return keras.Model(base.input, layers.Conv2D(512, 3, padding="same")(base.output))


MODELS: dict[str, tuple[Wrap, str]] = {
    "alone": (alone, "^$"),
    "sequential": (sequential, r"^Its own dense layers \(512 × 16, 16 × 2\) are not used"),
    "functional": (functional, r"^Its own dense layers \(512 × 5\) are not used"),
    "unwrapped": (unwrapped, r"^Its own dense layers \(512 × 7\) are not used"),
    "two deep": (two_deep, r"^Its own dense layers \(512 × 3\) are not used"),
    "renamed": (renamed, "^Its layers have other names.*matched by order and shape.$"),
    "renamed inside": (renamed_inside, r"matched by order and shape. Its own dense .*16 × 2\)"),
    "convolution after": (convolution_after, "^$"),
}


def save(model: Any, path: Path, kind: str) -> Path:
    target = path.with_name(f"{path.name}.{kind}")
    (model.save_weights if kind == "weights.h5" else model.save)(target)
    return target


def assert_same(path: Path, base: Any) -> None:
    read = read_weights(path)
    assert list(read) == list(CONVOLUTIONS)
    for layer, arrays in read.items():
        for array, expected in zip(arrays, base.get_layer(layer).get_weights(), strict=True):
            assert array.dtype == np.float32
            assert array.tobytes() == expected.tobytes()


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(("wrap", "note"), MODELS.values(), ids=MODELS)
def test_the_same_values_come_out_bit_for_bit(
    base: Any, path: Path, monkeypatch: pytest.MonkeyPatch, wrap: Wrap, note: str, kind: str
) -> None:
    saved = save(wrap(base), path, kind)
    assert_same(saved, base)
    assert re.search(note, weights_note(saved))
    monkeypatch.setenv("VGG16_WEIGHTS", str(saved))
    assert find_weights(NO_TOP) == saved


@pytest.mark.parametrize("kind", LAYOUTS)
def test_layers_frozen_in_part_keep_their_places(base: Any, path: Path, kind: str) -> None:
    """Keras lists the trainable layers of a nested model first."""
    copy = renamed(base)
    for layer in copy.layers[:-4]:
        layer.trainable = False
    assert_same(save(sequential(copy), path, kind), base)


def test_a_subclass_of_model_is_read(base: Any, path: Path) -> None:
    import keras

    class Own(keras.Model):  # type: ignore[misc]  # Keras is untyped
        def __init__(self) -> None:
            super().__init__()
            self.backbone, self.head = base, keras.layers.Dense(3)

        def call(self, photo: Any) -> Any:
            return self.head(keras.ops.mean(self.backbone(photo), axis=(1, 2)))

    model = Own()
    model(np.zeros(BATCH_OF_ONE, np.float32))
    assert_same(save(model, path, "weights.h5"), base)


def test_a_head_of_ones_own_gives_no_class_probabilities(
    base: Any, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = save(sequential(base), path, "keras")
    monkeypatch.setenv("VGG16_WEIGHTS", str(saved))
    with pytest.raises(
        WeightsUnavailable, match=r"dense layers of its own \(512 × 16, 16 × 2\), not VGG16's"
    ):
        find_weights(WITH_TOP)
    with pytest.raises(
        WeightsUnavailable,
        match=r"no kernel and bias for fc1, fc2, predictions; its own are 512 × 16, 16 × 2",
    ):
        read_weights(saved, include_top=True)


def without_names(path: Path) -> None:
    """As the first versions of Keras 3 wrote: layers are known by kind and number alone."""
    with h5py.File(path, "r+") as file:

        def strip(_name: str, item: Any) -> None:
            if "name" in item.attrs:
                del item.attrs["name"]

        file.visititems(strip)


@pytest.mark.parametrize("wrap", [alone, sequential, unwrapped], ids=["alone", "nested", "flat"])
def test_layers_known_by_number_alone_are_read(base: Any, path: Path, wrap: Wrap) -> None:
    saved = save(wrap(base), path, "weights.h5")
    without_names(saved)
    assert_same(saved, base)


def test_groups_that_windows_named_with_backslashes_are_read(base: Any, path: Path) -> None:
    saved = save(base, path, "weights.h5")
    other = path.with_name("windows.weights.h5")
    with h5py.File(saved) as file, h5py.File(other, "w") as target:
        for layer in file["layers"]:
            group = target.create_group(f"_layer_checkpoint_dependencies\\{layer}\\vars")
            for number, values in file[f"layers/{layer}/vars"].items():
                group[number] = values[...]
    assert_same(other, base)


def vgg(repeats: Sequence[int], *, batch_norm: bool = False, depth: int = 3) -> Any:
    """A network of VGG's kind with names of Keras' own."""
    import keras
    from keras import layers

    x = photo = keras.Input((None, None, depth))
    for filters, count in zip((64, 128, 256, 512, 512), repeats, strict=True):
        for _ in range(count):
            x = layers.Conv2D(filters, 3, padding="same", kernel_initializer="zeros")(x)
            if batch_norm:
                x = layers.BatchNormalization()(x)
        x = layers.MaxPooling2D()(x)
    return keras.Model(photo, x)


OTHERS: dict[str, tuple[Callable[[], Any], str]] = {
    "VGG19": (lambda: vgg((2, 2, 4, 4, 4)), "does not hold VGG16's 13 convolutions in a row"),
    "VGG13": (lambda: vgg((2, 2, 2, 2, 2)), "does not hold VGG16's 13 convolutions in a row"),
    "grey": (lambda: vgg((2, 2, 3, 3, 3), depth=1), "Found: 3 × 3 × 1 × 64"),
    "batch normalisation": (
        lambda: vgg((2, 2, 3, 3, 3), batch_norm=True),
        "it also has batch normalisation after each convolution",
    ),
}


@pytest.mark.parametrize("kind", LAYOUTS)
@pytest.mark.parametrize(("make", "sentence"), OTHERS.values(), ids=OTHERS)
def test_another_network_is_named(
    path: Path, make: Callable[[], Any], sentence: str, kind: str
) -> None:
    saved = save(make(), path, kind)
    with pytest.raises(WeightsUnavailable, match=sentence):
        read_weights(saved)


@pytest.mark.parametrize("kind", LAYOUTS)
def test_two_of_them_are_not_mixed_up(base: Any, path: Path, kind: str) -> None:
    import keras

    photo = keras.Input(SHAPE)
    other = keras.models.clone_model(base)
    other.name = "other"
    both = keras.layers.Subtract()([base(photo), other(photo)])
    saved = save(keras.Model(photo, both), path, kind)
    with pytest.raises(WeightsUnavailable, match=r"it holds VGG16 more than once, in .+ and .+\."):
        read_weights(saved)


def test_a_packed_keras_file_is_read(base: Any, path: Path) -> None:
    saved = save(base, path, "keras")
    packed = path.with_name("packed.keras")
    with (
        zipfile.ZipFile(saved) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=0) as target,
    ):
        for entry in source.infolist():
            target.writestr(entry.filename, source.read(entry))
    assert_same(packed, base)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_damaged_keras_file_is_named(base: Any, path: Path, method: int) -> None:
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("model.weights.h5", os.urandom(5000))
    with pytest.raises(WeightsUnavailable, match="damaged or incomplete, or cannot be read"):
        read_weights(path)
    with path.open("r+b") as file:
        file.truncate(3000)
    with pytest.raises(WeightsUnavailable, match="damaged or incomplete zip archive"):
        read_weights(path)


def test_a_packed_file_is_never_unpacked_beyond_the_limit(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.weights.h5", bytes(1_000_001))
    monkeypatch.setattr(weights_file, "MAX_UNPACKED_BYTES", 1_000_000)

    def must_not_unpack(*_: object) -> None:
        pytest.fail("something was unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "open", must_not_unpack)
    with pytest.raises(WeightsUnavailable, match=r"take 1,000,001 bytes; the limit is 1,000,000"):
        read_weights(path)


def test_an_archive_that_lies_about_its_size_is_not_believed(path: Path) -> None:
    """The archive says 100 bytes and holds a million."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.weights.h5", bytes(1_000_000))
    data = path.read_bytes().replace((1_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little"))
    path.write_bytes(data)
    with pytest.raises(WeightsUnavailable, match="damaged or incomplete"):
        read_weights(path)
