"""Each mistake has a name, and is observed as one."""

from dataclasses import replace

from explorer.preprocessing import WRONG_WAYS
from explorer.shared.questions.harm import Harm, Harms
from explorer.views.mistakes import harm_of, ranked, with_each_mistake
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


def test_the_worst_comes_first_as_far_as_it_is_known() -> None:
    mistakes = dict.fromkeys(("swapped", "scaled", "turned", "twice"), RIGHT)
    changes = ({"a": 0.5, "b": 1.0}, {"a": 1.25, "b": 0.0}, {"a": 0.5, "b": 1.4})
    harms = Harms(None, tuple(Harm(each, None) for each in changes))
    assert list(ranked(mistakes, harms, "a").items()) == [
        ("scaled", 1.25),
        ("swapped", 0.5),
        ("turned", 0.5),
    ]
    assert list(ranked(mistakes, harms, "b")) == ["turned", "swapped", "scaled"]
    assert ranked(mistakes, Harms(None), "a") == {}
