"""Downloads from a real server on this computer, and every way in which they fail."""

import errno
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import pooch  # type: ignore[import-untyped]
import pytest

from explorer.background import Cancelled, Control, Progress
from explorer.runtime import transfer
from explorer.runtime.download import WeightsFile, WeightsUnavailable
from explorer.runtime.transfer import Patience
from explorer.runtime.weights import fetch_weights, find_weights
from tests.runtime import weights_server as answers
from tests.runtime.weights_server import CONTENT, HALF, Answer, WeightsServer

BAD = b"not the published file"
SHORT_WINDOW = Patience(window_seconds=0.2)
SHORT_WAIT = Patience(first_seconds=0.2)

FETCH = """
import sys
from explorer.background import Control
from explorer.runtime.download import WeightsFile
from explorer.runtime.weights import fetch_weights

name, url, md5, num_bytes = sys.argv[1:]
wanted = WeightsFile(name, url, md5, int(num_bytes), include_top=False)
control = Control(lambda progress: print(progress.done, flush=True))
print(fetch_weights(wanted, control))
"""

HOLD = """
import sys
import filelock

with filelock.FileLock(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def program(source: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run Python in another process; kill it if the test leaves it running."""
    command = [sys.executable, "-c", source, *arguments]
    root = Path(__file__).parents[2]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=root) as process:
        try:
            yield process
        finally:
            process.kill()


def arguments_of(wanted: WeightsFile) -> tuple[str, ...]:
    return wanted.name, wanted.url, wanted.md5, str(wanted.num_bytes)


def read_until(process: subprocess.Popen[str], wanted: str) -> None:
    assert process.stdout is not None
    assert any(line.strip() == wanted for line in process.stdout), f"{wanted} never came"


