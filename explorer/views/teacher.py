"""Who may see the teacher's page, and where the person who started the server finds its address."""

import streamlit as st
from streamlit import runtime

from explorer.kept import kept
from explorer.session.address import take_from_address
from explorer.session.state import visitor_state
from explorer.shared.teacher import is_teacher_token, teacher_token

TOKEN_NAME = "token"
"""What the token is called in the address."""

TEACHERS_PAGE = "health"

_IS_TEACHER = "is_teacher"
_EVERYWHERE = {"", "0.0.0.0", "::"}
"""Settings of Streamlit's address with which the server listens to all networks."""


def teacher_is_here() -> bool:
    """Whether the visitor came with the right token.

    The token leaves the address bar, so that nobody reads it from a projector or sends it along in
    a link. The visitor stays known until the page is loaded again.
    """
    token = take_from_address(TOKEN_NAME)
    if token:
        visitor_state[_IS_TEACHER] = is_teacher_token(token)
    return bool(visitor_state.get(_IS_TEACHER))


def announce_teachers_page() -> None:
    """Print the address of the teacher's page in the server's terminal, once for each server."""
    if runtime.exists():
        _announced()


@kept()
def _announced() -> str:
    address = f"{_server_address()}/{TEACHERS_PAGE}?{TOKEN_NAME}={teacher_token()}"
    print(f"The teacher's page is at {address}", flush=True)  # noqa: T201 -- for the terminal alone
    return address


def _server_address() -> str:
    from streamlit.web.server.server_util import get_url

    if st.config.is_manually_set("browser.serverAddress"):
        return get_url(str(st.get_option("browser.serverAddress")))
    listens_at = str(st.get_option("server.address") or "")
    return get_url("localhost" if listens_at in _EVERYWHERE else listens_at)
