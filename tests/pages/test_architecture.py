"""The Architecture page as a visitor gets it, from the address to the numbers."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from explorer.architecture.layers import Dropout, Flatten
from explorer.architecture.networks import PRESETS
from tests.pages.conftest import APP, OpenApp

WORD_JOINER = "\u2060"

OPEN_AND_TELL = """
import json, sys
from streamlit.testing.v1 import AppTest
at = AppTest.from_file(sys.argv[1], default_timeout=120).run()
print(json.dumps({
    "title": [title.value for title in at.title],
    "exceptions": [error.message for error in at.exception],
    "modules": sorted({name.split(".")[0] for name in sys.modules}),
}))
"""


def errors(at: AppTest) -> list[str]:
    """The errors on the page; an exception is none of them, but fails the test."""
    assert [error.message for error in at.exception] == []
    return [str(error.value) for error in at.error]


def metrics(at: AppTest) -> dict[str, str]:
    """The first number of each name: those of the chosen layer come first."""
    found: dict[str, str] = {}
    for metric in at.metric:
        found.setdefault(metric.label, metric.value)
    return found


def layers_in_table(at: AppTest) -> list[str]:
    """The names in the layer table."""
    return list(at.dataframe[0].value["Layer"])


def layers_in_drawing(at: AppTest) -> list[str]:
    """The names of the boxes in the drawing."""
    figure = json.loads(at.get("plotly_chart")[0].proto.spec)
    return list(figure["data"][0]["customdata"])


def chosen(at: AppTest, key: str) -> str:
    """What the widget of a key holds."""
    return str(at.session_state[key])


def test_it_opens_without_tensorflow(tmp_path: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-c", OPEN_AND_TELL, str(APP)],
        env=os.environ | {"KERAS_HOME": str(tmp_path), "PYTHONPATH": str(APP.parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    told = json.loads(finished.stdout.splitlines()[-1])
    assert told["title"] == ["What does each layer do to the picture?"]
    assert told["exceptions"] == []
    assert {"streamlit", "plotly", "h5py"} <= set(told["modules"])
    assert {"tensorflow", "keras"} & set(told["modules"]) == set()


def test_it_opens_with_vgg16(open_app: OpenApp) -> None:
    at = open_app()
    assert errors(at) == []
    assert metrics(at) == {
        "Output of this layer": "224×224×64",
        "Parameters": "1,792",  # block1_conv1: 64 * (3 * 9 + 1)
        "Work": "86.70 MMACs",
        "Receptive field": "3 px",
        "Activation memory": "12.2 MiB",
        "Work for one picture": "15.47 GMACs",
        "Last grid": "7×7×512",
    }
    assert any("138,357,544 parameters" in caption.value for caption in at.caption)
    assert layers_in_table(at) == [layer.name for layer in PRESETS["vgg16"].layers]


def test_an_address_restores_what_was_chosen(open_app: OpenApp) -> None:
    at = open_app(network="vgg19", size="225x299", layer="block3_conv4", photo="rocket")
    assert errors(at) == []
    assert [chosen(at, key) for key in ("network", "size", "layer", "photo")] == [
        "vgg19",
        "225x299",
        "block3_conv4",
        "rocket",
    ]
    assert metrics(at)["Output of this layer"] == "56×74×256"
    assert metrics(at)["Last grid"] == "7×9×512"


@pytest.mark.parametrize("key", PRESETS)
def test_every_network_at_its_own_size(open_app: OpenApp, key: str) -> None:
    network = PRESETS[key]
    height, width, _ = network.default_input_shape
    at = open_app(network=key, size=f"{height}x{width}")
    assert errors(at) == []
    assert at.selectbox(key="layer").options == [layer.name for layer in network.layers]
    assert layers_in_table(at) == [layer.name for layer in network.layers]
    assert set(layers_in_drawing(at)) == {
        layer.name for layer in network.layers if not isinstance(layer, Flatten | Dropout)
    }


def test_at_180_a_row_and_a_column_are_left_out(open_app: OpenApp) -> None:
    at = open_app(network="vgg16-no-top", size="180x180", layer="block5_pool")
    assert errors(at) == []
    assert metrics(at)["Output of this layer"] == "5×5×512"
    assert [warning.value for warning in at.warning] == [
        "block3_pool leaves out row 44 and column 44 of its input, counted from 0: "
        "45×45 becomes 22×22.",
        "block5_pool leaves out row 10 and column 10 of its input, counted from 0: "
        "11×11 becomes 5×5.",
    ]


@pytest.mark.parametrize("size", ["16x16", "16x224", "224x16"])
def test_a_picture_too_small_for_vgg16(open_app: OpenApp, size: str) -> None:
    at = open_app(network="vgg16", size=size)
    (sentence,) = errors(at)
    assert sentence.replace("\\", "").startswith("block5_pool (MaxPool2D) needs at least 2 rows")
    assert "32x32 px" in sentence
    assert f"this one is {size} px" in sentence
    assert len(at.dataframe) == 0


@pytest.mark.parametrize(
    "size",
    [
        "banana",
        "<img src=x>",
        "![](//x.org/a.png)",
        "[a](//x.org)",
        "**a**",
        "`a`",
        "$a$",
        ":red[a]",
        "0x5",
        "1025",
        "-1",
        "1e3",
        "9" * 5000,
    ],
    ids=lambda size: size[:20],
)
def test_a_size_that_is_none_is_told_and_the_usual_one_shown(open_app: OpenApp, size: str) -> None:
    at = open_app(size=size)
    (sentence,) = errors(at)
    assert "is no input size" in sentence
    assert "Shown: 224 x 224 px." in sentence
    assert size[:20] in sentence.replace("\\", "").replace(WORD_JOINER, "")
    # Each sign that markdown or HTML gives a meaning stands behind a backslash.
    marks = [place for place, sign in enumerate(sentence) if sign in "<>[]()*`$!"]
    assert all(sentence[place - 1] == "\\" for place in marks)
    # Nothing looks like an address or a directive: an invisible sign stands between its parts.
    assert re.search(r"[.:@][^\s\u2060]", sentence) is None
    assert metrics(at)["Last grid"] == "7×7×512"


@pytest.mark.parametrize(
    ("name", "value", "usual"),
    [
        ("network", "nope", "vgg16"),
        ("network", "", "vgg16"),
        ("network", "<img src=x>", "vgg16"),
        ("layer", "nope", "block1_conv1"),
        ("layer", "block9_conv9", "block1_conv1"),
        ("photo", "nope", "chelsea"),
        ("photo", "../../etc/passwd", "chelsea"),
        ("photo", "own", "chelsea"),
        ("fit", "nope", "crop"),
    ],
)
def test_an_address_with_a_broken_value_opens_with_the_usual_one(
    open_app: OpenApp, name: str, value: str, usual: str
) -> None:
    at = open_app(**{name: value})
    assert errors(at) == []
    assert chosen(at, name) == usual


def test_a_layer_that_the_network_does_not_have(open_app: OpenApp) -> None:
    at = open_app(network="alexnet", layer="block1_conv2")
    assert errors(at) == []
    assert chosen(at, "layer") in {layer.name for layer in PRESETS["alexnet"].layers}
    assert at.selectbox(key="layer").value == chosen(at, "layer")


def test_a_layer_stays_when_another_network_has_it_too(open_app: OpenApp) -> None:
    at = open_app()
    at.selectbox(key="layer").select("block5_pool").run()
    at.selectbox(key="network").select("vgg11").run()
    assert errors(at) == []
    assert chosen(at, "layer") == "block5_pool"


def test_a_dense_layer_becomes_the_last_of_a_network_without_a_head(open_app: OpenApp) -> None:
    at = open_app(layer="fc1")
    assert metrics(at)["Receptive field"] == "the whole picture"
    at.selectbox(key="network").select("vgg16-no-top").run()
    assert errors(at) == []
    assert chosen(at, "layer") == "block5_pool"


def test_a_layer_outlasts_a_size_that_does_not_fit(open_app: OpenApp) -> None:
    at = open_app(network="alexnet", layer="block4_conv1")
    at.selectbox(key="size").select("32x32").run()
    assert len(errors(at)) == 1
    at.selectbox(key="size").select("225x299").run()
    assert errors(at) == []
    assert chosen(at, "layer") == "block4_conv1"
    assert metrics(at)["Output of this layer"] == "13×17×256"


def test_a_text_file_with_the_name_of_a_picture_is_refused(open_app: OpenApp) -> None:
    at = open_app(photo="coffee")
    at.file_uploader(key="upload").upload("cat.png", b"not a picture", "image/png").run()
    (sentence,) = errors(at)
    assert sentence.startswith("This file is not a picture that can be read here.")
    assert chosen(at, "photo") == "coffee"
    assert at.selectbox(key="photo").options == ["chelsea", "coffee", "astronaut", "rocket"]


def test_an_uploaded_picture_is_chosen(open_app: OpenApp) -> None:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(file, "PNG")
    at = open_app(photo="coffee")
    at.file_uploader(key="upload").upload("teal.png", file.getvalue(), "image/png").run()
    assert errors(at) == []
    assert chosen(at, "photo") == "own"
    at.selectbox(key="photo").select("coffee").run()
    at.selectbox(key="photo").select("own").run()
    assert errors(at) == []
    assert chosen(at, "photo") == "own"


def test_a_good_picture_clears_what_was_said_about_a_bad_one(open_app: OpenApp) -> None:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(file, "PNG")
    at = open_app()
    at.file_uploader(key="upload").upload("cat.png", b"not a picture", "image/png").run()
    assert len(errors(at)) == 1
    at.file_uploader(key="upload").upload("teal.png", file.getvalue(), "image/png").run()
    assert errors(at) == []
    assert chosen(at, "photo") == "own"


def test_it_opens_without_weights_and_says_so(open_app: OpenApp) -> None:
    at = open_app()
    assert any(":material/warning: Weights" in caption.value for caption in at.sidebar.caption)
