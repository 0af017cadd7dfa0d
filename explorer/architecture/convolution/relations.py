"""All 15 relations of Dumoulin & Visin between a convolution's input, window and output.

Source: "A guide to convolution arithmetic for deep learning" (arXiv:1603.07285), along one axis. In
the transposed ones, primed letters are of the transposed convolution, and k, s and p belong to the
direct one that it reverses: padding takes rows away. They are often misread there.
"""

from collections.abc import Callable
from dataclasses import dataclass

from explorer.architecture.shapes import Window


@dataclass(frozen=True, slots=True)
class Setup:
    """The numbers that a relation is about, along one axis.

    Attributes:
        size_in: i, rows of the input; i' of a transposed convolution.
        kernel_size: k.
        stride: s.
        zeros: p, on each side.
        dilation: d.
        extra: a = (i + 2p - k) mod s, rows that the direct convolution leaves over.
    """

    size_in: int
    kernel_size: int
    stride: int = 1
    zeros: int = 0
    dilation: int = 1
    extra: int = 0

    @property
    def by_letter(self) -> dict[str, int]:
        """The numbers by the guide's letters; i stands for i' too."""
        return {
            "i": self.size_in,
            "k": self.kernel_size,
            "s": self.stride,
            "p": self.zeros,
            "d": self.dilation,
            "a": self.extra,
        }

    @property
    def window(self) -> Window:
        """The window, of the direct convolution where the relation is about a transposed one."""
        return Window(self.kernel_size, self.stride, self.dilation, self.zeros)

    @property
    def _reach(self) -> int:
        """How far the last weight is from the first: k - 1 without dilation."""
        return self.window.extent - 1

    @property
    def direct(self) -> int:
        """The output of the direct convolution."""
        return (self.size_in + 2 * self.zeros - self._reach - 1) // self.stride + 1

    @property
    def transposed(self) -> int:
        """The output of the transposed convolution."""
        spread = self.stride * (self.size_in - 1)
        return spread + self.extra + self._reach + 1 - 2 * self.zeros


@dataclass(frozen=True, slots=True)
class Relation:
    """One of the relations.

    Attributes:
        number: In the guide, 1 to 15.
        name: What it is about.
        condition: When it holds, in words and signs.
        formula: The output size.
        condition_holds: The condition as a function of a setup.
        output: The formula as a function of a setup for which it holds.
        is_transposed: Whether it is about a transposed convolution.
    """

    number: int
    name: str
    condition: str
    formula: str
    condition_holds: Callable[[Setup], bool]
    output: Callable[[Setup], int]
    is_transposed: bool = False

    def holds(self, setup: Setup) -> bool:
        """Whether a setup meets the condition and the window fits."""
        if not self.condition_holds(setup):
            return False
        if not self.is_transposed:
            return setup.extra == 0 and setup.direct >= 1
        is_possible = setup.zeros < setup.kernel_size and setup.extra < setup.stride
        return is_possible and setup.transposed >= 1


def _plain(setup: Setup) -> bool:
    """Neither stride nor dilation, and nothing left over."""
    return setup.stride == 1 and _not_dilated(setup)


def _not_dilated(setup: Setup) -> bool:
    return setup.dilation == 1 and setup.extra == 0


def _is_half(setup: Setup) -> bool:
    return setup.kernel_size % 2 == 1 and setup.zeros == setup.kernel_size // 2


def _is_full(setup: Setup) -> bool:
    return setup.zeros == setup.kernel_size - 1


