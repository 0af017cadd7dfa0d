"""Words and numbers on a page."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, Literal, ParamSpec, TypeVar

import pyarrow as pa
import streamlit as st
from streamlit import runtime

from explorer.kept import SEVERAL, kept
from explorer.session.address import stop_here

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")

ASSETS = Path(__file__).parents[2] / "assets"
SMALL_PICTURE_WIDTH = 110
"""px on the page."""

CHARACTER_WIDTH, CELL_PADDING = 7.5, 24
"""px in a table, of a text's average character and around the text."""

_LONGEST_WORD = 20
"""Characters of a word that a narrow cell may not break."""


def show_numbers(facts: Mapping[str, str], *, picture: bytes | None = None, alt: str = "") -> None:
    """Numbers with their names, side by side, as many as fit in a line.

    Args:
        facts: Name to number, with its unit.
        picture: A PNG that stands before them.
        alt: What the picture shows.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if picture is not None:
            show_small_picture(picture, alt, SMALL_PICTURE_WIDTH)
        for name, value in facts.items():
            st.metric(name, value, width="content")


def show_small_picture(png: bytes, alt: str, width: int) -> None:
    """A PNG at a width in px of the page.

    The width is the container's: `st.image` would shrink the file to it, which blurs the picture on
    sharp screens and takes time in every run.
    """
    with st.container(width=width):
        st.image(png, alt=alt, output_format="PNG", width="stretch")


def media_address(picture: bytes, place: str, kind: str = "image/png") -> str:
    """The address of a picture, for components: their data would carry it in every run.

    Args:
        picture: The file.
        place: A name for where it is shown; the same bytes at the same place keep their address.
        kind: Which kind of file.
    """
    if not runtime.exists():
        return ""
    return runtime.get_instance().media_file_mgr.add(picture, kind, place)


def show_facts(sentences: Iterable[str]) -> None:
    """Sentences as a list."""
    st.markdown("\n".join(f"- {escaped(sentence)}" for sentence in sentences))


def show_table(
    columns: Mapping[str, Sequence[object]],
    key: str,
    height: int | Literal["content"] = "content",
    *,
    long: Sequence[str] = (),
) -> None:
    """Numbers and words in columns.

    Args:
        columns: Cells by title.
        key: The table's key.
        height: In px; by default as high as its rows need.
        long: Titles of columns whose texts are long: each gets room for its longest.
    """
    st.dataframe(
        as_table(columns),
        key=key,
        hide_index=True,
        height=height,
        placeholder="none",
        column_config={name: _column(name, cells) for name, cells in columns.items()}
        | {name: _long_column(columns[name]) for name in long},
    )


def show_wrapped_table(columns: Mapping[str, Sequence[object]], title: str) -> None:
    """The same for a few rows of words: a cell that is too long for its column is wrapped.

    Args:
        columns: Cells by the name of their column.
        title: What it holds, for a screen reader. Where the table is too wide, it scrolls by
            itself, and a keyboard reaches it.
    """
    names = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    rows = "".join(
        f"<tr>{''.join(_cell(str(cell)) for cell in row)}</tr>"
        for row in zip(*columns.values(), strict=True)
    )
    st.html(
        f'<div class="scrolled" tabindex="0" role="region" aria-label="{escape(title)}">'
        f'<table class="words"><thead><tr>{names}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _cell(text: str) -> str:
    """A cell of a table of words: none is broken but an address, or what is as long as one."""
    is_long = max(map(len, text.split()), default=0) > _LONGEST_WORD
    kind = ' class="long"' if is_long else ""
    return f"<td{kind}>{escape(text)}</td>"


def as_table(columns: Mapping[str, Sequence[object]]) -> pa.Table:
    """Columns as the browser gets them. Streamlit would take 3 ms to send them through pandas."""
    return pa.table({name: list(cells) for name, cells in columns.items()})


def _column(name: str, cells: Sequence[object]) -> Any:
    if any(isinstance(cell, int | float) for cell in cells):
        return st.column_config.NumberColumn(format="%.1f" if name.endswith("%") else "localized")
    return st.column_config.Column()


def _long_column(cells: Sequence[object]) -> Any:
    longest = max((len(str(cell)) for cell in cells), default=0)
    return st.column_config.TextColumn(width=round(longest * CHARACTER_WIDTH) + CELL_PADDING)


def show_prose(name: str, title: str) -> None:
    """An explanation from assets, folded."""
    with st.expander(title):
        st.markdown(_prose(name))


@kept(results=SEVERAL)
def _prose(name: str) -> str:
    return (ASSETS / f"{name}.md").read_text("utf-8")


def show_problem(problem: object) -> None:
    """An error and what to do about it; nothing where the sentence is empty."""
    if str(problem):
        st.error(escaped(str(problem)), icon=":material/error:")


def or_stop(
    function: Callable[_Arguments, _Result], *args: _Arguments.args, **kwargs: _Arguments.kwargs
) -> _Result:
    """What a function returns; if it raises a ValueError, the page shows the message and ends."""
    try:
        return function(*args, **kwargs)
    except ValueError as error:
        show_problem(error)
        stop_here()


def escaped(text: str) -> str:
    """Text that may hold anything, safe as markdown: no links, pictures or formatting.

    Markdown makes links of bare addresses too, after it has taken backslashes away: an invisible
    word joiner (U+2060) keeps the parts of an address apart.
    """
    harmless = re.sub(r"([\\`*_{}\[\]()#+!|<>~$])", r"\\\1", text.replace("&", "&amp;"))
    return re.sub(r"([.:@])(?=[^\s\d])", "\\1\u2060", harmless)
