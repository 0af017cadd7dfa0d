"""The chosen photo: a sample or the visitor's own, and as the network receives it."""

from dataclasses import dataclass

from explorer.belongings import belongings
from explorer.digests import Digest
from explorer.fitting import Fit
from explorer.images.encoding import thumbnail_png
from explorer.images.intake import MAX_FILE_BYTES, ImageRejected, Photo, take_in
from explorer.images.samples import SAMPLES, read_sample
from explorer.images.sizing import fit
from explorer.kept import kept
from explorer.observed import Picture, picture_of
from explorer.session.address import UPLOAD_AGAIN, tell_of_link
from explorer.session.choices import chosen_size
from explorer.session.parameters import FIT, OTHER_PHOTO, OWN_PHOTO, PHOTO
from explorer.session.visitor import visitor_id

THUMBNAIL_SIDE = 320
"""px: twice the width of the sidebar's picture, for sharp screens."""

SMALL_SQUARE = (96, 96)
"""Height and width, px: twice what a list of photos shows, for sharp screens."""

MAX_PHOTO_MB = MAX_FILE_BYTES // 10**6
"""10^6 bytes that the file of an own photo may have."""

_OWN, _REFUSED = "own_photo", "refused_photo"


@dataclass(frozen=True, slots=True)
class OwnPhoto:
    """A visitor's own photo.

    Attributes:
        photo: As it was taken in.
        source: The widget that it came from.
    """

    photo: Photo
    source: str

    @property
    def cache_key(self) -> Digest:
        """What results are kept under."""
        return self.photo.cache_key


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why a picture was refused, and which widget it came from."""

    problem: str
    source: str


def own_photo() -> OwnPhoto | None:
    """The visitor's own photo; None if there is none."""
    found: OwnPhoto | None = belongings.get(visitor_id(), _OWN)
    return found


def _refused() -> _Refused:
    return belongings.get(visitor_id(), _REFUSED) or _Refused("", "")


@kept(results=len(SAMPLES))
def _sample(key: str) -> Photo:
    return read_sample(key)


def photo_choices() -> list[str]:
    """The samples, and the visitor's own photo once there is one."""
    own = [OWN_PHOTO] if own_photo() is not None else []
    return [*SAMPLES, *own]


def keep_own_photo(data: bytes, source: str = "") -> None:
    """Take a visitor's picture in and choose it; call it from a callback.

    If it is refused, the photo chosen before stays, and `photo_problem` says why.

    Args:
        data: The file.
        source: The widget that it came from.
    """
    try:
        photo = take_in(data)
    except ImageRejected as rejected:
        belongings.keep(visitor_id(), _REFUSED, _Refused(str(rejected), source))
    else:
        forget_photo_problem()
        belongings.keep(visitor_id(), _OWN, OwnPhoto(photo, source))
        PHOTO.choose(OWN_PHOTO)


def drop_own_photo() -> None:
    """Keep the visitor's own photo no longer, and choose a sample; call it from a callback."""
    belongings.forget(visitor_id(), _OWN)
    _choose_samples()


def _choose_samples() -> None:
    for parameter in (PHOTO, OTHER_PHOTO):
        if parameter.chosen() == OWN_PHOTO:
            parameter.forget()


def miss_own_photo() -> None:
    """If the address asks for an own photo that is no longer here, choose a sample and say so."""
    asked = OWN_PHOTO in (PHOTO.chosen(), OTHER_PHOTO.chosen())
    if asked and own_photo() is None:
        _choose_samples()
        tell_of_link(UPLOAD_AGAIN)


def forget_photo_problem() -> None:
    """Forget why a picture was refused: another photo was chosen."""
    belongings.forget(visitor_id(), _REFUSED)


def photo_problem() -> str:
    """Why the last picture was refused; "" if it was not."""
    return _refused().problem


def is_shown_by(source: str) -> bool:
    """Whether what a widget shows of a file is still true: it gave the photo, or was refused."""
    own = own_photo()
    return source in ("" if own is None else own.source, _refused().source)


def chosen_photo() -> Photo:
    """The photo for every page."""
    return _photo(PHOTO.chosen())


def _photo(choice: str) -> Photo:
    """One of the photo choices; the first sample if the choice does not exist."""
    own = own_photo()
    if choice == OWN_PHOTO and own is not None:
        return own.photo
    return _sample(choice if choice in SAMPLES else next(iter(SAMPLES)))


@kept(mib=4)
def _thumbnail(photo: Photo) -> bytes:
    return thumbnail_png(photo.pixels, THUMBNAIL_SIDE)


def photo_thumbnail() -> bytes:
    """The chosen photo as a small PNG."""
    return _thumbnail(chosen_photo())


@kept(mib=16)
def _fitted(photo: Photo, size: tuple[int, int], how: Fit) -> Picture:
    return picture_of(fit(photo.pixels, size, how), photo.cache_key)


def chosen_picture() -> Picture:
    """The chosen photo at the chosen input size."""
    return chosen_picture_at(chosen_size().sides)


def chosen_picture_at(size: tuple[int, int], how: Fit | None = None) -> Picture:
    """The chosen photo at a given (height, width).

    Args:
        size: In px.
        how: How it is fitted; None for the chosen way.
    """
    return _fitted(chosen_photo(), size, how or FIT.chosen())


def small_picture_of(choice: str) -> Picture:
    """One of the photo choices as a small square."""
    return _fitted(_photo(choice), SMALL_SQUARE, "crop")


def picture_of_choice(choice: str) -> Picture:
    """One of the photo choices at the chosen input size."""
    return _fitted(_photo(choice), chosen_size().sides, FIT.chosen())
