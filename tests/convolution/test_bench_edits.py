"""What the bench sends is read; what fits nothing is left out."""

from typing import Any

import pytest

from explorer.convolution.bench_edits import (
    BenchPlace,
    SetNumber,
    read_place,
    read_set_number,
)


def typed(part: str, *index: Any, text: Any = "1.5") -> dict[str, Any]:
    return {"number": 1, "known": 0, "kind": "set", "part": part, "index": [*index], "text": text}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (typed("input", 0, 11, 2), SetNumber("input", (0, 11, 2), "1.5")),
        (typed("kernel", 4, 0, 1, 3, text=""), SetNumber("kernel", (4, 0, 1, 3), "")),
        (typed("bias", 3, text="1e400"), SetNumber("bias", (3,), "1e400")),
        (typed("bias", 0, text="½ x"), SetNumber("bias", (0,), "½ x")),
    ],
)
def test_a_typed_number_is_read(sent: object, expected: SetNumber) -> None:
    assert read_set_number(sent) == expected


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        typed("output", 0, 0, 0),
        typed("input", 0, 0),
        typed("kernel", 0, 0, 0),
        typed("bias", 0, 0),
        typed("input", 0, -1, 0),
        typed("input", 0, 1.5, 0),
        typed("input", True, 0, 0),
        typed("input", 0, 0, 0, text=3),
        typed("input", 0, 0, 0) | {"kind": "undo"},
        typed("input") | {"index": "000"},
    ],
)
def test_what_is_not_a_typed_number_is_left_out(sent: object) -> None:
    assert read_set_number(sent) is None


def test_a_long_text_is_cut_where_it_can_only_be_refused() -> None:
    read = read_set_number(typed("bias", 0, text="1" * 5000))
    assert read is not None
    assert read.text == "1" * 101


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"cell": [2, 0, 3], "pinned": None, "number": 4}, BenchPlace((2, 0, 3), None)),
        ({"cell": [0, 1, 0], "pinned": [5, 5, 0]}, BenchPlace((0, 1, 0), (5, 5, 0))),
        ({"cell": None, "pinned": [-1, 0, 0]}, BenchPlace(None, None)),
        ({"cell": [1, 2], "pinned": [1, 2, "3"]}, BenchPlace(None, None)),
        ({"cell": [True, 0, 0], "pinned": []}, BenchPlace(None, None)),
    ],
)
def test_a_place_is_read(sent: object, expected: BenchPlace) -> None:
    assert read_place(sent) == expected


@pytest.mark.parametrize("sent", [None, [], {}, {"cell": None}, {"cell": "0,0,0", "pinned": None}])
def test_what_names_no_place_is_left_out(sent: object) -> None:
    assert read_place(sent) is None
