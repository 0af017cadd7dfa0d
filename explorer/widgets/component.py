"""Components of our own: their files, and what all of them share."""

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from explorer.widgets.text import ASSETS

PRELUDE = "prelude"
"""Code and rules for all components. They cannot import it, so it is put before their own."""


def register(name: str) -> ComponentRenderer:
    """A component from three files in assets: its markup, its rules and its code.

    Call it once, when the module of a widget is imported.

    Args:
        name: Of its three files, `<name>.html`, `<name>.css` and `<name>.js`.

    Returns:
        A function that shows it; takes a key, data, and `on_<event>_change` for its events.
    """
    return st.components.v2.component(
        name,
        html=_asset(f"{name}.html"),
        css=_asset(f"{PRELUDE}.css") + _asset(f"{name}.css"),
        js=_asset(f"{PRELUDE}.js") + _asset(f"{name}.js"),
    )


def _asset(file_name: str) -> str:
    return (ASSETS / file_name).read_text("utf-8")
