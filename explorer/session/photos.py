"""The chosen photo: a sample or the visitor's own, and as the network receives it."""

from dataclasses import dataclass, replace

from explorer.belongings import belongings
from explorer.images.encoding import thumbnail_png
from explorer.images.intake import MAX_FILE_BYTES, ImageRejected, Photo, take_in
from explorer.images.samples import SAMPLES, read_sample
from explorer.images.sizing import Fit, fit
from explorer.kept import kept
from explorer.observed import Picture, picture_of
from explorer.session.choices import chosen_size
from explorer.session.parameters import FIT, OWN_PHOTO, PHOTO
from explorer.session.visitor import visitor_id

THUMBNAIL_SIDE = 320
"""px: twice the width of the sidebar's picture, for sharp screens."""

MAX_PHOTO_MB = MAX_FILE_BYTES // 10**6
"""10^6 bytes that the file of an own photo may have."""

_SHELF = "own_photo"


@dataclass(frozen=True, slots=True)
class _Shelf:
    """One visitor's own photo, and why the last one was refused."""

    photo: Photo | None = None
    problem: str = ""


def _shelf() -> _Shelf:
    return belongings.get(visitor_id(), _SHELF) or _Shelf()


def _put(shelf: _Shelf) -> None:
    belongings.keep(visitor_id(), _SHELF, shelf)


@kept(results=len(SAMPLES))
def _sample(key: str) -> Photo:
    return read_sample(key)


def photo_choices() -> list[str]:
    """The samples, and the visitor's own photo once there is one."""
    own = [OWN_PHOTO] if _shelf().photo is not None else []
    return [*SAMPLES, *own]


def keep_own_photo(data: bytes) -> None:
    """Take a visitor's picture in and choose it; call it from a callback.

    If it is refused, the photo chosen before stays, and `photo_problem` says why.
    """
    try:
        _put(_Shelf(take_in(data)))
    except ImageRejected as rejected:
        _put(replace(_shelf(), problem=str(rejected)))
    else:
        PHOTO.choose(OWN_PHOTO)


def forget_photo_problem() -> None:
    """Forget why a picture was refused: another photo was chosen."""
    _put(replace(_shelf(), problem=""))


def photo_problem() -> str:
    """Why the last picture was refused; "" if it was not."""
    return _shelf().problem


def chosen_photo() -> Photo:
    """The photo for every page."""
    return _photo(PHOTO.chosen())


def _photo(choice: str) -> Photo:
    """One of the photo choices; the first sample if the choice does not exist."""
    own = _shelf().photo
    if choice == OWN_PHOTO and own is not None:
        return own
    return _sample(choice if choice in SAMPLES else next(iter(SAMPLES)))


@kept(mib=4)
def _thumbnail(photo: Photo) -> bytes:
    return thumbnail_png(photo.pixels, THUMBNAIL_SIDE)


def photo_thumbnail() -> bytes:
    """The chosen photo as a small PNG."""
    return _thumbnail(chosen_photo())


@kept(mib=16)
def _fitted(photo: Photo, size: tuple[int, int], how: Fit) -> Picture:
    return picture_of(fit(photo.pixels, size, how))


def chosen_picture() -> Picture:
    """The chosen photo at the chosen input size."""
    return chosen_picture_at(chosen_size().sides)


def chosen_picture_at(size: tuple[int, int]) -> Picture:
    """The chosen photo at a given (height, width), fitted the chosen way."""
    return _fitted(chosen_photo(), size, FIT.chosen())


def picture_of_choice(choice: str) -> Picture:
    """One of the photo choices at the chosen input size."""
    return _fitted(_photo(choice), chosen_size().sides, FIT.chosen())
