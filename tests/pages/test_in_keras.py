"""A layer on the bench as code, and Keras' own output beside the one that is worked out there."""

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.shared.engine import engine
from explorer.shared.questions.in_keras import RunInKeras
from explorer.widgets.in_keras import IN_KERAS
from tests.pages.conftest import OpenApp
from tests.pages.visitor import as_read, button, errors, open_expander, sentences, wait_for_work

RUN = "Run it in Keras"


@pytest.fixture
def open_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the bench, with the code unfolded."""

    def open_unfolded(**params: str) -> AppTest:
        return open_expander(open_app(page="convolution", **params), IN_KERAS)

    return open_unfolded


def codes(at: AppTest) -> list[str]:
    """Both codes by what they import."""
    return [each.value for each in at.code]


def code_with_keras(at: AppTest) -> str:
    (found,) = (each for each in codes(at) if "import keras" in each)
    return found


def outputs(at: AppTest) -> dict[str, list[str]]:
    """The numbers of each captioned grid beside the code."""
    found = {}
    for block in at.get("html"):
        for body, caption in re.findall(
            r"<figure>(.*?)<figcaption>(.*?)</figcaption>", block.proto.body
        ):
            found[caption] = re.findall(r">([^<>]+)</td>", body)
    return found


def run_it(at: AppTest) -> None:
    button(at, RUN).click().run()
    assert wait_for_work(at, RunInKeras.kind).error is None
    assert errors(at) == []


def test_closed_it_costs_nothing(open_app: OpenApp) -> None:
    at = open_app(page="convolution")
    assert codes(at) == []
    assert "The same layer in Keras" in [each.label for each in at.expander]


def test_keras_runs_the_layer_on_the_bench_without_vgg16(open_page: OpenApp) -> None:
    at = open_page()
    assert errors(at) == []
    run_it(at)
    assert "**Equal.** Keras gives exactly the same 16 numbers." in sentences(at)
    grids = outputs(at)
    # 9 on the right of the edge: 9 + 18 + 9 where the window meets it, else 0
    assert grids["by Keras"] == grids["worked out here"] == ["0", "36", "36", "0"] * 4
    assert grids["difference"] == ["0"] * 16
    assert RUN not in [each.label for each in at.button]


def test_the_code_runs_and_gives_the_same(open_page: OpenApp) -> None:
    at = open_page(filter="emboss", stride="2", padding="1_0_2_1", bias="1", after="relu")
    made = []
    for code in codes(at):
        names: dict[str, np.ndarray] = {}
        exec(compile(code.replace("print(", "len("), "<page>", "exec"), names)
        made.append(names["output"])
    in_keras, in_numpy = made
    np.testing.assert_allclose(in_keras, in_numpy, rtol=0, atol=1e-5)
    run_it(at)
    shown = [float(each.replace("−", "-")) for each in outputs(at)["by Keras"]]
    np.testing.assert_allclose(shown, in_keras.ravel(), rtol=0.005)


def test_the_page_says_what_keras_refuses(open_page: OpenApp) -> None:
    at = open_page(input_shape="8x8x1", stride="2", dilation="2")
    (note,) = (
        each.value
        for each in at.info
        if "Keras does not allow a stride together with a dilation" in each.value
    )
    assert "This kernel has zeros between its weights instead." in as_read(note)
    assert "spread[::2, ::2] = kernel" in code_with_keras(at)
    run_it(at)
    assert "**Equal.**" in sentences(at)


def test_keras_has_a_word_for_most(open_page: OpenApp) -> None:
    assert not [each for each in open_page(padding="same").info if "Keras" in each.value]


def test_each_filter_is_compared(open_page: OpenApp) -> None:
    at = open_page(input_shape="4x5x3", filters="2", filter="box", filter_size="2x2")
    run_it(at)
    assert {f"by Keras, filter {each}" for each in (0, 1)} < set(outputs(at))
    assert re.search(r"\*\*Equal( to within 1e−6)?\.\*\* Keras gives", sentences(at))


def test_other_numbers_are_run_anew(open_page: OpenApp) -> None:
    at = open_page()
    run_it(at)
    at.selectbox(key="filter").set_value("sobel-y").run()
    assert "Keras gives" not in sentences(at)
    run_it(at)
    assert outputs(at)["by Keras"] == ["0"] * 16


@pytest.mark.usefixtures("somebody_else_s_work")
def test_it_waits_for_its_turn_and_can_be_stopped(open_page: OpenApp) -> None:
    at = open_page()
    button(at, RUN).click().run()
    assert errors(at) == []
    assert "Stop" in [each.label for each in at.button]
    button(at, "Stop").click().run()
    state = engine.newest_work(RunInKeras.kind, at.session_state["visitor"])
    assert state is None or not state.running
    assert RUN in [each.label for each in at.button]
