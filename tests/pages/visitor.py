"""What a visitor does and reads on a page, with AppTest."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from explorer.session.parameters import ALL
from explorer.shared.engine import NOBODY, engine
from explorer.shared.jobs import JobState

APP = Path(__file__).parents[2] / "explorer" / "app.py"
TIMEOUT_S = 60
HOSTILE = ("<img src=x onerror=alert(1)>", "-1", "1e9", "9" * 5000, "nan", "\x00", "٢")
"""Values in a link that no page writes."""

WORK_SECONDS = 120
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
    """The errors on the page as they are read; an exception fails the test."""
    assert [error.message for error in at.exception] == []
    return [as_read(str(error.value)) for error in at.error]


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
    (found,) = (cells for cells in tables if column in cells)
    return found


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


def button(at: AppTest, label: str) -> Button:
    """The button of that label."""
    (found,) = (each for each in at.button if each.label == label)
    return found


def open_expander(at: AppTest, key: str) -> AppTest:
    """Open an expander whose contents exist only while it is open."""
    at.session_state[key] = True
    return at.run()


def block_table_id(at: AppTest) -> str:
    """Which table the browser shows; another one would start afresh."""
    (table_id,) = {each.proto.id for each in at.dataframe if "-block_table_" in each.proto.id}
    return str(table_id)


def edit_blocks(
    at: AppTest,
    *,
    edited: Mapping[int, Mapping[str, object]] | None = None,
    added: Sequence[Mapping[str, object]] = (),
    deleted: Sequence[int] = (),
) -> AppTest:
    """Send what the browser sends when somebody edits the block table; AppTest cannot."""
    states = at._tree.get_widget_states()
    edits = {"edited_rows": edited or {}, "added_rows": added, "deleted_rows": deleted}
    states.widgets.add(id=block_table_id(at), string_value=json.dumps(edits))
    return at._run(states)


def component(at: AppTest, name: str) -> dict[str, Any]:
    """What the page gives the component of that name."""
    (found,) = (
        each.proto for each in at.get("bidi_component") if each.proto.component_name.endswith(name)
    )
    data: dict[str, Any] = json.loads(found.json)
    return data
