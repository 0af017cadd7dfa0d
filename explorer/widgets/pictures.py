"""Feature maps as pictures with sharp pixels, however large they are drawn."""

import streamlit as st


def show_sharp_picture(png: bytes, alt: str, key: str) -> None:
    """A PNG as wide as its place, each px drawn as a sharp square.

    Args:
        png: One px per value.
        alt: What it shows.
        key: Unlike those of the page's other pictures.
    """
    with st.container(key=f"sharp_{key}"):
        st.image(png, alt=alt, output_format="PNG", width="stretch")