def put(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def refused(wanted: WeightsFile) -> WeightsFile:
    """The same file at a port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    return replace(wanted, url=f"http://127.0.0.1:{port}/tiny.h5")


@pytest.mark.parametrize("answer", [answers.whole, answers.whole_after_a_redirect])
def test_fetches_into_the_cache_folder_once(
    weights_server: WeightsServer, keras_models: Path, answer: Answer
) -> None:
    weights_server.answer = answer
    path = fetch_weights(weights_server.published)
    requests_of_first = weights_server.num_requests
    assert path == keras_models / "tiny.h5"
    assert path.read_bytes() == CONTENT
    assert names_in(keras_models) == {"tiny.h5", "tiny.h5.lock"}
    assert fetch_weights(weights_server.published) == path
    assert weights_server.num_requests == requests_of_first


def test_pooch_keeps_quiet_and_is_left_unchanged(
    weights_server: WeightsServer, caplog: pytest.LogCaptureFixture
) -> None:
    logger = pooch.get_logger()
    level = logger.level
    logger.addHandler(caplog.handler)
    fetch_weights(weights_server.published)
    logger.removeHandler(caplog.handler)
    assert caplog.records == []
    assert logger.level == level


def test_a_class_can_read_what_one_user_fetched(weights_server: WeightsServer) -> None:
    assert fetch_weights(weights_server.published).stat().st_mode & 0o444 == 0o444


def test_progress_grows_to_the_whole(weights_server: WeightsServer) -> None:
    weights_server.answer = answers.whole_after_a_pause
    seen: list[tuple[int, int]] = []

    def hear(progress: Progress) -> None:
        seen.append((progress.done, progress.total))
        if progress.done == HALF:
            weights_server.released.set()

    fetch_weights(weights_server.published, Control(hear))
    received, totals = zip(*seen, strict=True)
    assert set(totals) == {len(CONTENT)}
    assert list(received) == sorted(received)
    assert HALF in received
    assert received[-1] == len(CONTENT)


@dataclass(frozen=True, slots=True)
class Failure:
    answer: Answer
    sentence: str
    patience: Patience | None = None


FAILURES = {
    "wrong bytes": Failure(answers.other_bytes, "did not send the published file"),
    "login page": Failure(answers.login_page, "did not send the published file"),
    "endless": Failure(answers.endless, "did not send the published file"),
    "partial": Failure(answers.half_then_close, "closed before the whole file arrived"),
    "silent": Failure(answers.nothing, "Almost nothing came from 127.0.0.1", SHORT_WAIT),
    "stalled": Failure(answers.whole_after_a_pause, "stalled at 0.0 of 0.1 MB", SHORT_WINDOW),
    "trickling": Failure(answers.half_then_trickle, "stalled at 0.0 of 0.1 MB", SHORT_WINDOW),
    "not found": Failure(answers.error_404, "404 Client Error"),
    "server error": Failure(answers.error_500, "500 Server Error"),
}


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
def test_a_failure_is_explained_and_leaves_nothing(
    weights_server: WeightsServer, keras_models: Path, failure: Failure
) -> None:
    weights_server.answer = failure.answer
    with pytest.raises(WeightsUnavailable, match=failure.sentence):
        fetch_weights(weights_server.published, patience=failure.patience)
    assert names_in(keras_models) == {"tiny.h5.lock"}


@pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)
def test_a_failure_leaves_a_bad_file_as_it_was_and_unused(
    weights_server: WeightsServer, keras_models: Path, failure: Failure
) -> None:
    weights_server.answer = failure.answer
    path = put(keras_models, "tiny.h5", BAD)
    with pytest.raises(WeightsUnavailable, match=failure.sentence):
        fetch_weights(weights_server.published, patience=failure.patience)
    assert find_weights(weights_server.published) is None
    assert path.read_bytes() == BAD
    assert names_in(keras_models) == {"tiny.h5", "tiny.h5.lock"}


@pytest.mark.parametrize(
    "content", [BAD, CONTENT[:HALF], CONTENT[::-1]], ids=["other", "partial", "same size"]
)
def test_a_bad_file_is_replaced_by_a_good_one(
    weights_server: WeightsServer, keras_models: Path, content: bytes
) -> None:
    put(keras_models, "tiny.h5", content)
    assert fetch_weights(weights_server.published).read_bytes() == CONTENT


def test_a_good_file_outlives_a_missing_network(
    weights_server: WeightsServer, keras_models: Path
) -> None:
    path = put(keras_models, "tiny.h5", CONTENT)
    assert fetch_weights(refused(weights_server.published)) == path
    assert path.read_bytes() == CONTENT


def test_a_refused_connection_is_explained(weights_server: WeightsServer) -> None:
    with pytest.raises(WeightsUnavailable, match=r"No connection to 127.0.0.1.* no network"):
        fetch_weights(refused(weights_server.published))


def test_a_name_look_up_that_hangs_is_given_up(
    weights_server: WeightsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang(*_arguments: object, **_options: object) -> None:
        weights_server.released.wait()
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    with pytest.raises(WeightsUnavailable, match="There is no network"):
        fetch_weights(weights_server.published, patience=SHORT_WAIT)


def test_a_full_disk_is_seen_before_the_download(
    weights_server: WeightsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=len(CONTENT) - 1))
    with pytest.raises(WeightsUnavailable, match=r"is full \(0.1 MB needed.*Make room"):
        fetch_weights(weights_server.published)
    assert weights_server.num_requests == 0


def test_leftovers_of_a_killed_program_take_no_room(
    weights_server: WeightsServer, keras_models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = put(keras_models / ".tiny.h5.part", "tmp1234", CONTENT[:HALF])
    monkeypatch.setattr(
        "shutil.disk_usage", lambda _folder: SimpleNamespace(free=HALF if left.exists() else 10**9)
    )
    assert fetch_weights(weights_server.published).read_bytes() == CONTENT
    assert names_in(keras_models) == {"tiny.h5", "tiny.h5.lock"}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_disk_that_fills_up_meanwhile_is_explained(
    weights_server: WeightsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def full(path: str) -> Iterator[str]:
        yield "/dev/full"

    monkeypatch.setattr("pooch.core.temporary_file", full)
    with pytest.raises(WeightsUnavailable, match=r"is full \(No space left on device\)"):
        fetch_weights(weights_server.published)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT], ids=["disk", "quota"])
def test_a_disk_that_fills_up_after_half_of_the_file_leaves_what_was_there(
    weights_server: WeightsServer,
    keras_models: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: int,
) -> None:
    def write(sink: transfer._Sink, data: bytes) -> None:
        if sink.received + len(data) > HALF:
            raise OSError(code, "No space left")
        sink._file.write(data)
        sink.received += len(data)

    monkeypatch.setattr(transfer, "CHUNK_BYTES", HALF // 2)
    monkeypatch.setattr(transfer._Sink, "write", write)
    other = put(keras_models, "another.h5", CONTENT)
    bad = put(keras_models, "tiny.h5", BAD)
    with pytest.raises(WeightsUnavailable, match=r"is full \(No space left\)\. Make room there"):
        fetch_weights(weights_server.published)
    assert (other.read_bytes(), bad.read_bytes()) == (CONTENT, BAD)
    assert names_in(keras_models) == {"another.h5", "tiny.h5", "tiny.h5.lock"}


def test_a_folder_that_cannot_be_made_is_explained(
    weights_server: WeightsServer, keras_models: Path
) -> None:
    keras_models.parent.write_text("a file where Keras' folder should be")
    with pytest.raises(WeightsUnavailable, match=r"cannot be written to.*Set KERAS_HOME"):
        fetch_weights(weights_server.published)


def test_offline_asks_nobody(
    weights_server: WeightsServer, keras_models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_OFFLINE", "1")
    with pytest.raises(WeightsUnavailable, match=r"VGG16_OFFLINE forbids the network.*0.1 MB"):
        fetch_weights(weights_server.published)
    path = put(keras_models, "tiny.h5", CONTENT)
    assert fetch_weights(weights_server.published) == path
    assert weights_server.num_requests == 0


@pytest.mark.parametrize("setting", ["", "0"], ids=["empty", "zero"])
def test_offline_can_be_switched_off(
    weights_server: WeightsServer, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    monkeypatch.setenv("VGG16_OFFLINE", setting)
    assert fetch_weights(weights_server.published).read_bytes() == CONTENT


def stop_at(received_at_least: int) -> Control:
    def hear(progress: Progress) -> None:
        if progress.done >= received_at_least:
            control.stop()

    control = Control(hear)
    return control


def test_cancelling_leaves_nothing(weights_server: WeightsServer, keras_models: Path) -> None:
    weights_server.answer = answers.whole_after_a_pause
    control = stop_at(HALF)
    with pytest.raises(Cancelled, match="Stopped"):
        fetch_weights(weights_server.published, control)
    assert names_in(keras_models) == {"tiny.h5.lock"}


def test_cancelling_ends_the_transfer(weights_server: WeightsServer) -> None:
    weights_server.answer = answers.whole_after_a_pause
    control = stop_at(HALF)
    before = set(threading.enumerate())
    with pytest.raises(Cancelled, match="Stopped"):
        fetch_weights(weights_server.published, control)
    weights_server.released.set()
    for thread in set(threading.enumerate()) - before:
        thread.join()  # the test hangs, and times out, if a transfer goes on


def test_waiting_for_another_program_can_be_cancelled(
    weights_server: WeightsServer, keras_models: Path
) -> None:
    keras_models.mkdir(parents=True)
    control = stop_at(0)
    with program(HOLD, str(keras_models / "tiny.h5.lock")) as holder:
        read_until(holder, "held")
        with pytest.raises(Cancelled, match="Stopped"):
            fetch_weights(weights_server.published, control)
    assert weights_server.num_requests == 0


def test_another_program_that_has_stalled_is_reported(
    weights_server: WeightsServer, keras_models: Path
) -> None:
    keras_models.mkdir(parents=True)
    with program(HOLD, str(keras_models / "tiny.h5.lock")) as holder:
        read_until(holder, "held")
        with pytest.raises(
            WeightsUnavailable, match="Another program on this computer is downloading"
        ):
            fetch_weights(weights_server.published, patience=SHORT_WAIT)


def test_two_programs_download_once(weights_server: WeightsServer, keras_models: Path) -> None:
    weights_server.answer = answers.whole_after_a_pause
    wanted = arguments_of(weights_server.published)
    with program(FETCH, *wanted) as first:
        read_until(first, str(HALF))
        with program(FETCH, *wanted) as second:
            read_until(second, str(HALF))  # it waits, and sees the first one's progress
            weights_server.released.set()
            read_until(first, str(keras_models / "tiny.h5"))
            read_until(second, str(keras_models / "tiny.h5"))
    assert weights_server.num_requests == 1
    assert (keras_models / "tiny.h5").read_bytes() == CONTENT


def test_a_killed_download_blocks_nobody(weights_server: WeightsServer, keras_models: Path) -> None:
    weights_server.answer = answers.whole_after_a_pause
    with program(FETCH, *arguments_of(weights_server.published)) as killed:
        read_until(killed, str(HALF))
        killed.kill()
    assert names_in(keras_models) == {".tiny.h5.part", "tiny.h5.lock"}
    weights_server.answer = answers.whole
    assert fetch_weights(weights_server.published).read_bytes() == CONTENT
    assert names_in(keras_models) == {"tiny.h5", "tiny.h5.lock"}
