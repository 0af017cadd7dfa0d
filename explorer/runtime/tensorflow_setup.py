"""Settings that TensorFlow reads once, when it is imported or first computes.

The room's package file imports this module, so it comes before every TensorFlow in the room.
What the user has set stays as it is.
"""

import os
from collections.abc import Mapping

SPEED_AND_MEMORY: Mapping[str, str] = {
    # VGG16 is a chain: there is never a second layer to compute beside the first. A second thread
    # that looks for one only takes turns with those that share a convolution.
    "TF_NUM_INTEROP_THREADS": "1",
    # Else what a large photo needed stays in a pool of TensorFlow's own until the program ends:
    # 0.3 GiB after one of 512 x 512 px.
    "TF_ONEDNN_USE_SYSTEM_ALLOCATOR": "1",
}

# Errors only: that there is no GPU is no news.
SETTINGS: Mapping[str, str] = {**SPEED_AND_MEMORY, "TF_CPP_MIN_LOG_LEVEL": "2"}

for name, value in SETTINGS.items():
    os.environ.setdefault(name, value)
