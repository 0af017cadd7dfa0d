"""The home page, and links to it that are older than it."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.visitor import errors, new_visitor

LAYERS, HOME = "What does each layer do to the picture?", "Look inside VGG16"


@pytest.fixture
def open_root(open_app: Callable[..., AppTest]) -> Callable[..., AppTest]:
    """A function that opens / as a new visitor whose address carries the parameters."""
    del open_app  # only the computer that it makes

    def open_as_new_visitor(**params: str) -> AppTest:
        at = new_visitor(**params).run()
        assert errors(at) == []
        return at

    return open_as_new_visitor


@pytest.mark.parametrize(
    "link",
    [{}, {"photo": "rocket"}, {"photo": "rocket", "fit": "squeeze"}, {"utm_source": "mail"}],
    ids=str,
)
def test_the_home_page_is_at_the_root(
    open_root: Callable[..., AppTest], link: dict[str, str]
) -> None:
    at = open_root(**link)
    assert [each.value for each in at.title] == [HOME]
    assert dict(at.query_params) == link


@pytest.mark.parametrize(
    "link",
    [{"network": "vgg19"}, {"photo": "rocket", "layer": "block3_conv2"}, {"kernel": "11"}],
    ids=str,
)
def test_an_old_link_to_the_root_opens_layers(
    open_root: Callable[..., AppTest], link: dict[str, str]
) -> None:
    at = open_root(**link)
    assert [each.value for each in at.title] == [LAYERS]
    assert dict(at.query_params) == link
