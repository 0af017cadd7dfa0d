"""What pages say about a file of weights that holds more than VGG16."""

from pathlib import Path

import pytest

from explorer.runtime.weights import NO_TOP, WITH_TOP
from explorer.shared.weights import forget_in_use, note_in_use, weights_state
from explorer.views.health import model_facts
from tests.runtime.test_weights import CONVOLUTIONS, write_weights

NOTE = "Its own dense layers (512 × 16, 16 × 2) are not used: these pages show its 13 convolutions."


@pytest.fixture
def own_head(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "own.h5"
    write_weights(path, CONVOLUTIONS | {"hidden": (512, 16), "predictions": (16, 2)})
    monkeypatch.setenv("VGG16_WEIGHTS", str(path))
    forget_in_use()
    return path


def test_a_head_that_is_not_used_is_named(own_head: Path) -> None:
    state = weights_state(start=False)
    assert (state.path, state.note) == (own_head, NOTE)
    assert model_facts()[0].endswith(NOTE)


def test_it_is_still_named_when_the_file_is_gone(own_head: Path) -> None:
    note_in_use(NO_TOP, own_head)
    own_head.unlink()
    assert weights_state(start=False).note == NOTE
    forget_in_use()


def test_there_are_no_class_probabilities_for_it(own_head: Path) -> None:
    state = weights_state(WITH_TOP, start=False)
    assert state.path is None
    assert state.problem.startswith(f"{own_head} has dense layers of its own (512 × 16, 16 × 2)")
