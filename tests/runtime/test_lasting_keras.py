"""What Streamlit does after each run of a page leaves Keras as it was."""

from collections.abc import Callable

import keras as published_keras
import pytest
from streamlit.runtime.scriptrunner.script_runner import _clean_problem_modules

from explorer.runtime.lasting_keras import keras


def next_layer_number() -> str:
    """Keras numbers layers without a name; the numbers are part of its state."""
    return str(keras.layers.Flatten().name)


def test_there_is_one_keras() -> None:
    assert keras is published_keras


@pytest.mark.parametrize(
    ("clear", "is_kept"),
    [(_clean_problem_modules, True), (published_keras.utils.clear_session, False)],
    ids=["Streamlit, after a run", "Keras, when asked"],
)
def test_only_who_asks_keras_itself_clears_its_state(
    clear: Callable[[], None], is_kept: bool
) -> None:
    published_keras.utils.clear_session(free_memory=False)
    before = next_layer_number(), next_layer_number()
    clear()
    assert (next_layer_number() not in before) == is_kept
