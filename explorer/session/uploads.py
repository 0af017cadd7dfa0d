"""Files that a visitor uploads: read once, then the server keeps no copy of their bytes."""

from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import DeletedFile, UploadedFile, UploadedFileRec

from explorer.session.state import visitor_state

UPLOAD, CAMERA = "upload", "camera"
"""What the uploader and the camera for an own photo are called in our code."""

_NUMBERS = "upload_numbers"

_MEGA = 10**6
MOST_AT_ONCE_MB, MOST_OF_ALL_MB = 200, 1000
"""MB of files that may have arrived and wait to be read: of one visitor, and of all together."""

LARGEST_IN_MEMORY_MB = 128
"""MB of a file that is on its way: more than the server takes, so that none touches the disk."""

_TOO_LARGE = 413
"""HTTP's number for what is larger than a server takes."""


class BoundedFiles(MemoryUploadedFileManager):
    """Files that have arrived and wait for the page that reads them, as many as there is room for.

    A browser sends all files of one choice before the page hears of the first. Streamlit bounds
    each of them, but not their sum.
    """

    def add_file(self, session_id: str, file: UploadedFileRec) -> None:
        """Keep a file.

        Raises:
            HTTPException: There is no room for it; what has arrived before stays.
        """
        num_bytes = len(file.data)
        own = _bytes_of(self, session_id) + num_bytes
        of_all = sum(_bytes_of(self, each) for each in [*self.file_storage]) + num_bytes
        if own > MOST_AT_ONCE_MB * _MEGA or of_all > MOST_OF_ALL_MB * _MEGA:
            self.names_refused.setdefault(session_id, []).append(file.name)
            raise HTTPException(_TOO_LARGE, "Too many files at once")
        super().add_file(session_id, file)

    @property
    def names_refused(self) -> dict[str, list[str]]:
        """The names of the files that there was no room for, by session, until they are told."""
        refused: dict[str, list[str]] = self.__dict__.setdefault("_names_refused", {})
        return refused

    def remove_session_files(self, session_id: str) -> None:
        """Forget the files of a session that has ended."""
        self.names_refused.pop(session_id, None)
        super().remove_session_files(session_id)


def bound_uploads() -> None:
    """Bound what may arrive, and keep it off the disk; call it before a page is shown.

    Streamlit makes the object that keeps files itself, before it runs any page.
    """
    MultiPartParser.spool_max_size = LARGEST_IN_MEMORY_MB * _MEGA
    context = get_script_run_ctx()
    manager = None if context is None else context.uploaded_file_mgr
    if type(manager) is MemoryUploadedFileManager:
        manager.__class__ = BoundedFiles


def newly_refused() -> tuple[str, ...]:
    """Names of this visitor's files that did not fit in memory; each name is returned once."""
    context = get_script_run_ctx()
    if context is None or not isinstance(context.uploaded_file_mgr, BoundedFiles):
        return ()
    return tuple(context.uploaded_file_mgr.names_refused.pop(context.session_id, ()))


def _bytes_of(manager: MemoryUploadedFileManager, session_id: str) -> int:
    files = manager.file_storage.get(session_id, {})
    return sum(len(file.data) for file in [*files.values()])


def newly_uploaded(key: str) -> bytes | None:
    """The bytes of the file that was given to an uploader or a camera just now.

    Streamlit would keep them as long as the visitor stays. Once they are dropped, it reports the
    same file again as a deleted one, with the visitor's next click.

    Args:
        key: The widget's.

    Returns:
        None if there is no file, or one that was read before.
    """
    upload = visitor_state[key]
    return _taken_over(upload) if isinstance(upload, UploadedFile) else None


def newly_uploaded_files(key: str) -> tuple[tuple[str, bytes], ...]:
    """The name and the bytes of each file that was given to an uploader or a camera just now.

    Names have the folders that a file was in, if a whole folder was given. They are untrusted.

    Args:
        key: The widget's.
    """
    given = visitor_state[key]
    uploads = given if isinstance(given, list) else [given]
    return tuple(
        (each.name, _taken_over(each)) for each in uploads if isinstance(each, UploadedFile)
    )


def _taken_over(upload: UploadedFile) -> bytes:
    """The bytes of a file, which Streamlit then has no longer."""
    data = upload.getvalue()
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, upload.file_id)
    upload.truncate(0)  # the session state holds this one until the next click
    return data


def was_taken_away(key: str) -> bool:
    """Whether somebody has taken the file away from an uploader or a camera just now.

    Args:
        key: The widget's.
    """
    return visitor_state[key] is None


def shows_a_file(key: str) -> bool:
    """Whether the browser shows a file in an uploader or a camera on the page."""
    return isinstance(visitor_state.get(key), UploadedFile | DeletedFile)


def upload_key(source: str) -> str:
    """The key of an uploader or a camera.

    Args:
        source: What it is called in our code.
    """
    number = visitor_state.get(_NUMBERS, {}).get(source, 0)
    return f"{source}_{number}" if number else source


def empty(source: str) -> None:
    """Let the browser show no file in an uploader or a camera: with another key it is a new one."""
    numbers = visitor_state.setdefault(_NUMBERS, {})
    numbers[source] = numbers.get(source, 0) + 1


def empty_what_shows_a_file() -> None:
    """Let the browser show no files on the next page; call it before the server changes the page.

    Streamlit forgets then what the browser holds. The browser would go on showing the file, but
    taking it away would change nothing.
    """
    for source in (UPLOAD, CAMERA):
        if shows_a_file(upload_key(source)):
            empty(source)
