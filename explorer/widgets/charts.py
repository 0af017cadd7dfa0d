"""A figure on a page, the same way everywhere."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from explorer.figures import theme


def show_chart(
    figure: theme.Figure,
    *,
    key: str,
    file_name: str,
    alt: str,
    on_select: Callable[[], None] | Literal["ignore"] = "ignore",
) -> None:
    """Show a figure with a download button.

    Streamlit's theme is off: it would draw the figure, change its theme and draw it again.

    Args:
        figure: What to show.
        key: The chart's key.
        file_name: Of the download: a PNG where it ends in ".png", else an SVG.
        alt: What the figure shows, for those who do not see it.
        on_select: Called when somebody chooses a point; the session holds which.
    """
    st.plotly_chart(
        figure if on_select == "ignore" else figure.selectable,
        key=key,
        theme=None,
        config=theme.config(file_name),
        alt=alt,
        on_select=on_select,
        selection_mode="points",
    )
