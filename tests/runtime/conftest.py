"""What the tests of this room share: a server of weights, an empty cache folder, a new program."""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from explorer.runtime.memory import MEBIBYTE
from tests.new_programs import without_main_file
from tests.runtime.resident import FORGET_PEAK
from tests.runtime.weights_server import WeightsServer


@pytest.fixture
def keras_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keras' cache folder of this test, not made yet, and none of the user's settings."""
    home = tmp_path / "keras home"
    monkeypatch.setenv("KERAS_HOME", str(home))
    monkeypatch.delenv("VGG16_WEIGHTS", raising=False)
    monkeypatch.delenv("VGG16_OFFLINE", raising=False)
    return home / "models"


@pytest.fixture
def weights_server(keras_models: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WeightsServer]:
    """A server that publishes a small file, reached without a proxy."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with WeightsServer() as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        yield server
        server.released.set()
        server.shutdown()
        serving.join()


@pytest.fixture(scope="module")
def new_program() -> Iterator[Executor]:
    """Another Python to measure memory in, without what other tests have freed.

    There the C library returns each large block to the system. By default it keeps freed blocks of
    up to 32 MiB, and how many differs from run to run with the order of the threads.
    """
    if not os.access(FORGET_PEAK, os.W_OK):
        pytest.skip("this computer does not report the peak of a program's memory")
    with without_main_file(), pytest.MonkeyPatch.context() as patch:
        patch.setenv("MALLOC_MMAP_THRESHOLD_", str(MEBIBYTE))
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
            yield executor
