"""Taking a visitor's own photo in, and forgetting it everywhere at once."""

from explorer.session.bench_cells import forget_own_photo_on_bench
from explorer.session.photos import (
    OwnPhoto,
    drop_own_photo,
    forget_photo_problem,
    keep_own_photo,
    own_photo,
    photo_problem,
)
from explorer.session.state import callback
from explorer.session.uploads import newly_uploaded, upload_key, was_taken_away
from explorer.session.visitor import visitor_id
from explorer.shared.engine import engine


@callback
def take_or_remove(source: str) -> None:
    """Take in the file that a widget was given, or remove the one that was taken away from it.

    Args:
        source: The widget, as in `upload_key`.
    """
    key, own = upload_key(source), own_photo()
    data = newly_uploaded(key)
    if data is not None:
        keep_own_photo(data, source)
        if own is not None and own_photo() is not own:
            _forget(own)
    elif was_taken_away(key):
        if photo_problem():  # the file was refused: it is not the photo
            forget_photo_problem()
        elif own is not None and own.source == source:
            remove_own_photo()


@callback
def remove_own_photo() -> None:
    """Remove the visitor's own photo, and all that was made of it, from the server's memory."""
    own = own_photo()
    drop_own_photo()
    if own is not None:
        _forget(own)


def _forget(own: OwnPhoto) -> None:
    forget_own_photo_on_bench()
    kept = own_photo()
    if kept is None or kept.cache_key != own.cache_key:
        engine.forget(visitor_id(), own.cache_key)
