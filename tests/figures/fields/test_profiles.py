"""Overlaid profiles, the heat map with its section, and sizes over depth."""

import numpy as np
import pytest

from explorer.architecture.fields.profiles import by_depth, dense_profile, heat_map, profile
from explorer.architecture.shapes import Window
from explorer.figures.fields.profiles import PROFILE_LINES, depth_chart, profile_chart, profile_map

TRIANGLE = profile([Window(3)] * 2)


class TestProfiles:
    def test_are_centred_and_end_at_zero(self) -> None:
        figure = profile_chart({"two 3×3": TRIANGLE, "pooling": profile([Window(2)])})
        triangle, pooling = figure.data
        assert list(triangle.x) == [-3, -2, -1, 0, 1, 2, 3]
        assert np.multiply(triangle.y, 9).tolist() == pytest.approx([0, 1, 2, 3, 2, 1, 0])
        assert list(pooling.x) == [-1.5, -0.5, 0.5, 1.5]
        assert list(pooling.y) == [0, 0.5, 0.5, 0]
        assert triangle.line.shape == "hvh"

    def test_differ_in_colour_and_dash(self) -> None:
        figure = profile_chart({str(size): dense_profile(size) for size in range(1, 6)})
        looks = {(line.line.color, line.line.dash) for line in figure.data}
        assert looks == set(PROFILE_LINES)
        assert len({dash for _, dash in looks}) == len(looks)

    def test_the_highest_has_room(self) -> None:
        layout = profile_chart({"one": dense_profile(4), "two": TRIANGLE}).layout
        assert layout.yaxis.range[0] == 0
        assert layout.yaxis.range[1] > 1 / 3
        assert layout.xaxis.title.text == "Distance from the centre, px"
        assert layout.yaxis.title.text == "Share of the gradient"

    def test_six_are_too_many(self) -> None:
        with pytest.raises(ValueError, match=r"Received 6 profiles\. At most 5"):
            profile_chart({str(size): dense_profile(size) for size in range(1, 7)})


class TestMap:
    def test_has_a_row_for_each_share_and_the_section_below(self) -> None:
        figure = profile_map(heat_map(TRIANGLE, dense_profile(4)))
        heat, mark, section = figure.data
        assert np.shape(heat.z) == (5, 4)
        assert heat.z[2].tolist() == pytest.approx([1 / 12] * 4)
        assert heat.zmin == 0
        assert heat.zmax == pytest.approx(1 / 12)
        assert list(mark.y) == [2, 2]
        assert list(section.x) == [-1, 0, 1, 2, 3, 4]
        assert list(section.y) == pytest.approx([0, *[1 / 12] * 4, 0])
        assert section.yaxis == "y2"

    def test_axes_have_titles_and_square_pixels(self) -> None:
        layout = profile_map(heat_map(TRIANGLE, dense_profile(4))).layout
        assert layout.xaxis.title.text == "Column of the field, px"
        assert layout.yaxis.title.text == "Row, px"
        assert layout.yaxis2.title.text == "Share, row 2"
        assert layout.yaxis.scaleanchor == "x"
        assert layout.yaxis2.domain[1] < layout.yaxis.domain[0]
        assert (layout.xaxis.range, layout.yaxis.range) == ((-0.5, 3.5), (4.5, -0.5))


class TestDepth:
    def test_theoretical_and_effective_sizes(self) -> None:
        figure = depth_chart(by_depth(3, [1, 10, 40]), 3)
        theoretical, counted, bell = figure.data
        assert list(theoretical.x) == [1, 10, 40]
        assert list(theoretical.y) == [3, 21, 81]
        assert list(counted.y) == [3, 13, 25]
        assert bell.y[2] == pytest.approx(2 * bell.y[1])
        assert counted.mode == "markers"

    def test_axes_say_what_is_stacked(self) -> None:
        layout = depth_chart(by_depth(5, [1, 2]), 5).layout
        assert layout.xaxis.title.text == "Depth, 5×5 layers"
        assert layout.yaxis.title.text == "Size, px"
