"""A link that asks for what there is not: a sentence says so, and the usual is shown."""

import pytest

from tests.pages.conftest import OpenApp
from tests.pages.visitor import as_read, errors


@pytest.mark.parametrize(
    ("page", "key", "value", "accepted"),
    [
        ("stacks", "cin", "3.5", "a whole number from 1 to 4,096"),
        ("stacks", "kernel", "4", "There are: 5, 7, 9, 11."),
        ("growth", "axis", "diag", "There are: rows, columns."),
        ("growth", "on_photo", "7", "There are: true, false."),
        ("growth", "layer", "zzz", "No network has such a layer."),
        ("pixels", "repeats", "99", "a whole number from 1 to 12"),
        ("pixels", "draw", "-3", "a whole number from 0 to 999"),
        ("pixels", "kernel_size", "4", "There are: 3, 5, 7."),
        ("pixels", "depth", "0", "a whole number from 8 to 100"),
        ("compare", "other", "resnet", "There are: vgg16"),
        ("channels", "amount", "money", "There are: weights,"),
    ],
)
def test_it_is_told_what_there_is(
    open_app: OpenApp, page: str, key: str, value: str, accepted: str
) -> None:
    usual, at = open_app(page=page), open_app(page=page, **{key: value})
    assert errors(at) == []
    (told,) = (text for text in map(as_read, at.warning.values) if "The link" in text)
    assert told.startswith(f'The link asks for {key} "{value}", which there is not.')
    assert accepted in told
    assert at.session_state[key] == usual.session_state[key]
    assert key not in at.query_params


@pytest.mark.parametrize(
    ("link", "key", "there_is"),
    [
        ({"layer": "fc1", "network": "vgg16-no-top"}, "layer", "block5_pool"),
        ({"layer": "block5_conv4"}, "layer", "block5_pool"),
        ({"layer": "block3_conv3", "row": "99"}, "row", 55),
        ({"layer": "block3_conv3", "column": "9999"}, "column", 55),
        ({"field_of": "stack", "stack_layer": "zzz"}, "stack_layer", "conv3"),
        ({"field_of": "stack", "positions": "9", "row": "12"}, "row", 8),
    ],
)
def test_what_comes_nearest_is_shown_and_is_in_the_address(
    open_app: OpenApp, link: dict[str, str], key: str, there_is: object
) -> None:
    at = open_app(page="growth", **link)
    (told,) = (text for text in map(as_read, at.warning.values) if "The link" in text)
    assert told == (
        f'The link asks for {key} "{link[key]}", which there is not here. Shown: {there_is}.'
    )
    assert at.session_state[key] == there_is


def test_a_number_with_zeros_before_it_is_that_number(open_app: OpenApp) -> None:
    at = open_app(page="growth", layer="block3_conv3", row="007")
    assert not any("The link" in text for text in at.warning.values)
    assert at.session_state["row"] == 7
