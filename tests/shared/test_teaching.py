"""Features that all visitors share, and the work that teaches a head on them."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from keras.applications.vgg16 import preprocess_input

from explorer.background import Cancelled, Control, Progress
from explorer.digests import Digest, digests_in
from explorer.kept import forget_all, forget_photos
from explorer.observed import ObservedNetwork, Picture, picture_of
from explorer.runtime import set_features, vgg16
from explorer.runtime.feature_network import passes
from explorer.shared import feature_store
from explorer.shared.engine import Engine
from explorer.shared.feature_store import Wanted, features_of
from explorer.shared.models import network_of, weights_of
from explorer.shared.questions.teaching import TeachHead, layer_before_block
from explorer.transfer.photo_set import PhotoSet, SetPart, SetPhoto
from explorer.transfer.plan import FEATURE_LAYERS, TrainingPlan
from explorer.transfer.reduction import reduced
from explorer.transfer.trained import TaughtRun
from tests.pages import loaded
from tests.shared.looks import small_network

SIZE = (64, 48)
PATIENCE_S = 60.0
PLAN = TrainingPlan("block2_pool", epochs=3, batch_size=4, learning_rate=0.01)


@pytest.fixture(scope="module")
def network() -> Iterator[ObservedNetwork]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vgg16, "load_untrained", loaded.load_untrained)
        yield small_network(SIZE)
    forget_all()


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    feature_store._store.clear()


@pytest.fixture
def passed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many photos went through the base, one entry for each call."""
    each_grids, counted = set_features.each_grids, []

    def noted(network, pictures, names):  # type: ignore[no-untyped-def]
        counted.append(len(pictures))
        yield from each_grids(network, pictures, names)

    monkeypatch.setattr(set_features, "each_grids", noted)
    return counted


def photo(number: int, origin: str = "") -> Picture:
    pixels = np.random.default_rng(number).integers(0, 256, (*SIZE, 3), np.uint8)
    pixels[..., number % 3] //= 4
    return picture_of(pixels, origin)


