"""A network of the visitor's own, opened from a file."""

import streamlit as st

from explorer.session.choices import open_network
from explorer.session.configuration import told_edit_problem
from explorer.session.state import callback
from explorer.session.uploads import newly_uploaded
from explorer.widgets.text import show_problem

NETWORK_FILE = "network_file"


def offer_network_file() -> None:
    """Open a network saved as JSON."""
    st.file_uploader(
        "Open a network saved as JSON",
        type="json",
        key=NETWORK_FILE,
        on_change=_open_network,
    )
    show_problem(told_edit_problem())


@callback
def _open_network() -> None:
    data = newly_uploaded(NETWORK_FILE)
    if data is not None:
        open_network(data)
