"""The records: what they refuse, and that every kind is handled everywhere."""

import ast
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest

from explorer.architecture.cost import cost_of
from explorer.architecture.layers import (
    LAYER_KINDS,
    LRN,
    Activation,
    AveragePool2D,
    Conv2D,
    Dense,
    Dropout,
    Family,
    Layer,
    MaxPool2D,
    ZeroPad2D,
)
from explorer.architecture.networks import Network
from explorer.architecture.shapes import output_shape, window_of
from explorer.architecture.summary import summarize
from tests.architecture.examples import EXAMPLES, Example, kind_of

PACKAGE = Path(__file__).parents[2] / "explorer"
SOURCES = sorted(
    path
    for room in ("architecture", "figures", "runtime", "views")
    for path in PACKAGE.glob(f"{room}/**/*.py")
)
"""The rooms that compute or build something for each layer of a network."""


@dataclass(frozen=True, slots=True)
class Unheard:
    """A kind of layer that no code handles yet."""

    family: ClassVar[Family] = Family.RESHAPE
    name: str = "unheard"


def test_every_kind_has_an_example_worked_out_by_hand() -> None:
    assert sorted(map(kind_of, EXAMPLES)) == sorted(LAYER_KINDS)


@pytest.mark.parametrize("example", EXAMPLES, ids=kind_of)
def test_a_record_is_hashable_and_cannot_be_changed(example: Example) -> None:
    layer = example.layer
    assert {layer: "found"}[layer] == "found"
    with pytest.raises(FrozenInstanceError, match="name"):
        layer.name = "other"  # type: ignore[misc]


@pytest.mark.parametrize("example", EXAMPLES, ids=kind_of)
def test_every_kind_belongs_to_a_family(example: Example) -> None:
    assert example.layer.family in Family


def test_an_unhandled_kind_is_refused_and_not_mistaken_for_another() -> None:
    unheard: Any = Unheard()
    with pytest.raises(AssertionError, match="Unheard"):
        window_of(unheard)
    with pytest.raises(AssertionError, match="Unheard"):
        output_shape(unheard, (5, 6, 2))
    with pytest.raises(AssertionError, match="Unheard"):
        cost_of(unheard, (5, 6, 2), (5, 6, 2))
    with pytest.raises(AssertionError, match="Unheard"):
        summarize(Network("with a new kind", (unheard,)))


MATCH_ON_A_LAYER = """
match layer:
    case Conv2D(): weights = 1
    case {kinds}: weights = 0
    case _: {otherwise}
"""


