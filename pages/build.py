"""The chosen network in Keras, and as files to take home."""

import streamlit as st

from explorer import session, widgets
from explorer.architecture.export import to_csv, to_json, to_text
from explorer.architecture.keras_code import keras_code
from explorer.figures.trial_table import trial_note, trial_table

network = session.chosen_network()
shape = session.chosen_input_shape()

st.title("Does Keras agree?")
st.markdown(
    f"Build **{network.name}** in Keras with random weights, compare its summary with the numbers "
    "worked out here, and put the chosen photo through it."
)
rows = widgets.summary_or_stop(session.chosen_summary)
state = session.trial_state()
if state is None:
    st.button("Build it in Keras", on_click=session.start_trial, icon=":material/construction:")
elif state.running:
    widgets.job_progress(session.TRIAL, "layers", "Starting Keras …")
elif state.result is None:
    st.error(widgets.escaped(str(state.error)), icon=":material/error:")
    st.button("Try again", on_click=session.start_trial, icon=":material/refresh:")
else:
    st.markdown(widgets.escaped(trial_note(state.result)))
    widgets.table(trial_table(state.result), key="trial")

st.header("Take it home")
name = session.file_name()
code, text = keras_code(network, shape), to_text(network, rows)
with st.container(horizontal=True):
    st.download_button("Keras code", code, f"{name}.py", "text/x-python")
    st.download_button("Table as CSV", to_csv(rows), f"{name}.csv", "text/csv")
    st.download_button(
        "Network as JSON", to_json(network, shape), f"{name}.json", "application/json"
    )
    st.download_button("Summary as text", text, f"{name}.txt", "text/plain")
st.caption("The address of this page is a link to the same network at the same input size.")
with st.expander("Keras code"):
    st.code(code, language=None, wrap_lines=True)
with st.expander("Summary"):
    st.code(text, language=None, wrap_lines=True)
widgets.network_opener()
