"""The bare pass: one photo at 224 x 224 px through the network, in a process that does only that.

    python -m benchmarks.classroom.bare

It prints the median seconds. Every wait of a class is also told as a multiple of it, because the
seconds alone say more about the machine than about the app.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np

SIDE = 224
ROUNDS = 15
WARM_UP_ROUNDS = 3


def bare_pass(app: Path, environment: Mapping[str, str]) -> float:
    """Measure the bare pass of a checkout; return the median in seconds."""
    code = Path(__file__).read_text()
    printed = subprocess.run(
        [sys.executable, "-c", code],
        cwd=app,
        env=os.environ | {"PYTHONPATH": str(app), "VGG16_OFFLINE": "1"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    ).stdout
    return float(json.loads(printed.splitlines()[-1]))


def main() -> None:
    """Measure here and print."""
    from explorer.runtime import vgg16  # noqa: PLC0415 -- only in the process that measures

    network = vgg16.load()
    pixels = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    seconds = []
    for _ in range(WARM_UP_ROUNDS + ROUNDS):
        start = time.perf_counter()
        network.activations(pixels)
        seconds.append(time.perf_counter() - start)
    print(json.dumps(statistics.median(seconds[WARM_UP_ROUNDS:])))


if __name__ == "__main__":
    main()
