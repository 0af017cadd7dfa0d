"""Choosing a parameter with a field, a list or a row of buttons."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal, cast

import streamlit as st
from streamlit.runtime.scriptrunner import StopException

from explorer.session.address import page_here
from explorer.session.parameter import Name, OneOf, Parameter, Switch, Text, Value, Whole
from explorer.session.state import callback, visitor_state

Drawn = Literal["field", "buttons", "list", "pills", "slider"]

_DRAWN = "drawn"
"""Key of how each widget was drawn last, by parameter: one entry, because Streamlit goes through
all entries of a session for each list and each number field."""

_UNSEEN = "unseen"
"""Key of the parameters whose widgets were given a value in a run that did not come to its end."""

_GIVEN: ContextVar[set[str] | None] = ContextVar("given", default=None)
"""Those that the run of this page gives a value; None where a part of a page runs alone."""

_NOTHING = object()


@dataclass(frozen=True, slots=True)
class Bounds:
    """Of a number: its least and largest value, and the step between values."""

    least: float
    most: float
    step: float | None = None


def pick(  # noqa: PLR0913 -- what a field may need
    parameter: Parameter[Value],
    label: str,
    look: Drawn = "field",
    *,
    shown: Value | None = None,
    among: Sequence[str] | None = None,
    bounds: Bounds | None = None,
    then: Callable[[], None] | None = None,
    unless: Callable[[Any], bool] | None = None,
    **options: Any,
) -> Value:
    """Let the visitor choose, and return what is chosen.

    Args:
        parameter: What is chosen.
        label: What the visitor reads beside it.
        look: How it is shown; "field" fits the kind of parameter.
        shown: The value to show, where this page has another one than was chosen.
        among: The values to choose from, where they differ from page to page.
        bounds: Of a number, where they differ from page to page.
        then: Called after another choice.
        unless: Whether what the browser sends is no choice of the visitor's, but came late.
        **options: Of Streamlit's widget, such as ``width`` or ``help``.
    """
    draw, fixed = _widget(parameter, look, among, bounds)
    drawn = (page_here(), look, label, fixed)  # each page has a widget of its own
    _show(parameter.key, parameter.chosen() if shown is None else shown, drawn)
    value = draw(
        label,
        **fixed,
        **options,
        key=parameter.key,
        on_change=_note,
        args=(parameter, then, unless),
    )
    return cast(Value, parameter.usual if value is None else value)


def _widget(  # noqa: PLR0911 -- a case for each kind
    parameter: Parameter[Any], look: Drawn, among: Sequence[str] | None, bounds: Bounds | None
) -> tuple[Callable[..., Any], dict[str, Any]]:
    """The Streamlit widget for a parameter, and its arguments."""
    match parameter:
        case OneOf():
            return _one_of(look, among or parameter.codes, parameter.labels)
        case Name():
            return st.selectbox, {"options": list(among or ())}
        case Text() if among is not None:
            return st.selectbox, {"options": list(among), "accept_new_options": True}
        case Text():
            return st.text_input, {}
        case Switch():
            return st.toggle, {}
        case Whole(least=least, most=most):
            return _number(look, bounds or Bounds(least, most))
        case _:
            return _number(look, cast(Bounds, bounds))


def _one_of(
    look: Drawn, codes: Sequence[str], labels: Mapping[str, str]
) -> tuple[Callable[..., Any], dict[str, Any]]:
    fixed = {"options": list(codes), "format_func": labels.__getitem__}
    match look:
        case "list":
            return st.selectbox, fixed
        case "pills":
            return st.pills, fixed | {"required": True, "wrap": True}
        case _:
            return st.segmented_control, fixed | {"required": True}


def _number(look: Drawn, bounds: Bounds) -> tuple[Callable[..., Any], dict[str, Any]]:
    fixed: dict[str, Any] = {"min_value": bounds.least, "max_value": bounds.most}
    if bounds.step is not None:
        fixed["step"] = bounds.step
    if look == "slider" and bounds.least < bounds.most:
        return st.slider, fixed
    # A slider whose ends meet would be an error, and a number with no other beside it is no choice.
    return st.number_input, fixed | {"disabled": bounds.least == bounds.most}


def _show(key: str, value: object, drawn: object) -> None:
    """Give a widget its value, but only if it is new or holds another one.

    Otherwise the browser would overwrite what somebody is typing.
    """
    last: dict[str, str] = visitor_state.setdefault(_DRAWN, {})
    given = _GIVEN.get()
    is_unseen = given is not None and key in given
    if is_unseen or repr(drawn) != last.get(key) or visitor_state.get(key, _NOTHING) != value:
        visitor_state[key] = value
        last[key] = repr(drawn)
        if given is not None:
            given.add(key)


@contextmanager
def giving_values() -> Iterator[None]:
    """The run of a page; where it is cut short, the next one gives the same widgets their values.

    The next run may replace what a browser has received but not yet drawn. The value is then lost:
    the browser would show the widget's default.
    """
    given: set[str] = visitor_state.setdefault(_UNSEEN, set())
    token = _GIVEN.set(given)
    try:
        yield
    except StopException:
        given.clear()
        raise
    else:
        given.clear()
    finally:
        _GIVEN.reset(token)


@callback
def _note(
    parameter: Parameter[Any],
    then: Callable[[], None] | None,
    unless: Callable[[Any], bool] | None,
) -> None:
    value = visitor_state[parameter.key]
    if unless is not None and unless(value):
        return
    parameter.choose(parameter.usual if value is None else value)
    if then is not None:
        then()
