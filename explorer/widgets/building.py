"""A network of the visitor's own: opened from a file, built for real."""

import streamlit as st

from explorer.session.choices import open_network
from explorer.session.configuration import told_edit_problem
from explorer.session.keys import Key
from explorer.widgets.text import escaped


def offer_network_file() -> None:
    """Open a network that was saved as JSON."""
    st.file_uploader(
        "Open a network that was saved as JSON",
        type="json",
        key=Key.NETWORK_FILE,
        on_change=_open_network,
    )
    show_edit_problem()


def _open_network() -> None:
    upload = st.session_state[Key.NETWORK_FILE]
    if upload is not None:
        open_network(upload.getvalue())


def show_edit_problem() -> None:
    """Why the last edit or file changed nothing; nothing where it did."""
    problem = told_edit_problem()
    if problem:
        st.error(escaped(problem), icon=":material/error:")
