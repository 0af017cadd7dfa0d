"""Random short chains of layers for property tests; every run draws the same ones."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from explorer.architecture.layers import (
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Layer,
    MaxPool2D,
    Padding,
    Sides,
    ZeroPad2D,
)
from explorer.architecture.networks import Network
from explorer.architecture.shapes import Shape, smallest_input_size

LONGEST_CHAIN = 5

same_every_run = settings(
    max_examples=100,
    derandomize=True,
    database=None,
    deadline=None,  # a busy machine is not a failure
    suppress_health_check=[HealthCheck.too_slow],
)

paddings: st.SearchStrategy[Padding] = st.sampled_from(["same", "valid"])


def sides(smallest: int, largest: int) -> st.SearchStrategy[Sides]:
    """One number for both axes, or one for each."""
    number = st.integers(smallest, largest)
    return st.one_of(number, st.tuples(number, number))


@st.composite
def convolutions(draw: st.DrawFn, name: str) -> Layer:
    """A convolution with a stride or a dilation, or neither; its kernel may be rectangular."""
    stride, dilation = draw(
        st.one_of(st.tuples(sides(1, 3), st.just(1)), st.tuples(st.just(1), sides(1, 3)))
    )
    kernel_size, padding = draw(sides(1, 5)), draw(paddings)
    return Conv2D(name, draw(st.integers(1, 3)), kernel_size, stride, padding, dilation)


@st.composite
def poolings(draw: st.DrawFn, name: str) -> Layer:
    """A pooling; its stride may be larger than its window, so that it skips rows."""
    kinds: list[type[MaxPool2D | AveragePool2D]] = [MaxPool2D, AveragePool2D]
    size, stride = draw(sides(1, 4)), draw(sides(1, 4))
    return draw(st.sampled_from(kinds))(name, size, stride, draw(paddings))


pairs = st.tuples(st.integers(0, 2), st.integers(0, 2))


def layers(name: str) -> st.SearchStrategy[Layer]:
    """A layer that keeps a grid a grid."""
    return st.one_of(
        convolutions(name),
        poolings(name),
        st.builds(ZeroPad2D, st.just(name), st.one_of(sides(0, 2), st.tuples(*[pairs] * 2))),
        st.just(BatchNorm(name)),
    )


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """A chain of one to five layers."""
    length = draw(st.integers(1, LONGEST_CHAIN))
    chain = tuple(draw(layers(f"layer{number}")) for number in range(1, length + 1))
    return Network("random", chain)


def roomy_shape(network: Network, more_rows: int = 20, more_columns: int = 7) -> Shape:
    """A non-square input on which every window has room to move."""
    smallest = smallest_input_size(network.layers)
    return smallest + more_rows, smallest + more_columns, 2
