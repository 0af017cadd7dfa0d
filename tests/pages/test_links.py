"""A link that asks for what does not exist: a sentence says so, and the default is shown."""

import pytest

from tests.pages.conftest import OpenApp
from tests.pages.visitor import as_read, chosen, errors, held, unfold


@pytest.mark.parametrize(
    ("page", "key", "value", "accepted"),
    [
        ("stacks", "cin", "3.5", "a whole number from 1 to 4,096"),
        ("stacks", "kernel", "4", "Choose one of: 5, 7, 9, 11."),
        ("growth", "axis", "diag", "Choose one of: columns, rows."),
        ("growth", "on_photo", "7", "Write true or false."),
        ("growth", "layer", "Conv", "Write a layer's name, such as block3_conv3."),
        ("pixels", "repeats", "99", "a whole number from 1 to 12"),
        ("pixels", "draw", "-3", "a whole number from 0 to 999"),
        ("pixels", "kernel_size", "4", "Choose one of: 3, 5, 7."),
        ("pixels", "depth", "0", "a whole number from 8 to 100"),
        ("compare", "other", "resnet", "Choose one of: vgg16,"),
        ("channels", "amount", "money", "Choose one of: weights,"),
    ],
)
def test_a_notice_says_what_exists(
    open_app: OpenApp, page: str, key: str, value: str, accepted: str
) -> None:
    usual, at = unfold(open_app(page=page)), unfold(open_app(page=page, **{key: value}))
    assert errors(at) == []
    (told,) = (text for text in map(as_read, at.warning.values) if "The link" in text)
    assert told.startswith(
        f'The link asks for {key} "{value}", which does not exist. The default is shown.'
    )
    assert accepted in told
    assert held(at, key) == held(usual, key)
    assert key not in at.query_params


@pytest.mark.parametrize(
    ("link", "key", "there_is"),
    [
        ({"layer": "fc1", "network": "vgg16-no-top"}, "layer", "block5_pool"),
        ({"layer": "block5_conv4"}, "layer", "block5_conv3"),
        ({"layer": "zzz"}, "layer", "block5_pool"),
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
        f'The link asks for {key} "{link[key]}", which does not exist here. {there_is} is shown.'
    )
    assert held(at, key) == there_is
    assert chosen(at, key) == str(there_is)


def test_a_number_with_zeros_before_it_is_that_number(open_app: OpenApp) -> None:
    at = open_app(page="growth", layer="block3_conv3", row="007")
    assert not any("The link" in text for text in at.warning.values)
    assert (held(at, "row"), chosen(at, "row")) == (7, "7")
