"""TensorFlow and Keras as this room imports them: settled before they come, and not to be cleared.

TensorFlow reads some settings once, when it is imported or first computes. What the user has set
stays as it is.

After each run of a page, of any visitor, Streamlit calls ``keras.backend.clear_session()``. That
throws away what TensorFlow has prepared for a pass of VGG16, so that the next one takes ten times
as long, and Keras' state of all threads, among them one that loads a model. This room makes few
models and keeps them or frees them itself, so there is nothing to clear.
"""

import os
from collections.abc import Mapping

__all__ = ["SETTINGS", "keras", "tf"]

SETTINGS: Mapping[str, str] = {
    # VGG16 is a chain: there is never a second layer to compute beside the first. A second thread
    # that looks for one only takes turns with those that share a convolution.
    "TF_NUM_INTEROP_THREADS": "1",
    # Else what a large photo needed stays in a pool of TensorFlow's own until the program ends:
    # 0.3 GiB after one of 512 x 512 px.
    "TF_ONEDNN_USE_SYSTEM_ALLOCATOR": "1",
    # Errors only: that there is no GPU is no news.
    "TF_CPP_MIN_LOG_LEVEL": "2",
}

for name, value in SETTINGS.items():
    os.environ.setdefault(name, value)

import keras  # noqa: E402 -- the settings come first
import tensorflow as tf  # noqa: E402


def _forget_nothing(free_memory: bool = True) -> None:
    """Stand in for `keras.utils.clear_session`, which does what it always did."""


keras.backend.clear_session = _forget_nothing
