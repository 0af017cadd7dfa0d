"""Whatever comes from random weights says so, on each page and in the files to take home."""

from math import erf, sqrt

import pytest

from explorer import units
from explorer.figures.fields.measured_notes import SHARE_NOTE
from explorer.figures.fields.profile_notes import EFFECTIVE_NOTE
from explorer.views.take_home import maps_caption
from tests.pages.conftest import OpenApp
from tests.pages.visitor import as_read

pytestmark = pytest.mark.usefixtures("photos_pass_vgg16")


@pytest.mark.parametrize("weights", ["untrained", "own"])
@pytest.mark.parametrize("page", ["activations", "depth", "change", "mistakes"])
def test_maps_of_random_weights_say_so(open_app: OpenApp, page: str, weights: str) -> None:
    own = {"network": "small-batch-norm", "channels": "3"}
    at = open_app(page=page, weights=weights, size="35x48", **own)
    said = [as_read(each.value) for each in at.main.markdown]
    assert any("Random weights:" in each for each in said)


def test_a_picture_grown_for_random_weights_says_so(open_app: OpenApp) -> None:
    at = open_app(page="excite", weights="untrained", size="35x48", side="64")
    assert any("Random weights:" in as_read(each.value) for each in at.main.markdown)


def test_a_file_of_untrained_maps_says_so_in_its_last_line() -> None:
    assert maps_caption("cat-untrained", is_trained=False).splitlines() == [
        "cat-untrained",
        "Random weights: nothing in these maps was learned from pictures.",
    ]
    assert maps_caption("cat", is_trained=True) == "cat"


def test_the_share_of_two_standard_deviations_is_explained_where_it_stands() -> None:
    within = erf(2 / sqrt(2))
    assert SHARE_NOTE.startswith(units.percent(within, 2))
    assert units.percent(within, 2) in EFFECTIVE_NOTE
    assert units.percent(1 - within, 2) in EFFECTIVE_NOTE


def html(at_page: OpenApp, **params: str) -> str:
    """All HTML of Feature maps."""
    at = at_page(page="activations", size="35x48", **params)
    return "".join(each.proto.body for each in at.get("html"))


def test_the_grids_of_a_unit_say_what_they_are(open_app: OpenApp) -> None:
    """Means of ImageNet in Keras' `preprocess_input`: 123.68 red, 116.779 green, 103.939 blue."""
    first = html(open_app, layer="block1_conv1")
    for colour, mean in (("red", "123.68"), ("green", "116.78"), ("blue", "103.94")):
        assert f"What it reads: {colour} of the photo, 0 to 255, minus its mean, {mean}." in first
        assert f"Weights for {colour}, no unit." in first
    assert "What it reads: block1_conv1, channel " in html(open_app, layer="block1_conv2")
    assert "What it reads: block1_conv2, channel 3" in html(
        open_app, layer="block1_pool", channel="3"
    )


def test_a_grey_picture_is_read_from_0_to_255(open_app: OpenApp) -> None:
    own = html(open_app, weights="own", network="small-batch-norm", channels="1")
    assert "What it reads: grey of the photo, 0 to 255." in own
