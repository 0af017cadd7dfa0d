"""The patch that is hidden is a place on the photo, whatever the input size."""

import pytest

from explorer.architecture.receptive_field import Box
from explorer.session.parameters import HIDDEN_HEIGHT, HIDDEN_LEFT, HIDDEN_TOP, HIDDEN_WIDTH, PHOTO
from explorer.views.causes import choose_hidden, hidden_patch

CHOSEN = (HIDDEN_TOP, HIDDEN_LEFT, HIDDEN_HEIGHT, HIDDEN_WIDTH)


@pytest.fixture(autouse=True)
def _nothing_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, object] = {}
    monkeypatch.setattr("explorer.session.parameter.choices", lambda: kept)


@pytest.mark.parametrize("size", [(224, 224), (35, 48), (512, 300), (1, 1), (1024, 7)])
@pytest.mark.parametrize("seed", range(20))
def test_a_chosen_patch_is_found_again(size: tuple[int, int], seed: int) -> None:
    ends = [sorted([(seed * 37) % side, (seed * 101 + 13) % side]) for side in size]
    patch = Box(ends[0][0], ends[1][0], ends[0][1], ends[1][1])
    choose_hidden(patch, size)
    assert hidden_patch(size) == patch


def test_another_size_shows_the_same_part_of_the_photo() -> None:
    choose_hidden(Box(50, 100, 99, 149), (200, 200))
    assert hidden_patch((100, 400)) == Box(25, 200, 49, 299)
    assert hidden_patch((1, 1)) == Box(0, 0, 0, 0)


def test_the_whole_photo_and_what_is_beyond_it() -> None:
    choose_hidden(Box(-5, -9, 400, 500), (224, 224))
    assert hidden_patch((224, 224)) == Box(0, 0, 223, 223)
    choose_hidden(Box(224, 0, 230, 9), (224, 224))
    assert hidden_patch((224, 224)) == Box(0, 0, 223, 223)


def test_numbers_of_a_link_that_leave_the_photo_are_cut() -> None:
    HIDDEN_TOP.choose(9999)
    HIDDEN_HEIGHT.choose(9999)
    HIDDEN_LEFT.choose(0)
    HIDDEN_WIDTH.choose(1)
    assert hidden_patch((35, 48)) == Box(34, 0, 34, 0)


def test_at_first_it_is_the_eye_of_the_cat_or_the_middle() -> None:
    assert hidden_patch((224, 224)) == Box(60, 41, 111, 98)
    PHOTO.choose("rocket")
    assert hidden_patch((64, 96)) == Box(24, 36, 39, 59)
