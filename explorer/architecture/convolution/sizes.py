"""The size of an output, (W - F + 2P) / S + 1, with what its floor drops."""

from dataclasses import dataclass
from fractions import Fraction

from explorer.architecture.shapes import Sweep


@dataclass(frozen=True, slots=True)
class WorkedSize:
    """The output size along one axis, step by step.

    Where the division leaves a rest, some frameworks call the setting invalid. Keras drops the
    rest: the last ``rest`` rows of the padded input are never reached (unless the dilation or a
    stride larger than the window leaves out others).

    Attributes:
        sweep: The window's movement that it is worked out for.
    """

    sweep: Sweep

    @property
    def padding(self) -> int:
        """2P: zeros on both sides together; with "same" it may be odd, and P no whole number."""
        return self.sweep.pad_before + self.sweep.pad_after

    @property
    def room(self) -> int:
        """W - F + 2P: how far the window can move."""
        return self.sweep.size_in - self.sweep.window.extent + self.padding

    @property
    def exact(self) -> Fraction:
        """(W - F + 2P) / S + 1 without the floor."""
        return Fraction(self.room, self.sweep.window.stride) + 1

    @property
    def rest(self) -> int:
        """Rows that the last window does not reach up to; 0 where the stride divides."""
        return self.room % self.sweep.window.stride

    @property
    def divides(self) -> bool:
        """Whether the floor changes nothing."""
        return self.rest == 0

    @property
    def size(self) -> int:
        """The output size."""
        return self.sweep.size_out

    @property
    def sizes_of_same_output(self) -> range:
        """The input sizes that give as many outputs: at most ``stride`` of them.

        The zeros stay as they are, but for "same", which adds as many as each size needs.
        """
        stride = self.sweep.window.stride
        smallest = self.sweep.size_in - self.rest
        if self.sweep.window.padding == "same":
            smallest = (self.size - 1) * stride + 1
        return range(max(smallest, 1), smallest + stride)
