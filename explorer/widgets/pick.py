"""Choosing a parameter with a field, a list or a row of buttons."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

import streamlit as st

from explorer.session.address import page_here
from explorer.session.parameter import Name, OneOf, Parameter, Switch, Text, Value, Whole
from explorer.session.state import callback, visitor_state

Drawn = Literal["field", "buttons", "list", "pills", "slider"]

_DRAWN = "drawn"
"""Key of how each widget was drawn last, by parameter: one entry, because Streamlit goes through
all entries of a session for each list and each number field."""

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
    start = parameter.chosen() if shown is None else shown
    _show(parameter.key, start, drawn)
    value = draw(
        label,
        **fixed | _starting_with(start, fixed),
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


def _starting_with(value: Any, fixed: Mapping[str, Any]) -> dict[str, Any]:
    """A widget's arguments that make the browser start it with a value.

    A value in the session's state reaches the browser with one run only. Where another run follows
    before the browser has drawn the widget, it starts with the default of Streamlit's, and sends
    that back as if it were a choice. A link would lose what it holds.

    Args:
        value: What it shows.
        fixed: Its other arguments.
    """
    match fixed:
        case {"accept_new_options": True, "options": options} if value:
            listed = options if value in options else [*options, value]
            return {"options": listed, "index": listed.index(value)}
        case {"options": options} if value in options:
            return {"default": value} if "required" in fixed else {"index": options.index(value)}
        case {"min_value": least, "max_value": most} if value is not None and (
            least <= value <= most
        ):
            return {"value": type(least)(value)}
        case {"options": _} | {"min_value": _}:
            return {}
        case _:
            return {"value": value}


def _show(key: str, value: object, drawn: object) -> None:
    """Give a widget its value, but only if it is new or holds another one.

    Otherwise the browser would overwrite what somebody is typing.
    """
    last: dict[str, str] = visitor_state.setdefault(_DRAWN, {})
    if repr(drawn) != last.get(key) or visitor_state.get(key, _NOTHING) != value:
        visitor_state[key] = value
        last[key] = repr(drawn)


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
