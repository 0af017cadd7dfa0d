"""Numbers in cells and in links."""

import re
from random import Random

import numpy as np
import pytest

from explorer.arrays import Float64Array
from explorer.convolution.notation import (
    LARGEST_NUMBER,
    fitted,
    number_text,
    read_number,
    read_numbers,
    write_numbers,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3.0),
        (" -0.5 ", -0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("+2", 2.0),
        ("1e3", 1000.0),
        ("2E-3", 0.002),
        ("−7", -7.0),
        ("1000000", 1_000_000.0),
        ("0", 0.0),
    ],
)
def test_a_number_as_people_type_it(text: str, number: float) -> None:
    assert read_number(text) == number


def test_zero_has_no_sign() -> None:
    assert str(read_number("-0")) == "0.0"
    assert number_text(-0.0) == "0"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The cell is empty. Write a number, such as 0."),
        ("   ", "The cell is empty."),
        ("abc", '"abc" is not a number. Write 3 or -0.5.'),
        ("0,5", '"0,5" is not a number. Write 0.5.'),
        ("1,000", '"1,000" is not a number. Write 1000 or 1.000.'),
        ("-1,000,000", '"-1,000,000" is not a number. Write -1000000.'),
        ("1,2,3", '"1,2,3" is not a number. Write 3 or -0.5.'),
        ("1e400", f'"1e400" is too large. Write a number from -{LARGEST_NUMBER:,} to'),
        ("-1000001", '"-1000001" is too large.'),
        ("nan", '"nan" is not a number.'),
        ("inf", '"inf" is not a number.'),
        ("1_000", '"1_000" is not a number.'),
        ("٣", "is not a number."),
        ("½", "is not a number."),
        ("9" * 5000, '"99999999999999999999…" is not a number.'),
    ],
)
def test_what_is_not_a_number_gets_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        read_number(text)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([[1.0, 2.0], [3.0, 4.0]], "1_2~3_4"),
        ([[0.1, -2.5, 0.0]], "0.1_-2.5_0"),
        ([[1e-7]], "1e-7"),
    ],
)
def test_one_channel_in_a_link(values: list[list[float]], text: str) -> None:
    assert write_numbers(np.array(values)[..., np.newaxis]) == text
    assert read_numbers(text)[:, :, 0, 0].tolist() == values


def test_channels_and_filters_in_a_link() -> None:
    kernel = np.arange(8.0).reshape(1, 2, 2, 2)  # columns, channels, filters
    assert write_numbers(kernel) == "0_4~~2_6~~~1_5~~3_7"


def test_biases_in_a_link() -> None:
    assert write_numbers(np.array([1.0, -2.0])) == "1_-2"


def test_all_numbers_come_back_exactly() -> None:
    draw = Random("numbers in a link")
    for _ in range(200):
        shape = [draw.randint(1, 4) for _ in range(4)]
        numbers: Float64Array = np.array(
            [draw.choice((draw.gauss(0, 1), draw.randint(-9, 9))) for _ in range(np.prod(shape))]
        ).reshape(shape)
        text = write_numbers(numbers)
        assert np.array_equal(read_numbers(text), numbers)
        assert all(sign.isalnum() or sign in "_~.-" for sign in text)  # nothing to escape


@pytest.mark.parametrize("text", ["1_2~3", "1~~2_3", "1~~~2~~3"])
def test_rows_of_different_lengths_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="rows differ in length"):
        read_numbers(text)


@pytest.mark.parametrize("text", ["", "1_a", "1__2", "<img src=x>", "~~~~"])
def test_what_holds_no_numbers_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="number"):
        read_numbers(text)


def test_numbers_in_another_shape_keep_their_places() -> None:
    values = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    assert fitted(values, (3, 2)).tolist() == [[1, 2], [4, 5], [0, 0]]
