"""The menu of all pages."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from explorer.session.address import CHOICES, HOME, OF_HOME, PLACE
from explorer.widgets.component import data_of, register
from explorer.widgets.text import ASSETS

_menu = register("menu")

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
        old_link: Whether the browser has yet to be led to its address.
    """
    data: Mapping[str, object] = {
        "home": HOME,
        "icon": f"data:image/svg+xml;base64,{_ICON}",
        "sections": [data_of(section) for section in sections],
        "here": here,
        "old_link": old_link,
        "of_home": sorted(OF_HOME),
        "place": PLACE,
        "kept": CHOICES,
    }
    _menu(key="menu", data=data)
