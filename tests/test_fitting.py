"""What is taken of a photo, where it goes, and what is lost: by hand."""

import pytest

from explorer.fitting import Fit, fitting


@pytest.mark.parametrize(
    ("source", "target", "how", "box", "place"),
    [
        ((300, 450), (224, 224), "crop", (75, 0, 375, 300), (0, 0, 224, 224)),
        ((450, 300), (224, 224), "crop", (0, 75, 300, 375), (0, 0, 224, 224)),
        ((300, 451), (224, 224), "crop", (75.5, 0, 375.5, 300), (0, 0, 224, 224)),
        ((300, 450), (100, 200), "crop", (0, 37.5, 450, 262.5), (0, 0, 100, 200)),
        ((300, 450), (224, 224), "squeeze", (0, 0, 450, 300), (0, 0, 224, 224)),
        ((300, 450), (90, 90), "pad", (0, 0, 450, 300), (15, 0, 60, 90)),
        ((450, 300), (91, 90), "pad", (0, 0, 300, 450), (0, 14, 91, 61)),
        ((1, 1), (3, 4), "pad", (0, 0, 1, 1), (0, 0, 3, 3)),
        ((1, 1000), (4, 4), "pad", (0, 0, 1000, 1), (1, 0, 1, 4)),
    ],
)
def test_the_part_and_its_place(
    source: tuple[int, int],
    target: tuple[int, int],
    how: Fit,
    box: tuple[float, ...],
    place: tuple[int, ...],
) -> None:
    done = fitting(source, target, how)
    assert (done.box, done.place) == (box, place)


@pytest.mark.parametrize(
    ("how", "stretch", "lost", "filled", "scales"),
    [
        ("crop", 1, 1 / 3, 0, (3, 3)),
        ("squeeze", 2 / 3, 0, 0, (3, 4.5)),
        ("pad", 300 / 67 / 4.5, 0, 1 - 67 / 100, (300 / 67, 4.5)),
    ],
)
def test_what_it_costs(
    how: Fit, stretch: float, lost: float, filled: float, scales: tuple[float, float]
) -> None:
    done = fitting((300, 450), (100, 100), how)
    assert done.stretch == pytest.approx(stretch)
    assert done.lost_share == pytest.approx(lost)
    assert done.filled_share == pytest.approx(filled)
    assert done.scales == pytest.approx(scales)


def test_which_pixels_the_photo_reaches() -> None:
    done = fitting((10, 20), (8, 8), "pad")
    reached = [
        (row, column) for row in range(8) for column in range(8) if done.is_inside(row, column)
    ]
    assert reached == [(row, column) for row in range(2, 6) for column in range(8)]
