"""The explorer stays readable: short files and functions, one meaning for each public name."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted([*(ROOT / "explorer").rglob("*.py"), *(ROOT / "pages").rglob("*.py")])
LONGEST_FILE, LONGEST_FUNCTION = 350, 45
"""Lines."""


def public_names(source: str) -> Iterator[str]:
    """What a module defines for others: functions, classes, constants and types."""
    for node in ast.parse(source).body:
        targets: list[ast.expr] = []
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                targets = [ast.Name(name)]
            case ast.Assign():
                targets = node.targets
            case ast.AnnAssign():
                targets = [node.target]
        for target in targets:
            for part in ast.walk(target):
                if isinstance(part, ast.Name) and not part.id.startswith("_"):
                    yield part.id


def long_functions(source: str) -> list[str]:
    """Names of the functions that are too long."""
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_file_and_its_functions_are_short(path: Path) -> None:
    source = path.read_text("utf-8")
    assert len(source.splitlines()) <= LONGEST_FILE
    assert long_functions(source) == []


def test_a_public_name_means_one_thing() -> None:
    modules = defaultdict(set)
    for path in (ROOT / "explorer").rglob("*.py"):
        for name in public_names(path.read_text("utf-8")):
            modules[name].add(path.relative_to(ROOT).as_posix())
    assert {name: places for name, places in modules.items() if len(places) > 1} == {}


def test_package_files_are_empty() -> None:
    filled = [path for path in (ROOT / "explorer").rglob("__init__.py") if path.stat().st_size]
    assert filled == []


def test_a_long_function_and_a_second_name_are_caught() -> None:
    body = "    x = 1\n"
    assert long_functions(f"def short():\n{body * 44}") == []
    assert long_functions(f"def long():\n{body * 45}") == ["long"]
    source = "A, _B = 1, 2\nC: int = 3\ndef d(): ...\nclass E: ...\nF = G = 4"
    assert list(public_names(source)) == ["A", "C", "d", "E", "F", "G"]
