"""One photo to the activations of all 18 layers: ours against Keras' predict and other runtimes.

    python -m benchmarks.forward [ROUNDS]

Every contender computes in a process of its own and waits while the others run. In one process
their threads would compete for the cores, and the first to set up a thread pool would decide for
the rest. The pipe that starts a run costs some 0.1 ms of some 100.

All have the same weights (the trained ones if they are on this computer, else seeded ones) and end
with 18 float32 NumPy arrays, whose means are compared before anything is timed. Ours is timed with
its preprocessing; the others get the finished input, in the layout they prefer.
"""

# ruff: noqa: PLC0415 -- each contender is imported where it runs: in its own process
import importlib.util
import multiprocessing
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import Ratio, compare, interleaved, print_table
from explorer.architecture.layers import Conv2D, MaxPool2D
from explorer.architecture.networks import PRESETS
from explorer.preprocessing import to_model_input
from explorer.runtime.untrained import untrained_weights
from explorer.runtime.weights import Weights, find_weights, read_weights

FloatArray = NDArray[np.float32]
Run = Callable[[], Sequence[FloatArray]]

SIDE = 224
ROUNDS = 20
WARM_UP_RUNS = 3
SAME_NUMBERS = 1e-3
"""Relative: how far the means of two contenders' outputs may be apart."""

LAYERS = PRESETS["vgg16-no-top"].layers
BATCH_AND_CHANNELS_FIRST = (0, 3, 1, 2)
FILTERS_FIRST = (3, 2, 0, 1)
OPSET = 17
ONNX_IR_VERSION = 9


def photo() -> NDArray[np.uint8]:
    """A picture of noise: the time of a pass does not depend on the picture."""
    return np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)


def model_input() -> FloatArray:
    """The picture as Keras takes it, (1, height, width, channels)."""
    return to_model_input(photo())[np.newaxis]


def model_input_channels_first() -> FloatArray:
    """The picture as the other runtimes take it, (1, channels, height, width)."""
    return np.ascontiguousarray(model_input().transpose(BATCH_AND_CHANNELS_FIRST))


def ours(_weights: Weights) -> Run:
    """The explorer's own network, which finds the same weights on its own."""
    from explorer.runtime import vgg16

    network, pixels = vgg16.load(), photo()
    return lambda: list(network.activations(pixels).values())


def keras_predict(weights: Weights) -> Run:
    """The common recipe: a model with all outputs, and TensorFlow with its default settings."""
    import keras

    network = keras.applications.VGG16(include_top=False, weights=None, input_shape=(SIDE, SIDE, 3))
    network.set_weights([values for pair in weights.values() for values in pair])
    model = keras.Model(network.inputs, [layer.output for layer in network.layers[1:]])
    batch = model_input()
    return lambda: model.predict(batch, verbose=0)


