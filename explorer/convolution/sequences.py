"""Convolution along one axis: a sequence is a grid of one row."""

from explorer.architecture.shapes import GridWindow, Sweep, Window, WindowPadding
from explorer.operations import NumberArray


def as_one_row(values: NumberArray) -> NumberArray:
    """A sequence as a grid: (steps, channels) -> (1, steps, channels).

    A kernel (size, channels, filters) becomes (1, size, channels, filters) in the same way.
    """
    return values[None]


def along_steps(
    size: int, stride: int = 1, dilation: int = 1, padding: WindowPadding | str = "valid"
) -> GridWindow:
    """The window of a convolution or pooling along one axis, over a grid of one row.

    Args:
        size: Taps.
        stride: From one position to the next.
        dilation: From one tap to the next.
        padding: As for `Window`, or "causal": all zeros before the first step, so that no output
            reads a step after its own.

    Raises:
        ValueError: The padding is another word.
    """
    if padding == "causal":
        padding = (dilation * (size - 1), 0)
    if isinstance(padding, str) and padding not in {"same", "valid", "full"}:
        raise ValueError(
            f'Received the padding {padding!r}. Expected "same", "valid", "full", "causal" or '
            "numbers of zeros. Use one of them."
        )
    steps = Window(size, stride, dilation, padding)  # type: ignore[arg-type]  # a known word by now
    return GridWindow(Window(1), steps)


def outputs_ahead(along: Sweep) -> tuple[int, ...]:
    """The outputs that read a step of the input after their own; padding is no step.

    An output's own step is the one at which it stands: its number times the stride.

    Args:
        along: How a window moves over the steps, with as many outputs as "same" padding makes.
    """
    return tuple(
        unit
        for unit in range(along.size_out)
        if any(unit * along.window.stride < step < along.size_in for step in along.taps(unit))
    )
