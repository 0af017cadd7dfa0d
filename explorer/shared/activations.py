"""Activations of all visitors' photos, kept small enough for a class, and exact.

Kept are the layers that are dear to compute, packed without loss. What is cheap is computed again:
the first block, which takes half of the bytes and an eighth of the work, and poolings, which follow
from the layer before them.
"""

import logging
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

import numpy as np
from cachetools import LRUCache
from numcodecs import Blosc

from explorer.architecture.layers import MaxPool2D
from explorer.architecture.summary import LayerSummary, totals
from explorer.arrays import Float32Array
from explorer.observed import Observed, ObservedNetwork, Picture
from explorer.runtime.feature_network import FeatureNetwork
from explorer.runtime.memory import give_back_memory
from explorer.shared.models import network_of
from explorer.units import BYTES_PER_MIB

PACKING = Blosc(cname="zstd", clevel=1, shuffle=Blosc.SHUFFLE)
"""Of the lossless ways tried the smallest: 17 MB a photo at 224 x 224 px; LZ4 took 25 MB."""

MOST_UNPACKED = 2
"""Photos whose layers wait to be packed: each takes 28 MB at 224 x 224 px."""

MOST_AT_HAND = 3
"""Unpacked layers at hand for one question: a layer, the one before it, and one more."""

POOLED = 2  # px: kernel size and stride of VGG16's poolings

PASS_LOG_VARIABLE = "VGG16_PASS_LOG"
"""Names a file that gets a line for each pass: seconds, and its share of a whole pass's work."""

_log = logging.getLogger(__name__)

Key = tuple[object, ...]
Layers = Mapping[str, Float32Array]


@dataclass(frozen=True, slots=True)
class _Packed:
    """A layer's activations, packed."""

    data: bytes
    shape: tuple[int, ...]

    @property
    def num_bytes(self) -> int:
        return len(self.data)

    def unpacked(self) -> Float32Array:
        values: Float32Array = np.frombuffer(PACKING.decode(self.data), np.float32)
        return values.reshape(self.shape)


_PackedLayers = Mapping[str, _Packed]


def _packed(layers: Layers) -> _PackedLayers:
    return {
        name: _Packed(bytes(PACKING.encode(np.ascontiguousarray(values))), values.shape)
        for name, values in layers.items()
    }


@dataclass(frozen=True, slots=True)
class Passes:
    """How often photos went through networks.

    Attributes:
        num: Passes that began.
        work: Their work in multiply-accumulates, as a multiple of whole passes.
    """

    num: int = 0
    work: float = 0.0


class Activations:
    """The latest photos' activations; any thread may ask."""

    def __init__(self, most_mib: int) -> None:
        """Keep at most this many MiB of packed layers."""
        self._changed = threading.Condition()
        self._one_pass = threading.Lock()
        self._packer: threading.Thread | None = None
        self._fresh: OrderedDict[Key, Layers] = OrderedDict()
        self._packed = LRUCache[Key, _PackedLayers](
            most_mib * BYTES_PER_MIB, lambda layers: sum(each.num_bytes for each in layers.values())
        )
        self.passes = Passes()

    def look(self, needs: Mapping[Observed, Iterable[str]]) -> "PictureLook":
        """Have layers at hand; each picture goes through each network at most once.

        Args:
            needs: Names of layers, by what is observed; the first one is what the look is at.

        Raises:
            ValueError: A network has no such layer, or does not take the picture.
        """
        for observed, names in needs.items():
            for name in names:
                observed.network.row(name)  # its error names the layers that there are
        looks = [self._look(observed, tuple(names)) for observed, names in needs.items()]
        first = looks[0]
        first.others = {each.observed.picture: each for each in looks}
        return first

    def is_quick(self, observed: Observed, names: Iterable[str]) -> bool:
        """Whether layers can be had without a whole pass, because the other ones are kept."""
        kept = self._kept(observed)
        missing = _missing(kept, observed, names)
        return not missing or (bool(kept) and self._is_short(observed, missing, others_kept=True))

    def _is_short(self, observed: Observed, missing: Iterable[str], others_kept: bool) -> bool:
        """Whether a short pass is the right way to the missing layers."""
        if not (others_kept or not self._packed.maxsize):
            return False  # a whole pass gives those too that are asked for next
        return set(missing) <= set(network_of(observed.network).cheap_layers)

    def forget(self, is_wanted: Callable[[str], bool]) -> None:
        """Drop what is kept of pictures that nobody wants, by their digests."""
        with self._changed:
            for kept in (self._fresh, self._packed):
                for key in [key for key in kept if not is_wanted(str(key[1]))]:
                    kept.pop(key, None)

    @property
    def num_bytes(self) -> int:
        """Bytes of packed layers."""
        return int(self._packed.currsize)

    @property
    def num_pictures(self) -> int:
        """How many pictures are kept, each once for each network."""
        with self._changed:
            return len({*self._fresh, *self._packed})

    def _look(self, observed: Observed, names: tuple[str, ...]) -> "PictureLook":
        kept = self._kept(observed)
        if not _missing(kept, observed, names):
            return PictureLook(observed, kept, {})
        with self._one_pass:  # whoever waits here may find that the pass is done
            kept = self._kept(observed)
            missing = _missing(kept, observed, names)
            computed = self._compute(observed, missing, bool(kept)) if missing else {}
        return PictureLook(observed, kept, {name: computed[name] for name in missing})

    def _kept(self, observed: Observed) -> "Mapping[str, Float32Array | _Packed]":
        with self._changed:
            key = observed.cache_key
            return self._fresh.get(key) or self._packed.get(key) or {}

    def _compute(self, observed: Observed, missing: list[str], others_kept: bool) -> Layers:
        network = network_of(observed.network)
        if self._is_short(observed, missing, others_kept):
            self._count(_share_of_work(observed.network, network.cheap_layers))
            return network.activations(observed.picture.pixels, missing)
        self._count(1.0)
        outputs = network.activations(observed.picture.pixels)
        self._keep(observed, {name: outputs[name] for name in _dear_layers(observed, network)})
        return outputs

    def _count(self, work: float) -> None:
        self.passes = Passes(self.passes.num + 1, self.passes.work + work)
        if path := os.environ.get(PASS_LOG_VARIABLE):
            with open(path, "a", encoding="utf-8") as log:
                log.write(f"{monotonic():.3f} {work:.4f}\n")

    def _keep(self, observed: Observed, layers: Layers) -> None:
        """Keep layers, to be packed while other questions are answered."""
        if not self._packed.maxsize:
            return
        with self._changed:
            self._changed.wait_for(lambda: len(self._fresh) < MOST_UNPACKED or not self._packer)
            while len(self._fresh) >= MOST_UNPACKED:  # nobody packs them
                self._fresh.popitem(last=False)
            self._fresh[observed.cache_key] = layers
            if self._packer is None:
                packer = threading.Thread(target=self._pack_all, name="packer", daemon=True)
                with suppress(RuntimeError):  # no thread can start now: the next photo tries again
                    packer.start()
                    self._packer = packer

    def _pack_all(self) -> None:
        """Pack what is fresh, the oldest first; ends when nothing is left."""
        is_left = True
        try:
            while is_left:
                is_left = self._pack_oldest()
        finally:
            with self._changed:
                if self._packer is threading.current_thread():
                    self._packer = None
                self._changed.notify_all()

    def _pack_oldest(self) -> bool:
        """Pack the layers that wait longest; if that fails, they are computed again when asked for.

        Returns:
            Whether there were any.
        """
        with self._changed:
            if not self._fresh:
                self._packer = None  # at once: who comes now starts another one
                return False
            key, layers = next(iter(self._fresh.items()))
        packed: _PackedLayers = {}
        try:
            packed = _packed(layers)
        except Exception:  # such as too little memory: it costs another pass, nothing else
            _log.exception("A photo's activations could not be packed")
        with self._changed:
            is_wanted = self._fresh.get(key) is layers
            if is_wanted:
                del self._fresh[key]
            if packed and is_wanted and _size(packed) <= self._packed.maxsize:
                self._packed[key] = packed
            self._changed.notify_all()
        del layers, packed
        give_back_memory()  # what the pass took; the C library would keep it
        return True


