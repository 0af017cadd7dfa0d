"""The rooms of the explorer import downwards only, and each keeps its heavy library to itself.

Two independent checks of every module, found by walking the package so that no new one is missed:
what its source imports, lazily or not, and what importing it really loads.
"""

import ast
import json
import os
import pkgutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = "explorer"

HEAVY = frozenset({"tensorflow", "keras", "plotly", "PIL", "skimage", "streamlit"})

# What these libraries import themselves, so that it is loaded without an import of ours.
BROUGHT_ALONG = {
    "keras": {"tensorflow", "PIL"},
    "tensorflow": {"keras", "PIL"},
    "plotly": {"PIL"},
    "skimage": {"PIL"},
    "streamlit": {"plotly", "PIL"},
}


@dataclass(frozen=True, slots=True)
class Border:
    """What a room may import: heavy libraries, and other rooms of the explorer."""

    libraries: frozenset[str] = frozenset()
    rooms: frozenset[str] = frozenset()
    loads: frozenset[str] = frozenset()  # heavy libraries that come with these rooms


BELOW_ALL = frozenset({"arrays", "digests", "edits", "words"})
"""What every room may import, and what imports no room itself."""

PURE = BELOW_ALL | {
    "architecture",
    "background",
    "belongings",
    "convolution",
    "agreement",
    "equivariance",
    "examples",
    "factorised_kernels",
    "feature_maps",
    "fitting",
    "kept",
    "mistakes",
    "observed",
    "operations",
    "orientation",
    "preprocessing",
    "recipe",
    "resampling",
    "settings",
    "transfer",
    "turns",
    "units",
    "way_in",
}
MIDDLE = frozenset({"images", "runtime", "figures"})
LOWER = PURE | MIDDLE
STREAMLIT = frozenset({"streamlit"})

# From the bottom up; rooms on one line do not import each other.
BORDERS = {
    **{room: Border() for room in BELOW_ALL},
    **{room: Border(rooms=BELOW_ALL) for room in PURE - BELOW_ALL},
    "equivariance": Border(rooms=BELOW_ALL | {"agreement"}),
    "examples": Border(rooms=BELOW_ALL | {"kept"}),
    "convolution": Border(rooms=BELOW_ALL | {"architecture", "operations"}),
    "factorised_kernels": Border(rooms=BELOW_ALL | {"architecture", "convolution", "operations"}),
    "mistakes": Border(rooms=BELOW_ALL | {"preprocessing"}),
    "observed": Border(rooms=BELOW_ALL | {"architecture", "preprocessing"}),
    "operations": Border(rooms=BELOW_ALL | {"architecture"}),
    "recipe": Border(rooms=BELOW_ALL | {"architecture"}),
    "settings": Border(rooms=BELOW_ALL | {"architecture"}),
    "transfer": Border(
        rooms=BELOW_ALL | {"architecture", "kept", "observed", "preprocessing"}
    ),
    "turns": Border(rooms=BELOW_ALL | {"architecture", "settings"}),
    "resampling": Border(rooms=BELOW_ALL | {"fitting"}),
    "way_in": Border(rooms=BELOW_ALL | {"fitting", "orientation", "preprocessing", "resampling"}),
    "images": Border(frozenset({"PIL", "skimage"}), PURE),
    "runtime": Border(frozenset({"tensorflow", "keras"}), PURE),
    "figures": Border(frozenset({"plotly"}), PURE),
    "session": Border(STREAMLIT, LOWER),
    # Activations are reduced where they are: answers are pictures and numbers.
    "shared": Border(rooms=LOWER, loads=frozenset({"plotly", "PIL"})),
    "views": Border(STREAMLIT, LOWER | {"session", "shared"}),
    "widgets": Border(STREAMLIT, LOWER | {"session", "shared", "views"}),
    "sections": Border(STREAMLIT, LOWER | {"session", "shared", "views", "widgets"}),
    "app": Border(STREAMLIT, LOWER | {"session", "shared", "views", "widgets"}),
}
PAGES = Border(STREAMLIT, LOWER | {"session", "shared", "views", "widgets", "sections"})

# The entry file is a script: importing it runs the app. Its source is read, like the pages'.
SCRIPTS = frozenset({"app"})

# These delay every page, or run where TensorFlow may not load: it loads when it is first needed.
WITHOUT_TENSORFLOW = (
    *("explorer.runtime.class_names", "explorer.runtime.download", "explorer.runtime.memory"),
    *("explorer.runtime.feature_network", "explorer.runtime.race_limits"),
    *("explorer.runtime.untrained", "explorer.runtime.weights"),
    *("explorer.shared.engine", "explorer.shared.weights", "explorer.widgets"),
    *("explorer.runtime.known_weights", "explorer.sections.home"),
)

IMPORT_AND_TELL = """
import importlib, json, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(json.dumps(sorted(sys.modules)))
"""


def room_of(module: str) -> str:
    """The room a module belongs to: explorer.images.intake -> images."""
    return module.split(".")[1]


