"""The code that a layer is written as, when run, gives what is worked out by hand."""

import re
from random import Random
from typing import Any

import numpy as np
import pytest

from explorer.architecture.network.keras_calls import LINE_LENGTH
from explorer.architecture.shapes import GridWindow, Window, WindowPadding, square
from explorer.arrays import Float64Array
from explorer.convolution.exact import (
    ExactLayer,
    exact_convolution,
    exact_pooling,
    exact_transposed,
    numbers_of,
    worked_output,
)
from explorer.convolution.keras_code import layer_in_keras
from explorer.convolution.layer import HandLayer
from explorer.convolution.numpy_code import layer_in_numpy
from explorer.convolution.sequences import along_steps
from explorer.convolution.written_numbers import code_number
from tests.convolution.random_layers import any_layer
from tests.seeds import seeds

TOLERANCE = 1e-5


def run(code: str, capsys: pytest.CaptureFixture[str]) -> Float64Array:
    """What the code calls its output; it prints as many numbers."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(code, "<written>", "exec"), namespace)
    output: Float64Array = namespace["output"]
    printed = re.findall(r"[-+.\de]+", capsys.readouterr().out)
    assert len(printed) == output.size or "..." in printed
    return output


def expected(layer: ExactLayer) -> Float64Array:
    output = worked_output(layer)
    return output[0] if layer.kind == "sequence" else output


def noise(*shape: int) -> Float64Array:
    return np.random.default_rng(16).normal(size=shape)


def convolution(window: GridWindow, channels: int = 2, filters: int = 3, **options: Any) -> Any:
    kernel = noise(
        window.rows.size, window.columns.size, channels // options.get("groups", 1), filters
    )
    return exact_convolution(
        noise(7, 9, channels), HandLayer(kernel, noise(filters), window, **options)
    )


CASES: dict[str, ExactLayer] = {
    "usual": convolution(square(3)),
    "same": convolution(square(2, padding="same"), activation="relu"),
    "full": convolution(square(3, padding="full"), activation="softmax"),
    "a side each": convolution(GridWindow(Window(3, 2, padding=(0, 2)), Window(2, padding=(1, 0)))),
    "same along one axis": convolution(GridWindow(Window(3, padding="same"), Window(3))),
    "zero zeros": convolution(square(3, padding=0)),
    "dilation": convolution(GridWindow(Window(3, dilation=2), Window(2, dilation=3))),
    "stride and dilation": convolution(
        GridWindow(Window(3, 2, 2, "same"), Window(2, 3, 3, "same"))
    ),
    "stride along one axis and dilation along the other": convolution(
        GridWindow(Window(3, 2, padding=1), Window(2, 1, 3, (0, 1)))
    ),
    "groups": convolution(square(3, 2, padding=1), 4, 4, groups=2, activation="softmax"),
    "depthwise": convolution(square(3, padding="same"), 3, 3, groups=3),
    "depthwise with two filters a channel": convolution(square(2), 3, 6, groups=3),
    "one number": exact_convolution(
        np.full((1, 1, 1), 3.0), HandLayer(np.full((1, 1, 1, 1), 2.0), np.ones(1), square(1))
    ),
    "sequence": exact_convolution(
        noise(1, 9, 2), HandLayer(noise(1, 3, 2, 2), noise(2), along_steps(3, 2)), "sequence"
    ),
    "causal": exact_convolution(
        noise(1, 9, 2),
        HandLayer(noise(1, 3, 2, 2), noise(2), along_steps(3, 1, 2, "causal"), 1, "relu"),
        "sequence",
    ),
    "causal with stride and dilation": exact_convolution(
        noise(1, 9, 1),
        HandLayer(noise(1, 3, 1, 2), noise(2), along_steps(3, 2, 2, "causal")),
        "sequence",
    ),
    "sequence with zeros": exact_convolution(
        noise(1, 9, 4),
        HandLayer(noise(1, 3, 2, 2), noise(2), along_steps(3, 1, 1, (0, 4)), 2),
        "sequence",
    ),
    "transposed": exact_transposed(
        noise(4, 5, 2),
        HandLayer(noise(3, 2, 3, 2), noise(3), GridWindow(Window(3, 2), Window(2, 3))),
    ),
    "transposed, same": exact_transposed(
        noise(4, 5, 2),
        HandLayer(noise(3, 3, 3, 2), noise(3), square(3, 2, padding="same"), activation="relu"),
    ),
    "transposed, with zeros": exact_transposed(
        noise(4, 5, 2), HandLayer(noise(3, 3, 3, 2), noise(3), square(3, 2, padding=(1, 0)))
    ),
    "transposed, with rows more": exact_transposed(
        noise(4, 5, 2), HandLayer(noise(3, 3, 3, 2), noise(3), square(3, 3, padding=1)), (2, 1)
    ),
    "transposed, with dilation": exact_transposed(
        noise(4, 5, 1),
        HandLayer(noise(2, 3, 1, 1), noise(1), GridWindow(Window(2, 1, 3), Window(3))),
    ),
    "transposed, with stride and dilation": exact_transposed(
        noise(4, 5, 1), HandLayer(noise(3, 3, 1, 1), noise(1), square(3, 2, 2, 1))
    ),
    "maximum": exact_pooling(noise(7, 9, 2), square(2, 2), average=False),
    "maximum, same": exact_pooling(noise(7, 9, 2), square(3, 2, padding="same"), average=False),
    "maximum, with zeros": exact_pooling(
        -np.abs(noise(7, 9, 2)), square(3, 2, padding=(2, 1)), average=False
    ),
    "average": exact_pooling(noise(7, 9, 2), GridWindow(Window(3, 1), Window(2, 3)), average=True),
    "average, same": exact_pooling(noise(7, 9, 2), square(3, 2, padding="same"), average=True),
    "average, with zeros": exact_pooling(
        noise(7, 9, 2), square(3, 2, padding=(2, 1)), average=True
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_keras_gives_the_same(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    layer = CASES[name]
    output = run(layer_in_keras(layer), capsys)
    np.testing.assert_allclose(output, expected(layer), rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize("name", CASES)
def test_numpy_gives_the_same_in_ten_lines(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    layer = CASES[name]
    code = layer_in_numpy(layer)
    np.testing.assert_allclose(run(code, capsys), expected(layer), rtol=0, atol=1e-9)
    computing = code.rstrip().rpartition("\n\n")[2].splitlines()
    assert len(computing) <= 10
    assert "keras" not in code


@pytest.mark.parametrize("seed", seeds(60, 400))
def test_random_layers(seed: int, capsys: pytest.CaptureFixture[str]) -> None:
    layer = any_layer(Random(seed))
    for write, tolerance in ((layer_in_keras, TOLERANCE), (layer_in_numpy, 1e-9)):
        code = write(layer)
        assert max(map(len, code.splitlines())) <= LINE_LENGTH
        np.testing.assert_allclose(run(code, capsys), expected(layer), rtol=0, atol=tolerance)


def test_a_pooling_with_a_dilation_is_numpy_only(capsys: pytest.CaptureFixture[str]) -> None:
    layer = exact_pooling(noise(7, 9, 2), square(3, 1, 2), average=False)
    with pytest.raises(ValueError, match="Keras has no pooling with a dilation"):
        layer_in_keras(layer)
    np.testing.assert_array_equal(run(layer_in_numpy(layer), capsys), expected(layer))


KERAS_CODE = """\
import keras
import numpy as np

