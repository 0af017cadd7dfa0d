"""A network and its summary as files: CSV, JSON that can be read back, and plain text."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from explorer.architecture.accepted import Accepted
from explorer.architecture.block_fields import BLOCK_FIELDS, USUAL
from explorer.architecture.limits import check_limits, check_values, shown, values_of
from explorer.architecture.network.keras_code import follows_from_blocks
from explorer.architecture.networks import Block, Head, Network, build_network
from explorer.architecture.shapes import GRID_RANK, Shape
from explorer.architecture.summary import LayerSummary, totals

JSON_VERSION = 1
"""The version of what `to_json` writes; an incompatible format gets the next number."""

MAX_JSON_LENGTH = 100_000
"""Characters; the largest configuration within the limits needs about 5,000."""

MAX_NAME_LENGTH = 200
"""Characters of a name or a source."""

INPUT_LIMITS: Mapping[str, Accepted] = {
    "height": Accepted(1, 10_000),
    "width": Accepted(1, 10_000),
    "channels": Accepted(1, 4096),
}
"""What a file may give as an input size, in px and channels."""

COUNTING = (
    "All numbers are for one picture. Each product that a convolution or dense layer adds up is\n"
    "one multiply-accumulate (MAC). Biases, activations, pooling and normalisation do not count.\n"
    "FLOPs = 2 x MACs. Activations include the input and are float32, 4 bytes each."
)
"""The convention of `explorer.architecture.cost`, in the words of a file."""

# --- CSV -----------------------------------------------------------------------------------------

_CSV_COLUMNS: Mapping[str, Callable[[LayerSummary], object]] = {
    "layer": lambda row: row.name,
    "kind": lambda row: row.kind,
    "height": lambda row: row.output_shape[0] if _is_grid(row) else None,
    "width": lambda row: row.output_shape[1] if _is_grid(row) else None,
    "channels": lambda row: row.output_shape[-1],
    "parameters": lambda row: row.num_parameters,
    "trainable_parameters": lambda row: row.num_trainable,
    "macs": lambda row: row.num_macs,
    "flops": lambda row: row.num_flops,
    "activations": lambda row: row.num_activations,
    "activation_bytes": lambda row: row.activation_bytes,
    "receptive_field": lambda row: row.receptive_field and _sides(row.receptive_field.sizes),
    "effective_stride": lambda row: row.receptive_field and _sides(row.receptive_field.strides),
    "effective_padding": lambda row: row.receptive_field and _sides(row.receptive_field.paddings),
}


def to_csv(rows: Sequence[LayerSummary]) -> str:
    """A summary as CSV (RFC 4180): a line of column names, then one line per layer.

    Numbers are exact and whole, without separators. ``height``, ``width`` and ``channels`` describe
    the output. Where it is one row of values, height and width are empty and channels is the number
    of values. The receptive field, effective stride and effective padding (before the image) are in
    px of the input, "rows x columns" where both differ ("3x5"), and empty where each unit sees all
    of the last grid. MACs, FLOPs, activations and their bytes (float32) are for one picture; `cost`
    states the convention.

    Args:
        rows: The rows of a summary, first layer first.
    """
    return csv_text({title: [of(row) for row in rows] for title, of in _CSV_COLUMNS.items()})


def csv_text(columns: Mapping[str, Sequence[object]]) -> str:
    """Columns of equal length as CSV (RFC 4180): a line of titles, then one line per row."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue()


def _sides(sides: tuple[int, int]) -> int | str:
    """One number where both agree, else "rows x columns": (3, 3) -> 3, (3, 5) -> "3x5"."""
    return sides[0] if sides[0] == sides[1] else f"{sides[0]}x{sides[1]}"


def _is_grid(row: LayerSummary) -> bool:
    return len(row.output_shape) == GRID_RANK


# --- plain text ----------------------------------------------------------------------------------


