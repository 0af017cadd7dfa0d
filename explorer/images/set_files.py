"""Files of a set: pictures, folders and zips of them, read one picture at a time.

Nothing is unpacked to disk, and no path leads anywhere: a path only says which label a photo has.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from explorer.arrays import Uint8Array
from explorer.images.intake import ImageRejected, take_in
from explorer.images.set_archive import labels_by_folder
from explorer.images.set_paths import UnsafePath, is_of_the_system, place_of
from explorer.images.set_zip import ZipRejected, is_zip, packed_files
from explorer.images.sizing import fit
from explorer.observed import picture_of
from explorer.transfer.incoming import NewPhoto, RefusedFile
from explorer.transfer.limits import LONGEST_FILE_NAME, LONGEST_LABEL, clean_text
from explorer.transfer.photo_set import TAUGHT_SIDE

NO_LABEL = (
    "It is not in a folder, so it has no label. Put it into a folder that is named after its "
    "label, or choose a label for it first."
)
LONG_LABEL = (
    f"Its label, the name of its folder, has more than {LONGEST_LABEL} characters. Give the folder "
    "a shorter name, such as: cat."
)
NESTED_ZIP = "It is a zip inside a zip, which is not opened. Upload it by itself."
_NO_MEMORY = "The server has not enough memory to read it now. Try again in a minute."


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that a visitor gave.

    Attributes:
        path: Its name, with the folders that it was in; untrusted.
        data: Its bytes.
    """

    path: str
    data: bytes = field(repr=False)


class FileReading:
    """Reads files one by one. What it gives belongs to the caller; it keeps what is not yet read.

    Attributes:
        done: Files that were read, refused or passed over, or are being read.
        total: Files in all; those in a zip count once it is opened.
    """

    def __init__(self, files: Iterable[GivenFile], label: str = "") -> None:
        """Read nothing yet.

        Args:
            files: Pictures and zips.
            label: Of photos that are in no folder; "" to refuse them.
        """
        self._files = deque(files)
        self._label = label
        self.done = 0
        self.total = len(self._files)

    def each(self) -> Iterator[NewPhoto | RefusedFile]:
        """Read the next file each time; its bytes are dropped after it.

        Yields:
            A photo, or why a file was left out. Files of an operating system are passed over.
        """
        while self._files:
            given = self._files.popleft()
            self.done += 1
            if is_zip(given.data):
                yield from self._from_zip(given)
            else:
                yield from self._from(given)

    def _from_zip(self, given: GivenFile) -> Iterator[NewPhoto | RefusedFile]:
        try:
            packed = packed_files(given.data)
        except ZipRejected as rejected:
            yield RefusedFile(_shown_path(given.path), str(rejected))
            return
        self.total += len(packed.entries) - 1  # the zip itself is none
        self.done -= 1
        labels = labels_by_folder(packed.archive.comment)
        for path, content in packed.each():
            self.done += 1
            if isinstance(content, bytes):
                yield from self._from(GivenFile(path, content), labels)
            elif not is_of_the_system(path):
                yield RefusedFile(_shown_path(path), content)

    def _from(
        self, given: GivenFile, labels: Mapping[str, str] | None = None
    ) -> Iterator[NewPhoto | RefusedFile]:
        """Read a file; one from a zip comes with the labels that its zip gives to folders."""
        if is_of_the_system(given.path):
            return
        try:
            place = place_of(given.path)
            if labels is not None and is_zip(given.data):
                yield RefusedFile(_shown_path(given.path), NESTED_ZIP)
            elif not (label := (labels or {}).get(place.label) or place.label or self._label):
                yield RefusedFile(_shown_path(given.path), NO_LABEL)
            elif len(label) > LONGEST_LABEL:  # cut, two labels could become one
                yield RefusedFile(_shown_path(given.path), LONG_LABEL)
            else:
                picture = picture_of(_square(given.data))
                path = _shown_path(given.path)
                yield NewPhoto(picture, label, place.name, place.part, path)
        except (ImageRejected, UnsafePath) as rejected:
            yield RefusedFile(_shown_path(given.path), str(rejected))
        except MemoryError:
            yield RefusedFile(_shown_path(given.path), _NO_MEMORY)


def _square(data: bytes) -> Uint8Array:
    """The pixels of a photo as a set keeps them."""
    square = fit(take_in(data).pixels, (TAUGHT_SIDE, TAUGHT_SIDE), "crop")
    square.setflags(write=False)
    return square


def _shown_path(path: str) -> str:
    """A path for people: cleaned, its end kept where it is long."""
    whole = clean_text(path)
    return whole if len(whole) <= LONGEST_FILE_NAME else f"…{whole[1 - LONGEST_FILE_NAME :]}"
