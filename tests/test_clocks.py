"""Durations are measured with a clock that nobody sets: the time of day may jump."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted([*(ROOT / "explorer").rglob("*.py"), *(ROOT / "pages").rglob("*.py")])
MONOTONIC = {"monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "sleep"}
"""What may be used of the module time."""


def uses_of_time(source: str) -> Iterator[str]:
    """What a source takes from the modules time and datetime."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ImportFrom(module="time" | "datetime", names=names):
                yield from (alias.name for alias in names)
            case ast.Attribute(value=ast.Name(id="time"), attr=name):
                yield name
            case ast.Import(names=names):
                yield from (
                    each.asname or each.name
                    for each in names
                    if each.name == "datetime" or (each.name == "time" and each.asname)
                )


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_reads_the_time_of_day(path: Path) -> None:
    assert {*uses_of_time(path.read_text("utf-8"))} <= MONOTONIC


@pytest.mark.parametrize(
    "source",
    ["import time\ntime.time()", "from time import time", "import datetime", "import time as t"],
)
def test_the_time_of_day_is_caught(source: str) -> None:
    assert not {*uses_of_time(source)} <= MONOTONIC
