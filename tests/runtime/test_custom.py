"""A visitor's own untrained networks: what they see, what they refuse, and their memory."""

import subprocess
import sys
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray

from explorer.architecture.layers import Conv2D, Dense, Flatten
from explorer.architecture.networks import PRESETS, Block, Head, Network, build_network
from explorer.architecture.shapes import Shape
from explorer.architecture.summary import summarize
from explorer.runtime import custom, vgg16
from explorer.runtime.build import photo_batch
from explorer.runtime.custom import CustomNetwork
from explorer.runtime.feature_network import FeatureNetwork
from explorer.runtime.memory import TooLarge, required_bytes
from tests.runtime.resident import Taken, taken_by

PATIENCE = 300.0  # seconds after which a test gives up; none waits that long if all is well

Pixels = NDArray[np.uint8]

BLOCKS = (
    Block(6, 2, 3, padding=1, normalisation="batch", dropout=0.2),
    Block(9, stride=2, pooling="average", pool_padding="same"),
)
SMALL = build_network("small", BLOCKS, Head(classes=4, units=(7,)))
SHAPE = (41, 58, 3)
GRIDS: dict[str, Shape] = {
    "block1_pad1": (43, 60, 3),
    "block1_conv1": (41, 58, 6),
    "block1_bn1": (41, 58, 6),
    "block1_pad2": (43, 60, 6),
    "block1_conv2": (41, 58, 6),
    "block1_bn2": (41, 58, 6),
    "block1_pool": (20, 29, 6),
    "block2_conv1": (10, 15, 9),
    "block2_pool": (5, 8, 9),
}


def cat(height: int, width: int) -> Pixels:
    """A piece of Chelsea the cat."""
    photo: Pixels = skimage.data.chelsea()  # type: ignore[no-untyped-call]
    return photo[:height, :width]


@pytest.fixture(scope="module")
def small() -> CustomNetwork:
    return custom.load_own(SMALL, SHAPE)


def test_all_layers_with_a_grid_have_activations(small: CustomNetwork) -> None:
    found = small.activations(cat(41, 58))
    assert small.layer_names == tuple(GRIDS)
    assert {name: values.shape for name, values in found.items()} == GRIDS
    assert {values.dtype for values in found.values()} == {np.dtype(np.float32)}
    assert all(values.std() > 0 for values in found.values())


@pytest.mark.parametrize(
    ("block", "name"),
    [
        (Block(64, kernel_size=3, pooling="none"), "block1_conv1"),
        (Block(1, kernel_size=1, pooling="none"), "block1_conv1"),
    ],
    ids=["64 maps", "one map"],
)
@pytest.mark.parametrize("sides", [(1, 1), (5, 7)], ids=str)
def test_a_single_layer_has_activations_too(
    block: Block, name: str, sides: tuple[int, int]
) -> None:
    network = build_network("single", (block,), Head(classes=1, reduction="average"))
    loaded = custom.load_own(network, (*sides, 3))
    photo = cat(*sides)
    assert loaded.layer_names == (name,)
    (found,) = loaded.activations(photo).values()
    kernel, biases = loaded.kernel(name)
    # By hand: each unit is the sum of what its window holds times the weights, then ReLU.
    reach = block.kernel_size // 2 if isinstance(block.kernel_size, int) else 0
    padded = np.pad(photo_batch(photo, (*sides, 3))[0], ((reach, reach), (reach, reach), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape[:2], axis=(0, 1))
    expected = np.maximum(np.einsum("xyckl,klcf->xyf", windows, kernel) + biases, 0)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-3)


def test_pages_can_look_into_it_as_into_vgg16(small: CustomNetwork) -> None:
    network: FeatureNetwork = small
    assert not network.trained
    assert network.origin.startswith("untrained, seed 16, layers ")


@pytest.mark.parametrize(
    "layer_names", [["block2_pool", "block1_bn1"], ["block1_conv2"]], ids=["two", "one"]
)
def test_layers_come_in_the_order_asked_for(small: CustomNetwork, layer_names: list[str]) -> None:
    found = small.activations(cat(41, 58), layer_names)
    everything = small.activations(cat(41, 58))
    assert list(found) == layer_names
    for name, values in found.items():
        np.testing.assert_array_equal(values, everything[name])


def test_nobody_can_change_what_others_see(small: CustomNetwork) -> None:
    for values in [*small.activations(cat(41, 58)).values(), *small.kernel("block2_conv1")]:
        with pytest.raises(ValueError, match="read-only"):
            values[...] = 0


def test_each_thread_gets_its_own_result(small: CustomNetwork) -> None:
    photos = [np.roll(cat(41, 58), 7 * i, axis=1) for i in range(6)]
    expected = [small.activations(photo, ["block2_pool"])["block2_pool"] for photo in photos]
    with ThreadPoolExecutor(len(photos)) as threads:
        found = list(threads.map(small.activations, photos))
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one["block2_pool"], other)


