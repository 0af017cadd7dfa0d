"""The layer on the page as code, and Keras' own output beside the one that is worked out here."""

import streamlit as st

from explorer.arrays import Float32Array
from explorer.convolution.agreement import keras_agreement
from explorer.convolution.bench import BenchLayer
from explorer.convolution.exact import ExactLayer, exact_convolution
from explorer.convolution.keras_code import layer_in_keras
from explorer.convolution.keras_way import keras_way
from explorer.convolution.numpy_code import layer_in_numpy
from explorer.figures.convolution.in_keras import agreement_grids, agreement_note
from explorer.shared.questions.in_keras import RunInKeras
from explorer.views.in_keras import in_keras_state, start_in_keras
from explorer.widgets.fold import fold
from explorer.widgets.model import show_job_progress
from explorer.widgets.text import escaped, show_problem

IN_KERAS = "in_keras"
"""The key of the line that holds it."""

TITLE = "Say it in Keras"
STARTING = "Keras computes. The first time, TensorFlow has to start …"


def show_in_keras(layer: ExactLayer, note: str = "") -> None:
    """A folded line: the layer as Keras and NumPy code, and a button that runs Keras' own.

    Args:
        layer: The layer and its input; its output can be worked out.
        note: What else to say about the numbers, such as what the bias holds.
    """
    folded = fold(TITLE, TITLE, IN_KERAS)
    if not folded.open:
        return
    with folded:
        if note:
            st.markdown(note)
        in_keras, in_numpy = st.tabs(["Keras", "NumPy"])
        with in_numpy:
            st.markdown("The same layer with loops, in plain NumPy:")
            _show_code(layer_in_numpy(layer))
        with in_keras:
            _show_keras(layer)


def show_bench_in_keras(bench: BenchLayer) -> None:
    """The same for the layer on the bench; channels that are not on it are part of the bias."""
    note = ""
    if bench.others is not None:
        note = f"The bias holds what {bench.others.name} add, too."
    show_in_keras(exact_convolution(bench.grid, bench.layer_with_others), note)


def _show_keras(layer: ExactLayer) -> None:
    """The code and its output, or why Keras has no such layer."""
    try:
        way = keras_way(layer)
    except ValueError as error:
        st.info(escaped(str(error)), icon=":material/info:")
        return
    for note in way.notes:
        st.info(note, icon=":material/swap_horiz:")
    _show_run(layer)
    _show_code(layer_in_keras(layer))


def _show_run(layer: ExactLayer) -> None:
    """Start it, watch it, see what came out."""
    state = in_keras_state(layer)
    if state is not None and state.running:
        show_job_progress(RunInKeras.kind, "steps", STARTING)
    elif state is not None and state.result is not None:
        _show_result(layer, state.result)
    else:
        if state is not None:
            show_problem(state.error)
        st.button(
            "Run it in Keras",
            key=f"run_{IN_KERAS}",
            on_click=start_in_keras,
            args=(layer,),
            icon=":material/play_arrow:",
        )


def _show_result(layer: ExactLayer, theirs: Float32Array) -> None:
    found = keras_agreement(layer, theirs)
    st.markdown(agreement_note(found))
    if not found.is_finite:
        return
    for grids in agreement_grids(found, "channel" if layer.kernel is None else "filter"):
        st.html(grids)


def _show_code(code: str) -> None:
    st.code(code, language=None, wrap_lines=True)  # a box that scrolls takes no focus