def a_set(num: int = 9, labels: tuple[str, ...] = ("a", "b", "c")) -> PhotoSet:
    photos = []
    for number in range(num):
        part: SetPart = "validation" if number % 3 == 2 else "training"
        label = labels[(number // 3) % len(labels)]
        photos.append(SetPhoto(photo(number), label, f"{number}.png", number, part))
    return PhotoSet(labels, tuple(photos))


@pytest.mark.parametrize("form", ["average", "max", "flatten", "grid"])
@pytest.mark.parametrize("mirrored", [False, True])
def test_features_are_those_of_the_network(
    network: ObservedNetwork, form: feature_store.Form, mirrored: bool
) -> None:
    pictures = [photo(number) for number in range(3)]
    wanted = Wanted(network, "block3_pool", form, mirrored)
    found = features_of(wanted, pictures, Control())
    for row, picture in zip(found, pictures, strict=True):
        pixels = np.ascontiguousarray(np.fliplr(picture.pixels)) if mirrored else picture.pixels
        grid = network_of(network).activations(pixels, ["block3_pool"])["block3_pool"]
        expected = grid if form == "grid" else reduced(grid[np.newaxis], form)[0]
        np.testing.assert_allclose(row, expected, atol=1e-4 * grid.max())
        assert row.shape == wanted.shape_of()


def test_one_pass_gives_all_layers_and_what_is_kept_takes_none(
    network: ObservedNetwork, passed: list[int]
) -> None:
    pictures = [photo(number) for number in range(3)]
    first = features_of(Wanted(network, "block5_pool", "average"), pictures[:2], Control())
    for layer in FEATURE_LAYERS:
        for form in ("average", "max"):
            features_of(Wanted(network, layer, form), pictures[:2], Control())
    assert passed == [2]
    again = features_of(Wanted(network, "block5_pool", "average"), pictures, Control())
    assert passed == [2, 1]
    np.testing.assert_array_equal(again[:2], first)
    features_of(Wanted(network, "block5_pool", "flatten"), pictures, Control())
    features_of(Wanted(network, "block5_pool", "flatten"), pictures, Control())
    assert passed == [2, 1, 3]


def test_what_is_done_when_it_is_stopped_stays(network: ObservedNetwork, passed: list[int]) -> None:
    reports: list[Progress] = []

    def stop_after_the_second(progress: Progress) -> None:
        reports.append(progress)
        if progress.done == 2:
            control.stop()

    control = Control(stop_after_the_second)
    wanted, pictures = Wanted(network, "block1_pool", "max"), [photo(n) for n in range(5)]
    with pytest.raises(Cancelled, match="Stopped"):
        features_of(wanted, pictures, control)
    assert [(each.done, each.total) for each in reports] == [(0, 5), (1, 5), (2, 5)]
    features_of(wanted, pictures, Control())
    assert passed == [5, 3]


def test_features_go_with_the_photo_that_they_come_from(
    network: ObservedNetwork, passed: list[int]
) -> None:
    wanted = Wanted(network, "block1_pool", "average")
    pictures = [photo(1, origin="a large photo"), photo(2)]
    features_of(wanted, pictures, Control())
    forget_photos(["a large photo"])
    features_of(wanted, pictures, Control())
    assert passed == [2, 1]


def test_without_room_to_keep_them_features_are_computed_again(
    network: ObservedNetwork, passed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feature_store, "_store", type(feature_store._store)(0))
    wanted = Wanted(network, "block2_pool", "flatten")
    one, other = (features_of(wanted, [photo(1)], Control()) for _ in range(2))
    np.testing.assert_array_equal(one, other)
    assert passed == [1, 1]


@pytest.mark.parametrize("mirrored", [False, True])
def test_before_block_1_comes_what_keras_prepares(
    network: ObservedNetwork, passed: list[int], mirrored: bool
) -> None:
    pictures = [photo(1), photo(2)]
    found = features_of(Wanted(network, "", "grid", mirrored), pictures, Control())
    pixels = np.stack([each.pixels for each in pictures]).astype(np.float32)
    expected = preprocess_input(pixels[:, :, ::-1] if mirrored else pixels)
    np.testing.assert_array_equal(found, expected)
    assert passed == []
    assert features_of(Wanted(network, "", "grid"), [], Control()).shape == (0, *SIZE, 3)


def test_too_much_is_refused_before_it_is_computed(
    network: ObservedNetwork, passed: list[int]
) -> None:
    """32 x 24 x 64 values of 4 bytes: 0.19 MiB a photo, so that 1,366 are above 256 MiB."""
    many = [photo(1)] * 1366
    with pytest.raises(ValueError, match=r"features of 1,366 photos .* 256\.1 MiB"):
        features_of(Wanted(network, "block1_pool", "flatten"), many, Control())
    assert passed == []


def done(work: TeachHead, control: Control | None = None) -> TaughtRun:
    return work.run(control or Control())


def test_the_work_computes_features_then_teaches(
    network: ObservedNetwork, passed: list[int]
) -> None:
    reports: list[Progress] = []
    work = TeachHead(network, a_set(), PLAN)
    run = done(work, Control(reports.append))
    photos_done = [each.done for each in reports if each.latest is None]
    assert photos_done == sorted(photos_done)
    assert (photos_done[-1], passed) == (9, [3, 6])
    epochs = [each for each in reports if each.latest is not None]
    assert [(each.done, each.total) for each in epochs] == [(1, 3), (2, 3), (3, 3)]
    assert run.probabilities.shape == (3, 3)
    assert run.digests == tuple(each.picture.digest for each in a_set().of(part="validation"))
    right = run.probabilities.argmax(axis=1) == [0, 1, 2]
    assert run.head.epochs.validation_accuracy[-1] == pytest.approx(right.mean())
    assert not run.is_trained_base
    np.testing.assert_array_equal(epochs[-1].latest.probabilities, run.probabilities)


def test_all_features_are_parts_of_one_array(network: ObservedNetwork) -> None:
    work = TeachHead(network, a_set(), replace(PLAN, mirrored=True))
    (training, numbers), (validation, labels) = work._features(Control())
    assert (len(training), len(validation)) == (len(numbers), len(labels)) == (12, 3)
    assert training.base is validation.base is not None
    assert training.base.nbytes == 15 * 128 * 4
    plain, mirrored = training[:6], training[6:]
    photos = [each.picture for each in a_set().of(part="training")]
    for rows, flag in ((plain, False), (mirrored, True)):
        wanted = work.wanted(mirrored=flag)
        np.testing.assert_array_equal(rows, features_of(wanted, photos, Control()))


def test_a_class_teaches_on_one_set(network: ObservedNetwork, passed: list[int]) -> None:
    """Each visitor sees how many come first; photos go through once for all; all are taught."""
    engine, pupils = Engine(), range(30)
    works = [TeachHead(network, a_set(), replace(PLAN, seed=seed)) for seed in pupils]
    with passes:  # the first one cannot begin yet
        for pupil in pupils:
            engine.start(works[pupil], pupil)
        states = [engine.work_state(works[pupil], pupil) for pupil in pupils]
    assert [state and state.num_before for state in states] == [*pupils]
    ended = [engine.wait_for_work(TeachHead.kind, pupil, PATIENCE_S) for pupil in pupils]
    runs = [state.result for state in ended if state is not None]
    assert [len(run.head.epochs) for run in runs] == [PLAN.epochs] * len(pupils)
    assert len({run.head.epochs for run in runs}) == len(pupils)
    assert passed == [3, 6]


def test_mirrored_photos_are_learned_from_too(network: ObservedNetwork, passed: list[int]) -> None:
    plain, mirrored = (
        done(TeachHead(network, a_set(), replace(PLAN, mirrored=flag))) for flag in (False, True)
    )
    assert passed == [3, 6, 6]
    assert mirrored.head.epochs.loss != plain.head.epochs.loss
    assert mirrored.digests == plain.digests


def test_the_same_question_is_the_same_wherever_it_goes_on_from(
    network: ObservedNetwork,
) -> None:
    shorter = done(TeachHead(network, a_set(), replace(PLAN, epochs=1)))
    on = TeachHead(network, a_set(), PLAN, start=shorter.head)
    anew = TeachHead(network, a_set(), PLAN)
    assert (on.cache_key, on) == (anew.cache_key, anew)
    assert done(on).head.epochs == done(anew).head.epochs
    assert TeachHead(network, a_set(), replace(PLAN, seed=1)).cache_key != anew.cache_key
    relabelled = a_set().relabelled(photo(0).digest, "b")
    assert TeachHead(network, relabelled, PLAN).cache_key != anew.cache_key


def test_its_key_names_the_photos_so_that_it_goes_with_them(network: ObservedNetwork) -> None:
    key = TeachHead(network, a_set(4), PLAN).cache_key
    assert set(digests_in(key)) == {Digest(photo(number).digest) for number in range(4)}


def test_a_set_without_photos_for_validation(network: ObservedNetwork) -> None:
    photos = tuple(replace(each, part="training") for each in a_set(4).photos)
    run = done(TeachHead(network, PhotoSet(("a", "b"), photos), PLAN))
    assert (run.digests, run.probabilities.shape) == ((), (0, 2))
    assert run.head.epochs.validation_loss == ()


@pytest.mark.parametrize(
    ("features", "unfrozen_from", "expected"),
    [
        ("block5_pool", 5, "block4_pool"),
        ("block5_pool", 2, "block1_pool"),
        ("block2_pool", 2, "block1_pool"),
        ("block5_pool", 1, ""),
        ("block1_pool", 1, ""),
    ],
)
def test_fine_tuning_begins_with_the_grid_before_the_block(
    features: str, unfrozen_from: int, expected: str
) -> None:
    assert layer_before_block(TrainingPlan(features, unfrozen_from=unfrozen_from)) == expected


@pytest.mark.parametrize(("features", "unfrozen_from"), [("block4_pool", 5), ("block1_pool", 2)])
def test_a_block_that_cannot_learn_is_refused(features: str, unfrozen_from: int) -> None:
    with pytest.raises(ValueError, match=rf"block {unfrozen_from} to learn"):
        layer_before_block(TrainingPlan(features, unfrozen_from=unfrozen_from))


def test_block_1_learns_too(network: ObservedNetwork) -> None:
    plan = replace(PLAN, features="block1_pool", unfrozen_from=1, epochs=2)
    head = done(TeachHead(network, a_set(6, ("a", "b")), plan)).head
    before = weights_of(network)
    assert [name for name, *_ in head.convolutions] == ["block1_conv1", "block1_conv2"]
    for name, kernel, _biases in head.convolutions:
        assert np.abs(kernel - before[name][0]).max() > 1e-4


def test_fine_tuning_as_work(network: ObservedNetwork) -> None:
    plan = replace(PLAN, unfrozen_from=2, epochs=1)
    run = done(TeachHead(network, a_set(6, ("a", "b")), plan))
    assert [name for name, *_ in run.head.convolutions] == ["block2_conv1", "block2_conv2"]
    assert run.probabilities.shape == (2, 2)
    assert run.head.optimizer
