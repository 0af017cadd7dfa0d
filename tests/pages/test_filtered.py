"""The page that slides the bench's kernel over the photo, as a visitor sees it."""

import re

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import correlate
from streamlit.testing.v1 import AppTest

from explorer.convolution.filter_presets import FILTER_PRESETS
from explorer.images.samples import SAMPLES, read_sample
from explorer.images.sizing import fit
from explorer.preprocessing import MEAN_RGB
from explorer.runtime.vgg16 import VGG16
from explorer.session.parameters import ALL
from explorer.widgets import sidebar
from tests.pages.conftest import OpenApp
from tests.pages.visitor import (
    HOSTILE,
    alt_texts,
    button,
    chosen,
    errors,
    go_to,
    sentences,
    unfold,
)

Grid = NDArray[np.float64]

SIZE, HEIGHT, WIDTH = "35x48", 35, 48
SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
ODD = ("shown_map", "photo_at", "filter_size", "padding")


@pytest.fixture
def filtered_page(open_app: OpenApp, monkeypatch: pytest.MonkeyPatch) -> OpenApp:
    """A function that opens a link to the page with a small photo that is not square."""
    # AppTest sends back only what the lists offer.
    monkeypatch.setattr(sidebar, "COMMON_SIZES", [*sidebar.COMMON_SIZES, SIZE, "2x5", "1x1"])

    def open_filtered(*, size: str = SIZE, **params: str) -> AppTest:
        return open_app(page="filtered", size=size, **params)

    return open_filtered


def photo(size: tuple[int, int] | None = (HEIGHT, WIDTH)) -> Grid:
    """The photo as numbers."""
    pixels = read_sample("chelsea").pixels
    return (pixels if size is None else fit(pixels, size, "crop")).astype(np.float64)


def correlated(weights: Grid, grid: Grid, mode: str = "valid") -> Grid:
    """One map for each colour, by SciPy."""
    return np.stack(
        [correlate(grid[..., colour], weights[..., colour], mode, "direct") for colour in range(3)],
        axis=-1,
    )


def alike(weights: Grid) -> Grid:
    return np.repeat(weights[..., np.newaxis], 3, axis=-1)


def ranges(at: AppTest) -> list[tuple[float, float]]:
    """The printed ranges: of the sum, after ReLU, of red, of green, of blue."""
    found = []
    for caption in (each.value for each in at.main.caption):
        both = re.fullmatch(r"([−\d.,]+) to ([−\d.,]+)", caption)
        alone = re.fullmatch(r"([−\d.,]+) everywhere", caption)
        if both or alone:
            texts = both.groups() if both else (alone[1], alone[1]) if alone else ()
            low, high = (float(each.replace("−", "-").replace(",", "")) for each in texts)
            found.append((low, high))
    return found


def assert_ranges(at: AppTest, maps: Grid, bias: float = 0.0) -> None:
    """The page's ranges are those of these maps, (height, width, 3), to three digits."""
    summed = maps.sum(axis=-1) + bias
    shown = [summed, np.maximum(summed, 0), *np.moveaxis(maps, -1, 0)]
    expected = [(each.min(), each.max()) for each in shown]
    np.testing.assert_allclose(ranges(at), expected, rtol=0.006, atol=0.005)


def test_it_begins_with_an_edge_kernel_on_all_colours_alike(filtered_page: OpenApp) -> None:
    at = filtered_page()
    assert errors(at) == []
    assert_ranges(at, correlated(alike(SOBEL), photo()))
    told = sentences(at)
    assert "35×48 px give 33×46 values." in told
    assert (
        "Here it works on red, green and blue in the same way, and the three results are added up"
        in told
    )
    below = (correlated(alike(SOBEL), photo()).sum(axis=-1) < 0).mean()
    assert f"{100 * below:.1f} % of the sums are below 0" in told
    assert len(alt_texts(at)) == 6
    assert alt_texts(at)[0].startswith("The face of a brown tabby cat")


@pytest.mark.parametrize("preset", FILTER_PRESETS)
def test_each_preset(filtered_page: OpenApp, preset: str) -> None:
    at = filtered_page(filter=preset, padding="full", filter_size="2x3")
    assert errors(at) == []
    weights = FILTER_PRESETS[preset].values(2, 3)
    assert_ranges(at, correlated(alike(weights), photo(), "full"))
    assert any(FILTER_PRESETS[preset].note in each.value for each in at.main.caption)


