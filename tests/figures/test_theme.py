"""Colours mean the same everywhere and can be told apart; every chart has the same look."""

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer.architecture.layers import Family
from explorer.architecture.networks import PRESETS
from explorer.architecture.summary import summarize
from explorer.figures.colour_maps import palette
from explorer.figures.network.drawing import network_drawing
from explorer.figures.theme import (
    FAMILY_COLOURS,
    FONT_SIZE,
    LINES,
    SELECTED_COLOUR,
    axis,
    axis_key,
    axis_name,
    config,
    figure,
)

CONFIG = Path(__file__).parents[2] / "explorer" / ".streamlit" / "config.toml"
PAGES = {
    theme: settings["backgroundColor"]
    for theme, settings in tomllib.loads(CONFIG.read_text("utf-8"))["theme"].items()
    if isinstance(settings, dict)
}

# Okabe & Ito, "Color Universal Design", jfly.uni-koeln.de/color
OKABE_ITO = {"#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"}

# WCAG 2.2, success criterion 1.4.11: parts of a picture that are needed to understand it
LEAST_CONTRAST = 3.0
LEAST_FONT_SIZE = 14


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", as WCAG 2.2 defines it."""
    shares = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_correctly() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)  # WebAIM's checker


def test_every_family_has_a_colour_of_its_own() -> None:
    assert FAMILY_COLOURS.keys() == set(Family)
    assert len(set(FAMILY_COLOURS.values())) == len(Family)


def test_colours_come_from_a_set_for_colour_blind_eyes() -> None:
    grey = FAMILY_COLOURS[Family.RESHAPE]
    assert len({grey[1:3], grey[3:5], grey[5:7]}) == 1
    assert set(FAMILY_COLOURS.values()) - {grey} <= OKABE_ITO
    assert SELECTED_COLOUR in OKABE_ITO


def test_both_themes_were_found() -> None:
    assert PAGES.keys() == {"light", "dark"}


@pytest.mark.parametrize("family", Family)
@pytest.mark.parametrize("page", PAGES.values(), ids=list(PAGES))
def test_a_box_stands_out_from_the_page_by_its_face_or_its_edge(family: Family, page: str) -> None:
    edge = network_drawing(summarize(PRESETS["vgg16"])).layout.shapes[0].line.color
    assert max(contrast(FAMILY_COLOURS[family], page), contrast(edge, page)) >= LEAST_CONTRAST


@pytest.mark.parametrize("page", PAGES.values(), ids=list(PAGES))
def test_the_mark_of_the_selected_layer_stands_out_from_the_page(page: str) -> None:
    assert contrast(SELECTED_COLOUR, page) >= LEAST_CONTRAST


def test_values_are_drawn_in_viridis() -> None:
    # The first, middle and last entry of matplotlib's table _viridis_data, times 255
    colours = palette("viridis")
    assert colours.dtype == np.uint8
    assert colours.shape == (256, 3)
    assert colours[0].tolist() == [68, 1, 84]
    assert np.abs(colours[128].astype(int) - [33, 145, 140]).max() <= 2
    assert colours[255].tolist() == [253, 231, 37]


def test_a_larger_value_is_never_darker() -> None:
    lightness = [luminance("#" + bytes(colour).hex()) for colour in palette("viridis")]
    assert np.diff(lightness).min() > -0.001  # eight bits a colour: a step may be rounded down


def test_nobody_can_change_the_shared_colours() -> None:
    with pytest.raises(ValueError, match="read-only"):
        palette("viridis")[0] = 0


DRAWN = figure(
    [{"type": "scatter", "x": [1], "y": [1]}], {"xaxis": axis("x"), "yaxis": axis("y")}, height=200
)


def test_text_in_a_figure_is_large_enough_for_a_projector() -> None:
    layout = DRAWN.layout
    fonts = (layout.font, layout.hoverlabel.font, layout.xaxis.tickfont, layout.yaxis.title.font)
    assert {font.size for font in fonts} == {FONT_SIZE}
    assert FONT_SIZE >= LEAST_FONT_SIZE
    assert layout.height == 200


def test_a_download_is_dark_on_white() -> None:
    layout = DRAWN.layout
    assert contrast(layout.font.color, layout.paper_bgcolor) > 15
    assert contrast(layout.hoverlabel.font.color, layout.hoverlabel.bgcolor) > 15


def test_nothing_in_a_figure_makes_the_browser_draw_it_twice() -> None:
    layout = DRAWN.to_plotly_json()["layout"]
    assert "template" not in layout
    assert "datarevision" in layout


def test_grid_lines_run_across_only_and_are_visible_on_both_pages() -> None:
    assert not DRAWN.layout.xaxis.showgrid
    assert DRAWN.layout.yaxis.gridcolor == DRAWN.layout.yaxis.zerolinecolor == LINES


def test_an_axis_takes_options_and_leaves_its_labels_to_the_margin() -> None:
    layout = figure([], {"xaxis": axis("px", range=[0, 5])}, height=300, margin={"l": 50}).layout
    assert (layout.xaxis.title.text, layout.xaxis.range) == ("px", (0, 5))
    assert (layout.xaxis.automargin, layout.xaxis.fixedrange) == (False, True)
    assert (layout.margin.l, layout.margin.r) == (50, 8)


@pytest.mark.parametrize(
    ("options", "image_format"),
    [(config("VGG16 at 225x299"), "svg"), (config("VGG16 at 225x299.png"), "png")],
    ids=["usual", "png"],
)
def test_the_only_button_downloads_the_figure_under_its_name(
    options: dict[str, Any], image_format: str
) -> None:
    assert options["modeBarButtons"] == [["toImage"]]
    image = options["toImageButtonOptions"]
    assert (image["format"], image["filename"]) == (image_format, "VGG16 at 225x299")
    assert image["scale"] == 2  # two dots per pixel: sharp in print
    assert options["displaylogo"] is False


def test_axes_are_named_as_plotly_names_them() -> None:
    panels = range(3)
    names = [axis_name("x", panel) for panel in panels]
    keys = [axis_key("x", panel) for panel in panels]
    assert names == ["x", "x2", "x3"]
    assert keys == ["xaxis", "xaxis2", "xaxis3"]
