"""One row for each field of a block: every way to write the field follows from it."""

import re
from dataclasses import fields, replace

import pytest

from explorer.architecture.block_fields import BLOCK_FIELDS, USUAL, BlockField, block_parts
from explorer.architecture.networks import Block
from tests.architecture.full_block import FULL

OTHER = replace(FULL, kernel_size=(5, 1), stride=2, padding=3, dropout=0.25)
"""A block in which every field is unusual."""

every_field = pytest.mark.parametrize("field", BLOCK_FIELDS, ids=lambda field: field.name)


def test_each_field_of_a_block_has_its_row_in_order() -> None:
    assert [row.name for row in BLOCK_FIELDS] == [field.name for field in fields(Block)]


@every_field
def test_a_value_survives_its_cell(field: BlockField) -> None:
    for block in (USUAL, OTHER):
        value = getattr(block, field.name)
        assert field.read(field.cell(value)) == value


@every_field
def test_a_value_survives_its_option(field: BlockField) -> None:
    if field.option is not None:
        match = re.fullmatch(field.option.pattern, field.option.write(OTHER))
        assert match is not None
        for name, value in field.option.read(match).items():
            assert value == getattr(OTHER, name)


@every_field
def test_the_samples_in_sentences_can_be_read(field: BlockField) -> None:
    if field.option is not None:
        for sample in field.option.samples.split(", "):
            assert re.fullmatch(field.option.pattern, sample)


def test_no_option_can_be_mistaken_for_another() -> None:
    options = [field.option for field in BLOCK_FIELDS if field.option]
    for option in options:
        for sample in option.samples.split(", "):
            assert [each for each in options if re.fullmatch(each.pattern, sample)] == [option]


@every_field
def test_a_change_has_its_own_name_or_is_part_of_another(field: BlockField) -> None:
    pooled = replace(USUAL, repeats=2)
    changed = replace(pooled, **{field.name: getattr(OTHER, field.name)})
    before, after = block_parts(pooled), block_parts(changed)
    differing = [label for label in before if before[label] != after[label]]
    expected = [] if changed == pooled else ["pooling" if field.is_part else field.called]
    assert differing == expected
