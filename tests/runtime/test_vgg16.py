"""The real VGG16: the same numbers as Keras' own, for any size, from one pass, for many threads."""

from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Lock
from typing import Any

import h5py
import keras
import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray

from explorer.runtime import vgg16
from explorer.runtime.dense import dense_layers
from explorer.runtime.download import WeightsUnavailable
from explorer.runtime.feature_network import MAX_CONCURRENT_PASSES, FeatureNetwork
from explorer.runtime.untrained import untrained_weights
from explorer.runtime.vgg16 import VGG16
from explorer.runtime.weights import WITH_TOP, find_weights
from tests.runtime.resident import Taken, taken_by

Pixels = NDArray[np.uint8]

GIBIBYTE = 2**30
PATIENCE = 300.0  # seconds after which a test gives up; none waits that long if all is well

LAYER_NAMES = [
    *("block1_conv1", "block1_conv2", "block1_pool"),
    *("block2_conv1", "block2_conv2", "block2_pool"),
    *("block3_conv1", "block3_conv2", "block3_conv3", "block3_pool"),
    *("block4_conv1", "block4_conv2", "block4_conv3", "block4_pool"),
    *("block5_conv1", "block5_conv2", "block5_conv3", "block5_pool"),
]


def cat(height: int, width: int) -> Pixels:
    """Chelsea the cat, 300 x 451 px, resized by leaving out or repeating pixels."""
    photo: Pixels = skimage.data.chelsea()  # type: ignore[no-untyped-call]
    rows = np.arange(height) * photo.shape[0] // height
    columns = np.arange(width) * photo.shape[1] // width
    resized: Pixels = photo[rows][:, columns]
    return resized


def noise(seed: int, height: int = 40, width: int = 56) -> Pixels:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def untrained() -> VGG16:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KERAS_HOME", "/nowhere")
        patch.delenv("VGG16_WEIGHTS", raising=False)
        return vgg16.load()


@pytest.fixture(scope="module")
def trained(real_weights_file: Path) -> VGG16:
    return vgg16.load(real_weights_file)


@pytest.fixture(scope="module")
def keras_vgg16(real_weights_file: Path) -> keras.Model:
    """Keras' own model with the same values, with the outputs of all its layers."""
    model = keras.applications.VGG16(weights=None, include_top=False, input_shape=(None, None, 3))
    model.load_weights(real_weights_file)
    return keras.Model(model.inputs, [layer.output for layer in model.layers[1:]])


@pytest.mark.parametrize("size", [(64, 96), (33, 47), (224, 224)], ids=str)
def test_every_layer_has_the_numbers_of_keras(
    trained: VGG16, keras_vgg16: keras.Model, size: tuple[int, int]
) -> None:
    photo = cat(*size)
    batch = keras.applications.vgg16.preprocess_input(photo[np.newaxis].astype("float32"))
    expected = keras_vgg16.predict_on_batch(batch)
    found = trained.activations(photo)
    for (name, values), wanted in zip(found.items(), expected, strict=True):
        largest = float(np.abs(wanted).max())
        np.testing.assert_allclose(values, wanted[0], rtol=1e-3, atol=1e-5 * largest, err_msg=name)


def test_the_layers_come_in_the_order_of_the_network(untrained: VGG16) -> None:
    assert list(untrained.layer_names) == LAYER_NAMES
    assert list(untrained.activations(noise(0))) == LAYER_NAMES


@pytest.mark.parametrize(
    ("size", "block3_conv3", "block5_pool"),
    [
        ((32, 32), (8, 8, 256), (1, 1, 512)),
        ((33, 63), (8, 15, 256), (1, 1, 512)),
        ((150, 225), (37, 56, 256), (4, 7, 512)),
        ((512, 32), (128, 8, 256), (16, 1, 512)),
        ((512, 512), (128, 128, 256), (16, 16, 512)),
    ],
    ids=str,
)
def test_sizes_from_32_to_512_px_fit(
    untrained: VGG16,
    size: tuple[int, int],
    block3_conv3: tuple[int, ...],
    block5_pool: tuple[int, ...],
) -> None:
    found = untrained.activations(noise(1, *size))
    assert found["block1_conv1"].shape == (*size, 64)
    assert found["block3_conv3"].shape == block3_conv3
    assert found["block5_pool"].shape == block5_pool
    assert {values.dtype for values in found.values()} == {np.dtype(np.float32)}


