"""A network built in Keras beside our numbers, and one opened from a file."""

import streamlit as st

from explorer.architecture.network.trials import Trial
from explorer.figures.network.trial_table import trial_note, trial_table
from explorer.session.choices import open_network
from explorer.session.configuration import NETWORK_EDITS
from explorer.session.state import callback
from explorer.session.uploads import newly_uploaded
from explorer.widgets.text import escaped, show_problem, show_table
from explorer.widgets.upload import offer_upload

NETWORK_FILE = "network_file"


def show_trial(trial: Trial) -> None:
    """Whether Keras agrees, and each layer's shapes, parameters and time."""
    st.markdown(f"**{escaped(trial.title)}.** {escaped(trial_note(trial))}")
    show_table(trial_table(trial), key="trial")


def offer_network_file() -> None:
    """Open a network saved as JSON."""
    offer_upload("Open a network saved as JSON", NETWORK_FILE, 1, on_change=_open_network)
    show_problem(NETWORK_EDITS.told())


@callback
def _open_network(key: str) -> None:
    data = newly_uploaded(key)
    if data is not None:
        open_network(data)
