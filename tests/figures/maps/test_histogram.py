"""How values are spread: every value above 0 in one bar, zeros in words."""

import numpy as np
import pytest

from explorer.figures.maps.histogram import histogram, zeros_note

VALUES = np.array([[0.0, 0.0, 1.0], [2.0, 3.0, 5.0]])


def test_every_value_but_zero_is_in_a_bar() -> None:
    (bars,) = histogram(VALUES).data
    assert sum(bars.y) == 4
    assert (bars.customdata[0, 0], bars.customdata[-1, 1]) == (1, 5)


def test_axes_say_what_they_count() -> None:
    layout = histogram(VALUES).layout
    assert "Activation" in layout.xaxis.title.text
    assert layout.yaxis.title.text == "Units"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (VALUES, "2 of 6 units are 0 (33.3 %)."),
        (np.ones((1, 3)), "0 of 3 units are 0 (0 %)."),
        (np.zeros((1, 1)), "1 of 1 unit is 0 (100 %)."),
        (np.eye(64)[:1], "63 of 64 units are 0 (98.4 %)."),
        (np.arange(3000.0), "1 of 3,000 units is 0 (less than 0.1 %)."),
        (np.eye(2000)[:1], "1,999 of 2,000 units are 0 (more than 99.9 %)."),
    ],
)
def test_zeros_are_counted(values: np.ndarray, sentence: str) -> None:
    assert zeros_note(values) == sentence
