"""What measured fields show, in words: where the box lies and how much of it is used."""

import numpy as np
import pytest

from explorer.architecture.fields.effective import Spread, SquareShares, Unit
from explorer.architecture.layers import Conv2D
from explorer.architecture.networks import PRESETS
from explorer.architecture.receptive_field import Box
from explorer.architecture.summary import LayerSummary, summarize
from explorer.figures.fields.measured_notes import (
    average_note,
    box_note,
    layer_notes,
    measured_layer_table,
    measured_numbers,
    measured_spread_notes,
    square_note,
)

PHOTO = (30, 50, 3)
INSIDE, CORNER = Box(4, 6, 23, 25), Box(-5, 31, 14, 50)


def convolutions(height: int, width: int) -> tuple[LayerSummary, ...]:
    rows = summarize(PRESETS["vgg16-no-top"], (height, width, 3))
    return tuple(row for row in rows if isinstance(row.layer, Conv2D))


ROWS = convolutions(225, 299)


def spread(side: int, num_pixels: int, share: float = 0.96) -> Spread:
    """A field whose square holds that share of its mass, if it has any."""
    shares = np.array([share, 1.0]) * (side > 0)
    return Spread(SquareShares(np.array([side, side + 2]), shares), side, num_pixels)


EVEN = spread(20, 400)
NOTHING = spread(0, 0)


def test_a_box_inside_the_photo() -> None:
    assert box_note(INSIDE, PHOTO) == (
        "In theory, it can see rows 4 to 23 and columns 6 to 25, counted from 0: a box of 20×20 "
        "px. All of it lies on the photo."
    )


def test_a_box_over_the_corner_counts_its_padding() -> None:
    note = box_note(CORNER, PHOTO)
    assert note.startswith("In theory, it can see rows −5 to 14 and columns 31 to 50")
    assert "Only 15×19 px of it lie on the photo; 28.7 % is padding: " in note
    assert "5 rows above it and 1 column right of it. " in note


def test_numbers_are_named() -> None:
    found = measured_numbers({"trained": spread(12, 81)}, CORNER, PHOTO)
    assert found == {
        "Theoretical field": "20×20 px",
        "Padding in the box": "28.7 %",
        "95.45 % square, trained": "12 px",
    }


def test_what_a_unit_uses_is_worked_out() -> None:
    spreads = {"trained": spread(12, 81), "untrained": spread(10, 64)}
    box, trained, untrained, both = measured_spread_notes(spreads, EVEN, INSIDE, PHOTO)
    assert box == box_note(INSIDE, PHOTO)
    assert trained == (
        "Trained: a square of 12 px around the centre holds 96.00 % of the mass, on 36 % of the "
        "box's area; if every pixel counted the same, 95.45 % would take 20 px. 81 of 400 pixels "
        "have more than 4.55 % of the strongest one's weight, which gives an effective size of "
        "√81 = 9 px, 45 % of the theoretical 20 px."
    )
    assert untrained.startswith("Untrained: a square of 10 px")
    assert "trained field is wider than the untrained one here: 12 px against 10 px" in both


def test_pixels_in_the_padding_are_not_counted() -> None:
    (_, note) = measured_spread_notes({"untrained": spread(12, 81)}, EVEN, CORNER, PHOTO)
    assert "81 of 285 pixels" in note


def test_at_the_border_a_field_is_compared_with_what_it_could_fill() -> None:
    """Of CORNER 15 rows and 19 columns lie on the photo, of the square of 16 px 13 and 16."""
    (_, note) = measured_spread_notes({"untrained": spread(16, 225)}, EVEN, CORNER, PHOTO)
    assert f"on {100 * 13 * 16 / 285:.0f} % of the box's area on the photo" in note
    assert note.endswith(
        "√225 = 15 px, 89 % of the √285 = 16.9 px that the box has on the photo, and 75 % of the "
        "theoretical 20 px, padding included."
    )


