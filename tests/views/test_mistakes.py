"""Each mistake has a name, and is observed as one."""

from dataclasses import replace

from explorer.preprocessing import WRONG_WAYS
from explorer.views.mistakes import harm_of, with_each_mistake
from tests.shared.looks import ONE_PIXEL, photo, view

RIGHT = view(1, ONE_PIXEL)


def test_every_mistake_by_name() -> None:
    squeezed = photo(9, ONE_PIXEL)
    mistakes = with_each_mistake(RIGHT, {"squeezed": squeezed})
    assert list(mistakes) == [*WRONG_WAYS, "squeezed"]
    assert {mistakes[name].preparation for name in WRONG_WAYS} == set(WRONG_WAYS)
    assert mistakes["squeezed"] == replace(RIGHT, picture=squeezed)
    work = harm_of(RIGHT, mistakes, with_classes=False)
    assert (work.right, work.mistakes) == (RIGHT, tuple(mistakes.values()))