def modules_by_room() -> dict[str, list[str]]:
    """Every module of the explorer, by room, as pkgutil finds them."""
    found: dict[str, list[str]] = {}
    for module in pkgutil.walk_packages([str(ROOT / PACKAGE)], prefix=f"{PACKAGE}."):
        found.setdefault(room_of(module.name), []).append(module.name)
    return found


MODULES = modules_by_room()


def loaded_by(modules: Sequence[str], search_path: Path = ROOT) -> frozenset[str]:
    """The names in sys.modules after a new interpreter has imported the modules."""
    finished = subprocess.run(
        [sys.executable, "-c", IMPORT_AND_TELL, *modules],
        env=os.environ | {"PYTHONPATH": str(search_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return frozenset(json.loads(finished.stdout))


def heavy_libraries(names: frozenset[str]) -> frozenset[str]:
    """The heavy libraries among module names."""
    return HEAVY & {name.split(".")[0] for name in names}


def rooms_among(names: frozenset[str]) -> frozenset[str]:
    """The explorer's rooms among module names."""
    return frozenset(room_of(name) for name in names if name.startswith(f"{PACKAGE}."))


def with_what_they_bring(libraries: frozenset[str]) -> frozenset[str]:
    """The libraries and what they load themselves."""
    return libraries.union(*(BROUGHT_ALONG.get(library, set()) for library in libraries))


def imported_names(source: str) -> Iterator[str]:
    """Every module a source names in an import statement, at the top or inside a function."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom(module=str(module)):
                yield from (f"{module}.{alias.name}" for alias in node.names)


def trespasses(source: str, border: Border) -> set[str]:
    """Heavy libraries and rooms that a source imports although its border forbids them."""
    names = frozenset(imported_names(source))
    return {
        *(heavy_libraries(names) - border.libraries),
        *(rooms_among(names) - border.rooms),
    }


def sources() -> Mapping[str, tuple[Path, Border]]:
    """Every source file with the border it must keep; a room may import itself."""
    found = {}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        room = path.relative_to(ROOT / PACKAGE).parts[0].removesuffix(".py")
        if room != "__init__":
            border = BORDERS.get(room, Border())
            own = Border(border.libraries, border.rooms | {room})
            found[path.relative_to(ROOT).as_posix()] = (path, own)
    for path in sorted((ROOT / "pages").glob("*.py")):
        found[path.relative_to(ROOT).as_posix()] = (path, PAGES)
    return found


def test_every_room_has_a_border_and_every_border_a_room() -> None:
    assert MODULES.keys() == BORDERS.keys()


@pytest.mark.parametrize("name", sources())
def test_a_source_imports_only_what_its_border_allows(name: str) -> None:
    path, border = sources()[name]
    assert trespasses(path.read_text(encoding="utf-8"), border) == set()


@pytest.mark.parametrize("room", sorted(BORDERS.keys() - SCRIPTS))
def test_importing_a_room_loads_only_what_its_border_allows(room: str) -> None:
    border = BORDERS[room]
    loaded = loaded_by(MODULES[room])
    assert heavy_libraries(loaded) <= with_what_they_bring(border.libraries) | border.loads
    assert rooms_among(loaded) <= border.rooms | {room}


@pytest.mark.parametrize("module", WITHOUT_TENSORFLOW)
def test_tensorflow_waits_until_it_is_needed(module: str) -> None:
    assert heavy_libraries(loaded_by([module])) & {"tensorflow", "keras"} == set()


def test_a_heavy_import_is_caught(tmp_path: Path) -> None:
    (tmp_path / "innocent.py").write_text("import json\n")
    (tmp_path / "guilty.py").write_text("import plotly\n")
    assert heavy_libraries(loaded_by(["innocent"], tmp_path)) == set()
    assert "plotly" in heavy_libraries(loaded_by(["innocent", "guilty"], tmp_path))


def test_a_neighbour_that_is_loaded_is_caught(tmp_path: Path) -> None:
    (tmp_path / "guilty.py").write_text("import explorer.words\n")
    assert rooms_among(loaded_by(["guilty"], tmp_path)) == {"words"}


def test_a_module_that_cannot_be_imported_is_caught(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="ModuleNotFoundError"):
        loaded_by(["there_is_no_such_module"], tmp_path)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import plotly.express as px", {"plotly"}),
        ("from PIL import Image", {"PIL"}),
        ("def draw():\n    import tensorflow", {"tensorflow"}),
        ("import explorer.figures.strip", {"figures"}),
        ("from explorer.runtime import vgg16", {"runtime"}),
        ("from explorer import images, units", {"images"}),
        ("import json, skimage\nfrom explorer.units import count", set()),
    ],
    ids=["alias", "from", "inside a function", "room", "from room", "from package", "allowed"],
)
def test_a_forbidden_import_is_caught(source: str, expected: set[str]) -> None:
    border = Border(libraries=frozenset({"skimage"}), rooms=PURE)
    assert trespasses(source, border) == expected
