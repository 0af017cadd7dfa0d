"""Ask for a file, and say what is wrong with one that the browser does not even send."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from explorer.session.uploads import MOST_AT_ONCE_MB, upload_key


def offer_upload(
    label: str,
    source: str,
    megabytes: int,
    on_change: Callable[[str], None],
    *,
    many: bool | Literal["directory"] = False,
) -> None:
    """Ask for a file of any name: what it holds is judged by its bytes.

    A larger file stays in the browser, which shows no more than a red sign. The sentence beside it
    is always on the page; `frame.css` shows it with that sign.

    Args:
        label: What the visitor reads.
        source: What the uploader is called in our code.
        megabytes: 10^6 bytes that a file may have.
        on_change: A callback, called with the source when there is a file.
        many: Whether several files may be given at once, or a whole folder of them.
    """
    with st.container(key=f"uploader_{source}"):
        st.file_uploader(
            label,
            key=upload_key(source),
            accept_multiple_files=many,
            max_upload_size=megabytes,
            on_change=on_change,
            args=(source,),
        )
        with st.container(key=f"refused_{source}"):
            st.markdown(
                f":material/error: This file was not sent: it is larger than {megabytes} MB. "
                "Save a smaller copy and upload that."
                + (f" All files at once may have {MOST_AT_ONCE_MB} MB together." if many else "")
            )
