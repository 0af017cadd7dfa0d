"""What the tests of weights share: a server on this computer, and an empty cache folder."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runtime.weights_server import WeightsServer


@pytest.fixture
def keras_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keras' cache folder of this test, not made yet, and no settings of who runs it."""
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
