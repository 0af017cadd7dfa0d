"""The parts of the teacher's page: work, memory, the network, the slowest pages, settings."""

import streamlit as st

from explorer.shared.engine_health import Health
from explorer.views.health import (
    bounds_reached,
    memory_numbers,
    model_facts,
    page_times_table,
    settings_table,
    work_numbers,
)
from explorer.widgets.text import escaped, show_facts, show_numbers, show_table


def show_work(health: Health) -> None:
    """Who is here, what waits, what was done; and which bounds are reached."""
    show_numbers(work_numbers(health))
    for sentence in bounds_reached(health):
        st.warning(escaped(sentence), icon=":material/warning:")


def show_memory(health: Health) -> None:
    """What the server holds in memory, and the bounds of what it keeps."""
    st.header("Memory")
    show_numbers(memory_numbers(health))


def show_model() -> None:
    """Which weights, and whether the network is loaded."""
    st.header("Network")
    show_facts(model_facts())


def show_page_times() -> None:
    """How long pages took to put together, the slowest first."""
    st.header("Slowest pages")
    st.caption(
        "Seconds on the server for the latest runs of each page, waits for the network included. "
        "Parts of a page that run by themselves are not counted."
    )
    show_table(page_times_table(), key="page_times")


def show_settings() -> None:
    """What was set when the server was started."""
    st.header("Settings")
    st.caption("Each is an environment variable, read when the server starts.")
    table = settings_table()
    show_table(table, key="settings", long=("Variable", "What it sets"))
