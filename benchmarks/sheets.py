"""One photo to the contact sheets of all 18 layers: ours against the usual recipe.

    python -m benchmarks.sheets [ROUNDS]

The recipe of the tutorials: Keras' predict for a model with all outputs, then for each layer an
8 x 8 grid of Matplotlib axes with one feature map in each. Ours draws all feature maps, for which
the recipe would take five times as long. Its pictures are as wide as ours. Both run in this
process, where the recipe gains from the explorer's settings for TensorFlow.
"""

# ruff: noqa: PLC0415 -- TensorFlow comes after the settings, Matplotlib only if it is installed

import importlib.util
import io
import sys
from collections.abc import Callable

from benchmarks.forward import keras_predict, photo
from benchmarks.measure import Ratio, compare, interleaved, print_table
from explorer.arrays import Float32Array
from explorer.figures.maps.contact_sheet import GAP_INDEX, SHEET_WIDTH, contact_sheet
from explorer.images.encoding import png_palette
from explorer.runtime.untrained import untrained_weights
from explorer.runtime.weights import find_weights, read_weights

ROUNDS = 3
"""Few, because the recipe takes many seconds."""

LARGEST_RATIO = 1 / 10
GRID_SIDE = 8
"""Maps per row and per column in the tutorials, which show the first 64 of a layer."""

DOTS_PER_INCH = 100
PEER = "predict and Matplotlib"

Draw = Callable[[], list[bytes]]


def ours() -> Draw:
    """The explorer's own way."""
    from explorer.runtime import vgg16

    network, pixels = vgg16.load(), photo()

    def draw() -> list[bytes]:
        sheets = [contact_sheet(maps, "channel") for maps in network.activations(pixels).values()]
        return [png_palette(s.indices, s.palette, transparent=GAP_INDEX) for s in sheets]

    return draw


def usual_recipe() -> Draw:
    """Predict, then one grid of axes per layer."""
    path = find_weights()
    predict = keras_predict(read_weights(path) if path else untrained_weights())
    return lambda: [matplotlib_grid(batch[0]) for batch in predict()]


def matplotlib_grid(activations: Float32Array) -> bytes:
    """The first feature maps of a layer as a PNG.

    Args:
        activations: float32 (height, width, channels), with at least as many channels as are shown.
    """
    import matplotlib as mpl  # type: ignore[import-not-found]
    from matplotlib import pyplot as plt

    mpl.use("agg")  # the fastest: draws into memory and opens no window
    side = SHEET_WIDTH / DOTS_PER_INCH
    figure, axes = plt.subplots(GRID_SIDE, GRID_SIDE, figsize=(side, side))
    for channel, axis in enumerate(axes.flat):
        axis.imshow(activations[..., channel], cmap="viridis")
        axis.axis("off")
    png = io.BytesIO()
    figure.savefig(png, format="png", dpi=DOTS_PER_INCH)
    plt.close(figure)
    return png.getvalue()


def measure(rounds: int = ROUNDS) -> list[Ratio]:
    """Run both in turn, after one run of each that is not timed.

    Args:
        rounds: How often each of them runs.

    Returns:
        Our time over the recipe's.
    """
    tasks = {"ours": ours()}
    if importlib.util.find_spec("matplotlib"):
        tasks[PEER] = usual_recipe()
    for draw in tasks.values():
        draw()
    timings = interleaved(tasks, rounds)
    return [compare(PEER, timings["ours"], timings.get(PEER), LARGEST_RATIO)]


def main() -> int:
    """Measure and print; the exit status is 0 if every promise is kept."""
    ratios = measure(int(sys.argv[1]) if sys.argv[1:] else ROUNDS)
    print_table("One photo to the contact sheets of all 18 layers, as PNG", ratios)
    return 0 if all(ratio.is_kept for ratio in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
