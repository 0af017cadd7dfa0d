"""Each table of pages that tests go through has every page of the app."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APP = ast.parse((ROOT / "explorer" / "app.py").read_text("utf-8"))
NAVIGATION = {
    ast.literal_eval(call.args[0]): ast.literal_eval(call.args[1])
    for call in ast.walk(APP)
    if isinstance(call, ast.Call) and ast.unparse(call.func) == "page"
}
"""Title by name."""

README = (ROOT / "README.md").read_text("utf-8")
EVERY_PAGE = sorted(file.stem for file in (ROOT / "pages").glob("*.py"))
TABLES = {
    "the navigation": set(NAVIGATION),
    "the README's tables": {
        name for name, title in NAVIGATION.items() if f"| **{title}** |" in README
    },
    "test files": {
        file.stem.removeprefix("test_") for file in Path(__file__).parent.glob("test_*.py")
    },
}


def test_there_are_pages() -> None:
    assert len(EVERY_PAGE) > 15


@pytest.mark.parametrize("page", EVERY_PAGE)
@pytest.mark.parametrize("table", TABLES)
def test_each_table_has_the_page(table: str, page: str) -> None:
    assert page in TABLES[table]
