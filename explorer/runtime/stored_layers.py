"""The layers in an HDF5 file that Keras wrote, each with its arrays, in the model's order.

Two layouts exist. Keras 1 and 2, and ``model.save("x.h5")`` still, have one group for each layer of
the model, whose attribute ``weight_names`` lists the arrays; a model inside the model is one group
with the arrays of all its layers. Keras 3 has a group ``vars`` in each layer's group, however deep,
and numbers the layers of a kind: conv2d, conv2d_1, conv2d_2.
"""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

import h5py

from explorer.architecture.shapes import Shape

DENSE_RANK = 2
"""Axes of a dense layer's kernel."""

_NUMBERS = re.compile(r"(\d+)")
_NOT_LAYERS = ("optimizer", "_optimizer")
"""How groups begin that hold what an optimiser remembers, in the shapes of the weights."""


@dataclass(frozen=True, slots=True)
class StoredLayer:
    """One layer of a saved model.

    Attributes:
        place: Which model inside the file it belongs to; "" for the model itself.
        name: As in the model; in some files of Keras 3 only its kind and number.
        has_own_name: Whether the file holds the name that the model gave it.
        arrays: Kernel and bias; or what another kind of layer has.
    """

    place: str
    name: str
    has_own_name: bool
    arrays: tuple[h5py.Dataset, ...]

    @property
    def num_arrays(self) -> int:
        """How many arrays it has."""
        return len(self.arrays)

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """Of each array."""
        return tuple(values.shape for values in self.arrays)

    @property
    def kernel_shape(self) -> Shape:
        """Of the first array, if it is a convolution's or a dense layer's kernel; else ()."""
        first = self.shapes[0]
        return first if len(first) > 1 else ()

    @property
    def is_dense(self) -> bool:
        """Whether its arrays are those of a dense layer, with or without biases."""
        return len(self.kernel_shape) == DENSE_RANK and self.num_arrays <= DENSE_RANK

    @property
    def natural_name(self) -> list[str | int]:
        """The name in pieces that sort conv2d_10 after conv2d_9."""
        return natural(self.name)


def natural(text: str) -> list[str | int]:
    """Text in pieces that sort by the numbers in it; one without a number comes first."""
    return [int(piece) if piece.isdigit() else piece for piece in _NUMBERS.split(text)]


def stored_layers(root: h5py.Group) -> list[StoredLayer]:
    """Every layer that has arrays, first layer first.

    Args:
        root: The whole file.
    """
    groups: list[tuple[str, h5py.Group]] = []

    def note(path: str, item: h5py.Group | h5py.Dataset) -> None:
        # Only what is really in this file is visited, and each group once: no links elsewhere.
        if isinstance(item, h5py.Group) and not path.startswith(_NOT_LAYERS):
            groups.append((path.replace("\\", "/"), item))

    root.visititems(note)
    listed = [layer for _path, group in _in_order(root, groups) for layer in _listed(group)]
    return listed or [
        layer
        for path, group in sorted(groups, key=lambda found: natural(found[0]))
        for layer in _numbered(path, group)
    ]


def _in_order(
    root: h5py.Group, groups: Sequence[tuple[str, h5py.Group]]
) -> list[tuple[str, h5py.Group]]:
    """Groups in the order of the model, which the group above them lists, else of their names."""
    top = root.get("model_weights", root)
    place = dict(zip(_names(top, "layer_names"), count(), strict=False))
    return sorted(
        groups,
        key=lambda found: (place.get(found[0].rsplit("/")[-1], len(place)), natural(found[0])),
    )


def _names(group: h5py.Group, attribute: str) -> list[str]:
    """A list of names, bytes or str, whole or in numbered parts, depending on Keras."""
    parts = [attribute] if attribute in group.attrs else _numbered_parts(group, attribute)
    return [os.fsdecode(name) for part in parts for name in group.attrs[part]]


def _numbered_parts(group: h5py.Group, attribute: str) -> Iterator[str]:
    for number in count():
        if (part := f"{attribute}{number}") not in group.attrs:
            return
        yield part


def _listed(group: h5py.Group) -> Iterator[StoredLayer]:
    """The layers of a group in the layout of Keras 1 and 2: one, or all those of a model in it."""
    group_name = group.name.rsplit("/")[-1]
    layers: dict[str, list[h5py.Dataset]] = {}
    for name in _names(group, "weight_names"):
        if isinstance(values := group.get(name), h5py.Dataset):
            layer_name = name.split("/")[-2] if "/" in name else group_name
            layers.setdefault(layer_name, []).append(values)
    is_model = set(layers) != {group_name}
    place = group_name if is_model else ""
    for name, arrays in layers.items():
        yield StoredLayer(place, name, True, tuple(arrays))


def _numbered(path: str, group: h5py.Group) -> Iterator[StoredLayer]:
    """The layer of a group in the layout of Keras 3."""
    above, _, last = path.rpartition("/")
    arrays = [group[name] for name in sorted(group, key=natural) if name.isdigit()]
    if last != "vars" or not arrays:
        return
    place, _, kind = above.rpartition("/")
    name = group.attrs.get("name")
    yield StoredLayer(
        place.removesuffix("layers").rstrip("/"),
        kind if name is None else os.fsdecode(name),
        name is not None,
        tuple(array for array in arrays if isinstance(array, h5py.Dataset)),
    )
