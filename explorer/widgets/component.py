"""Components of our own: what one is made of, and what all of them share."""

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from explorer.widgets.text import ASSETS

PRELUDE = "prelude"
"""What all components use. They cannot import it, so it stands in front of each one's own."""


def register(name: str) -> ComponentRenderer:
    """A component out of assets: its markup, its rules and its code.

    To be called once, when the module of a widget is imported.

    Args:
        name: Of its three files, `<name>.html`, `<name>.css` and `<name>.js`.

    Returns:
        What mounts it: with a key, the data, and `on_<event>_change` for what it sends the page.
    """
    return st.components.v2.component(
        name,
        html=_asset(f"{name}.html"),
        css=_asset(f"{PRELUDE}.css") + _asset(f"{name}.css"),
        js=_asset(f"{PRELUDE}.js") + _asset(f"{name}.js"),
    )


def _asset(file_name: str) -> str:
    return (ASSETS / file_name).read_text("utf-8")
