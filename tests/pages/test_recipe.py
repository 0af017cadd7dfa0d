"""The training recipe as a visitor sees it: draws, marks, code, schedule, testing."""

import io
import re

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from explorer import units
from explorer.images.samples import read_sample
from explorer.recipe.colour_shift import OF_IMAGENET, components_of
from explorer.recipe.draws import RecipeSettings, draw_many
from explorer.recipe.pillow_code import draws_in_pillow
from tests.pages.conftest import OpenApp
from tests.pages.loaded import whole_network
from tests.pages.visitor import (
    HOSTILE,
    alt_texts,
    charts,
    chosen,
    errors,
    open_expander,
    sentences,
    table,
    uploader,
    visit,
)


@pytest.fixture
def open_page(open_app: OpenApp) -> OpenApp:
    """A function that opens a link to the page."""

    def open_recipe(**params: str) -> AppTest:
        return open_app(page="recipe", **params)

    return open_recipe


def captions(at: AppTest) -> list[str]:
    """What stands under each drawn picture."""
    return [each.value for each in at.main.caption if re.match(r"\*\*\d+\.\*\* ", each.value)]


def marks(at: AppTest) -> list[str]:
    """Why pictures contradict their label, as it stands under them."""
    texts = [each.value for each in at.main.caption]
    return [text.split("**")[1] for text in texts if text.startswith(":material/label_off:")]


def codes(at: AppTest) -> list[str]:
    return [each.value for each in at.main.code]


@pytest.mark.parametrize("count", [4, 8, 16])
def test_there_are_as_many_pictures_as_asked_for(open_page: OpenApp, count: int) -> None:
    at = open_page(draws=str(count))
    assert errors(at) == []
    pictures = [text for text in alt_texts(at) if text.startswith("Training picture")]
    assert len(pictures) == len(captions(at)) == count


def test_the_code_holds_what_the_link_says(open_page: OpenApp) -> None:
    at = open_page(
        photo="rocket",
        training_scale="384",
        draws_mirror="false",
        recipe_seed="7",
        colours_of="photo",
        draws="4",
    )
    assert errors(at) == []
    pixels = read_sample("rocket").pixels
    settings = RecipeSettings("384", mirrors=False, seed=7)
    draws = draw_many(settings, (427, 640), components_of(pixels), 4)
    assert codes(at)[0].strip() == draws_in_pillow(draws).strip()
    assert "RandomFlip" not in codes(at)[1]
    assert not any("mirrored" in caption for caption in captions(at))
    assert "this photo's own pixels" in "".join(each.value for each in at.main.caption)


def test_the_same_link_gives_the_same_draws_and_another_seed_others(open_page: OpenApp) -> None:
    first, again, other = (open_page(recipe_seed=seed) for seed in ("3", "3", "4"))
    assert captions(first) == captions(again) != captions(other)


def test_a_draw_is_marked_and_the_link_carries_it(open_page: OpenApp) -> None:
    mirrored = next(
        draw.number
        for draw in draw_many(RecipeSettings(), (300, 451), OF_IMAGENET, 8)
        if draw.mirrored
    )
    at = open_page(training_picture=str(mirrored))
    at.selectbox(key=f"mark_{mirrored}").select("m").run()
    assert errors(at) == []
    assert chosen(at, "marked") == f"{mirrored}m"
    assert marks(at) == ["mirrored: text, or a side that matters"]
    at.selectbox(key=f"mark_{mirrored}").select("").run()
    assert chosen(at, "marked") == ""
    assert marks(at) == []


def test_a_draw_that_is_not_mirrored_cannot_be_marked_as_mirrored(open_page: OpenApp) -> None:
    at = open_page(draws_mirror="false", draws_colour="false")
    assert at.selectbox(key="mark_1").options == ["no", "cropped: the object is cut off or missing"]


def test_marks_that_cannot_be_read_are_reported(open_page: OpenApp) -> None:
    (told,) = errors(open_page(marked="first"))
    assert "such as 3m.7c" in told


def test_a_picture_beyond_the_last_is_the_last(open_page: OpenApp) -> None:
    at = open_page(draws="4", training_picture="16")
    assert errors(at) == []
    assert at.number_input(key="training_picture").value == 4


def test_the_schedule_says_what_is_not_known(open_page: OpenApp) -> None:
    at = open_page()
    (note,) = charts(at)["schedule"]["layout"]["annotations"]
    assert "When it fell is<br>not published" in note["text"]
    assert "each was seen 73.93 times: the paper's 74 epochs" in sentences(at)


