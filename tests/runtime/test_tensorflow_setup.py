"""TensorFlow's settings: made before it is imported, and never against the user's."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping

import pytest

from explorer.runtime.tensorflow_setup import SETTINGS

IMPORT_AND_TELL = """
import json, os, sys
import explorer.runtime.{module}
print(json.dumps([dict(os.environ), "tensorflow" in sys.modules]))
"""


def environment_after_importing(module: str, **chosen: str) -> tuple[Mapping[str, str], bool]:
    """What the environment is in a new interpreter, and whether TensorFlow is loaded there."""
    inherited = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    finished = subprocess.run(
        [sys.executable, "-c", IMPORT_AND_TELL.format(module=module)],
        env=inherited | {"PYTHONPATH": os.getcwd()} | chosen,
        stdout=subprocess.PIPE,
        check=True,
    )
    environment, has_tensorflow = json.loads(finished.stdout)
    return environment, has_tensorflow


def test_any_module_of_the_room_settles_it_before_tensorflow_comes() -> None:
    environment, has_tensorflow = environment_after_importing("weights")
    assert SETTINGS.items() <= environment.items()
    assert not has_tensorflow


@pytest.mark.parametrize("name", SETTINGS)
def test_what_the_user_has_set_stays(name: str) -> None:
    environment, _ = environment_after_importing("weights", **{name: "0"})
    assert environment[name] == "0"
