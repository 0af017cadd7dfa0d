"""Files that a visitor uploads: read once, then the server keeps no copy of their bytes."""

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import DeletedFile, UploadedFile

from explorer.session.state import visitor_state

UPLOAD, CAMERA = "upload", "camera"
"""What the uploader and the camera for an own photo are called in our code."""

_NUMBERS = "upload_numbers"


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
