"""The colour maps are the published ones and rise from dark to bright."""

from typing import get_args

import numpy as np
import pytest

from explorer.figures.colour_maps import ColourMap, palette

COLOUR_MAPS: tuple[ColourMap, ...] = get_args(ColourMap)
SHARES_OF_LIGHTNESS = np.array([0.2126, 0.7152, 0.0722])  # ITU-R BT.709


@pytest.mark.parametrize(
    ("colour_map", "index", "colour"),
    [
        # Entries of matplotlib's tables _viridis_data, _cividis_data and _magma_data, times 255
        ("viridis", 0, (68, 1, 84)),
        ("viridis", 128, (33, 145, 140)),
        ("viridis", 255, (253, 231, 37)),
        ("cividis", 0, (0, 34, 78)),
        ("cividis", 255, (254, 232, 56)),
        ("magma", 0, (0, 0, 4)),
        ("magma", 128, (183, 55, 121)),
        ("magma", 255, (252, 253, 191)),
        ("grey", 100, (100, 100, 100)),
    ],
)
def test_colours_are_the_published_ones(
    colour_map: ColourMap, index: int, colour: tuple[int, int, int]
) -> None:
    # Plotly stores ten colours of a map and blends the others.
    assert np.abs(palette(colour_map)[index].astype(int) - colour).max() <= 2


@pytest.mark.parametrize("colour_map", COLOUR_MAPS)
def test_a_larger_value_is_never_darker(colour_map: ColourMap) -> None:
    lightness = palette(colour_map) @ SHARES_OF_LIGHTNESS
    assert np.diff(lightness).min() > -0.5  # eight bits a colour: a step may be rounded down
    assert lightness[-1] - lightness[0] > 180


@pytest.mark.parametrize("colour_map", COLOUR_MAPS)
def test_nobody_can_change_the_shared_colours(colour_map: ColourMap) -> None:
    assert palette(colour_map).dtype == np.uint8
    assert palette(colour_map).shape == (256, 3)
    with pytest.raises(ValueError, match="read-only"):
        palette(colour_map)[0] = 0


def test_the_usual_colours_are_those_of_every_other_figure() -> None:
    assert np.array_equal(palette("viridis"), palette("viridis"))
