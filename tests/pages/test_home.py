"""The home page, and links to it that are older than it."""

import importlib.util
import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from explorer.examples import EXAMPLE_CHANNELS, EXAMPLE_SIZE
from explorer.images.samples import SAMPLES, read_sample
from explorer.images.sizing import fit
from explorer.sections.home import DOORS
from explorer.widgets.text import ASSETS
from tests.pages.loaded import load
from tests.pages.visitor import APP, as_read, component, errors, new_visitor

LAYERS, HOME = "What does each layer do to the picture?", "Watch a neural network look at a photo"


@pytest.fixture
def open_root(open_app: Callable[..., AppTest]) -> Callable[..., AppTest]:
    """A function that opens / as a new visitor whose address carries the parameters."""
    del open_app  # only the computer that it makes

    def open_as_new_visitor(**params: str) -> AppTest:
        at = new_visitor(**params).run()
        assert errors(at) == []
        return at

    return open_as_new_visitor


@pytest.mark.parametrize(
    "link",
    [{}, {"photo": "rocket"}, {"photo": "rocket", "fit": "squeeze"}, {"utm_source": "mail"}],
    ids=str,
)
def test_the_home_page_is_at_the_root(
    open_root: Callable[..., AppTest], link: dict[str, str]
) -> None:
    at = open_root(**link)
    assert [each.value for each in at.title] == [HOME]
    assert dict(at.query_params) == link


@pytest.mark.parametrize(
    "link",
    [{"network": "vgg19"}, {"photo": "rocket", "layer": "block3_conv2"}, {"kernel": "11"}],
    ids=str,
)
def test_an_old_link_to_the_root_opens_layers(
    open_root: Callable[..., AppTest], link: dict[str, str]
) -> None:
    at = open_root(**link)
    assert [each.value for each in at.title] == [LAYERS]
    assert dict(at.query_params) == link


# --- the photo on its way ------------------------------------------------------------------------

STORED = {layer: list(channels) for layer, channels in EXAMPLE_CHANNELS.items()}
FIVE_BLOCKS = ["block1_conv2", "block2_conv2", "block3_conv3", "block4_conv3", "block5_conv3"]


def shown_channels(at: AppTest) -> dict[str, list[int]]:
    """The channels on the page by layer; layers with empty places are left out."""
    blocks = component(at, "passage")["blocks"]
    assert [block["layer"] for block in blocks] == FIVE_BLOCKS
    found = {each["layer"]: [tile["channel"] for tile in each["tiles"]] for each in blocks}
    return {layer: channels for layer, channels in found.items() if channels}


def said(at: AppTest) -> str:
    """What the page says about photo and weights."""
    return as_read("\n".join(caption.value for caption in at.main.caption))


