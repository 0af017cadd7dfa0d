"""Each table of pages that tests go through has every page of the app."""

import ast
from pathlib import Path

import pytest

from tests.pages.test_addresses import PAGES
from tests.pages.test_links_of_before import CLASS_LINKS, LINKS, MODEL_PAGES, page_of

ROOT = Path(__file__).parents[2]
EVERY_PAGE = sorted(file.stem for file in (ROOT / "pages").glob("*.py"))
TABLES = {
    "the navigation": {
        ast.literal_eval(call.args[0])
        for call in ast.walk(ast.parse((ROOT / "explorer" / "app.py").read_text("utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "page"
    },
    "links that were sent": {page_of(link) for link in (*LINKS, *CLASS_LINKS)},
    "addresses that nobody meant, and photos": {*PAGES, *MODEL_PAGES, "classes"},
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
