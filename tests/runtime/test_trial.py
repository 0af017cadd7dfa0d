"""Networks built for real: compared with Keras, timed, refused, stopped, and gone afterwards."""

import re
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import keras
import numpy as np
import pytest
from numpy.typing import NDArray

from explorer.architecture.layers import (
    Activation,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool,
    MaxPool2D,
    ZeroPad2D,
)
from explorer.architecture.network.trials import Compared, Counts, LayerPass, Trial, TrialRow
from explorer.architecture.networks import PRESETS, Network
from explorer.architecture.shapes import Shape
from explorer.architecture.summary import summarize
from explorer.background import Cancelled, Control, Progress
from explorer.runtime import build, vgg16
from explorer.runtime.build import photo_batch, to_keras
from explorer.runtime.memory import TooLarge, memory_limit, required_bytes
from explorer.runtime.trial import compare_counts, compare_rows, run_trial
from tests.runtime.resident import Taken, taken_by

MEBIBYTE = 2**20
PATIENCE = 300.0  # seconds after which a test gives up; none waits that long if all is well

Pixels = NDArray[np.uint8]

SMALL = Network(
    "small",
    (
        ZeroPad2D("pad", 1),
        Conv2D("conv", 4, 3, 2, "valid"),
        BatchNorm("norm"),
        Activation("relu"),
        MaxPool2D("pool", 2, 2, "same"),
        Dropout("dropout", 0.2),
        Conv2D("frozen", 5, 1, trainable=False),
        GlobalAveragePool("average"),
        Dense("classes", 3, "softmax"),
    ),
)
SMALL_NAMES = [layer.name for layer in SMALL.layers]
SMALL_SHAPES = [
    *((15, 20, 3), (7, 9, 4), (7, 9, 4), (7, 9, 4), (4, 5, 4), (4, 5, 4), (4, 5, 5), (5,), (3,)),
]


def photo(height: int, width: int, channels: int = 3) -> Pixels:
    random = np.random.default_rng(16)
    return random.integers(0, 256, (height, width, channels), dtype=np.uint8)


def tried(network: Network, pixels: Pixels, input_shape: Shape) -> Trial:
    return run_trial(network, pixels, input_shape, Control())


@dataclass
class Watcher:
    """Keeps all reports, and stops the trial after some steps."""

    stop_at: int | None = None
    told: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.control = Control(self.hear)

    def hear(self, progress: Progress) -> None:
        self.told.append((progress.done, progress.total))
        if progress.done == self.stop_at:
            self.control.stop()


@pytest.fixture(scope="module")
def small() -> Trial:
    return tried(SMALL, photo(13, 18), (13, 18, 3))


class TestSmallNetwork:
    def test_keras_agrees_with_us(self, small: Trial) -> None:
        assert small.equal
        assert [row.keras and row.keras.name for row in small.rows] == SMALL_NAMES
        assert [row.keras and row.keras.output_shape for row in small.rows] == SMALL_SHAPES
        assert all(row.equal and row.differences == () for row in small.rows)

    def test_the_totals_by_hand(self, small: Trial) -> None:
        # 3*3*3*4 + 4; 4 * 4; 4*5 + 5; 5*3 + 3; frozen are 25, tracked are 8
        assert small.counts.keras == Counts(112 + 16 + 25 + 18, 171 - 25 - 8, 25 + 8)
        assert small.counts.equal
        assert small.counts.differences == ()

    def test_the_photo_really_went_through_each_layer(self, small: Trial) -> None:
        assert [layer.name for layer in small.passes] == SMALL_NAMES
        assert [layer.output_shape for layer in small.passes] == SMALL_SHAPES
        assert all(layer.seconds >= 0 for layer in small.passes)
        assert small.seconds == pytest.approx(sum(layer.seconds for layer in small.passes))

    def test_progress_counts_each_layer_twice(self) -> None:
        watcher = Watcher()
        run_trial(SMALL, photo(13, 18), (13, 18, 3), watcher.control)
        assert watcher.told == [(done, 18) for done in range(1, 19)]