def onnx_model(weights: Weights) -> bytes:
    """VGG16 as an ONNX graph with all 18 outputs."""
    from onnx import TensorProto, helper, numpy_helper  # type: ignore[import-not-found]

    nodes: list[Any] = []
    values: list[Any] = []
    outputs: list[Any] = []
    above = "photo"
    for layer in LAYERS:
        if isinstance(layer, Conv2D):
            kernel, bias = weights[layer.name]
            names = [above, f"{layer.name}_kernel", f"{layer.name}_bias"]
            filters = np.ascontiguousarray(kernel.transpose(FILTERS_FIRST))
            values += map(numpy_helper.from_array, (filters, bias), names[1:])
            sides = [layer.kernel_size // 2] * 4
            nodes.append(helper.make_node("Conv", names, [f"{layer.name}_sum"], pads=sides))
            nodes.append(helper.make_node("Relu", [f"{layer.name}_sum"], [layer.name]))
        elif isinstance(layer, MaxPool2D):
            window = {"kernel_shape": [layer.pool_size] * 2, "strides": [layer.stride] * 2}
            nodes.append(helper.make_node("MaxPool", [above], [layer.name], **window))
        above = layer.name
        outputs.append(helper.make_tensor_value_info(above, TensorProto.FLOAT, None))
    shape = [1, 3, SIDE, SIDE]
    inputs = [helper.make_tensor_value_info("photo", TensorProto.FLOAT, shape)]
    graph = helper.make_graph(nodes, "vgg16", inputs, outputs, values)
    opset = [helper.make_opsetid("", OPSET)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=ONNX_IR_VERSION)
    return bytes(model.SerializeToString())


def onnx_runtime(weights: Weights) -> Run:
    """ONNX Runtime on the CPU, with its own defaults."""
    import onnxruntime  # type: ignore[import-not-found]

    session = onnxruntime.InferenceSession(onnx_model(weights), providers=["CPUExecutionProvider"])
    inputs = {"photo": model_input_channels_first()}
    return lambda: session.run(None, inputs)


def openvino(weights: Weights) -> Run:
    """OpenVINO on the CPU, forced to float32: by default it uses bfloat16 where it can."""
    import openvino as ov  # type: ignore[import-not-found]

    core = ov.Core()
    model = core.read_model(onnx_model(weights))
    options = {"INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY"}
    compiled = core.compile_model(model, "CPU", options)
    batch = model_input_channels_first()
    return lambda: list(compiled(batch).values())


def torch_channels_first(weights: Weights) -> Run:
    """PyTorch in its usual layout."""
    return _torch(weights, "contiguous_format")


def torch_channels_last(weights: Weights) -> Run:
    """PyTorch in the layout that is faster on most processors."""
    return _torch(weights, "channels_last")


def _torch(weights: Weights, layout: str) -> Run:
    import torch  # type: ignore[import-not-found]
    from torch.nn import functional  # type: ignore[import-not-found]

    def tensor(values: FloatArray) -> Any:
        found = torch.from_numpy(np.ascontiguousarray(values))
        return found.contiguous(memory_format=getattr(torch, layout)) if values.ndim > 1 else found

    tensors = {
        name: (tensor(kernel.transpose(FILTERS_FIRST)), tensor(bias))
        for name, (kernel, bias) in weights.items()
    }
    batch = tensor(model_input_channels_first())

    def run() -> list[FloatArray]:
        outputs, above = [], batch
        with torch.inference_mode():
            for layer in LAYERS:
                if isinstance(layer, Conv2D):
                    kernel, bias = tensors[layer.name]
                    above = functional.conv2d(above, kernel, bias, padding=layer.kernel_size // 2)
                    above = above.relu_()
                elif isinstance(layer, MaxPool2D):
                    above = functional.max_pool2d(above, layer.pool_size, layer.stride)
                outputs.append(above.numpy())
        return outputs

    return run


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to compute the activations.

    Attributes:
        name: Its name in the table.
        prepare: Gets ready with these weights, in a process of its own.
        packages: What must be installed.
        bound: The largest ratio of our time to this one's that is promised; None for no promise.
    """

    name: str
    prepare: Callable[[Weights], Run]
    packages: tuple[str, ...] = ()
    bound: float | None = None

    @property
    def is_installed(self) -> bool:
        """Whether it can run here."""
        return all(importlib.util.find_spec(package) for package in self.packages)


OURS = Contender("ours", ours)
PEERS = (
    Contender("Keras predict", keras_predict, bound=0.6),
    Contender("ONNX Runtime", onnx_runtime, ("onnx", "onnxruntime"), bound=1.15),
    Contender("OpenVINO, float32", openvino, ("onnx", "openvino")),
    Contender("PyTorch", torch_channels_first, ("torch",)),
    Contender("PyTorch, channels last", torch_channels_last, ("torch",)),
)


@dataclass(frozen=True, slots=True)
class Racer:
    """A contender that is ready: the mean of each of its outputs, and how to run it once."""

    means: tuple[float, ...]
    run: Callable[[], None]


@contextmanager
def started(contender: Contender, weights: Weights) -> Iterator[Racer]:
    """Start a contender in a process of its own, and wait until it is warm."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, contender.prepare, weights), daemon=True)
    process.start()
    there.close()  # so that the end of the process is noticed here

    def run() -> None:
        here.send(True)
        here.recv()

    try:
        yield Racer(here.recv(), run)
    finally:
        here.close()
        process.join()


def _serve(requests: Connection, prepare: Callable[[Weights], Run], weights: Weights) -> None:
    run = prepare(weights)
    for _ in range(WARM_UP_RUNS):
        outputs = run()
    requests.send(tuple(float(values.mean(dtype=np.float64)) for values in outputs))
    del outputs
    while True:
        try:
            requests.recv()
        except EOFError:
            return
        run()
        requests.send(None)


def measure(rounds: int = ROUNDS) -> list[Ratio]:
    """Run all contenders in turn.

    Args:
        rounds: How often each of them runs.

    Returns:
        Our time over each peer's, including those that are not installed.

    Raises:
        ValueError: A peer's outputs differ from ours, so they cannot be compared.
    """
    path = find_weights()
    weights = read_weights(path) if path else untrained_weights()
    with ExitStack() as stack:
        racers = {
            contender.name: stack.enter_context(started(contender, weights))
            for contender in (OURS, *PEERS)
            if contender.is_installed
        }
        _check_means(racers)
        timings = interleaved({name: racer.run for name, racer in racers.items()}, rounds)
    return [
        compare(peer.name, timings[OURS.name], timings.get(peer.name), peer.bound) for peer in PEERS
    ]


def _check_means(racers: dict[str, Racer]) -> None:
    expected = racers[OURS.name].means
    for name, racer in racers.items():
        if not np.allclose(racer.means, expected, rtol=SAME_NUMBERS):
            raise ValueError(
                f"The outputs of {name} have the means {racer.means}, ours {expected}. "
                "They must agree, or the benchmark compares different things."
            )


def main() -> int:
    """Measure and print; the exit status is 0 if every promise is kept."""
    ratios = measure(int(sys.argv[1]) if sys.argv[1:] else ROUNDS)
    print_table(f"One photo of {SIDE} x {SIDE} px to the activations of all 18 layers", ratios)
    return 0 if all(ratio.is_kept for ratio in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
