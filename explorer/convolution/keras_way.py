"""How Keras does a layer: its arguments, what has to go before or after, and what it refuses."""

from dataclasses import dataclass
from typing import Literal

from explorer.architecture.shapes import GridWindow, Sweeps
from explorer.arrays import Float64Array
from explorer.convolution.exact import ExactLayer
from explorer.convolution.kernels import without_dilation, zero_stuffed

ZerosAround = tuple[tuple[int, int], tuple[int, int]]
"""((above, below), (left, right))."""

KerasPadding = Literal["same", "valid", "causal"]

_CLASSES = {
    "convolution": "Conv2D",
    "sequence": "Conv1D",
    "transposed": "Conv2DTranspose",
    "maximum": "MaxPooling2D",
    "average": "AveragePooling2D",
}


@dataclass(frozen=True, slots=True, eq=False)
class KerasWay:
    """A layer as Keras takes it.

    Attributes:
        layer_class: In ``keras.layers``.
        kernel: With zeros between the weights where Keras refuses the dilation; None for a pooling.
        window: Without the dilation, where the kernel has zeros instead.
        padding: The word for the layer itself.
        around: What is added around the input before it; None where nothing is. Zeros, or for a
            pooling what does not count.
        cut: What is cut off the output; None where nothing is.
        notes: What Keras does not take and what stands in its place, in sentences.
    """

    layer_class: str
    kernel: Float64Array | None
    window: GridWindow
    padding: KerasPadding
    around: ZerosAround | None = None
    cut: ZerosAround | None = None
    notes: tuple[str, ...] = ()

    @property
    def is_stuffed(self) -> bool:
        """Whether the kernel has zeros between its weights."""
        return STUFFED_NOTE in self.notes

    @property
    def strides(self) -> tuple[int, int]:
        """Down and across."""
        return self.window.rows.stride, self.window.columns.stride

    @property
    def dilation(self) -> tuple[int, int]:
        """Down and across."""
        return self.window.rows.dilation, self.window.columns.dilation


STUFFED_NOTE = (
    "Keras does not allow a stride together with a dilation. This kernel has zeros between its "
    "weights instead."
)


def keras_refuses(window: GridWindow) -> bool:
    """Whether Keras has no such convolution: a stride or a dilation above 1, but not both.

    The zero-stuffed kernel makes the same layer without a dilation, and Keras takes that.
    """
    axes = (window.rows, window.columns)
    strided, dilated = (
        any(getattr(along, field) > 1 for along in axes) for field in ("stride", "dilation")
    )
    return strided and dilated


def keras_way(layer: ExactLayer) -> KerasWay:
    """How Keras does a layer.

    Raises:
        ValueError: Keras has no such layer.
    """
    name = _CLASSES[layer.kind]
    if layer.kernel is None:
        return _pooling_way(layer, name)
    kernel, window = layer.kernel.values, layer.window
    notes = (STUFFED_NOTE,) if keras_refuses(window) else ()
    if notes:
        dilation = window.rows.dilation, window.columns.dilation
        kernel, window = zero_stuffed(kernel, dilation), without_dilation(window)
    word = _own_word(layer)
    if word is not None:
        return KerasWay(name, kernel, window, word, notes=notes)
    if layer.kind == "transposed":
        cut = sides_around(layer.direct_sweeps)
        return KerasWay(name, kernel, window, "valid", cut=cut, notes=(*notes, *_cut_note(cut)))
    around = sides_around(layer.sweeps)
    one_axis = layer.kind == "sequence"
    return KerasWay(name, kernel, window, "valid", around, notes=(*notes, _zeros_note(one_axis)))


def sides_around(sweeps: Sweeps) -> ZerosAround:
    """The rows and columns of padding."""
    rows, columns = sweeps
    return (rows.pad_before, rows.pad_after), (columns.pad_before, columns.pad_after)


def _pooling_way(layer: ExactLayer, name: str) -> KerasWay:
    window = layer.window
    if max(window.rows.dilation, window.columns.dilation) > 1:
        raise ValueError(
            "Keras has no pooling with a dilation. Use a dilation of 1 to compare with Keras."
        )
    word = _own_word(layer)
    if word is not None:
        return KerasWay(name, None, window, word)
    instead = (
        "The input is padded with minus infinity, which is never the largest value."
        if layer.kind == "maximum"
        else "The mean over zeros and values is divided by the share of values."
    )
    note = f'{name} accepts only padding="same" or "valid". {instead}'
    return KerasWay(name, None, window, "valid", sides_around(layer.sweeps), notes=(note,))


def _own_word(layer: ExactLayer) -> KerasPadding | None:
    """Keras' word for the padding; None where it has none."""
    rows, columns = layer.window.rows, layer.window.columns
    down = columns.padding if layer.kind == "sequence" else rows.padding
    if down == columns.padding in ("same", "valid"):
        return "same" if down == "same" else "valid"
    if layer.kind == "transposed":
        return None
    above_and_below, left_and_right = sides_around(layer.sweeps)
    if not any((*above_and_below, *left_and_right)):
        return "valid"
    is_causal = layer.kind == "sequence" and left_and_right == (columns.extent - 1, 0)
    return "causal" if is_causal else None


def _zeros_note(one_axis: bool) -> str:
    if one_axis:
        return (
            'Conv1D accepts only padding="same", "valid" or "causal". A ZeroPadding1D before it '
            "adds the zeros."
        )
    return (
        'Conv2D accepts only padding="same" or "valid". A ZeroPadding2D before it adds the zeros.'
    )


def _cut_note(cut: ZerosAround) -> tuple[str, ...]:
    if not any(map(any, cut)):
        return ()
    return (
        'Conv2DTranspose accepts only padding="same" or "valid". A Cropping2D after it removes '
        "the rows and columns that the padding takes away.",
    )
