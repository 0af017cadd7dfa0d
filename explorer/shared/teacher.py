"""The token that opens the teacher's page: set by whoever starts the server, or drawn at random."""

import hmac
import os
from functools import cache
from secrets import token_urlsafe

TOKEN_VARIABLE = "VGG16_TEACHER_TOKEN"


def teacher_token() -> str:
    """The token of this server."""
    return os.environ.get(TOKEN_VARIABLE) or _random_token()


def is_teacher_token(text: str) -> bool:
    """Whether a text is the token; the time that takes says nothing about how much is right."""
    return hmac.compare_digest(text.encode("utf-8", "replace"), teacher_token().encode())


@cache
def _random_token() -> str:
    return token_urlsafe()
