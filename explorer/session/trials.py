"""The chosen network, built for real, for one visitor."""

import threading

from explorer.architecture.network.trials import Trial
from explorer.background import Progress, Snapshot
from explorer.session.choices import chosen_input_shape
from explorer.session.configuration import chosen_network
from explorer.session.jobs import job_snapshot, start_job
from explorer.session.photos import model_photo

TRIAL = "trial"


def start_trial() -> None:
    """Build the chosen network in Keras, in the background; call it from a callback."""
    network, shape, photo = chosen_network(), chosen_input_shape(), model_photo()

    def work(progress: Progress, cancelled: threading.Event) -> Trial:
        from explorer.runtime.trial import run_trial

        return run_trial(network, photo, shape, progress=progress, cancelled=cancelled)

    start_job(TRIAL, (network, shape), work)


def trial_state() -> Snapshot[Trial] | None:
    """Where the trial of the chosen network and input stands; None where there is none."""
    return job_snapshot(TRIAL, (chosen_network(), chosen_input_shape()))
