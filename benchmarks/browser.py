"""How long a visitor waits, in a real browser: new photos, other layers, other networks.

    python -m benchmarks.browser [ROUNDS]

In each round a new photo is uploaded on the Activations page, which shows block1_conv2, the layer
with the largest contact sheet. Then another layer of that photo is opened for the first time, in
each round the next one of the network, and finally block1_conv2 again, whose sheet is kept. A
forward pass in a process of its own is timed for comparison. Then come the controls of the pages
that compute, for VGG19: from the click until each table and chart that depends on it shows the new
numbers. Chromium shares the cores with the server, as on a teacher's computer.
"""

import itertools
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benchmarks.forward import OURS, Racer, started
from benchmarks.measure import Ratio, Timing, compare, print_table, timing
from benchmarks.visitor import (
    FILTER,
    HEADINGS,
    IMAGES,
    IN_WORDS,
    Visitor,
    chart,
    new_photos,
    table_text,
    visitor,
    what_is_missing,
)
from explorer.architecture.networks import PRESETS

ROUNDS = 20
WARM_UP_ROUNDS = 2
FIRST_LAYER = "block1_conv2"
OTHER_LAYERS = [layer.name for layer in PRESETS["vgg16-no-top"].layers if layer.name != FIRST_LAYER]
SECONDS_BESIDE_A_PASS = 0.5
SECONDS_TO_A_LAYER = 0.4
SECONDS_TO_A_CHANGE = 0.3
SECONDS_TO_A_CHANNEL = 0.25

UPLOAD = "upload to sheet"
FIRST_LOOK = "a layer's first sheet"
SECOND_LOOK = "a sheet that was shown before"
PASS = "one forward pass"

Seconds = dict[str, float]
Move = Callable[[Visitor], float]


@dataclass(frozen=True, slots=True)
class Control:
    """One control of a page, and how to move it back and forth.

    Attributes:
        name: What the control changes.
        path: The page's address.
        moves: Each takes a visitor, and returns the seconds until everything is up to date.
        limit: Seconds that a visitor may have to wait.
    """

    name: str
    path: str
    moves: tuple[Move, ...]
    limit: float = SECONDS_TO_A_CHANGE


def _chosen(key: str, option: str, *parts: str) -> Move:
    label = PRESETS[option].name if option in PRESETS else option
    return lambda anybody: anybody.choose(key, label, parts)


def _followed(layer_name: str, *parts: str) -> Move:
    return lambda anybody: anybody.look_at(layer_name, parts)


def _switched(key: str, *parts: str) -> Move:
    return lambda anybody: anybody.press(f".st-key-{key} label", parts)


def _pressed(selector: str, *parts: str) -> Move:
    return lambda anybody: anybody.press(selector, parts)


def _option(key: str, place: int, *parts: str) -> Move:
    """Press one button of a group."""
    return _pressed(f".st-key-{key} button >> nth={place}", *parts)


