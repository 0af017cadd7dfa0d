"""What the project needs is said alike by pyproject.toml, the Makefile and the README."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

REPOSITORY = Path(__file__).parents[1]
VERSIONS = ["3.11", "3.12", "3.13"]
"""Of Python: those with finished releases of TensorFlow."""


def text_of(name: str) -> str:
    return (REPOSITORY / name).read_text("utf-8")


def bounds() -> SpecifierSet:
    return SpecifierSet(tomllib.loads(text_of("pyproject.toml"))["project"]["requires-python"])


@pytest.mark.parametrize("version", ["3.10.14", "3.14.0", "3.14.0rc1", "3.15.0", "4.0.0"])
def test_pip_refuses_a_python_without_finished_releases(version: str) -> None:
    assert not bounds().contains(version, prereleases=True)


@pytest.mark.parametrize("version", VERSIONS)
def test_pip_accepts_the_others(version: str) -> None:
    assert bounds().contains(f"{version}.0")
    assert bounds().contains(f"{version}.99")


@pytest.mark.parametrize(
    ("version", "fits"),
    [((3, 10), False), ((3, 11), True), ((3, 12), True), ((3, 13), True), ((3, 14), False)],
)
def test_the_makefile_accepts_the_same(version: tuple[int, int], fits: bool) -> None:
    (test,) = re.findall(r"^FITS := .*sys\.exit\(not (.*)\)$", text_of("Makefile"), re.MULTILINE)
    found = eval(test.replace("sys.version_info[:2]", "version"), {"version": version})
    assert found == fits
    assert bounds().contains(".".join(map(str, version)) + ".1") == fits


@pytest.mark.parametrize("name", ["README.md", "Makefile"])
def test_people_read_the_same_versions(name: str) -> None:
    assert f"{', '.join(VERSIONS[:-1])} or {VERSIONS[-1]}" in text_of(name)


def test_the_readme_says_where_to_run_pip() -> None:
    """Pip reads "-e ." from the folder in which it is started, not from that of the file."""
    assert re.search(r"^-e \.", text_of("requirements.txt"), re.MULTILINE)
    readme = " ".join(text_of("README.md").split())
    assert "Run these in the repository's folder: `-e .` in `requirements.txt` means" in readme
