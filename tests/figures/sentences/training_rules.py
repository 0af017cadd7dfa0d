"""What is said of training: read back from curves that are drawn on purpose, or by chance."""

import random
import re

import numpy as np

from explorer.figures.transfer.curve_notes import count_note, curves_alt, curves_note
from explorer.figures.transfer.time_notes import (
    fine_tuning_note,
    run_facts,
    set_note,
    starts_again_note,
)
from explorer.session.runs import run_name
from explorer.transfer.plan import FEATURE_LAYERS, TrainingPlan
from explorer.transfer.trained import Epochs, TaughtRun, TrainedHead
from tests.figures.sentences.cases import NetworkCase, Rule
from tests.figures.sentences.reading import SHARE, printed, share, whole


def random_epochs(draw: random.Random, num: int, num_training: int, num_validation: int) -> Epochs:
    """Curves that rise, fall, both, or stay, with a little chance."""
    trends = [draw.choice([-0.2, -0.05, 0.0, 0.05, 0.3]) for _ in range(3)]
    turn = draw.randint(0, num)

    def loss(before: float, after: float) -> tuple[float, ...]:
        slopes = [before if at < turn else after for at in range(num)]
        jitter = [draw.choice([0.0, 0.0, draw.uniform(-0.1, 0.1)]) for _ in range(num)]
        return tuple(np.exp(np.cumsum(slopes) + jitter).tolist())

    def accuracy(photos: int) -> tuple[float, ...]:
        least = draw.choice([0, 0, photos])
        return tuple(draw.randint(least, photos) / photos for _ in range(num))

    judged = num_validation > 0
    return Epochs(
        loss(trends[0], trends[0]),
        accuracy(num_training),
        loss(trends[1], trends[2]) if judged else (),
        accuracy(num_validation) if judged else (),
    )


def curves_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Each claim is looked up in the curves, epoch by epoch."""
    num_validation = draw.choice([0, 1, 7, 19, 20, 300])
    num = draw.choice([1, 2, 3, 6, 12, 30, 80])
    epochs = random_epochs(draw, num, 40, num_validation)
    planned = draw.choice([num, num + 5])
    note = curves_note(epochs, planned, num_validation)
    judged, learned = epochs.validation_loss, epochs.loss
    overfitting = re.search(r"Overfitting since epoch (\d+)", note)
    if overfitting:
        at = int(overfitting[1]) - 1
        assert all(later > judged[at] for later in judged[at + 1 :])
        assert judged[-1] > 1.1 * judged[at]
        assert learned[-1] < learned[at]
        assert num - 1 - at >= 5
    if "does not learn" in note:
        assert learned[-1] > 1.5 * learned[0]
        assert "to see whether that is the cause" in note
    hardly = re.search(r"in (\d+) epochs the loss of training was never (\d+) % lower", note)
    if hardly:
        assert int(hardly[1]) == num >= min(planned, 10)
        assert all(learned[0] - each < int(hardly[2]) / 100 * learned[0] for each in learned)
        assert epochs.accuracy[-1] < 1
    if "All right from the start" in note:
        assert set(epochs.validation_accuracy) == {1.0}
    if "Still learning" in note:
        assert judged[-1] <= min(judged)
        assert judged[-1] < 0.98 * judged[max(0, num - 1 - max(3, num // 10))]
    if "It has settled" in note:
        told = int(re.search(r"in the last (\d+) epochs?\.", note)[1])  # type: ignore[index]
        assert told == min(max(3, num // 10), num - 1)
        last = judged[-1 - told :]
        assert max(last) <= 1.03 * min(last)
    assert ("**One epoch**" in note) == (num == 1)
    few = re.search(r"With (\d+) photos? for validation, .* is (\d+) points", note)
    assert (few is not None) == (0 < num_validation < 20)
    if few is not None:
        assert int(few[1]) == num_validation
        assert printed(few[2], 100 / num_validation)
    if not judged and num > 1 and "does not learn" not in note:
        assert ("did not fall" in note) == (learned[-1] >= learned[0])


def count_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Counts are the photos of which the shares were made."""
    num_training, num_validation = draw.randint(1, 2000), draw.choice([0, 1, draw.randint(2, 500)])
    num = draw.choice([1, 3])
    epochs = random_epochs(draw, num, num_training, num_validation)
    note = count_note(epochs, num_training, num_validation)
    assert note.startswith(f"After {num} epoch{'s' if num > 1 else ''}, right: ")
    counts = [(int(a), int(b)) for a, b in re.findall(r"(\d+) of (\d+)", note)]
    learned = (round(epochs.accuracy[-1] * num_training), num_training)
    judged = [
        (round(share_of * num_validation), num_validation)
        for share_of in epochs.validation_accuracy[-1:]
    ]
    assert counts == [*judged, learned]


def alt_rule(draw: random.Random, _case: NetworkCase) -> None:
    """The ends of both curves."""
    num_validation = draw.choice([0, 9])
    epochs = random_epochs(draw, draw.choice([1, 8]), 30, num_validation)
    for what, curves in {
        "Loss": (epochs.loss, epochs.validation_loss),
        "Accuracy": (epochs.accuracy, epochs.validation_accuracy),
    }.items():
        found = re.findall(r"from ([\d.]+) to ([\d.]+?)[,.]?(?:\s|$)", curves_alt(epochs, what))
        ends = [(curve[0], curve[-1]) for curve in curves if curve]
        for texts, values in zip(found, ends, strict=True):
            assert all(printed(text, value) for text, value in zip(texts, values, strict=True))


