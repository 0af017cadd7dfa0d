"""The chosen network, built for real, for one visitor."""

from explorer.architecture.network.trials import Trial
from explorer.architecture.networks import PRESETS
from explorer.session.choices import chosen_input_shape
from explorer.session.configuration import chosen_network
from explorer.session.photos import chosen_picture, chosen_picture_at
from explorer.session.state import callback
from explorer.shared.questions.long_work import BuildNetwork
from explorer.shared.requests import JobState
from explorer.views.work import example_work, start_work, work_state

EXAMPLE_NETWORK, EXAMPLE_INPUT = "small-batch-norm", (64, 64, 1)
"""Takes about a second."""


@callback
def start_trial() -> None:
    """Build the chosen network in Keras, in the background; call it from a callback."""
    start_work(_trial())


def trial_state() -> JobState[Trial] | None:
    """How far the trial of the chosen network and input is; None if there is none."""
    return work_state(_trial())


def trial_example() -> JobState[Trial]:
    """The newest trial on this server, or how far a small first one is."""
    return example_work(_example())


def _example() -> BuildNetwork:
    picture = chosen_picture_at(EXAMPLE_INPUT[:2])
    return BuildNetwork(PRESETS[EXAMPLE_NETWORK], EXAMPLE_INPUT, picture)


def _trial() -> BuildNetwork:
    return BuildNetwork(chosen_network(), chosen_input_shape(), chosen_picture())
