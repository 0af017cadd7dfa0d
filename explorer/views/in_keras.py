"""The layer that is worked on by hand, run by Keras for one visitor."""

from explorer.arrays import Float32Array
from explorer.convolution.exact import ExactLayer
from explorer.digests import Digest
from explorer.session.photos import own_photo
from explorer.session.state import callback
from explorer.shared.questions.in_keras import RunInKeras
from explorer.shared.requests import JobState
from explorer.views.work import start_work, work_state


@callback
def start_in_keras(layer: ExactLayer) -> None:
    """Let Keras compute a layer, in the background; call it from a callback."""
    start_work(_run(layer))


def in_keras_state(layer: ExactLayer) -> JobState[Float32Array] | None:
    """How far it is, for exactly these numbers; None if it was not started for them."""
    return work_state(_run(layer))


def _run(layer: ExactLayer) -> RunInKeras:
    return RunInKeras(layer, _own_photo())


def _own_photo() -> Digest | None:
    """Of the visitor's own photo, if there is one: the numbers may have been a patch of it."""
    own = own_photo()
    return None if own is None else own.cache_key