def test_the_bench_s_stride_padding_and_dilation(filtered_page: OpenApp) -> None:
    at = filtered_page(stride="2x3", padding="1_0_2_1", dilation="2x1", filter_size="3x2")
    assert errors(at) == []
    padded = np.pad(photo(), ((1, 0), (2, 1), (0, 0)))
    spread = np.zeros((5, 2))
    spread[::2] = FILTER_PRESETS["sobel-x"].values(3, 2)
    maps = correlated(alike(spread), padded)[::2, ::3]
    assert_ranges(at, maps)
    height, width, _ = maps.shape
    assert f"35×48 px give {height}×{width} values." in sentences(at)


def test_a_bias_is_added_to_the_sum_only(filtered_page: OpenApp) -> None:
    at = filtered_page(filter_size="1x1", input_shape="4x4x3", bias="-100", filter="box")
    assert_ranges(at, correlated(alike(np.ones((1, 1))), photo()), -100)
    told = sentences(at)
    assert "**Added up, with the bias**" in told
    assert "The bias, −100, is added to each sum." in told


def test_a_filter_is_chosen_among_several(filtered_page: OpenApp) -> None:
    at = filtered_page(filters="3", shown_map="1")
    assert_ranges(at, correlated(alike(SOBEL.T), photo()))
    assert any(FILTER_PRESETS["sobel-y"].note in each.value for each in at.main.caption)
    at.number_input(key="shown_map").set_value(0).run()
    assert_ranges(at, correlated(alike(SOBEL), photo()))


def test_a_filter_that_is_not_there_is_the_last(filtered_page: OpenApp) -> None:
    at = filtered_page(filters="2", shown_map="3")
    assert errors(at) == []
    assert chosen(at, "shown_map") == "1"
    assert at.number_input(key="shown_map").max == 1
    assert "shown_map" not in [each.key for each in filtered_page(filters="1").number_input]


@pytest.mark.parametrize(
    ("channels", "groups", "number", "read", "told"),
    [
        (2, 1, 0, (1, 1, 0), "The filter reads red and green, and their results are added up. It"),
        (3, 3, 1, (0, 1, 0), "The filter reads green. It does not read red or blue."),
        (4, 1, 0, (1, 1, 1), "red, green and blue, and their results are added up. A photo has no"),
        (
            4,
            2,
            2,
            (0, 0, 1),
            "The filter reads blue. It does not read red or green. A photo has no",
        ),
        (
            4,
            4,
            3,
            (0, 0, 0),
            "A photo has red, green and blue, numbers 0 to 2, so it reads nothing",
        ),
    ],
)
def test_kernels_of_other_channels(
    filtered_page: OpenApp,
    channels: int,
    groups: int,
    number: int,
    read: tuple[int, int, int],
    told: str,
) -> None:
    filters = 4 if groups in (2, 4) else 3 if groups == 3 else 1
    at = filtered_page(
        input_shape=f"4x4x{channels}",
        groups=str(groups),
        filters=str(filters),
        filter="identity",
        shown_map=str(number),
    )
    assert errors(at) == []
    assert told in sentences(at)
    preset = [*FILTER_PRESETS][number]
    weights = FILTER_PRESETS[preset].values(3, 3)
    assert_ranges(at, correlated(alike(weights) * np.array(read), photo()))


def test_a_photo_in_its_own_size(filtered_page: OpenApp) -> None:
    at = filtered_page(photo_at="own")
    assert "300×451 px give 298×449 values." in sentences(at)
    assert_ranges(at, correlated(alike(SOBEL), photo(None)))


def scales(at: AppTest) -> set[tuple[float, float]]:
    """The values of the first and the last colour, of every scale on the page."""
    found = re.findall(
        "colours from ([−\\d.,]+) to ([\\d.,]+)",
        "".join(each.proto.body for each in at.get("html")),
    )
    return {
        (float(low.replace("−", "-").replace(",", "")), float(high.replace(",", "")))
        for low, high in found
    }


def has_note_beyond(at: AppTest) -> bool:
    return any("beyond this scale" in each.value for each in at.main.caption)


def test_a_few_large_numbers_do_not_leave_the_others_pale(filtered_page: OpenApp) -> None:
    at = filtered_page(filter="laplacian")
    ((low, high),) = scales(at)
    maps = correlated(alike(FILTER_PRESETS["laplacian"].values(3, 3)), photo())
    sizes = np.abs(np.concatenate([maps, maps.sum(axis=-1, keepdims=True)], axis=-1))
    assert low == -high
    assert 0.008 < (sizes > high).mean() <= 0.0101
    assert has_note_beyond(at)


def test_maps_from_0_on_have_all_their_colours(filtered_page: OpenApp) -> None:
    at = filtered_page(filter="box")
    ((low, high),) = scales(at)
    means = correlated(alike(np.full((3, 3), 1 / 9)), photo()).sum(axis=-1)
    assert low == 0
    assert high == pytest.approx(means.max(), rel=0.005)
    assert not has_note_beyond(at)


