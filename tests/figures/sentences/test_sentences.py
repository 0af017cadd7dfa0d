"""Every function that puts numbers into words, on odd configurations, against rules of its own.

A rule reads the numbers and the claims back out of the sentences, and works them out from the
layers, values or costs in another way. It never calls what made the sentence.
"""

import importlib
import random

import pytest

from tests.figures.sentences.cases import Rule, fitting_case
from tests.figures.sentences.cause_rules import CAUSE_RULES
from tests.figures.sentences.convolution_rules import CONVOLUTION_RULES
from tests.figures.sentences.discovery import makers_in, sentence_makers
from tests.figures.sentences.field_rules import FIELD_RULES
from tests.figures.sentences.filtered_rules import FILTERED_RULES
from tests.figures.sentences.head_rules import HEAD_RULES
from tests.figures.sentences.learned_rules import LEARNED_RULES
from tests.figures.sentences.map_rules import MAP_RULES
from tests.figures.sentences.mistake_rules import MISTAKE_RULES
from tests.figures.sentences.network_rules import NETWORK_RULES
from tests.figures.sentences.recipe_rules import RECIPE_RULES
from tests.figures.sentences.run_rules import RUN_RULES
from tests.figures.sentences.set_rules import SET_RULES
from tests.figures.sentences.size_rules import SIZE_RULES
from tests.figures.sentences.sliding_rules import SLIDING_RULES
from tests.figures.sentences.stack_rules import STACK_RULES
from tests.figures.sentences.training_rules import TRAINING_RULES
from tests.seeds import seeds

RULES: dict[str, Rule] = {
    **NETWORK_RULES,
    **FIELD_RULES,
    **MAP_RULES,
    **STACK_RULES,
    **CONVOLUTION_RULES,
    **FILTERED_RULES,
    **RECIPE_RULES,
    **SLIDING_RULES,
    **SIZE_RULES,
    **MISTAKE_RULES,
    **CAUSE_RULES,
    **LEARNED_RULES,
    **TRAINING_RULES,
    **HEAD_RULES,
    **RUN_RULES,
    **SET_RULES,
}
CONFIGURATIONS = 25
"""For each seed of a test."""

NO_CLAIMS = {
    "architecture.layers.cannot_combine": "repeats what was typed",
    "architecture.network.export.to_json": "a file; test_export reads it back",
    "architecture.network.keras_code.keras_code": "a program; test_keras_code runs it",
    "figures.convolution.bench_notes.unit_inputs_note": "repeats names",
    "figures.convolution.number_tables.number_tables": "tables; test_sliding_tables",
    "figures.convolution.sliding_tables.pooled_maps": "tables; test_sliding_tables",
    "figures.convolution.sliding_tables.both_maps": "tables; test_sliding_tables",
    "figures.convolution.sliding_tables.step_table": "tables; test_sliding_tables",
    "figures.maps.number_grids.kernel_slices": "numbers beside grids; test_number_grids",
    "figures.maps.number_grids.colour_tile": "colours of a grid; test_number_grids",
    "figures.maps.number_grids.products": "numbers of grids; test_number_grids",
    "figures.maps.number_grids.equation": "numbers of grids; test_number_grids",
    "figures.maps.number_grids.pooling_window": "numbers of a grid; test_number_grids",
    "figures.network.paper_table.paper_note": "one text; test_paper_table has the paper's numbers",
    "figures.network.trial_table.trial_note": "measured by Keras; test_trial_table",
    "figures.stacks.notes.alexnet_notes": "one text; test_notes has its numbers",
    "figures.stacks.notes.paper_notes": "one text; test_notes has its numbers",
    "figures.stacks.try_it.line_note": "one text; test_try_it has its numbers",
    "sections.activations.wall_caption": "how to read a picture, without numbers",
    "sections.architecture.drawing_caption": "how to read a picture, without numbers",
    "sections.causes.reach_caption": "how to read a picture, without numbers",
    "sections.depth.strip_caption": "how to read a picture, without numbers",
    "sections.home.introduction": "one text; test_home has its number",
    "session.choices.request_problem": "repeats other sentences",
    "views.health.model_facts": "what the server holds; test_health",
    "views.health.bounds_reached": "what the server holds; test_health",
    "views.presence.photos_note": "how many are here; test_health",
}
"""Functions that need no rule here, and why."""


@pytest.mark.parametrize("seed", seeds(20, 400))
def test_each_sentence_is_true(seed: int) -> None:
    for number in range(CONFIGURATIONS * seed, CONFIGURATIONS * (seed + 1)):
        case = fitting_case(random.Random(number))
        for rule in dict.fromkeys(RULES.values()):
            rule(random.Random(number), case)


def test_each_function_that_makes_sentences_has_a_rule() -> None:
    found = sentence_makers()
    assert set(found) - set(RULES) - set(NO_CLAIMS) == set()
    assert set(NO_CLAIMS) - set(found) == set()
    assert set(RULES) & set(NO_CLAIMS) == set()


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_for_a_function_that_exists(name: str) -> None:
    module, _, function = name.rpartition(".")
    assert callable(getattr(importlib.import_module(f"explorer.{module}"), function))


def test_a_function_without_a_rule_is_found() -> None:
    source = (
        'def plain() -> str:\n    return "no value in it"\n'
        'def told(n: int) -> str:\n    return f"There are {n}."\n'
        "def by_another(n: int) -> tuple[str, ...]:\n    return (_helper(n),)\n"
        'def _helper(n: int) -> str:\n    return f"There are {n}."\n'
        'def number(n: int) -> str:\n    return f"{n} px"\n'
        'def chart(n: int) -> Figure:\n    return f"There are {n}."\n'
    )
    assert list(makers_in(source)) == ["told", "by_another"]
