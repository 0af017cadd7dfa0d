"""A network of the visitor's own, opened from a file."""

from explorer.session.choices import open_network
from explorer.session.configuration import told_edit_problem
from explorer.session.state import callback
from explorer.session.uploads import newly_uploaded
from explorer.widgets.text import show_problem
from explorer.widgets.upload import offer_upload

NETWORK_FILE = "network_file"


def offer_network_file() -> None:
    """Open a network saved as JSON."""
    offer_upload("Open a network saved as JSON", NETWORK_FILE, 1, on_change=_open_network)
    show_problem(told_edit_problem())


@callback
def _open_network(key: str) -> None:
    data = newly_uploaded(key)
    if data is not None:
        open_network(data)
