"""What a browser remembers of a page's widgets, read from Streamlit's messages.

A browser sends the state of every widget with each click; a widget it leaves out goes back to its
default. Only the kinds that this app has are known here.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message
from streamlit.components.v2.bidi_component.constants import EVENT_DELIM
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Slider_pb2 import Slider
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX

MEDIA = re.compile(r"/media/[\w.-]+")
"""The address of a picture that a component or an image shows."""


@dataclass(frozen=True, slots=True)
class Widget:
    """Something that a visitor can move.

    Attributes:
        id: Streamlit's name for it, which ends with the key.
        kind: Which message describes it, such as "selectbox".
        label: What the visitor reads beside it.
        options: What can be chosen, in words; empty where that is not a list.
        bounds: Of a number, its least and largest value.
        fragment: The part of the page that runs alone when it is moved; "" for the whole page.
    """

    id: str
    kind: str
    label: str
    options: tuple[str, ...] = ()
    bounds: tuple[float, float] = (0, 0)
    fragment: str = ""

    @property
    def key(self) -> str:
        """The key that the app gave it."""
        return self.id.split("-", 2)[-1]


@dataclass(frozen=True, slots=True)
class Part:
    """What one message puts on the page, as far as a visitor without eyes needs it.

    Attributes:
        widget: The widget, if it is one.
        state: Its state as the server gives it; None if it starts with none.
        is_set: Whether the server changed the value, so that the browser must take it.
        component: The key of a component of the app's own; "" for anything else.
        component_id: Streamlit's name for it, where it has one.
        error: The text of an exception or a red alert; "" for anything else.
        told: The text of any other alert.
        said: Text of the page itself, or of a bar that fills.
        pictures: Addresses of the pictures that it shows.
    """

    widget: Widget | None = None
    state: WidgetState | None = None
    is_set: bool = False
    component: str = ""
    component_id: str = ""
    error: str = ""
    told: str = ""
    said: str = ""
    pictures: tuple[str, ...] = ()


NOTHING = Part()


def read_part(message: ForwardMsg) -> Part:  # noqa: PLR0911 -- a case for each kind
    """Read a message that puts something on the page."""
    delta = message.delta
    if delta.WhichOneof("type") != "new_element":
        return NOTHING
    element: Element = delta.new_element
    kind = element.WhichOneof("type")
    match kind:
        case _ if kind in READERS:
            return _widget_part(kind, getattr(element, kind), delta.fragment_id)
        case "bidi_component":
            return _component_part(element.bidi_component)
        case "exception":
            return Part(error=f"{element.exception.type}: {element.exception.message}")
        case "alert":
            return _alert_part(element.alert)
        case "imgs":
            urls = " ".join(image.url for image in element.imgs.imgs)
            return Part(pictures=tuple(MEDIA.findall(urls)))
        case "markdown":
            return Part(said=element.markdown.body)
        case "progress":
            return Part(said=element.progress.text)
        case _:
            return NOTHING


def _widget_part(kind: str, drawn: Any, fragment: str) -> Part:
    state = WidgetState(id=drawn.id)
    READERS[kind](drawn, state)
    options = [getattr(option, "content", option) for option in getattr(drawn, "options", ())]
    bounds = (drawn.min, drawn.max) if kind in {"number_input", "slider"} else (0, 0)
    return Part(
        Widget(drawn.id, kind, drawn.label, tuple(options), bounds, fragment),
        state if state.WhichOneof("value") else None,
        getattr(drawn, "set_value", False),
    )


def _component_part(drawn: Any) -> Part:
    key = drawn.id.split("-", 2)[-1] if drawn.id else ""
    data = drawn.json if drawn.WhichOneof("data") == "json" else drawn.mixed.json
    return Part(component=key, component_id=drawn.id, pictures=tuple(MEDIA.findall(data)))


def _alert_part(alert: Any) -> Part:
    is_red = alert.format == alert.ERROR
    return Part(error=alert.body) if is_red else Part(told=alert.body)


# --- the state that each kind of widget starts with ----------------------------------------------


def _selectbox(drawn: Any, state: WidgetState) -> None:
    if drawn.set_value:
        state.string_value = drawn.raw_value
    elif drawn.HasField("default") and drawn.options:
        state.string_value = drawn.options[drawn.default]


def _number_input(drawn: Any, state: WidgetState) -> None:
    if drawn.set_value:
        state.double_value = drawn.value
    elif drawn.HasField("default"):
        state.double_value = drawn.default


def _slider(drawn: Any, state: WidgetState) -> None:
    if drawn.type == Slider.SELECT_SLIDER:
        indices = [int(each) for each in drawn.default]
        chosen = drawn.raw_value if drawn.set_value else [drawn.options[i] for i in indices]
        state.string_array_value.data.extend(chosen)
    else:
        state.double_array_value.data.extend(drawn.value if drawn.set_value else drawn.default)


def _button_group(drawn: Any, state: WidgetState) -> None:
    defaults = [drawn.options[i].content for i in drawn.default]
    chosen = list(drawn.raw_values) if drawn.set_value else defaults
    state.string_array_value.data.extend(chosen)


def _checkbox(drawn: Any, state: WidgetState) -> None:
    state.bool_value = drawn.value if drawn.set_value else drawn.default


def _text_input(drawn: Any, state: WidgetState) -> None:
    if drawn.set_value:
        state.string_value = drawn.value
    elif drawn.HasField("default"):
        state.string_value = drawn.default


def _button(_drawn: Any, _state: WidgetState) -> None:
    """A button keeps nothing: it is pressed once."""


def _file_uploader(_drawn: Any, state: WidgetState) -> None:
    state.file_uploader_state_value.SetInParent()


READERS: dict[str, Callable[[Any, WidgetState], None]] = {
    "selectbox": _selectbox,
    "number_input": _number_input,
    "slider": _slider,
    "button_group": _button_group,
    "checkbox": _checkbox,
    "text_input": _text_input,
    "file_uploader": _file_uploader,
    "button": _button,
}


# --- what a click makes of it --------------------------------------------------------------------


def moved(widget: Widget, value: object) -> WidgetState:
    """The state of a widget that a visitor moved.

    Args:
        widget: What was moved.
        value: A number, an option in words, a truth value, or the message of an uploaded file.

    Raises:
        ValueError: The widget does not take such a value.
    """
    state = WidgetState(id=widget.id)
    match widget.kind, value:
        case (("selectbox" | "text_input"), str()):
            state.string_value = value
        case "number_input", int() | float():
            state.double_value = value
        case "slider", int() | float():
            state.double_array_value.data.append(value)
        case (("slider" | "button_group"), str()):
            state.string_array_value.data.append(value)
        case "button", True:
            state.trigger_value = True
        case "checkbox", bool():
            state.bool_value = value
        case "file_uploader", Message():
            state.file_uploader_state_value.uploaded_file_info.append(value)
        case _:
            raise ValueError(f"A {widget.kind} ({widget.label!r}) does not take {value!r}.")
    return state


def triggered(component_id: str, name: str, value: object) -> WidgetState:
    """What the browser sends when a component of the app's own reports a click."""
    payload = json.dumps([{"event": name, "value": value}])
    aggregator = f"{STREAMLIT_INTERNAL_KEY_PREFIX}_{component_id}{EVENT_DELIM}events"
    return WidgetState(id=aggregator, json_trigger_value=payload)


