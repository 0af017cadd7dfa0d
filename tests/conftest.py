"""What the tests of several rooms share."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import h5py
import pytest

os.environ["VGG16_PRELOAD"] = "0"  # a test loads what it needs

TESTS = Path(__file__).parent
GROUPS = {
    "pages in a browser": ("browser/test_every_page.py", "browser/test_accessibility.py"),
    "browser": ("browser",),  # one server and one Chromium, which is one process's work already
    "measuring": ("runtime/test_race.py", "runtime/test_peak_memory.py", "pages/test_race.py"),
}
"""What runs one after the other in one process, by name: folders and files, the longest first."""

MAKE_WEIGHTS = Path(__file__).parents[2] / "shared" / "weights" / "make_weights.py"


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Say which tests must not be shared out between the processes that `make test` starts."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(group_of(item)))
    if hasattr(config, "workerinput"):  # the longest groups come first, so that none is left over
        items.sort(key=lambda item: [*GROUPS, group_of(item)].index(group_of(item)))


def group_of(item: pytest.Item) -> str:
    """Tests of one file share what is loaded for them; those that measure come one by one."""
    if "new_program" in getattr(item, "fixturenames", ()):
        return "measuring"
    file = item.path.relative_to(TESTS)
    for group, paths in GROUPS.items():
        if any(file.is_relative_to(path) for path in paths):
            return group
    return str(file)


@pytest.fixture(scope="session")
def real_weights_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A no-top file of VGG16 whose first three blocks hold the trained values."""
    if not MAKE_WEIGHTS.exists():
        pytest.skip("the trained values of VGG16's first blocks are not on this computer")
    path = tmp_path_factory.mktemp("weights") / "vgg16 no top.h5"
    subprocess.run([sys.executable, str(MAKE_WEIGHTS), str(path)], check=True)
    return path


@pytest.fixture(scope="session")
def moved_biases_file(real_weights_file: Path) -> Path:
    """The same file after a training that moved the biases of blocks 4 and 5 too."""
    path = real_weights_file.with_name("moved biases.h5")
    shutil.copy(real_weights_file, path)
    with h5py.File(path, "a") as file:
        for name in (f"block{block}_conv{conv}" for block in (4, 5) for conv in (1, 2, 3)):
            file[name][f"{name}_b_1:0"][...] = 0.5
    return path
