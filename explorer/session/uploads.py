"""Files that a visitor uploads: read once, then the server keeps no copy of their bytes."""

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from explorer.session.state import visitor_state


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
    if not isinstance(upload, UploadedFile):
        return None
    data = upload.getvalue()
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, upload.file_id)
    upload.truncate(0)  # the session state holds this one until the next click
    return data