class Widgets:
    """The widgets of the page that is shown, each with its state."""

    def __init__(self) -> None:
        self._known: dict[str, Widget] = {}
        self._states: dict[str, WidgetState] = {}
        self._seen: set[str] = set()
        self._components: dict[str, str] = {}

    def begin_run(self) -> None:
        """A run of the page begins: what it does not show again will go."""
        self._seen = set()

    def take(self, part: Part) -> None:
        """Note a widget that a run shows, or a component of the app's own."""
        if part.component_id:
            self._components[part.component] = part.component_id
        if part.widget is None:
            return
        widget_id = part.widget.id
        self._seen.add(widget_id)
        self._known[widget_id] = part.widget
        if part.state is not None and (part.is_set or widget_id not in self._states):
            self._states[widget_id] = part.state

    def end_run(self, fragments: Iterable[str]) -> None:
        """A run is complete; a run of fragments says nothing about the rest of the page."""
        ran = set(fragments)
        for widget_id in self._known.keys() - self._seen:
            if not ran or self._known[widget_id].fragment in ran:
                del self._known[widget_id]
                self._states.pop(widget_id, None)

    def find(self, name: str) -> Widget:
        """A widget by its key, or by how its label begins.

        Raises:
            LookupError: The page has none.
        """
        for widget in self._known.values():
            if widget.key == name or widget.label.startswith(name):
                return widget
        known = ", ".join(f"{each.key} ({each.label})" for each in self._known.values())
        raise LookupError(f"The page has no widget {name!r}. It has {known}.")

    def all(self) -> list[Widget]:
        """All widgets of the page, in the order in which they came."""
        return list(self._known.values())

    def component(self, key: str) -> str:
        """Streamlit's name for a component of the app's own.

        Raises:
            LookupError: No page has shown one.
        """
        if key not in self._components:
            raise LookupError(f"No page has shown a component {key!r}.")
        return self._components[key]

    def state_of(self, widget: Widget) -> WidgetState | None:
        """The state of a widget; None if it has none yet."""
        return self._states.get(widget.id)

    def put(self, state: WidgetState) -> None:
        """Remember what a visitor chose."""
        self._states[state.id] = state

    def states(self) -> list[WidgetState]:
        """The states of all widgets, as a click sends them."""
        return list(self._states.values())
