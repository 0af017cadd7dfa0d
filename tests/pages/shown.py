"""Every text that a page shows, whatever shows it, and what none may contain."""

import json
import re
from collections.abc import Iterator
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.pages.visitor import as_read

UNREAD = frozenset(
    {
        "raw_value",
        "id",
        "form_id",
        "key",
        "user_key",
        "hash",
        "arrow_data",
        "mixins",
        "format",
        "icon",
    }
    | {"element_id", "component_name", "css_content", "html_content", "js_content", "bdata"}
    | {"config", "type", "url", "url_path", "data", "src", "script_path", "page_script_hash"}
)
"""Fields that no visitor reads."""

LONGEST = 3000
"""Characters; what is longer holds a picture."""

VERBS = (
    "this|as|plus|is|was|has|sees|takes|means|gives|does|makes|px|ms|times|needs|reads|holds|"
    "counts|covers|rises"
)
MANY = "layer|unit|channel|value|weight|map|number|row"
UNTRUE = {
    "not a number": r"\b(nan|NaN|inf|Infinity)\b",
    "a value of Python": r"\bNone\b(?! of)|(?<!=)\b(?:True|False)\b|\(\)|\[\]|\{\}|object at 0x",
    "one of several": (
        r"(?<![\w.,×^%/−≤-])(?<!\d )(?<!to )(?<!row )(?<!column )(?<!channel )"
        rf"1 (?!(?:{VERBS})\b)[a-z]+s\b"
    ),
    "many of one": rf"\b(?:[2-9]|\d[\d,]*\d) (?:px )?(?:{MANY})\b(?! (?:of|has))",
    "nothing, or all, beside a rest": r"(?<![\d.,+−])100\.0+ %|(?<![\d.,])[+−-]?0\.0+ %",
}
"""Patterns that no text of a page may hold, by what they are."""

OF_A_LIBRARY = r"array|tensor|dtype|NoneType|Traceback|operand|ndim|unhashable|argument|\w+Error\b"
"""An error that no sentence of ours is about."""


def shown_texts(at: AppTest) -> Iterator[str]:
    """All texts on the page and beside it, as they are read."""
    for part in (at.main, at.sidebar):
        for element in part:
            if element.type in ("code", "download_button", "text_input"):
                continue
            if element.type == "arrow_data_frame":
                yield from _cells(element.value)
            elif (message := getattr(element, "proto", None)) is not None:
                yield from map(as_read, _texts_of_message(message))


def _cells(table: Any) -> Iterator[str]:
    for title in table:
        yield str(title)
        yield from (f"{title}: {cell}" for cell in table[title] if isinstance(cell, str))


def _texts_of_message(message: Any) -> Iterator[str]:
    for field, value in message.ListFields():
        if field.name in UNREAD:
            continue
        values = value if field.is_repeated else [value]
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            continue
        for each in values:
            if field.message_type is not None:
                yield from _texts_of_message(each)
            elif isinstance(each, str):
                yield from _texts_of_text(each)


def _texts_of_text(text: str) -> Iterator[str]:
    """The text itself, or the texts within JSON."""
    if text.startswith(("{", "[")):
        try:
            yield from _texts_of_json(json.loads(text))
        except ValueError:
            pass
        else:
            return
    if len(text) < LONGEST and not text.startswith("data:"):
        yield re.sub("<[^>]*>", " ", text)


def _texts_of_json(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key not in UNREAD and key != "template":
                yield from _texts_of_json(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts_of_json(each)
    elif isinstance(value, str) and len(value) < LONGEST and not value.startswith("data:"):
        yield re.sub("<[^>]*>", " ", value)


def _without_quotations(text: str) -> str:
    """The text without what it repeats of a visitor's."""
    return re.sub("“[^”]*”|\"[^\"]*\"|'[^ ']*'", "…", text)


def faults(at: AppTest) -> list[str]:
    """What a visitor should never read, in the words of the page."""
    found = [f"exception: {each.message}" for each in at.exception]
    fields = (*at.selectbox, *at.text_input)
    typed = {str(each.value) for each in fields if each.value is not None}
    found += [
        f"{name}: {text[max(0, hit.start() - 60) : hit.end() + 60]!r}"
        for text in map(_without_quotations, shown_texts(at))
        if text not in typed  # a field holds what was typed, whatever it is
        for name, pattern in UNTRUE.items()
        if (hit := re.search(pattern, text)) is not None
    ]
    told = [str(each.value) for kind in ("error", "warning") for each in at.get(kind)]
    found += [f"error: {text}" for text in told if re.search(OF_A_LIBRARY, text)]
    return list(dict.fromkeys(found))
