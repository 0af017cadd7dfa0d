"""Asking the engine, for the visitor whose page runs."""

from typing import Any

from explorer.observed import Observed
from explorer.session.address import page_here
from explorer.session.visitor import visitor_id
from explorer.shared.engine import engine
from explorer.shared.outcomes import Ticket
from explorer.shared.questions.question import Question


def ask(observed: Observed, *questions: Question[Any], part: str = "") -> Ticket:
    """Ask all that a page wants to know about what is observed; it takes one pass at most.

    Args:
        observed: Which network looks at which picture.
        questions: What to find out.
        part: The part of the page that asks, where several ask by themselves.
    """
    return engine.look(observed, questions, visitor_id(), page=f"{page_here()} {part}")
