"""The sample photos are there, offline, and described."""

import json
import socket
import subprocess
import sys

import pytest

from explorer.images.samples import SAMPLES, Sample, read_sample

# (height, width) as documented by skimage.data.
SIZES = {
    "chelsea": (300, 451),
    "coffee": (400, 600),
    "astronaut": (512, 512),
    "rocket": (427, 640),
}


@pytest.fixture
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.usefixtures("_offline")
@pytest.mark.parametrize("key", SIZES)
def test_every_sample_is_read_without_a_network(key: str) -> None:
    photo = read_sample(key)
    assert photo.pixels.shape == (*SIZES[key], 3)
    assert photo.original_size == SIZES[key]
    assert photo.notes == ()


def test_the_samples_are_these_four() -> None:
    assert list(SAMPLES) == list(SIZES)


@pytest.mark.parametrize(
    ("key", "row", "column", "colour"),
    [
        ("chelsea", 240, 265, "red"),  # the nose
        ("coffee", 300, 150, "red"),  # the saucer
        ("astronaut", 330, 100, "red"),  # the suit
        ("rocket", 100, 200, "blue"),  # the sky
    ],
)
def test_a_sample_shows_what_its_text_says(key: str, row: int, column: int, colour: str) -> None:
    red, _, blue = read_sample(key).pixels[row, column].tolist()
    assert (red - blue > 30) if colour == "red" else (blue - red > 30)


def test_the_samples_are_four_different_photos() -> None:
    assert len({read_sample(key).sha256 for key in SAMPLES}) == len(SIZES)


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES.keys())
def test_every_sample_has_a_description_and_a_licence(sample: Sample) -> None:
    assert sample.alt.endswith(".")
    assert len(sample.alt) > len(sample.title) > 0
    assert sample.source
    assert "CC0" in sample.licence or "Public domain" in sample.licence


def test_an_unknown_sample_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"'dog'.*chelsea, coffee, astronaut, rocket"):
        read_sample("dog")


def test_reading_a_sample_loads_no_downloader() -> None:
    script = (
        "import json, sys; from explorer.images.samples import read_sample; "
        "read_sample('chelsea'); print(json.dumps(sorted(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    modules = json.loads(run.stdout)
    assert "PIL" in modules
    assert not {"pooch", "requests", "scipy", "skimage.data._fetchers"} & set(modules)
