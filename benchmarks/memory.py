"""How much memory the server takes for visitors with fifty photos, and whether it grows.

    python -m benchmarks.memory [PHOTOS]

Activations of recent photos are kept up to a bound in bytes (VGG16_CACHE_MIB), their pictures up to
a bound in number. Once these bounds are reached, memory must not grow: the last fifth of the photos
is compared with the middle one.

The network is loaded without its dense layers, the input size is 224 x 224 px, and the photos have
12 megapixels. Resident memory counts: what the operating system holds in RAM.
"""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.visitor import new_photos, visitor, what_is_missing

PHOTOS = 50
LARGEST_GIB = 1.6
LARGEST_GROWTH = 1.05
"""Of the median from the middle fifth of the photos to the last one."""

FEWEST_PHOTOS = 10
KIBIBYTES_PER_GIB = 2**20


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory of a process, in GiB.

    Attributes:
        now: At this moment.
        peak: The most since it started; None if the operating system does not report it.
    """

    now: float
    peak: float | None

    @property
    def is_kept(self) -> bool:
        """Whether the promise holds, for the peak too if it is known."""
        return max(self.now, self.peak or 0) <= LARGEST_GIB


def resident(pid: int) -> Memory:
    """Ask Linux, or elsewhere `ps`, for the memory of a process."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        command = ["ps", "-o", "rss=", "-p", str(pid)]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return Memory(int(printed) / KIBIBYTES_PER_GIB, None)
    fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
    now, peak = (
        int(fields[name].removesuffix("kB")) / KIBIBYTES_PER_GIB for name in ("VmRSS", "VmHWM")
    )
    return Memory(now, peak)


def measure(photos: int = PHOTOS) -> list[Memory]:
    """Upload photos; return the server's memory after each of them."""
    files = new_photos()
    found = []
    with visitor() as anybody:
        anybody.open("activations")
        for _ in range(photos):
            anybody.upload(next(files))
            found.append(resident(anybody.server_pid))
    return found


def growth(found: Sequence[Memory]) -> float:
    """Median memory in the last fifth of the photos, as a multiple of the middle fifth's."""
    fifth = len(found) // 5
    early, late = (
        median(memory.now for memory in part)
        for part in (found[2 * fifth : 3 * fifth], found[-fifth:])
    )
    return late / early


def main() -> int:
    """Measure and print; the exit status is 0 if the promises are kept."""
    missing = what_is_missing()
    if missing:
        print(missing)
        return 0
    photos = int(sys.argv[1]) if sys.argv[1:] else PHOTOS
    found = measure(max(photos, FEWEST_PHOTOS))
    last, times = found[-1], growth(found)
    peak = "not known here" if last.peak is None else f"{last.peak:.2f} GiB"
    print(f"Resident memory of the server, {len(found)} photos, GiB after each fifth of them")
    print(
        "  "
        + ", ".join(f"{memory.now:.2f}" for memory in found[len(found) // 5 - 1 :: len(found) // 5])
    )
    print(f"  now {last.now:.2f} GiB, peak {peak}; at most {LARGEST_GIB}: {outcome(last.is_kept)}")
    is_flat = times <= LARGEST_GROWTH
    print(f"  grows to {times:.3f} times; at most {LARGEST_GROWTH}: {outcome(is_flat)}")
    return 0 if last.is_kept and is_flat else 1


def outcome(is_kept: bool) -> str:
    """A promise in a word."""
    return "kept" if is_kept else "BROKEN"


if __name__ == "__main__":
    sys.exit(main())
