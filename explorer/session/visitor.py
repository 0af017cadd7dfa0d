"""Who a visitor is, as long as they stay."""

from uuid import uuid4

from explorer.session.state import visitor_state

_VISITOR = "visitor"


def visitor_id() -> str:
    """What identifies this visitor; it says nothing about the person."""
    return str(visitor_state.setdefault(_VISITOR, uuid4().hex))
