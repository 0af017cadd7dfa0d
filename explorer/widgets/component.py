"""Components of our own: their files, and what all of them share."""

from dataclasses import fields, is_dataclass
from typing import Any

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from explorer.widgets.text import ASSETS

PRELUDE = "prelude"
"""Code and rules for all components. They cannot import it, so it is put before their own."""


def register(name: str, *parts: str) -> ComponentRenderer:
    """A component from three files in assets: its markup, its rules and its code.

    Call it once, when the module of a widget is imported.

    Args:
        name: Of its three files, `<name>.html`, `<name>.css` and `<name>.js`.
        parts: Of code that is too long for one file: `<name>_<part>.js` comes before the rest.

    Returns:
        A function that shows it; takes a key, data, and `on_<event>_change` for its events.
    """
    files = [f"{PRELUDE}.js", *(f"{name}_{part}.js" for part in parts), f"{name}.js"]
    return st.components.v2.component(
        name,
        html=_asset(f"{name}.html"),
        css=_asset(f"{PRELUDE}.css") + _asset(f"{name}.css"),
        js="".join(map(_asset, files)),
    )


def data_of(record: Any) -> dict[str, Any]:
    """The fields of a record by name, for a component's data; records in them likewise.

    `dataclasses.asdict` would copy every text too, which takes milliseconds in every run.
    """
    return {each.name: _plain(getattr(record, each.name)) for each in fields(record)}


def _plain(value: Any) -> Any:
    """A value of a record, without records; values of one tuple are all of one kind."""
    match value:
        case (first, *_) if is_dataclass(first):
            return [data_of(each) for each in value]
        case _ if is_dataclass(value):
            return data_of(value)
        case _:
            return value


def _asset(file_name: str) -> str:
    return (ASSETS / file_name).read_text("utf-8")
