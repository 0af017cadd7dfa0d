"""The chosen photo on its way through all layers of the network that the visitor looks into."""

from collections.abc import Callable
from typing import Any

from explorer.feature_maps import ChannelStatistics
from explorer.figures.maps.depth_strip import LayerMap
from explorer.observed import Observed
from explorer.session.parameters import CHANNEL, FOLLOW
from explorer.shared.engine import engine
from explorer.shared.outcomes import Answers
from explorer.shared.questions.depth import Depth, MapOfEachLayer
from explorer.shared.questions.maps import Facts
from explorer.shared.questions.question import Question
from explorer.views.file_names import photo_file_name


def depth_questions() -> tuple[Question[Any], ...]:
    """Facts about all layers, and the maps to show where they follow one channel."""
    if FOLLOW.chosen() == "strongest":
        return (Depth(),)
    return Depth(), MapOfEachLayer(CHANNEL.chosen())


def followed_maps(answers: Answers) -> tuple[LayerMap, ...]:
    """The feature map to show of each layer."""
    if FOLLOW.chosen() == "strongest":
        return answers[Depth()].strongest
    return answers[MapOfEachLayer(CHANNEL.chosen())]


def layer_channels(observed: Observed, layer_name: str) -> Callable[[], ChannelStatistics]:
    """A function that works out facts about each channel of a layer.

    It may be called later and outside the visitor's session, such as by a download.
    """
    return lambda: engine.answer(observed, Facts(layer_name)).channels


def statistics_name(observed: Observed, layer_name: str = "") -> str:
    """The name of a file of statistics of one layer or of all, without its ending."""
    return "-".join(filter(None, ("statistics", photo_file_name(observed), layer_name)))
