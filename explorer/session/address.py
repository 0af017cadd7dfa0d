"""The address sets the choices, and the choices set the address.

An address states all choices: what it leaves out has its default. So a link, a reload, and the
browser's Back and Forward lead to what was seen there. Streamlit's own binding would write the
page's words into the address, and forget what a page does not show.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import NoReturn, ParamSpec

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from explorer.architecture.limits import shown
from explorer.session.kept_places import recall_places, remember_places
from explorer.session.parameter import (
    Parameter,
    Value,
    choices,
    choices_at_hand,
    replace_choices,
)
from explorer.session.parameters import ALL, FIT, OTHER_PHOTO, OWN_PHOTO, PHOTO
from explorer.session.state import callback, visitor_state, wait_for_callbacks
from explorer.session.uploads import empty_what_shows_a_file
from explorer.turns import PAGE_TURNS

_PAGE, _LINKED, _IN_PAGE, _OLD_LINK = "page_here", "linked", "in_page", "old_link"
_PROBLEMS = "link_problems"

HOME = "home"
"""The page at /."""

OF_HOME = frozenset({PHOTO.key, FIT.key})
"""What a link to / may choose and still be one to the home page."""

PLACE = "at"
"""Names the home page in an address that chooses more than that."""

UPLOAD_AGAIN = (
    "Uploaded photos are not part of a link and do not survive a reload. Upload it again."
)

_RUNNING: ContextVar[str | None] = ContextVar("running_page", default=None)
"""The page that runs in this thread; None for a part of one alone."""

_Arguments = ParamSpec("_Arguments")


@dataclass(frozen=True, slots=True)
class AddressReading:
    """What an address says.

    Attributes:
        choices: Value by key.
        problems: Sentences about what it asks for but does not exist.
    """

    choices: dict[str, object]
    problems: tuple[str, ...]


def read_choices(address: Mapping[str, str]) -> AddressReading:
    """What an address chooses; a value that does not exist gets a sentence and the default.

    Args:
        address: Text by name; names that are not a parameter's are ignored.
    """
    found: dict[str, object] = {}
    problems = []
    for key, text in address.items():
        if key not in ALL or not text:
            continue
        try:
            found[key] = ALL[key].read(text)
        except ValueError as error:
            problems.append(
                f'The link asks for {key} "{shown(text)}", which does not exist. The default is '
                f"shown. {error}"
            )
    return AddressReading(found, tuple(problems))


def written(chosen: Mapping[str, object]) -> dict[str, str]:
    """The address that says what is chosen."""
    return {
        key: parameter.write(chosen[key])
        for key, parameter in ALL.items()
        if chosen.get(key, parameter.usual) != parameter.usual
    }


def told_link_problems() -> tuple[str, ...]:
    """Sentences about the address that a visitor arrived with."""
    problems: tuple[str, ...] = visitor_state.get(_PROBLEMS, ())
    return problems


def tell_of_link(*problems: str) -> None:
    """Add sentences about the address."""
    visitor_state[_PROBLEMS] = (*told_link_problems(), *problems)


@callback
def forget_link_problems() -> None:
    """Forget the sentences once they are read; call it from a callback."""
    visitor_state[_PROBLEMS] = ()


def correct(parameter: Parameter[Value], nearest: Value) -> None:
    """If a link asks for what this page does not have, choose the nearest value and say so.

    A choice made here, or on another page that has it, is kept: meanwhile the page shows the
    nearest value.

    Args:
        parameter: What the link chose.
        nearest: What the page has instead.
    """
    linked: Mapping[str, object] = visitor_state.get(_LINKED, {})
    asked = parameter.chosen()
    if parameter.key not in linked or linked[parameter.key] != asked or asked == nearest:
        return
    tell_of_link(
        f'The link asks for {parameter.key} "{shown(parameter.write(asked))}", which does not '
        f"exist here. {parameter.write(nearest)} is shown."
    )
    parameter.choose(nearest)
    run_again()


@contextmanager
def following_the_address(page: str) -> Iterator[None]:
    """Read choices from the address before a page runs, and write them to it afterwards.

    Args:
        page: The page that runs.
    """
    wait_for_callbacks()
    _read_address(page)
    visitor_state[_IN_PAGE] = True
    try:
        with _running(page), choices_at_hand():
            yield
        visitor_state[_LINKED] = {}  # a whole page was shown: nothing is left to correct
    finally:
        _end_run()


def is_old_link(page: str) -> bool:
    """Whether the address is that of Layers from before it had one of its own.

    It was the page at / then. A link to the home page chooses a photo and how it is fitted at
    most, or it names the page. It stays so in this session: the browser opens today's address.

    Args:
        page: The page that the address opens.
    """
    here = st.query_params.to_dict()
    if _PAGE not in visitor_state:
        says_more = PLACE not in here and not _our_part(here).keys() <= OF_HOME
        visitor_state[_OLD_LINK] = page == HOME and says_more
    return bool(visitor_state.get(_OLD_LINK))


def take_from_address(name: str) -> str:
    """What the address says under a name that is no choice; it leaves the address with that."""
    return "" if name not in st.query_params else str(st.query_params.pop(name))


@contextmanager
def _running(page: str) -> Iterator[None]:
    token = _RUNNING.set(page)
    try:
        yield
    finally:
        _RUNNING.reset(token)


def page_here() -> str:
    """The page that runs, or whose part runs; "" before any has run."""
    running = _RUNNING.get()
    if running is not None:
        return running
    page: str = visitor_state.get(_PAGE, "")
    return page


def stop_here() -> NoReturn:
    """End the page here. After `st.stop` nothing could write the address."""
    _end_run()
    st.stop()


def run_again() -> NoReturn:
    """Run the page again. `st.rerun` keeps the address that is written before it."""
    _end_run()
    st.rerun()


def go_to_page(name: str) -> NoReturn:
    """Go on to another page, with what is chosen."""
    _end_run()
    empty_what_shows_a_file()
    st.switch_page(f"../pages/{name}.py", query_params=address_of(name))


def fragment(function: Callable[_Arguments, None]) -> Callable[_Arguments, None]:
    """A part of a page that runs alone when something in it is chosen; the address follows."""

    @st.fragment
    @wraps(function)
    def run(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> None:
        wait_for_callbacks()
        try:
            with PAGE_TURNS.turn():
                function(*args, **kwargs)
        finally:
            if not visitor_state.get(_IN_PAGE):
                _write_address()

    return run


def _read_address(page: str) -> None:
    """Take choices from the address if it leads here: by a link, or by Back and Forward.

    Otherwise it may be older than the choices: the browser receives what is written to it later.
    """
    before = visitor_state.get(_PAGE, "")
    address = _our_part(st.query_params.to_dict())
    if not before:
        _take_link(address)
    elif _is_led_by_address():
        _go_back(read_choices(address).choices)
    if before not in {"", page}:
        visitor_state[_LINKED] = {}  # only the page that a link opened corrects it
    visitor_state[_PAGE] = page


def _is_led_by_address() -> bool:
    """Whether the browser went along its history: its address is exactly what it asks for."""
    context = get_script_run_ctx(suppress_warning=True)
    return context is not None and context.is_history_navigation


def _go_back(chosen: Mapping[str, object]) -> None:
    replace_choices(chosen)
    recall_places(written(chosen))


def _take_link(address: Mapping[str, str]) -> None:
    """Take choices from the address that a visitor arrived with; no link holds an own photo."""
    own = {each.key for each in (PHOTO, OTHER_PHOTO) if address.get(each.key) == OWN_PHOTO}
    if own:
        tell_of_link(UPLOAD_AGAIN)
    reading = read_choices({key: text for key, text in address.items() if key not in own})
    tell_of_link(*reading.problems)
    replace_choices(reading.choices)
    visitor_state[_LINKED] = dict(reading.choices)


def _end_run() -> None:
    visitor_state[_IN_PAGE] = False
    _write_address()


def _write_address() -> None:
    page = visitor_state.get(_PAGE)
    if page is None:
        return
    address = address_of(page)
    if st.query_params.to_dict() != address:
        st.query_params.from_dict(address)
    remember_places(_our_part(address))


def address_of(page: str) -> dict[str, str]:
    """The address of a page with what is chosen, and with what others have put into today's."""
    chosen, now = written(choices()), st.query_params.to_dict()
    others = {key: text for key, text in now.items() if key not in {*ALL, PLACE}}
    place = {PLACE: HOME} if page == HOME and not chosen.keys() <= OF_HOME else {}
    return place | others | chosen


def _our_part(address: Mapping[str, str]) -> dict[str, str]:
    return {key: text for key, text in address.items() if key in ALL}