def to_text(network: Network, rows: Sequence[LayerSummary]) -> str:
    """A summary as a plain-text table in the style of Keras, with MACs and totals.

    Args:
        network: The network that the rows belong to.
        rows: The rows of its summary, first layer first.
    """
    shape = rows[0].input_shape if rows else network.default_input_shape
    titles = ["Layer (kind)", "Output shape", "Parameters", "MACs"]
    table = [titles, *map(_cells, rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    header, *lines = (_aligned(cells, widths) for cells in table)
    rule = "-" * len(header)
    return "\n".join(
        [
            f"{network.name}, input {shape}",
            *("", header, rule, *lines, rule, ""),
            *_total_lines(rows),
            *("", COUNTING, ""),
        ]
    )


def _cells(row: LayerSummary) -> list[str]:
    numbers = [f"{row.num_parameters:,}", f"{row.num_macs:,}"]
    return [f"{row.name} ({row.kind})", str(row.output_shape), *numbers]


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Text aligned left; numbers, the last two columns, aligned right."""
    name, shape, *numbers = cells
    left = [name.ljust(widths[0]), shape.ljust(widths[1])]
    right = [cell.rjust(width) for cell, width in zip(numbers, widths[2:], strict=True)]
    return "  ".join([*left, *right])


def _total_lines(rows: Sequence[LayerSummary]) -> list[str]:
    total = totals(rows)
    numbers = {
        "Parameters": total.num_parameters,
        "Trainable parameters": total.num_trainable,
        "Non-trainable parameters": total.num_non_trainable,
        "MACs": total.num_macs,
        "FLOPs": total.num_flops,
        "Activations": total.num_activations,
        "Activation memory, bytes": total.activation_bytes,
    }
    label_width = max(map(len, numbers)) + 1
    width = max(len(f"{number:,}") for number in numbers.values())
    return [
        f"{f'{label}:'.ljust(label_width)} {number:>{width},}" for label, number in numbers.items()
    ]


# --- JSON ----------------------------------------------------------------------------------------


def to_json(network: Network, input_shape: Shape) -> str:
    """A network and an input as JSON that `from_json` reads back.

    Args:
        network: Made from blocks and a head.
        input_shape: (height, width, channels) of the input in px.

    Raises:
        ValueError: The network's layers were listed one by one, or it exceeds the limits.
    """
    if not follows_from_blocks(network):
        raise ValueError(
            f"{shown(network.name)} was not made from blocks and a head. Only networks made from "
            "blocks and a head can be saved as JSON."
        )
    problems = check_limits(network.blocks, network.head)
    if problems:
        raise ValueError(problems[0])
    document = {
        "version": JSON_VERSION,
        "name": network.name,
        "source": network.source,
        "default_input_shape": network.default_input_shape,
        "input_shape": input_shape,
        "blocks": [values_of(block) for block in network.blocks],
        "head": None if network.head is None else values_of(network.head),
    }
    return json.dumps(document, indent=2) + "\n"


def from_json(text: str) -> tuple[Network, Shape]:
    """Read what `to_json` writes; the text may come from anyone.

    Missing fields of a block or the head are as in VGG; nothing else may be missing.

    Returns:
        The network, and (height, width, channels) of the input.

    Raises:
        ValueError: The text is not such a file. The message names the part, what was received and
            what is accepted.
    """
    document = _fields(_parsed(text), "The file", usual={}, required=_DOCUMENT_FIELDS)
    version = Accepted(JSON_VERSION, JSON_VERSION)
    if not version.holds(document["version"]):
        raise ValueError(
            f"The file: version must be {JSON_VERSION}. Received: {shown(document['version'])}."
        )
    blocks, head = _configuration(document["blocks"], document["head"])
    network = build_network(
        _name(document["name"], "name"),
        blocks,
        head,
        default_input_shape=_shape(document["default_input_shape"], "default_input_shape"),
        source=_name(document["source"], "source"),
    )
    return network, _shape(document["input_shape"], "input_shape")


_DOCUMENT_FIELDS = frozenset(
    {"version", "name", "source", "default_input_shape", "input_shape", "blocks", "head"}
)


def _parsed(text: str) -> object:
    if len(text) > MAX_JSON_LENGTH:
        raise ValueError(
            f"The file of a network has at most {MAX_JSON_LENGTH:,} characters. "
            f"Received: {len(text):,}."
        )
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(
            f"The file is not JSON. Received: '{shown(text)}'. Choose a file that was saved here."
        ) from error


def _fields(
    value: object, where: str, *, usual: Mapping[str, object], required: frozenset[str]
) -> dict[str, Any]:
    """The fields of a JSON object, with the usual values for missing ones."""
    if not isinstance(value, dict):
        raise ValueError(f"{where} must be an object with named fields. Received: {shown(value)}.")
    unknown = sorted(value.keys() - usual.keys() - required)
    missing = sorted(required - value.keys())
    if unknown or missing:
        raise ValueError(
            f"{where} has the fields {', '.join(sorted(usual.keys() | required))}. "
            + (f"Received: '{shown(unknown[0])}'." if unknown else f"Missing: '{missing[0]}'.")
        )
    return {**usual, **value}


def _configuration(
    block_values: object, head_values: object
) -> tuple[tuple[Block, ...], Head | None]:
    if not isinstance(block_values, list):
        raise ValueError(f"The file: blocks must be a list. Received: {shown(block_values)}.")
    blocks = [_block_fields(block, number) for number, block in enumerate(block_values, 1)]
    head = None if head_values is None else _head_fields(head_values)
    problems = check_values(blocks, head)
    if problems:
        raise ValueError(problems[0])
    return tuple(Block(**block) for block in blocks), None if head is None else Head(**head)


def _block_fields(value: object, number: int) -> dict[str, Any]:
    usual = values_of(USUAL)
    fields = _fields(value, f"Block {number}", usual=usual, required=frozenset({"filters"}))
    for field in BLOCK_FIELDS:
        if field.per_convolution and isinstance(fields[field.name], list):
            fields[field.name] = tuple(fields[field.name])
    return fields


def _head_fields(value: object) -> dict[str, Any]:
    fields = _fields(value, "Head", usual=values_of(Head()), required=frozenset())
    return fields | {field: _several(fields[field], field) for field in ("units", "dropout")}


def _several(value: object, field: str) -> tuple[object, ...]:
    if isinstance(value, list | tuple):
        return tuple(value)
    raise ValueError(f"Head: {field} must be a list of numbers. Received: {shown(value)}.")


def _name(value: object, field: str) -> str:
    if isinstance(value, str) and len(value) <= MAX_NAME_LENGTH and value.isprintable():
        return value
    raise ValueError(
        f"The file: {field} must be text of at most {MAX_NAME_LENGTH} printable characters. "
        f"Received: {shown(value)}."
    )


def _shape(value: object, field: str) -> Shape:
    limits = INPUT_LIMITS.values()
    if (
        isinstance(value, list)
        and len(value) == GRID_RANK
        and all(accepted.holds(size) for size, accepted in zip(value, limits, strict=True))
    ):
        return tuple(value)
    accepted = ", ".join(f"{name} ({limit})" for name, limit in INPUT_LIMITS.items())
    raise ValueError(f"The file: {field} must be a list of {accepted}. Received: {shown(value)}.")
