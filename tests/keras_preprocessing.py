"""What Keras' own preprocessing makes of pixels."""

import subprocess
import sys
from pathlib import Path

import numpy as np


def keras_preprocessed(folder: Path, pixels: np.ndarray) -> np.ndarray:
    """Keras' result for the pixels, in its own process, to keep TensorFlow out of this one."""
    np.save(folder / "pixels.npy", pixels)
    script = (
        "import sys, numpy as np; from keras.applications.vgg16 import preprocess_input; "
        "np.save(sys.argv[2], preprocess_input(np.load(sys.argv[1]).astype('float32')))"
    )
    files = [str(folder / "pixels.npy"), str(folder / "prepared.npy")]
    subprocess.run([sys.executable, "-c", script, *files], check=True, capture_output=True)
    prepared: np.ndarray = np.load(folder / "prepared.npy")
    return prepared
