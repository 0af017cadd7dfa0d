"""What a visitor does and reads on a page, with AppTest."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button, FileUploader

from explorer.session.parameters import ALL
from explorer.shared.engine import NOBODY, engine
from explorer.shared.requests import JobState

APP = Path(__file__).parents[2] / "explorer" / "app.py"
TIMEOUT_S = 60
HOSTILE = ("<img src=x onerror=alert(1)>", "-1", "1e9", "9" * 5000, "nan", "\x00", "٢")
"""Values in a link that no page writes."""

WORK_SECONDS = 120
EDITOR = "block_editor"
"""The name of the component in which people edit blocks and head."""

WORD_JOINER = "\u2060"


def new_visitor(**params: str) -> AppTest:
    """Somebody whose address carries the parameters, before a page is opened."""
    at = AppTest.from_file(str(APP), default_timeout=TIMEOUT_S)
    for name, value in params.items():
        at.query_params[name] = value
    return at


def visit(page: str, **params: str) -> AppTest:
    """Follow a link as another visitor of the same computer."""
    return go_to(new_visitor(**params), page)


def errors(at: AppTest) -> list[str]:
    """The errors as they are read, the sidebar's first; an exception fails the test."""
    assert [error.message for error in at.exception] == []
    return [as_read(str(error.value)) for error in (*at.sidebar.error, *at.main.error)]


def as_read(markdown: str) -> str:
    """A text without the marks that keep markdown from formatting it."""
    return markdown.replace("\\", "").replace(WORD_JOINER, "")


def metrics(at: AppTest) -> dict[str, str]:
    """The first number of each name: those of the chosen layer come first."""
    found: dict[str, str] = {}
    for metric in at.metric:
        found.setdefault(metric.label, metric.value)
    return found


def charts(at: AppTest) -> dict[str, dict[str, Any]]:
    """The charts that the browser receives, by key."""
    return {str(each.key): json.loads(each.proto.spec) for each in at.get("plotly_chart")}


def sentences(at: AppTest) -> str:
    """What the page says, as it is read."""
    return as_read("\n".join(text.value for text in at.main.markdown))


def alt_texts(at: AppTest) -> list[str]:
    """The alt texts of the page's pictures."""
    return [picture.proto.imgs[0].alt for picture in at.main if picture.type == "image"]


def chosen(at: AppTest, key: str) -> str:
    """What the address says about a parameter; the default if it says nothing."""
    return str(at.query_params.get(key, ALL[key].write(ALL[key].usual)))


def held(at: AppTest, key: str) -> object:
    """What the field of a key holds, whatever kind of field it is."""
    fields = [each for part in (at.sidebar, at.main) for each in part]
    (found,) = (each for each in fields if getattr(each, "key", None) == key)
    return found.value


def table(at: AppTest, column: str) -> dict[str, list[Any]]:
    """The cells of the table that has such a column, by column."""
    tables = [{title: list(cells) for title, cells in each.value.items()} for each in at.dataframe]
    bodies = (each.proto.body for each in at.get("html"))
    wrapped = [body for body in bodies if '<table class="words">' in body]
    (found,) = (cells for cells in [*tables, *map(wrapped_table, wrapped)] if column in cells)
    return found


def wrapped_table(html: str) -> dict[str, list[Any]]:
    """The cells of a table of words, by column."""
    heads, *rows = (["".join(cell.itertext()) for cell in row] for row in _rows_in(html))
    return dict(zip(heads, map(list, zip(*rows, strict=True)), strict=True))


def _rows_in(html: str) -> Iterable[Element]:
    return ElementTree.fromstring(html).iter("tr")


def wait_for_work(at: AppTest, kind: str) -> JobState[Any]:
    """Wait until the visitor's work has ended, however it ended, and look at the page again."""
    state = engine.wait_for_work(kind, at.session_state["visitor"], WORK_SECONDS)
    assert state is not None
    assert not state.running
    at.run()
    return state


def wait_for_example(kind: str, asker: object = None) -> JobState[Any]:
    """Wait until work that nobody asked for has ended: for everybody, or for one visitor."""
    state = engine.wait_for_work(kind, (NOBODY, asker), WORK_SECONDS)
    assert state is not None
    assert state.error is None
    return state


