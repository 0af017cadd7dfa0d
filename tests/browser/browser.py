"""Finds a Chromium for the browser tests, or installs one: `python tests/browser/browser.py`.

Needs the standard library only, plus Playwright's own command for its download.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROGRAMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "Google Chrome",
    "Chromium",
)
MAC_FOLDERS = (
    "/Applications/Google Chrome.app/Contents/MacOS",
    "/Applications/Chromium.app/Contents/MacOS",
)
CHROMIUM_FLAGS = (
    "--no-sandbox",  # needed as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_TIMEOUT_S = 60
INSTALL_TIMEOUT_S = 900

NOT_FOUND = (
    "The browser tests need Chromium or Chrome. None starts here, and none could be installed. "
    "Install one (Debian: apt install chromium), or run `python -m playwright install chromium`, "
    "then run `make test` again."
)

PLAYWRIGHT_PATH = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
)


def default_search_path() -> str:
    """PATH, and the folders where macOS keeps its browsers."""
    return os.pathsep.join((os.environ.get("PATH", os.defpath), *MAC_FOLDERS))


def find_browser(search_path: str | None = None, python: str = sys.executable) -> Path | None:
    """Looks for a browser that starts; installs nothing.

    Args:
        search_path: folders as in PATH; without it, this machine's.
        python: the interpreter whose Playwright may know an earlier download.

    Returns:
        The program's path, or None.
    """
    search_path = default_search_path() if search_path is None else search_path
    for program in PROGRAMS:
        found = shutil.which(program, path=search_path)
        if found and _starts(found):
            return Path(found)
    downloaded = _output([python, "-c", PLAYWRIGHT_PATH])
    return Path(downloaded) if downloaded and _starts(downloaded) else None


def find_or_install_browser(
    search_path: str | None = None, python: str = sys.executable, *, is_root: bool | None = None
) -> Path | None:
    """Looks for a browser, or installs Debian's (as root), or else Playwright's own.

    Args:
        search_path: folders as in PATH; without it, this machine's.
        python: the interpreter whose Playwright is used.
        is_root: whether packages may be installed; without it, whether this user is root.

    Returns:
        The path of a browser that starts, or None if there is none.
    """
    search_path = default_search_path() if search_path is None else search_path
    is_root = os.geteuid() == 0 if is_root is None else is_root
    browser = find_browser(search_path, python)
    if browser is None and is_root and _install_debian_package(search_path):
        browser = find_browser(search_path, python)
    if browser is None and _succeeds([python, "-m", "playwright", "install", "chromium"]):
        browser = find_browser(search_path, python)
    return browser


def _install_debian_package(search_path: str) -> bool:
    apt_get = shutil.which("apt-get", path=search_path)
    if apt_get is None:
        return False
    return _succeeds([apt_get, "update"]) and _succeeds([apt_get, "install", "-y", "chromium"])


def _starts(program: str) -> bool:
    """Whether the program runs: a package may be a stub, a download may lack libraries."""
    return _output([program, "--version"]) is not None


def _output(command: list[str]) -> str | None:
    """The output of the command, or None if it fails."""
    try:
        finished = subprocess.run(
            command, capture_output=True, text=True, timeout=START_TIMEOUT_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return finished.stdout.strip()


def _succeeds(command: list[str]) -> bool:
    """Runs an installation; its output stays visible."""
    print("+", *command, flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            env=environment,
            timeout=INSTALL_TIMEOUT_S,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        print(error, file=sys.stderr)
        return False
    return True


if __name__ == "__main__":
    chosen = find_or_install_browser()
    if chosen is None:
        sys.exit(NOT_FOUND)
    print(f"Browser for the tests: {chosen}")
