"""Ask for a file, and say what is wrong with one that the browser does not even send."""

from collections.abc import Callable

import streamlit as st


def offer_upload(label: str, key: str, megabytes: int, on_change: Callable[[str], None]) -> None:
    """Ask for a file of any name: what it holds is judged by its bytes.

    A larger file stays in the browser, which shows no more than a red sign. The sentence beside it
    is always on the page; `frame.css` shows it with that sign.

    Args:
        label: What the visitor reads.
        key: The widget's.
        megabytes: 10^6 bytes that a file may have.
        on_change: A callback, called with the key when there is a file.
    """
    with st.container(key=f"uploader_{key}"):
        st.file_uploader(
            label, key=key, max_upload_size=megabytes, on_change=on_change, args=(key,)
        )
        with st.container(key=f"refused_{key}"):
            st.markdown(
                f":material/error: This file was not sent: it is larger than {megabytes} MB. "
                "Save a smaller copy and upload that."
            )
