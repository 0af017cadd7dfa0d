"""A field starts in the browser with what a link chose, however late the browser draws it.

The first run sends the chosen value. If the visitor's next click is quicker than the drawing, the
browser knows the field from the second run only, and starts it with the field's own default.
"""

from collections.abc import Mapping
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from explorer.session.parameter import OneOf
from explorer.session.parameters import ALL
from tests.pages.conftest import OpenApp

LINKS: Mapping[str, Mapping[str, str]] = {
    "architecture": {
        "network": "vgg19",
        "size": "65x49",  # not in the list
        "channels": "1",
        "blocks": "8_16_32",
        "layer": "block2_conv1",
    },
    "compare": {"other": "vgg13", "size": "128x128"},
    "stacks": {"kernel": "7", "stack": "3,3,3,3"},
    "channels": {"kernel": "9", "amount": "activation memory"},
    "pixels": {"field_of": "stack", "kernel_weights": "binomial"},
    "growth": {
        "photo": "coffee",
        "fit": "squeeze",
        "row": "3",
        "column": "2",
        "layer": "block3_pool",
    },
}


def field(at: AppTest, key: str) -> Any:
    """The field of a key, on the page or in its sidebar."""
    (found,) = (e for part in (at.sidebar, at.main) for e in part if getattr(e, "key", "") == key)
    return found


def start_of(proto: Any) -> str:
    """What a field shows in a browser that has heard of no other value."""
    match proto.DESCRIPTOR.name:
        case "Selectbox":
            return str(proto.options[proto.default])
        case "ButtonGroup":
            (at,) = proto.default
            return str(proto.options[at].content)
        case "Checkbox":
            return str(proto.default).lower()
        case "NumberInput":
            return f"{proto.default:g}"
        case _:
            return str(proto.default)


@pytest.mark.parametrize("page", LINKS)
def test_a_field_starts_with_what_the_link_chose(open_app: OpenApp, page: str) -> None:
    link = LINKS[page]
    at = open_app(page=page, **link).run()
    protos = {key: field(at, key).proto for key in link}
    assert not any(proto.set_value for proto in protos.values())  # the first run alone sent it
    expected = {
        key: parameter.labels[link[key]] if isinstance(parameter, OneOf) else link[key]
        for key, parameter in ALL.items()
        if key in link
    }
    assert {key: start_of(proto) for key, proto in protos.items()} == expected