@pytest.mark.parametrize(
    ("key", "height", "width"),
    [("vgg16-average", 40, 56), ("small-batch-norm", 28, 41), ("alexnet", 64, 90)],
)
def test_presets_and_keras_agree(key: str, height: int, width: int) -> None:
    network = PRESETS[key]
    channels = network.default_input_shape[-1]
    found = tried(network, photo(height, width), (height, width, channels))
    assert found.equal
    assert len(found.rows) == len(found.passes) == len(network.layers)
    assert [layer.output_shape for layer in found.passes] == [
        row.ours and row.ours.output_shape for row in found.rows
    ]


def test_our_rows_of_keras_summary_are_what_keras_prints() -> None:
    """The rows come from Keras' layers; this reads the printed table instead."""
    shape = (13, 18, 3)
    model = to_keras(SMALL, shape)
    lines: list[str] = []
    model.summary(line_length=80, print_fn=lambda text, line_break=False: lines.append(text))
    text = "\n".join(lines)
    printed = re.findall(r"│ (\w+) \(\w+\) +│ \(None, ([\d, ]+)\) +│ +([\d,]+) │", text)
    rows = [
        TrialRow(name, tuple(int(size) for size in sizes.split(",")), int(count.replace(",", "")))
        for name, sizes, count in printed[1:]  # the first is Keras' input
    ]
    counts = [int(number.replace(",", "")) for number in re.findall(r"params: ([\d,]+)", text)]
    assert [row.keras for row in compare_rows(summarize(SMALL, shape), model)] == rows
    assert compare_counts(summarize(SMALL, shape), model).keras == Counts(*counts)


class TestDifferences:
    """Our summary of one network beside the Keras model of another."""

    SHAPE = (13, 18, 3)

    def compared(self, index: int, **changes: object) -> tuple[Compared[TrialRow], ...]:
        layers = list(SMALL.layers)
        layers[index] = replace(layers[index], **changes)  # type: ignore[arg-type]
        other = to_keras(replace(SMALL, layers=tuple(layers)), self.SHAPE)
        return compare_rows(summarize(SMALL, self.SHAPE), other)

    def test_another_number_of_parameters_is_named(self) -> None:
        rows = self.compared(1, use_bias=False)
        assert [row.equal for row in rows] == [index != 1 for index in range(9)]
        assert rows[1].differences == ("num_parameters: ours 112, Keras 108",)

    def test_another_shape_is_named_in_every_layer_it_affects(self) -> None:
        rows = self.compared(4, padding="valid")
        different = [row for row in rows if not row.equal]
        assert [row.ours and row.ours.name for row in different] == ["pool", "dropout", "frozen"]
        assert different[0].differences == ("output_shape: ours (4, 5, 4), Keras (3, 4, 4)",)

    def test_another_name_is_named(self) -> None:
        assert self.compared(3, name="other")[3].differences == ("name: ours relu, Keras other",)

    def test_other_totals_are_named(self) -> None:
        thawed = replace(SMALL, layers=(*SMALL.layers[:6], Conv2D("frozen", 5, 1)))
        shorter = replace(SMALL, layers=SMALL.layers[:7])
        counts = compare_counts(summarize(shorter, self.SHAPE), to_keras(thawed, self.SHAPE))
        assert not counts.equal
        assert counts.differences == (
            "num_trainable: ours 120, Keras 145",
            "num_non_trainable: ours 33, Keras 8",
        )

    @pytest.mark.parametrize(
        ("ours", "theirs", "expected"),
        [(2, 3, "only in Keras"), (3, 2, "only in ours")],
    )
    def test_a_layer_that_one_side_lacks_is_named(
        self, ours: int, theirs: int, expected: str
    ) -> None:
        summary = summarize(replace(SMALL, layers=SMALL.layers[:ours]), self.SHAPE)
        model = to_keras(replace(SMALL, layers=SMALL.layers[:theirs]), self.SHAPE)
        rows = compare_rows(summary, model)
        assert [row.equal for row in rows] == [True, True, False]
        assert rows[2].differences == (expected,)

    @pytest.mark.parametrize(
        ("rows", "counts", "expected"), [(1, 1, True), (2, 1, False), (1, 2, False)]
    )
    def test_a_trial_is_equal_where_rows_and_totals_are(
        self, rows: int, counts: int, expected: bool
    ) -> None:
        row = Compared(TrialRow("conv", (1, 2, 3), 1), TrialRow("conv", (1, 2, 3), rows))
        total = Compared(Counts(1, 1, 0), Counts(counts, 1, 0))
        assert (
            Trial("a network", (row,), total, (LayerPass("conv", (1, 2, 3), 0.0),)).equal
            is expected
        )


