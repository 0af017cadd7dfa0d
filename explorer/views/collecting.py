"""A visitor's own set as it is collected: files on their way, changes, and what is said about them.

Files are read in the page's thread, one after the other, without holding a turn of `PAGE_TURNS`. A
click ends the page's run, and the next run reads on where that one stopped.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice

from explorer.belongings import belongings
from explorer.images.set_archive import set_archive
from explorer.images.set_files import FileReading, GivenFile
from explorer.session.state import callback, visitor_state
from explorer.session.taught_set import (
    NoRoomForSet,
    add_to_own_set,
    change_set,
    drop_set,
    keep_edited,
    own_digests,
    own_set,
)
from explorer.session.transfer_parameters import SET
from explorer.session.uploads import (
    MOST_AT_ONCE_MB,
    empty,
    newly_refused,
    newly_uploaded_files,
    upload_key,
)
from explorer.session.visitor import visitor_id
from explorer.shared.engine import engine
from explorer.transfer.incoming import FULL, NewPhoto, RefusedFile, admit_photos, is_full
from explorer.transfer.limits import LONGEST_FILE_NAME, clean_text
from explorer.transfer.photo_set import OWN, PhotoSet, SetPart
from explorer.transfer.set_edits import (
    DEFAULT_LABELS,
    EditedSet,
    add_label,
    add_photos,
    divide_again,
    make_room_for_labels,
    move_to_part,
    relabel,
    remove_label,
    remove_photos,
    rename_label,
    undo_removal,
)
from explorer.views.clicked_photo import clicked_photo
from explorer.words import several

LABEL_FIELD, NEW_NAME_FIELD = "label_of_new", "new_label_name"
"""Keys of fields whose values are private, so that no link holds them."""

ADDING = "adding_photos"
"""Key of what folds the fields for photos away."""

READ_AT_ONCE = 10
"""Files between two looks at how far the reading is."""

NO_ROOM = (
    f"All files that are sent at once may have {MOST_AT_ONCE_MB} MB together, less while others "
    "send theirs. Send these again by themselves."
)
"""Why a file did not arrive."""

_READING, _CHANGE_PROBLEM, _OPENED = "reading_of_set", "set_problem", "opened_photo"


@dataclass(slots=True, eq=False)
class ReadFiles:
    """Files that a visitor gave, as far as they are read.

    Attributes:
        num_taken: Photos that came into the set.
        refused: Files that did not.
        is_done: Whether nothing is left to read.
    """

    _given: list[FileReading]
    num_taken: int = 0
    refused: list[RefusedFile] = field(default_factory=list)
    is_done: bool = False
    _each: Iterator[NewPhoto | RefusedFile] = field(default_factory=lambda: iter(()))

    def add(self, files: FileReading) -> None:
        """Read these files too, after the others."""
        self._given.append(files)
        self._each = chain(self._each, files.each())
        self.is_done = False

    @property
    def progress(self) -> tuple[int, int]:
        """Files that are done, and files in all."""
        return sum(each.done for each in self._given), sum(each.total for each in self._given)

    def read_on(self) -> None:
        """Read a few files and put them into the set."""
        few = list(islice(self._each, READ_AT_ONCE))
        self.is_done = not few
        self.refused += [each for each in few if isinstance(each, RefusedFile)]
        photos = [each for each in few if isinstance(each, NewPhoto)]
        if not photos:
            return
        try:
            changed = add_to_own_set(partial(self._with_photos, photos))
        except NoRoomForSet as problem:
            self.refused += [RefusedFile(each.path or each.name, str(problem)) for each in photos]
            self._leave_the_rest(str(problem))
        else:
            if is_full(changed.photos):
                self._leave_the_rest(FULL)

    def _with_photos(self, photos: list[NewPhoto], edited: EditedSet) -> EditedSet:
        begun = make_room_for_labels(edited.photos, photos)
        admitted = admit_photos(begun, photos)
        whole = EditedSet(add_photos(begun, admitted.taken), edited.before, edited.removed)
        self.num_taken += len(admitted.taken)
        self.refused += admitted.refused
        return whole

    def _leave_the_rest(self, reason: str) -> None:
        """Read no more: all that is left would be refused."""
        done, total = self.progress
        if total > done:
            left = total - done
            self.refused.append(RefusedFile(f"{several(left, 'file')} not read", reason, left))
        self._given, self._each = [], iter(())
        self.is_done = True


@callback
def take_files(source: str) -> None:
    """Take over the files that an uploader or a camera was given; the page reads them.

    Args:
        source: What the widget is called in our code.
    """
    _take(source, clean_text(str(visitor_state.get(LABEL_FIELD) or "")))


@callback
def take_files_for(label: str, source: str) -> None:
    """The same for one label of the set.

    Args:
        label: Of photos that are in no folder.
        source: What the widget is called in our code.
    """
    _take(source, label)


def _take(source: str, label: str) -> None:
    given = [GivenFile(name, data) for name, data in newly_uploaded_files(upload_key(source))]
    refused = [
        RefusedFile(clean_text(name, LONGEST_FILE_NAME), NO_ROOM) for name in newly_refused()
    ]
    if not given and not refused:
        return
    _begin_own()
    reading = files_on_their_way()
    if reading is None or reading.is_done:
        reading = ReadFiles([])
        belongings.keep(visitor_id(), _READING, reading)
    reading.add(FileReading(given, label))
    reading.refused += refused
    empty(source)


@callback
def read_next_files() -> None:
    """Read a few of the files that were given. A click waits for that, so that none is lost."""
    reading = files_on_their_way()
    if reading is not None:
        reading.read_on()


def files_on_their_way() -> ReadFiles | None:
    """The files that were given last; None if there are none, or what is said of them was read."""
    found: ReadFiles | None = belongings.get(visitor_id(), _READING)
    return found


@callback
def forget_reading() -> None:
    """Say no more about the files that were read."""
    belongings.forget(visitor_id(), _READING)


@callback
def begin_own_set() -> None:
    """Choose the visitor's own set; an empty one, with two labels, if there is none."""
    visitor_state[ADDING] = True
    _begin_own(DEFAULT_LABELS)


