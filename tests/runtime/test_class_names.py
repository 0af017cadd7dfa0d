"""ImageNet's class names: from Keras' cache folder, from the network, or none."""

import hashlib
import json
from pathlib import Path

import pytest
from keras.src.applications import imagenet_utils

from explorer.runtime import class_names
from explorer.runtime.class_names import CLASS_INDEX, fetch_class_names, find_class_names
from explorer.runtime.download import WeightsFile
from tests.runtime.weights_server import WeightsServer, error_404

CONTENT = json.dumps(
    {"0": ["n01440764", "tench"], "1": ["n02123159", "tiger_cat"], "2": ["n03126707", "crane"]}
).encode()
NAMES = ("tench", "tiger cat", "crane")


@pytest.fixture
def published(weights_server: WeightsServer, monkeypatch: pytest.MonkeyPatch) -> WeightsServer:
    """The server publishes three names where Keras publishes a thousand."""

    def send_content(handler: object) -> None:
        handler.announce(len(CONTENT))  # type: ignore[attr-defined]
        handler.wfile.write(CONTENT)  # type: ignore[attr-defined]

    weights_server.answer = send_content
    record = WeightsFile(
        CLASS_INDEX.name,
        f"http://127.0.0.1:{weights_server.server_port}/classes",
        hashlib.md5(CONTENT).hexdigest(),
        len(CONTENT),
        include_top=True,
    )
    monkeypatch.setattr(class_names, "CLASS_INDEX", record)
    return weights_server


def test_the_address_is_that_of_keras() -> None:
    assert CLASS_INDEX.url == imagenet_utils.CLASS_INDEX_PATH


def test_names_in_the_cache_folder_are_found_without_the_network(
    published: WeightsServer, keras_models: Path
) -> None:
    keras_models.mkdir(parents=True)
    (keras_models / CLASS_INDEX.name).write_bytes(CONTENT)
    assert find_class_names() == NAMES
    assert fetch_class_names() == NAMES
    assert published.num_requests == 0


def test_wrong_bytes_in_the_cache_folder_are_not_names(
    published: WeightsServer, keras_models: Path
) -> None:
    keras_models.mkdir(parents=True)
    (keras_models / CLASS_INDEX.name).write_bytes(CONTENT.replace(b"tench", b"bench"))
    assert find_class_names() is None


def test_names_are_fetched_once(published: WeightsServer) -> None:
    assert find_class_names() is None
    assert fetch_class_names() == NAMES
    assert fetch_class_names() == NAMES
    assert published.num_requests == 1


def test_a_bad_answer_gives_no_names(published: WeightsServer) -> None:
    published.answer = error_404
    assert fetch_class_names() is None


def test_offline_nothing_is_asked_for(
    published: WeightsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VGG16_OFFLINE", "1")
    assert fetch_class_names() is None
    assert published.num_requests == 0
