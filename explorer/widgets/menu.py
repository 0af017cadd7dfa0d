"""The menu of all pages."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from explorer.session.address import HOME, OF_HOME, PLACE
from explorer.session.state import callback, visitor_state
from explorer.widgets.component import data_of, register
from explorer.widgets.text import ASSETS

_menu = register("menu")

_KEY, _NEXT, _TAKEN = "menu", "page_from_menu", "menu_taken"
_ICON = b64encode((ASSETS / "icon.svg").read_bytes()).decode()


@dataclass(frozen=True, slots=True)
class MenuPage:
    """A page in the menu.

    Attributes:
        name: Its address.
        title: As the menu lists it.
        icon: The name of a Material symbol.
    """

    name: str
    title: str
    icon: str


@dataclass(frozen=True, slots=True)
class MenuSection:
    """Pages that belong together."""

    title: str
    pages: tuple[MenuPage, ...]


def show_menu(sections: Sequence[MenuSection], here: str, *, old_link: bool) -> None:
    """The menu at the top of the window, first in the order of the Tab key.

    Args:
        sections: All pages but the home page.
        here: The page that is shown.
        old_link: Whether the browser shall open its address anew.
    """
    data: Mapping[str, object] = {
        "home": HOME,
        "icon": f"data:image/svg+xml;base64,{_ICON}",
        "sections": [data_of(section) for section in sections],
        "here": here,
        "old_link": old_link,
        "of_home": sorted(OF_HOME),
        "place": PLACE,
    }
    shown = _menu(key=_KEY, data=data, default={"page": None}, on_page_change=_choose_page)
    visitor_state.setdefault(_TAKEN, shown.page)  # chosen in a session that is lost


@callback
def _choose_page() -> None:
    """Take up a choice once: Streamlit reports it again when the browser goes back to a page."""
    chosen = visitor_state[_KEY].page
    if chosen != visitor_state.get(_TAKEN):
        visitor_state[_TAKEN] = chosen
        visitor_state[_NEXT], _when = chosen


def page_from_menu() -> str:
    """The page that was chosen from the menu since the last call; "" for none."""
    return str(visitor_state.pop(_NEXT, ""))