inputs = np.array(
    [[[0, 0, 9],
      [0, 0, 9]],
     [[1, 0.5, -2],
      [3, 0.1, 0]]],
    dtype="float32",
).transpose(1, 2, 0)  # rows, columns, channels
kernel = np.array(
    [[[[1, 2]],
      [[0, -1]]]],
    dtype="float32",
).transpose(2, 3, 1, 0)  # rows, columns, channels, filters
bias = np.array([10], dtype="float32")

layer = keras.layers.Conv2D(
    filters=1,
    kernel_size=(1, 2),
    strides=(1, 1),
    padding="valid",
    activation="relu",
)
model = keras.Sequential([
    keras.Input(shape=(2, 3, 2)),
    keras.layers.ZeroPadding2D(((0, 0), (1, 0))),
    layer,
])
layer.set_weights([kernel, bias])
output = np.asarray(model(inputs[np.newaxis]))[0]
print(output.transpose(2, 0, 1))  # one filter after the other
"""

NUMPY_CODE = """
padded = np.pad(inputs, ((0, 0), (1, 0), (0, 0)))
rows, columns = (padded.shape[0] - 1) + 1, (padded.shape[1] - 2) + 1
output = np.zeros((rows, columns, 1))
for row, column, f in np.ndindex(output.shape):
    patch = padded[row : row + 1, column : column + 2]
    output[row, column, f] = np.sum(patch * kernel[..., f]) + bias[f]
