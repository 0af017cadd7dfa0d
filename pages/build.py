"""The chosen network in Keras, and as files to take home."""

import streamlit as st

from explorer.architecture.network.export import to_csv, to_json, to_text
from explorer.architecture.network.keras_code import keras_code
from explorer.architecture.network.sense import sense_notes
from explorer.sections.build import offer_network_file, show_trial
from explorer.session.choices import chosen_input_shape, chosen_summary, file_name
from explorer.session.configuration import chosen_network
from explorer.shared.questions.long_work import BuildNetwork
from explorer.views.trial import start_trial, trial_example, trial_state
from explorer.widgets.answer import answer
from explorer.widgets.model import show_example, show_job_progress
from explorer.widgets.text import escaped, or_stop, show_problem

network = chosen_network()
shape = chosen_input_shape()

st.title("Does Keras agree?")
rows = or_stop(chosen_summary)
st.markdown(
    f"Check for yourself: build **{network.name}** in Keras with random weights, compare its "
    "summary with the numbers worked out here, and put the chosen photo through it."
)
state = trial_state()
with answer():
    if state is None:
        st.button("Build it in Keras", on_click=start_trial, icon=":material/construction:")
    elif state.running:
        show_job_progress(BuildNetwork.kind, "layers", "Starting Keras …")
    elif state.result is None:
        show_problem(state.error)
        st.button("Try again", on_click=start_trial, icon=":material/refresh:")
    if state is not None and state.result is not None:
        show_trial(state.result)
    else:
        show_example(trial_example, show_trial, "The newest network that was built on this server:")

st.header("Take it home")
name = file_name()
code, text = keras_code(network, shape), to_text(network, rows)
with st.container(horizontal=True):
    st.download_button("Keras code", code, f"{name}.py", "text/x-python")
    st.download_button("Table as CSV", to_csv(rows), f"{name}.csv", "text/csv")
    st.download_button(
        "Network as JSON", to_json(network, shape), f"{name}.json", "application/json"
    )
    st.download_button("Summary as text", text, f"{name}.txt", "text/plain")
st.caption("The address of this page is a link to the same network at the same input size.")
for note in sense_notes(network, rows):
    st.caption(escaped(note))
with st.expander("Keras code"):
    st.code(code, language=None, wrap_lines=True)
with st.expander("Summary"):
    st.code(text, language=None, wrap_lines=True)
offer_network_file()