class TestPhoto:
    """The input of the first layer."""

    def test_three_channels_get_what_vgg16_gets(self) -> None:
        pixels = photo(9, 14)
        expected = keras.applications.vgg16.preprocess_input(pixels[np.newaxis].astype(np.float32))
        np.testing.assert_array_equal(photo_batch(pixels, (9, 14, 3)), expected)

    def test_one_channel_gets_the_luminance(self) -> None:
        pixels = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [90, 90, 90]]], np.uint8)
        batch = photo_batch(pixels, (1, 4, 1))
        assert batch.shape == (1, 1, 4, 1)
        assert batch.ravel().tolist() == pytest.approx([76.245, 149.685, 29.07, 90], abs=1e-3)

    def test_a_grey_photo_is_grey_in_every_form(self) -> None:
        pixels = photo(9, 14, 1)
        in_colour = np.repeat(pixels, 3, axis=-1)
        for shape in [(9, 14, 1), (9, 14, 3)]:
            np.testing.assert_array_equal(photo_batch(pixels, shape), photo_batch(in_colour, shape))

    @pytest.mark.parametrize(
        ("channels_of_photo", "channels_of_network"), [(3, 3), (3, 1), (1, 3), (1, 1)]
    )
    def test_grey_and_colour_fit_grey_and_colour(
        self, channels_of_photo: int, channels_of_network: int
    ) -> None:
        shape = (9, 14, channels_of_network)
        network = Network("one", (Conv2D("conv", 2, 3), Flatten(), Dense("classes", 2)))
        found = tried(network, photo(9, 14, channels_of_photo), shape)
        assert [layer.output_shape for layer in found.passes] == [(9, 14, 2), (252,), (2,)]

    @pytest.mark.parametrize(
        ("pixels", "received"),
        [
            (photo(14, 9), r"uint8 with shape \(14, 9, 3\)"),
            (photo(9, 14, 4), r"uint8 with shape \(9, 14, 4\)"),
            (photo(9, 14)[..., 0], r"uint8 with shape \(9, 14\)"),
            (photo(9, 14).astype(np.float32), r"float32 with shape \(9, 14, 3\)"),
        ],
        ids=["turned", "four channels", "no channels", "not whole numbers"],
    )
    def test_other_photos_are_refused(self, pixels: Pixels, received: str) -> None:
        with pytest.raises(ValueError, match=rf"{received}.* takes uint8 \(9, 14, 3\)"):
            tried(Network("one", (Conv2D("conv", 2, 3),)), pixels, (9, 14, 3))

    def test_a_network_of_two_channels_is_refused(self) -> None:
        with pytest.raises(ValueError, match=r"takes 2 channels\. A photo has 3"):
            tried(Network("one", (Conv2D("conv", 2, 3),)), photo(9, 14), (9, 14, 2))

    def test_a_network_that_does_not_fit_is_refused_as_everywhere(self) -> None:
        with pytest.raises(ValueError, match="The smallest input that works"):
            tried(PRESETS["alexnet"], photo(20, 30), (20, 30, 3))


