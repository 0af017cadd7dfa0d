"""The activations that are kept: of what visitors look at, and of what they compare it with.

What somebody looks at is packed without loss, for whoever goes on to another layer or compares it
with something. What it is compared with, such as a mistake, is seldom asked for twice, and there is
far more of it: it is never packed, and pushes nothing out that is. The latest looks of both kinds
are kept as they were computed too, so that somebody alone waits for no unpacking.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from cachetools import LRUCache

from explorer.observed import Observed
from explorer.runtime.memory import give_back_if_much
from explorer.shared.packing import (
    AnyLayers,
    Layers,
    PackedLayers,
    packed,
    size_in_memory,
    size_unpacked,
)
from explorer.units import BYTES_PER_MIB

MOST_UNPACKED = 2
"""Photos whose layers wait to be packed: each takes 28 MB at 224 x 224 px."""

LATEST_PART = 10
"""One part in so many of all that may be kept is for the latest looks, as they were computed. With
the usual bound it holds two at 224 x 224 px, of 27 MiB each; the rest holds 30 packed ones."""

_log = logging.getLogger(__name__)

_Key = tuple[object, ...]


class KeptLooks:
    """The latest looks' layers, within a bound in bytes; any thread may ask."""

    def __init__(self, most_mib: int) -> None:
        """Keep at most this many MiB."""
        most_bytes = most_mib * BYTES_PER_MIB
        for_latest = most_bytes // LATEST_PART
        self._changed = threading.Condition()
        self._packer: threading.Thread | None = None
        self._num_answering = 0
        self._fresh: OrderedDict[_Key, Layers] = OrderedDict()
        self._packed = LRUCache[_Key, PackedLayers](most_bytes - for_latest, size_in_memory)
        self._latest = LRUCache[_Key, Layers](for_latest, size_unpacked)
        self.keeps_any = most_bytes > 0

    @contextmanager
    def answering(self) -> Iterator[None]:
        """While a visitor who is alone waits for an answer, packing waits: it takes every core.

        It goes on where so much waits to be packed that nothing more can be kept.
        """
        self._count_answering(1)
        try:
            yield
        finally:
            self._count_answering(-1)

    def _count_answering(self, more: int) -> None:
        with self._changed:
            self._num_answering += more
            self._changed.notify_all()

    @property
    def _may_pack(self) -> bool:
        return not self._num_answering or not 0 < len(self._fresh) < MOST_UNPACKED

    def layers(self, observed: Observed) -> AnyLayers:
        """The layers that are kept of a look; empty if there are none."""
        key = observed.cache_key
        with self._changed:
            in_bytes = self._packed.get(key)  # in any case: it is used again
            return self._fresh.get(key) or self._latest.get(key) or in_bytes or {}

    def keep(self, observed: Observed, layers: Layers, *, is_compared: bool) -> None:
        """Keep layers of a look.

        Args:
            observed: What it is a look at.
            layers: The layers.
            is_compared: Whether something else is looked at, and compared with this.
        """
        with self._changed:
            if not is_compared:
                self._keep_fresh(observed.cache_key, layers)
            if size_unpacked(layers) <= self._latest.maxsize:
                self._latest[observed.cache_key] = layers

    def note_looked_at(self, observed: Observed) -> None:
        """Pack what was only compared so far: it is looked at now."""
        key = observed.cache_key
        with self._changed:
            if key in self._latest and key not in self._packed and key not in self._fresh:
                self._keep_fresh(key, self._latest[key])

    def forget(self, is_wanted: Callable[[str], bool]) -> None:
        """Drop what is kept of pictures that nobody wants, by their digests."""
        with self._changed:
            for kept in (self._fresh, self._packed, self._latest):
                for key in [key for key in kept if not is_wanted(str(key[1]))]:
                    kept.pop(key, None)
            self._changed.notify_all()

    @property
    def num_bytes(self) -> int:
        """Bytes of the layers, but for those that wait to be packed."""
        return int(self._packed.currsize + self._latest.currsize)

    @property
    def num_pictures(self) -> int:
        """How many pictures are kept, each once for each network and each way to look at it."""
        with self._changed:
            return len({*self._fresh, *self._packed, *self._latest})

    def _keep_fresh(self, key: _Key, layers: Layers) -> None:
        """Keep layers, to be packed while other questions are answered."""
        self._changed.wait_for(lambda: len(self._fresh) < MOST_UNPACKED or not self._packer)
        while len(self._fresh) >= MOST_UNPACKED:  # nobody packs them
            self._fresh.popitem(last=False)
        self._fresh[key] = layers
        self._changed.notify_all()
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
            self._changed.wait_for(lambda: self._may_pack)
            if not self._fresh:
                self._packer = None  # at once: who comes now starts another one
                return False
            key, layers = next(iter(self._fresh.items()))
        in_bytes: PackedLayers = {}
        try:
            in_bytes = packed(layers)
        except Exception:  # such as too little memory: it costs another pass, nothing else
            _log.exception("A photo's activations could not be packed")
        with self._changed:
            is_wanted = self._fresh.get(key) is layers
            if is_wanted:
                del self._fresh[key]
            if in_bytes and is_wanted and size_in_memory(in_bytes) <= self._packed.maxsize:
                self._packed[key] = in_bytes
            self._changed.notify_all()
        del layers, in_bytes
        give_back_if_much()  # what the pass took; the C library would keep it
        return True
