"""Pages while something goes wrong: weights that vanish, too little memory, a thread that dies."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from streamlit.testing.v1 import AppTest

from explorer.runtime import race as race_module
from explorer.runtime.vgg16 import VGG16
from explorer.shared.questions.long_work import RunRace
from tests.pages.conftest import OpenApp, forget_everything
from tests.pages.visitor import as_read, button, errors, visit, wait_for_work

SMALL = "35x48"
TOO_LITTLE = "This computer has too little memory free for that."


def spoil(path: Path) -> None:
    path.write_bytes(b"not what was loaded")


def remove(path: Path) -> None:
    path.unlink()


def notices(at: AppTest) -> str:
    return as_read("\n".join(each.value for each in at.warning))


@pytest.fixture
def weights(
    open_app: OpenApp,
    photos_pass_vgg16: None,
    real_weights_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A file of weights of the server's own."""
    path = tmp_path / "weights of the class.h5"
    shutil.copy(real_weights_file, path)
    monkeypatch.setenv("VGG16_WEIGHTS", str(path))
    monkeypatch.setenv("VGG16_TEACHER_TOKEN", "open-sesame")
    return path


@pytest.mark.parametrize(
    ("harm", "said"),
    [(remove, "the file does not exist"), (spoil, "is not a file of VGG16 weights")],
    ids=["deleted", "damaged"],
)
def test_pages_go_on_with_weights_whose_file_is_lost(
    weights: Path, harm: Callable[[Path], None], said: str
) -> None:
    at = visit("depth", size=SMALL)
    assert "untrained" not in notices(at)
    harm(weights)
    at.selectbox(key="photo").select("coffee").run()
    for visitor in (at, visit("depth", size=SMALL, photo="rocket")):
        assert errors(visitor) == []
        assert "untrained" not in notices(visitor)
    facts = "\n".join(each.value for each in visit("health", token="open-sesame").main.markdown)
    assert "has been removed or changed since it was loaded" in as_read(facts)
    forget_everything()  # as a new server starts
    assert said in notices(visit("depth", size=SMALL))


@pytest.mark.parametrize("harm", [remove, spoil], ids=["deleted", "damaged"])
def test_weights_that_are_lost_between_finding_and_loading_are_explained(
    weights: Path, harm: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from explorer.runtime import vgg16  # noqa: PLC0415 -- TensorFlow loads with it
    from explorer.runtime.weights import read_weights  # noqa: PLC0415

    def load(path: Path) -> NoReturn:
        harm(path)
        read_weights(path)
        raise AssertionError("it was read all the same")

    monkeypatch.setattr(vgg16, "load", load)
    (told,) = errors(visit("depth", size=SMALL))
    assert f"{weights} is not a file of VGG16 weights" in told


def fails_once(error: BaseException) -> Callable[..., object]:
    """What a pass through the network does: it fails, then it works."""
    compute, failures = VGG16.activations, [error]

    def activations(*args: object, **options: object) -> object:
        if failures:
            raise failures.pop()
        return compute(*args, **options)  # type: ignore[arg-type]

    return activations


DEATHS = {
    "memory": (MemoryError(), TOO_LITTLE),
    "exit": (SystemExit(3), "because of an error (SystemExit). Try again."),
    "bug": (KeyError("block9"), "because of an error (KeyError). Try again."),
}


@pytest.mark.usefixtures("photos_pass_vgg16")
@pytest.mark.parametrize(("error", "said"), DEATHS.values(), ids=DEATHS)
def test_a_question_that_dies_is_explained_and_the_next_one_is_answered(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch, error: BaseException, said: str
) -> None:
    monkeypatch.setattr(VGG16, "activations", fails_once(error))
    at = open_app(page="depth", size=SMALL)
    (told,) = errors(at)
    assert said in told
    at.button(key="look_again").click().run()
    assert errors(at) == []
    assert errors(visit("depth", size=SMALL, photo="coffee")) == []


@pytest.mark.parametrize(("error", "said"), DEATHS.values(), ids=DEATHS)
def test_long_work_that_dies_is_explained_and_the_next_one_begins(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch, error: BaseException, said: str
) -> None:
    def die(*_args: object) -> NoReturn:
        raise error

    at = open_app(page="race", cin="4", cout="8", map="28x28")
    monkeypatch.setattr(race_module, "run_race", die)
    for label in ("Let them run", "Let them run again"):
        button(at, label).click().run()
        wait_for_work(at, RunRace.kind)
        (told,) = errors(at)
        assert said in told
