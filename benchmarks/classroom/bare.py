"""The bare pass: one photo at 224 x 224 px through the network, in a process that does only that.

Every wait of a class is also told as a multiple of it, because seconds alone say more about the
machine than about the app.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np

SIDE = 224
ROUNDS = 15
WARM_UP_ROUNDS = 3


@dataclass(slots=True)
class BarePass:
    """The bare pass of a checkout, measured as often as wanted: machines change their pace.

    Attributes:
        app: The checkout.
        environment: Variables on top of this process's own.
        rounds: The seconds of each pass, one list for each time it was measured.
    """

    app: Path
    environment: Mapping[str, str]
    rounds: list[list[float]] = field(default_factory=list)

    def measure(self) -> None:
        """Measure now. This file itself runs there, so older checkouts can be measured too."""
        own = {"PYTHONPATH": str(self.app), "VGG16_OFFLINE": "1"}
        printed = subprocess.run(
            [sys.executable, "-c", Path(__file__).read_text()],
            cwd=self.app,
            env={**os.environ, **own, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=True,
        ).stdout
        self.rounds.append(json.loads(printed.splitlines()[-1]))

    @property
    def seconds(self) -> float:
        """The median of all rounds."""
        return statistics.median(chain.from_iterable(self.rounds))

    def __str__(self) -> str:
        each = ", ".join(f"{statistics.median(rounds) * 1000:.0f}" for rounds in self.rounds)
        return f"{self.seconds * 1000:.0f} ms (before and after the class: {each})"


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
    print(json.dumps(seconds[WARM_UP_ROUNDS:]))


if __name__ == "__main__":
    main()