def use_weights(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setenv("VGG16_WEIGHTS", str(path))


@pytest.mark.parametrize("how", ["crop", "squeeze", "pad"])
@pytest.mark.parametrize("photo", SAMPLES)
def test_without_weights_the_stored_maps_are_there(
    open_root: Callable[..., AppTest], photo: str, how: str
) -> None:
    at = open_root(photo=photo, fit=how)
    assert shown_channels(at) == STORED
    assert SAMPLES[photo].source in said(at)
    assert "VGG16's weights are not on this computer yet." in said(at)
    assert component(at, "photo_choice")["selected"] == photo


def test_the_sidebar_s_size_does_not_matter(open_root: Callable[..., AppTest]) -> None:
    assert shown_channels(open_root(size="32x48", at="home")) == STORED


def test_nothing_is_shown_of_layers_that_were_never_trained(
    open_root: Callable[..., AppTest], real_weights_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_weights(monkeypatch, real_weights_file)
    at = open_root()
    assert shown_channels(at) == STORED
    assert "in vgg16 no top.h5, the layers from block4_conv1 on were never trained." in said(at)


@pytest.mark.usefixtures("loads")
def test_the_network_adds_the_strongest_maps_of_the_deeper_blocks(
    open_root: Callable[..., AppTest], moved_biases_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_weights(monkeypatch, moved_biases_file)
    at = open_root(photo="coffee")
    pixels = fit(read_sample("coffee").pixels, EXAMPLE_SIZE, "crop")
    deeper = load(moved_biases_file).activations(pixels, FIVE_BLOCKS[3:])
    means = {layer: values.mean(axis=(0, 1), dtype=np.float64) for layer, values in deeper.items()}
    strongest = {
        layer: sorted(range(512), key=lambda channel, mean=mean: -mean[channel])[:most]
        for (layer, mean), most in zip(means.items(), (6, 8), strict=True)
    }
    assert shown_channels(at) == STORED | strongest
    assert "?" not in said(at)


@pytest.mark.usefixtures("loads")
def test_an_own_photo_s_maps_come_from_the_network(
    open_root: Callable[..., AppTest], real_weights_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_weights(monkeypatch, real_weights_file)
    at = open_root()
    file = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(file, "PNG")
    at.file_uploader(key="upload").upload("ramp.png", file.getvalue(), "image/png").run()
    assert errors(at) == []
    assert shown_channels(at) == STORED
    assert "Photo: your own." in said(at)
    assert component(at, "photo_choice")["selected"] == "own"


def test_an_own_photo_without_weights_has_empty_places(
    open_root: Callable[..., AppTest],
) -> None:
    at = open_root()
    file = io.BytesIO()
    Image.new("RGB", (40, 60), "teal").save(file, "PNG")
    at.file_uploader(key="upload").upload("teal.png", file.getvalue(), "image/png").run()
    assert errors(at) == []
    assert shown_channels(at) == {}
    assert "VGG16's weights are not on this computer yet." in said(at)


def test_a_file_that_is_no_picture_is_refused(open_root: Callable[..., AppTest]) -> None:
    at = open_root()
    at.file_uploader(key="upload").upload("cat.png", b"not a picture", "image/png").run()
    (problem,) = errors(at)
    assert "not a picture" in problem
    assert shown_channels(at) == STORED


# --- doors ---------------------------------------------------------------------------------------


def test_each_section_has_a_door(open_root: Callable[..., AppTest]) -> None:
    at = open_root()
    sections = component(at, "menu")["sections"]
    pages = {each["title"]: [page["name"] for page in each["pages"]] for each in sections}
    assert [door.section for door in DOORS] == list(pages)
    assert all(door.page in pages[door.section] for door in DOORS)
    links = [as_read(each.proto.label).strip("*") for each in at.get("page_link")]
    assert links == [door.question for door in DOORS]


def test_the_door_to_preprocessing_shows_right_numbers() -> None:
    drawn = ElementTree.fromstring((ASSETS / "doors" / "preprocessing.svg").read_text("utf-8"))
    texts = [each.text or "" for each in drawn.iter("{http://www.w3.org/2000/svg}text")]
    minus, numbers = texts[:3], texts[3:]
    rgb, bgr, centred = numbers[:3], numbers[3:6], numbers[6:]
    assert (rgb, bgr) == (["255", "128", "0"], ["0", "128", "255"])
    # Published: 103.939, 116.779, 123.68; Keras makes this pixel -103.939, 11.221, 131.320.
    assert minus == ["−104", "−117", "−124"]
    assert centred == ["−104", "11", "131"]


def test_it_opens_without_tensorflow(tmp_path: Path) -> None:
    assert importlib.util.find_spec("tensorflow") is not None
    code = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        f"at = AppTest.from_file({str(APP)!r}, default_timeout=60).run()\n"
        "assert not at.exception, at.exception\n"
        "print(at.title[0].value, {'tensorflow', 'keras'} & sys.modules.keys())\n"
    )
    settings = {"VGG16_OFFLINE": "1", "VGG16_PRELOAD": "0", "KERAS_HOME": str(tmp_path)}
    finished = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **settings, "VGG16_WEIGHTS": "", "PYTHONPATH": str(APP.parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.splitlines()[-1] == f"{HOME} set()"
