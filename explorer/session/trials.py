"""The chosen network, built for real, for one visitor."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from explorer.architecture.networks import Network
from explorer.architecture.shapes import Shape
from explorer.architecture.trials import Trial
from explorer.background import Job, Snapshot
from explorer.session.choices import chosen_input_shape
from explorer.session.configuration import chosen_network
from explorer.session.photos import model_photo

_TRIAL = "trial"


@dataclass(frozen=True, slots=True)
class TrialState:
    """A network that was built in Keras, or is being built.

    Attributes:
        network: Which one.
        input_shape: (height, width, channels) it was built for.
        snapshot: How far it is, its result, or why there is none.
    """

    network: Network
    input_shape: Shape
    snapshot: Snapshot[Trial]


@dataclass(frozen=True, slots=True)
class _StartedTrial:
    network: Network
    input_shape: Shape
    job: Job[Trial]


def start_trial() -> None:
    """Build the chosen network in Keras, in the background; call it from a callback."""
    cancel_trial()
    network, shape, photo = chosen_network(), chosen_input_shape(), model_photo()

    def work(progress: Callable[[int, int], None], cancelled: threading.Event) -> Trial:
        from explorer.runtime.trial import trial  # TensorFlow, only now

        return trial(network, photo, shape, progress=progress, cancelled=cancelled)

    st.session_state[_TRIAL] = _StartedTrial(network, shape, Job(work))


def trial_state() -> TrialState | None:
    """The visitor's trial of the chosen network and input; None where there is none."""
    started = st.session_state.get(_TRIAL)
    if started is None:
        return None
    if (started.network, started.input_shape) != (chosen_network(), chosen_input_shape()):
        return None
    return TrialState(started.network, started.input_shape, started.job.snapshot())


def cancel_trial() -> None:
    """Stop the visitor's trial, if one is running."""
    started = st.session_state.get(_TRIAL)
    if started is not None:
        started.job.cancel()