def matches_on_layers(source: str) -> Iterator[tuple[set[str], str]]:
    """The kinds that each `match` over layers names, and what it does with any other kind."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Match):
            named = {
                ast.unparse(part.cls).rpartition(".")[2]
                for case in node.cases
                for part in ast.walk(case.pattern)
                if isinstance(part, ast.MatchClass)
            }
            if named & LAYER_KINDS.keys():
                yield named, ast.unparse(node.cases[-1])


def is_complete(named: set[str], last_case: str) -> bool:
    """Whether every kind is named, and a new one would be refused."""
    return named >= LAYER_KINDS.keys() and "case _:\n    assert_never(" in last_case


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=str(path.relative_to(PACKAGE)))
        for path in SOURCES
        if any(matches_on_layers(path.read_text()))
    ],
)
def test_every_match_on_layers_names_every_kind(path: Path) -> None:
    for named, last_case in matches_on_layers(path.read_text()):
        assert is_complete(named, last_case), LAYER_KINDS.keys() - named


def test_the_matches_on_layers_are_found() -> None:
    found = {path.name for path in SOURCES if any(matches_on_layers(path.read_text()))}
    assert found >= {"shapes.py", "cost.py", "keras_calls.py", "derivations.py", "build.py"}


def test_a_match_that_forgets_a_kind_is_caught() -> None:
    others = LAYER_KINDS.keys() - {"Conv2D"}
    for kinds, otherwise, complete in (
        (others, "assert_never(layer)", True),
        (others - {"Dropout"}, "assert_never(layer)", False),
        (others, "weights = 0", False),
    ):
        patterns = " | ".join(f"{kind}()" for kind in kinds)
        source = MATCH_ON_A_LAYER.format(kinds=patterns, otherwise=otherwise)
        (found,) = matches_on_layers(source)
        assert is_complete(*found) is complete


@pytest.mark.parametrize(
    ("kind", "fields", "message"),
    [
        (
            Conv2D,
            {"filters": 0, "kernel_size": 3},
            r"c \(Conv2D\): filters must be a whole number of 1 or more\. Received: filters=0\.",
        ),
        (Conv2D, {"filters": 4, "kernel_size": 0}, "kernel_size must .* kernel_size=0"),
        (Conv2D, {"filters": 4, "kernel_size": 2.5}, "kernel_size must .* kernel_size=2.5"),
        (Conv2D, {"filters": True, "kernel_size": 3}, "filters must .* filters=True"),
        (Conv2D, {"filters": 4, "kernel_size": 3, "stride": 0}, "stride must .* stride=0"),
        (Conv2D, {"filters": 4, "kernel_size": 3, "dilation": -1}, "dilation must .* dilation=-1"),
        (
            Conv2D,
            {"filters": 4, "kernel_size": 3, "padding": "full"},
            r"padding must be one of \('same', 'valid'\)\. Received: padding='full'",
        ),
        (
            Conv2D,
            {"filters": 4, "kernel_size": 3, "activation": "tanh"},
            "activation must be one of .* Received: activation='tanh'",
        ),
        (
            Conv2D,
            {"filters": 4, "kernel_size": 3, "stride": 2, "dilation": 2},
            r"stride and dilation cannot both .* Received: stride 2, dilation 2\. Set one",
        ),
        (
            Conv2D,
            {"filters": 4, "kernel_size": 3, "stride": (2, 1), "dilation": (1, 2)},
            r"stride and dilation cannot both .* Received: stride \(2, 1\), dilation \(1, 2\)\.",
        ),
        (Conv2D, {"filters": 4, "kernel_size": (3, 0)}, r"two of them: .* kernel_size=\(3, 0\)"),
        (Conv2D, {"filters": 4, "kernel_size": (3,)}, r"\(rows, columns\)\. .* kernel_size=\(3,\)"),
        (Conv2D, {"filters": 4, "kernel_size": [3, 5]}, r"two of them: .* kernel_size=\[3, 5\]"),
        (MaxPool2D, {"pool_size": (2, True)}, r"pool_size must .* pool_size=\(2, True\)"),
        (ZeroPad2D, {"amount": (1, 2, 3)}, r"amount must .* amount=\(1, 2, 3\)"),
        (
            ZeroPad2D,
            {"amount": ((1, -2), (3, 4))},
            r"amount must .* amount=\(\(1, -2\), \(3, 4\)\)",
        ),
        (MaxPool2D, {"pool_size": 0}, r"c \(MaxPool2D\): pool_size must .* pool_size=0"),
        (AveragePool2D, {"stride": 0}, r"c \(AveragePool2D\): stride must .* stride=0"),
        (MaxPool2D, {"padding": 1}, "padding must be one of .* Received: padding=1"),
        (ZeroPad2D, {"amount": -1}, r"\(ZeroPad2D\): amount .* of 0 or more\. .* amount=-1"),
        (LRN, {"size": 0}, r"c \(LRN\): size must .* size=0"),
        (LRN, {"size": 4}, "size must be odd, because .* Received: size=4"),
        (Activation, {"function": "gelu"}, r"c \(Activation\): function .* function='gelu'"),
        (Dropout, {"rate": 1.0}, "rate must be at least 0 and less than 1. Received: rate=1.0"),
        (Dropout, {"rate": -0.1}, "rate must be .* rate=-0.1"),
        (Dropout, {"rate": float("nan")}, "rate must be .* rate=nan"),
        (Dense, {"units": 0}, r"c \(Dense\): units must .* units=0"),
        (Dense, {"units": 7, "activation": ""}, "activation must .* activation=''"),
    ],
)
def test_a_record_refuses_what_no_framework_can_build(
    kind: type, fields: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        kind(name="c", **fields)


@pytest.mark.parametrize(
    ("one", "same"),
    [
        (Conv2D("c", 4, (3, 3)), Conv2D("c", 4, 3)),
        (Conv2D("c", 4, 3, (2, 2)), Conv2D("c", 4, 3, 2)),
        (MaxPool2D("p", (2, 2), (1, 1)), MaxPool2D("p", 2, 1)),
        (ZeroPad2D("z", (1, 1)), ZeroPad2D("z", 1)),
        (ZeroPad2D("z", ((1, 1), (1, 1))), ZeroPad2D("z", 1)),
        (ZeroPad2D("z", ((1, 1), (2, 2))), ZeroPad2D("z", (1, 2))),
    ],
    ids=["kernel", "stride", "pool", "rows and columns", "all four sides", "both ends"],
)
def test_two_equal_numbers_are_one(one: Layer, same: Layer) -> None:
    assert one == same
    assert hash(one) == hash(same)
    assert repr(one) == repr(same)


def test_two_different_numbers_stay_two() -> None:
    layer = Conv2D("c", 4, (3, 5), (1, 2))
    assert (layer.kernel_size, layer.stride, layer.dilation) == ((3, 5), (1, 2), 1)
    assert layer != Conv2D("c", 4, (5, 3), (1, 2))
    assert ZeroPad2D("z", (1, (2, 3))).amount == ((1, 1), (2, 3))  # type: ignore[arg-type]