RELATIONS = (
    Relation(
        1,
        "No padding, stride 1",
        "s = 1, p = 0",
        "o = (i − k) + 1",
        lambda x: _plain(x) and x.zeros == 0,
        lambda x: (x.size_in - x.kernel_size) + 1,
    ),
    Relation(
        2,
        "Padding, stride 1",
        "s = 1",
        "o = (i − k) + 2p + 1",
        _plain,
        lambda x: (x.size_in - x.kernel_size) + 2 * x.zeros + 1,
    ),
    Relation(
        3,
        "Half (same) padding",
        "s = 1, k odd, p = ⌊k / 2⌋",
        "o = i",
        lambda x: _plain(x) and _is_half(x),
        lambda x: x.size_in,
    ),
    Relation(
        4,
        "Full padding",
        "s = 1, p = k − 1",
        "o = i + (k − 1)",
        lambda x: _plain(x) and _is_full(x),
        lambda x: x.size_in + (x.kernel_size - 1),
    ),
    Relation(
        5,
        "No padding, any stride",
        "p = 0",
        "o = ⌊(i − k) / s⌋ + 1",
        lambda x: _not_dilated(x) and x.zeros == 0,
        lambda x: (x.size_in - x.kernel_size) // x.stride + 1,
    ),
    Relation(
        6,
        "Padding, any stride",
        "any i, k, p and s",
        "o = ⌊(i + 2p − k) / s⌋ + 1",
        _not_dilated,
        lambda x: (x.size_in + 2 * x.zeros - x.kernel_size) // x.stride + 1,
    ),
    Relation(
        7,
        "Pooling",
        "p = 0",
        "o = ⌊(i − k) / s⌋ + 1",
        lambda x: _not_dilated(x) and x.zeros == 0,
        lambda x: (x.size_in - x.kernel_size) // x.stride + 1,
    ),
    Relation(
        8,
        "Transposed, no padding, stride 1",
        "s = 1, p = 0",
        "o' = i' + (k − 1)",
        lambda x: _plain(x) and x.zeros == 0,
        lambda x: x.size_in + (x.kernel_size - 1),
        is_transposed=True,
    ),
    Relation(
        9,
        "Transposed, padding, stride 1",
        "s = 1",
        "o' = i' + (k − 1) − 2p",
        _plain,
        lambda x: x.size_in + (x.kernel_size - 1) - 2 * x.zeros,
        is_transposed=True,
    ),
    Relation(
        10,
        "Transposed, half (same) padding",
        "s = 1, k odd, p = ⌊k / 2⌋",
        "o' = i'",
        lambda x: _plain(x) and _is_half(x),
        lambda x: x.size_in,
        is_transposed=True,
    ),
    Relation(
        11,
        "Transposed, full padding",
        "s = 1, p = k − 1",
        "o' = i' − (k − 1)",
        lambda x: _plain(x) and _is_full(x),
        lambda x: x.size_in - (x.kernel_size - 1),
        is_transposed=True,
    ),
    Relation(
        12,
        "Transposed, no padding, any stride",
        "p = 0, i − k a multiple of s",
        "o' = s (i' − 1) + k",
        lambda x: _not_dilated(x) and x.zeros == 0,
        lambda x: x.stride * (x.size_in - 1) + x.kernel_size,
        is_transposed=True,
    ),
    Relation(
        13,
        "Transposed, padding, any stride",
        "i + 2p − k a multiple of s",
        "o' = s (i' − 1) + k − 2p",
        _not_dilated,
        lambda x: x.stride * (x.size_in - 1) + x.kernel_size - 2 * x.zeros,
        is_transposed=True,
    ),
    Relation(
        14,
        "Transposed, rows left over",
        "a = (i + 2p − k) mod s",
        "o' = s (i' − 1) + a + k − 2p",
        lambda x: x.dilation == 1,
        lambda x: x.stride * (x.size_in - 1) + x.extra + x.kernel_size - 2 * x.zeros,
        is_transposed=True,
    ),
    Relation(
        15,
        "Dilated",
        "any i, k, p, s and d",
        "o = ⌊(i + 2p − k − (k − 1)(d − 1)) / s⌋ + 1",
        lambda x: x.extra == 0,
        lambda x: (
            (x.size_in + 2 * x.zeros - x.kernel_size - (x.kernel_size - 1) * (x.dilation - 1))
            // x.stride
            + 1
        ),
    ),
)
"""In the guide's order: `RELATIONS[0]` is relation 1."""
