"""An uploaded file is read once; afterwards the server keeps no copy, and clicks do no harm."""
# ruff: noqa: PLC0415 -- AppTest runs the function alone

import io
from dataclasses import dataclass, field
from typing import cast

import pytest
from PIL import Image
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.local_script_runner import LocalScriptRunner


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