def test_the_part_of_the_box_on_a_small_photo_counts_as_all_of_it() -> None:
    """The last convolution's unit of a photo of 32 px: padding does not count as unused."""
    (_, note) = measured_spread_notes(
        {"trained": spread(46, 1024)}, EVEN, Box(-74, -74, 121, 121), (32, 32)
    )
    assert "100 % of the √1,024 = 32 px that the box has on the photo, and 16 % of" in note


@pytest.mark.parametrize(
    ("found", "box", "expected"),
    [
        (spread(12, 81), INSIDE, "96.00 % of the mass lies within 12 px; the box measures 20 px."),
        (
            spread(12, 81, 1.0),
            CORNER,
            "All of the mass lies within 12 px; the box measures 20 px, 15×19 of it on the photo.",
        ),
        (NOTHING, INSIDE, "No pixel counts."),
    ],
    ids=["inside", "corner", "nothing"],
)
def test_the_square_is_compared_with_the_box(found: Spread, box: Box, expected: str) -> None:
    assert square_note(found, box, PHOTO) == expected


@pytest.mark.parametrize(
    ("trained", "untrained", "expected"),
    [(12, 14, "narrower"), (14, 12, "wider"), (14, 14, "fields are equal here: 14 px")],
)
def test_trained_and_untrained_are_compared(trained: int, untrained: int, expected: str) -> None:
    spreads = {"trained": spread(trained, 9), "untrained": spread(untrained, 9)}
    assert expected in list(measured_spread_notes(spreads, EVEN, INSIDE, PHOTO))[-1]


def test_a_unit_that_nothing_reaches_says_so() -> None:
    found = list(
        measured_spread_notes({"trained": NOTHING, "untrained": spread(3, 9)}, EVEN, INSIDE, PHOTO)
    )
    assert found[1].startswith("Trained: no pixel counts: no small change of this photo")
    assert len(found) == 3  # and nothing is compared


@pytest.mark.parametrize(
    ("over", "channel", "expected"),
    [
        ("positions", None, "16 positions of block3_conv1, spread evenly over its grid, all chan"),
        ("channels", 5, "16 channels of block3_conv1, each on its own, at position (2, 3)"),
        ("photos", 5, "position (2, 3) of block3_conv1, channel 5, on 4 photos"),
    ],
)
def test_the_note_says_what_is_averaged(over: str, channel: int | None, expected: str) -> None:
    assert expected in average_note(over, 16, 4, Unit("block3_conv1", (2, 3), channel))


def test_layers_in_sentences_and_in_a_table() -> None:
    measured = {"trained": [spread(3, 9)] * 12 + [spread(98, 38**2)]}
    grows, trained = layer_notes(ROWS, measured)
    assert "from 3 px to 196 px" in grows
    assert "the 95.45 % square goes from 3 px to 98 px, from 100 % to 50 %" in trained
    assert "the effective size goes from 100 % to 19 %." in trained
    table = measured_layer_table(ROWS, measured)
    assert {len(cells) for cells in table.values()} == {13}
    assert table["Theoretical, px"][-1] == 196
    assert table["On the photo, px"][-1] == "196×196"
    assert table["95.45 % square, trained, px"][-1] == 98
    assert table["Effective size, trained, px"][-1] == 38


def test_layers_whose_boxes_reach_beyond_a_small_photo() -> None:
    """Unit (4, 6) of block3_conv1 sees rows 6 to 29 of 0 to 31, that of block3_conv2 2 to 33."""
    measured = {"trained": [spread(3, 9)] * 12 + [spread(46, 38**2)]}
    _, padded, trained = layer_notes(convolutions(32, 50), measured)
    assert padded.startswith("From block3_conv2 on, part of the box is padding")
    assert padded.endswith("of the 196×196 px of block5_conv3, only 32×50 lie on the photo.")
    # 38 of the 40 px: a square of 40 px has 32 * 50 pixels
    assert "23 % of the theoretical side, padding included; the effective size" in trained
    assert trained.endswith(
        "from 100 % to 95 % of the size with every pixel of the box on the photo."
    )
    assert measured_layer_table(convolutions(32, 50), measured)["On the photo, px"][-1] == "32×50"
