"""Settings of the server: what is set, its default, and what is said of a wrong value."""

import pytest

from explorer.settings import ALL_SETTINGS, KEPT, PAGES, PHOTOS, Setting, setting_problems


@pytest.mark.parametrize("setting", ALL_SETTINGS, ids=lambda setting: setting.variable)
def test_without_a_value_or_with_a_wrong_one_the_default_holds(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("", "-1", "a lot", "1.5", "1e3", "٣", " 1"):
        monkeypatch.setenv(setting.variable, text)
        assert setting.value == setting.default
        assert bool(setting.problem) == bool(text)
        assert (setting.problem in setting_problems()) == bool(text)
    monkeypatch.setenv(setting.variable, str(setting.default + 1))
    assert (setting.value, setting.problem) == (setting.default + 1, "")


def test_a_wrong_value_gets_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEPT.variable, "a lot")
    assert KEPT.problem == (
        'VGG16_CACHE_MIB is "a lot". It takes a number of MiB. The default of 548 MiB is used. '
        "Start the explorer with a number, or without this setting."
    )
    monkeypatch.setenv(PHOTOS.variable, "0")
    assert "a number of photos from 1" in PHOTOS.problem
    monkeypatch.setenv(PAGES.variable, "0")
    assert (PAGES.value, PAGES.problem) == (0, "")