def counted(network: VGG16, calls: list[tuple[int, ...]]) -> VGG16:
    """The same network, which records the input shape of each pass."""

    def convolutions(model_input: Any) -> Sequence[Any]:
        calls.append(tuple(model_input.shape))
        return network.convolutions(model_input)

    return replace(network, convolutions=convolutions)


@pytest.mark.parametrize(
    "layer_names",
    [None, ["block5_conv1", "block1_conv2", "block3_pool"], ["block4_pool"]],
    ids=["all", "three, in another order", "one"],
)
def test_one_pass_gives_the_layers_asked_for(
    untrained: VGG16, layer_names: list[str] | None
) -> None:
    calls: list[tuple[int, ...]] = []
    found = counted(untrained, calls).activations(noise(2), layer_names)
    assert list(found) == (layer_names or LAYER_NAMES)
    assert calls == [(1, 40, 56, 3)]


def test_nobody_can_change_what_others_see(untrained: VGG16) -> None:
    found = untrained.activations(noise(3))
    before = {name: values.copy() for name, values in found.items()}
    for values in found.values():
        with pytest.raises(ValueError, match="read-only"):
            values[0, 0, 0] = 1
    untrained.activations(noise(4))
    for name, values in before.items():
        np.testing.assert_array_equal(found[name], values)


def test_each_thread_gets_its_own_result(untrained: VGG16) -> None:
    photos = [noise(seed, height=32 + 5 * seed) for seed in range(8)]
    expected = [untrained.activations(photo) for photo in photos]
    with ThreadPoolExecutor(len(photos)) as threads:
        found = list(threads.map(untrained.activations, photos))
    for one, other in zip(found, expected, strict=True):
        for name in LAYER_NAMES:
            np.testing.assert_array_equal(one[name], other[name])


def test_passes_take_turns(untrained: VGG16) -> None:
    too_many = MAX_CONCURRENT_PASSES + 1
    meeting, lock = Barrier(too_many), Lock()
    met = []

    def convolutions(model_input: Any) -> Sequence[Any]:
        with suppress(BrokenBarrierError):
            meeting.wait(timeout=0.5)  # if all were inside at once, they would go on at once
            met.append(model_input.shape)
        with lock:
            return untrained.convolutions(model_input)

    network = replace(untrained, convolutions=convolutions)
    with ThreadPoolExecutor(too_many) as threads:
        list(threads.map(network.activations, [noise(seed) for seed in range(too_many)]))
    assert met == []


def test_without_a_file_the_network_says_that_it_is_untrained(untrained: VGG16) -> None:
    assert not untrained.trained
    assert (untrained.weights_path, untrained.origin) == (None, "untrained, seed 16")
    assert not untrained.has_dense_layers


