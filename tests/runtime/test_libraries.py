"""TensorFlow and Keras: configured first, imported in one place, and never cleared."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import keras as published_keras
import pytest
from streamlit.runtime.scriptrunner.script_runner import _clean_problem_modules

from explorer.runtime.libraries import SETTINGS, keras, tf

ROOM = Path(__file__).parents[2] / "explorer" / "runtime"
THE_WAY = "libraries.py"
OTHERS = sorted(path for path in ROOM.rglob("*.py") if path.name != THE_WAY)
LIBRARIES = {"keras", "tensorflow"}

# The environment at the moment when TensorFlow is imported.
IMPORT_AND_TELL = """
import json, os, sys

class Told:
    def find_spec(self, name, path=None, target=None):
        if name in ("keras", "tensorflow") and not seen:
            seen.update(os.environ)

seen = {}
sys.meta_path.insert(0, Told())
import explorer.runtime.libraries
print(json.dumps(seen))
"""


def environment_of_tensorflow(**chosen: str) -> dict[str, str]:
    """The environment in which a new interpreter imports TensorFlow."""
    inherited = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    finished = subprocess.run(
        [sys.executable, "-c", IMPORT_AND_TELL],
        env=inherited | {"PYTHONPATH": os.getcwd()} | chosen,
        stdout=subprocess.PIPE,
        check=True,
    )
    environment: dict[str, str] = json.loads(finished.stdout)
    return environment


def imported_libraries(source: str) -> Iterator[str]:
    """The libraries that a source imports directly, at the top or inside a function."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                names = [alias.name for alias in node.names]
            case ast.ImportFrom(module=str(module)):
                names = [module]
            case _:
                names = []
        yield from LIBRARIES & {name.split(".")[0] for name in names}


def test_tensorflow_is_configured_before_it_is_imported() -> None:
    assert SETTINGS.items() <= environment_of_tensorflow().items()


def test_the_settings_of_the_user_are_kept() -> None:
    chosen = dict.fromkeys(SETTINGS, "0")
    assert chosen.items() <= environment_of_tensorflow(**chosen).items()


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.name)
def test_no_other_module_of_the_room_imports_them_directly(path: Path) -> None:
    assert list(imported_libraries(path.read_text("utf-8"))) == []


def test_the_way_to_them_imports_both() -> None:
    assert set(imported_libraries((ROOM / THE_WAY).read_text("utf-8"))) == LIBRARIES


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import tensorflow as tf", ["tensorflow"]),
        ("def late():\n    from keras.layers import Dense", ["keras"]),
        ("import tensorflow.keras", ["tensorflow"]),
        ("from explorer.runtime.libraries import keras, tf", []),
    ],
    ids=["alias", "inside a function", "part", "allowed"],
)
def test_a_forbidden_import_is_caught(source: str, expected: list[str]) -> None:
    assert list(imported_libraries(source)) == expected


# --- what Streamlit does after each run of a page ------------------------------------------------


def next_layer_number() -> str:
    """Keras numbers layers without a name; the numbers are part of its state."""
    return str(keras.layers.Flatten().name)


def test_there_is_one_keras_and_one_tensorflow() -> None:
    assert keras is published_keras
    assert tf is sys.modules["tensorflow"]


@pytest.mark.parametrize(
    ("clear", "is_kept"),
    [(_clean_problem_modules, True), (published_keras.utils.clear_session, False)],
    ids=["Streamlit, after a run", "Keras, when asked"],
)
def test_only_a_direct_call_to_keras_clears_its_state(
    clear: Callable[[], None], is_kept: bool
) -> None:
    published_keras.utils.clear_session(free_memory=False)
    before = next_layer_number(), next_layer_number()
    clear()
    assert (next_layer_number() not in before) == is_kept
