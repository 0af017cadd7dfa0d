"""The layer table: one row per layer, as columns that a page shows."""

from collections.abc import Sequence

from explorer import units
from explorer.architecture.summary import LayerSummary

Column = list[str] | list[int] | list[float] | list[int | None]
BYTES_PER_KIB = 1024


def layer_table(rows: Sequence[LayerSummary]) -> dict[str, Column]:
    """Exact numbers by column title; None where a unit sees the whole image."""
    fields = [row.receptive_field for row in rows]
    table: dict[str, Column] = {
        "Layer": [row.name for row in rows],
        "Kind": [row.kind for row in rows],
        "Output": [units.size(row.output_shape) for row in rows],
        "Parameters": [row.num_parameters for row in rows],
        "MACs": [row.num_macs for row in rows],
        "Memory, KiB": [row.activation_bytes / BYTES_PER_KIB for row in rows],
        "Field, px": [field.size if field else None for field in fields],
        "Stride, px": [field.effective_stride if field else None for field in fields],
        "Padding, px": [field.effective_padding if field else None for field in fields],
    }
    if any(row.num_trainable != row.num_parameters for row in rows):
        table["Trainable"] = [row.num_trainable for row in rows]
    return table
