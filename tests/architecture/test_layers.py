"""The records: what they refuse, and that every kind is known everywhere."""

from dataclasses import FrozenInstanceError, dataclass
from typing import Any, ClassVar

import pytest

from explorer.architecture import cost
from explorer.architecture.layers import (
    LAYER_KINDS,
    LRN,
    Activation,
    AveragePool2D,
    Conv2D,
    Dense,
    Dropout,
    Family,
    MaxPool2D,
    ZeroPad2D,
)
from explorer.architecture.networks import Network
from explorer.architecture.shapes import window_of
from explorer.architecture.summary import summarize
from tests.architecture.examples import EXAMPLES, Example, kind_of


@dataclass(frozen=True, slots=True)
class Unheard:
    """A kind of layer that nobody has handled yet."""

    family: ClassVar[Family] = Family.RESHAPE
    name: str = "unheard"


def test_every_kind_has_an_example_worked_out_by_hand() -> None:
    assert sorted(map(kind_of, EXAMPLES)) == sorted(LAYER_KINDS)


@pytest.mark.parametrize("example", EXAMPLES, ids=kind_of)
def test_a_record_can_be_a_key_and_not_be_changed(example: Example) -> None:
    layer = example.layer
    assert {layer: "found"}[layer] == "found"
    with pytest.raises(FrozenInstanceError, match="name"):
        layer.name = "other"  # type: ignore[misc]


@pytest.mark.parametrize("example", EXAMPLES, ids=kind_of)
def test_every_kind_belongs_to_a_family(example: Example) -> None:
    assert example.layer.family in Family


def test_a_kind_that_nobody_handles_is_refused_and_not_taken_for_another() -> None:
    unheard: Any = Unheard()
    with pytest.raises(AssertionError, match="Unheard"):
        window_of(unheard)
    with pytest.raises(AssertionError, match="Unheard"):
        cost.num_parameters(unheard, (5, 6, 2))
    with pytest.raises(AssertionError, match="Unheard"):
        summarize(Network("with a new kind", (unheard,)))


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
            r"stride and dilation cannot both .* Received: stride=2, dilation=2\. Set one",
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
