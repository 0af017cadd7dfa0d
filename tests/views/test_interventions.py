"""What visitors wish becomes what is observed."""

import numpy as np
import pytest

from explorer.architecture.interventions import ChannelsOff, StrongestOff, read_interventions
from explorer.architecture.receptive_field import Box
from explorer.digests import comes_from
from explorer.images.occlusion import occluded
from explorer.kept import forget_photos
from explorer.observed import picture_of
from explorer.shared.outcomes import Answers
from explorer.shared.questions.strongest import StrongestChannels
from explorer.views.interventions import covered, questions_about, with_switched_off
from tests.shared.looks import photo, view

WISHES = read_interventions("block3_conv1:strongest-2;block1_pool:3;block2_conv1:all-but-0")
FOUND = Answers({StrongestChannels("block3_conv1", 2).cache_key: (40, 7)})


def test_the_strongest_are_asked_for_and_the_rest_is_known() -> None:
    assert questions_about(WISHES) == [StrongestChannels("block3_conv1", 2)]
    assert questions_about(WISHES[1:]) == []


def test_what_is_observed_names_channels() -> None:
    observed = with_switched_off(view(), WISHES, FOUND)
    assert observed.interventions == (
        ChannelsOff("block1_pool", (3,)),
        ChannelsOff("block2_conv1", (0,), all_but=True),
        ChannelsOff("block3_conv1", (7, 40)),
    )
    assert observed.untouched == view()
    assert with_switched_off(view(), (), Answers({})) == view()


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match='Received the layer "fc1"'):
        with_switched_off(view(), [ChannelsOff("fc1", (1,))], Answers({}))
    assert questions_about([StrongestOff("fc1", 1)]) == [StrongestChannels("fc1", 1)]


def test_a_covered_photo_is_another_picture_that_goes_with_the_photo() -> None:
    picture, patch = picture_of(photo(1).pixels, "the photo"), Box(2, 3, 9, 20)
    grey = covered(picture, patch, "grey")
    assert np.array_equal(grey.pixels, occluded(picture.pixels, patch, "grey"))
    assert len({picture, grey, covered(picture, patch, "blur")}) == 3
    assert comes_from(grey.cache_key, ["the photo"])
    assert covered(picture, patch, "grey") is grey
    forget_photos(["the photo"])
    assert covered(picture, patch, "grey") is not grey