DRAWING, BARS, CURVES = chart("drawing"), chart("budget"), chart("input_sizes")
CONTROLS = (
    # Receptive fields of 268 and 212 px, and grids of 4x4 and 7x7, appear in one table only.
    Control(
        "layers: network",
        "architecture",
        (
            _chosen("network", "vgg19", DRAWING, table_text("268")),
            _chosen("network", "vgg16", DRAWING, table_text("212")),
        ),
    ),
    Control(
        "layers: input size",
        "architecture?network=vgg19",
        (
            _chosen("size", "128x128", DRAWING, table_text("4×4×512")),
            _chosen("size", "224x224", DRAWING, table_text("7×7×512")),
        ),
    ),
    Control(
        "layers: layer",
        "architecture?network=vgg19",
        tuple(_followed(f"block{number}_conv1", DRAWING) for number in (2, 3, 4, 5)),
    ),
    Control("layers: scale", "architecture?network=vgg19", (_switched("log_scale", DRAWING),)),
    Control(
        "layers: folded drawing", "architecture?network=vgg19", (_switched("folded", DRAWING),)
    ),
    Control(
        "layers: folded table",
        "architecture?network=vgg19",
        (
            _switched("per_block", table_text("block 5")),
            _switched("per_block", table_text("block5_conv4")),
        ),
    ),
    Control(
        "budget: network",
        "budget",
        tuple(_chosen("network", key, BARS) for key in ("vgg19", "vgg16")),
    ),
    Control(
        "budget: input size",
        "budget?network=vgg19",
        tuple(_chosen("size", size, BARS) for size in ("128x128", "224x224")),
    ),
    Control(
        "budget: layer",
        "budget?network=vgg19",
        tuple(_followed(f"block{number}_conv1", BARS) for number in (2, 3, 4, 5)),
    ),
    Control(
        "input sizes: network",
        "input_sizes",
        tuple(_chosen("network", key, CURVES) for key in ("vgg19", "vgg16")),
    ),
    Control(
        "input sizes: input size",
        "input_sizes?network=vgg19",
        tuple(_chosen("size", size, CURVES) for size in ("128x128", "224x224")),
    ),
    # A text of the table of totals, and one of the table of layers.
    Control(
        "compare: network",
        "compare",
        (
            _chosen("network", "vgg19", table_text("143.7 M"), table_text("1 only")),
            _chosen("network", "vgg11", table_text("132.9 M"), table_text("2 only")),
        ),
    ),
    Control(
        "compare: other network",
        "compare?network=vgg19",
        (
            _chosen("other", "alexnet", table_text("61.1 M"), table_text("block1_conv1, 55×55×64")),
            _chosen(
                "other",
                "small-batch-norm",
                table_text("10.1 M"),
                table_text("block1_bn1, 224×224×75"),
            ),
        ),
    ),
    Control(
        "maps: channel",
        "activations?layer=block3_conv3",
        tuple(
            _pressed(f".st-key-wall [data-channel='{channel}']", HEADINGS, FILTER)
            for channel in (3, 40, 17, 80, 61)
        ),
        SECONDS_TO_A_CHANNEL,
    ),
    Control(
        "maps: unit",
        "activations?layer=block3_conv3&channel=5&row=3&column=10",
        (_pressed(".st-key-row [data-testid=stNumberInputStepUp]", HEADINGS, IN_WORDS),),
    ),
    Control(
        "stacks: kernel",
        "stacks",
        tuple(_option("kernel", place, chart("kernels")) for place in (1, 0)),
    ),
    Control(
        "when it saves: kernel",
        "channels",
        tuple(
            _option("kernel", place, *map(chart, ("over_channels", "over_channels_between")))
            for place in (1, 0)
        ),
    ),
    Control(
        "growth: layer",
        "growth?layer=block3_conv3",
        tuple(_followed(f"block{number}_conv2", chart("squares")) for number in (2, 3, 4, 5)),
    ),
    Control(
        "pixels: weights",
        "pixels",
        tuple(
            _option("kernel_weights", place, *map(chart, ("weights", "profile_map")))
            for place in (1, 0)
        ),
    ),
    Control(
        "pixels: kernel size",
        "pixels",
        tuple(_option("kernel_size", place, chart("depth_curves")) for place in (1, 2, 0)),
    ),
    Control(
        "try it: kernel", "try_it", tuple(_option("example", place, IMAGES) for place in (1, 2, 0))
    ),
)


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


def move_controls(anybody: Visitor, rounds: int) -> dict[str, Timing]:
    """Move each control back and forth."""
    return {control.name: _moved(anybody, control, rounds) for control in CONTROLS}


def _moved(anybody: Visitor, control: Control, rounds: int) -> Timing:
    anybody.open(control.path)
    moves = itertools.cycle(control.moves)
    num_warm_ups = WARM_UP_ROUNDS * len(control.moves)
    seconds = [next(moves)(anybody) for _ in range(num_warm_ups + rounds)]
    return timing(seconds[num_warm_ups:])


def _duration(forward: Racer) -> float:
    start = time.perf_counter()
    forward.run()
    return time.perf_counter() - start


def _timings(rounds: list[Seconds]) -> dict[str, Timing]:
    return {name: timing([seconds[name] for seconds in rounds]) for name in rounds[0]}


def measure(rounds: int = ROUNDS) -> dict[str, Timing]:
    """Do what a visitor does, and time it.

    Args:
        rounds: How often each thing is done, after two rounds that do not count.

    Returns:
        How long each thing took, by name.
    """
    with visitor() as anybody, started(OURS, {}) as forward:
        seen = look_at_activations(anybody, forward, rounds)
        return seen | move_controls(anybody, rounds)


def promises(timings: Mapping[str, Timing]) -> list[Ratio]:
    """How long a visitor waits, beside the limit."""
    after_a_pass = Timing(timings[PASS].median + SECONDS_BESIDE_A_PASS, timings[PASS].spread)
    at_once = Timing(SECONDS_TO_A_LAYER, 0)
    return [
        compare(f"{UPLOAD}: a pass + 0.5 s", timings[UPLOAD], after_a_pass, 1),
        compare(f"{FIRST_LOOK}: 0.4 s", timings[FIRST_LOOK], at_once, 1),
        compare(f"{SECOND_LOOK}: 0.4 s", timings[SECOND_LOOK], at_once, 1),
        *(
            compare(
                f"{control.name}: {control.limit} s",
                timings[control.name],
                Timing(control.limit, 0),
                1,
            )
            for control in CONTROLS
        ),
    ]


def main() -> int:
    """Measure and print; the exit status is 0 if every promise is kept."""
    missing = what_is_missing()
    if missing:
        print(missing)
        return 0
    timings = measure(int(sys.argv[1]) if sys.argv[1:] else ROUNDS)
    print("In Chromium, 224 x 224 px: median, and the distance between the quartiles")
    for name, seen in timings.items():
        print(f"  {name:<34}{seen.median * 1000:>7.0f} ms  {seen.spread * 1000:>5.0f} ms")
    ratios = promises(timings)
    print_table("How long a visitor waits, beside the limit", ratios)
    return 0 if all(ratio.is_kept for ratio in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
