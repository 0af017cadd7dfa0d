"""How much memory this program holds, as the operating system says. Needs no TensorFlow."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

STATUS = Path("/proc/self/status")
BYTES_PER_KIB = 1024


@dataclass(frozen=True, slots=True)
class ResidentMemory:
    """Bytes in RAM.

    Attributes:
        now: At this moment; None where the system does not say.
        peak: The most since the program started; None where the system does not say.
    """

    now: int | None
    peak: int | None


def resident_memory() -> ResidentMemory:
    """Ask Linux; other systems are not asked."""
    with suppress(OSError, ValueError, KeyError):
        lines = STATUS.read_text("ascii", "replace").splitlines()
        fields = dict(line.split(":", 1) for line in lines)
        now, peak = (_num_bytes(fields[name]) for name in ("VmRSS", "VmHWM"))
        return ResidentMemory(now, peak)
    return ResidentMemory(None, None)


def _num_bytes(text: str) -> int:
    return int(text.removesuffix("kB")) * BYTES_PER_KIB
