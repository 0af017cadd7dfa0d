"""What the visitor does to the photo or inside the network, and what is observed then."""

from collections.abc import Sequence
from dataclasses import replace

from explorer.architecture.interventions import ChannelsOff, OffWish, StrongestOff
from explorer.architecture.receptive_field import Box
from explorer.images.occlusion import Cover, occluded
from explorer.kept import kept
from explorer.observed import Observed, Picture, picture_of
from explorer.shared.outcomes import Answers
from explorer.shared.questions.strongest import StrongestChannels


@kept(mib=8)
def covered(picture: Picture, patch: Box, cover: Cover) -> Picture:
    """The picture with a patch hidden; it is forgotten with the photo that it is made from."""
    return picture_of(occluded(picture.pixels, patch, cover), picture.digest.origin)


def questions_about(wishes: Sequence[OffWish]) -> list[StrongestChannels]:
    """What to ask about the untouched network, to know which channels are wished for."""
    return [_question(wish) for wish in wishes if isinstance(wish, StrongestOff)]


def with_switched_off(observed: Observed, wishes: Sequence[OffWish], answers: Answers) -> Observed:
    """What is observed once that is switched off.

    Args:
        observed: With nothing switched off.
        wishes: What to switch off.
        answers: To what `questions_about` says.

    Raises:
        ValueError: There is no such layer or channel, or a layer is named twice.
    """
    return replace(observed, interventions=tuple(_channels(wish, answers) for wish in wishes))


def _question(wish: StrongestOff) -> StrongestChannels:
    return StrongestChannels(wish.layer_name, wish.num)


def _channels(wish: OffWish, answers: Answers) -> ChannelsOff:
    if isinstance(wish, ChannelsOff):
        return wish
    return ChannelsOff(wish.layer_name, answers[_question(wish)])