class TestMemory:
    @pytest.fixture(autouse=True)
    def default_limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("VGG16_BUILD_MIB", raising=False)

    @pytest.mark.parametrize(
        ("key", "shape", "expected"),
        [
            # published: the convolutions' weights and three times those of fc1
            ("vgg16", (224, 224, 3), 4 * (14_714_688 + 3 * 102_764_544)),
            # published weights, and block1_conv2's input and output twice
            ("vgg16-no-top", (512, 300, 3), 4 * (14_714_688 + 4 * 512 * 300 * 64)),
        ],
    )
    def test_the_memory_of_a_network_by_hand(self, key: str, shape: Shape, expected: int) -> None:
        assert required_bytes(summarize(PRESETS[key], shape)) == expected + 64 * MEBIBYTE

    def test_the_largest_preset_is_allowed(self) -> None:
        assert required_bytes(summarize(PRESETS["vgg19"])) < memory_limit()

    @pytest.mark.parametrize(
        ("network", "shape"),
        [
            (PRESETS["vgg16"], (360, 352, 3)),  # 286 M parameters, 254 M of them in fc1
            (Network("three", tuple(Dense(f"fc{i}", 10_000) for i in range(4))), (1, 1, 3)),
        ],
        ids=["one large layer", "three layers of 100 M"],
    )
    def test_three_hundred_million_parameters_are_refused_with_numbers(
        self, network: Network, shape: Shape
    ) -> None:
        with pytest.raises(TooLarge, match=r"takes about \d,\d+ MiB .* limit is 1,792 MiB.*"):
            tried(network, photo(*shape[:2]), shape)

    def test_a_refusal_gives_its_numbers(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("VGG16_BUILD_MIB", "65")
        network = Network("two", (Flatten(), Dense("fc", 1000)))
        with pytest.raises(TooLarge, match=r"about 76 MiB .* limit is 65 MiB") as refusal:
            tried(network, photo(20, 17), (20, 17, 3))
        # three copies of 1020 * 1000 weights and 1000 biases, and 64 MiB
        assert refusal.value.required == 3 * 4 * 1_021_000 + 64 * MEBIBYTE
        assert refusal.value.limit == 65 * MEBIBYTE

    @pytest.mark.parametrize("text", ["much", "-5", "1.5"])
    def test_a_limit_that_is_not_a_number_is_refused(
        self, monkeypatch: pytest.MonkeyPatch, text: str
    ) -> None:
        monkeypatch.setenv("VGG16_BUILD_MIB", text)
        with pytest.raises(ValueError, match=f"VGG16_BUILD_MIB must be a whole .*'{text}'"):
            memory_limit()

    @pytest.mark.parametrize(
        ("network", "shape"),
        [
            (Network("weights", (Flatten(), Dense("fc", 2500))), (100, 110, 1)),
            (Network("activations", (Conv2D("conv", 64, 3), MaxPool2D("pool"))), (600, 700, 3)),
            (
                Network("dilated", (Conv2D("conv", 32, 1), Conv2D("wide", 32, 3, dilation=2))),
                (600, 700, 3),
            ),
        ],
        ids=lambda value: value.name if isinstance(value, Network) else str(value),
    )
    def test_the_estimate_is_near_what_is_measured(
        self, new_program: Executor, network: Network, shape: Shape
    ) -> None:
        taken = new_program.submit(memory_of_trial, network, shape).result(PATIENCE)
        required = required_bytes(summarize(network, shape))
        assert 0.5 * required < taken.peak < required
        assert taken.left < 0.2 * required


def memory_of_trial(network: Network, shape: Shape) -> Taken:
    tried(SMALL, photo(13, 18), (13, 18, 3))  # what TensorFlow takes once
    pixels = photo(*shape[:2])
    return taken_by(lambda: tried(network, pixels, shape))


class TestStopping:
    @pytest.mark.parametrize("after", [1, 9, 13], ids=["first pass", "between", "second pass"])
    def test_no_layer_follows(self, after: int) -> None:
        watcher = Watcher(stop_at=after)
        with pytest.raises(Cancelled, match="Stopped"):
            run_trial(SMALL, photo(13, 18), (13, 18, 3), watcher.control)
        assert len(watcher.told) == after

    def test_a_trial_stopped_before_it_begins_builds_nothing(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(build, "to_keras", lambda *network: pytest.fail("it was built"))
        watcher = Watcher()
        watcher.control.stop()
        with pytest.raises(Cancelled, match="Stopped"):
            run_trial(SMALL, photo(13, 18), (13, 18, 3), watcher.control)
        assert watcher.told == []


def test_the_shared_vgg16_and_other_models_stay_as_they_are(
    keras_models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_OFFLINE", "1")
    shared, own = vgg16.load(), to_keras(SMALL, (13, 18, 3))
    pixels = photo(40, 56)
    batch = pixels[np.newaxis, :13, :18].astype(np.float32)
    before, own_before = shared.activations(pixels), own(batch).numpy()

    with ThreadPoolExecutor(1) as another_thread:
        trial = another_thread.submit(tried, PRESETS["vgg16-average"], pixels, (40, 56, 3))
        assert trial.result(PATIENCE).equal

    after = shared.activations(pixels)
    assert all(np.array_equal(before[name], after[name]) for name in before)
    np.testing.assert_array_equal(own(batch).numpy(), own_before)
    assert isinstance(own, keras.Model)