class TestWeights:
    @pytest.mark.parametrize("key", ["vgg16", "vgg16-frozen"])
    def test_vgg16_as_a_custom_network_is_the_untrained_vgg16(self, key: str) -> None:
        loaded, expected = custom.load_own(PRESETS[key], (64, 96, 3)), vgg16.load_untrained()
        assert loaded.layer_names == expected.layer_names
        for name, (kernel, bias) in expected.weights.items():
            np.testing.assert_array_equal(loaded.kernel(name)[0], kernel)
            np.testing.assert_array_equal(loaded.kernel(name)[1], bias)
        found = loaded.activations(cat(64, 96))
        for name, values in expected.activations(cat(64, 96)).items():
            atol = 1e-5 * float(values.max())
            np.testing.assert_allclose(found[name], values, rtol=1e-3, atol=atol, err_msg=name)

    def test_another_program_draws_the_same(self, small: CustomNetwork) -> None:
        program = (
            "from tests.runtime.test_custom import SMALL, SHAPE, custom\n"
            "network = custom.load_own(SMALL, SHAPE)\n"
            "print(network.origin, network.kernel('block2_conv1')[0].tobytes().hex())"
        )
        command = [sys.executable, "-c", program]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        kernel, _ = small.kernel("block2_conv1")
        assert printed == f"{small.origin} {kernel.tobytes().hex()}\n"

    def test_kernels_have_the_shapes_of_keras(self, small: CustomNetwork) -> None:
        for name, shape in {
            "block1_conv1": (3, 3, 3, 6),
            "block1_conv2": (3, 3, 6, 6),
            "block2_conv1": (3, 3, 6, 9),
        }.items():
            kernel, bias = small.kernel(name)
            assert (kernel.shape, bias.shape) == (shape, shape[-1:])
            assert kernel.dtype == bias.dtype == np.float32

    @pytest.mark.parametrize("name", ["block1_pool", "block1_bn1", "fc1", "unheard"])
    def test_only_convolutions_have_a_kernel(self, small: CustomNetwork, name: str) -> None:
        accepted = "block1_conv1, block1_conv2, block2_conv1"
        message = f"layer name '{name}'. Only convolutions have a kernel. Choose one of {accepted}"
        with pytest.raises(ValueError, match=message):
            small.kernel(name)

    @pytest.mark.parametrize(
        ("network", "shape"),
        [
            (replace(SMALL, layers=(*SMALL.layers[:1], Conv2D("block1_conv1", 5, 3))), SHAPE),
            (build_network("small", (BLOCKS[0], replace(BLOCKS[1], filters=10))), SHAPE),
            (build_network("small", (BLOCKS[0], replace(BLOCKS[1], dilation=2, stride=1))), SHAPE),
            (build_network("small", (BLOCKS[0], replace(BLOCKS[1], pooling="max"))), SHAPE),
            (SMALL, (41, 58, 1)),
        ],
        ids=["fewer layers", "filters", "dilation", "pooling", "channels"],
    )
    def test_another_configuration_has_another_origin(
        self, small: CustomNetwork, network: Network, shape: Shape
    ) -> None:
        assert custom.load_own(network, shape).origin != small.origin

    @pytest.mark.parametrize(
        ("network", "shape"),
        [
            (replace(SMALL, name="another name"), SHAPE),
            (build_network("small", BLOCKS, Head(classes=11, reduction="average")), SHAPE),
            (SMALL, (64, 47, 3)),
        ],
        ids=["name", "head", "size"],
    )
    def test_what_does_not_change_the_weights_does_not_change_the_origin(
        self, small: CustomNetwork, network: Network, shape: Shape
    ) -> None:
        loaded = custom.load_own(network, shape)
        assert loaded.origin == small.origin
        np.testing.assert_array_equal(
            loaded.kernel("block2_conv1")[0], small.kernel("block2_conv1")[0]
        )


class TestGrey:
    """Networks with one channel see the luminance."""

    def test_a_colour_photo_is_seen_as_its_luminance(self) -> None:
        network = custom.load_own(PRESETS["small-batch-norm"], (28, 41, 1))
        colours = cat(28, 41)
        grey = np.rint(colours @ [0.299, 0.587, 0.114])[..., np.newaxis].astype(np.uint8)
        found = network.activations(colours)["block1_conv1"]
        assert found.shape == (28, 41, 75)
        expected = network.activations(grey)["block1_conv1"]
        # rounding moves a pixel by half a grey level of 255
        np.testing.assert_allclose(found, expected, atol=0.02 * float(expected.max()))

    def test_two_channels_are_refused(self) -> None:
        loaded = custom.load_own(SMALL, (41, 58, 2))
        with pytest.raises(ValueError, match=r"takes 2 channels\. A photo has 3, or 1"):
            loaded.activations(cat(41, 58))


