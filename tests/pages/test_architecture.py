"""The Layers page as a visitor sees it, from the address to the numbers."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from explorer.architecture.layers import Dropout, Flatten
from explorer.architecture.networks import PRESETS
from explorer.images.samples import SAMPLES
from explorer.session.address import UPLOAD_AGAIN
from tests.pages.conftest import OpenApp
from tests.pages.visitor import (
    APP,
    as_read,
    button,
    charts,
    chosen,
    errors,
    held,
    metrics,
    open_expander,
    sentences,
    table,
    unfold,
)

OPEN_AND_TELL = """
import json, sys
from streamlit.testing.v1 import AppTest
at = AppTest.from_file(sys.argv[1], default_timeout=120)
at.switch_page("../pages/architecture.py").run()
print(json.dumps({
    "title": [title.value for title in at.title],
    "exceptions": [error.message for error in at.exception],
    "modules": sorted({name.split(".")[0] for name in sys.modules}),
}))
"""


def layers_in_table(at: AppTest) -> list[str]:
    """The names in the layer table."""
    return table(at, "Layer")["Layer"]


def figure(at: AppTest, key: str) -> dict[str, Any]:
    """A chart as the browser receives it, by its key."""
    (chart,) = (each for each in at.get("plotly_chart") if each.key == key)
    drawn: dict[str, Any] = json.loads(chart.proto.spec)
    return drawn


def layers_in_drawing(at: AppTest) -> list[str]:
    """The names of the boxes in the drawing."""
    return list(figure(at, "drawing")["data"][0]["customdata"])


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
    assert sentence.startswith("block5_pool (MaxPool2D) needs at least 2 rows")
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
def test_a_text_that_is_not_a_size_is_reported_and_no_other_size_is_shown(
    open_app: OpenApp, size: str
) -> None:
    at = open_app(size=size)
    beside_field, instead_of_result = errors(at)
    assert "is not an input size" in beside_field
    assert instead_of_result == f"There is no result for what was asked. {beside_field}"
    assert size[:20] in beside_field
    assert (metrics(at), charts(at)) == ({}, {})
    assert "224" not in sentences(at)
    markdown = str(at.sidebar.error[0].value)
    # Each sign that markdown or HTML gives a meaning stands behind a backslash.
    marks = [place for place, sign in enumerate(markdown) if sign in "<>[]()*`$!"]
    assert all(markdown[place - 1] == "\\" for place in marks)
    # Nothing looks like an address or a directive: an invisible sign stands between its parts.
    assert re.search(r"[.:@][^\s\u2060]", markdown) is None


@pytest.mark.parametrize(
    ("name", "value", "usual"),
    [
        ("network", "nope", "vgg16"),
        ("network", "", "vgg16"),
        ("network", "<img src=x>", "vgg16"),
        ("photo", "nope", "chelsea"),
        ("photo", "../../etc/passwd", "chelsea"),
        ("photo", "own", "chelsea"),
        ("fit", "nope", "crop"),
    ],
)
def test_an_address_with_a_broken_value_opens_with_the_usual_one(
    open_app: OpenApp, name: str, value: str, usual: str
) -> None:
    at = unfold(open_app(**{name: value}))
    assert errors(at) == []
    assert (held(at, name), chosen(at, name)) == (usual, usual)


@pytest.mark.parametrize(
    ("network", "layer", "nearest"),
    [
        ("vgg16", "nope", "predictions"),
        ("vgg16", "block9_conv9", "predictions"),
        ("alexnet", "block1_conv2", "block1_conv1"),
    ],
)
def test_a_link_to_a_layer_that_the_network_does_not_have(
    open_app: OpenApp, network: str, layer: str, nearest: str
) -> None:
    at = open_app(network=network, layer=layer)
    assert errors(at) == []
    assert (held(at, "layer"), chosen(at, "layer")) == (nearest, nearest)


def test_a_layer_stays_when_another_network_has_it_too(open_app: OpenApp) -> None:
    at = open_app()
    at.selectbox(key="layer").select("block5_pool").run()
    at.selectbox(key="network").select("vgg11").run()
    assert errors(at) == []
    assert chosen(at, "layer") == "block5_pool"


def test_without_a_head_the_last_layer_replaces_a_dense_one(open_app: OpenApp) -> None:
    at = open_app(layer="fc1")
    assert metrics(at)["Receptive field"] == "the whole picture"
    at.selectbox(key="network").select("vgg16-no-top").run()
    assert errors(at) == []
    assert held(at, "layer") == "block5_pool"
    assert metrics(at)["Receptive field"] == "212 px"
    assert not any("link" in text for text in warnings_of(at))
    at.selectbox(key="network").select("vgg16").run()
    assert held(at, "layer") == chosen(at, "layer") == "fc1"


def test_one_side_changes_alone_or_both_together(open_app: OpenApp) -> None:
    at = open_app(network="vgg16-no-top", size="384x512")  # AppTest knows the list's sizes only
    assert not at.toggle(key="square").value
    at.number_input(key="height").set_value(512).run()
    assert (chosen(at, "size"), metrics(at)["Last grid"]) == ("512x512", "16×16×512")
    at.toggle(key="square").set_value(True).run()
    at.number_input(key="width").set_value(64).run()
    assert (chosen(at, "size"), metrics(at)["Last grid"]) == ("64x64", "2×2×512")
    assert [at.number_input(key=key).value for key in ("height", "width")] == [64, 64]


def test_a_layer_outlasts_a_size_that_does_not_fit(open_app: OpenApp) -> None:
    at = open_app(network="alexnet", layer="block4_conv1")
    at.selectbox(key="size").select("32x32").run()
    assert len(errors(at)) == 1
    at.selectbox(key="size").select("225x299").run()
    assert errors(at) == []
    assert chosen(at, "layer") == "block4_conv1"
    assert metrics(at)["Output of this layer"] == "13×17×256"


def test_a_text_file_with_the_name_of_a_picture_is_refused(open_app: OpenApp) -> None:
    at = unfold(open_app(photo="coffee"))
    at.file_uploader(key="upload").upload("cat.png", b"not a picture", "image/png").run()
    (sentence,) = errors(at)
    assert sentence.startswith("This file is not a picture that can be read here.")
    assert chosen(at, "photo") == "coffee"
    assert at.selectbox(key="photo").options == [sample.title for sample in SAMPLES.values()]


def test_an_uploaded_picture_is_chosen(open_app: OpenApp) -> None:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(file, "PNG")
    at = unfold(open_app(photo="coffee"))
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
    at = unfold(open_app())
    at.file_uploader(key="upload").upload("cat.png", b"not a picture", "image/png").run()
    assert len(errors(at)) == 1
    at.file_uploader(key="upload").upload("teal.png", file.getvalue(), "image/png").run()
    assert errors(at) == []
    assert chosen(at, "photo") == "own"


def test_it_opens_without_weights_and_says_so(open_app: OpenApp) -> None:
    at = open_app()
    assert any(":material/warning: Weights" in caption.value for caption in at.sidebar.caption)


# --- where the numbers come from ---------------------------------------------------------------


def test_the_derivations_are_worked_out_only_where_somebody_looks(open_app: OpenApp) -> None:
    at = open_app(layer="block3_pool", size="180x180")
    assert len(at.latex) == 0
    assert [chart.key for chart in at.get("plotly_chart")] == ["drawing"]
    open_expander(at, "derivations")
    assert errors(at) == []
    assert [chart.key for chart in at.get("plotly_chart")] == ["drawing", "window_grid"]
    formulas = [formula.value for formula in at.latex]
    assert any(r"\frac{45 - 2 + 0}{2}" in formula for formula in formulas)
    assert any("Never reached: 1 of 45." in caption.value for caption in at.caption)
    assert any(text.value.endswith("so it does not count.") for text in at.markdown)


@pytest.mark.parametrize("key", ["vgg11-lrn", "alexnet", "vgg16-average", "small-batch-norm"])
def test_every_kind_of_layer_is_worked_out(open_app: OpenApp, key: str) -> None:
    at = open_expander(open_app(network=key), "derivations")
    of_each_kind = {type(layer): layer.name for layer in PRESETS[key].layers}
    for name in of_each_kind.values():
        at.selectbox(key="layer").select(name).run()
        assert errors(at) == []
        assert any(f" {name} " in text.value for text in at.markdown)


# --- the drawing and the table, otherwise -------------------------------------------------------


def test_one_box_per_block(open_app: OpenApp) -> None:
    at = open_app(layer="block2_pool")
    at.toggle(key="folded").set_value(True).run()
    assert errors(at) == []
    assert layers_in_drawing(at) == [*(f"block{number}_conv1" for number in range(1, 6)), "fc1"]


def test_a_logarithmic_drawing_says_so(open_app: OpenApp) -> None:
    at = open_app(size="225x299")
    before = figure(at, "drawing")["layout"]["xaxis"]["range"]
    at.toggle(key="log_scale").set_value(True).run()
    assert errors(at) == []
    assert figure(at, "drawing")["layout"]["xaxis"]["range"] != before
    assert any("All lengths are logarithmic" in caption.value for caption in at.caption)
    assert not any("of them as thick as one row" in caption.value for caption in at.caption)


def test_the_drawing_is_downloaded_as_svg_or_png(open_app: OpenApp) -> None:
    at = open_app()

    def image_format() -> str:
        (chart,) = at.get("plotly_chart")
        options = json.loads(chart.proto.config)["toImageButtonOptions"]
        assert options["filename"] == "VGG16 (D) at 224x224"
        return str(options["format"])

    assert image_format() == "svg"
    at.toggle(key="as_png").set_value(True).run()
    assert image_format() == "png"


def test_one_row_per_block(open_app: OpenApp) -> None:
    at = open_app(network="alexnet")
    at.toggle(key="per_block").set_value(True).run()
    assert errors(at) == []
    assert table(at, "Block")["Block"] == [*(f"block {i}" for i in range(1, 5)), "head"]
    at.toggle(key="per_block").set_value(False).run()
    assert layers_in_table(at) == [layer.name for layer in PRESETS["alexnet"].layers]


def test_columns_are_chosen(open_app: OpenApp) -> None:
    at = open_app()
    assert "Padding, px" not in table(at, "Layer")
    at.button_group(key="layer_columns").set_value(["Padding, px"]).run()
    assert errors(at) == []
    assert list(table(at, "Layer")) == ["Layer", "Padding, px"]
    at.button_group(key="layer_columns").set_value([]).run()
    assert list(table(at, "Layer")) == ["Layer"]


# --- a configuration from a link ----------------------------------------------------------------


@pytest.mark.parametrize("page", ["architecture", "budget", "input_sizes", "compare", "build"])
def test_an_impossible_network_in_a_link_is_reported_on_every_page(
    open_app: OpenApp, page: str
) -> None:
    at = open_app(page=page, blocks="0x3_64__flat-c10")
    beside_field, instead_of_result = errors(at)
    assert beside_field == "Block 1: filters must be a whole number from 1 to 4096. Received: 0."
    assert instead_of_result == f"There is no result for what was asked. {beside_field}"


@pytest.mark.parametrize("page", ["architecture", "budget", "input_sizes", "compare", "build"])
@pytest.mark.parametrize("blocks", ["none", "none__flat-c10"])
def test_a_network_without_blocks_is_refused(open_app: OpenApp, page: str, blocks: str) -> None:
    at = open_app(page=page, blocks=blocks)
    (sentence,) = errors(at)
    assert sentence.startswith("VGG16 (D), changed, has no blocks")


# --- links to what does not exist --------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("network", "nonsense", 'The link asks for network "nonsense", which does not exist.'),
        ("channels", "7", 'The link asks for channels "7", which does not exist.'),
        ("photo", "dog", 'The link asks for photo "dog", which does not exist.'),
        (
            "photo",
            "own",
            UPLOAD_AGAIN,
        ),
        ("layer", "nope", 'The link asks for layer "nope", which does not exist here.'),
        ("fit", "<b>", 'The link asks for fit "?b?", which does not exist.'),
    ],
)
def test_a_link_to_what_does_not_exist_is_reported_until_it_is_dismissed(
    open_app: OpenApp, key: str, value: str, sentence: str
) -> None:
    at = open_app(**{key: value})
    (told,) = (text for text in map(as_read, warnings_of(at)) if "link" in text)
    assert told.startswith(sentence)
    button(at, "Dismiss").click().run()
    assert not any("link" in text for text in warnings_of(at))


def test_a_good_link_gives_no_notice(open_app: OpenApp) -> None:
    at = open_app(
        network="vgg19", channels="1", photo="rocket", layer="block5_conv4", fit="squeeze"
    )
    assert not any("link" in text for text in warnings_of(at))


def warnings_of(at: AppTest) -> list[str]:
    assert [error.message for error in at.exception] == []
    return [str(warning.value) for warning in at.warning]
