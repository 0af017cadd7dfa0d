"""The search for a browser, on machines made of a few small shell scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.browser import find_browser, find_or_install_browser

STARTS = "echo Chromium 1.0"
BROKEN = "echo a library is missing >&2; exit 127"
FAILS = "exit 1"

WriteProgram = Callable[[str, str], Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The only folder of the machine's PATH."""
    path = tmp_path / "programs on this machine"
    path.mkdir()
    return path


@pytest.fixture
def program(folder: Path) -> WriteProgram:
    """Writes a program into the machine's PATH."""

    def write(name: str, script: str) -> Path:
        path = folder / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    return write


def installs(name: str, at: Path) -> str:
    """A script that puts a working browser into a folder."""
    target = at / name
    return (
        f"printf '#!/bin/sh\\n{STARTS}\\n' > '{target}'\n"
        f"/bin/chmod +x '{target}'\necho \"$0 $*\" >> '{at}/log'"
    )


@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome", "Google Chrome"])
def test_an_installed_browser_is_found(folder: Path, program: WriteProgram, name: str) -> None:
    expected = program(name, STARTS)
    assert find_browser(str(folder), python=str(program("python", FAILS))) == expected


def test_a_browser_that_does_not_start_is_skipped(folder: Path, program: WriteProgram) -> None:
    program("chromium", BROKEN)
    chrome = program("google-chrome", STARTS)
    assert find_browser(str(folder), python=str(program("python", FAILS))) == chrome


def test_an_installed_browser_is_preferred_to_any_installation(
    folder: Path, program: WriteProgram
) -> None:
    chromium = program("chromium", STARTS)
    program("apt-get", installs("google-chrome", folder))
    python = program("python", FAILS)
    assert find_or_install_browser(str(folder), str(python), is_root=True) == chromium
    assert not (folder / "log").exists()


def test_root_gets_the_debian_package(folder: Path, program: WriteProgram) -> None:
    program("apt-get", installs("chromium", folder))
    python = program("python", FAILS)
    found = find_or_install_browser(str(folder), str(python), is_root=True)
    assert found == folder / "chromium"
    calls = [line.split("apt-get ")[1] for line in (folder / "log").read_text().splitlines()]
    assert calls == ["update", "install -y chromium"]


@pytest.mark.parametrize(
    ("is_root", "apt_get"),
    [(False, STARTS), (True, FAILS), (True, None)],
    ids=["not root", "the package cannot be had", "no Debian"],
)
def test_otherwise_playwright_downloads_its_own(
    folder: Path, program: WriteProgram, is_root: bool, apt_get: str | None
) -> None:
    if apt_get is not None:
        program("apt-get", apt_get)
    download = folder / "downloaded"
    python = program(
        "python",
        f'case "$*" in\n"-m playwright install chromium") {installs("downloaded", folder)} ;;\n'
        f"*) echo '{download}' ;;\nesac",
    )
    assert find_browser(str(folder), str(python)) is None
    assert find_or_install_browser(str(folder), str(python), is_root=is_root) == download


def test_nothing_is_found_if_every_way_fails(folder: Path, program: WriteProgram) -> None:
    program("chromium", BROKEN)
    program("apt-get", FAILS)
    python = program("python", FAILS)
    assert find_or_install_browser(str(folder), str(python), is_root=True) is None
