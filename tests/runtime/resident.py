"""Memory that some work takes, as Linux reports it."""

import gc
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from explorer.runtime.memory import give_back_memory

BYTES_PER_KIB = 1024
FORGET_PEAK = Path("/proc/self/clear_refs")


@dataclass(frozen=True, slots=True)
class Taken:
    """Bytes that some work took: at its peak, while its result was there, and afterwards."""

    peak: int
    held: int
    left: int


def taken_by(work: Callable[[], object]) -> Taken:
    """Do some work without the garbage collector, whose runs cannot be predicted."""
    gc.collect()
    give_back_memory()
    gc.disable()
    FORGET_PEAK.write_text("5", encoding="ascii")
    before = _bytes("VmRSS")
    result = work()
    peak, held = _bytes("VmHWM"), _bytes("VmRSS")
    del result
    left = _bytes("VmRSS")
    gc.enable()
    return Taken(peak - before, held - before, left - before)


def _bytes(name: str) -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(rf"{name}:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) * BYTES_PER_KIB