class TestRefused:
    @pytest.mark.parametrize(
        ("photo", "received"),
        [
            (cat(58, 41), r"uint8 with shape \(58, 41, 3\)"),
            (cat(41, 58)[..., 0], r"uint8 with shape \(41, 58\)"),
            (cat(41, 58) / 255, r"float64 with shape \(41, 58, 3\)"),
        ],
        ids=["turned", "no channels", "not whole numbers"],
    )
    def test_photos_that_do_not_fit(
        self, small: CustomNetwork, photo: Pixels, received: str
    ) -> None:
        with pytest.raises(ValueError, match=rf"{received}.* takes uint8 \(41, 58, 3\)"):
            small.activations(photo)

    def test_unknown_layers(self, small: CustomNetwork) -> None:
        message = r"layer names \['fc1', 'block1_dropout1'\].* Accepted: block1_pad1, "
        with pytest.raises(ValueError, match=message):
            small.activations(cat(41, 58), ["fc1", "block2_pool", "block1_dropout1"])

    def test_networks_without_a_grid(self) -> None:
        network = Network("dense alone", (Flatten(), Dense("classes", 3)))
        with pytest.raises(ValueError, match="dense alone, which has no layer with feature maps"):
            custom.load_own(network, SHAPE)

    def test_networks_that_do_not_fit_the_input(self) -> None:
        with pytest.raises(ValueError, match="The smallest input that works"):
            custom.load_own(PRESETS["alexnet"], (20, 30, 3))

    def test_networks_that_are_too_large(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("VGG16_BUILD_MIB", "80")
        network = build_network("wide", (Block(64, 2, pooling="none"),))
        with pytest.raises(TooLarge, match=r"about 94 MiB .* limit is 80 MiB\.") as refusal:
            custom.load_own(network, (150, 200, 3))
        # the weights; the photo; input and output of block1_conv2, twice each
        values = 38_720 + 150 * 200 * 3 + 2 * 2 * 150 * 200 * 64
        assert refusal.value.required == 4 * values + 64 * 2**20

    def test_dense_layers_are_not_counted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("VGG16_BUILD_MIB", "80")
        with_head = build_network("wide head", (Block(4),), Head(units=(16_384,)))
        assert custom.load_own(with_head, SHAPE).layer_names == ("block1_conv1", "block1_pool")

    def test_passes_that_would_keep_others_waiting(self) -> None:
        network = build_network("slow", (Block(256, 2, kernel_size=15, pooling="none"),))
        # 256 * 15 * 15 * (3 + 256) products for each of 150 * 200 positions
        message = r"takes 447\.55 GMACs\. The limit is 200\.00 GMACs, because every other visitor"
        with pytest.raises(ValueError, match=message):
            custom.load_own(network, (150, 200, 3))

    @pytest.mark.parametrize("key", ["vgg19", "vgg16-c", "alexnet"])
    def test_no_published_network_at_512_px(self, key: str) -> None:
        loaded = custom.load_own(PRESETS[key], (512, 512, 3))
        assert loaded.layer_names[-1].endswith("_pool")


class TestMemory:
    @pytest.fixture(autouse=True)
    def default_limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("VGG16_BUILD_MIB", raising=False)

    @pytest.mark.parametrize(
        ("blocks", "shape"),
        [
            ((Block(1024, 3, pooling="none"),), (20, 30, 3)),
            ((Block(64, 3, pooling="none"), Block(64, 3)), (300, 400, 3)),
            ((Block(48, 3, dilation=2, normalisation="batch"),), (300, 400, 3)),
        ],
        ids=["weights", "activations", "dilated"],
    )
    def test_the_estimate_is_near_what_is_measured(
        self, new_program: Executor, blocks: tuple[Block, ...], shape: Shape
    ) -> None:
        network = build_network("large", blocks)
        taken = new_program.submit(memory_of_pass, network, shape).result(PATIENCE)
        required = required_bytes(summarize(network, shape), keep_outputs=True)
        assert 0.5 * required < taken.peak < required

    def test_weights_are_freed_with_their_network(self, new_program: Executor) -> None:
        network = build_network("large", (Block(1024, 3, pooling="none"),))
        taken = new_program.submit(memory_of_network, network, (20, 30, 3)).result(PATIENCE)
        assert taken.held > 4 * 2 * 1024 * 1024 * 9
        assert taken.left < 0.1 * taken.held


def memory_of_pass(network: Network, shape: Shape) -> Taken:
    """What a network and one pass through it take, all activations kept."""
    pass_once()
    pixels = np.zeros(shape, np.uint8)
    return taken_by(lambda: custom.load_own(network, shape).activations(pixels))


def memory_of_network(network: Network, shape: Shape) -> Taken:
    """What a network takes while somebody holds it."""
    pass_once()
    return taken_by(lambda: custom.load_own(network, shape))


def pass_once() -> None:
    """Let TensorFlow take the memory that it takes once."""
    custom.load_own(SMALL, SHAPE).activations(cat(41, 58))
