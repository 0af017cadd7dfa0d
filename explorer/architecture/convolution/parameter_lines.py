"""A network's parameters line by line, each as the product that it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from explorer.architecture import layers as kinds
from explorer.architecture.shapes import Shape
from explorer.architecture.summary import LayerSummary


@dataclass(frozen=True, slots=True)
class ParameterLine:
    """One layer's parameters.

    Attributes:
        name: The layer's name.
        kind: The kind of layer: "Conv2D", "BatchNorm" ...
        output_shape: (height, width, channels), or (values,) after Flatten.
        product: How the number comes about, such as "75 × (1 × 3 × 3 + 1)"; "0" for none.
        num_parameters: The number.
        num_trainable: Those that gradient descent changes; of BatchNorm half.
        total: Of this line and all before it.
    """

    name: str
    kind: str
    output_shape: Shape
    product: str
    num_parameters: int
    num_trainable: int
    total: int

    @property
    def num_non_trainable(self) -> int:
        """Parameters that gradient descent does not change."""
        return self.num_parameters - self.num_trainable


def parameter_lines(rows: Sequence[LayerSummary]) -> tuple[ParameterLine, ...]:
    """Work out the parameters of each layer of a summary."""
    lines, total = [], 0
    for row in rows:
        total += row.num_parameters
        lines.append(
            ParameterLine(
                row.name,
                row.kind,
                row.output_shape,
                _product(row),
                row.num_parameters,
                row.num_trainable,
                total,
            )
        )
    return tuple(lines)


def _product(row: LayerSummary) -> str:
    layer, channels = row.layer, row.input_shape[-1]
    match layer:
        case kinds.Conv2D():
            tall, wide = kinds.sides_of(layer.kernel_size)
            bias = " + 1" if layer.use_bias else ""
            return f"{layer.filters:,} × ({channels:,} × {tall} × {wide}{bias})"
        case kinds.Dense():
            weights = f"({channels:,} + 1)" if layer.use_bias else f"{channels:,}"
            return f"{layer.units:,} × {weights}"
        case kinds.BatchNorm():
            return f"4 × {channels:,}"
        case (
            kinds.MaxPool2D()
            | kinds.AveragePool2D()
            | kinds.ZeroPad2D()
            | kinds.LRN()
            | kinds.Activation()
            | kinds.Dropout()
            | kinds.Flatten()
            | kinds.GlobalAveragePool()
            | kinds.GlobalMaxPool()
        ):
            return "0"
        case _:
            assert_never(layer)