def go_to(at: AppTest, page: str) -> AppTest:
    """Change to another page of the app, or open the app there; nothing breaks on the way."""
    at.switch_page(f"../pages/{page}.py").run()
    assert [error.message for error in at.exception] == []
    return at


def go_along_history(at: AppTest, address: Mapping[str, str]) -> AppTest:
    """Go to an earlier address of the page, as the browser's Back and Forward do."""
    at.query_params = dict(address)
    with pytest.MonkeyPatch.context() as patch:  # AppTest cannot say that it was led there
        patch.setattr("explorer.session.address._is_led_by_address", lambda: True)
        return at.run()


def uploader(at: AppTest) -> FileUploader:
    """The field for an own photo, unfolded where a page folds it away."""
    if not at.sidebar.file_uploader:
        unfold(at)
    (found,) = at.sidebar.file_uploader
    return found


def button(at: AppTest, label: str) -> Button:
    """The button of that label."""
    (found,) = (each for each in at.button if each.label == label)
    return found


def open_expander(at: AppTest, key: str) -> AppTest:
    """Open an expander whose contents exist only while it is open."""
    at.session_state[key] = True
    return at.run()


def unfold(at: AppTest) -> AppTest:
    """Open all that is drawn only while it is open."""
    ids = [each.proto.id for each in at.expander if each.proto.id]
    for key in (each.split("-", 2)[2] for each in ids):
        at.session_state[key] = True
    return at.run() if ids else at


def send_edits(
    at: AppTest, *edits: Mapping[str, object], sender: str = "test", editor: str = EDITOR
) -> AppTest:
    """Send what the browser sends when somebody types into an editor; AppTest cannot.

    Args:
        at: A page with the unfolded editor.
        edits: Each without its number; they are made one after the other, at once.
        sender: The browser's part of the editor, which sends them.
        editor: The component's key.
    """
    (proto,) = (each.proto for each in at.get("bidi_component") if each.proto.id.endswith(editor))
    known = component(at, editor)["taken"].get(sender, 0)
    numbered = [
        {"number": number, "known": known} | edit for number, edit in enumerate(edits, known + 1)
    ]
    return send_edits_as_numbered(at, proto.id, {"sender": sender, "edits": numbered})


def send_edits_as_numbered(at: AppTest, component_id: str, sent: object) -> AppTest:
    """Send exactly this as the editor's edits."""
    states = at._tree.get_widget_states()
    states.widgets.add(id=component_id, json_value=json.dumps({"edits": sent}))
    return at._run(states)


def set_cell(block: int | str, field: str, text: str) -> dict[str, object]:
    """Typing into a cell: of a row's key, which at first is its number, or of "head"."""
    return {"kind": "set", "row": str(block), "field": field, "text": text}


def add_block(key: str, before: str = "", copied: str = "") -> dict[str, object]:
    """Adding a row, at the end or before another one, perhaps as a copy."""
    return {"kind": "add", "row": key, "before": before, "copied": copied}


def delete_block(key: int | str) -> dict[str, object]:
    """Deleting a row."""
    return {"kind": "delete", "row": str(key)}


def move_block(key: int | str, by: int) -> dict[str, object]:
    """Moving a row down, or up."""
    return {"kind": "move", "row": str(key), "by": by}


UNDO: dict[str, object] = {"kind": "undo"}
RESET: dict[str, object] = {"kind": "reset"}


def editor_cells(at: AppTest, field: str) -> list[str]:
    """What the cells of a column of the editor hold, block by block."""
    return [row["cells"][field] for row in component(at, EDITOR)["rows"]]


def editor_problems(at: AppTest) -> list[str]:
    """What the editor says is wrong: with its cells, then with what was to be done."""
    data = component(at, EDITOR)
    rows = [(f"Block {number}", row) for number, row in enumerate(data["rows"], 1)]
    cells = [
        f"{name}: {sentence}"
        for name, part in [*rows, ("Head", data["head"])]
        for sentence in part["refused"].values()
    ]
    return cells + [data["told"]] * bool(data["told"])


def component(at: AppTest, name: str) -> dict[str, Any]:
    """What the page gives the component of that name."""
    (found,) = (
        each.proto for each in at.get("bidi_component") if each.proto.component_name.endswith(name)
    )
    data: dict[str, Any] = json.loads(found.json)
    return data
