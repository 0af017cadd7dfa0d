"""Keras as this room imports it: Streamlit cannot make it forget.

After each run of a page, of any visitor, Streamlit calls ``keras.backend.clear_session()``. That
throws away what TensorFlow has prepared for a pass of VGG16, so that the next one takes ten times
as long, and Keras' state of all threads, among them one that loads a model. This room makes few
models and keeps them or frees them itself, so there is nothing to clear.
"""

import keras

__all__ = ["keras"]


def _forget_nothing(free_memory: bool = True) -> None:
    """Stand in for `keras.utils.clear_session`, which does what it always did."""


keras.backend.clear_session = _forget_nothing
