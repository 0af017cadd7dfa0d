"""Which photo of a sheet was clicked."""

from collections.abc import Sequence

from explorer.session.state import visitor_state


def clicked_photo(key: str, digests: Sequence[str]) -> str:
    """The digest of the photo that was clicked, for a callback; "" where there is none.

    Args:
        key: Of the sheet, whose state tells the photo by its number.
        digests: The photos that the sheet shows, in its order.
    """
    number = visitor_state[key].photo
    is_shown = isinstance(number, int) and 0 <= number < len(digests)
    return digests[number] if is_shown else ""
