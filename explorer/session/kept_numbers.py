"""Numbers that do not go into a link: too many for it, or made of somebody's own photo.

The address then holds a name for them, which this session alone understands.
"""

from re import fullmatch

from explorer.session.state import visitor_state

LONGEST_IN_LINK = {"input_numbers": 1000, "filter_numbers": 500}
"""Characters by parameter. With everything else a link stays within 2,000."""

_NAMES = {"input_numbers": "input", "filter_numbers": "kernel"}
"""What people call them."""

MOST_TEXTS = 50
"""Texts: with the browser's Back each of them can be seen again."""

_KEPT, _COUNT = "kept_numbers", "numbers_were_kept"
"""The texts by name; how many there have been, so that no name is used for a second one."""

_LARGE, _OWN = "large", "own"


def keep_numbers(key: str, text: str, *, is_private: bool) -> str:
    """What a parameter holds for a text of numbers: the text, or a name for it.

    Args:
        key: Of the parameter.
        text: The numbers.
        is_private: Whether they were made of somebody's own photo.
    """
    if not is_private and len(text) <= LONGEST_IN_LINK[key]:
        return text
    kept: dict[str, str] = visitor_state.setdefault(_KEPT, {})
    kind = _OWN if is_private else _LARGE
    for name, known in kept.items():
        if known == text and name.startswith(kind):
            return name
    visitor_state[_COUNT] = number = visitor_state.get(_COUNT, 0) + 1
    visitor_state[_KEPT] = dict([*kept.items(), (f"{kind}-{number}", text)][-MOST_TEXTS:])
    return f"{kind}-{number}"


def is_kept_name(value: str) -> bool:
    """Whether a parameter holds a name, not the numbers."""
    return fullmatch(f"({_LARGE}|{_OWN})-[0-9]+", value) is not None


def is_private_name(value: str) -> bool:
    """Whether it names numbers that were made of somebody's own photo."""
    return is_kept_name(value) and value.startswith(_OWN)


def numbers_kept(value: str) -> str | None:
    """The text of numbers that a parameter holds; None for a name of another session."""
    if not is_kept_name(value):
        return value
    kept: dict[str, str] = visitor_state.get(_KEPT, {})
    return kept.get(value)


def forget_own_numbers() -> None:
    """Forget what was made of somebody's own photo."""
    kept: dict[str, str] = visitor_state.get(_KEPT, {})
    visitor_state[_KEPT] = {name: text for name, text in kept.items() if not name.startswith(_OWN)}


def why_not_in_link(key: str, value: str) -> str:
    """Why the numbers of a parameter are not in the link; "" where they are."""
    if not is_kept_name(value):
        return ""
    name = _NAMES[key]
    seen = f"Whoever opens the link sees the default {name}."
    if is_private_name(value):
        return f"The {name} comes from your own photo, so it is not part of the link. {seen}"
    text = numbers_kept(value) or ""
    return (
        f"The {name} is too large for the link ({len(text):,} characters; "
        f"{LONGEST_IN_LINK[key]:,} fit). {seen}"
    )


def why_default_is_shown(key: str, value: str) -> str:
    """Why a link opens with the default numbers of a parameter.

    Args:
        key: Of the parameter.
        value: A name of another session.
    """
    why = "they came from somebody's own photo" if is_private_name(value) else "there were too many"
    return (
        f"This link does not contain the {_NAMES[key]} numbers, because {why}. The default "
        f"{_NAMES[key]} is shown."
    )
