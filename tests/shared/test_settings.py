"""The settings: each is documented, listed for the teacher, and refused in a sentence."""

import re
from pathlib import Path

import pytest

from explorer.settings import ALL_SETTINGS, KEPT, VISITORS, Setting, setting_problems
from explorer.shared.other_settings import OTHER_SETTINGS

ROOT = Path(__file__).parents[2]
SOURCES = [*(ROOT / "explorer").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
VARIABLES = sorted(
    {name for path in SOURCES for name in re.findall(r'"(VGG16_[A-Z_]+)"', path.read_text("utf-8"))}
)
"""Every environment variable that the explorer reads."""

ROWS = dict(
    re.findall(
        r"^\| `(VGG16_[A-Z_]+)` \|.*\| ([^|]+) \|$", (ROOT / "README.md").read_text("utf-8"), re.M
    )
)
"""Default by variable, as the README has them."""


@pytest.mark.parametrize("variable", VARIABLES)
def test_each_is_in_the_readme_and_on_the_teacher_s_page(variable: str) -> None:
    listed = {each.variable for each in (*ALL_SETTINGS, *OTHER_SETTINGS)}
    assert variable in ROWS
    assert variable in listed


@pytest.mark.parametrize("setting", ALL_SETTINGS, ids=lambda setting: setting.variable)
def test_the_readme_has_the_default_of_a_number(setting: Setting) -> None:
    assert ROWS[setting.variable] == str(setting.default)


@pytest.mark.parametrize("text", ["", "-1", "many", "1.5", "٢", "0"])
def test_what_is_not_a_number_leaves_the_default(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv(VISITORS.variable, text)
    assert VISITORS.value == VISITORS.default
    assert bool(VISITORS.problem) == bool(text)
    assert setting_problems() == ((VISITORS.problem,) if text else ())


def test_nothing_may_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEPT.variable, "0")
    assert (KEPT.value, KEPT.problem) == (0, "")


def test_a_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    (secret,) = (each for each in OTHER_SETTINGS if each.is_secret)
    monkeypatch.delenv(secret.variable, raising=False)
    assert secret.shown_value == "drawn at random"
    monkeypatch.setenv(secret.variable, "open sesame")
    assert secret.shown_value == "set"