@pytest.mark.parametrize(("key", "layers"), [("vgg13", 13), ("vgg19", 19)])
def test_a_deeper_network_began_with_seven_layers_of_a(
    open_page: OpenApp, key: str, layers: int
) -> None:
    origins = table(open_page(begun=key), "Began with")["Began with"]
    assert len(origins) == layers
    assert sum(each.endswith(" of A") for each in origins) == 7


def test_the_map_of_classes_follows_photo_and_scale(open_page: OpenApp) -> None:
    told = sentences(open_page(photo="astronaut", test_scale="384"))
    assert "A picture of 384×384 px leaves a grid of 12×12" in told
    assert "36 places (6×6)" in told
    assert "At Q = 384 px" in told


def test_what_articles_get_wrong_is_put_right(open_page: OpenApp) -> None:
    slips = table(open_page(), "Often read")
    assert "It is 384." in slips["Right"][1]
    assert "356" in slips["Often read"][1]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("key", ["recipe_seed", "training_scale"])
def test_an_odd_link_shows_the_default(open_page: OpenApp, key: str, text: str) -> None:
    assert captions(open_page(**{key: text})) == captions(open_page())


def test_the_paper_s_errors_are_listed(open_page: OpenApp) -> None:
    errors_by_scale = table(open_page(), "Trained at S")
    lines = list(zip(*errors_by_scale.values(), strict=True))
    assert ("D", "256 to 512", "256, 384, 512", "dense", 24.8, 7.5, 4) in lines
    assert ("E", "256 to 512", "256, 384, 512", "multi-crop and dense", 24.4, 7.1, 5) in lines
    assert ("C", "384", "384", "dense", 28.1, 9.3, 3) in lines


def test_what_a_picture_changes_is_measured_in_every_layer(open_page: OpenApp) -> None:
    """The plain crop against itself changes nothing; a draw changes every layer."""
    plain = {"draws_crop": "false", "draws_mirror": "false", "draws_colour": "false"}
    same = open_expander(open_page(training_scale="256", **plain), "draw_in_network")
    other = open_expander(open_page(layer="block1_conv2"), "draw_in_network")
    for at, differs in ((same, False), (other, True)):
        assert errors(at) == []
        curves = charts(at)["draw_curves"]["data"]
        assert len(curves[0]["customdata"]) == 18
        values = [value for curve in curves for value in curve["y"] if value is not None]
        assert all((value > 0) == differs for value in values)
    assert "Map of block1_conv2, channel 0 for the training picture." in alt_texts(other)


def test_without_dense_layers_the_classes_are_question_marks(open_page: OpenApp) -> None:
    at = open_expander(open_page(), "draw_in_network")
    assert any("not on this computer" in each.value for each in at.info)
    for number in range(2):
        (bars,) = charts(at)[f"classes_{number}"]["data"]
        assert bars["text"] == ["?"] * 5


@pytest.mark.usefixtures("photos_pass_vgg16", "all_weights")
def test_the_top_5_of_a_draw_stands_beside_that_of_the_middle() -> None:
    at = open_expander(visit("recipe", training_picture="2"), "draw_in_network")
    assert errors(at) == []
    photo = Image.fromarray(read_sample("chelsea").pixels)
    middle = photo.resize((385, 256), Image.Resampling.BICUBIC).crop((80, 16, 304, 240))
    draw = draw_many(RecipeSettings(), (300, 451), OF_IMAGENET, 2)[1]
    height, width = draw.size
    box = draw.column, draw.row, draw.column + 224, draw.row + 224
    drawn = photo.resize((width, height), Image.Resampling.BICUBIC).crop(box)
    assert draw.mirrored
    flipped = np.asarray(drawn.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    shifted = np.clip(np.rint(flipped + np.array(draw.shift)), 0, 255).astype(np.uint8)
    for number, pixels in enumerate((np.asarray(middle), shifted)):
        found = np.sort(whole_network().class_probabilities(pixels))[::-1][:5]
        (bars,) = charts(at)[f"classes_{number}"]["data"]
        assert bars["x"] == pytest.approx(found.tolist(), rel=1e-3)
        assert bars["text"] == [units.percent(float(each)) for each in found]


def test_a_photo_of_one_row_is_drawn_and_judged(open_page: OpenApp) -> None:
    file = io.BytesIO()
    Image.new("RGB", (20, 1), "orange").save(file, "PNG")
    at = open_page(draws="4")
    uploader(at).upload("row.png", file.getvalue(), "image/png").run()
    assert errors(at) == []
    assert len(captions(at)) == 4
    assert "A picture of 256×5,120 px leaves a grid of 8×160" in sentences(at)
