"""The address's parameters: those of all bound widgets are known, and no others."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
CHOSEN_BETWEEN = {"key", "session.followed_layer_key()"}
"""Of functions that draw a widget for more than one key."""


def bound_keys() -> set[str]:
    """The keys of bound widgets, as written in the source."""
    files = [*(ROOT / "explorer").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
    calls = (node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8"))))
    arguments = (
        {each.arg: ast.unparse(each.value) for each in call.keywords}
        for call in calls
        if isinstance(call, ast.Call)
    )
    return {each["key"] for each in arguments if "bind" in each} - CHOSEN_BETWEEN


def test_each_bound_widget_has_a_key_that_links_know() -> None:
    keys = {Key[written.removeprefix("session.").removeprefix("Key.")] for written in bound_keys()}
    assert len(keys) > 40
    assert not keys & UNBOUND
    assert keys > IN_SIDEBAR
