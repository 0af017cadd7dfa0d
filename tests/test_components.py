"""Our own components: each is registered and complete, and uses the shared code."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pytest

from explorer.widgets.component import PRELUDE

ROOT = Path(__file__).parents[1]
ASSETS = ROOT / "assets"

COMPONENTS = sorted(
    file.stem
    for file in ASSETS.glob("*.js")
    if re.search("^export default", file.read_text(), re.M)
)
IMPORTS_REGISTER = re.compile(r"^from explorer\.widgets\.component import .*\bregister\b", re.M)
DEFINED = re.compile(r"^(?:export default )?(?:async )?(?:function|const|let|class) (\w+)", re.M)

IMPORT_AND_TELL = """
import importlib, json, sys
import streamlit as st
registered = []
st.components.v2.component = lambda name, **parts: registered.append((name, parts))
for module in sys.argv[1:]:
    importlib.import_module(module)
print(json.dumps(registered))
"""


def module_of(file: Path) -> str:
    """The name of one of the explorer's modules."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


@lru_cache
def registered() -> list[tuple[str, dict[str, str]]]:
    """What Streamlit gets, in a new interpreter: name, html, css and js of each component."""
    files = sorted((ROOT / "explorer").rglob("*.py"))
    modules = [module_of(file) for file in files if IMPORTS_REGISTER.search(file.read_text())]
    finished = subprocess.run(
        [sys.executable, "-c", IMPORT_AND_TELL, *modules],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return [(name, parts) for name, parts in json.loads(finished.stdout)]


def defined_in(code: str) -> list[str]:
    """The names that a file of JavaScript defines for all of its module."""
    return DEFINED.findall(code)


def defined_twice(codes: Sequence[str]) -> set[str]:
    """The names defined more than once by files that become one module."""
    counts = Counter(name for code in codes for name in defined_in(code))
    return {name for name, count in counts.items() if count > 1}


def script(name: str) -> str:
    """The JavaScript of one file."""
    return (ASSETS / f"{name}.js").read_text("utf-8")


def own_code(name: str) -> list[str]:
    """A component's own JavaScript: one file, or several whose names begin with its name."""
    files = sorted(ASSETS.glob(f"{name}*.js"))
    others = {other for other in COMPONENTS if other != name and other.startswith(name)}
    return [script(file.stem) for file in files if file.stem not in others]


def test_each_component_is_registered_once() -> None:
    assert len(COMPONENTS) >= 6
    assert sorted(name for name, _ in registered()) == COMPONENTS


@pytest.mark.parametrize("kind", ["html", "css", "js"])
@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_is_complete(name: str, kind: str) -> None:
    own = (ASSETS / f"{name}.{kind}").read_text("utf-8")
    assert own.strip()
    assert dict(registered())[name][kind].endswith(own)


@pytest.mark.parametrize("kind", ["css", "js"])
@pytest.mark.parametrize("name", COMPONENTS)
def test_shared_code_comes_first(name: str, kind: str) -> None:
    shared = (ASSETS / f"{PRELUDE}.{kind}").read_text("utf-8")
    assert dict(registered())[name][kind].startswith(shared)


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_uses_the_shared_style_and_state(name: str) -> None:
    assert re.search('^<\\w+ class="component ', (ASSETS / f"{name}.html").read_text("utf-8"))
    assert script(name).count("export default component(begin, show);") == 1


@pytest.mark.parametrize("name", COMPONENTS)
def test_nothing_shared_is_defined_again(name: str) -> None:
    assert len(defined_in(script(PRELUDE))) > 10
    assert defined_twice([script(PRELUDE), *own_code(name)]) == set()


@pytest.mark.parametrize("name", COMPONENTS)
def test_all_code_of_a_component_is_registered(name: str) -> None:
    registered_code = dict(registered())[name]["js"]
    assert sum(map(len, [script(PRELUDE), *own_code(name)])) == len(registered_code)
    assert all(code in registered_code for code in own_code(name))


@pytest.mark.parametrize(
    "again",
    [
        "function clamp(value) {\n  return value;\n}",
        "const clamp = (value) => value;",
        "async function clamp() {}",
        "export default function clamp() {}",
    ],
)
def test_a_second_definition_is_found(again: str) -> None:
    assert defined_twice([script(PRELUDE), again]) == {"clamp"}


def test_shared_code_is_used_by_more_than_one() -> None:
    own = ["".join(own_code(name)) for name in COMPONENTS]
    shared, *others = (re.sub("//.*", "", code) for code in (script(PRELUDE), *own))

    def is_shared(name: str) -> bool:
        word = re.compile(rf"\b{name}\b")
        users = sum(word.search(code) is not None for code in others)
        return users > 1 or len(word.findall(shared)) > 1

    assert [name for name in defined_in(shared) if not is_shared(name)] == []