def sets_to_choose() -> tuple[str, ...]:
    """The ready-made sets, and the visitor's own if there is one."""
    return tuple(code for code in SET.codes if code != OWN or own_set() is not None)


@callback
def take_up_set() -> None:
    """Show no opened photo of the set before, and begin an own set if that was chosen."""
    visitor_state[_OPENED] = ""
    visitor_state[_CHANGE_PROBLEM] = ""
    if SET.chosen() == OWN:
        if own_set() is None:
            visitor_state[ADDING] = True
        _begin_own(DEFAULT_LABELS)


def _begin_own(labels: tuple[str, ...] = ()) -> None:
    if own_set() is None:
        keep_edited(EditedSet(PhotoSet(labels)))
    SET.choose(OWN)


@callback
def delete_own_set() -> None:
    """Delete the visitor's photos of the set, and all that was made of them, from memory."""
    digests = own_digests()
    visitor_state[_OPENED] = ""
    belongings.forget(visitor_id(), _READING)
    drop_set()
    if digests:
        engine.forget(visitor_id(), *digests)


def packed_set(photo_set: PhotoSet) -> bytes:
    """A set as a zip that can be uploaded again."""
    return set_archive(photo_set)


# --- one photo -----------------------------------------------------------------------------------


def opened_photo() -> str:
    """The digest of the photo that was clicked; "" for none."""
    return str(visitor_state.get(_OPENED, ""))


@callback
def open_photo(key: str, digests: tuple[str, ...]) -> None:
    """Open the photo that was clicked.

    Args:
        key: Of the component that was clicked.
        digests: The photos that it shows.
    """
    if digest := clicked_photo(key, digests):
        visitor_state[_OPENED] = digest


@callback
def close_photo() -> None:
    """Show no photo by itself."""
    visitor_state[_OPENED] = ""


@callback
def relabel_opened(digest: str, field_key: str) -> None:
    """Give a photo the label that a field holds."""
    _change(partial(relabel, digest=digest, label=str(visitor_state[field_key])))


@callback
def move_opened(digest: str, part: SetPart) -> None:
    """Move a photo, and those that are nearly the same, to the other part."""
    _change(partial(move_to_part, digest=digest, part=part))


@callback
def remove_opened(digest: str) -> None:
    """Remove a photo; it can be undone."""
    _change(partial(remove_photos, digests=[digest]))


# --- labels and the whole set --------------------------------------------------------------------


@callback
def add_typed_label() -> None:
    """Add the label that was typed."""
    _change_with_name(add_label)


@callback
def add_next_label() -> None:
    """Add a label with a name that is free."""
    own = own_set()
    labels = own.photos.labels if own is not None else ()
    taken = {each.casefold() for each in labels}
    names = (f"Label {number}" for number in range(len(labels) + 1, 2 * len(labels) + 2))
    _change(partial(add_label, text=next(each for each in names if each.casefold() not in taken)))


@callback
def rename_label_to(label: str, field_key: str) -> None:
    """Rename a label to what its field holds."""
    _change(partial(rename_label, label=label, text=str(visitor_state[field_key] or "")))


@callback
def rename_chosen_label(label: str) -> None:
    """Rename a label to what was typed."""
    _change_with_name(partial(rename_label, label=label))


@callback
def remove_chosen_label(label: str) -> None:
    """Remove a label with its photos; it can be undone."""
    _change(partial(remove_label, label=label))


@callback
def undo_last_removal() -> None:
    """Bring back what was removed last."""
    _change(undo_removal)


@callback
def divide_all_again() -> None:
    """Divide all photos into parts anew."""
    _change(divide_again)


def problem_of_change() -> str:
    """Why the last change could not be made; "" where it was."""
    return str(visitor_state.get(_CHANGE_PROBLEM, ""))


def _change(change: Callable[[EditedSet], EditedSet]) -> None:
    visitor_state[_CHANGE_PROBLEM] = ""
    visitor_state[_OPENED] = ""
    try:
        change_set(change)
    except ValueError as problem:
        visitor_state[_CHANGE_PROBLEM] = str(problem)


def _change_with_name(change: Callable[..., EditedSet]) -> None:
    """Change the set by a name that was typed; its field is empty once that is done."""
    _change(partial(change, text=str(visitor_state.get(NEW_NAME_FIELD) or "")))
    if not problem_of_change():
        visitor_state[NEW_NAME_FIELD] = ""
