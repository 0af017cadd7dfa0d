"""Which functions make sentences, found in the source: no list of them has to be kept."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
ROOMS = ("architecture", "figures", "sections", "session", "views", "widgets")

TEXT = re.compile(r"(str|(tuple|list|Iterator)\[(str|Derivation)\b.*)")
"""What a function that makes sentences returns; ``dict[str, str]`` holds numbers by name."""

_WORDS = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
"""Two words in a row: names of columns and formulas have none, or are no claims."""


def sentence_makers() -> dict[str, str]:
    """Each function that puts numbers into words, as "room.module.function", and its file."""
    found = {}
    for room in ROOMS:
        for path in sorted((ROOT / "explorer" / room).rglob("*.py")):
            module = ".".join(path.relative_to(ROOT / "explorer").with_suffix("").parts)
            for name in makers_in(path.read_text("utf-8")):
                found[f"{module}.{name}"] = path.relative_to(ROOT).as_posix()
    return found


def makers_in(source: str) -> Iterator[str]:
    """Public functions that return text, and put a value into words or call who does.

    The functions of the same module that they call and that return text count as theirs.
    """
    functions = {
        node.name: node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef)
        and node.returns is not None
        and TEXT.fullmatch(ast.unparse(node.returns))
    }
    for name in functions:
        if not name.startswith("_") and _tells(name, functions, set()):
            yield name


def _tells(name: str, functions: dict[str, ast.FunctionDef], seen: set[str]) -> bool:
    seen.add(name)
    nodes = list(ast.walk(functions[name]))
    if any(isinstance(node, ast.JoinedStr) and _has_words(node) for node in nodes):
        return True
    used = {node.id for node in nodes if isinstance(node, ast.Name)} & functions.keys() - seen
    return any(_tells(each, functions, seen) for each in sorted(used))


def _has_words(text: ast.JoinedStr) -> bool:
    """Whether a text with values in it has words as well; parts that are joined count as one."""
    parts = [str(part.value) if isinstance(part, ast.Constant) else "{}" for part in text.values]
    return "{}" in parts and bool(_WORDS.search("".join(parts)))
