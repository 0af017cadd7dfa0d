"""Features of many photos: what one pass for each gives, step by step."""

import numpy as np
import pytest

from explorer.background import Cancelled, Control, Progress
from explorer.preprocessing import to_model_input
from explorer.runtime import set_features, vgg16
from explorer.runtime.libraries import keras
from explorer.runtime.set_features import each_grids, grids_of
from explorer.runtime.untrained import untrained_weights
from explorer.runtime.vgg16 import VGG16
from explorer.transfer.plan import FEATURE_LAYERS

PHOTOS = np.random.default_rng(0).integers(0, 256, (5, 64, 48, 3), dtype=np.uint8)


@pytest.fixture(scope="module", params=["frozen", "not frozen"])
def network(request: pytest.FixtureRequest) -> VGG16:
    if request.param == "not frozen":
        return vgg16.load_untrained()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vgg16, "find_weights", lambda _file: None)
        return vgg16.load()


@pytest.fixture(scope="module")
def in_keras() -> dict[str, np.ndarray]:
    """The same in one batch of Keras' own VGG16."""
    model = keras.applications.VGG16(include_top=False, weights=None, input_shape=(64, 48, 3))
    weights = untrained_weights()
    for layer in model.layers:
        if layer.weights:
            layer.set_weights(weights[layer.name])
    outputs = {name: model.get_layer(name).output for name in FEATURE_LAYERS}
    batch = np.stack([to_model_input(photo) for photo in PHOTOS])
    found = keras.Model(model.inputs, outputs)([batch], training=False)
    return {name: np.asarray(values) for name, values in found.items()}


def test_the_grids_are_those_of_a_batch_in_keras(
    network: VGG16, in_keras: dict[str, np.ndarray]
) -> None:
    found = grids_of(network, PHOTOS, FEATURE_LAYERS)
    assert {name: grids.shape for name, grids in found.items()} == {
        "block1_pool": (5, 32, 24, 64),
        "block2_pool": (5, 16, 12, 128),
        "block3_pool": (5, 8, 6, 256),
        "block4_pool": (5, 4, 3, 512),
        "block5_pool": (5, 2, 1, 512),
    }
    for name, grids in found.items():
        expected = in_keras[name]
        np.testing.assert_allclose(grids, expected, atol=1e-4 * expected.max(), err_msg=name)


def test_a_short_pass_gives_the_same(network: VGG16) -> None:
    (short,) = grids_of(network, PHOTOS[:1], ["block1_pool"]).values()
    whole = grids_of(network, PHOTOS[:1], ["block1_pool", "block2_pool"])["block1_pool"]
    np.testing.assert_allclose(short, whole, atol=1e-4 * whole.max())


def test_it_reports_each_photo_and_stops_between_two(network: VGG16) -> None:
    reports: list[Progress] = []

    def stop_after_the_third(progress: Progress) -> None:
        reports.append(progress)
        if progress.done == 3:
            control.stop()

    control = Control(stop_after_the_third)
    with pytest.raises(Cancelled, match="Stopped"):
        grids_of(network, PHOTOS, ["block5_pool"], control)
    assert [(each.done, each.total) for each in reports] == [(1, 5), (2, 5), (3, 5)]


def test_nothing_is_computed_ahead(network: VGG16) -> None:
    assert next(each_grids(network, list(PHOTOS), ["block2_pool"]))["block2_pool"].shape == (
        *(16, 12, 128),
    )


def test_what_cannot_be_put_through_is_refused(network: VGG16) -> None:
    with pytest.raises(ValueError, match=r"shape \(0, 64, 48, 3\)\. Give at least one"):
        grids_of(network, PHOTOS[:0], ["block5_pool"])
    with pytest.raises(ValueError, match=r"layer names .*fc1"):
        grids_of(network, PHOTOS, ["fc1"])
    with pytest.raises(ValueError, match="photo of 16 x 16 px"):
        grids_of(network, PHOTOS[:, :16, :16], ["block5_pool"])


PASSES = set_features.passes


class Counted:
    """A network whose passes take as long as it is told."""

    layer_names = ("block1_pool",)

    def __init__(self, photos_at_once: int, seconds: list[float]) -> None:
        self.photos_at_once, self.seconds = photos_at_once, seconds
        self.now = 0.0
        self.held: list[int] = []
        """Photos of each time that `passes` was held."""

    def clock(self) -> float:
        """Read once before the first pass of a turn, and after each."""
        return self.now

    def grids_now(self, photos: np.ndarray, names: list[str]) -> dict[str, np.ndarray]:
        assert PASSES.num_free == 0
        assert len(photos) <= self.photos_at_once
        self.now += self.seconds.pop(0)
        self.held[-1] += len(photos)
        return {"block1_pool": photos.astype(np.float32)}

    def __enter__(self) -> None:
        PASSES.acquire()
        self.held.append(0)

    def __exit__(self, *error: object) -> None:
        PASSES.release()


@pytest.mark.parametrize(
    ("at_once", "seconds", "expected"),
    [
        (1, [0.07] * 5, [2, 2, 1]),  # a third photo would end after 0.21 s
        (1, [0.02] * 5, [5]),
        (1, [0.3] * 5, [1] * 5),  # at least one
        (1, [0.07, 0.09, 0.04, 0.04, 0.04], [2, 3]),
        (2, [0.11] * 3, [2, 2, 1]),
    ],
)
def test_a_turn_takes_as_many_photos_as_end_in_time(
    monkeypatch: pytest.MonkeyPatch, at_once: int, seconds: list[float], expected: list[int]
) -> None:
    network = Counted(at_once, list(seconds))
    monkeypatch.setattr(set_features, "monotonic", network.clock)
    monkeypatch.setattr(set_features, "passes", network)
    found = [*each_grids(network, list(PHOTOS), ["block1_pool"])]  # type: ignore[arg-type]
    assert network.held == expected
    for grids, photo in zip(found, PHOTOS, strict=True):
        np.testing.assert_array_equal(grids["block1_pool"], photo)