output = np.maximum(output, 0)
print(output.transpose(2, 0, 1))  # one filter after the other
"""


def written() -> ExactLayer:
    grid = np.array([[[0, 1], [0, 0.5], [9, -2]], [[0, 3], [0, 0.1], [9, 0]]])
    kernel = np.array([[[[1], [0]], [[2], [-1]]]])
    window = GridWindow(Window(1), Window(2, padding=(1, 0)))
    return exact_convolution(grid, HandLayer(kernel, np.array([10]), window, activation="relu"))


def test_it_reads_as_if_written_by_hand() -> None:
    assert layer_in_keras(written()) == KERAS_CODE
    assert layer_in_numpy(written()).endswith(NUMPY_CODE)


def test_where_keras_refuses_the_code_says_so() -> None:
    code = layer_in_keras(CASES["stride and dilation"])
    assert "# Keras takes no stride together with a dilation" in code
    assert "kernel_size=(5, 4),\n    strides=(2, 3)," in code
    assert "set_weights([spread, bias])" in code
    assert "dilation_rate" not in code
    alone = layer_in_keras(CASES["dilation"])
    assert "dilation_rate=(2, 3)" in alone
    assert "spread" not in alone


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (-0.0, "0"),
        (0.25, "0.25"),
        (float(np.float32(0.1)), "0.1"),
        (0.1, "0.1"),
        (1 / 9, "0.1111111111111111"),
        (1e-300, "1e-300"),
        (1e300, "1e+300"),
        (2.0**53, "9.007199e+15"),
        (-12345678.5, "-12345678.5"),
    ],
)
def test_numbers_are_as_short_as_they_can_be_read_back(value: float, text: str) -> None:
    assert code_number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(1 / 9, "0.11111111"), (-0.1, "-0.1"), (1e300, "1e+300"), (1e-300, "1e-300"), (4.0, "4")],
)
def test_keras_numbers_need_fewer_digits(value: float, text: str) -> None:
    assert code_number(value, "float32") == text


def test_a_layer_with_its_numbers_is_a_value() -> None:
    one, same, other = (
        exact_pooling(np.full((2, 3, 1), each), square(2), average=True) for each in (1, 1.0, 2)
    )
    assert one == same
    assert hash(one) == hash(same)
    assert one != other
    assert numbers_of(np.zeros((2, 3))) != numbers_of(np.zeros((3, 2)))
    assert numbers_of(np.zeros((2, 3))).cache_key != numbers_of(np.zeros((3, 2))).cache_key
    with pytest.raises(ValueError, match="It has no kernel"):
        _ = one.hand_layer


@pytest.mark.parametrize("padding", ["same", "valid", "full", 1], ids=str)
def test_wide_inputs_keep_their_lines_short(padding: WindowPadding) -> None:
    grid = noise(12, 12, 3)
    layer = HandLayer(noise(5, 5, 3, 4), noise(4), square(5, padding=padding))
    code = layer_in_keras(exact_convolution(grid, layer))
    assert max(map(len, code.splitlines())) <= LINE_LENGTH
