"""What the tests of several rooms share."""

import subprocess
import sys
from pathlib import Path

import pytest

MAKE_WEIGHTS = Path(__file__).parents[2] / "shared" / "weights" / "make_weights.py"


@pytest.fixture(scope="session")
def real_weights_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A no-top file of VGG16 whose first three blocks hold the trained values."""
    if not MAKE_WEIGHTS.exists():
        pytest.skip("the trained values of VGG16's first blocks are not on this computer")
    path = tmp_path_factory.mktemp("weights") / "vgg16 no top.h5"
    subprocess.run([sys.executable, str(MAKE_WEIGHTS), str(path)], check=True)
    return path
