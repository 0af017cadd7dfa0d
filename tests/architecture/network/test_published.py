"""Every number shown as published against ours, and that a wrong one would be caught."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from explorer.architecture.network.published import (
    PAPER_TABLE,
    PaperConfiguration,
    Published,
    Quantity,
    check,
    our_numbers,
)
from explorer.architecture.network.published_numbers import PUBLISHED
from explorer.architecture.networks import PRESETS
from tests.architecture import published as copied

# Simonyan & Zisserman, arXiv:1409.1556, table 3 (S = Q = 256) and table 4, copied once more:
# top-1, top-5, and both for several scales.
PAPER_ERRORS = {
    "A": (29.6, 10.4, None),
    "A-LRN": (29.7, 10.5, None),
    "B": (28.7, 9.9, None),
    "C": (28.1, 9.4, None),
    "D": (27.0, 8.8, (24.8, 7.5)),
    "E": (27.3, 9.0, (24.8, 7.5)),
}


def label(published: Published) -> str:
    """What a published number describes, as an id."""
    height, width, _ = published.input_shape
    parts = (published.network_key, f"{height}x{width}", published.layer, published.quantity)
    return " ".join(filter(None, (*parts, published.source)))


@pytest.mark.parametrize("published", PUBLISHED, ids=label)
def test_ours_agrees_with_the_published_number(published: Published) -> None:
    assert check(published).matches


@pytest.mark.parametrize("published", PUBLISHED, ids=label)
def test_a_different_last_digit_would_be_caught(published: Published) -> None:
    exponent = published.value.as_tuple().exponent
    last_digit = Decimal((0, (1,), int(exponent)))
    for wrong in (published.value + last_digit, published.value - last_digit):
        assert not check(replace(published, value=wrong)).matches


def test_every_quantity_is_there_and_no_number_twice() -> None:
    assert {published.quantity for published in PUBLISHED} == set(Quantity)
    assert max(Counter(PUBLISHED).values()) == 1
    assert all(published.source for published in PUBLISHED)


def test_every_preset_of_the_paper_has_a_published_number() -> None:
    assert {column.network_key for column in PAPER_TABLE} < {each.network_key for each in PUBLISHED}


class TestDigits:
    ALEXNET = Published(
        "alexnet", (224, 224, 3), Quantity.MACS, Decimal("0.71418"), "nobody", unit=10**9
    )

    def test_rounded_or_cut_off(self) -> None:
        assert check(self.ALEXNET).ours == 714_188_480
        rounded = replace(self.ALEXNET, value=Decimal("0.71419"))
        assert not check(self.ALEXNET).matches
        assert check(rounded).matches
        assert check(replace(self.ALEXNET, cut_off=True)).matches
        assert not check(replace(rounded, cut_off=True)).matches

    def test_an_input_that_is_not_square(self) -> None:
        published = Published(
            "vgg16", (225, 299, 3), Quantity.LAYER_PARAMETERS, Decimal(132_124_672), "", "fc1"
        )
        assert check(published) == (7 * 9 * 512 * 4096 + 4096, True)

    def test_a_layer_that_does_not_exist(self) -> None:
        with pytest.raises(ValueError, match="vgg11 has no layer called 'block1_conv2'"):
            check(Published("vgg11", (224, 224, 3), Quantity.FLOPS, Decimal(1), "", "block1_conv2"))


class TestPaperTable:
    def test_all_columns_in_the_papers_order(self) -> None:
        assert [each.column for each in PAPER_TABLE] == list(PAPER_ERRORS)

    @pytest.mark.parametrize("configuration", PAPER_TABLE, ids=lambda each: each.column)
    def test_the_numbers_of_the_paper(self, configuration: PaperConfiguration) -> None:
        key, errors = configuration.network_key, configuration.errors
        best = configuration.best_errors
        assert configuration.weight_layers == copied.VGG_WEIGHT_LAYERS[key]
        assert configuration.million_parameters == copied.VGG_PAPER_MILLIONS[key]
        assert (errors.top1, errors.top5, best and (best.top1, best.top5)) == (
            PAPER_ERRORS[configuration.column]
        )
        assert PRESETS[key].source.endswith(f"column {configuration.column}")

    @pytest.mark.parametrize("configuration", PAPER_TABLE, ids=lambda each: each.column)
    def test_our_numbers(self, configuration: PaperConfiguration) -> None:
        ours = our_numbers(configuration)
        cost = copied.COSTS[configuration.network_key]
        without_lrn = configuration.network_key.removesuffix("-lrn")  # it sees no neighbours
        assert ours.num_parameters == cost.parameters
        assert round(ours.num_macs / 10**9, 4) == cost.gmacs
        assert ours.receptive_field == copied.RECEPTIVE_FIELD_SIZES[without_lrn][-1]
        assert round(ours.num_parameters / 10**6) == configuration.million_parameters
