"""An uploaded file is read once; afterwards the server keeps no copy, and clicks do no harm."""
# ruff: noqa: PLC0415 -- AppTest runs the function alone

import io
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from PIL import Image
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

import explorer
from explorer.images import set_zip
from explorer.session import uploads


def page() -> None:
    import streamlit as st

    from explorer.session.parameters import PHOTO
    from explorer.session.photos import keep_own_photo, photo_choices, photo_problem
    from explorer.session.state import callback, visitor_state
    from explorer.session.uploads import newly_uploaded

    @callback
    def take_in() -> None:
        data = newly_uploaded("upload")
        visitor_state["calls"] = [*visitor_state.get("calls", []), data is not None]
        if data is not None:
            keep_own_photo(data)

    st.file_uploader("Photo", key="upload", on_change=take_in)
    st.button("Coffee", on_click=PHOTO.choose, args=("coffee",))
    st.text(f"{PHOTO.chosen()} {photo_choices()[-1]} {photo_problem()}")


@dataclass
class Sent:
    """What a browser has sent to the server.

    Attributes:
        files: Names of files that have arrived; each is sent once.
        managers: What keeps them on the server, the latest run's last.
    """

    files: set[str] = field(default_factory=set)
    managers: list[MemoryUploadedFileManager] = field(default_factory=list)

    def num_bytes(self) -> int:
        """What the server still keeps of them."""
        return sum(
            len(file.data)
            for manager in self.managers
            for files in manager.file_storage.values()
            for file in files.values()
        )


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """AppTest sends each file with every run; a browser sends it once."""
    found = Sent()

    def register(runner: LocalScriptRunner, record: UploadedFileRec) -> None:
        if record.file_id in found.files:
            return
        found.files.add(record.file_id)
        manager = cast(MemoryUploadedFileManager, runner._uploaded_file_mgr)
        manager.add_file(runner._session_id, record)
        found.managers.append(manager)

    monkeypatch.setattr(LocalScriptRunner, "register_file", register)
    return found


def upload(at: AppTest, data: bytes) -> AppTest:
    return at.file_uploader(key="upload").upload("photo.png", data, "image/png").run()


def png(colour: str = "teal") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "shown"),
    [(png(), "own own"), (b"no picture", "chelsea rocket This file is not a picture")],
    ids=["photo", "refused"],
)
def test_nothing_is_kept_of_an_uploaded_file(sent: Sent, data: bytes, shown: str) -> None:
    at = upload(AppTest.from_function(page).run(), data)
    assert at.text[0].value.startswith(shown)
    assert len(sent.managers) == 1
    assert sent.num_bytes() == 0
    assert at.session_state["upload"].getvalue() == b""


def test_clicks_after_an_upload_take_nothing_in_again(sent: Sent) -> None:
    at = upload(AppTest.from_function(page).run(), png())
    at.run()
    at.button[0].click().run()
    assert at.text[0].value == "coffee own"
    upload(at, png("red"))
    assert at.text[0].value == "own own"
    assert not at.exception
    assert at.session_state["calls"].count(True) == 2
    assert sent.num_bytes() == 0


def arrived(name: str, num_bytes: int, file_id: str = "") -> UploadedFileRec:
    return UploadedFileRec(file_id or name, name, "image/png", bytes(num_bytes))


@pytest.fixture
def bounded(monkeypatch: pytest.MonkeyPatch) -> uploads.BoundedFiles:
    """Room for 10 bytes of one visitor, and 15 of all."""
    monkeypatch.setattr(uploads, "_MEGA", 1)
    monkeypatch.setattr(uploads, "MOST_AT_ONCE_MB", 10)
    monkeypatch.setattr(uploads, "MOST_OF_ALL_MB", 15)
    return uploads.BoundedFiles("/upload")


def test_files_beyond_the_bound_of_a_visitor_are_refused_by_name(
    bounded: uploads.BoundedFiles,
) -> None:
    bounded.add_file("me", arrived("a", 6))
    with pytest.raises(HTTPException, match="413"):
        bounded.add_file("me", arrived("b", 5))
    bounded.add_file("me", arrived("c", 4))
    assert bounded.names_refused == {"me": ["b"]}
    assert [each.name for each in bounded.get_files("me", ["a", "b", "c"])] == ["a", "c"]


def test_what_was_read_makes_room_again(bounded: uploads.BoundedFiles) -> None:
    bounded.add_file("me", arrived("a", 10))
    bounded.remove_file("me", "a")
    bounded.add_file("me", arrived("b", 10))
    assert len(bounded.get_files("me", ["b"])) == 1


def test_files_of_all_visitors_have_a_bound(bounded: uploads.BoundedFiles) -> None:
    bounded.add_file("me", arrived("a", 9))
    with pytest.raises(HTTPException, match="413"):
        bounded.add_file("you", arrived("b", 7))
    bounded.remove_session_files("me")
    bounded.add_file("you", arrived("b", 7))
    bounded.remove_session_files("you")
    assert bounded.names_refused == {}


def test_streamlit_s_own_store_is_bounded_with_what_it_holds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = MemoryUploadedFileManager("/upload")
    store.add_file("me", arrived("a", 3))
    context = SimpleNamespace(uploaded_file_mgr=store, session_id="me")
    monkeypatch.setattr(uploads, "get_script_run_ctx", lambda: context)
    monkeypatch.setattr(MultiPartParser, "spool_max_size", 1)
    uploads.bound_uploads()
    uploads.bound_uploads()
    assert isinstance(store, uploads.BoundedFiles)
    assert [each.name for each in store.get_files("me", ["a"])] == ["a"]
    monkeypatch.setattr(uploads, "MOST_AT_ONCE_MB", 0)
    with pytest.raises(HTTPException, match="413"):
        store.add_file("me", arrived("b", 1))
    assert uploads.newly_refused() == ("b",)
    assert uploads.newly_refused() == ()


def test_no_file_that_the_server_takes_is_written_to_disk_on_its_way() -> None:
    """The setting counts in 2^20 bytes; Streamlit reads a little more before it gives up."""
    file = Path(explorer.__file__).parent / ".streamlit" / "config.toml"
    most = tomllib.loads(file.read_text())["server"]["maxUploadSize"] * 2**20
    assert most + 2**20 < uploads.LARGEST_IN_MEMORY_MB * 10**6
    assert most >= set_zip.MAX_ZIP_BYTES
