"""The chosen network, built for real, for one visitor."""

from explorer.architecture.network.trials import Trial
from explorer.session.choices import chosen_input_shape
from explorer.session.configuration import chosen_network
from explorer.session.photos import chosen_picture
from explorer.session.state import callback
from explorer.shared.jobs import JobState
from explorer.shared.questions.long_work import BuildNetwork
from explorer.views.work import start_work, work_state


@callback
def start_trial() -> None:
    """Build the chosen network in Keras, in the background; call it from a callback."""
    start_work(_trial())


def trial_state() -> JobState[Trial] | None:
    """How far the trial of the chosen network and input is; None if there is none."""
    return work_state(_trial())


def _trial() -> BuildNetwork:
    return BuildNetwork(chosen_network(), chosen_input_shape(), chosen_picture())