class PictureLook:
    """A network's look at a picture, while questions about it are answered.

    Attributes:
        observed: Which network looks at which picture.
        others: The same network's looks at this and other pictures.
    """

    def __init__(
        self,
        observed: Observed,
        kept: "Mapping[str, Float32Array | _Packed]",
        computed: Layers,
    ) -> None:
        """PictureLook at what is kept, and at what was computed for this look."""
        self.observed = observed
        self.others: Mapping[Picture, PictureLook] = {}
        self._kept = kept
        self._computed = computed
        self._at_hand: OrderedDict[str, Float32Array] = OrderedDict()

    @property
    def network(self) -> FeatureNetwork:
        """The network itself."""
        return network_of(self.observed.network)

    def layer(self, name: str) -> Float32Array:
        """The activations of a layer, read-only float32 (height, width, channels).

        Raises:
            KeyError: The question did not say that it needs this layer.
        """
        if name in self._computed:
            return self._computed[name]
        if name not in self._at_hand:
            values = _unpacked(self._kept, self.observed.network, name)
            values.flags.writeable = False
            self._at_hand[name] = values
            while len(self._at_hand) > MOST_AT_HAND:
                self._at_hand.popitem(last=False)
        return self._at_hand[name]

    def beside(self, picture: Picture) -> "PictureLook":
        """The same network's look at another picture."""
        return self.others[picture]


def _missing(
    layers: "Mapping[str, Float32Array | _Packed]", observed: Observed, names: Iterable[str]
) -> list[str]:
    """The names of layers that cannot be had from those that are kept."""
    return [name for name in names if _find(layers, observed.network, name) is None]


def _find(
    layers: "Mapping[str, Float32Array | _Packed]", network: ObservedNetwork, name: str
) -> str | None:
    """The name of the kept layer that a layer can be had from: itself, or the one before it."""
    if name in layers:
        return name
    before = _pooled_from(network, name)
    return before if before in layers else None


def _unpacked(
    layers: "Mapping[str, Float32Array | _Packed]", network: ObservedNetwork, name: str
) -> Float32Array:
    source = _find(layers, network, name)
    if source is None:
        raise KeyError(name)
    kept = layers[source]
    values = kept.unpacked() if isinstance(kept, _Packed) else kept
    return values if source == name else pooled(values)


def _pooled_from(network: ObservedNetwork, name: str) -> str | None:
    """The layer whose largest 2 x 2 values a layer holds; None where it does something else."""
    names = [row.name for row in network.rows]
    index = names.index(name) if name in names else 0
    return names[index - 1] if index and _is_pooling(network.rows[index]) else None


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


def _dear_layers(observed: Observed, network: FeatureNetwork) -> list[str]:
    """The layers to keep: neither cheap nor poolings of a layer that is kept."""
    dear: list[str] = []
    for name in network.layer_names:
        if name not in network.cheap_layers and _pooled_from(observed.network, name) not in dear:
            dear.append(name)
    return dear


def _share_of_work(network: ObservedNetwork, names: tuple[str, ...]) -> float:
    done = [row for row in network.rows if row.name in names]
    return totals(done).num_macs / totals(network.rows).num_macs


def _size(layers: _PackedLayers) -> int:
    return sum(each.num_bytes for each in layers.values())
