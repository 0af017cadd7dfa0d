"""Files about a broken look have other names than those about the right one."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from explorer.architecture.interventions import ChannelsOff
from explorer.observed import Observed
from explorer.preprocessing import AS_TRAINED, PREPARATIONS
from explorer.views import file_names
from explorer.views.file_names import photo_file_name
from tests.shared.looks import SMALL, broken, view


@pytest.fixture(autouse=True)
def _choices(monkeypatch: pytest.MonkeyPatch) -> None:
    """The visitor has chosen a cat."""
    monkeypatch.setattr(file_names, "PHOTO", SimpleNamespace(chosen=lambda: "cat"))
    monkeypatch.setattr(file_names, "FIT", SimpleNamespace(chosen=lambda: "crop"))
    size = SimpleNamespace(height=SMALL[0], width=SMALL[1])
    monkeypatch.setattr(file_names, "chosen_size", lambda: size)


USUAL = "cat-vgg16-35x48-untrained"


@pytest.mark.parametrize(
    ("observed", "name"),
    [
        (view(), USUAL),
        (replace(view(), preparation="torchvision's way"), f"{USUAL}-torchvisions-way"),
        (
            replace(
                view(),
                preparation="RGB order",
                interventions=(
                    ChannelsOff("block3_conv3", (1, 2, 3, 4, 5)),
                    ChannelsOff("block1_pool", (12, 40)),
                    ChannelsOff("block2_conv1", (7,), all_but=True),
                ),
            ),
            f"{USUAL}-rgb-order-block1_pool-without-12-40-block2_conv1-only-7"
            "-block3_conv3-without-5-channels-d8dc731e",
        ),
    ],
    ids=["right", "prepared", "prepared and off"],
)
def test_names(observed: Observed, name: str) -> None:
    assert photo_file_name(observed) == name


def test_no_two_looks_share_a_name() -> None:
    looks = [*broken(view()), *(replace(view(), preparation=each) for each in PREPARATIONS)]
    names = {look: photo_file_name(look) for look in looks}
    assert len(set(names.values())) == len(names)
    assert names[replace(view(), preparation=AS_TRAINED)] == USUAL
