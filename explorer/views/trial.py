"""The chosen network, built for real, for one visitor."""

from explorer.architecture.network.trials import Trial
from explorer.background import Control
from explorer.session.choices import chosen_input_shape
from explorer.session.configuration import chosen_network
from explorer.session.photos import chosen_picture
from explorer.session.state import callback
from explorer.shared.jobs import JobState, Subject
from explorer.views.work import start_work, work_state

TRIAL = "trial"


@callback
def start_trial() -> None:
    """Build the chosen network in Keras, in the background; call it from a callback."""
    network, shape, photo = chosen_network(), chosen_input_shape(), chosen_picture().pixels

    def work(control: Control) -> Trial:
        from explorer.runtime.trial import run_trial

        return run_trial(network, photo, shape, control)

    start_work(_subject(), work, keep=False)


def trial_state() -> JobState[Trial] | None:
    """How far the trial of the chosen network and input is; None if there is none."""
    return work_state(_subject())


def _subject() -> Subject:
    return Subject(TRIAL, (chosen_network(), chosen_input_shape()))
