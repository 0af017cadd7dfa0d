"""TensorFlow and Keras as this room imports them: configured first, and never cleared.

TensorFlow reads some settings once, when it is imported or first computes. The user's own settings
are kept.

After each run of a page, for any visitor, Streamlit calls ``keras.backend.clear_session()``. That
discards what TensorFlow has prepared for a pass of VGG16, so the next one takes ten times as long.
It also discards Keras' state of all threads, including one that is loading a model. This room makes
few models and keeps or frees them itself, so there is nothing to clear.
"""

import os
from collections.abc import Mapping

__all__ = ["SETTINGS", "keras", "tf"]

SETTINGS: Mapping[str, str] = {
    # VGG16 is a chain: no two layers can be computed side by side. A second thread that looks for
    # one would only take time from those that share a convolution.
    "TF_NUM_INTEROP_THREADS": "1",
    # Otherwise TensorFlow pools the memory of a large photo until the program ends: 0.3 GiB after
    # one of 512 x 512 px.
    "TF_ONEDNN_USE_SYSTEM_ALLOCATOR": "1",
    # Errors only: a missing GPU is not worth a message.
    # Threads without work sleep at once; their spinning would slow the pages of other visitors.
    "OMP_WAIT_POLICY": "PASSIVE",
    "GOMP_SPINCOUNT": "0",
    "TF_CPP_MIN_LOG_LEVEL": "2",
}

for name, value in SETTINGS.items():
    os.environ.setdefault(name, value)

import keras  # noqa: E402 -- the settings come first
import tensorflow as tf  # noqa: E402


def _forget_nothing(free_memory: bool = True) -> None:
    """Replace `keras.backend.clear_session`; `keras.utils.clear_session` works as before."""


keras.backend.clear_session = _forget_nothing
