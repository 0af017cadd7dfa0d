"""Which layers need no computing, because others are kept: poolings follow from what they read."""

from collections.abc import Iterable

from explorer.architecture.layers import MaxPool2D
from explorer.architecture.summary import LayerSummary, totals
from explorer.arrays import Float32Array
from explorer.observed import Observed, ObservedNetwork
from explorer.runtime.feature_network import FeatureNetwork
from explorer.shared.packing import AnyLayers, Packed

POOLED = 2  # px: kernel size and stride of VGG16's poolings


def missing_layers(layers: AnyLayers, observed: Observed, names: Iterable[str]) -> list[str]:
    """The names of layers that cannot be had from those that are kept."""
    return [name for name in names if _source(layers, observed, name) is None]


def layer_from(layers: AnyLayers, observed: Observed, name: str) -> Float32Array:
    """A layer's activations from those that are kept, read-only.

    Raises:
        KeyError: It cannot be had from them.
    """
    source = _source(layers, observed, name)
    if source is None:
        raise KeyError(name)
    kept = layers[source]
    values = kept.unpacked() if isinstance(kept, Packed) else kept
    if source == name:
        return values
    largest = pooled(values)
    largest.flags.writeable = False
    return largest


def _source(layers: AnyLayers, observed: Observed, name: str) -> str | None:
    """The name of the kept layer that a layer can be had from: itself, or the one before it."""
    if name in layers:
        return name
    before = _pooled_from(observed, name)
    return before if before in layers else None


def _pooled_from(observed: Observed, name: str) -> str | None:
    """The layer whose largest 2 x 2 values a layer holds; None where it does something else."""
    if name in {off.layer_name for off in observed.interventions}:
        return None  # some of what it gives is set to 0
    rows = observed.network.rows
    names = [row.name for row in rows]
    index = names.index(name) if name in names else 0
    return names[index - 1] if index and _is_pooling(rows[index]) else None


def _is_pooling(row: LayerSummary) -> bool:
    match row.layer:
        case MaxPool2D(pool_size=size, stride=stride, padding="valid"):
            return size == stride == POOLED
        case _:
            return False


def pooled(values: Float32Array) -> Float32Array:
    """The largest of each 2 x 2 values: float32 (height // 2, width // 2, channels)."""
    height, width, channels = values.shape
    rows, columns = height // POOLED, width // POOLED
    squares = values[: rows * POOLED, : columns * POOLED]
    largest: Float32Array = squares.reshape(rows, POOLED, columns, POOLED, channels).max((1, 3))
    return largest


def dear_layers(observed: Observed, network: FeatureNetwork) -> list[str]:
    """The layers to keep: neither cheap nor poolings of a layer that is kept."""
    dear: list[str] = []
    for name in observed.split(network.layer_names)[observed.interventions != ()]:
        if name not in network.cheap_layers and _pooled_from(observed, name) not in dear:
            dear.append(name)
    return dear


def deepest(network: ObservedNetwork, names: Iterable[str]) -> str:
    """The one of some layers that comes last."""
    wanted = set(names)
    return [row.name for row in network.rows if row.name in wanted][-1]


def share_of_work(network: ObservedNetwork, names: Iterable[str]) -> float:
    """The work of some layers, as a share of all."""
    wanted = set(names)
    done = [row for row in network.rows if row.name in wanted]
    return totals(done).num_macs / totals(network.rows).num_macs