def time_rule(draw: random.Random, _case: NetworkCase) -> None:
    """An epoch is as many photos, all epochs as many of those."""
    photo_s, photos = draw.uniform(0.05, 3), draw.randint(1, 500)
    epochs = draw.choice([1, 2, draw.randint(1, 50)])
    note = fine_tuning_note(photo_s, photos, epochs)
    found = re.search(
        r"epoch of (\S+) photos? takes about ([\d.]+) (s|min) [^;]*;"
        r"(?: (\S+) epochs take about ([\d.]+) (s|min),)? longer while",
        note,
    )
    assert found is not None
    assert whole(found[1]) == photos
    times = [(found[2], found[3], photo_s * photos)]
    assert (found[4] is None) == (epochs == 1)
    if found[4] is not None:
        assert whole(found[4]) == epochs
        times.append((found[5], found[6], photo_s * photos * epochs))
    for digits, unit, seconds in times:
        assert (unit == "min") == (seconds >= 60)
        assert printed(digits, max(seconds, 0.1) / (60 if unit == "min" else 1))


def again_rule(draw: random.Random, _case: NetworkCase) -> None:
    """Two means of 4 bytes for each number that learned."""
    sizes = [draw.randint(1, 4_000_000) for _ in range(3)]
    weights = tuple(np.broadcast_to(np.float32(0), (size,)) for size in sizes[:2])
    tuned = (("block5_conv1", np.broadcast_to(np.float32(0), (sizes[2],)), weights[0]),)
    head = TrainedHead(TrainingPlan(), ("a", "b"), weights, tuned, (), Epochs(), 1.0)
    note = starts_again_note(head)
    kept, most = re.findall(r"([\d.,]+) (?:KiB|MiB|B)", note)
    numbers = sum(sizes) + sizes[0]
    scale = {"MiB": 2**20, "KiB": 2**10}[re.search(r"[\d.,]+ (\w+) would", note)[1]]  # type: ignore[index]
    assert printed(kept, 8 * numbers / scale)
    assert whole(most.split(".")[0]) == 64


def run_rule(draw: random.Random, _case: NetworkCase) -> None:
    """A run's count and share are those of its last epoch."""
    num_validation, num = draw.choice([0, 1, 12, 300]), draw.choice([1, 30])
    epochs = random_epochs(draw, num, 30, num_validation)
    head = TrainedHead(TrainingPlan(), ("a", "b"), (), (), (), epochs, draw.uniform(0.2, 200))
    digests = tuple(map(str, range(num_validation)))
    note = run_facts(
        TaughtRun("", head, True, (), digests, np.zeros((num_validation, 2), np.float32))
    )
    if not num_validation:
        assert "no photos for validation" in note
        return
    found = re.search(rf"\*\*(\d+) of (\d+)\*\* right \({SHARE}\)", note)
    assert found is not None
    right = epochs.validation_accuracy[-1]
    assert (int(found[1]), int(found[2])) == (round(right * num_validation), num_validation)
    assert share(found[3], right)


def set_rule(draw: random.Random, _case: NetworkCase) -> None:
    """As many photos of each part."""
    training, validation = draw.randint(1, 3000), draw.choice([0, 1, 400])
    found = re.fullmatch(
        r"(\S+) photos? for training, (\S+) for validation\.", set_note(training, validation)
    )
    assert found is not None
    assert (whole(found[1]), whole(found[2])) == (training, validation)


def name_rule(draw: random.Random, _case: NetworkCase) -> None:
    """A name says what differs from other runs, and nothing that is not so."""
    plan = TrainingPlan(
        draw.choice(FEATURE_LAYERS),
        draw.choice(("average", "max", "flatten")),
        draw.choice([(), (7,), (512, 33)]),
        unfrozen_from=draw.choice([None, 5]),
    )
    is_trained = draw.random() < 0.5
    name = run_name(plan, is_trained_base=is_trained)
    assert name.startswith(plan.features)
    assert ("random weights" in name) != is_trained
    assert re.findall(r"([\d-]+) units", name) == ["-".join(map(str, plan.units))] * bool(
        plan.units
    )
    assert ("tuned" in name) == (plan.unfrozen_from == 5)
    assert ("average" in name, "largest" in name) == (
        plan.reduction == "average",
        plan.reduction == "max",
    )


_NOTES = "figures.transfer"
TRAINING_RULES: dict[str, Rule] = {
    f"{_NOTES}.curve_notes.curves_note": curves_rule,
    f"{_NOTES}.curve_notes.count_note": count_rule,
    f"{_NOTES}.curve_notes.curves_alt": alt_rule,
    f"{_NOTES}.time_notes.fine_tuning_note": time_rule,
    f"{_NOTES}.time_notes.run_facts": run_rule,
    f"{_NOTES}.time_notes.starts_again_note": again_rule,
    f"{_NOTES}.time_notes.set_note": set_rule,
    "session.runs.run_name": name_rule,
}
