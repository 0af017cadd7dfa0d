"""What a visitor waits for, seen through a real browser: new photos, other layers, other networks.

    python -m benchmarks.browser [ROUNDS]

In each round a new photo is uploaded on the Activations page, which shows block1_conv2, the layer
with the largest contact sheet. Then another layer of that photo is looked at for the first time,
each round the next one of the network, and at last block1_conv2 again, whose sheet is kept ready.
A forward pass in a process of its own stands beside that. Then come the Architecture page's own
controls. Chromium shares the cores with the server, as on a teacher's computer.
"""

import itertools
import sys
import time
from collections.abc import Mapping

from benchmarks.forward import OURS, Racer, started
from benchmarks.measure import Ratio, Timing, compare, print_table, timing
from benchmarks.visitor import Visitor, new_photos, visitor, what_is_missing
from explorer.architecture.networks import PRESETS

ROUNDS = 20
WARM_UP_ROUNDS = 2
FIRST_LAYER = "block1_conv2"
OTHER_LAYERS = [layer.name for layer in PRESETS["vgg16-no-top"].layers if layer.name != FIRST_LAYER]
SECONDS_BESIDE_A_PASS = 0.5
SECONDS_TO_A_LAYER = 0.4

UPLOAD = "upload to sheet"
FIRST_LOOK = "a layer's first sheet"
SECOND_LOOK = "a sheet that was shown before"
PASS = "one forward pass"
NETWORK = "another network"
SIZE = "another input size"

Seconds = dict[str, float]


def look_at_activations(anybody: Visitor, forward: Racer, rounds: int) -> dict[str, Timing]:
    """Upload photos and look at layers of each, with a forward pass in between."""
    anybody.open(f"activations?layer={FIRST_LAYER}")
    layers, photos = itertools.cycle(OTHER_LAYERS), new_photos()

    def one_round() -> Seconds:
        return {
            UPLOAD: anybody.upload(next(photos)),
            FIRST_LOOK: anybody.look_at(next(layers)),
            SECOND_LOOK: anybody.look_at(FIRST_LAYER),
            PASS: _duration(forward),
        }

    for _ in range(WARM_UP_ROUNDS):
        one_round()
    return _timings([one_round() for _ in range(rounds)])


def change_networks(anybody: Visitor, rounds: int) -> dict[str, Timing]:
    """Change the network, then the input size, there and back."""
    anybody.open("")
    networks, sizes = itertools.cycle(("vgg19", "vgg16")), itertools.cycle(("128x128", "224x224"))

    def one_round() -> Seconds:
        return {
            NETWORK: anybody.choose("network", next(networks)),
            SIZE: anybody.choose("size", next(sizes)),
        }

    for _ in range(WARM_UP_ROUNDS):
        one_round()
    return _timings([one_round() for _ in range(rounds)])


def _duration(forward: Racer) -> float:
    start = time.perf_counter()
    forward.run()
    return time.perf_counter() - start


def _timings(rounds: list[Seconds]) -> dict[str, Timing]:
    return {name: timing([seconds[name] for seconds in rounds]) for name in rounds[0]}


def measure(rounds: int = ROUNDS) -> dict[str, Timing]:
    """Be a visitor.

    Args:
        rounds: How often each thing is done, after two rounds that do not count.

    Returns:
        What took how long, by name.
    """
    with visitor() as anybody, started(OURS, {}) as forward:
        seen = look_at_activations(anybody, forward, rounds)
        return seen | change_networks(anybody, rounds)


def promises(timings: Mapping[str, Timing]) -> list[Ratio]:
    """What a visitor may have to wait for, beside the limit."""
    after_a_pass = Timing(timings[PASS].median + SECONDS_BESIDE_A_PASS, timings[PASS].spread)
    at_once = Timing(SECONDS_TO_A_LAYER, 0)
    return [
        compare(f"{UPLOAD}: a pass + 0.5 s", timings[UPLOAD], after_a_pass, 1),
        compare(f"{FIRST_LOOK}: 0.4 s", timings[FIRST_LOOK], at_once, 1),
        compare(f"{SECOND_LOOK}: 0.4 s", timings[SECOND_LOOK], at_once, 1),
    ]


def main() -> int:
    """Measure and print; the exit status is 0 where every promise is kept."""
    missing = what_is_missing()
    if missing:
        print(missing)
        return 0
    timings = measure(int(sys.argv[1]) if sys.argv[1:] else ROUNDS)
    print("In Chromium, 224 x 224 px: median, and the distance between the quartiles")
    for name, seen in timings.items():
        print(f"  {name:<34}{seen.median * 1000:>7.0f} ms  {seen.spread * 1000:>5.0f} ms")
    ratios = promises(timings)
    print_table("What a visitor waits for, beside the limit", ratios)
    return 0 if all(ratio.is_kept for ratio in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