@pytest.mark.parametrize("key", [*SAMPLES][1:])
def test_another_photo(filtered_page: OpenApp, key: str) -> None:
    before = ranges(filtered_page())
    assert ranges(filtered_page(photo=key)) != before


# --- VGG16 ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("photos_pass_vgg16")
def test_a_filter_of_vgg16_makes_the_network_s_own_map(
    filtered_page: OpenApp, vgg16: VGG16
) -> None:
    pixels = fit(read_sample("chelsea").pixels, (HEIGHT, WIDTH), "crop")
    maps = vgg16.activations(pixels, ["block1_conv1"])["block1_conv1"]
    at = filtered_page(filter="vgg16", first_filter="5", padding="same", filters="2", shown_map="1")
    assert errors(at) == []
    after = ranges(at)[1]
    expected = maps[..., 6].min(), maps[..., 6].max()
    np.testing.assert_allclose(after, expected, rtol=0.006, atol=0.005)
    assert "35×48 px give 35×48 values." in sentences(at)
    assert any("the mean colour is subtracted" in each.value for each in at.main.caption)
    kernel, bias = vgg16.kernel("block1_conv1")
    weights = kernel[:, :, ::-1, 6].astype(np.float64)
    centred = np.pad(photo() - MEAN_RGB, ((1, 1), (1, 1), (0, 0)))
    assert_ranges(at, correlated(weights, centred), float(bias[6]))


def test_without_weights_there_is_a_sentence(filtered_page: OpenApp) -> None:
    (sentence,) = errors(filtered_page(filter="vgg16"))
    assert "VGG16's weights are not on this computer yet" in sentence


@pytest.mark.usefixtures("photos_pass_vgg16", "vgg16")
def test_vgg16_has_kernels_of_3x3(filtered_page: OpenApp) -> None:
    (sentence,) = errors(filtered_page(filter="vgg16", filter_size="5x5"))
    assert "Choose a kernel of 3×3." in sentence


# --- to the bench --------------------------------------------------------------------------------


def test_the_patch_is_worked_out_on_the_bench(filtered_page: OpenApp) -> None:
    at = filtered_page(patch_row="3", patch_column="7", filters="2", filter="emboss")
    button(at, "Work it out on the bench").click().run()
    assert errors(at) == []
    assert "How does a convolution work?" in [each.value for each in at.title]
    found = {key: chosen(at, key) for key in ("input", "input_shape", "filter", "patch_row")}
    assert found == {
        "input": "photo",
        "input_shape": "6x6x3",
        "filter": "emboss",
        "patch_row": "3",
    }


@pytest.mark.parametrize(("channels", "groups"), [(1, 1), (2, 2), (4, 2), (4, 1)])
def test_the_filters_stay_the_same_there(
    filtered_page: OpenApp, channels: int, groups: int
) -> None:
    link = {"input_shape": f"5x4x{channels}", "groups": str(groups), "filters": "2"}
    at = filtered_page(**link, filter="sharpen")
    before = ranges(at)
    button(at, "Work it out on the bench").click().run()
    assert errors(at) == []
    assert chosen(at, "input_shape") == "5x4x3"
    assert ranges(go_to(at, "filtered")) == before


# --- what does not fit ---------------------------------------------------------------------------


def test_a_photo_that_is_too_small_gets_a_sentence(filtered_page: OpenApp) -> None:
    (sentence,) = errors(filtered_page(size="2x5"))
    assert "is 3 rows high, but the input has 2 rows" in sentence
    assert errors(filtered_page(size="2x5", padding="same")) == []
    assert errors(filtered_page(size="1x1", padding="full")) == []


def test_a_field_that_cannot_be_read_is_said_once(filtered_page: OpenApp) -> None:
    at = filtered_page(stride="0")
    assert len(errors(at)) == 1
    assert alt_texts(at) == []


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", ODD)
def test_hostile_links(filtered_page: OpenApp, name: str, value: str) -> None:
    assert name in ALL
    at = filtered_page(**{name: value})
    told = errors(unfold(at))  # no exception in what is folded either
    assert alt_texts(at) or told


def test_the_fields_of_the_input_are_not_here(filtered_page: OpenApp) -> None:
    at = unfold(filtered_page())
    keys = {each.key for each in (*at.selectbox, *at.number_input)}
    assert {"filter", "padding", "stride", "filter_size", "dilation", "photo_at"} <= keys
    assert not keys & {"input", "input_shape", "after"}


def test_the_address_holds_what_is_looked_at(filtered_page: OpenApp) -> None:
    at = filtered_page(filters="2")
    at.number_input(key="shown_map").set_value(1).run()
    at.selectbox(key="photo_at").select("own").run()
    assert (chosen(at, "shown_map"), chosen(at, "photo_at")) == ("1", "own")