def test_a_named_file_is_loaded(
    trained: VGG16, real_weights_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_WEIGHTS", str(real_weights_file))
    found = vgg16.load()
    assert found.trained
    assert found.weights_path == real_weights_file
    assert found.origin == str(real_weights_file)
    np.testing.assert_array_equal(
        found.activations(noise(5))["block5_pool"], trained.activations(noise(5))["block5_pool"]
    )


@pytest.mark.parametrize(
    ("photo", "message"),
    [
        (np.zeros((64, 96, 3), np.float32), r"Received an array of float32 with shape \(64, 96, 3"),
        (np.zeros((64, 96), np.uint8), r"with shape \(64, 96\). Expected an RGB picture"),
        (np.zeros((1, 64, 96, 3), np.uint8), r"with shape \(1, 64, 96, 3\). Expected an RGB"),
        (np.zeros((64, 96, 4), np.uint8), r"with shape \(64, 96, 4\). Expected an RGB picture"),
        (np.zeros((31, 96, 3), np.uint8), "photo of 31 x 96 px. Each side must be 32 to"),
        (np.zeros((96, 513, 3), np.uint8), "96 x 513 px. .* to 512 px. Resize or crop the photo"),
    ],
    ids=["float", "grey", "batch", "transparent", "too low", "too wide"],
)
def test_a_photo_that_does_not_fit_is_refused(untrained: VGG16, photo: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        untrained.activations(photo)


def test_unknown_layers_are_refused(untrained: VGG16) -> None:
    message = r"Received the layer names \['conv2', 'fc1'\].* Accepted: block1_conv1, "
    with pytest.raises(ValueError, match=message):
        untrained.activations(noise(6), ["conv2", "block1_pool", "fc1"])


# --- kernels ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "channels", "filters"),
    [("block1_conv1", 3, 64), ("block2_conv1", 64, 128), ("block5_conv3", 512, 512)],
)
def test_kernels_are_those_of_keras(
    trained: VGG16, keras_vgg16: keras.Model, name: str, channels: int, filters: int
) -> None:
    kernel, bias = trained.kernel(name)
    assert (kernel.shape, bias.shape) == ((3, 3, channels, filters), (filters,))
    for values, expected in zip(
        (kernel, bias), keras_vgg16.get_layer(name).get_weights(), strict=True
    ):
        np.testing.assert_array_equal(values, expected)
        assert values.dtype == np.float32


@pytest.mark.parametrize("name", ["block3_pool", "fc1", "", "block6_conv1"])
def test_only_convolutions_have_a_kernel(untrained: VGG16, name: str) -> None:
    message = f"layer name '{name}'. Only convolutions have a kernel. Choose one of block1_conv1, "
    with pytest.raises(ValueError, match=message):
        untrained.kernel(name)


def test_nobody_can_change_kernels(untrained: VGG16, beside: VGG16) -> None:
    for network in (untrained, beside):
        for values in network.kernel("block1_conv2"):
            with pytest.raises(ValueError, match="read-only"):
                values[...] = 0


# --- an untrained network beside the trained one -------------------------------------------------


@pytest.fixture(scope="module")
def beside(real_weights_file: Path) -> VGG16:
    """Untrained, although there are trained weights."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VGG16_WEIGHTS", str(real_weights_file))
        return vgg16.load_untrained()


def test_trained_weights_do_not_reach_the_untrained_network(beside: VGG16) -> None:
    assert not beside.trained
    assert (beside.origin, beside.has_dense_layers) == ("untrained, seed 16", False)
    for name, (kernel, bias) in untrained_weights().items():
        np.testing.assert_array_equal(beside.kernel(name)[0], kernel)
        np.testing.assert_array_equal(beside.kernel(name)[1], bias)


@pytest.mark.parametrize("size", [(64, 96), (33, 47)], ids=str)
def test_frozen_or_not_the_untrained_numbers_are_the_same(
    untrained: VGG16, beside: VGG16, size: tuple[int, int]
) -> None:
    frozen, found = untrained.activations(cat(*size)), beside.activations(cat(*size))
    assert list(found) == LAYER_NAMES
    for name, values in found.items():
        atol = 1e-5 * float(frozen[name].max())
        np.testing.assert_allclose(values, frozen[name], rtol=1e-3, atol=atol, err_msg=name)


def test_pages_can_look_into_every_vgg16(untrained: VGG16, beside: VGG16) -> None:
    networks: list[FeatureNetwork] = [untrained, beside]
    assert [network.layer_names for network in networks] == [tuple(LAYER_NAMES)] * 2
    assert [network.trained for network in networks] == [False, False]


def memory_of_512_px(weights: Path) -> Taken:
    """The memory of both networks and a pass through each, with all activations kept."""
    photo = np.zeros((512, 512, 3), np.uint8)
    return taken_by(
        lambda: [
            network.activations(photo) for network in (vgg16.load(weights), vgg16.load_untrained())
        ]
    )


def test_512_px_take_less_than_2_gib_in_both_networks(
    new_program: Executor, real_weights_file: Path
) -> None:
    taken = new_program.submit(memory_of_512_px, real_weights_file).result(PATIENCE)
    assert taken.peak < 1.5 * GIBIBYTE  # TensorFlow itself takes up to 0.6


# --- the dense layers --------------------------------------------------------------------------


def test_dense_layers_have_the_numbers_of_keras() -> None:
    """Narrow ones: nothing in them depends on 4096 and 1000."""
    random = np.random.default_rng(7)
    shapes = {"fc1": (7 * 7 * 512, 12), "fc2": (12, 8), "predictions": (8, 5)}
    weights = {
        name: (random.normal(0, 0.02, shape).astype("float32"), random.random(shape[1], "float32"))
        for name, shape in shapes.items()
    }
    dense = keras.layers.Dense
    model = keras.Sequential(
        [keras.layers.Flatten(), dense(12, "relu"), dense(8, "relu"), dense(5, "softmax")]
    )
    model.build((1, 7, 7, 512))
    model.set_weights([values for pair in weights.values() for values in pair])
    block5_pool = random.random((1, 7, 7, 512), dtype=np.float32)
    found = np.asarray(dense_layers(weights)(block5_pool))
    np.testing.assert_allclose(found, model.predict_on_batch(block5_pool), rtol=1e-4)


CLASS_BIAS = np.linspace(-2, 3, 1000, dtype=np.float32)


@pytest.fixture(scope="module")
def full_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A full VGG16 whose only weights other than 0 are the biases of the classes.

    HDF5 stores zeros in no space, so the file is small.
    """
    path = tmp_path_factory.mktemp("weights") / "with top.h5"
    channels = [3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512]
    names = [name for name in LAYER_NAMES if "conv" in name]
    shapes: dict[str, tuple[int, ...]] = {
        name: (3, 3, *channels[i : i + 2]) for i, name in enumerate(names)
    }
    shapes |= {"fc1": (25088, 4096), "fc2": (4096, 4096), "predictions": (4096, 1000)}
    with h5py.File(path, "w") as file:
        for name, shape in shapes.items():
            group = file.create_group(name)
            group.create_dataset("kernel", shape, "float32")
            group.create_dataset("bias", shape[-1:], "float32")
            group.attrs["weight_names"] = ["kernel", "bias"]
        file["predictions/bias"][...] = CLASS_BIAS
    return path


@pytest.fixture(scope="module")
def with_dense_layers(full_file: Path) -> VGG16:
    return vgg16.load(full_file, include_top=True)


def test_a_file_with_dense_layers_gives_class_probabilities(with_dense_layers: VGG16) -> None:
    assert with_dense_layers.has_dense_layers
    found = with_dense_layers.class_probabilities(cat(224, 224))
    exponentials = np.exp(CLASS_BIAS.astype(float))
    np.testing.assert_allclose(found, exponentials / exponentials.sum(), rtol=1e-4)
    assert (found.dtype, found.shape) == (np.dtype(np.float32), (1000,))
    assert not found.flags.writeable


def test_class_probabilities_have_one_size(with_dense_layers: VGG16) -> None:
    with pytest.raises(ValueError, match=r"photo of 224 x 256 px. The dense layers accept 224 x"):
        with_dense_layers.class_probabilities(noise(8, 224, 256))


def test_without_dense_layers_there_are_no_class_probabilities(untrained: VGG16) -> None:
    with pytest.raises(ValueError, match=r"no dense layers\. Load it with include_top=True"):
        untrained.class_probabilities(noise(9, 224, 224))


def test_dense_layers_are_added_to_the_same_convolutions(
    with_dense_layers: VGG16, full_file: Path
) -> None:
    without = replace(with_dense_layers, dense=None)
    again = without.with_dense_layers(full_file)
    assert again.convolutions is without.convolutions
    assert again.has_dense_layers
    assert not without.has_dense_layers


def test_dense_layers_need_trained_convolutions(untrained: VGG16, full_file: Path) -> None:
    with pytest.raises(
        ValueError, match=r"for an untrained VGG16\. They need trained convolutions"
    ):
        untrained.with_dense_layers(full_file)


def test_a_file_without_dense_layers_cannot_add_them(
    trained: VGG16, real_weights_file: Path
) -> None:
    with pytest.raises(WeightsUnavailable, match="it has no kernel and bias for fc1"):
        trained.with_dense_layers(real_weights_file)


def test_dense_layers_are_never_made_up(keras_models: Path) -> None:
    assert find_weights(WITH_TOP) is None
    with pytest.raises(
        WeightsUnavailable, match=r"No file on this computer has the dense layers.* Fetch them with"
    ):
        vgg16.load(include_top=True)


def test_class_names_are_none_without_keras_list(untrained: VGG16, keras_models: Path) -> None:
    assert untrained.class_names is None
